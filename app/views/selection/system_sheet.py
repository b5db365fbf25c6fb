"""Thêm hệ thống, thêm loại: what is asked for at first; similar names are pointed out."""

from functools import partial

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.models.selection.system_records import SystemKind
from app.services.desk import Outcome
from app.services.selection import kinds, reading, register
from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, column, field, icon_button, label, plain, row, scrolled
from app.views.common.office import Office
from app.views.common.sheet import Sheet

_LEAST = 120
"""A long name gives way, so that the act beside it stays in sight."""


class SystemSheet(Sheet):
    """A new candidate."""

    def __init__(self, parent: QWidget | None, office: Office, kind_id: str = "") -> None:
        super().__init__(parent, "Thêm hệ thống", "Thông tin khác điền sau ở khung bên phải; chưa biết thì để trống.")
        self._office = office
        self.kind = Choice()
        for view in reading.overview(office.desk):
            self.kind.addItem(view.kind.name, view.kind.id)
        self.kind.choose(kind_id)
        self.province = Choice()
        for one in reading.old_provinces(office.desk):
            self.province.addItem(one.name, one.code)
        self.province.addItem("Không của riêng tỉnh cũ nào", "")
        self.name = QLineEdit()
        self.name.setPlaceholderText("VD: VNPT iGate")
        self.vendor = QLineEdit()
        self.version = QLineEdit()
        self.similar = label("", "watch", wrap=True)
        self.add(
            field("Loại hệ thống", self.kind),
            row(field("Tên hệ thống", self.name), field("Tỉnh cũ", self.province), spacing=12),
            self.similar,
            row(field("Nhà cung cấp", self.vendor), field("Phiên bản", self.version), spacing=12),
        )
        self.foot("Thêm hệ thống", self._store)
        self.made = ""
        self.name.textChanged.connect(lambda _text: self._look())
        self.kind.currentIndexChanged.connect(lambda _at: self._look())
        self.province.currentIndexChanged.connect(lambda _at: self._look())
        self._look()

    def _look(self) -> None:
        """Point out what this may already be."""
        name = self.name.text().strip()
        found = (
            register.similar(
                self._office.desk,
                kind_id=str(self.kind.currentData()),
                name=name,
                province=str(self.province.currentData() or ""),
            )
            if len(name) > 2
            else ()
        )
        names = ", ".join(one.shown for one in found)
        self.similar.setText(f"Tên gần giống đã có: {names}. Kiểm tra trước khi thêm." if found else "")
        self.similar.setVisible(bool(found))

    def _store(self) -> None:
        desk, kind_id, name = self._office.desk, str(self.kind.currentData()), self.name.text()
        province, vendor, version = str(self.province.currentData() or ""), self.vendor.text(), self.version.text()
        self._office.acts.do(
            lambda: register.add_system(
                desk, kind_id=kind_id, name=name, province=province, vendor=vendor, version=version
            ),
            then=self._made,
            refused=self.refused,
        )

    def _made(self, outcome: object) -> None:
        self.made = next(iter(getattr(outcome, "created", ())), "")
        self.accept()


class KindSheet(Sheet):
    """A kind of the province's own: a new one, or the names of one that is there."""

    def __init__(self, parent: QWidget | None, office: Office, known: SystemKind | None = None) -> None:
        title = "Sửa tên loại hệ thống" if known else "Thêm loại hệ thống"
        super().__init__(parent, title, "Loại của riêng tỉnh, đứng sau các loại trong văn bản.")
        self._office = office
        self._known = known
        self.name = QLineEdit(known.name if known else "")
        self.name.setPlaceholderText("VD: Hệ thống quản lý đất đai")
        self.short = QLineEdit(known.short_name if known else "")
        self.short.setPlaceholderText("Hiện trong bảng, VD: Đất đai")
        self.add(field("Tên loại", self.name), field("Tên gọn", self.short))
        self.foot("Lưu tên loại" if known else "Thêm loại", self._store)

    def _store(self) -> None:
        desk, known, name, short = self._office.desk, self._known, self.name.text(), self.short.text()

        def work() -> Outcome:
            if known is None:
                return kinds.add_kind(desk, name=name, short_name=short)
            return kinds.edit_kind(desk, kind_id=known.id, name=name, short_name=short)

        self._office.acts.do(
            work,
            then=lambda _done: self.accept(),
            refused=self.refused,
        )


class KindsSheet(Sheet):
    """Which kinds the province assesses."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Các loại hệ thống",
            "Bỏ dấu ở loại tỉnh không có; dữ liệu đã nhập vẫn giữ. Loại của riêng tỉnh thì đổi tên được.",
            width=620,
        )
        self._office = office
        lines = column(spacing=4)
        self.boxes: dict[str, QCheckBox] = {}
        for view in reading.overview(office.desk, with_unused=True):
            box = QCheckBox(plain(view.kind.name))
            box.setMinimumWidth(_LEAST)
            box.setToolTip(view.kind.name)
            box.setChecked(view.kind.is_used)
            box.setEnabled(not office.desk.read_only)
            box.toggled.connect(lambda on, kind_id=view.kind.id: self._use(kind_id, on=on))
            self.boxes[view.kind.id] = box
            lines.addLayout(row(box, STRETCH, *self._own_names(view.kind), spacing=8))
        lines.addStretch(1)
        area = scrolled(lines)
        area.setMinimumHeight(340)
        self.add(area)
        self.foot(close="Đóng")

    def _own_names(self, kind: SystemKind) -> tuple[QWidget, ...]:
        """The act that a kind of the province's own has besides."""
        if not kind.is_own or self._office.desk.read_only:
            return ()
        return (icon_button("pencil-simple", f"Sửa tên {kind.name}", partial(self._rename, kind)),)

    def _rename(self, kind: SystemKind) -> None:
        if KindSheet(self, self._office, kind).exec():
            name = reading.kind(self._office.desk, kind_id=kind.id).kind.name
            self.boxes[kind.id].setText(plain(name))
            self.boxes[kind.id].setToolTip(name)

    def _use(self, kind_id: str, *, on: bool) -> None:
        desk = self._office.desk
        verb = kinds.put_back if on else kinds.take_out
        self._office.acts.do(lambda: verb(desk, kind_id=kind_id), refused=self.refused)
