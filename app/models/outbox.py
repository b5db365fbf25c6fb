"""What the server has not confirmed yet, what it refused, and how far this desk has read: local rows, never journalled.

Every change of the journal is to be sent until a verdict or a page of the server shows that it is there: nothing
but its own row says so, so a crash between any two writes loses nothing and doubles nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.journal.change import Change
from app.models import purging, queries
from app.models.base import (
    RECEIVED,
    SYNC_CURSOR,
    TAKEN_BACK,
    WAITING_CODES,
    ActRow,
    Base,
    ChangeRow,
    LocalSetting,
    ParkedRow,
    RecordStateRow,
    label,
)
from app.models.derived import chunks
from app.models.recording import change_of

_CONFIRMED = "sync_confirmed"
_OTHER_CONTENT = "other_content"


class WholeFileRow(Base):
    """An attachment of which the server said that it holds all of it."""

    __tablename__ = "whole_file"

    sha256: Mapped[str] = mapped_column(primary_key=True)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the server's memory. `mark` came with the number, and is another one where that is given anew."""

    epoch: str
    sequence: int
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the server did not store a change."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How many changes are still to be sent, and how many were refused."""

    unsent: int
    parked: int


def cursor(session: Session) -> Cursor | None:
    """How far this desk has read; None before the first page."""
    return _place(session, SYNC_CURSOR)


def set_cursor(session: Session, reached: Cursor) -> None:
    """Keep how far this desk has read: in the transaction that took in what stands before it."""
    session.merge(LocalSetting(key=SYNC_CURSOR, value=asdict(reached)))


def confirmed(session: Session) -> Cursor | None:
    """The farthest place at which the server said that it stored something of this desk."""
    return _place(session, _CONFIRMED)


def keep_confirmed(session: Session, place: Cursor) -> None:
    """Keep where the server stored something of this desk: that this is so no more proves that it was set back."""
    known = confirmed(session)
    if known is None or known.epoch != place.epoch or known.sequence < place.sequence:
        session.merge(LocalSetting(key=_CONFIRMED, value=asdict(place)))


def _place(session: Session, key: str) -> Cursor | None:
    known = session.scalar(select(LocalSetting.value).where(LocalSetting.key == key))
    if not isinstance(known, dict):
        return None
    return Cursor(str(known["epoch"]), int(known["sequence"]), str(known.get("mark", "")))


def forget(session: Session) -> None:
    """The desk leaves its server: what is here stays, and another server gets all of it."""
    session.execute(delete(LocalSetting).where(LocalSetting.key.in_([SYNC_CURSOR, _CONFIRMED])))
    session.execute(update(ChangeRow).where(ChangeRow.acknowledged >= 0).values(acknowledged=None))
    session.execute(delete(ParkedRow))
    session.execute(delete(WholeFileRow))


def unsent(session: Session, limit: int) -> tuple[Change, ...]:
    """The oldest changes, own and relayed, that the server has not confirmed; the parked ones left out."""
    query = (
        select(ChangeRow)
        .where(ChangeRow.acknowledged.is_(None), ChangeRow.id.not_in(select(ParkedRow.change_id)))
        .order_by(ChangeRow.stamp, ChangeRow.id)
        .limit(limit)
    )
    return tuple(change_of(row) for row in session.scalars(query))


def changes(session: Session, change_ids: Iterable[str]) -> tuple[Change, ...]:
    """These changes, oldest first."""
    found = [
        row for chunk in chunks(change_ids) for row in session.scalars(select(ChangeRow).where(ChangeRow.id.in_(chunk)))
    ]
    return tuple(change_of(row) for row in sorted(found, key=lambda row: (row.stamp, row.id)))


def labels(session: Session, found: Iterable[Change]) -> dict[tuple[str, str], str]:
    """By what a person knows the records of these changes: the line of a list."""
    records = queries.records(session, {(change.entity, change.entity_id) for change in found})
    return {key: label(record) for key, record in records.items()}


def owners(session: Session, found: Iterable[Change]) -> dict[str, str]:
    """Entity of the record that owns each of these changes' records, by its id."""
    known: dict[str, str] = {}
    for chunk in chunks({change.root_id for change in found}):
        query = select(RecordStateRow.entity_id, RecordStateRow.entity).where(RecordStateRow.entity_id.in_(chunk))
        known |= {entity_id: entity for entity_id, entity in session.execute(query)}
    return known


def unknown(session: Session, found: Iterable[Change]) -> tuple[Change, ...]:
    """Those that the journal does not hold yet."""
    by_id = {change.id: change for change in found}
    for chunk in chunks(by_id):
        for known in session.scalars(select(ChangeRow.id).where(ChangeRow.id.in_(chunk))):
            by_id.pop(known, None)
    return tuple(by_id.values())


def note_received(session: Session, found: Iterable[Change], *, title: str, at: str) -> None:
    """Say in the history of these changes that they came in a file: their acts were done on other PCs."""
    acts = {change.act_id: change for change in found}
    for chunk in chunks(acts):
        for known in session.scalars(select(ActRow.id).where(ActRow.id.in_(chunk))):
            acts.pop(known, None)
    session.add_all(
        ActRow(
            id=act_id,
            kind=RECEIVED,
            title=title,
            author=one.author,
            device=one.device,
            at=at,
            target=None,
            undoable=False,
        )
        for act_id, one in acts.items()
    )


