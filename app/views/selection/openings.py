"""What opens from the heads of the page and of a kind: the sheets of the choice, its papers, its findings."""

from functools import partial
from typing import TYPE_CHECKING

from app.models.findings import ERROR
from app.models.selection.records import Course, RoundState
from app.views.common.background import Job
from app.views.documents.export_sheet import ExportSheet
from app.views.selection.assessors_sheet import AssessorsSheet
from app.views.selection.criteria_sheet import CriteriaSheet
from app.views.selection.decision_sheet import DecisionSheet
from app.views.selection.exemption_sheet import ExemptionSheet
from app.views.selection.findings_sheet import Point, points, selection_findings
from app.views.selection.import_sheet import SystemsImportSheet
from app.views.selection.night_steps_sheet import NightStepsSheet
from app.views.selection.papers import of_selection
from app.views.selection.proposals_sheet import ProposalsSheet
from app.views.selection.removed_sheet import RemovedSheet
from app.views.selection.reviews_sheet import ReviewsSheet
from app.views.selection.section_sheet import SectionSheet
from app.views.selection.send_sheet import SendRegisterSheet
from app.views.selection.system_sheet import KindSheet, KindsSheet, SystemSheet
from app.views.selection.versions_sheet import VersionsSheet

if TYPE_CHECKING:
    from app.views.selection.page import SelectionPage


