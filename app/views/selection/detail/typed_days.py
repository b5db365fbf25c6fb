"""Days as a line of text takes them. No Qt here."""

from datetime import date

from app.models.errors import InvalidInputError


def read_day(text: str) -> date | None:
    """The day that was typed as dd/mm/yyyy; None for nothing.

    Raises:
        InvalidInputError: no such day.
    """
    words = text.strip()
    if not words:
        return None
    try:
        day, month, year = words.replace("-", "/").replace(".", "/").split("/")
        return date(int(year) if len(year) == 4 else 0, int(month), int(day))
    except ValueError:
        raise InvalidInputError(f"Ngày “{words[:40]}” không đọc được.", "Ghi đủ theo mẫu dd/mm/yyyy.") from None
