"""Rà soát of an inspection: what to settle in its plan, in the field, in its minutes; each line goes to its place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.models.findings import Level
from app.models.inspection.checks import Finding
from app.views.common.findings_sheet import Change, FindingsSheet
from app.views.common.office import Office


@dataclass(frozen=True, slots=True)
class Point:
    """A finding as the list shows it; an inspection's findings are settled by hand, none offers a change."""

    finding: Finding
    fix: Change | None = None

    @property
    def level(self) -> Level:
        """How serious."""
        return self.finding.level

    @property
    def message(self) -> str:
        """What is wrong and where."""
        return self.finding.message


def inspection_findings(
    parent: QWidget | None, office: Office, find: Callable[[], Sequence[Finding]], go: Callable[[Finding], None]
) -> FindingsSheet[Point]:
    """The list of what to settle in the step at work."""
    return FindingsSheet(
        parent,
        office,
        title="Rà soát",
        name="inspection-findings",
        find=lambda: [Point(one) for one in find()],
        go=lambda point: go(point.finding),
        when_none="Bước này đã đủ.",
    )
