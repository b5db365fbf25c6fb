"""Kế hoạch: the plan's five contents at the left, the visits in their order at the right."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from app.models.inspection.checks import Finding
from app.models.inspection.records import Inspection
from app.views.common.layout import STRETCH, column, framed, scrolled, subheading
from app.views.common.office import Office
from app.views.common.unit_entries import UnitEntries
from app.views.inspection.delegation_box import DelegationBox
from app.views.inspection.plan_form import PlanForm
from app.views.inspection.visits_box import VisitsBox


class PlanStep(QWidget):
    """The first step."""

    visit_opened = Signal(str)

    def __init__(self, office: Office, units: UnitEntries) -> None:
        super().__init__()
        self.form = PlanForm(office)
        self.delegation = DelegationBox(office)
        self.visits = VisitsBox(office, units)
        self.visits.opened.connect(self.visit_opened)
        left = framed(
            column(
                scrolled(
                    column(
                        self.form,
                        4,
                        subheading("5. Thành phần đoàn kiểm tra"),
                        self.delegation,
                        STRETCH,
                        margins=(16, 12, 16, 16),
                    )
                )
            ),
            "card",
        )
        right = framed(
            column(
                scrolled(
                    column(
                        subheading("Lịch làm việc với các đơn vị"),
                        self.visits,
                        STRETCH,
                        margins=(16, 12, 16, 16),
                    )
                )
            ),
            "card",
        )
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(8)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([560, 600])
        self.setLayout(column(split))

    def show_inspection(self, inspection: Inspection) -> None:
        """Show a plan."""
        self.form.show_inspection(inspection)
        self.delegation.show_inspection(inspection)
        self.visits.show_inspection(inspection)

    def go_to(self, finding: Finding) -> None:
        """Put the cursor where a finding is settled."""
        if finding.record_id or finding.field == "visits":
            self.visits.edit(finding.record_id)
        elif finding.field in ("delegates", "head"):
            self.delegation.adding.setFocus()
        else:
            self.form.edit(finding.field)
