"""A desk with a sealed paper, four signatories and the authority trusted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.desk import Desk
from app.services.signing import files, signatories, trust
from tests.exports.signing import authority
from tests.exports.signing.papers import CHAIR, REF, paper
from tests.exports.signing.soft_token import SoftToken, plugged
from tests.services.signing.steps import PEOPLE


@pytest.fixture
def ready(desk: Desk, tmp_path: Path) -> Desk:
    """The PDF is made, four have to sign, the test authority is trusted."""
    signatories.set_signatories(desk, ref=REF, signatories=PEOPLE)
    files.prepare(desk, ref=REF, document=paper())
    trust.add(authority.root().pem(tmp_path / "goc.cer"))
    return desk


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoftToken]:
    """The chair's token."""
    yield from plugged(tmp_path, monkeypatch, authority.officer(CHAIR))
