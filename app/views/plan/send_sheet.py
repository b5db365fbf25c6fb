"""Gửi đơn vị: one workbook for each lead unit, with its rows only."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from app.models.errors import AppError
from app.services import plan, spreadsheets
from app.views.common.background import ProgressStrip
from app.views.common.check_table import CheckTable
from app.views.common.empty import EmptyState
from app.views.common.entries import refill
from app.views.common.layout import button, column, field, framed, holder, label, row, wide
from app.views.common.office import Office
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import RIGHT, Column, all_of
from app.views.documents.export_sheet import documents_folder, open_path

Line = tuple[str, str, int]
"""(unit id, name, tasks it leads)"""
COLUMNS = (
    Column[Line]("name", "Đơn vị chủ trì", lambda line: line[1], 360),
    Column[Line]("count", "Số nhiệm vụ", lambda line: str(line[2]), 110, RIGHT),
)


class SendSheet(Sheet):
    """Choose units and a folder."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Gửi đơn vị",
            "Mỗi đơn vị chủ trì một tệp Excel chỉ gồm các dòng của mình; cột của mẫu được khoá, đơn vị điền tiến độ. "
            "Tệp gửi về được đọc bằng “Nhập Excel”.",
            width=680,
        )
        self._office = office
        lines = _lines(office)
        self.table = CheckTable(COLUMNS, all_of(lines), key=lambda line: line[0], parent=self)
        self.table.reload()
        self.table.tick([line[0] for line in lines])
        self.folder = QLineEdit(str(office.memory.get("send/folder", documents_folder())))
        self._progress = ProgressStrip()
        self._results = column(spacing=6)
        if not lines:
            self.add(EmptyState("paper-plane-tilt", "Chưa có đơn vị chủ trì nào", "Giao đơn vị chủ trì trong bảng."))
            self.foot(close="Đóng")
            return
        view = RecordView(self.table, name="send", memory=office.memory)
        view.set_compact(True)
        view.fill_with("name")
        view.setMinimumHeight(260)
        view.opened.connect(self.table.toggle)
        choose = button("Chọn…", self._ask_folder)
        self.add(
            view,
            field("Ghi vào thư mục", holder(row(wide(self.folder), choose, spacing=4))),
            self._progress,
            self._results,
        )
        self._act = self.foot("Tạo tệp", self._send, close="Đóng")
        self.table.ticked.connect(lambda count: self._act.setEnabled(count > 0))

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Chọn thư mục", self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def _send(self) -> None:
        desk, folder, chosen = self._office.desk, Path(self.folder.text()), self.table.ticks
        self._office.memory.keep("send/folder", str(folder))
        self._act.setEnabled(False)
        self.message.hide()
        job = self._office.worker.run(
            self,
            lambda report: spreadsheets.send_to_units(desk, folder=folder, unit_ids=chosen, progress=report),
            title="Tạo tệp Excel cho đơn vị",
            done=self._show_results,
            failed=self._failed,
        )
        self._progress.follow(job)

    def _failed(self, error: AppError) -> None:
        self._act.setEnabled(True)
        self.refused(error)

    def _show_results(self, paths: tuple[Path, ...]) -> None:
        self._act.setEnabled(True)
        folder = Path(self.folder.text())
        line = row(
            wide(label(f"Đã tạo {len(paths)} tệp trong {folder}", wrap=True)),
            button("Mở thư mục", lambda: open_path(folder)),
            margins=(12, 6, 6, 6),
        )
        line.addStretch(0)
        refill(self._results, framed(line, "card"))


def _lines(office: Office) -> list[Line]:
    counts: dict[str, int] = {}
    names: dict[str, str] = {}
    for task in plan.view(office.desk).tasks:
        if task.lead is not None:
            counts[task.lead.id] = counts.get(task.lead.id, 0) + 1
            names[task.lead.id] = task.lead.name
    return [(unit_id, names[unit_id], count) for unit_id, count in counts.items()]
