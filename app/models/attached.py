"""Which attachments the records of this workspace name."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.base import synced_entities


def named(session: Session) -> set[str]:
    """SHA-256 of every file that a record which stands names."""
    found: set[str] = set()
    for table in synced_entities().values():
        for name in table.FILES:
            value = func.json_extract(table.__table__.c[name], "$.sha256")
            query = select(value).where(table.deleted.is_(False), value.is_not(None)).distinct()
            found |= {str(one) for one in session.scalars(query)}
    return found
