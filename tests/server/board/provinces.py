"""Provinces with figures, for the rules of the board."""

from datetime import UTC, datetime, timedelta
from typing import Any

from server.board.figures import Figure, Level, More, Night, Waiting, Work
from server.board.province import Published
from server.instants import iso

NOW = datetime(2025, 6, 30, 15, 0, tzinfo=UTC)
"""22:00 in Vietnam on the evening of the night."""


def work(
    unit: str,
    group: str = "I",
    *,
    late: int = 0,
    watch: int = 0,
    total: int = 0,
    done: int = 0,
    days: int = 1,
    ago: float = 0,
    kind: str = "department",
    unit_id: str = "",
) -> Figure:
    """A unit's work, so for so many minutes; what is late has been so for so many days."""
    level: Level = "red" if late else "amber" if watch else "green"
    due = iso(NOW - timedelta(days=days))
    waiting = tuple(Waiting(f"1.{at}", "Rà soát đường truyền", due, "late") for at in range(1, late + 1))
    waiting += tuple(Waiting(f"2.{at}", "Tập huấn", "", "paused") for at in range(1, watch + 1))
    body = Work(total or late + watch + done, done, late, watch, level, waiting=waiting)
    return Figure(unit_id or unit, unit, kind, group, "", body, NOW - timedelta(minutes=ago))


def more(unit: str, group: str = "I", *, late: int) -> Figure:
    """A further page of a unit's list."""
    due = iso(NOW - timedelta(days=1))
    waiting = tuple(Waiting(f"9.{at}", "Rà soát đường truyền", due, "late") for at in range(late))
    return Figure(unit, unit, "department", group, "", More(waiting), NOW)


def beat(minutes: float = 0) -> Figure:
    """Everything stood so many minutes ago."""
    return Figure("", "", "", "", "", None, NOW - timedelta(minutes=minutes))


def night(minutes: float = 0, **given: Any) -> Figure:
    """A cut-over night that goes on, published so many minutes ago."""
    shown = {
        "mode": "real", "state": "running", "level": "green", "anchor": iso(NOW), "steps": 37, "done": 14,
        "finish": iso(NOW + timedelta(hours=2)), "low": iso(NOW + timedelta(minutes=110)),
        "high": iso(NOW + timedelta(minutes=140)), "hard_stop": iso(NOW + timedelta(hours=3)),
    }  # fmt: skip
    body = Night(**{**shown, **given})
    return Figure("", "", "", "r1", "", body, NOW - timedelta(minutes=minutes))


def province(name: str, *figures: Figure, minutes: float = 0, code: str = "") -> Published:
    """A province whose figures stood so many minutes ago."""
    return Published(code or name, name, (*figures, beat(minutes)))
