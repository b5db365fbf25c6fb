"""Chép bước từ Excel: the copied rows are shown as they will be read before anything is written, in one act."""

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.models.runbook.records import Branch
from app.models.runbook.step_rows import RowsRead, headings, with_rows
from app.services.runbook import masters
from app.views.common.acts import Done
from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, button, field, label, restyle, row
from app.views.common.office import Office
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import Column, RecordTable, Whole

Row = dict[str, str]
FORM_ORDER = ("number", "start", "content", "lead_unit", "coordinating", "expected_result", "note")
"""Columns of Phụ lục V, for rows that were copied without their heading."""


def _column(name: str, title: str, width: int) -> Column[Row]:
    return Column(name, title, lambda one: one.get(name, ""), width)


COLUMNS: tuple[Column[Row], ...] = (
    _column("start", "Bắt đầu", 100),
    _column("duration", "Thời lượng", 90),
    _column("content", "Nội dung công việc", 300),
    _column("lead_unit", "Chủ trì", 130),
    _column("owner", "Phụ trách", 130),
    _column("needs", "Sau bước", 80),
    _column("expected_result", "Kết quả cần đạt", 150),
)


def copied_rows(text: str) -> tuple[Row, ...]:
    """The rows of a copied table: by headings, else in the order of Phụ lục V; one column alone is the contents."""
    cells = [[cell.strip().strip('"') for cell in line.split("\t")] for line in text.splitlines() if line.strip()]
    if not cells:
        return ()
    named = headings(cells[0])
    if "content" in named.values():
        return tuple(_row(each, named) for each in cells[1:])
    if max(len(each) for each in cells) == 1:
        return tuple({"content": each[0]} for each in cells)
    return tuple(_row(each, dict(enumerate(FORM_ORDER))) for each in cells)


def _row(cells: Sequence[str], named: dict[int, str]) -> Row:
    return {name: cells[at] for at, name in named.items() if at < len(cells)}


class PasteSheet(Sheet):
    """Rows of a spreadsheet become steps at the end of a stage."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Chép bước từ Excel",
            "Chép các dòng trong Excel rồi dán vào đây. Có dòng tiêu đề thì cột được nhận theo tên; không có thì theo "
            "thứ tự cột của Phụ lục V.",
            width=900,
        )
        self._office = office
        self._master = masters.master(office.desk)
        self._rows: tuple[Row, ...] = ()
        self.stage = Choice()
        for stage in self._master.stages:
            self.stage.addItem(f"{stage.code}. {stage.heading}", stage.id)
        main = [stage.id for stage in self._master.stages if stage.branch is Branch.MAIN]
        self.stage.choose(main[-1] if main else "")
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText("Dán ở đây (Ctrl+V)")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(110)
        self._count = label("", "muted", wrap=True)
        self.table = RecordTable(COLUMNS, self._page, parent=self)
        view = RecordView(self.table, name="pasted", memory=office.memory)
        view.fill_with("content")
        view.setMinimumHeight(240)
        self.add(
            row(field("Thêm vào giai đoạn", self.stage), STRETCH, button("Dán từ bộ nhớ tạm", self.take_clipboard)),
            self.text,
            self._count,
            view,
        )
        self._act = self.foot("Thêm các bước", self._store)
        self.text.textChanged.connect(self._read)
        self.stage.currentIndexChanged.connect(lambda _at: self._read())
        self._read()

    def _page(self, offset: int, limit: int) -> Whole[Row]:
        return Whole(len(self._rows), self._rows[offset : offset + limit])

    def take_clipboard(self) -> None:
        """Put what was copied into the field."""
        self.text.setPlainText(QGuiApplication.clipboard().text())

    def _read(self) -> None:
        self._rows = copied_rows(self.text.toPlainText())
        self.table.reload()
        read = self._trial()
        restyle(self._count, "watch" if read.refused else "muted")
        self._count.setText(_words(read) if self._rows else "Chưa có dòng nào.")
        self._act.setEnabled(bool(read.added) and not self._office.desk.read_only)

    def _trial(self) -> RowsRead:
        """What would come of the rows."""
        ids = [f"row-{at}" for at in range(len(self._rows))]
        return with_rows(self._master, self._rows, stage_id=str(self.stage.currentData()), made=ids)

    def _store(self) -> None:
        desk, rows, stage_id = self._office.desk, self._rows, str(self.stage.currentData())

        def work() -> Done:
            return masters.add_rows(desk, stage_id=stage_id, rows=rows)[0]

        self._office.acts.do(
            work, then=lambda _done: self.accept(), refused=self.refused, note="Đã thêm bước từ Excel."
        )


def _words(read: RowsRead) -> str:
    refused = "; ".join(f"dòng {one.row + 1}: {one.reason}" for one in read.refused[:4])
    left = f" Không đọc được {len(read.refused)} dòng, sẽ không thêm: {refused}" if read.refused else ""
    return f"Sẽ thêm {len(read.added)} bước.{left}"
