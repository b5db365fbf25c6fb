"""Sổ văn bản: what the văn thư gave, doubles and gaps pointed out; papers on their way; who signed what."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QWidget

from app.models.papers.records import Paper
from app.models.papers.registers import Finding, RegisterLine, RegisterQuery, SignedLine
from app.models.vietnam_time import show_date
from app.services.papers import reading, registers
from app.views.common.empty import EmptyState
from app.views.common.filters import FilterBar, FilterButton, Option, SearchBox
from app.views.common.layout import STRETCH, button, column, icon_button, label, row, wide
from app.views.common.office import Office
from app.views.common.record_view import RecordView
from app.views.common.table import CENTRE, RIGHT, Column, RecordTable, all_of
from app.views.papers.badges import STAGE, STANDING
from app.views.papers.papers import OF_REGISTER
from app.views.papers.way_sheet import WaySheet

MOST_FINDINGS = 3
"""Points told in full above the list."""
LINES: tuple[Column[RegisterLine], ...] = (
    Column("number", "Số, ký hiệu", lambda one: one.printed, 120),
    Column("day", "Ngày", lambda one: show_date(one.issued_on), 104, CENTRE),
    Column("kind", "Loại", lambda one: one.kind, 90),
    Column("title", "Trích yếu nội dung", lambda one: one.title, 300),
    Column("signers", "Người ký", lambda one: one.signers, 160),
    Column("recipients", "Nơi nhận", lambda one: one.recipients, 180, yields=True),
    Column("copies", "Số bản", lambda one: str(one.copies or ""), 62, RIGHT, yields=True),
    Column("keeper", "Bản lưu", lambda one: one.keeper, 110, hidden=True),
    Column("standing", "Hiệu lực", lambda one: one.standing.label, 156, badge=lambda one: STANDING[one.standing]),
    Column("note", "Ghi chú", lambda one: one.note, 150, yields=True),
    Column("series", "Sổ", lambda one: one.series.label, 130, hidden=True),
)
PAPERS: tuple[Column[Paper], ...] = (
    Column("stage", "Đang ở bước", lambda one: one.stage.label, 140, badge=lambda one: STAGE[one.stage]),
    Column("kind", "Loại", lambda one: one.kind.name, 100),
    Column("title", "Trích yếu nội dung", lambda one: one.title, 360),
    Column("number", "Số, ký hiệu", lambda one: one.printed or "Chưa có", 120),
    Column("signers", "Người ký", lambda one: ", ".join(each.signer for each in one.signatures), 180),
    Column("unit", "Đơn vị soạn thảo", lambda one: one.drafting_unit, 160, yields=True),
)
SIGNED: tuple[Column[SignedLine], ...] = (
    Column("day", "Ngày ký", lambda one: show_date(one.signed_on), 104, CENTRE),
    Column("signer", "Người ký", lambda one: one.signer, 180),
    Column("position", "Chức vụ", lambda one: one.position, 170),
    Column("power", "Quyền hạn", lambda one: f"{one.power} {one.on_behalf_of}".strip() or "Tự ký", 150),
    Column("how", "Cách ký", lambda one: "Ký số" if one.digital else "Ký tay", 80),
    Column("paper", "Văn bản", lambda one: f"{one.kind} {one.printed}".strip(), 150),
    Column("title", "Trích yếu nội dung", lambda one: one.title, 300),
)
VIEWS = (("lines", "Văn bản đi"), ("papers", "Đang xử lý"), ("signed", "Ai đã ký"))


class Register(QWidget):
    """The registers of the văn thư."""

    subject_asked = Signal(str, str)
    """Entity and id of what a paper is of."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self._view = "lines"
        self._lines: Sequence[RegisterLine] = ()
        self._papers: Sequence[Paper] = ()
        self._signed: Sequence[SignedLine] = ()
        self.search = SearchBox("Tìm số, trích yếu, người ký, nơi nhận")
        self.search.setMaximumWidth(340)
        self.year = FilterButton("Năm", single=True)
        self.filters = FilterBar([self.year])
        self._count = label("", "muted")
        self._points = label("", "watch", wrap=True)
        self._open = button("Đường đi văn bản…", self.open_paper, icon="path")
        self._subject = button("Mở hồ sơ", self._ask_subject, icon="arrow-right")
        self._export = button("Xuất sổ…", self.export, icon="export")
        self._numbering = icon_button("list-numbers", "Cách đánh số văn bản", self.ask_numbering)
        self.lines_table = RecordTable(LINES, all_of(self._lines), parent=self)
        self.lines = RecordView(self.lines_table, name="register", memory=office.memory)
        self.lines.fill_with("title")
        self.lines.setAccessibleName("Sổ đăng ký văn bản đi")
        self.papers_table = RecordTable(PAPERS, all_of(self._papers), parent=self)
        self.papers = RecordView(self.papers_table, name="papers", memory=office.memory)
        self.papers.fill_with("title")
        self.papers.setAccessibleName("Văn bản đang xử lý")
        self.signed_table = RecordTable(SIGNED, all_of(self._signed), parent=self)
        self.signed = RecordView(self.signed_table, name="signed", memory=office.memory)
        self.signed.fill_with("title")
        self.signed.setAccessibleName("Ai đã ký văn bản nào")
        self._stack = QStackedWidget()
        self._tabs: dict[str, QPushButton] = {}
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        group = QButtonGroup(self)
        tabs = row(spacing=0)
        for name, title in VIEWS:
            tab = button(title, partial(self.show_view, name), kind="tab")
            tab.setCheckable(True)
            group.addButton(tab)
            tabs.addWidget(tab)
            self._tabs[name] = tab
        self._tabs["lines"].setChecked(True)
        empties = (
            EmptyState("book-open", "Sổ chưa ghi văn bản nào", "Số và ngày văn thư cấp cho các văn bản hiện ở đây."),
            EmptyState("path", "Không có văn bản nào đang xử lý", "Biên bản đã thông qua bắt đầu đường đi ở đây."),
            EmptyState("pen-nib", "Chưa có chữ ký nào", "Ai đã ký văn bản nào hiện ở đây."),
        )
        for view in (self.lines, self.papers, self.signed, *empties):
            self._stack.addWidget(view)
        bar = row(
            tabs,
            wide(self.search),
            self.filters,
            self._count,
            STRETCH,
            self._subject,
            self._open,
            self._numbering,
            self._export,
            spacing=8,
        )
        self.setLayout(column(bar, self.filters.chips, self._points, wide(self._stack), spacing=8))

    def _connect(self) -> None:
        self.search.changed.connect(lambda _text: self.reload())
        self.filters.changed.connect(self.reload)
        for view in (self.lines, self.papers, self.signed):
            view.opened.connect(lambda _row: self.open_paper())
            view.chosen.connect(lambda _row: self._show_acts())

    def show_view(self, name: str) -> None:
        """Show the register, the papers on their way, or who signed what."""
        self._view = name
        self._tabs[name].setChecked(True)
        self.reload()

    def reload(self) -> None:
        """Read what is shown again."""
        desk, text = self._office.desk, self.search.text().strip()
        everything = registers.register(desk)
        years = sorted({line.issued_on.year for line in everything}, reverse=True)
        self.year.set_options([Option(str(year), str(year)) for year in years])
        self.filters.setVisible(self._view == "lines")
        if self._view == "lines":
            year = next(iter(self.year.values), "")
            self._lines = registers.register(desk, query=RegisterQuery(text, int(year) if year else None))
            self.lines_table.show_source(all_of(self._lines))
            shown, total = len(self._lines), len(everything)
        elif self._view == "papers":
            self._papers = tuple(one for one in reading.papers(desk, text=text) if not one.stage.is_out)
            self.papers_table.show_source(all_of(self._papers))
            shown = total = len(self._papers)
        else:
            self._signed = registers.who_signed(desk, text=text)
            self.signed_table.show_source(all_of(self._signed))
            shown = total = len(self._signed)
        at = [name for name, _ in VIEWS].index(self._view)
        self._stack.setCurrentIndex(at if shown or text else at + len(VIEWS))
        self._count.setText("" if not total else f"{shown} dòng" if shown == total else f"{shown} trên {total} dòng")
        self._show_points(registers.findings(desk))
        self._show_acts()

    def _show_points(self, found: Sequence[Finding]) -> None:
        told = [one.message for one in found[:MOST_FINDINGS]]
        more = [f"… và {len(found) - MOST_FINDINGS} điểm nữa"] if len(found) > MOST_FINDINGS else []
        self._points.setText("\n".join([*told, *more]))
        self._points.setVisible(bool(told) and self._view == "lines")

    def _show_acts(self) -> None:
        self._open.setEnabled(bool(self.paper_id))
        paper = self._paper()
        self._subject.setEnabled(paper is not None and bool(paper.subject_id))

    @property
    def paper_id(self) -> str:
        """The paper chosen in the list shown, "" for none."""
        view, rows = {
            "lines": (self.lines, [one.paper_id for one in self._lines]),
            "papers": (self.papers, [one.id for one in self._papers]),
            "signed": (self.signed, [one.paper_id for one in self._signed]),
        }[self._view]
        at = view.currentIndex().row()
        return rows[at] if 0 <= at < len(rows) else ""

    def _paper(self) -> Paper | None:
        wanted = self.paper_id
        return next((one for one in reading.papers(self._office.desk) if one.id == wanted), None) if wanted else None

    def open_paper(self) -> None:
        """Đường đi of the chosen paper."""
        if self.paper_id:
            WaySheet(self.window(), self._office, self.paper_id).exec()
            self.reload()

    def ask_numbering(self) -> None:
        """Cách đánh số văn bản."""
        from app.views.papers.numbering_sheet import NumberingSheet

        NumberingSheet(self.window(), self._office).exec()
        self.reload()

    def export(self) -> None:
        """Xuất the registers."""
        from app.views.documents.export_sheet import ExportSheet

        ExportSheet(self.window(), self._office, only=OF_REGISTER).exec()

    def _ask_subject(self) -> None:
        paper = self._paper()
        if paper is not None:
            self.subject_asked.emit(paper.subject_entity, paper.subject_id)
