"""An inspection of two communes on a desk of its own, its office, and a paper that is quick to draw."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.exports.tree import Document, Paragraph, Run, Section
from app.models.inspection.minutes_records import Minutes
from app.services.desk import Desk
from app.views.common.acts import Acts
from app.views.common.background import Worker
from app.views.common.memory import Memory
from app.views.common.office import Office
from app.views.inspection.page import InspectionPage
from tests.services.inspection.conftest import Trip, trip

__all__ = ["trip"]


@pytest.fixture
def visited(trip: Trip, memory: Memory, qtbot: QtBot) -> Iterator[Office]:
    """The office of the desk of `trip`."""
    made = Office(trip.desk, acts=Acts(), worker=Worker(), memory=memory)
    yield made
    made.worker.close()


@pytest.fixture
def page(visited: Office, qtbot: QtBot) -> Iterator[InspectionPage]:
    """The page on an inspection of two communes."""
    made = InspectionPage(visited)
    qtbot.addWidget(made)
    made.resize(1194, 692)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made and QApplication.focusWindow() is made.windowHandle())
    yield made
    made.close_windows()


def short_paper(_desk: Desk, record: Minutes) -> Document:
    """The words of minutes on one page."""
    words = [record.place, record.content, *(entry.text for entry in record.entries)]
    return Document("Biên bản", (Section(tuple(Paragraph((Run(text or " "),)) for text in words)),))
