"""What a run's events come to: one pure function. Any order of arrival, twice or late, gives the same state."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from app.models import vietnam_time
from app.models.runbook import freezing, standing
from app.models.runbook.master import reanchored
from app.models.runbook.ordering import effective, instant, log_lines, ordered
from app.models.runbook.records import Access, Branch, Contact, Master, Run, Step
from app.models.runbook.run_records import (
    Attempt,
    Choice,
    Decision,
    EventKind,
    Hold,
    Incident,
    Result,
    RunEvent,
    RunState,
    Vote,
)
from app.models.runbook.tally import Fold, Tally


def state(master: Master, run: Run, events: Iterable[RunEvent]) -> RunState:
    """The run as its events make it. `master` is the locked one; its times are moved to the run's hour."""
    every = ordered(event for event in events if event.run_id == run.id)
    fold = Fold(run, reanchored(master, run.anchor))
    counted = effective(every)
    fold.steps = {step.id: step for step in fold.master.steps}
    for event in counted:
        if event.kind is EventKind.INSERT:
            _insert(fold, event)
    for event in counted:
        if event.step_id and event.step_id not in fold.steps:
            fold.remark("orphan", event, f"{event.kind.label}: bước chưa có trên máy này, chờ đồng bộ.")
            continue
        handler = _HANDLERS.get(event.kind)
        if handler is not None and (event.step_id or event.kind not in _OF_A_STEP):
            handler(fold, event)
    master = replace(fold.master, steps=tuple(fold.steps.values()))
    steps = standing.steps(fold)
    gates = standing.gates(fold, steps)
    blocked, reopened = _access_times(fold)
    return RunState(
        run=run,
        master=master,
        steps=steps,
        gates=gates,
        holds=tuple(fold.holds),
        incidents=tuple(fold.incidents.values()),
        branch=Branch.ROLLBACK if fold.rollback_at is not None else Branch.MAIN,
        rollback_begun_at=fold.rollback_at,
        rollback_reason=fold.rollback_reason,
        blocked_at=blocked,
        reopened_at=reopened,
        closed_at=fold.closed_at,
        log=log_lines(every),
        remarks=(*fold.remarks, *standing.late_results(gates, steps)),
        acknowledgements=fold.acknowledged,
    )


def worked(begun: datetime, ended: datetime, holds: Iterable[Hold], step_id: str) -> timedelta:
    """Time between two instants less the holds of the run and of the step: holds never count as duration (P-3)."""
    spans = sorted(
        (max(hold.begun_at, begun), min(hold.ended_at or ended, ended))
        for hold in holds
        if hold.step_id in ("", step_id)
    )
    total = ended - begun
    reached = begun
    for start, end in spans:
        start = max(start, reached)
        if end > start:
            total -= end - start
            reached = end
    return max(total, timedelta())


def _insert(fold: Fold, event: RunEvent) -> None:
    try:
        step = freezing.read(event.body.get("step"), Step)
    except ValueError:
        fold.remark("ignored", event, "Bước thêm không đọc được (do phiên bản khác ghi).")
        return
    if step.id in fold.steps:
        return
    after = str(event.body.get("after", ""))
    number = _inserted_number(fold, after)
    fold.inserted.add(step.id)
    step = replace(step, number=number, needs=tuple(sorted(step.needs)))
    rebuilt: dict[str, Step] = {}
    behind = _last_inserted_behind(fold, after)
    for known in fold.steps.values():
        rebuilt[known.id] = known
        if known.id == behind:
            rebuilt[step.id] = step
    rebuilt.setdefault(step.id, step)
    for waiting in event.body.get("before", ()):
        if waiting in rebuilt and waiting != step.id:
            rebuilt[waiting] = replace(rebuilt[waiting], needs=tuple(sorted({*rebuilt[waiting].needs, step.id})))
    fold.steps = rebuilt


