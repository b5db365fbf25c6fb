"""Gửi đơn vị: one workbook for each lead unit, with its rows only."""

from PySide6.QtWidgets import QWidget

from app.services import plan, spreadsheets
from app.views.common.check_table import CheckTable
from app.views.common.empty import EmptyState
from app.views.common.folder_sheet import FolderSheet, written
from app.views.common.office import Office
from app.views.common.record_view import RecordView
from app.views.common.table import RIGHT, Column, all_of

Line = tuple[str, str, int]
"""(unit id, name, tasks it leads)"""
COLUMNS = (
    Column[Line]("name", "Đơn vị chủ trì", lambda line: line[1], 360),
    Column[Line]("count", "Số nhiệm vụ", lambda line: str(line[2]), 110, RIGHT),
)


class SendSheet(FolderSheet):
    """Choose units and a folder."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            office,
            "Gửi đơn vị",
            "Mỗi đơn vị chủ trì một tệp Excel chỉ gồm các dòng của mình; cột của mẫu được khoá, đơn vị điền tiến độ. "
            "Tệp gửi về được đọc bằng “Nhập Excel”.",
            width=680,
            memory="send/folder",
        )
        lines = _lines(office)
        self.table = CheckTable(COLUMNS, all_of(lines), key=lambda line: line[0], parent=self)
        self.table.reload()
        self.table.tick([line[0] for line in lines])
        if not lines:
            self.add(EmptyState("paper-plane-tilt", "Chưa có đơn vị chủ trì nào", "Giao đơn vị chủ trì trong bảng."))
            self.foot(close="Đóng")
            return
        view = RecordView(self.table, name="send", memory=office.memory)
        view.set_compact(True)
        view.fill_with("name")
        view.setMinimumHeight(260)
        view.opened.connect(self.table.toggle)
        self.add(view)
        self.foot_folder("Tạo tệp", self._send)
        self.table.ticked.connect(lambda count: self._act.setEnabled(count > 0))

    def _send(self) -> None:
        desk, chosen = self.office.desk, self.table.ticks
        self.write(
            "Tạo tệp Excel cho đơn vị",
            lambda folder, report: spreadsheets.send_to_units(desk, folder=folder, unit_ids=chosen, progress=report),
            lambda paths: [written(f"Đã tạo {len(paths)} tệp trong {paths[0].parent}", paths[0])] if paths else [],
        )


def _lines(office: Office) -> list[Line]:
    counts: dict[str, int] = {}
    names: dict[str, str] = {}
    for task in plan.view(office.desk).tasks:
        if task.lead is not None:
            counts[task.lead.id] = counts.get(task.lead.id, 0) + 1
            names[task.lead.id] = task.lead.name
    return [(unit_id, names[unit_id], count) for unit_id, count in counts.items()]
