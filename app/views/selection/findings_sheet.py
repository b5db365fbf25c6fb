"""Rà soát việc lựa chọn: what to settle in assessment, stages and systems not chosen, in one list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtWidgets import QWidget

from app.models.findings import ORDER, Level
from app.services.desk import Desk
from app.services.selection import reading, stages, unchosen
from app.views.common.findings_sheet import Change, FindingsSheet
from app.views.common.office import Office


@dataclass(frozen=True, slots=True)
class Point:
    """One point to settle, and where."""

    job: Literal["assessment", "stages", "unchosen"]
    level: Level
    message: str
    kind_id: str
    system_id: str = ""
    criterion_id: str = ""
    assessor_id: str = ""
    field: str = ""
    fix: Change | None = None


def points(desk: Desk, *, kind_id: str = "") -> tuple[Point, ...]:
    """Every finding of the three checks, the most serious first; of one kind or of all."""
    found = [
        Point(
            "assessment",
            one.level,
            one.message,
            one.kind_id,
            one.system_id,
            one.criterion_id,
            one.assessor_id,
            one.field,
        )
        for one in reading.findings(desk)
    ]
    found += [
        Point("stages", one.level, one.message, one.kind_id, one.system_id, field=one.field)
        for one in stages.findings(desk)
    ]
    found += [
        Point("unchosen", one.level, one.message, one.kind_id, one.system_id, field=one.field)
        for one in unchosen.findings(desk)
    ]
    wanted = [one for one in found if not kind_id or one.kind_id == kind_id]
    return tuple(sorted(wanted, key=lambda one: ORDER[one.level]))


def selection_findings(
    parent: QWidget | None, office: Office, go: Callable[[Point], None], *, kind_id: str = ""
) -> FindingsSheet[Point]:
    """The sheet of the findings; `go` shows the place of one."""
    return FindingsSheet(
        parent,
        office,
        title="Rà soát việc lựa chọn hệ thống",
        name="selection-findings",
        find=lambda: points(office.desk, kind_id=kind_id),
        go=go,
    )
