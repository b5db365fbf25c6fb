"""The acts of the plan's page: which button or key opens which dialog.

A dialog is imported when it is first opened: the first screen must not wait for what printing or Excel need.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton

from app.models.errors import AppError
from app.models.findings import ERROR, REMARK
from app.models.plan.deadline import DeadlineState
from app.views.common.office import Office, Place

if TYPE_CHECKING:
    from app.models.plan.checks import Finding
    from app.views.common.findings_sheet import FindingsSheet
    from app.views.plan.page import PlanPage

PLAN_PAPER = "ke-hoach"
AMENDMENT_PAPER = "sua-doi-ke-hoach"
CHECK_AFTER_MS = 250
"""The count beside "Rà soát" follows an edit after this long."""


class Openings:
    """Opens the dialogs of the plan."""

    def __init__(self, page: "PlanPage") -> None:
        self._page = page
        self._office: Office = page.office
        self._findings: FindingsSheet[Finding] | None = None
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
                ("Thêm nhóm nhiệm vụ…", self.add_group),
                ("Đổi tên nhóm nhiệm vụ…", self.rename_group),
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
        from app.services import checking

        levels = [each.level for each in checking.findings(self._office.desk)]
        self._office.findings_counted.emit(levels.count(ERROR))
        count = len(levels) - levels.count(REMARK)
        self._check.setText(f"Rà soát ({count})" if count else "Rà soát")
        self._page.show_unit_options()

    def add_task(self, group_id: str = "") -> None:
        """Thêm nhiệm vụ, into a group or into that of the chosen row."""
        from app.views.plan.add_task_sheet import AddTaskSheet

        chosen = self._page.chosen_lines()
        group = group_id or (chosen[0].group_id if chosen else "")
        sheet = AddTaskSheet(self._page.window(), self._office, self._page.unit_entries, group_id=group)
        sheet.exec()
        if sheet.added:
            self._page.show_task(sheet.added[-1])

    def add_from_library(self) -> None:
        """Thêm từ thư viện."""
        from app.views.plan.library_sheet import LibrarySheet

        LibrarySheet(self._page.window(), self._office).exec()

    def check(self) -> None:
        """Rà soát; the list stays open beside the plan."""
        from app.views.plan.findings_sheet import plan_findings

        if self._findings is None:
            self._findings = plan_findings(self._page.window(), self._office)
        self._findings.read()
        self._findings.show()
        self._findings.activateWindow()

    def export(self, paper: str = PLAN_PAPER) -> None:
        """Xuất."""
        from app.views.documents.export_sheet import ExportSheet

        ExportSheet(self._page.window(), self._office, paper=paper).exec()

    def preview(self) -> None:
        """Xem trước và in."""
        from app.views.documents.preview import PreviewSheet

        PreviewSheet(self._page.window(), self._office, paper=PLAN_PAPER).exec()

    def edit_content(self) -> None:
        """Nội dung kế hoạch."""
        from app.views.plan.content_sheet import ContentSheet

        ContentSheet(self._page.window(), self._office).exec()

    def add_group(self) -> None:
        """Thêm nhóm nhiệm vụ, then its first task."""
        from app.views.plan.group_sheet import AddGroupSheet

        sheet = AddGroupSheet(self._page.window(), self._office)
        sheet.exec()
        if sheet.added:
            self.add_task(sheet.added)

    def rename_group(self) -> None:
        """Đổi tên nhóm nhiệm vụ."""
        from app.views.plan.group_sheet import RenameGroupSheet

        RenameGroupSheet(self._page.window(), self._office).exec()

    def issue(self) -> None:
        """Ban hành."""
        from app.views.plan.issue_sheet import IssueSheet

        IssueSheet(self._page.window(), self._office).exec()

    def compare(self) -> None:
        """So với bản đã ban hành."""
        from app.views.plan.differences_sheet import DifferencesSheet

        try:
            sheet = DifferencesSheet(self._page.window(), self._office, on_export=lambda: self.export(AMENDMENT_PAPER))
        except AppError as error:
            self._office.acts.refused.emit(error)
            return
        sheet.exec()

    def reanchor(self) -> None:
        """Dời ngày G."""
        from app.views.plan.reanchor_sheet import ReanchorSheet

        ReanchorSheet(self._page.window(), self._office).exec()

    def send(self) -> None:
        """Gửi đơn vị."""
        from app.views.plan.send_sheet import SendSheet

        SendSheet(self._page.window(), self._office).exec()

    def read_excel(self) -> None:
        """Nhập Excel."""
        from app.views.plan.import_sheet import ImportSheet

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
