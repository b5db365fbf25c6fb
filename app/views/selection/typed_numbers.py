"""Counts as people type them: "12.500", "92/124". No Qt here."""

import re

from app.models.errors import InvalidInputError

_WHOLE = re.compile(r"\d{1,3}(?:[. \u00a0]\d{3})+|\d+")


def whole(text: str, *, where: str) -> int:
    """A whole number that was typed.

    Raises:
        InvalidInputError: nothing, or no whole number.
    """
    words = text.strip()
    if not _WHOLE.fullmatch(words):
        shown = f"“{words[:40]}” không phải số nguyên" if words else "chưa ghi số"
        raise InvalidInputError(f"{where}: {shown}.", "Ghi số, ví dụ 12.500.")
    return int(re.sub(r"\D", "", words))


def done_of(text: str, *, where: str) -> tuple[int, int]:
    """The words "92/124" as (done, total).

    Raises:
        InvalidInputError: it is not written so.
    """
    done, slash, total = text.partition("/")
    if not slash:
        raise InvalidInputError(
            f"{where}: “{text.strip()[:40]}” chưa đủ hai số.", "Ghi đã xong trên tổng số, ví dụ 92/124."
        )
    return whole(done, where=where), whole(total, where=where)


def grouped(value: int) -> str:
    """A whole number with the thousands apart."""
    return f"{value:,}".replace(",", ".")
