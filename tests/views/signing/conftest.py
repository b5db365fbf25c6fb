"""An office on a desk with a sealed paper, four who have to sign, and the test authority trusted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.services.desk import Desk
from app.services.signing import trust
from app.views.common.acts import Acts
from app.views.common.background import Worker
from app.views.common.memory import Memory
from app.views.common.office import Office
from app.views.signing.signing_sheet import SigningSheet
from tests.exports.signing import authority
from tests.exports.signing.papers import REF, paper
from tests.services.signing.steps import PEOPLE


@pytest.fixture
def signing_office(desk: Desk, memory: Memory, tmp_path: Path, qtbot: QtBot) -> Iterator[Office]:
    trust.add(authority.root().pem(tmp_path / "goc.cer"))
    made = Office(desk, acts=Acts(), worker=Worker(), memory=memory)
    yield made
    made.worker.close()


@pytest.fixture
def sheet(signing_office: Office, qtbot: QtBot) -> SigningSheet:
    """The window of the paper, its file made."""
    made = SigningSheet(None, signing_office, REF, document=paper, proposed=PEOPLE)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.state.file is not None, timeout=60_000)
    return made
