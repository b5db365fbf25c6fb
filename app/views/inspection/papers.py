"""Which papers of the catalogue belong to an inspection, and the minutes as a paper before they are stored."""

from collections.abc import Callable
from typing import TypeAlias

from app.exports.tree import Document
from app.models.inspection.minutes_records import Minutes
from app.services.desk import Desk

Compose: TypeAlias = Callable[[Desk, Minutes], Document]
"""Makes the paper of minutes as they are given, stored or not."""

MINUTES = "bien-ban-6-4"
DOSSIER = "ho-so-kiem-tra"
CONCLUSIONS = "danh-muc-ket-luan"
OF_INSPECTION = (
    "ke-hoach-kiem-tra",
    "thong-bao-lich-kiem-tra",
    MINUTES,
    "bao-cao-ket-qua-kiem-tra",
    CONCLUSIONS,
    DOSSIER,
)


def minutes_document(desk: Desk, record: Minutes) -> Document:
    """The paper of minutes as they are given; what composes it is imported when it is first asked for."""
    from app.services.inspection import papers

    return papers.minutes_draft(desk, record)
