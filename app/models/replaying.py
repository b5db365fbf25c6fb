"""After an upgrade: what an older version could only keep becomes records and columns of this one.

A new word of a field needs no new table, so a file remembers by which tables and by which reading it was shown last.
"""

import logging
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import derived
from app.models.applying import Applying, Key
from app.models.base import LocalSetting, RecordStateRow, Synced, UnknownRecord, synced_entities
from app.models.versions import HEAD, READING

_REPLAYED = "replayed"
_THIS_VERSION = f"{HEAD} {READING}"
_UNSHOWN = "unshown"
"""Setting: [entity, id] of the records that could not be shown, for a reason nobody foresaw."""

_log = logging.getLogger(__name__)


def is_due(session: Session) -> bool:
    """Whether this file was last opened by another version, or holds what could not be shown."""
    return _setting(session, _REPLAYED) != _THIS_VERSION or bool(_setting(session, _UNSHOWN))


def mark(session: Session) -> None:
    """This version has shown everything it knows."""
    session.merge(LocalSetting(key=_REPLAYED, value=_THIS_VERSION))


def keep_unshown(session: Session, keys: Iterable[Key]) -> None:
    """These records could not be shown as they are known: every opening tries it again."""
    session.merge(LocalSetting(key=_UNSHOWN, value=[list(key) for key in sorted({*_unshown(session), *keys})]))


def replay(session: Session, applying: Applying) -> None:
    """Show what was kept, from its heads: order and repetition do not matter."""
    known = synced_entities()
    strangers = [row for row in session.scalars(select(UnknownRecord)) if row.entity in known]
    keys: list[Key] = [(row.entity, row.entity_id) for row in strangers]
    for entity, table in known.items():
        keys += [(entity, record_id) for record_id in _with_fields_now_known(session, table)]
    for row in strangers:
        session.delete(row)
    session.flush()
    unshown = _unshown(session)
    applying.show_again([key for key in keys if key not in unshown])
    left = [key for key in unshown if not _is_shown(session, applying, key)]
    session.merge(LocalSetting(key=_UNSHOWN, value=[list(key) for key in left]))
    mark(session)


def _is_shown(session: Session, applying: Applying, key: Key) -> bool:
    """Show one that could not be shown before; it must not keep the file from opening."""
    if session.get(RecordStateRow, key) is None:
        return True  # purged, or taken back since
    before = len(applying.refs)
    try:
        with session.begin_nested():
            applying.show_again([key])
            derived.refresh(session, applying.refs[before:])
    except Exception as error:  # noqa: BLE001 the reason is unknown; the others go on
        del applying.refs[before:]
        _log.error("%s %s is still kept and not shown: %s", *key, type(error).__name__)
        return False
    return True


def _setting(session: Session, key: str) -> object:
    return session.scalar(select(LocalSetting.value).where(LocalSetting.key == key))


def _unshown(session: Session) -> list[Key]:
    row = session.get(LocalSetting, _UNSHOWN)
    return [(entity, record_id) for entity, record_id in row.value] if row is not None else []


def _with_fields_now_known(session: Session, table: type[Synced]) -> list[str]:
    ours = set(table.journalled())
    rows = session.execute(select(table.id, table.extra).where(table.extra != {}))
    return [record_id for record_id, extra in rows if ours & set(extra)]
