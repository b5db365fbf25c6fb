"""What opens from the head of the page Chuyển đổi: the sheets of the master, its versions, runs and papers."""

from typing import TYPE_CHECKING

from app.models.runbook.checks import Finding
from app.services.runbook import masters
from app.views.documents.export_sheet import ExportSheet
from app.views.runbook.anchor_sheet import AnchorSheet
from app.views.runbook.findings_sheet import runbook_findings
from app.views.runbook.lock_sheet import LockSheet, VersionsSheet
from app.views.runbook.papers import OF_MASTER, OF_RUN
from app.views.runbook.paste_sheet import PasteSheet
from app.views.runbook.split_sheet import PartsSheet, SystemsSheet
from app.views.runbook.window_sheet import WindowSheet

if TYPE_CHECKING:
    from app.views.runbook.page import RunbookPage


class Openings:
    """The acts of the page."""

    def __init__(self, page: "RunbookPage") -> None:
        self._page = page
        self._office = page.office
        bar = page.toolbar
        bar.add_act("Thêm bước", page.add_step, icon="plus")
        self._findings = bar.add_act("Rà soát", self.findings, icon="check-square")
        bar.add_menu(
            "Kịch bản",
            "caret-down",
            [
                ("Dời giờ G…", self.reanchor),
                ("Khung giờ và dự phòng…", self.window),
                ("", bool),
                ("Tách bước theo hệ thống…", self.split_systems),
                ("Tách bước đang chọn…", self.split_step),
                ("Chép bước từ Excel…", self.paste),
                ("Thêm nhánh khôi phục hệ thống cũ", self.add_rollback),
                ("", bool),
                ("Các bản đã chốt…", self.versions),
            ],
        )
        bar.add_act("Chốt kịch bản…", self.lock, icon="lock-simple")
        bar.add_act("Xuất…", self.export, icon="export")

    def show_count(self, errors: int) -> None:
        """How many points must be settled before locking."""
        self._findings.setText(f"Rà soát ({errors})" if errors else "Rà soát")

    def findings(self) -> None:
        """Rà soát."""
        runbook_findings(self._page.window(), self._office, self._go).show()

    def _go(self, finding: Finding) -> None:
        if finding.field == "head_id":
            self._page.show_view("duty")
        elif finding.step_id:
            self._page.show_step(finding.step_id, finding.field or "content")

    def reanchor(self) -> None:
        """Dời giờ G."""
        AnchorSheet(self._page.window(), self._office).exec()

    def window(self) -> None:
        """Khung giờ và dự phòng."""
        WindowSheet(self._page.window(), self._office).exec()

    def split_systems(self) -> None:
        """Tách bước theo hệ thống."""
        SystemsSheet(self._page.window(), self._office).exec()

    def split_step(self) -> None:
        """Tách bước đang chọn."""
        step = self._page.chosen
        if step is not None:
            PartsSheet(self._page.window(), self._office, step).exec()

    def paste(self) -> None:
        """Chép bước từ Excel."""
        PasteSheet(self._page.window(), self._office).exec()

    def add_rollback(self) -> None:
        """Thêm nhánh khôi phục hệ thống cũ."""
        desk = self._office.desk
        self._office.acts.do(lambda: masters.add_rollback(desk), note="Đã thêm nhánh khôi phục hệ thống cũ.")

    def versions(self) -> None:
        """Các bản đã chốt."""
        VersionsSheet(self._page.window(), self._office).exec()

    def lock(self) -> None:
        """Chốt kịch bản."""
        LockSheet(self._page.window(), self._office).exec()

    def export(self) -> None:
        """Xuất văn bản của kịch bản."""
        ExportSheet(self._page.window(), self._office, only=OF_MASTER).exec()

    def papers(self, run_id: str) -> None:
        """Văn bản của một lượt."""
        ExportSheet(self._page.window(), self._office, only=OF_RUN, subject=run_id).exec()
