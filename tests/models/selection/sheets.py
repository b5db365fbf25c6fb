"""Sheets in few words for tests: weights, and each assessor's scores as rows of candidates."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from app.models.selection.records import Assessor, Criterion, Round, Score, Sheet, Verdict, Veto, VetoMark, VetoRule
from app.models.selection.system_records import OldProvinceRef, System, SystemKind

KIND = SystemKind("kind", "tthc", "Hệ thống thông tin giải quyết thủ tục hành chính", "Giải quyết TTHC")
NOON = datetime(2025, 6, 24, 5, tzinfo=UTC)
PROVINCES = tuple(
    OldProvinceRef(code, name) for code, name in (("68", "Lâm Đồng"), ("67", "Đắk Nông"), ("60", "Bình Thuận"))
)
Number = Decimal | float | int | str


def sheet(weights: Sequence[Number], *by_assessor: Sequence[Sequence[Number | None]], threshold: Number = 3) -> Sheet:
    """Criteria c0.., assessors a0.., systems s0..: `by_assessor[a][s][c]` is a score, None not given."""
    criteria = tuple(
        Criterion(f"c{at}", f"c{at}", f"Tiêu chí {at}", Decimal(str(one))) for at, one in enumerate(weights)
    )
    assessors = tuple(Assessor(f"a{at}", f"p{at}", f"Người {at}") for at in range(len(by_assessor)))
    systems = tuple(
        System(f"s{at}", "kind", f"Hệ thống {at}", PROVINCES[at % 3].code, PROVINCES[at % 3].name)
        for at in range(len(by_assessor[0]) if by_assessor else 0)
    )
    scores = tuple(
        Score(f"{a}{s}{c}", f"c{c}", f"s{s}", f"a{a}", Decimal(str(value)), is_self=True)
        for a, rows in enumerate(by_assessor)
        for s, row in enumerate(rows)
        for c, value in enumerate(row)
        if value is not None
    )
    opened = Round("round", 1, NOON, Decimal(str(threshold)), NOON, "Nguyễn Thị Đào")
    return Sheet(KIND, opened, systems, criteria, assessors, scores, (), PROVINCES)


def with_system(known: Sheet, system_id: str, **values: Any) -> Sheet:
    return replace(
        known, systems=tuple(replace(one, **values) if one.id == system_id else one for one in known.systems)
    )


def with_veto(known: Sheet, veto: Veto | None = None) -> Sheet:
    """The sheet with one more criterion that only excludes, by hand unless said otherwise."""
    criterion = Criterion("veto", "veto", "Tiêu chí loại", Decimal(0), veto=veto or Veto(VetoRule.MANUAL))
    return replace(known, criteria=(criterion, *known.criteria))


def marked(known: Sheet, verdicts: Mapping[str, Verdict], assessor_id: str = "a0") -> Sheet:
    """The sheet with what an assessor says of the veto, by system."""
    marks = tuple(
        VetoMark(f"{system_id}{assessor_id}", "veto", system_id, assessor_id, verdict, "không cam kết")
        for system_id, verdict in verdicts.items()
    )
    return replace(known, marks=(*known.marks, *marks))


def rescored(known: Sheet, criterion_id: str, system_id: str, assessor_id: str, value: Number) -> Sheet:
    cell = criterion_id, system_id, assessor_id
    return replace(
        known,
        scores=tuple(
            replace(one, value=Decimal(str(value)))
            if (one.criterion_id, one.system_id, one.assessor_id) == cell
            else one
            for one in known.scores
        ),
    )