def _last_inserted_behind(fold: Fold, after: str) -> str:
    """The last of the steps already inserted behind one (7, 7a, 7b: the third goes behind 7b)."""
    ids = list(fold.steps)
    if after not in ids:
        return ids[-1] if ids else ""
    place = ids.index(after)
    while place + 1 < len(ids) and ids[place + 1] in fold.inserted:
        place += 1
    return ids[place]


def _inserted_number(fold: Fold, after: str) -> str:
    base = fold.steps[after].number if after in fold.steps else "0"
    base = base.rstrip("abcdefghijklmnopqrstuvwxyz")
    taken = sum(
        1 for step_id in fold.inserted if fold.steps[step_id].number.rstrip("abcdefghijklmnopqrstuvwxyz") == base
    )
    letter = chr(ord("a") + taken % 26)
    return base + letter * (taken // 26 + 1)


def _start(fold: Fold, event: RunEvent) -> None:
    tally = fold.tally(event.step_id)
    if tally.attempts and tally.attempts[-1].started_at is None:
        first = tally.attempts[-1]
        tally.attempts[-1] = replace(first, started_at=event.occurred_at)
        return
    if tally.begun:
        _doubled(fold, event, tally, "double_start", "cũng báo bắt đầu")
        return
    standing.check_turn(fold, event)
    tally.attempts.append(Attempt(event.occurred_at, person=event.person, device=event.device))
    tally.seconded_by = str(event.body.get("seconded_by", "")) or tally.seconded_by


def _retry(fold: Fold, event: RunEvent) -> None:
    tally = fold.tally(event.step_id)
    if tally.runs:
        _doubled(fold, event, tally, "double_start", "cũng báo làm lại")
        return
    tally.skipped_at = None
    tally.result = None
    tally.disputed = False
    tally.reason = str(event.body.get("reason", ""))
    tally.attempts.append(Attempt(event.occurred_at, person=event.person, device=event.device))


def _finish(fold: Fold, event: RunEvent) -> None:
    _end(fold, event, result_of(event.body.get("result")) or Result.PASSED)


def _fail(fold: Fold, event: RunEvent) -> None:
    _end(fold, event, Result.FAILED)


def _end(fold: Fold, event: RunEvent, result: Result) -> None:
    tally = fold.tally(event.step_id)
    if tally.begun and not tally.runs:
        _ended_twice(fold, event, tally, result)
        return
    attempt = tally.attempts.pop() if tally.attempts else Attempt(None)
    work = None
    if attempt.started_at is not None:
        work = worked(attempt.started_at, event.occurred_at, fold.holds, event.step_id)
    tally.attempts.append(
        replace(
            attempt,
            finished_at=event.occurred_at,
            result=result,
            worked=work,
            person=event.person,
            device=event.device,
        )
    )
    tally.result = result
    tally.numbers.update(numbers_of(event.body.get("numbers")))
    tally.explanation = str(event.body.get("explanation", "")) or tally.explanation
    tally.evidence = str(event.body.get("evidence", "")) or tally.evidence
    tally.reason = str(event.body.get("reason", ""))
    tally.seconded_by = str(event.body.get("seconded_by", "")) or tally.seconded_by


def _ended_twice(fold: Fold, event: RunEvent, tally: Tally, result: Result) -> None:
    known = Result.NOT_TESTED if tally.skipped_at is not None else tally.result
    if result is known:
        _doubled(fold, event, tally, "double_finish", f"cũng báo kết thúc ({result.label.lower()})")
        return
    tally.disputed = True
    said = known.label.lower() if known is not None else "chưa rõ"
    _doubled(fold, event, tally, "disagreement", f"báo {result.label.lower()}, khác kết quả đã ghi ({said})")


def _doubled(fold: Fold, event: RunEvent, tally: Tally, rule: str, what: str) -> None:
    who = event.person or "Người khác"
    known = tally.attempts[-1] if tally.attempts else None
    other = f" Giữ lần ghi đầu{f' của {known.person}' if known and known.person else ''}."
    number = fold.steps[event.step_id].number
    fold.remark(rule, event, f"Bước {number}: {who} {what} lúc {_clock(event.occurred_at)}.{other}")


def _skip(fold: Fold, event: RunEvent) -> None:
    tally = fold.tally(event.step_id)
    if tally.ended_at is not None and not tally.runs and tally.result is not Result.FAILED:
        _doubled(fold, event, tally, "double_finish", "báo bỏ qua")
        return
    if tally.runs:
        open_attempt = tally.attempts.pop()
        tally.attempts.append(replace(open_attempt, finished_at=event.occurred_at, result=Result.NOT_TESTED))
    tally.skipped_at = event.occurred_at
    tally.result = Result.NOT_TESTED
    tally.reason = str(event.body.get("reason", ""))
    tally.seconded_by = str(event.body.get("seconded_by", ""))


def _hold(fold: Fold, event: RunEvent) -> None:
    if any(hold.step_id == event.step_id and hold.ended_at is None for hold in fold.holds):
        fold.remark("ignored", event, "Đã tạm dừng từ trước.")
        return
    fold.holds.append(
        Hold(
            event.occurred_at,
            None,
            event.step_id,
            str(event.body.get("reason", "")),
            instant(event.body, "until"),
            bool(event.body.get("planned")),
        )
    )


def _resume(fold: Fold, event: RunEvent) -> None:
    for place, hold in enumerate(fold.holds):
        if hold.step_id == event.step_id and hold.ended_at is None:
            fold.holds[place] = replace(hold, ended_at=event.occurred_at)
            return
    fold.remark("ignored", event, "Không có lần tạm dừng nào đang mở.")


def _claim(fold: Fold, event: RunEvent) -> None:
    fold.tally(event.step_id).claimed_by = event.person


def _substitute(fold: Fold, event: RunEvent) -> None:
    try:
        contact = freezing.read(event.body.get("by"), Contact)
    except ValueError:
        fold.remark("ignored", event, "Người thay không đọc được.")
        return
    fold.substitutes.append((event.occurred_at, str(event.body.get("contact_id", "")), contact))


def _vote(fold: Fold, event: RunEvent) -> None:
    role_id = str(event.body.get("role_id", ""))
    choice = Choice.GO if event.body.get("choice") == Choice.GO.value else Choice.STOP
    voter = str(event.body.get("voter", "")) or event.person
    vote = Vote(role_id, choice, event.occurred_at, voter, str(event.body.get("text", "")))
    fold.votes.setdefault(event.step_id, {})[role_id] = vote


def _decide(fold: Fold, event: RunEvent) -> None:
    votes = fold.votes.pop(event.step_id, {})
    go = event.body.get("outcome") == Choice.GO.value
    override = bool(event.body.get("override"))
    roles = fold.master.gate(event.step_id).roles
    agreed = bool(roles) and all(role.id in votes and votes[role.id].choice is Choice.GO for role in roles)
    if go and not (agreed or override):
        fold.remark("ignored", event, "Quyết định tiếp tục khi chưa đủ biểu quyết TIẾP TỤC không có hiệu lực.")
        fold.votes[event.step_id] = votes
        return
    kept = tuple(votes[role.id] for role in roles if role.id in votes)
    outcome = Choice.GO if go else Choice.STOP
    reason = str(event.body.get("reason", ""))
    by = str(event.body.get("decided_by", "")) or event.person
    fold.decisions.setdefault(event.step_id, []).append(
        Decision(outcome, event.occurred_at, by, reason, override, kept)
    )
    if go:
        fold.passed.add(event.step_id)
        tally = fold.tally(event.step_id)
        if tally.runs or not tally.begun:
            _end(fold, event, Result.PASSED)


def _rollback(fold: Fold, event: RunEvent) -> None:
    if fold.rollback_at is not None:
        fold.remark("ignored", event, "Việc khôi phục hệ thống cũ đã bắt đầu từ trước.")
        return
    fold.rollback_at = event.occurred_at
    fold.rollback_reason = str(event.body.get("reason", ""))
    for place, hold in enumerate(fold.holds):
        if hold.ended_at is None:
            fold.holds[place] = replace(hold, ended_at=event.occurred_at)


def _incident(fold: Fold, event: RunEvent) -> None:
    priority = event.body.get("priority")
    fold.incidents[event.id] = Incident(
        event.id,
        str(event.body.get("title", "")) or str(event.body.get("text", "")),
        priority if isinstance(priority, int) and 1 <= priority <= 4 else 2,
        event.occurred_at,
        event.step_id,
        str(event.body.get("owner", "")),
        event.person,
    )


def _incident_closed(fold: Fold, event: RunEvent) -> None:
    known = fold.incidents.get(str(event.body.get("target", "")))
    if known is None:
        fold.remark("orphan", event, "Sự cố được báo đã xử lý chưa có trên máy này.")
    elif known.closed_at is None:
        text = str(event.body.get("text", ""))
        fold.incidents[known.id] = replace(known, closed_at=event.occurred_at, resolution=text)


def _acknowledge(fold: Fold, event: RunEvent) -> None:
    fold.acknowledged[str(event.body.get("alarm", ""))] = event.occurred_at


def _close(fold: Fold, event: RunEvent) -> None:
    fold.closed_at = fold.closed_at or event.occurred_at


_HANDLERS: Mapping[EventKind, Callable[[Fold, RunEvent], None]] = {
    EventKind.START: _start,
    EventKind.FINISH: _finish,
    EventKind.FAIL: _fail,
    EventKind.RETRY: _retry,
    EventKind.SKIP: _skip,
    EventKind.HOLD: _hold,
    EventKind.RESUME: _resume,
    EventKind.CLAIM: _claim,
    EventKind.SUBSTITUTE: _substitute,
    EventKind.VOTE: _vote,
    EventKind.DECIDE: _decide,
    EventKind.ROLLBACK: _rollback,
    EventKind.INCIDENT: _incident,
    EventKind.INCIDENT_CLOSED: _incident_closed,
    EventKind.ACKNOWLEDGE: _acknowledge,
    EventKind.CLOSE: _close,
}


_OF_A_STEP = frozenset(
    {
        EventKind.START,
        EventKind.FINISH,
        EventKind.FAIL,
        EventKind.RETRY,
        EventKind.SKIP,
        EventKind.CLAIM,
        EventKind.VOTE,
        EventKind.DECIDE,
    }
)
"""What says nothing unless it names a step."""


def result_of(value: Any) -> Result | None:
    """A result as an event states it; None where it states none that is known."""
    return Result(value) if value in set(Result) else None


def numbers_of(value: Any) -> dict[str, Decimal]:
    """Recorded numbers as an event states them; what is no number is left out."""
    found: dict[str, Decimal] = {}
    for key, text in value.items() if isinstance(value, Mapping) else ():
        try:
            found[str(key)] = Decimal(str(text))
        except InvalidOperation:
            continue
    return found


def _access_times(fold: Fold) -> tuple[datetime | None, datetime | None]:
    """When access was cut (start of the blocking step) and given back (end of the step that reopens to the public)."""
    blocked = [
        attempt.started_at or attempt.finished_at
        for step in fold.steps.values()
        if step.access is Access.BLOCK
        for attempt in fold.tally(step.id).attempts[:1]
    ]
    reopened = [
        fold.tally(step.id).attempts[-1].finished_at
        for step in fold.steps.values()
        if step.access is Access.PUBLIC and fold.tally(step.id).attempts and fold.tally(step.id).result is Result.PASSED
    ]
    begun = [moment for moment in blocked if moment is not None]
    ended = [moment for moment in reopened if moment is not None]
    return min(begun, default=None), max(ended, default=None) if begun else None


def _clock(at: datetime) -> str:
    return vietnam_time.local(at).strftime("%H:%M:%S")
