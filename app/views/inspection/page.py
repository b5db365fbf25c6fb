"""Kiểm tra: calendar, inspections, conclusions and the register of papers; an inspection opens in their place."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.models.errors import AppError
from app.models.inspection.minutes_records import FollowupQuery, FollowupState
from app.services.desk import Outcome
from app.services.inspection import followups, minutes, plans, visits
from app.views.common.empty import EmptyState
from app.views.common.layout import column, holder, wide
from app.views.common.office import Office, Place
from app.views.common.unit_entries import UnitEntries
from app.views.inspection.calendar import VisitCalendar
from app.views.inspection.followup_list import FollowupList
from app.views.inspection.inspection_list import InspectionList
from app.views.inspection.toolbar import Toolbar
from app.views.inspection.workbench import Workbench
from app.views.papers.register import Register

NEW_TITLE = "Kế hoạch kiểm tra, đôn đốc"


class InspectionPage(QWidget):
    """Kiểm tra."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self._view = "calendar"
        units = UnitEntries(office)
        self.toolbar = Toolbar()
        self.calendar = VisitCalendar(office)
        self.inspections = InspectionList(office)
        self.followups = FollowupList(office, units)
        self.register = Register(office)
        self._views: dict[str, QWidget] = {
            "calendar": self.calendar,
            "inspections": self.inspections,
            "followups": self.followups,
            "register": self.register,
        }
        self._stack = QStackedWidget()
        for view in self._views.values():
            self._stack.addWidget(view)
        self._none = EmptyState(
            "clipboard-text",
            "Chưa có đợt kiểm tra nào",
            "Các buổi kiểm tra hiện trên lịch sau khi lập kế hoạch với đủ năm nội dung: mục đích, đối tượng, nội dung, "
            "thời gian, thành phần đoàn.",
            act="Lập kế hoạch kiểm tra",
            on_act=self.make_plan,
        )
        self._stack.addWidget(self._none)
        self._home = holder(column(self.toolbar, wide(holder(column(self._stack, margins=(16, 0, 16, 12)))), spacing=0))
        self.workbench = Workbench(office, units)
        self._whole = QStackedWidget()
        self._whole.addWidget(self._home)
        self._whole.addWidget(self.workbench)
        self.setLayout(column(self._whole))
        self._connect()
        self.show_view(str(office.memory.get("inspection/view", "calendar")))

    def _connect(self) -> None:
        bar = self.toolbar
        new = bar.add_act("Lập kế hoạch kiểm tra", self.make_plan, icon="plus", primary=True)
        warned = bar.add_act("Từ đơn vị đỏ, vàng…", self.plan_from_warned, icon="warning")
        for each in (new, warned):
            each.setEnabled(not self.office.desk.read_only)
        bar.add_act("Kiểm tra chữ ký…", self.verify, icon="circle-wavy-check")
        bar.view_chosen.connect(self.show_view)
        self.calendar.opened.connect(self.open_visit)
        self.inspections.opened.connect(self.open_inspection)
        self.inspections.new_asked.connect(self.make_plan)
        self.followups.minutes_asked.connect(lambda plan, visit: self._open(plan, visit, "minutes"))
        self.followups.export_asked.connect(self._export)
        self.register.subject_asked.connect(self._open_subject)
        self.workbench.closed.connect(self.show_home)
        self.office.acts.changed.connect(self._changed)
        self.add_key("Ctrl+N", self.make_plan)
        self.add_key("F7", self._check)
        self.add_key("F3", self.show_home)
        for key, step in (("F9", "plan"), ("F11", "field"), ("F12", "minutes")):
            self.add_key(key, partial(self._show_step, step))

    def add_key(self, key: str, act: Callable[[], object]) -> None:
        """Perform an act by a key while this page is shown."""
        shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    @property
    def is_home(self) -> bool:
        """Whether the views are shown and no inspection."""
        return self._whole.currentWidget() is self._home

    def show_home(self) -> None:
        """Back to the views."""
        self.workbench.leave()
        self._whole.setCurrentWidget(self._home)
        self.reload()

    def show_view(self, name: str) -> None:
        """Show calendar, inspections, conclusions or register."""
        self.workbench.leave()
        self._view = name if name in self._views else "calendar"
        self.office.memory.keep("inspection/view", self._view)
        self.toolbar.show_view(self._view)
        self._whole.setCurrentWidget(self._home)
        self.reload()

    def reload(self) -> None:
        """Read what is shown again."""
        desk = self.office.desk
        late = followups.followups(desk, query=FollowupQuery(states=frozenset({FollowupState.OVERDUE})))
        known = len(plans.inspections(desk))
        self.toolbar.show_count(known, len(late))
        empty = self._view == "calendar" and not known
        self._stack.setCurrentWidget(self._none if empty else self._views[self._view])
        self._read_view()
        if not self.is_home:
            self.workbench.reload()

    def _read_view(self) -> None:
        if self._view == "calendar":
            self.calendar.reload()
        elif self._view == "inspections":
            self.inspections.reload()
        elif self._view == "followups":
            self.followups.reload()
        else:
            self.register.reload()

    def make_plan(self) -> None:
        """Lập kế hoạch kiểm tra, then name it."""
        desk = self.office.desk
        known = {one.id for one in plans.inspections(desk)}
        self.office.acts.do(lambda: plans.create(desk, title=NEW_TITLE), then=lambda _outcome: self._edit_new(known))

    def plan_from_warned(self) -> None:
        """Lập kế hoạch từ đơn vị có cảnh báo, which is then opened."""
        from app.views.inspection.warned_sheet import WarnedSheet

        known = {one.id for one in plans.inspections(self.office.desk)}
        if WarnedSheet(self.window(), self.office).exec():
            self._edit_new(known)

    def _edit_new(self, known: set[str]) -> None:
        made = next((one for one in plans.inspections(self.office.desk) if one.id not in known), None)
        if made is not None:
            self._open(made.id, "", "plan")
            self.workbench.plan.form.title.setFocus()
            self.workbench.plan.form.title.selectAll()

    def open_inspection(self, inspection_id: str) -> None:
        """Open an inspection at its plan."""
        self._open(inspection_id, "", "")

    def open_visit(self, visit_id: str) -> None:
        """Open a visit at the step it has come to."""
        self.office.acts.read(
            lambda: visits.visit(self.office.desk, visit_id=visit_id),
            lambda visit: self._open(visit.inspection_id, visit.id, ""),
        )

    def _open(self, inspection_id: str, visit_id: str, step: str) -> None:
        try:
            self.workbench.open_inspection(inspection_id, visit_id=visit_id, step=step)
        except AppError as error:
            self.office.acts.refused.emit(error)
            return
        self._whole.setCurrentWidget(self.workbench)

    def _open_subject(self, entity: str, record_id: str) -> None:
        self.go(Place("inspection", entity, record_id))

    def go(self, place: Place) -> None:
        """Show a place: an inspection, a visit, minutes, a conclusion, or one of the views."""
        if place.entity == "inspection":
            self._open(place.record_id, "", "plan")
        elif place.entity == "visit":
            self.open_visit(place.record_id)
        elif place.entity == "minutes":
            self.office.acts.read(
                lambda: minutes.minutes(self.office.desk, minutes_id=place.record_id),
                lambda found: self._open(found.inspection_id, found.visit_id, "minutes"),
            )
        elif place.entity == "task":
            self.show_view("followups")
            self.followups.show_task(place.record_id)
        elif place.entity == "view":
            self.show_view(place.field)

    def close_windows(self) -> None:
        """Store what is being typed and free the page beside the form, before the workspace is closed."""
        self.workbench.leave()
        self.workbench.minutes.close_paper()

    def verify(self) -> None:
        """Kiểm tra chữ ký của một tệp PDF."""
        from app.views.signing.verify_window import VerifyWindow

        VerifyWindow(self.window(), self.office).show()

    def _export(self, paper: str, subject: str) -> None:
        from app.views.documents.export_sheet import ExportSheet

        ExportSheet(self.window(), self.office, paper=paper, only=(paper,), subject=subject).exec()

    def _check(self) -> None:
        if not self.is_home:
            self.workbench.open_findings()

    def _show_step(self, step: str) -> None:
        if not self.is_home and self.workbench.strip.steps[step].isEnabled():
            self.workbench.show_step(step)

    def _changed(self, _outcome: Outcome, _initiator: QObject | None) -> None:
        if self.is_home:
            self.reload()
