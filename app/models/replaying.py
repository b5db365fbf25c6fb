"""After an upgrade: what an older version could only keep becomes records and columns of this one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.applying import Applying, Key
from app.models.base import LocalSetting, Synced, UnknownRecord, synced_entities
from app.models.versions import HEAD

_REPLAYED = "replayed"


def is_due(session: Session) -> bool:
    """Whether this file was last opened by another version."""
    return session.scalar(select(LocalSetting.value).where(LocalSetting.key == _REPLAYED)) != HEAD


def mark(session: Session) -> None:
    """This version has shown everything it knows."""
    session.merge(LocalSetting(key=_REPLAYED, value=HEAD))


def replay(session: Session, applying: Applying) -> None:
    """Show what was kept, from its heads: order and repetition do not matter."""
    known = synced_entities()
    strangers = [row for row in session.scalars(select(UnknownRecord)) if row.entity in known]
    keys: list[Key] = [(row.entity, row.entity_id) for row in strangers]
    for entity, table in known.items():
        keys += [(entity, record_id) for record_id in _with_fields_now_known(session, table)]
    applying.show_again(keys)
    for row in strangers:
        session.delete(row)
    mark(session)


def _with_fields_now_known(session: Session, table: type[Synced]) -> list[str]:
    ours = set(table.journalled())
    rows = session.execute(select(table.id, table.extra).where(table.extra != {}))
    return [record_id for record_id, extra in rows if ours & set(extra)]
