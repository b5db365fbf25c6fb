"""Tokens of the signing tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exports.signing import authority
from tests.exports.signing.papers import CHAIR
from tests.exports.signing.soft_token import SoftToken, plugged


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoftToken]:
    """The chair's token."""
    yield from plugged(tmp_path, monkeypatch, authority.officer(CHAIR))
