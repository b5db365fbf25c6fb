"""One exchange with the server: what is unsent goes, what is new comes, and two memories are compared.

Sent again it counts once, so every step may be broken off and begun anew.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.journal import wire
from app.journal.change import Change
from app.journal.clock import stamp_time
from app.models import comparing, outbox, queries, taking_back, vietnam_time
from app.models.base import NARROW_LINE, WAITING_CODES
from app.models.outbox import Cursor, Refusal
from app.services import purging
from app.services.desk import Desk, Outcome
from app.services.exchange import clock
from app.services.exchange.taking_in import OnSlice, take_in
from app.services.field_labels import entity_label, field_label
from app.sync.errors import MalformedError, NarrowError, OtherEpochError, TooLargeError
from app.sync.http import Changes, PushAnswer, Server, Verdict, garbled
from app.sync.pace import Pace

BATCH = 1_000
"""Changes in one push."""
BATCH_BYTES = 4 << 20
"""Bytes in one push, before packing."""
PAGE = 2_000
"""Changes in one page."""
LISTED = 1_000
"""Lines of the list of what is unsent."""
_COMPARED = 3
"""How often two memories are compared anew because somebody wrote meanwhile."""
TITLE = "Nhận từ máy chủ"
AGAIN = timedelta(seconds=45)
"""How long what waits for its root, or for administration, is left before it is sent again by itself."""
_NARROWEST = 64 << 10
"""Bytes of a body that whoever only minds its size lets through; who refuses less refuses everything."""
_CODES = {TooLargeError: "too_large", MalformedError: "malformed", NarrowError: NARROW_LINE}
_REFUSED = "refused"
_TOO_LARGE = Refusal("too_large", "Thay đổi này quá lớn để gửi. Rút gọn nội dung; phần dài đính kèm thành tệp.")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What one exchange did."""

    sent: int
    received: int
    """Changes that were new here."""
    refused: int
    unsent: int
    """Left to send, those that wait for a person not counted."""
    parked: int
    outcome: Outcome
    at: datetime


@dataclass(frozen=True, slots=True)
class Unsent:
    """A change that the server does not have (Chưa gửi), as the list shows it."""

    change_id: str
    at: datetime
    person: str
    entity_label: str
    record_label: str
    fields: str
    is_parked: bool
    """Whether the server refused it: it waits for a person."""
    code: str = ""
    reason: str = ""
    entity: str = ""
    record_id: str = ""
    owner: tuple[str, str] = ("", "")
    """(entity, id) of the record that owns it; its own where nothing does."""


def unsent(desk: Desk, *, limit: int = LISTED) -> tuple[Unsent, ...]:
    """What is still to be sent: the refused first, then the oldest."""
    with desk.workspace.reading() as session:
        parked = outbox.parked(session)
        found = (*outbox.changes(session, parked), *outbox.unsent(session, limit))[:limit]
    return _lines(desk, found, parked)


def refused(desk: Desk) -> tuple[Unsent, ...]:
    """All that the server refused and that waits for a person or for administration, the oldest first."""
    with desk.workspace.reading() as session:
        parked = outbox.parked(session)
        found = outbox.changes(session, parked)
    return _lines(desk, found, parked)


def taken_back(desk: Desk) -> tuple[Unsent, ...]:
    """What was refused and then dropped here (Bỏ thay đổi này), the oldest first."""
    with desk.workspace.reading() as session:
        found = outbox.taken_back(session)
    return _lines(desk, found, {})


def _lines(desk: Desk, found: Sequence[Change], parked: Mapping[str, Refusal]) -> tuple[Unsent, ...]:
    with desk.workspace.reading() as session:
        labels, owners = outbox.labels(session, found), outbox.owners(session, found)
        names = {card.id: card.full_name for card in queries.people(session)}
    return tuple(
        Unsent(
            change_id=change.id,
            at=stamp_time(change.effective),
            person=names.get(change.author, "(không rõ)"),
            entity_label=entity_label(change.entity),
            record_label=labels.get((change.entity, change.entity_id), ""),
            fields=_fields(change),
            is_parked=change.id in parked,
            code=parked[change.id].code if change.id in parked else "",
            reason=parked[change.id].reason if change.id in parked else "",
            entity=change.entity,
            record_id=change.entity_id,
            owner=(owners.get(change.root_id, change.entity), change.root_id),
        )
        for change in found
    )


def send_again(desk: Desk, *, change_ids: Sequence[str]) -> None:
    """Send refused changes with the next round: rights were given, the server was brought up to date."""
    with desk.workspace.maintaining() as session:
        outbox.unpark(session, change_ids)


def _send_waiting_again(desk: Desk, *, is_asked_for: bool) -> None:
    before = None if is_asked_for else vietnam_time.iso(desk.now() - AGAIN)
    with desk.workspace.reading() as session:
        waiting = outbox.waiting(session, before=before)
    if waiting:
        send_again(desk, change_ids=waiting)


def _fields(change: Change) -> str:
    labels = (field_label(name) for name in change.written)
    return ", ".join(sorted({label for label in labels if label})) or "Nội dung khác"