class Openings:
    """The acts of the page and of the kind shown in it."""

    def __init__(self, page: "SelectionPage") -> None:
        self._page = page
        self._office = page.office
        self._counting: Job | None = None
        self._is_count_stale = False
        bar = page.toolbar
        bar.add_act("Thêm hệ thống…", self.add_system, icon="plus")
        self._findings = bar.add_act("Rà soát", self.findings, icon="check-square")
        bar.add_menu(
            "Chuyển tiếp",
            "caret-down",
            [
                ("Đề xuất nhiệm vụ cho kế hoạch…", self.proposals),
                ("Ghi mục II của kế hoạch…", self.section),
                ("Đưa bước vào kịch bản chuyển đổi…", self.night_steps),
                ("", bool),
                ("Cần xem lại…", self.reviews),
            ],
        )
        bar.add_menu(
            "Danh mục",
            "caret-down",
            [
                ("Nhập từ Excel…", self.import_systems),
                ("Gửi mẫu Excel cho các tỉnh cũ…", self.send),
                ("", bool),
                ("Thêm loại hệ thống…", self.add_kind),
                ("Các loại hệ thống…", self.kinds),
                ("Hệ thống đã bỏ…", self.removed),
            ],
        )
        bar.add_act("Xuất…", self.export, icon="export")
        kind = page.kind
        self._criteria = kind.add_menu(
            "Đánh giá",
            [
                ("Tiêu chí và trọng số…", self.criteria),
                ("Người đánh giá…", self.assessors),
                ("Rà soát loại này…", self.kind_findings),
            ],
        )
        self._decide = kind.add_menu(
            "Quyết định",
            [
                ("Ghi quyết định…", self.decide),
                ("Các quyết định…", self.versions),
                ("Ngoại lệ…", self.exemptions),
                ("", bool),
                ("Đường đi biên bản họp…", partial(self.way, "minutes")),
                ("Đường đi quyết định…", partial(self.way, "decision")),
            ],
        )
        kind.add_act("Thêm hệ thống…", self.add_system, "plus")
        kind.add_act("Xuất…", self.export_kind, "export")

    def show_kind_acts(self) -> None:
        """Offer what the kind shown can take."""
        results = self._page.kind.results
        if results is not None:
            opened = results.view.state is not RoundState.NOT_OPEN
            self._criteria.setEnabled(opened)
            self._decide.setEnabled(opened)

    def way(self, name: str) -> None:
        """Đường đi văn bản of the minutes or the decision of the kind shown; its draft is made when first asked for."""
        from app.services.selection import papers
        from app.views.papers.way_sheet import WaySheet

        desk, kind_id = self._office.desk, self._page.kind.kind_id

        def show(_made: object) -> None:
            paper = papers.on_file(desk, name=name, subject=kind_id)
            if paper is not None:
                WaySheet(self._page.window(), self._office, paper.id).exec()

        self._office.acts.do(lambda: papers.put_on_file(desk, name=name, subject=kind_id), then=show)

    def count_findings(self) -> None:
        """Count beside the window what must be settled, then show it; one count at a time, the last one counts."""
        if self._counting is not None and not self._counting.is_over:
            self._is_count_stale = True
            return
        desk = self._office.desk
        self._is_count_stale = False
        self._counting = self._office.worker.run(
            self._page,
            lambda _report: sum(1 for one in points(desk) if one.level == ERROR),
            title="Rà soát việc lựa chọn",
            done=self._show_count,
            failed=lambda _error: self._show_count(0),
        )

    def _show_count(self, errors: int) -> None:
        self._findings.setText(f"Rà soát ({errors})" if errors else "Rà soát")
        if self._is_count_stale:
            self.count_findings()

    @property
    def _kind_id(self) -> str:
        return self._page.kind.kind_id

    def add_system(self) -> None:
        """Thêm hệ thống."""
        of_kind = self._kind_id if self._page.kind.isVisible() else ""
        sheet = SystemSheet(self._page.window(), self._office, of_kind)
        if sheet.exec() and sheet.made:
            if self._page.kind.isVisible():
                self._page.kind.show_system(sheet.made, "users")
            else:
                self._page.show_system(sheet.made, "users")

    def import_systems(self) -> None:
        """Nhập danh mục từ Excel."""
        SystemsImportSheet(self._page.window(), self._office).exec()

    def send(self) -> None:
        """Gửi mẫu cho các tỉnh cũ."""
        SendRegisterSheet(self._page.window(), self._office).exec()

    def add_kind(self) -> None:
        """Thêm loại hệ thống."""
        KindSheet(self._page.window(), self._office).exec()

    def kinds(self) -> None:
        """Các loại hệ thống."""
        KindsSheet(self._page.window(), self._office).exec()

    def removed(self) -> None:
        """Hệ thống đã bỏ."""
        RemovedSheet(self._page.window(), self._office).exec()

    def criteria(self) -> None:
        """Tiêu chí và trọng số."""
        CriteriaSheet(self._page.window(), self._office, self._kind_id).exec()

    def assessors(self) -> None:
        """Người đánh giá."""
        AssessorsSheet(self._page.window(), self._office, self._kind_id).exec()

    def decide(self, course: Course = Course.KEEP) -> None:
        """Ghi quyết định."""
        DecisionSheet(self._page.window(), self._office, self._kind_id, course=course).exec()

    def versions(self) -> None:
        """Các quyết định."""
        VersionsSheet(self._page.window(), self._office, self._kind_id).exec()

    def exemptions(self) -> None:
        """Ngoại lệ."""
        ExemptionSheet(self._page.window(), self._office, self._kind_id).exec()

    def proposals(self) -> None:
        """Đề xuất nhiệm vụ cho kế hoạch."""
        ProposalsSheet(self._page.window(), self._office).exec()

    def section(self) -> None:
        """Ghi mục II của kế hoạch."""
        SectionSheet(self._page.window(), self._office).exec()

    def night_steps(self) -> None:
        """Đưa bước vào kịch bản."""
        NightStepsSheet(self._page.window(), self._office).exec()

    def reviews(self) -> None:
        """Cần xem lại."""
        ReviewsSheet(self._page.window(), self._office).exec()

    def findings(self) -> None:
        """Rà soát."""
        selection_findings(self._page.window(), self._office, self.go).show()

    def kind_findings(self) -> None:
        """Rà soát loại này."""
        selection_findings(self._page.window(), self._office, self.go, kind_id=self._kind_id).show()

    def go(self, point: Point) -> None:
        """Show the place of a finding."""
        page = self._page
        if point.job == "unchosen":
            page.show_unchosen(point.system_id, point.field)
        elif point.job == "stages":
            page.show_stage(point.system_id, point.field)
        else:
            page.show_kind(point.kind_id)
            self._go_in_kind(point)

    def _go_in_kind(self, point: Point) -> None:
        page = self._page
        if point.field == "weights":
            self.criteria()
        elif point.criterion_id and point.assessor_id:
            page.show_scoring(point.system_id, point.criterion_id, point.assessor_id)
        elif point.criterion_id:
            page.kind.show_score(point.system_id, point.criterion_id)
        elif point.system_id:
            page.kind.show_system(point.system_id, point.field)

    def export(self) -> None:
        """Xuất văn bản."""
        ExportSheet(self._page.window(), self._office, only=of_selection()).exec()

    def export_kind(self) -> None:
        """Xuất văn bản của loại đang xem."""
        ExportSheet(self._page.window(), self._office, only=of_selection(), subject=self._kind_id).exec()
