"""Nhập Excel: choose a file, match its columns, look at every cell that would change, then take it over in one act."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from app.models.errors import AppError
from app.models.secrecy import SecretError
from app.services import spreadsheets
from app.services.spreadsheets import FOREIGN_LABELS, ImportPreview
from app.views.common.background import ProgressStrip
from app.views.common.badge import Badge
from app.views.common.empty import EmptyState
from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, button, column, empty_out, framed, holder, label, row, wide
from app.views.common.message import show_error
from app.views.common.office import Office
from app.views.common.palette import Tone
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import Column, RecordTable, Whole

ADDED = Badge("Thêm", "plus", Tone.CONFIRMED)
CHANGED = Badge("Đổi", "pencil-simple", Tone.WATCH)
REFUSED = Badge("Từ chối", "prohibit", Tone.ACT_NOW)
REMARK = Badge("Lưu ý", "info", Tone.NEUTRAL)


@dataclass(frozen=True, slots=True)
class Line:
    """One cell of the preview."""

    kind: Badge
    cell: str
    where: str
    old: str
    new: str


COLUMNS = (
    Column[Line]("kind", "Việc", lambda line: line.kind.word, 104, badge=lambda line: line.kind),
    Column[Line]("cell", "Ô", lambda line: line.cell, 96),
    Column[Line]("where", "Nội dung", lambda line: line.where, 220),
    Column[Line]("old", "Đang có", lambda line: line.old, 220),
    Column[Line]("new", "Trong tệp", lambda line: line.new, 240),
)


def lines(preview: ImportPreview) -> tuple[Line, ...]:
    """A preview cell by cell: refused first, then changed, added, remarks."""
    refused = [Line(REFUSED, f"{one.sheet}!{one.cell}", one.reason, "", one.value) for one in preview.refused]
    changed = [
        Line(CHANGED, one.cell, f"Dòng {one.number}: {one.field_label}", one.old, one.new) for one in preview.changed
    ]
    added = [Line(ADDED, one.cell, f"{one.lead} {one.group_heading}".strip(), "", one.content) for one in preview.added]
    remarks = [Line(REMARK, f"{one.sheet}!{one.cell}", one.text, "", "") for one in preview.remarks]
    return (*refused, *changed, *added, *remarks)


class ImportSheet(Sheet):
    """Match, look, confirm."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Nhập Excel",
            "Tệp đơn vị gửi về, hoặc kế hoạch tỉnh đã có trong Excel. Chưa ghi gì cho đến khi bấm “Nhập”.",
            width=960,
        )
        self._office = office
        self._preview: ImportPreview | None = None
        self._lines: Sequence[Line] = ()
        self._choices: dict[str, Choice] = {}
        self._name = label("Chưa chọn tệp.", "muted")
        self._columns = QGridLayout()
        self._columns.setHorizontalSpacing(12)
        self._matching = framed(
            column(
                label("Cột của tệp", strong=True),
                self._columns,
                row(STRETCH, button("Đọc lại theo các cột này", self._read_again)),
                spacing=8,
                margins=(16, 12, 16, 12),
            ),
            "card",
        )
        self._matching.hide()
        self._count = label("", strong=True, wrap=True)
        self.table = RecordTable(COLUMNS, self._page, parent=self)
        self._list = RecordView(self.table, name="import", memory=office.memory)
        self._list.fill_with("new")
        self._list.setMinimumHeight(300)
        self._list.hide()
        self._empty = EmptyState(
            "file-arrow-up", "Chọn tệp Excel", "Tệp có mật khẩu, macro hoặc bị hỏng sẽ bị từ chối với lý do.",
            act="Chọn tệp…", on_act=self._ask_file,
        )  # fmt: skip
        self._empty.setMinimumHeight(240)
        self._progress = ProgressStrip()
        choose = button("Chọn tệp…", self._ask_file, icon="folder-open")
        self.add(row(wide(self._name), choose), self._matching, self._progress, self._count, self._list, self._empty)
        self._act = self.foot("Nhập", self._apply, close="Đóng")
        self._act.setEnabled(False)

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Chọn tệp Excel", "", "Excel (*.xlsx *.xlsm *.xls)")
        if chosen:
            self.read_file(Path(chosen))

    def read_file(self, path: Path, mapping: dict[str, str] | None = None) -> None:
        """Read a file and show what importing it would do."""
        desk = self._office.desk
        self._name.setText(path.name)
        self.message.hide()
        job = self._office.worker.run(
            self,
            lambda _report: spreadsheets.read(desk, path=path, mapping=mapping),
            title=f"Đọc {path.name}",
            done=self.show_preview,
            failed=self._failed,
        )
        self._progress.follow(job)

    def _failed(self, error: AppError) -> None:
        if isinstance(error, SecretError):
            show_error(self, error)
        else:
            self.refused(error)

    def _read_again(self) -> None:
        if self._preview is not None:
            mapping = {name: each.currentData() for name, each in self._choices.items() if each.currentData()}
            self.read_file(self._preview.path, mapping)

    def show_preview(self, preview: ImportPreview) -> None:
        """Show what importing would do."""
        self._preview = preview
        self._lines = lines(preview)
        self.table.reload()
        self._empty.hide()
        self._list.setVisible(bool(self._lines))
        self._matching.setVisible(preview.kind == "foreign")
        if preview.kind == "foreign":
            self._show_matching(preview)
        nothing = "Tệp không có gì mới so với kế hoạch. " if preview.is_empty else ""
        self._count.setText(
            f"{nothing}Thêm {len(preview.added)} dòng, đổi {len(preview.changed)} ô, từ chối {len(preview.refused)} ô; "
            f"{preview.unchanged} dòng không đổi."
        )
        self._act.setEnabled(not preview.is_empty and not self._office.desk.read_only)

    def _show_matching(self, preview: ImportPreview) -> None:
        empty_out(self._columns)
        self._choices = {}
        for at, (name, title) in enumerate(FOREIGN_LABELS.items()):
            choice = Choice()
            choice.addItem("(không có)", "")
            for letter, heading in preview.columns.items():
                choice.addItem(f"{letter}: {heading}"[:40], letter)
            choice.choose(preview.mapping.get(name, ""))
            self._choices[name] = choice
            line, side = divmod(at, 4)
            self._columns.addWidget(holder(column(label(title, "field"), choice, spacing=2)), line, side)

    def _page(self, offset: int, limit: int) -> Whole[Line]:
        return Whole(len(self._lines), self._lines[offset : offset + limit])

    def _apply(self) -> None:
        preview = self._preview
        if preview is None:
            return
        self._office.acts.do(
            lambda: spreadsheets.apply(self._office.desk, preview=preview),
            then=lambda _outcome: self.accept(),
            refused=self.refused,
            note=f"Đã nhập {preview.path.name}.",
        )
