"""Which papers the choice of systems offers."""

from app.services import documents

CHAPTER = "Lựa chọn hệ thống"


def of_selection() -> tuple[str, ...]:
    """The names of its papers in the catalogue."""
    return tuple(kind.name for kind in documents.catalogue() if kind.chapter == CHAPTER)
