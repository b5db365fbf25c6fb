"""What two memories are compared by: a digest for each entity and each record, from the heads alone."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journal.merge import RecordState, digest
from app.models.base import RecordStateRow
from app.models.purging import PurgeRow


def entities(session: Session) -> dict[str, str]:
    """Digest of each entity, of all its records."""
    states: dict[str, list[tuple[str, RecordState]]] = {}
    for row in session.execute(select(RecordStateRow.entity, RecordStateRow.entity_id, RecordStateRow.state)):
        states.setdefault(row.entity, []).append((row.entity_id, RecordState.from_json(row.state)))
    return {entity: digest(found) for entity, found in states.items()}


def records(session: Session, entity: str) -> dict[str, str]:
    """Record id -> digest, of one entity."""
    query = select(RecordStateRow.entity_id, RecordStateRow.state).where(RecordStateRow.entity == entity)
    return {
        row.entity_id: digest([(row.entity_id, RecordState.from_json(row.state))]) for row in session.execute(query)
    }


def purged(session: Session) -> set[str]:
    """Ids of purged records: what remains of them differs by when the purge came, and is nothing to repair."""
    return set(session.scalars(select(PurgeRow.record_id)))
