"""Runs: making one from a locked master, and reading its state, forecast and alarms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.journal.change import new_id
from app.models import vietnam_time
from app.models.errors import NotFoundError, RefusedError
from app.models.findings import ERROR
from app.models.runbook import alarms, queries, writing
from app.models.runbook.alarms import Memory, Watch
from app.models.runbook.checks import check
from app.models.runbook.forecast import Forecast, forecast
from app.models.runbook.records import Master, Run, RunMode
from app.models.runbook.run_records import RunState
from app.models.runbook.situation import Rehearsal, measured
from app.models.runbook.state import state
from app.services.desk import Desk, Outcome, typed
from app.services.runbook.night_clock import clock_of


@dataclass(frozen=True, slots=True)
class Board:
    """One look at a run: everything the night screens show."""

    at: datetime
    state: RunState
    forecast: Forecast
    watch: Watch
    rehearsals: int
    """How many rehearsals the forecast learned from."""


def make(desk: Desk, *, mode: RunMode, lock_id: str = "", anchor: datetime | None = None, title: str = "") -> Outcome:
    """Make a run from a locked version (the last one where none is named), at its giờ G or another.

    Raises:
        NotFoundError: nothing has been locked.
        RefusedError: a real run of a version with errors, or a second one while one is open.
    """
    title = typed(title, where="Tên lượt")
    with desk.act(f"Mở lượt {mode.label.lower()}", undoable=False) as act:
        known = queries.locks(act.session)
        lock = next((one for one in reversed(known) if lock_id in ("", one.id)), None)
        if lock is None:
            raise NotFoundError("Chưa có kịch bản nào được chốt.", "Chốt kịch bản trước khi mở lượt.")
        master = queries.locked(act.session, lock.id)
        if mode is RunMode.REAL:
            _refuse_real(act.session, master)
        started = anchor or (master.anchor if mode is RunMode.REAL else clock_of(desk).now())
        act.session.add(
            writing.run_row(
                Run(
                    new_id(),
                    lock.runbook_id,
                    lock.id,
                    lock.content_hash,
                    mode,
                    title or _title(mode, started, queries.runs(act.session)),
                    started,
                    clock_of(desk).now(),
                    desk.person.full_name if desk.person is not None else "",
                )
            )
        )
    return act.outcome


def runs(desk: Desk) -> tuple[Run, ...]:
    """Every run, oldest first."""
    with desk.workspace.reading() as session:
        return queries.runs(session)


def read(desk: Desk, *, run_id: str) -> RunState:
    """A run as its events make it.

    Raises:
        NotFoundError: no such run, or its locked master is not on this PC yet.
    """
    with desk.workspace.reading() as session:
        return _state(session, queries.run(session, run_id))


def rehearsals(desk: Desk, *, without: str = "") -> tuple[Rehearsal, ...]:
    """What each rehearsal measured: step id -> time of work; oldest first, the run `without` left out."""
    with desk.workspace.reading() as session:
        return _rehearsals(session, without)


def board(desk: Desk, *, run_id: str, memory: Memory | None = None, now: datetime | None = None) -> Board:
    """State, forecast and alarms of a run now. Hand back `board.watch.memory` at the next look.

    Cheap enough for every event and every 30 seconds, off the window's thread or on it.
    """
    moment = now or clock_of(desk).now()
    with desk.workspace.reading() as session:
        found = _state(session, queries.run(session, run_id))
        known = _rehearsals(session, run_id)
    return look(found, now=moment, rehearsals=known, memory=memory)


def look(
    found: RunState, *, now: datetime, rehearsals: Sequence[Rehearsal] = (), memory: Memory | None = None
) -> Board:
    """The board of a state already read: what a tick between two events needs, with no database."""
    expected = forecast(found, now=now, rehearsals=rehearsals)
    stands = alarms.causes(found, expected, now=now)
    seen = alarms.watch(stands, memory=memory or Memory(), acknowledged=found.acknowledgements, state=found, now=now)
    return Board(now, found, expected, seen, len(rehearsals))


def _refuse_real(session: Any, master: Master) -> None:
    errors = [one for one in check(master) if one.level == ERROR]
    if errors:
        raise RefusedError(
            f"Bản kịch bản này còn {len(errors)} lỗi, không dùng cho đêm chính thức. {errors[0].message}",
            "Sửa kịch bản rồi chốt lại.",
        )
    for run in queries.runs(session):
        if run.mode is RunMode.REAL and not _state(session, run).is_over:
            raise RefusedError(f"Lượt chính thức “{run.title}” còn đang mở.", "Mở lượt đó, hoặc kết thúc nó trước.")


def _title(mode: RunMode, anchor: datetime, known: Sequence[Run]) -> str:
    day = vietnam_time.show_date(vietnam_time.local(anchor).date())
    if mode is RunMode.REAL:
        return f"Đêm chuyển đổi {day}"
    number = sum(1 for run in known if run.mode is mode) + 1
    return f"{'Diễn tập' if mode is RunMode.REHEARSAL else 'Mô phỏng'} lần {number}, {day}"


def _state(session: Any, run: Run) -> RunState:
    return state(queries.locked(session, run.lock_id), run, queries.events(session, run.id))


def _rehearsals(session: Any, without: str) -> tuple[Rehearsal, ...]:
    found = [_state(session, run) for run in queries.runs(session) if run.is_rehearsal and run.id != without]
    return tuple(one for one in map(measured, found) if one)