def run(
    desk: Desk,
    server: Server,
    *,
    compares: bool = False,
    is_asked_for: bool = False,
    on_slice: OnSlice = lambda _: None,
    pace: Pace | None = None,
) -> Round:
    """Send all, fetch all; `compares` also looks for what the two memories hold differently and repairs it.

    `is_asked_for`: a person wants this round now, so what was refused for a reason that may have gone since is not left
    for AGAIN. `pace` is what former rounds learned of the line.

    Raises:
        SyncError: the server cannot be reached or refuses; what was done until then is kept.
        DiskError: the disk refuses; the same.
    """
    pace = pace or Pace()
    _send_waiting_again(desk, is_asked_for=is_asked_for)
    sent, refused = push(desk, server, pace=pace)
    outcome, received = pull(desk, server, on_slice=on_slice)
    if _has_unsent(desk) or (compares and compare(desk, server, on_slice=on_slice)):
        more_sent, more_refused = push(desk, server, pace=pace)
        more, more_received = pull(desk, server, on_slice=on_slice)
        sent, refused, received = sent + more_sent, refused + more_refused, received + more_received
        outcome = Outcome("", TITLE, (*outcome.changed, *more.changed))
    purging.reach_copies(desk)
    with desk.workspace.reading() as session:
        left = outbox.standing(session)
    return Round(sent, received, refused, left.unsent, left.parked, outcome, desk.now())


def push(desk: Desk, server: Server, *, pace: Pace | None = None) -> tuple[int, int]:
    """Send what the server has not confirmed; gives how many it stored and how many it refused."""
    pace = pace or Pace()
    sent = refused = 0
    while True:
        with desk.workspace.reading() as session:
            waiting = outbox.unsent(session, pace.of(BATCH))
        if not waiting:
            return sent, refused
        batch = _encoded(desk, waiting, most=pace.of(BATCH_BYTES))
        if batch:
            with pace.measured():
                stored, turned_down = _push(desk, server, batch)
            sent, refused = sent + stored, refused + turned_down


def pull(desk: Desk, server: Server, *, on_slice: OnSlice = lambda _: None) -> tuple[Outcome, int]:
    """Take in what the server has that this desk has not read; gives what became different and how many were new."""
    changed: list[Outcome] = []
    received = 0
    while True:
        page = _next_page(desk, server)
        outcome, fresh = take_page(desk, page, on_slice=on_slice)
        changed.append(outcome)
        received += fresh
        if not page.more:
            return Outcome("", TITLE, tuple(ref for one in changed for ref in one.changed)), received


def take_page(desk: Desk, page: Changes, *, on_slice: OnSlice = lambda _: None) -> tuple[Outcome, int]:
    """Take in one page of the server's log, or news of the feed in its form."""
    changes, unreadable = wire.decode_batch(bytes(page.changes))
    for index, reason in unreadable:
        _log.warning("change %s before %s cannot be read: %s", index, page.sequence, reason)
    reached = Cursor(page.epoch, page.sequence, page.mark)
    if not changes and reached == _cursor(desk):
        return Outcome("", TITLE), 0  # nothing new: nothing is written either
    return take_in(desk, changes, title=TITLE, reached=reached, on_slice=on_slice)


def compare(desk: Desk, server: Server, *, on_slice: OnSlice = lambda _: None) -> bool:
    """Look for records that the server holds differently; what differs is sent again and read again. True if any did.

    Nothing is ever deleted or replaced: both sides merge what they get.
    """
    for _ in range(_COMPARED):
        theirs = server.digests()
        with desk.workspace.reading() as session:
            known, ours = outbox.cursor(session), comparing.entities(session)
        if known is None or known.epoch != theirs.epoch:
            return _mend(desk, server)
        if known.sequence == theirs.sequence:
            break
        pull(desk, server, on_slice=on_slice)  # somebody wrote meanwhile
    else:
        return False
    differing = _differing(desk, server, ours, theirs.entities)
    if differing:
        with desk.workspace.maintaining() as session:
            for entity, ids in differing.items():
                outbox.doubt_records(session, entity, ids)
            outbox.set_cursor(session, Cursor(theirs.epoch, 0))
    return bool(differing)


def record_verdicts(desk: Desk, batch: Sequence[Change], answer: PushAnswer) -> tuple[int, int]:
    """Keep what became of a batch, in one transaction; gives how many were stored and how many refused."""
    pairs = [(change, one) for change, one in zip(batch, answer.verdicts, strict=False) if change.id == one.id]
    if not pairs:
        raise garbled()
    stored = [change.id for change, one in pairs if one.verdict != _REFUSED]
    refused = {change.id: _refusal(one) for change, one in pairs if one.verdict == _REFUSED}
    with desk.workspace.applying() as applying:
        applying.apply([replace(change, cap=one.cap) for change, one in pairs if one.cap and one.verdict != _REFUSED])
        outbox.acknowledge(applying.session, stored, sequence=answer.sequence)
        outbox.keep_confirmed(applying.session, Cursor(answer.epoch, answer.sequence, answer.mark))
        final = [change_id for change_id, refusal in refused.items() if refusal.code not in WAITING_CODES]
        replaced = taking_back.replaced(applying.session, final)
        taking_back.take_back(applying, replaced)
        parked = {change_id: refusal for change_id, refusal in refused.items() if change_id not in replaced}
        outbox.park(applying.session, parked, at=vietnam_time.iso(desk.now()))
    return len(stored), len(refused)


