"""The acts of the plan's page: which button or key opens which dialog."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton

from app.models.errors import AppError
from app.models.plan.deadline import DeadlineState
from app.services import checking
from app.views.common.office import Office, Place
from app.views.documents.export_sheet import ExportSheet
from app.views.documents.preview import PreviewSheet
from app.views.plan.add_task_sheet import AddTaskSheet
from app.views.plan.content_sheet import ContentSheet
from app.views.plan.differences_sheet import DifferencesSheet
from app.views.plan.findings_sheet import FindingsSheet
from app.views.plan.import_sheet import ImportSheet
from app.views.plan.issue_sheet import IssueSheet
from app.views.plan.library_sheet import LibrarySheet
from app.views.plan.reanchor_sheet import ReanchorSheet
from app.views.plan.send_sheet import SendSheet

if TYPE_CHECKING:
    from app.views.plan.page import PlanPage

PLAN_PAPER = "ke-hoach"
AMENDMENT_PAPER = "sua-doi-ke-hoach"
CHECK_AFTER_MS = 400
"""The count beside "Rà soát" follows an edit after this long."""


class Openings:
    """Opens the dialogs of the plan."""

    def __init__(self, page: "PlanPage") -> None:
        self._page = page
        self._office: Office = page.office
        self._findings: FindingsSheet | None = None
        bar = page.toolbar
        may_edit = not self._office.desk.read_only
        self._add = bar.add_act("Thêm nhiệm vụ", self.add_task, icon="plus", primary=True)
        self._library = bar.add_act("Thêm từ thư viện", self.add_from_library)
        self._check: QPushButton = bar.add_act("Rà soát", self.check)
        bar.add_act("Xuất…", self.export, icon="export")
        more = bar.add_menu(
            "Việc khác",
            "caret-down",
            [
                ("Nội dung kế hoạch…", self.edit_content),
                ("", bool),
                ("Ban hành…", self.issue),
                ("So với bản đã ban hành…", self.compare),
                ("Dời ngày G…", self.reanchor),
                ("", bool),
                ("Gửi đơn vị…", self.send),
                ("Nhập Excel…", self.read_excel),
                ("", bool),
                ("Xem trước và in (Ctrl+P)…", self.preview),
            ],
        )
        more.setLayoutDirection(more.layoutDirection().RightToLeft)
        for each in (self._add, self._library):
            each.setEnabled(may_edit)
        for key, act in (("Ctrl+N", self.add_task), ("F7", self.check), ("Ctrl+P", self.preview)):
            page.add_key(key, act)
        self._timer = QTimer(page, singleShot=True, interval=CHECK_AFTER_MS)
        self._timer.timeout.connect(self.count_findings)
        self._office.acts.changed.connect(lambda _outcome, _initiator: self._timer.start())
        self._timer.start()

    def count_findings(self) -> None:
        """Show beside "Rà soát" how many points wait."""
        count = sum(1 for each in checking.findings(self._office.desk) if each.level != "remark")
        self._check.setText(f"Rà soát ({count})" if count else "Rà soát")
        self._page.show_unit_options()

    def add_task(self) -> None:
        """Thêm nhiệm vụ."""
        chosen = self._page.chosen_lines()
        group = chosen[0].group_id if chosen else ""
        sheet = AddTaskSheet(self._page.window(), self._office, self._page.unit_entries, group_id=group)
        sheet.exec()
        if sheet.added:
            self._page.show_task(sheet.added[-1])

    def add_from_library(self) -> None:
        """Thêm từ thư viện."""
        LibrarySheet(self._page.window(), self._office).exec()

    def check(self) -> None:
        """Rà soát; the list stays open beside the plan."""
        if self._findings is None:
            self._findings = FindingsSheet(self._page.window(), self._office)
        self._findings.read()
        self._findings.show()
        self._findings.activateWindow()

    def export(self, paper: str = PLAN_PAPER) -> None:
        """Xuất."""
        ExportSheet(self._page.window(), self._office, paper=paper).exec()

    def preview(self) -> None:
        """Xem trước và in."""
        PreviewSheet(self._page.window(), self._office, paper=PLAN_PAPER).exec()

    def edit_content(self) -> None:
        """Nội dung kế hoạch."""
        ContentSheet(self._page.window(), self._office).exec()

    def issue(self) -> None:
        """Ban hành."""
        IssueSheet(self._page.window(), self._office).exec()

    def compare(self) -> None:
        """So với bản đã ban hành."""
        try:
            sheet = DifferencesSheet(self._page.window(), self._office, on_export=lambda: self.export(AMENDMENT_PAPER))
        except AppError as error:
            self._office.acts.refused.emit(error)
            return
        sheet.exec()

    def reanchor(self) -> None:
        """Dời ngày G."""
        ReanchorSheet(self._page.window(), self._office).exec()

    def send(self) -> None:
        """Gửi đơn vị."""
        SendSheet(self._page.window(), self._office).exec()

    def read_excel(self) -> None:
        """Nhập Excel."""
        ImportSheet(self._page.window(), self._office).exec()

    def go(self, place: Place) -> None:
        """Open what a place of this page names besides a task."""
        opened = {"content": self.edit_content, "findings": self.check, "issue": self.issue}
        if place.entity == "filter":
            self._page.show_states(
                frozenset(DeadlineState(each) for each in place.field.split(",") if each in set(DeadlineState)),
                obstructed=place.field == "obstructed",
            )
        elif place.entity in opened:
            opened[place.entity]()
