"""What every command shares: exit codes, opening the workspace, printing data."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from pathlib import Path
from typing import Any

from app.journal.causes import cause
from app.models.errors import InvalidInputError
from app.services.desk import Desk

FINE, PROBLEMS, WRONG_USE = 0, 1, 2
READER_GONE = 141
"""What a shell says of a command that the end of its pipe has left (128 + SIGPIPE)."""


@contextmanager
def open_desk(given: Any, *, writing: bool = False) -> Iterator[Desk]:
    """The workspace that a command names, closed afterwards."""
    from app.services import opening

    desk = opening.open_desk(Path(given.file), read_only=not writing)
    try:
        yield desk
    finally:
        desk.close()


def folder(text: str) -> Path:
    """A folder to write into, made where it is missing.

    Raises:
        InvalidInputError: it cannot be made.
    """
    made = Path(text)
    try:
        made.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInputError(
            f"Không ghi được vào thư mục {text}.", f"Lý do: {cause(error)}. Chọn thư mục khác."
        ) from error
    return made


def refuse_to_replace(*paths: Path, force: bool) -> None:
    """See that nothing is written over without being asked for: it may hold what somebody wrote into it since.

    Raises:
        InvalidInputError: a file is there already.
    """
    there = next((path for path in paths if path.exists()), None)
    if there is not None and not force:
        raise InvalidInputError(f"{there} đã có.", "Chọn tên khác, hoặc thêm --force để ghi đè tệp đã có.")


def split(text: str | None) -> list[str]:
    """The parts of a list typed with semicolons."""
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def print_json(value: Any) -> int:
    """Print data; gives FINE."""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=_plain))
    return FINE


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return str(value)
