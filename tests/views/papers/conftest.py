"""A paper in the middle of its way."""

import pytest
from pytestqt.qtbot import QtBot

from app.models.papers.records import Stage
from app.services.desk import Desk
from app.views.common.office import Office
from app.views.papers.way_sheet import WaySheet
from tests.services.papers.steps import brought, draft


@pytest.fixture
def way(office: Office, desk: Desk, qtbot: QtBot) -> WaySheet:
    """The way of a new draft of a plan."""
    made = WaySheet(None, office, draft(desk))
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def numbered(desk: Desk) -> str:
    """A paper with number 05."""
    return brought(desk, Stage.NUMBERED)
