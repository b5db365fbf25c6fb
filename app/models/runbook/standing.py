"""Where each step and gate stands, read from what the fold of the events gathered. Pure; used by `state` only."""

from datetime import datetime

from app.models.runbook.network import ancestors
from app.models.runbook.records import Branch, Contact, Step
from app.models.runbook.run_records import (
    GateState,
    Remark,
    Result,
    RoleVote,
    RunEvent,
    StepState,
    StepStatus,
    TestFact,
)
from app.models.runbook.tally import Fold


def steps(fold: Fold) -> tuple[StepState, ...]:
    """Every step in shown order."""
    statuses = {step.id: _status(fold, step) for step in fold.steps.values()}
    waited: dict[str, list[str]] = {}
    for step in fold.steps.values():
        if not fold.tally(step.id).begun:
            for need in step.needs:
                waited.setdefault(need, []).append(step.id)
    return tuple(_step(fold, step, statuses[step.id], tuple(waited.get(step.id, ()))) for step in fold.steps.values())


def gates(fold: Fold, states: tuple[StepState, ...]) -> tuple[GateState, ...]:
    """Every gate in shown order."""
    links = {step.id: step.needs for step in fold.steps.values()}
    by_id = {one.step.id: one for one in states}
    critical = tuple(one for one in fold.incidents.values() if one.is_critical)
    found = []
    for step in fold.steps.values():
        if not step.is_gate:
            continue
        before = ancestors(links, step.id)
        tests = tuple(_test(one) for one in states if one.step.id in before and one.step.is_test)
        votes = fold.votes.get(step.id, {})
        decisions = tuple(fold.decisions.get(step.id, ()))
        if step.id in fold.passed and decisions:
            votes = {vote.role_id: vote for vote in decisions[-1].votes}
        at = by_id[step.id].ready_at
        roles = tuple(
            RoleVote(role, _acting(fold, role.contact_id, at), votes.get(role.id))
            for role in fold.master.gate(step.id).roles
        )
        found.append(GateState(step.id, roles, tests, critical, decisions, step.id in fold.passed))
    return tuple(found)


def late_results(found: tuple[GateState, ...], states: tuple[StepState, ...]) -> tuple[Remark, ...]:
    """Tests before a gate that are not đạt although it has passed: their result came, or changed, after the decision.

    The gate stays passed, for people have acted upon it; that it stands on a failed test must be seen by everybody.
    """
    by_id = {one.step.id: one for one in states}
    remarks = []
    for gate in found:
        if not gate.is_passed or gate.decisions[-1].is_override:
            continue
        number = by_id[gate.step_id].step.number
        for test in gate.tests:
            if test.result is Result.FAILED or test.is_disputed:
                at = by_id[test.step_id].finished_at or gate.decisions[-1].at
                text = f"Bước {test.number} không đạt, nhưng điểm quyết định ở bước {number} đã cho qua."
                remarks.append(Remark("after_gate", text, at, test.step_id))
    return tuple(remarks)


def check_turn(fold: Fold, event: RunEvent) -> None:
    """Remark a start that came before its predecessors had ended, or from behind a gate that had not passed."""
    waiting = [fold.steps[need] for need in fold.steps[event.step_id].needs if not _is_open(fold, need)]
    if not waiting:
        return
    numbers = ", ".join(step.number for step in waiting)
    behind = any(step.is_gate for step in waiting)
    what = "khi chưa qua điểm quyết định" if behind else "trước khi xong bước"
    fold.remark(
        "behind_gate" if behind else "out_of_order",
        event,
        f"Bước {fold.steps[event.step_id].number} bắt đầu {what} {numbers}.",
    )


def _status(fold: Fold, step: Step) -> StepStatus:
    tally = fold.tally(step.id)
    if tally.skipped_at is not None:
        return StepStatus.SKIPPED
    if tally.attempts and not tally.runs:
        return StepStatus.FAILED if tally.result is Result.FAILED else StepStatus.DONE
    if step.branch is Branch.MAIN and fold.rollback_at is not None:
        return StepStatus.STOPPED
    if step.branch is Branch.ROLLBACK and fold.rollback_at is None:
        return StepStatus.DORMANT
    if tally.runs:
        return StepStatus.RUNNING
    return StepStatus.PENDING if _missing(fold, step) else StepStatus.READY


def _missing(fold: Fold, step: Step) -> tuple[str, ...]:
    """Predecessors that keep it waiting. A gate may be voted on over a failed test; other steps may not go on."""
    return tuple(need for need in step.needs if need in fold.steps and not _is_open(fold, need, for_gate=step.is_gate))


def _is_open(fold: Fold, need: str, *, for_gate: bool = False) -> bool:
    """Whether a predecessor lets its successors go on."""
    step = fold.steps.get(need)
    if step is None:
        return True
    if step.is_gate:
        return need in fold.passed
    tally = fold.tally(need)
    if tally.runs or not tally.begun:
        return False
    return for_gate or tally.skipped_at is not None or tally.result is not Result.FAILED


def _step(fold: Fold, step: Step, status: StepStatus, waited: tuple[str, ...]) -> StepState:
    tally = fold.tally(step.id)
    missing = _missing(fold, step)
    at = tally.attempts[0].started_at if tally.attempts else None
    return StepState(
        step=step,
        status=status,
        owner=_acting(fold, step.owner_id, at),
        deputy=_acting(fold, step.deputy_id, at),
        attempts=tuple(tally.attempts),
        result=tally.result,
        numbers=dict(tally.numbers),
        explanation=tally.explanation,
        evidence=tally.evidence,
        reason=tally.reason,
        claimed_by=tally.claimed_by,
        seconded_by=tally.seconded_by,
        waits_for=missing,
        waited_by=waited,
        ready_at=None if missing else _ready_at(fold, step),
        is_inserted=step.id in fold.inserted,
        is_disputed=tally.disputed,
        remarks=tuple(tally.remarks),
    )


def _ready_at(fold: Fold, step: Step) -> datetime | None:
    ends = [moment for need in step.needs if need in fold.steps and (moment := fold.tally(need).ended_at)]
    if step.branch is Branch.ROLLBACK and fold.rollback_at is not None:
        ends.append(fold.rollback_at)
    return max(ends, default=None)


def _acting(fold: Fold, contact_id: str, at: datetime | None) -> Contact | None:
    """Who acts for a person on duty in what had not begun when the substitution was made."""
    found = fold.master.contact(contact_id)
    for since, leaving, by in fold.substitutes:
        if found is not None and found.id == leaving and (at is None or at >= since):
            found = by
    return found


def _test(state: StepState) -> TestFact:
    result = state.result if state.status in (StepStatus.DONE, StepStatus.FAILED) else None
    return TestFact(
        state.step.id,
        state.step.number,
        state.step.content,
        result or Result.NOT_TESTED,
        state.is_disputed,
    )
