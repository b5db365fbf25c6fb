"""The order of events that arrived in any order, and what corrections and withdrawals leave of them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.models import vietnam_time
from app.models.runbook.run_records import EventKind, LogLine, RunEvent

_REPLACED = ("result", "numbers", "evidence", "explanation")
"""What a correction may replace in the body of its target, beside the time and the words."""


def ordered(events: Iterable[RunEvent]) -> tuple[RunEvent, ...]:
    """Each event once, in the order of what happened. The same for every order of arrival."""
    by_id: dict[str, RunEvent] = {}
    for event in events:
        known = by_id.get(event.id)
        if known is None or event.hash < known.hash:
            by_id[event.id] = event
    return tuple(sorted(by_id.values(), key=_place))


def log_lines(events: Sequence[RunEvent]) -> tuple[LogLine, ...]:
    """Every event in order; those taken back or corrected are struck through and name what did it."""
    struck = _struck(events)
    return tuple(LogLine(event, event.id in struck, struck.get(event.id, "")) for event in events)


def effective(events: Sequence[RunEvent]) -> tuple[RunEvent, ...]:
    """What counts, in order: without the withdrawn, and with the last correction of each in its place."""
    withdrawn = _withdrawn(events)
    corrections = _corrections(events, withdrawn)
    kept = []
    for event in events:
        if event.id in withdrawn or event.kind in (EventKind.WITHDRAWN, EventKind.CORRECT):
            continue
        correction = corrections.get(event.id)
        if correction is None:
            kept.append(event)
        elif not correction.body.get("void"):
            kept.append(corrected(event, correction.body))
    return tuple(sorted(kept, key=_place))


def corrected(event: RunEvent, body: Mapping[str, Any]) -> RunEvent:
    """An event as a correction would have it; the correction's own reason is not that of the act."""
    at = instant(body, "at")
    replaced = {name: body[name] for name in _REPLACED if name in body}
    if body.get("text"):
        is_reason = bool(event.body.get("reason")) and not event.body.get("text")
        replaced["reason" if is_reason else "text"] = body["text"]
    return replace(event, occurred_at=at or event.occurred_at, body={**event.body, **replaced})


def standing_correction(events: Sequence[RunEvent], event_id: str) -> Mapping[str, Any]:
    """The body of the correction that stands in an event's place; empty where there is none, or it is void.

    `event_id` may name a correction: it means what that corrects.
    """
    target = _corrected_by({event.id: event for event in events}, event_id)
    found = _corrections(events, _withdrawn(events)).get(target)
    return {} if found is None or found.body.get("void") else found.body


def instant(body: Mapping[str, Any], key: str) -> datetime | None:
    """An instant of an event's body; None where it is absent or unreadable."""
    value = body.get(key)
    if not isinstance(value, str) or not value:
        return None
    try:
        return vietnam_time.from_iso(value)
    except ValueError:
        return None


def _place(event: RunEvent) -> tuple[datetime, datetime, str, int, str]:
    return event.occurred_at, event.entered_at, event.chain, event.seq, event.id


def _withdrawn(events: Sequence[RunEvent]) -> dict[str, str]:
    """Target -> the withdrawal. What withdraws is never withdrawn itself."""
    final = {event.id for event in events if event.kind is EventKind.WITHDRAWN}
    found: dict[str, str] = {}
    for event in events:
        target = str(event.body.get("target", ""))
        if event.kind is EventKind.WITHDRAWN and target not in final:
            found.setdefault(target, event.id)
    return found


def _corrections(events: Sequence[RunEvent], withdrawn: Mapping[str, str]) -> dict[str, RunEvent]:
    """Corrected event -> its last correction by time of entry; one that names a correction means what that means."""
    known = {event.id: event for event in events}
    corrections = [event for event in events if event.kind is EventKind.CORRECT and event.id not in withdrawn]
    found: dict[str, RunEvent] = {}
    for event in sorted(corrections, key=lambda one: (one.entered_at, *_place(one))):
        found[_corrected_by(known, event.id)] = event
    return found


def _corrected_by(known: Mapping[str, RunEvent], event_id: str) -> str:
    """The entry that a correction is about in the end; an entry of another kind is that itself."""
    for _ in range(len(known)):
        event = known.get(event_id)
        if event is None or event.kind is not EventKind.CORRECT:
            break
        event_id = str(event.body.get("target", ""))
    return event_id


def _struck(events: Sequence[RunEvent]) -> dict[str, str]:
    withdrawn = _withdrawn(events)
    last = _corrections(events, withdrawn)
    struck = {target: event.id for target, event in last.items()}
    kept = {event.id for event in last.values()}
    for event in events:
        if event.kind is EventKind.CORRECT and event.id not in kept and event.id not in withdrawn:
            struck[event.id] = next(iter(_later(events, event, last)), event.id)
    return struck | withdrawn


def _later(events: Sequence[RunEvent], event: RunEvent, last: Mapping[str, RunEvent]) -> list[str]:
    """The correction that stands in the place of an overtaken one."""
    target = str(event.body.get("target", ""))
    known = {one.id: one for one in events}
    for _ in range(len(events)):
        if target in last:
            return [last[target].id]
        if target not in known or known[target].kind is not EventKind.CORRECT:
            break
        target = str(known[target].body.get("target", ""))
    return []