def standing(session: Session) -> Standing:
    """The figures of the status line."""
    open_ones = session.scalar(select(func.count()).select_from(ChangeRow).where(ChangeRow.acknowledged.is_(None)))
    parked = session.scalar(select(func.count()).select_from(ParkedRow))
    return Standing((open_ones or 0) - (parked or 0), parked or 0)


def parked(session: Session) -> dict[str, Refusal]:
    """Why the server refused what is parked, by the id of the change."""
    return {row.change_id: Refusal(row.code, row.reason) for row in session.scalars(select(ParkedRow))}


def acknowledge(session: Session, change_ids: Iterable[str], *, sequence: int) -> None:
    """The server has these changes at `sequence`; one that was parked is no longer.

    One that was taken back meanwhile comes in again with the page that holds it.
    """
    for chunk in chunks(change_ids):
        counting = ChangeRow.acknowledged.is_distinct_from(TAKEN_BACK)
        session.execute(update(ChangeRow).where(ChangeRow.id.in_(chunk), counting).values(acknowledged=sequence))
        session.execute(delete(ParkedRow).where(ParkedRow.change_id.in_(chunk)))


def park(session: Session, refusals: Mapping[str, Refusal], *, at: str) -> None:
    """Put aside what the server refused. What a purge has emptied here is not a thing to repair: it counts as sent."""
    for change_id, refusal in refusals.items():
        if refusal.code == _OTHER_CONTENT and _is_purged(session, change_id):
            session.execute(update(ChangeRow).where(ChangeRow.id == change_id).values(acknowledged=0))
        else:
            session.merge(ParkedRow(change_id=change_id, code=refusal.code, reason=refusal.reason, at=at))


def refused_records(session: Session) -> set[str]:
    """Ids of the records of which a refused change waits for a person: until then they differ from the server's."""
    return set(session.scalars(select(ChangeRow.entity_id).join(ParkedRow, ParkedRow.change_id == ChangeRow.id)))


def to_hand_on(session: Session) -> Iterator[Change]:
    """What another desk is given: everything that counts here but what the server refused for good."""
    refused = set(session.scalars(select(ParkedRow.change_id).where(ParkedRow.code.not_in(WAITING_CODES))))
    return (change for change in queries.all_changes(session) if change.id not in refused)


def authors(session: Session, device: str) -> set[str]:
    """Ids of those who wrote here, on this device, what is still to be sent."""
    mine = (ChangeRow.acknowledged.is_(None), ChangeRow.device == device)
    return set(session.scalars(select(ChangeRow.author).where(*mine).distinct()))


def taken_back(session: Session) -> tuple[Change, ...]:
    """What the server refused and a person here dropped, oldest first."""
    query = select(ChangeRow).where(ChangeRow.acknowledged == TAKEN_BACK).order_by(ChangeRow.stamp, ChangeRow.id)
    return tuple(change_of(row) for row in session.scalars(query))


def waiting(session: Session, *, before: str | None) -> tuple[str, ...]:
    """Ids of what was refused before an instant (UTC ISO), or whenever, for a reason that may have gone since."""
    query = select(ParkedRow.change_id).where(ParkedRow.code.in_(WAITING_CODES))
    return tuple(session.scalars(query if before is None else query.where(ParkedRow.at <= before)))


def unpark(session: Session, change_ids: Iterable[str]) -> None:
    """Send these again with the next batch."""
    for chunk in chunks(change_ids):
        session.execute(delete(ParkedRow).where(ParkedRow.change_id.in_(chunk)))


def doubt_all(session: Session) -> None:
    """The server remembers anew: whatever it does not show is to be sent again, files too."""
    session.execute(delete(LocalSetting).where(LocalSetting.key == _CONFIRMED))
    session.execute(delete(WholeFileRow))
    session.execute(update(ChangeRow).where(ChangeRow.acknowledged >= 0).values(acknowledged=None))


def doubt_records(session: Session, entity: str, record_ids: Sequence[str]) -> int:
    """These records differ from the server's: all their changes are to be sent again; gives how many."""
    ours = ChangeRow.entity == entity
    count = 0
    for chunk in chunks(record_ids):
        query = select(ChangeRow.id).where(ours, ChangeRow.entity_id.in_(chunk), ChangeRow.acknowledged >= 0)
        ids = session.scalars(query).all()
        count += len(ids)
        for part in chunks(ids):
            session.execute(update(ChangeRow).where(ChangeRow.id.in_(part)).values(acknowledged=None))
    return count


def whole_files(session: Session) -> set[str]:
    """SHA-256 of the attachments that the server holds whole."""
    return set(session.scalars(select(WholeFileRow.sha256)))


def file_is_whole(session: Session, sha256: str) -> None:
    """The server said that it holds all of this attachment."""
    session.merge(WholeFileRow(sha256=sha256))


def _is_purged(session: Session, change_id: str) -> bool:
    """Whether a purge took the content of this change out here, or the seal that bore it."""
    row = session.get(ChangeRow, change_id)
    if row is not None and row.kind == "seal" and not row.fields.get("seal"):
        return True
    return row is not None and (row.entity, row.entity_id) in purging.purged(purging.statements(session))
