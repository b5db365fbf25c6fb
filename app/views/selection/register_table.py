"""Danh mục hệ thống: every candidate under its kind, every field of the register as a column."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.models.selection.records import KindView
from app.models.selection.system_records import System
from app.models.text import fold
from app.views.common.badge import Badge
from app.views.common.table import LEFT, RIGHT, Column
from app.views.selection import facts
from app.views.selection.comparison_lines import mark

_SHOWN = ("province_code", "vendor", "users", "procedures", "data_mb", "security_level", "contract_end")
"""Shown at first; the other fields wait in the column chooser."""
_YIELDS = ("vendor", "procedures", "data_mb", "contract_end")
_WIDTHS = {"vendor": 130, "province_code": 96, "links": 220, "contact": 180, "hosting": 150, "note": 180}


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A candidate, or the heading of its kind (`system` is None)."""

    kind_id: str
    system: System | None
    heading: str = ""
    mark: Badge | None = None
    missing: tuple[str, ...] = ()

    @property
    def system_id(self) -> str:
        """The candidate's id, "" for a heading."""
        return self.system.id if self.system is not None else ""


def register_lines(views: Sequence[KindView], *, text: str = "") -> tuple[RegisterLine, ...]:
    """Every kind with its candidates; with a text only those that hold every word of it, marks left out."""
    words = fold(text).split()
    made: list[RegisterLine] = []
    for view in views:
        systems = [one for one in view.sheet.systems if _holds(one, view.kind.name, words)]
        if words and not systems:
            continue
        made.append(RegisterLine(view.kind.id, None, _heading(view)))
        made += [_line(view, one) for one in systems]
    return tuple(made)


def _holds(system: System, kind: str, words: list[str]) -> bool:
    texts = (system.name, kind, *(fact.text(system) for fact in facts.FACTS))
    folded = fold(" ".join(texts))
    return all(word in folded for word in words)


def _heading(view: KindView) -> str:
    count = len(view.sheet.systems)
    return f"{view.kind.name} ({count} hệ thống)" if count else f"{view.kind.name} (chưa có hệ thống)"


def _line(view: KindView, system: System) -> RegisterLine:
    return RegisterLine(view.kind.id, system, "", mark(view, None, system.id), facts.missing(system, view.kind.code))


def heading(line: RegisterLine) -> str | None:
    """The text of a heading row."""
    return line.heading if line.system is None else None


def _missing(line: RegisterLine) -> str:
    if line.system is None:
        return ""
    return f"{len(line.missing)} mục: {', '.join(line.missing)}" if line.missing else "đủ"


def _fact_column(fact: facts.Fact) -> Column[RegisterLine]:
    return Column(
        fact.key,
        facts.short_name(fact.key) if fact.key != "links" else fact.name,
        lambda line: fact.text(line.system) if line.system is not None else "",
        _WIDTHS.get(fact.key, 96),
        RIGHT if fact.is_number else LEFT,
        hidden=fact.key not in _SHOWN,
        yields=fact.key in _YIELDS,
    )


COLUMNS: tuple[Column[RegisterLine], ...] = (
    Column("name", "Tên hệ thống", lambda line: line.system.name if line.system else "", 210),
    Column("mark", "Lựa chọn", lambda line: line.mark.word if line.mark else "", 158, badge=lambda line: line.mark),
    *(_fact_column(fact) for fact in facts.FACTS),
    Column("missing", "Chưa có", _missing, 130),
)
