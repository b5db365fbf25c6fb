"""What all pages share: the open desk, the way to act, the worker, the memory, the sync, the way from page to page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.views.common.acts import Acts
from app.views.common.background import Worker
from app.views.common.link import Link
from app.views.common.memory import Memory

if TYPE_CHECKING:
    from app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: a page, and there a record and a field."""

    page: str
    entity: str = ""
    record_id: str = ""
    field: str = ""


class Office(QObject):
    """Shared by the pages of one open workspace."""

    went = Signal(object)
    """Somebody asks to be shown a Place."""
    theme_chosen = Signal(str)
    desk_altered = Signal()
    """Person, settings or backup time changed: the frame around the pages shows them anew."""

    findings_counted = Signal(int)
    """How many points of the plan must be settled, after each check."""

    def __init__(
        self, desk: "Desk", *, acts: Acts, worker: Worker, memory: Memory, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.acts = acts
        self.worker = worker
        self.memory = memory
        self.link = Link(self)

    def go(self, place: Place) -> None:
        """Ask to be shown a place."""
        self.went.emit(place)
