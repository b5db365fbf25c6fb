"""Numbers as people type them: "1.234,5" and "1234.5" are both read. No Qt here."""

import re
from decimal import Decimal, InvalidOperation

from app.models.errors import InvalidInputError

_GROUPED = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")
"""Dots between groups of three are separators, as `services.runbook.numbers` reads them."""


def read_bound(text: str) -> Decimal | None:
    """A bound of a range; None for an empty field.

    Raises:
        InvalidInputError: not a number.
    """
    typed = text.strip().replace(" ", "")
    if not typed:
        return None
    if "," in typed:
        typed = typed.replace(".", "").replace(",", ".")
    elif _GROUPED.fullmatch(typed):
        typed = typed.replace(".", "")
    try:
        found = Decimal(typed)
    except InvalidOperation:
        raise InvalidInputError(f"“{text.strip()}” không phải là số.", "Chỉ ghi chữ số.") from None
    if not found.is_finite():
        raise InvalidInputError(f"“{text.strip()}” không phải là số.", "Chỉ ghi chữ số.")
    return found


def shown(value: Decimal) -> str:
    """A number with Vietnamese separators: `1.234,5`."""
    whole, _, part = f"{value:,f}".partition(".")
    grouped = whole.replace(",", ".")
    return f"{grouped},{part}" if part.strip("0") else grouped
