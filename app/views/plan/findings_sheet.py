"""Rà soát kế hoạch: what to settle before the plan is issued."""

from PySide6.QtWidgets import QWidget

from app.models.plan.checks import Finding
from app.services import checking
from app.views.common.findings_sheet import FindingsSheet
from app.views.common.office import Office, Place


def plan_findings(parent: QWidget | None, office: Office) -> FindingsSheet[Finding]:
    """The sheet of the plan's findings."""

    def go(finding: Finding) -> None:
        office.go(Place("plan", "task" if finding.task_id else "content", finding.task_id, finding.field))

    return FindingsSheet(
        parent,
        office,
        title="Rà soát kế hoạch",
        name="findings",
        find=lambda: checking.findings(office.desk),
        go=go,
        fix=lambda finding: checking.apply_fix(office.desk, finding=finding),
    )
