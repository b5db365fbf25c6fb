"""Instants as the server writes them: UTC ISO 8601 with milliseconds."""

from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], datetime]


def now() -> datetime:
    """The time of the server's clock, aware, UTC."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """`2025-06-24T05:00:00.000Z`."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
