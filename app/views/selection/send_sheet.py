"""Gửi mẫu thu thập: one Excel file for each old province, to be filled in and imported."""

from PySide6.QtWidgets import QCheckBox, QWidget

from app.models.errors import InvalidInputError
from app.services import spreadsheets
from app.services.selection import reading
from app.views.common.folder_sheet import FolderSheet, written
from app.views.common.layout import column, field, holder
from app.views.common.office import Office


class SendRegisterSheet(FolderSheet):
    """Which old provinces, and where to."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            office,
            "Gửi mẫu danh mục hệ thống",
            "Mỗi tỉnh cũ một tệp Excel đã ghi sẵn những gì đang có; điền xong gửi lại để nhập.",
        )
        self.boxes: dict[str, QCheckBox] = {}
        lines = column(spacing=4)
        for one in reading.old_provinces(office.desk):
            box = QCheckBox(one.name)
            box.setChecked(True)
            self.boxes[one.code] = box
            lines.addWidget(box)
        self.add(field("Tỉnh cũ", holder(lines)))
        self.foot_folder("Ghi tệp", self._send)

    def _send(self) -> None:
        codes = [code for code, box in self.boxes.items() if box.isChecked()]
        if not codes:
            self.refused(InvalidInputError("Chưa chọn tỉnh cũ nào.", "Đánh dấu ít nhất một tỉnh."))
            return
        desk = self.office.desk
        self.write(
            "Ghi mẫu danh mục hệ thống",
            lambda folder, report: spreadsheets.send_register(
                desk, folder=folder, province_codes=codes, progress=report
            ),
            lambda paths: [
                written(f"Đã ghi {len(paths)} tệp: {', '.join(path.name for path in paths)}", path)
                for path in paths[:1]
            ],
        )
