"""Rehearsed durations enter the master only by this explicit act, which shows and logs each difference."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from statistics import median
from typing import Any

from app.journal.change import new_id
from app.models.errors import RefusedError
from app.models.runbook import queries, writing
from app.models.runbook.records import AppliedMeasures, DurationChange, Master
from app.models.runbook.situation import Rehearsal, measured
from app.models.runbook.state import state
from app.services.desk import Desk, Outcome
from app.services.runbook import masters
from app.services.runbook.night_clock import clock_of

_ROUND = timedelta(minutes=1)


def differences(desk: Desk, *, run_ids: Sequence[str]) -> tuple[DurationChange, ...]:
    """Steps whose median over some runs differs from the master by a minute or more, in shown order."""
    with desk.workspace.reading() as session:
        return _changes(queries.master(session), _taught(session, run_ids))


def apply(desk: Desk, *, run_ids: Sequence[str], step_ids: Sequence[str] | None = None) -> Outcome:
    """Bring the measured durations of some steps (all that differ) into the master; each old and new value is logged.

    Starts stay as they are; the checks say where a step now begins too early.

    Raises:
        RefusedError: nothing differs.
    """
    with desk.act("Đưa thời lượng diễn tập vào kịch bản", undoable=False) as act:
        known = queries.master(act.session)
        changes = tuple(
            one for one in _changes(known, _taught(act.session, run_ids)) if step_ids is None or one.step_id in step_ids
        )
        if not changes:
            raise RefusedError("Thời lượng đo được không khác kịch bản.", "Không có gì để đưa vào.")
        for one in changes:
            step = masters.required(known, one.step_id)
            known = masters.with_step(known, replace(step, duration=one.measured))
        masters.store(desk, act.session, known)
        person = desk.person.full_name if desk.person is not None else ""
        at = clock_of(desk).now()
        row = writing.measured_row(new_id(), known.id, run_ids=run_ids, changes=changes, at=at, person=person)
        act.session.add(row)
    return act.outcome


def applied(desk: Desk) -> tuple[AppliedMeasures, ...]:
    """Every such act so far, oldest first."""
    with desk.workspace.reading() as session:
        return queries.applied_measures(session)


def _taught(session: Any, run_ids: Sequence[str]) -> list[Rehearsal]:
    found: list[Rehearsal] = []
    for run_id in run_ids:
        run = queries.run(session, run_id)
        found.append(measured(state(queries.locked(session, run.lock_id), run, queries.events(session, run_id))))
    return found


def _changes(known: Master, taught: Sequence[Rehearsal]) -> tuple[DurationChange, ...]:
    found = []
    for step in known.steps:
        samples = tuple(one[step.id] for one in taught if step.id in one)
        if not samples:
            continue
        middle = _rounded(timedelta(seconds=median(one.total_seconds() for one in samples)))
        if abs(middle - step.duration) >= _ROUND:
            found.append(DurationChange(step.id, step.number, step.content, step.duration, middle, samples))
    return tuple(found)


def _rounded(span: timedelta) -> timedelta:
    """To whole minutes, at least one: a plan is read by people."""
    return max(round(span / _ROUND), 1) * _ROUND
