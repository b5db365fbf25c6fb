"""Rà soát kịch bản: what to settle before the runbook is locked."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.models.runbook.checks import Finding
from app.services.runbook import checking
from app.views.common.findings_sheet import FindingsSheet
from app.views.common.office import Office


def runbook_findings(parent: QWidget | None, office: Office, go: Callable[[Finding], None]) -> FindingsSheet[Finding]:
    """The sheet of the runbook's findings; `go` shows the step of one."""
    return FindingsSheet(
        parent,
        office,
        title="Rà soát kịch bản",
        name="runbook-findings",
        find=lambda: checking.findings(office.desk),
        go=go,
        fix=lambda finding: checking.apply_fix(office.desk, finding=finding),
        when_none="Có thể chốt kịch bản.",
    )
