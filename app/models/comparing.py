"""What two memories are compared by: a digest for each entity and each record, from the heads alone.

Purged records count nowhere, as on the server: what remains of one differs by when its purge came.
"""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journal.merge import RecordState, digest
from app.models import purging
from app.models.base import RecordStateRow


def entities(session: Session) -> dict[str, str]:
    """Digest of each entity, of all its records."""
    states: dict[str, list[tuple[str, RecordState]]] = {}
    for entity, entity_id, state in _counted(session):
        states.setdefault(entity, []).append((entity_id, state))
    return {entity: digest(found) for entity, found in states.items()}


def records(session: Session, entity: str) -> dict[str, str]:
    """Record id -> digest, of one entity."""
    return {entity_id: digest([(entity_id, state)]) for _, entity_id, state in _counted(session, entity)}


def purged(session: Session) -> set[str]:
    """Ids of purged records and of what they own."""
    return {record_id for _, record_id in purging.purged(purging.statements(session))}


def _counted(session: Session, entity: str | None = None) -> Iterator[tuple[str, str, RecordState]]:
    """Entity, id and state of the records that are compared."""
    gone = purged(session)
    row = RecordStateRow
    query = select(row.entity, row.entity_id, row.root_id, row.state)
    if entity is not None:
        query = query.where(row.entity == entity)
    for name, entity_id, root_id, state in session.execute(query):
        if entity_id not in gone and root_id not in gone:
            yield name, entity_id, RecordState.from_json(state)
