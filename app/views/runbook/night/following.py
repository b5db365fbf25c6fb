"""Follows a run: its state, the forecast made beside the window, the alarms, one timer on the wall clock.

Never counts ticks: each tick asks the corrected clock and recomputes, so that sleep and a clock set back do no harm.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from app.models.errors import AppError
from app.models.runbook import alarms
from app.models.runbook.alarms import Memory, Watch
from app.models.runbook.forecast import Forecast
from app.models.runbook.run_records import GRACE, RunState
from app.services.runbook import entries, runs
from app.services.runbook.night_clock import clock_of
from app.services.runbook.recording import Recorded
from app.views.common.background import Worker
from app.views.common.office import Office

FORECAST_EVERY = timedelta(seconds=30)
_SECOND_MS = 1000


class Following(QObject):
    """What the screens of one run share."""

    ticked = Signal(object)
    """The present instant, once a second."""
    state_changed = Signal()
    forecast_made = Signal()
    sounded = Signal(list)
    """The alarms that make a noise now."""
    refused = Signal(object)
    recorded = Signal(object)
    """The Recorded of an act of this desk."""

    def __init__(self, office: Office, run_id: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.office = office
        self.run_id = run_id
        self._clock = clock_of(office.desk)
        self._worker = Worker(self)
        """Its own: a forecast must not wait behind an export."""
        self._rehearsals = runs.rehearsals(office.desk, without=run_id)
        first = runs.board(office.desk, run_id=run_id)
        self.state: RunState = first.state
        self.forecast: Forecast = first.forecast
        self.watch: Watch = first.watch
        self._memory: Memory = first.watch.memory
        self._asked_at = first.at
        self._is_asked_again = False
        self.last: Recorded | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._tick_and_go_on)
        office.acts.changed.connect(self._changed_elsewhere)

    def now(self) -> datetime:
        """The present instant by the corrected clock."""
        return self._clock.now()

    @property
    def is_by_server(self) -> bool:
        """Whether the corrected clock goes by the server's time."""
        return self._clock.is_by_server

    @property
    def undoable_for(self) -> timedelta:
        """How long "Hoàn tác" is still offered."""
        if self.last is None:
            return timedelta()
        return max(self.last.event.entered_at + GRACE - self.now(), timedelta())

    def begin(self) -> None:
        """Start the timer."""
        self._tick_and_go_on()

    def end(self) -> None:
        """Stop the timer and the worker."""
        self._timer.stop()
        self._worker.close()

    def _tick_and_go_on(self) -> None:
        self.tick()
        self._timer.start(_SECOND_MS - self.now().microsecond // 1000)

    def tick(self) -> None:
        """Recompute everything that depends on the hour."""
        now = self.now()
        if now - self._asked_at >= FORECAST_EVERY or now < self._asked_at:
            self.ask_forecast()
        self._look(now)
        self.ticked.emit(now)

    def _look(self, now: datetime) -> None:
        found = alarms.causes(self.state, self.forecast, now=now)
        self.watch = alarms.watch(
            found, memory=self._memory, acknowledged=self.state.acknowledgements, state=self.state, now=now
        )
        self._memory = self.watch.memory
        if self.watch.sound_now:
            self.sounded.emit(list(self.watch.sound_now))

    def do(
        self,
        work: Callable[[], Recorded],
        *,
        then: Callable[[], object] | None = None,
        refused: Callable[[AppError], object] | None = None,
    ) -> None:
        """Record something. The screens show the new state at once, the forecast follows."""
        kept: list[Recorded] = []

        def act() -> object:
            kept.append(work())
            return kept[0].outcome

        def done() -> None:
            self.last = kept[0]
            self._take(kept[0].state)
            self.recorded.emit(kept[0])
            if then is not None:
                then()

        self.office.acts.do(
            act,  # type: ignore[arg-type]  # an Outcome, which is Done
            initiator=self,
            then=lambda _done: done(),
            refused=refused or self.refused.emit,
        )

    def undo(self) -> None:
        """Hoàn tác, within ten seconds of the last act."""
        desk, run_id = self.office.desk, self.run_id
        self.do(lambda: entries.undo_last(desk, run_id=run_id), then=self._forget_last)

    def _forget_last(self) -> None:
        self.last = None

    def reload(self) -> None:
        """Read the run again: events have come from elsewhere."""
        self._take(runs.read(self.office.desk, run_id=self.run_id))

    def _changed_elsewhere(self, _outcome: object, initiator: object) -> None:
        if initiator is not self:
            self.reload()

    def _take(self, state: RunState) -> None:
        self.state = state
        self._look(self.now())
        self.state_changed.emit()
        self.ask_forecast()

    def ask_forecast(self) -> None:
        """Make the forecast beside the window; while one is under way, once more behind it."""
        self._asked_at = self.now()
        if self._worker.is_busy:
            self._is_asked_again = True
            return
        state, now, rehearsals = self.state, self._asked_at, self._rehearsals
        self._worker.run(
            self,
            lambda _report: runs.look(state, now=now, rehearsals=rehearsals).forecast,
            title="Dự báo",
            done=self._take_forecast,
            failed=self.refused.emit,
        )

    def _take_forecast(self, forecast: Forecast) -> None:
        self.forecast = forecast
        self._look(self.now())
        self.forecast_made.emit()
        if self._is_asked_again:
            self._is_asked_again = False
            self.ask_forecast()
