"""Runs the exchange behind an open workspace: what it says comes to the window's thread as queued signals.

Changes of other desks take the same road as one's own (`acts.changed`), at most four times a second: between two
tellings they are gathered, so that a burst of the night never holds up the window.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.models.recording import Ref
from app.services import people
from app.services.desk import Desk, Outcome
from app.sync.states import Phase, Presence, SyncState
from app.views.common.background import Worker
from app.views.common.office import Office

if TYPE_CHECKING:
    from app.views.sync.network import Network

GATHER_MS = 250
CALM_MS = 1_000
"""What is sent within this time is not shown as unsent: else each edit would make the status flicker."""
FEED_OPEN_MS = 2_000
"""The live feed is open about this long after the first exchange; hints travel on it only."""
REPEAT_MS = 25_000
"""How often the hint where this person is goes out again; old ones are dropped at the same beat."""

_ON_LINE = (Phase.SYNCED, Phase.UNSENT)


class Exchange(Protocol):
    """What a window needs of `Syncing`."""

    def start(self) -> None:
        """Begin, on a thread of its own."""

    def stop(self) -> None:
        """End; what is unsent stays."""

    def nudge(self) -> None:
        """Something was done here."""

    def show(self, presence: Presence) -> None:
        """Tell the others where this person is."""


class Told(Protocol):
    """Whom the exchange tells, on its own thread."""

    def on_state(self, state: SyncState) -> None:
        """How the sync stands."""

    def on_changed(self, outcome: Outcome) -> None:
        """What came from other desks."""

    def on_presence(self, presence: Presence) -> None:
        """Where somebody else is."""

    def is_night(self) -> bool:
        """Whether a run is open in a window here."""


Maker = Callable[[Desk, Told], Exchange]


def make_syncing(desk: Desk, told: Told) -> Exchange:
    """The real one. What it imports loads slowly: to be called beside the window."""
    from app.services.exchange.syncing import Syncing

    return Syncing(
        desk,
        on_state=told.on_state,
        on_changed=told.on_changed,
        on_presence=told.on_presence,
        is_night=told.is_night,
    )


class Connection(QObject):
    """The exchange of one open workspace."""

    _state_came = Signal(object)
    _changes_came = Signal(object)
    _presence_came = Signal(object)

    def __init__(self, office: Office, parent: QObject | None = None, *, make: Maker = make_syncing) -> None:
        super().__init__(parent)
        self._office = office
        self._make = make
        self._line = Worker(self)
        """For what may wait for the network; the office's own worker is for reading and heavy work."""
        self._exchange: Exchange | None = None
        self._is_wanted = False
        self._held: SyncState | None = None
        self._waiting: list[Outcome] = []
        self._place = Presence("", "", "", False)
        self._names: dict[str, str] = {}
        self._gathering = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._gathering.timeout.connect(self._tell_gathered)
        self._beat = QTimer(self, interval=REPEAT_MS)
        self._beat.timeout.connect(self._repeat)
        self._calm = QTimer(self, singleShot=True, interval=CALM_MS)
        self._calm.timeout.connect(self._show_held)
        queued = Qt.ConnectionType.QueuedConnection
        self._state_came.connect(self._take_state, queued)
        self._changes_came.connect(self._take_changes, queued)
        self._presence_came.connect(self._take_presence, queued)
        office.acts.changed.connect(self._acted)
        office.link.looked.connect(self._look)
        office.link.published.connect(self._nudge)
        office.link.altered.connect(self.begin)
        self._network: Network | None = None

    def begin(self) -> None:
        """Start the exchange; its modules are loaded, and the one before is ended, beside the window."""
        if self._office.desk.read_only:
            return
        self._is_wanted = True
        desk, before = self._office.desk, self._exchange
        self._exchange = None

        def work(_report: object) -> Exchange:
            import app.views.sync.network  # noqa: F401 loads slowly: beside the window

            if before is not None:
                before.stop()
            return self._make(desk, self)

        refused = self._office.acts.refused.emit
        self._line.run(self, work, title="Chuẩn bị đồng bộ", done=self._start, failed=refused)

    def end(self) -> None:
        """Stop the exchange; what is unsent stays in the workspace."""
        self._is_wanted = False
        self._beat.stop()
        if self._place.id:
            self._place = replace(self._place, id="", is_editing=False)
            self._say_place()
        self._line.close()
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            exchange.stop()

    def _start(self, exchange: Exchange) -> None:
        if self._is_wanted and self._exchange is None:  # asked for twice, the first is enough
            self._exchange = exchange
            exchange.start()
            self._beat.start()
            self._watch_network()

    def _watch_network(self) -> None:
        from app.views.sync.network import Network

        if self._network is None:
            self._network = Network(self)
            self._network.returned.connect(self._nudge)

    def on_state(self, state: SyncState) -> None:
        """Called on the thread of the exchange."""
        self._state_came.emit(state)

    def on_changed(self, outcome: Outcome) -> None:
        """Called on the thread of the exchange."""
        self._changes_came.emit(outcome)

    def on_presence(self, presence: Presence) -> None:
        """Called on the thread of the exchange."""
        self._presence_came.emit(presence)

    def is_night(self) -> bool:
        """Called on the thread of the exchange."""
        return self._office.link.is_night

    def _take_state(self, state: SyncState) -> None:
        if not self._is_wanted:
            return
        now = self._office.link.state
        told = (state.parked, state.conflicts, state.urgent, state.skew)
        is_calm = told == (now.parked, now.conflicts, now.urgent, now.skew) and not state.parked
        if is_calm and now.phase is Phase.SYNCED and state.phase is Phase.UNSENT:
            self._held = state
            if not self._calm.isActive():
                self._calm.start()
            return
        self._calm.stop()
        self._office.link.show_state(state)
        if state.phase is Phase.SYNCED and now.phase not in _ON_LINE:
            QTimer.singleShot(FEED_OPEN_MS, self, self._say_place)

    def _show_held(self) -> None:
        if self._held is not None and self._is_wanted:
            self._office.link.show_state(self._held)

    def _take_changes(self, outcome: Outcome) -> None:
        self._waiting.append(outcome)
        if not self._gathering.isActive():
            self._tell_gathered()

    def _tell_gathered(self) -> None:
        if not self._waiting:
            return
        gathered, self._waiting = self._waiting, []
        refs: dict[Ref, None] = {ref: None for outcome in gathered for ref in outcome.changed}
        created = tuple(record_id for outcome in gathered for record_id in outcome.created)
        self._gathering.start()
        self._office.acts.changed.emit(Outcome("", gathered[-1].title, tuple(refs), created), self)

    def _acted(self, _outcome: object, initiator: object) -> None:
        if initiator is not self:
            self._nudge()

    def _nudge(self) -> None:
        if self._exchange is not None:
            self._exchange.nudge()

    def _look(self, entity: str, record_id: str, is_editing: bool) -> None:
        person = self._office.desk.person
        place = Presence(person.id if person else "", entity, record_id, is_editing)
        if place != self._place:
            self._place = place
            self._say_place()

    def _take_presence(self, presence: Presence) -> None:
        """The wire names people by their ids and gives one's own words back."""
        desk = self._office.desk
        if not self._is_wanted or (desk.person is not None and presence.person == desk.person.id):
            return
        if presence.person not in self._names:
            self._names = {one.id: one.full_name for one in people.people(desk)}
        name = self._names.get(presence.person)
        if name is not None:
            self._office.link.meet(replace(presence, person=name))

    def _repeat(self) -> None:
        self._office.link.forget_old()
        self._say_place()

    def _say_place(self) -> None:
        exchange, place = self._exchange, self._place
        is_on = self._office.link.state.phase in _ON_LINE
        if exchange is not None and place.person and is_on:
            ignored = bool
            self._line.run(self, lambda _report: exchange.show(place), title="Báo chỗ", done=ignored, failed=ignored)
