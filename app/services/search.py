"""Search everywhere (Ctrl+K): marks or none, exact matches first."""

from app.models import queries
from app.models.queries import Hit
from app.services.desk import Desk


def search(desk: Desk, *, text: str, limit: int = 50) -> tuple[Hit, ...]:
    """Records that hold words beginning with the typed ones; a number like "1.4" finds the row."""
    with desk.workspace.reading() as session:
        return queries.search(session, text, limit)
