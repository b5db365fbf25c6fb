"""What must hold when the network is back: all desks and the server say the same, and what was purged is nowhere."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.journal import wire
from app.journal.change import DELETED, Change
from app.journal.merge import RecordState
from app.journal.seal import seal_in
from app.models import comparing, outbox
from app.models.base import RecordStateRow, Synced, UnknownRecord
from app.models.inspection.entities import FollowupRow, MinutesEntryRow, MinutesRow
from app.models.plan.entities import IssueRow, ObstacleRow, TaskRow
from app.models.purging import PurgeRow
from app.services import conflicts
from tests.steps import bytes_of
from tests.sync.real_centre import RealCentre
from tests.sync.world import PURGED, WORDS, Replica

_SHOWN: tuple[tuple[type[Synced], tuple[str, ...]], ...] = (
    (TaskRow, ("content", "products", "note")),
    (ObstacleRow, ("task_id", "text")),
    (MinutesRow, ("content",)),
    (MinutesEntryRow, ("minutes_id", "text")),
    (FollowupRow, ("task_id", "minutes_id", "entry_id")),
    (IssueRow, ("signing", "seal")),
)


@dataclass(frozen=True)
class Picture:
    """What must be the same everywhere."""

    digests: dict[str, str]
    shown: dict[str, dict[str, tuple[Any, ...]]]
    """By entity and id: what a person sees, whether it is deleted or revived, and what is kept of a newer version."""
    numbers: dict[str, tuple[str, int]]
    """Of each task that stands: its printed number, and how many obstacles are open."""


def picture(replica: Replica) -> Picture:
    with replica.desk.workspace.reading() as session:
        shown = {
            table.ENTITY: {
                row.id: (*(getattr(row, name) for name in names), row.deleted, row.revived, dict(row.extra))
                for row in session.scalars(select(table))
            }
            for table, names in _SHOWN
        }
        standing = select(TaskRow).where(TaskRow.deleted.is_(False))
        numbers = {row.id: (row.number, row.open_obstacles) for row in session.scalars(standing)}
        return Picture(comparing.entities(session), shown, numbers)


def check(replicas: Sequence[Replica]) -> None:
    """All are the same, and every edit that was confirmed is current, superseded, in a visible conflict, or purged."""
    centre = replicas[0].centre
    pictures = [picture(replica) for replica in replicas]
    assert all(one == pictures[0] for one in pictures)
    assert pictures[0].digests == centre.digests().entities
    log, states = {one.id: one for one in centre.log()}, centre.states()
    _check_confirmed(centre, log, states)
    tasks = pictures[0].shown[TaskRow.ENTITY]
    standing = {record_id: state for (entity, record_id), state in states.items() if entity == TaskRow.ENTITY}
    for replica in replicas:
        assert replica.written <= log.keys(), "an edit of which the person was told that it is stored vanished"
        assert replica.left() == 0
        shown = {(one.record_id, one.field) for one in conflicts.listed(replica.desk)}
        for record_id, state in standing.items():
            for name, known in state.fields.items():
                if name in (DELETED, "màu") or tasks[record_id][-3]:
                    continue
                differing = len({str(log[head.change_id].written[name]) for head in known.heads}) > 1
                assert ((record_id, name) in shown) == differing
    check_purged(replicas, log.values())


def _check_confirmed(centre: RealCentre, log: dict[str, Change], states: dict[tuple[str, str], RecordState]) -> None:
    named = {(one.entity_id, name, base) for one in log.values() for name, bases in one.base.items() for base in bases}
    gone = centre.purged()
    for change_id in centre.acknowledged:
        assert change_id in log, "a confirmed edit vanished"
        change = log[change_id]
        if change.entity_id in gone:
            assert (change.fields, change.extra) == ({}, {}), "the server kept more than that there was a change"
            continue
        for name in change.written:
            heads = {head.change_id for head in states[change.entity, change.entity_id].fields[name].heads}
            assert change_id in heads or (change.entity_id, name, change_id) in named


def check_purged(replicas: Sequence[Replica], log: Iterable[Change]) -> None:
    """Nothing holds a word of what was purged: no log, no seal, no bundle, no byte of a file or daily copy."""
    stored = list(log)
    gone = {str(one.fields["record_id"]) for one in stored if one.kind == PurgeRow.KIND}
    words = gone_words(gone)
    assert not saying(stored, words)
    assert gone <= replicas[0].centre.purged()
    for replica in replicas:
        assert_forgotten(replica, words)
        with replica.desk.workspace.reading() as session:
            kept = comparing.purged(session)
            assert gone <= kept
            assert kept.isdisjoint(session.scalars(select(RecordStateRow.entity_id)))
            assert kept.isdisjoint(session.scalars(select(UnknownRecord.entity_id)))


def gone_words(record_ids: Collection[str]) -> list[str]:
    """The words that stood under these records."""
    return [word for record_id, word in zip(PURGED, WORDS, strict=True) if record_id in record_ids]


def assert_forgotten(replica: Replica, words: Sequence[str]) -> None:
    """This PC has none of these words any more."""
    everything = bytes_of(replica.desk)
    assert [word for word in words if word.encode() in everything] == []
    with replica.desk.workspace.reading() as session:
        dropped = outbox.taken_back(session)
    assert not saying([*replica.handed_on(), *dropped], words)


def saying(found: Iterable[Change], words: Sequence[str]) -> list[Change]:
    """Which of these changes say one of the words, sealed or not."""
    return [one for one in found if words and any(word.encode() in _all_bytes(one) for word in words)]


def _all_bytes(change: Change) -> bytes:
    seal = seal_in(change.fields) if change.kind == "seal" else None
    return wire.encode(change) + (seal.content if seal is not None else b"")
