"""An opened inspection: its visits to choose from, the three steps always in sight, and the step at work below."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from app.models.errors import NotFoundError
from app.models.findings import ERROR
from app.models.inspection.checks import Finding
from app.models.inspection.minutes_records import FieldWork
from app.models.inspection.records import Inspection, Visit, VisitState
from app.models.vietnam_time import local, show_date
from app.services.desk import Outcome
from app.services.inspection import checklists, minutes, plans, visits
from app.views.common import typeface
from app.views.common.appearance import semibold
from app.views.common.badge import StatusBadge
from app.views.common.edits import leave_record
from app.views.common.eliding import ElidingLabel
from app.views.common.fields import Choice, store_all
from app.views.common.layout import button, column, row, wide
from app.views.common.office import Office
from app.views.common.palette import Tone
from app.views.common.section import Part
from app.views.common.unit_entries import UnitEntries
from app.views.inspection.badges import VISIT
from app.views.inspection.field_step import FieldStep
from app.views.inspection.findings import inspection_findings
from app.views.inspection.minutes_step import MinutesStep
from app.views.inspection.papers import DOSSIER, MINUTES, OF_INSPECTION
from app.views.inspection.plan_step import PlanStep
from app.views.inspection.step_strip import Standing, StepStrip

FIELD_WORK = frozenset({"visit_answer", "visit_checklist", "visit_medium"})
"""Entities of the second step: an answer by key must not wait for the plan to be read and checked again."""
NO_UNIT = "Chưa có đơn vị nào trong kế hoạch"


class Workbench(Part):
    """One inspection, one of its visits, one of its steps."""

    closed = Signal()

    def __init__(self, office: Office, units: UnitEntries) -> None:
        super().__init__(office)
        self.inspection: Inspection | None = None
        self.visit: Visit | None = None
        self._step = "plan"
        self._plan_errors = 0
        self._title = wide(ElidingLabel())
        self._title.setFont(semibold(typeface.LARGE))
        self.visits = Choice()
        self.visits.setFixedWidth(260)
        self.visits.activated.connect(lambda _at: self.show_visit(str(self.visits.currentData() or "")))
        self._badge = StatusBadge(next(iter(VISIT.values())))
        self.check = button("Rà soát", self.open_findings, icon="check-square")
        self.strip = StepStrip()
        self.strip.chosen.connect(self.show_step)
        self.plan = PlanStep(office, units)
        self.field = FieldStep(office)
        self.minutes = MinutesStep(office, units)
        self._steps = {"plan": self.plan, "field": self.field, "minutes": self.minutes}
        self._stack = QStackedWidget()
        for step in self._steps.values():
            self._stack.addWidget(step)
        self.plan.visit_opened.connect(self._open_visit)
        head = row(
            button("Tất cả", self.closed.emit, icon="caret-left", kind="quiet", tip="Về lịch và danh sách (F3)"),
            self._title,
            self.visits,
            self._badge,
            self.check,
            button("Xuất…", self.export, icon="export"),
            button("In toàn bộ hồ sơ…", self.print_dossier, icon="printer"),
            spacing=8,
        )
        self.setLayout(column(head, self.strip, wide(self._stack), spacing=8, margins=(16, 12, 16, 12)))
        office.acts.changed.connect(self._changed)

    @property
    def step(self) -> str:
        """The step shown: plan, field or minutes."""
        return self._step

    def open_inspection(self, inspection_id: str, *, visit_id: str = "", step: str = "") -> None:
        """Show an inspection at a visit and a step; without a step the one that the visit has come to."""
        if self.inspection is None or self.inspection.id != inspection_id:
            leave_record(self)
        self.inspection = plans.inspection(self.office.desk, inspection_id=inspection_id)
        self.show_visit(visit_id)
        state = self.visit.state if visit_id and self.visit is not None else VisitState.PLANNED
        reached = {VisitState.IN_FIELD: "field", VisitState.DRAFTED: "minutes", VisitState.ADOPTED: "minutes"}
        self.show_step(step or reached.get(state, "plan"))

    def _open_visit(self, visit_id: str) -> None:
        self.show_visit(visit_id)
        self.show_step("field")

    def show_visit(self, visit_id: str) -> None:
        """Choose a visit; without one of that id the first."""
        if self.visit is not None and visit_id != self.visit.id:
            leave_record(self)
        inspection = self.inspection
        if inspection is None:
            return
        found = [one for one in inspection.visits if one.id == visit_id] or list(inspection.visits[:1])
        self.visit = found[0] if found else None
        self._show()

    def show_step(self, name: str) -> None:
        """Bring a step to the front."""
        self._step = name
        self.strip.show_step(name)
        self._stack.setCurrentWidget(self._steps[name])
        self._show_work()
        (self.field.list if name == "field" else self.strip.steps[name]).setFocus()

    def leave(self) -> None:
        """Store what is being typed and show no inspection any more."""
        store_all(self)
        self.inspection = self.visit = None

    def reload(self) -> None:
        """Read the inspection again; one that is gone closes."""
        if self.inspection is None:
            return
        try:
            self.inspection = plans.inspection(self.office.desk, inspection_id=self.inspection.id)
        except NotFoundError:
            self.inspection = None
            self.closed.emit()
            return
        self.show_visit(self.visit.id if self.visit is not None else "")

    def _changed(self, outcome: Outcome, _initiator: QObject | None) -> None:
        touched = {ref.entity for ref in outcome.changed}
        if self.visit is not None and touched and touched <= FIELD_WORK:
            self.visit = visits.visit(self.office.desk, visit_id=self.visit.id)
            self._badge.show_badge(VISIT[self.visit.state])
            self._show_work()
        else:
            self.reload()

    def _show(self) -> None:
        inspection, visit = self.inspection, self.visit
        if inspection is None:
            return
        points = plans.findings(self.office.desk, inspection_id=inspection.id)
        self._plan_errors = sum(1 for one in points if one.level == ERROR)
        self._title.setText(inspection.title)
        self.visits.blockSignals(True)
        self.visits.clear()
        for at, one in enumerate(inspection.visits, 1):
            day = f", {show_date(local(one.start).date())}" if one.start else ""
            self.visits.addItem(f"{at}. {one.unit.shown}{day}", one.id)
        if not inspection.visits:
            self.visits.addItem(NO_UNIT, "")
        self.visits.choose(visit.id if visit is not None else "")
        self.visits.setToolTip(self.visits.currentText())
        self.visits.setEnabled(bool(inspection.visits))
        self.visits.blockSignals(False)
        self._badge.setVisible(visit is not None)
        if visit is not None:
            self._badge.show_badge(VISIT[visit.state])
        for name in ("field", "minutes"):
            self.strip.steps[name].setEnabled(visit is not None)
        if visit is None and self._step != "plan":
            self.show_step("plan")
        self._show_work()

    def _show_work(self) -> None:
        inspection, visit = self.inspection, self.visit
        if inspection is None:
            return
        desk = self.office.desk
        work = checklists.field_work(desk, visit_id=visit.id) if visit is not None else FieldWork("")
        self._show_standing(inspection, visit, work)
        if self._step == "plan":
            self.plan.show_inspection(inspection)
        elif visit is not None and self._step == "field":
            self.field.show_visit(visit, work)
        elif visit is not None:
            self.minutes.show_visit(visit)
        errors = self._plan_errors if self._step == "plan" else sum(one.level == ERROR for one in self.findings())
        self.check.setText(f"Rà soát ({errors})" if errors else "Rà soát")

    def _show_standing(self, inspection: Inspection, visit: Visit | None, work: FieldWork) -> None:
        agreed, errors = inspection.agreement is not None, self._plan_errors
        plan = (
            Standing(f"{errors} điểm phải sửa", Tone.WATCH)
            if errors
            else Standing("Đã thống nhất", Tone.CONFIRMED)
            if agreed
            else Standing("Đủ năm nội dung, chưa ghi thống nhất", Tone.NEUTRAL)
        )
        self.strip.steps["plan"].show_standing(plan)
        self.strip.steps["field"].show_standing(_field_standing(work, visit))
        self.strip.steps["minutes"].show_standing(_minutes_standing(visit))

    def findings(self) -> tuple[Finding, ...]:
        """What to settle in the step shown."""
        desk = self.office.desk
        if self.inspection is None:
            return ()
        if self._step == "field" and self.visit is not None:
            return checklists.field_findings(desk, visit_id=self.visit.id)
        if self._step == "minutes" and self.minutes.shown is not None:
            return minutes.findings(desk, minutes_id=self.minutes.shown.id)
        return plans.findings(desk, inspection_id=self.inspection.id)

    def open_findings(self) -> None:
        """Rà soát the step shown; the list stays open beside it."""
        store_all(self.minutes)
        inspection_findings(self.window(), self.office, self.findings, self.go_to).show()

    def go_to(self, finding: Finding) -> None:
        """Put the cursor where a finding of the step shown is settled."""
        if self._step == "field":
            self.field.go_to(finding.record_id)
        elif self._step == "minutes":
            self.minutes.go_to(finding)
        else:
            self.plan.go_to(finding)

    def export(self) -> None:
        """Xuất the papers of this inspection."""
        from app.views.documents.export_sheet import ExportSheet

        if self.inspection is None:
            return
        store_all(self)
        record = self.minutes.shown if self._step == "minutes" else None
        paper, subject = (MINUTES, record.id) if record is not None else (OF_INSPECTION[0], self.inspection.id)
        ExportSheet(self.window(), self.office, paper=paper, only=OF_INSPECTION, subject=subject).exec()

    def print_dossier(self) -> None:
        """In toàn bộ hồ sơ: plan, notices, minutes and annexes as one job."""
        from app.views.documents.preview import PreviewSheet

        if self.inspection is not None:
            store_all(self.minutes)
            PreviewSheet(self.window(), self.office, paper=DOSSIER, subject=self.inspection.id).exec()


def _field_standing(work: FieldWork, visit: Visit | None) -> Standing:
    items = [item for one in work.checklists for item in one.items]
    if visit is None or not items:
        return Standing("Chưa dùng danh sách kiểm tra" if visit is not None else "Chưa có đơn vị")
    answered = sum(1 for item in items if item.result is not None)
    lacking = sum(1 for item in items if item.lacks_proof)
    failed = f", {len(work.failed)} không đạt" if work.failed else ""
    if lacking:
        return Standing(f"{lacking} mục không đạt còn thiếu ảnh hoặc ghi chú", Tone.WATCH)
    tone = Tone.CONFIRMED if answered == len(items) else Tone.RUNNING if answered else Tone.NEUTRAL
    return Standing(f"{answered}/{len(items)} mục{failed}", tone)


def _minutes_standing(visit: Visit | None) -> Standing:
    if visit is None or not visit.minutes_id:
        return Standing("Chưa lập")
    if visit.state is VisitState.ADOPTED:
        return Standing("Đã thông qua", Tone.CONFIRMED)
    return Standing("Dự thảo", Tone.RUNNING)
