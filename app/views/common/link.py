"""What every window may know of the sync (Liên lạc): where it stands, who else is at a record. It talks to nobody."""

import time
from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QObject, Signal

from app.sync.states import Presence, SyncState

HINT_LASTS = timedelta(seconds=75)
"""A hint that was not repeated for this long is old: the other PC was closed or its network is gone."""


class Link(QObject):
    """Shared by the windows of one open workspace; `views.sync` fills it."""

    stated = Signal(object)
    """The SyncState of this moment."""
    met = Signal()
    """Somebody else went to a record, or left one."""
    looked = Signal(object, object, bool)
    """(entity, record id, is editing): what the person at this desk is at; for whoever tells the others."""
    altered = Signal()
    """This PC joined, left, or was given its token: the exchange begins anew."""
    published = Signal()
    """Something was written here beside the acts (figures for the central board, the mark of a print) and waits."""
    conflicts_asked = Signal(object)
    """Some window (it is the argument) asks for "Sửa trùng"."""
    unsent_asked = Signal(object)
    """Some window asks for the list of what is unsent."""

    def __init__(self, parent: QObject | None = None, *, ticks: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self.state = SyncState()
        self._nights: set[str] = set()
        self._ticks = ticks
        self._seen: dict[str, tuple[Presence, float]] = {}

    def show_state(self, state: SyncState) -> None:
        """The sync stands like this now."""
        self.state = state
        self.stated.emit(state)

    @property
    def is_night(self) -> bool:
        """Whether a run is led from a window here: the exchange then asks more often."""
        return bool(self._nights)

    def show_night(self, run_id: str, *, is_open: bool) -> None:
        """The window of a run was opened or closed."""
        (self._nights.add if is_open else self._nights.discard)(run_id)

    def look(self, entity: str, record_id: str, *, is_editing: bool = False) -> None:
        """The person at this desk looks at a record, or edits it; "" is none."""
        self.looked.emit(entity, record_id, is_editing)

    def meet(self, presence: Presence) -> None:
        """Somebody else is at a record; no id: at none any more."""
        before = self._seen.get(presence.person)
        if presence.id:
            self._seen[presence.person] = (presence, self._ticks())
        else:
            self._seen.pop(presence.person, None)
        if (before[0] if before else None) != presence:
            self.met.emit()

    def forget_old(self) -> None:
        """Drop the hints that nobody repeated."""
        oldest = self._ticks() - HINT_LASTS.total_seconds()
        kept = {person: seen for person, seen in self._seen.items() if seen[1] >= oldest}
        if len(kept) != len(self._seen):
            self._seen = kept
            self.met.emit()

    def people_at(self, record_id: str) -> tuple[Presence, ...]:
        """Who else is at a record, the one who edits first."""
        found = [presence for presence, _at in self._seen.values() if presence.id == record_id]
        return tuple(sorted(found, key=lambda presence: (not presence.is_editing, presence.person)))
