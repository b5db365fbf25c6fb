"""Counts what a renderer has drawn, tells whoever listens, and stops when the listener wants no more."""

from collections.abc import Callable
from typing import TypeAlias

from app.exports.errors import CancelledError
from app.exports.tree import Document, Table

Progress: TypeAlias = Callable[[int, int], bool]
"""Called with what is done and what there is; False cancels."""


class Meter:
    """One rendering's count of rows."""

    def __init__(self, total: int, listener: Progress | None = None) -> None:
        """Begin at nothing of ``total``."""
        self._done = 0
        self._total = total
        self._listener = listener

    def advance(self, count: int) -> None:
        """Say that ``count`` more rows are drawn.

        Raises:
            CancelledError: the listener wants no more.
        """
        self._done += count
        if self._listener and not self._listener(min(self._done, self._total), self._total):
            raise CancelledError("Đã huỷ xuất văn bản.", "Không có tệp nào được ghi; tệp cũ (nếu có) còn nguyên.")


def rows_of_tables(document: Document) -> int:
    """How many table rows Word and PDF have to draw."""
    return sum(len(block.rows) for section in document.sections for block in section.blocks if isinstance(block, Table))