def _encoded(desk: Desk, waiting: Iterable[Change], *, most: int) -> list[tuple[Change, bytes]]:
    """The batch that fits into `most` bytes (one change always does); what cannot travel at all is parked."""
    batch: list[tuple[Change, bytes]] = []
    size = 0
    broken: dict[str, Refusal] = {}
    for change in waiting:
        try:
            data = wire.encode(change)
        except wire.WireError as error:
            is_large = "too large" in str(error)
            broken[change.id] = _TOO_LARGE if is_large else Refusal("malformed", "Thay đổi này không gửi được.")
            _log.warning("change %s cannot travel: %s", change.id, error)
            continue
        if batch and size + len(data) > most:
            break
        batch.append((change, data))
        size += len(data)
    if broken:
        with desk.workspace.maintaining() as session:
            outbox.park(session, broken, at=vietnam_time.iso(desk.now()))
    return batch


def _push(desk: Desk, server: Server, batch: Sequence[tuple[Change, bytes]]) -> tuple[int, int]:
    """Send one batch; one that is refused as a whole is cut in halves until the one at fault stands alone."""
    changes = [change for change, _ in batch]
    body = wire.join_batch(data for _, data in batch)
    try:
        answer = server.push(body)
    except (TooLargeError, MalformedError, NarrowError) as error:
        if isinstance(error, NarrowError) and len(body) <= _NARROWEST:
            raise  # it lets nothing through: no more than a line that is not there
        if len(batch) == 1:
            code = _CODES[type(error)]
            with desk.workspace.maintaining() as session:
                refusal = Refusal(code, f"{error.title} {error.detail}".strip())
                outbox.park(session, {changes[0].id: refusal}, at=vietnam_time.iso(desk.now()))
            return 0, 1
        middle = len(batch) // 2
        first, second = _push(desk, server, batch[:middle]), _push(desk, server, batch[middle:])
        return first[0] + second[0], first[1] + second[1]
    keep_clock(desk, server)
    return record_verdicts(desk, changes, answer)


def _next_page(desk: Desk, server: Server) -> Changes:
    for _ in range(2):
        with desk.workspace.reading() as session:
            known, confirmed = outbox.cursor(session), outbox.confirmed(session)
        after, epoch = (known.sequence, known.epoch) if known is not None else (0, "")
        places = [one for one in (known, confirmed) if one is not None and one.epoch == epoch and one.mark]
        try:
            marks = [(one.sequence, one.mark) for one in places]
            page = server.changes(after=after, limit=PAGE, epoch=epoch, known=marks)
        except OtherEpochError:
            _mend(desk, server)
            continue
        keep_clock(desk, server)
        if known is None or page.epoch == known.epoch:
            return page
        _mend(desk, server)
    raise garbled()


def _mend(desk: Desk, server: Server) -> bool:
    """The server remembers anew, or less than it did: its memory is read from the start, and what it lacks sent again.

    Numbers of the old memory say nothing about the new one, not even small ones: others have written to it meanwhile.
    """
    epoch = server.digests().epoch
    with desk.workspace.maintaining() as session:
        outbox.doubt_all(session)
        outbox.set_cursor(session, Cursor(epoch, 0))
    return True


def _has_unsent(desk: Desk) -> bool:
    """Whether there is something to send: of a memory that was found to be another one, what it lacks."""
    with desk.workspace.reading() as session:
        return bool(outbox.unsent(session, 1))


def _differing(desk: Desk, server: Server, ours: dict[str, str], theirs: dict[str, str]) -> dict[str, list[str]]:
    """Ids of the records, by entity, that are not the same on both sides."""
    found: dict[str, list[str]] = {}
    for entity in sorted(ours.keys() | theirs.keys()):
        if ours.get(entity) == theirs.get(entity):
            continue
        there = server.heads(entity) if entity in theirs else {}
        with desk.workspace.reading() as session:
            here = comparing.records(session, entity)
            apart = comparing.purged(session) | outbox.refused_records(session)
        ids = sorted(one for one in here.keys() | there.keys() if here.get(one) != there.get(one) and one not in apart)
        if ids:
            found[entity] = ids
    return found


def _cursor(desk: Desk) -> Cursor | None:
    with desk.workspace.reading() as session:
        return outbox.cursor(session)


def keep_clock(desk: Desk, server: Server) -> None:
    """Stamps follow the server's time from now on."""
    if server.offset is not None:
        clock.follow(desk, server.offset)


def _refusal(verdict: Verdict) -> Refusal:
    reason = verdict.reason
    if isinstance(reason, dict):
        return Refusal(str(reason.get("code", "")), str(reason.get("text", "")))
    return Refusal(str(reason or ""), "Máy chủ không nhận thay đổi này.")
