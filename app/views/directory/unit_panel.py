"""One unit, edited in place; and the dialog that adds one."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from app.models.errors import AppError
from app.models.queries import UnitCard
from app.models.units.catalogue import UnitKind
from app.services import units
from app.views.common.dates import PATTERN, DayField
from app.views.common.empty import EmptyState
from app.views.common.fields import Choice, StoredLine, StoredText
from app.views.common.layout import STRETCH, button, column, field, holder, label, row, scrolled, subheading, wide
from app.views.common.office import Office
from app.views.common.sheet import Sheet
from app.views.common.type_ahead import Entry, TypeAhead


class UnitPanel(QFrame):
    """The chosen unit."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.setProperty("kind", "panel")
        self.setMinimumWidth(300)
        self._office = office
        self._unit: UnitCard | None = None
        self._title = subheading("")
        self._title.setWordWrap(True)
        self._kind = label("", "muted", wrap=True)
        self.name = StoredLine()
        self.short_name = StoredLine()
        self.phone = StoredLine()
        self.email = StoredLine()
        self.note = StoredText(lines=(2, 6))
        self._end = button("Ghi hết hiệu lực…", self._ask_end)
        lines = column(
            self._title,
            self._kind,
            field("Tên đơn vị", self.name),
            field("Tên gọn", self.short_name),
            field("Điện thoại", self.phone),
            field("Thư điện tử", self.email),
            field("Ghi chú", self.note),
            row(self._end, STRETCH),
            STRETCH,
            spacing=12,
            margins=(16, 12, 16, 16),
        )
        self._whole = holder(column(scrolled(lines)))
        self._empty = EmptyState("buildings", "Chưa chọn đơn vị", "Chọn một dòng để xem và sửa.")
        self.setLayout(column(wide(self._whole), wide(self._empty)))
        self.name.stored.connect(lambda text: self._store("name", text))
        self.short_name.stored.connect(lambda text: self._store("short_name", text))
        self.phone.stored.connect(lambda text: self._store("phone", text))
        self.email.stored.connect(lambda text: self._store("email", text))
        self.note.stored.connect(lambda text: self._store("note", text))
        self.show_unit(None, ())

    @property
    def unit_id(self) -> str:
        """The unit shown, "" for none."""
        return self._unit.id if self._unit else ""

    def show_unit(self, unit: UnitCard | None, everyone: Sequence[UnitCard]) -> None:
        """Show a unit; ``everyone`` names its successor."""
        self._unit = unit
        self._everyone = everyone
        self._whole.setVisible(unit is not None)
        self._empty.setVisible(unit is None)
        if unit is None:
            return
        self._title.setText(unit.name)
        self._kind.setText(self._standing(unit))
        values = {"name": unit.name, "short_name": unit.short_name, "phone": unit.phone, "email": unit.email}
        for name, value in values.items():
            editor: StoredLine = getattr(self, name)
            editor.show_value(value)
            editor.setReadOnly(self._office.desk.read_only)
        self.note.show_value(unit.note)
        self.note.setReadOnly(self._office.desk.read_only)
        self._end.setVisible(unit.is_active and not self._office.desk.read_only)

    def _standing(self, unit: UnitCard) -> str:
        if unit.is_active:
            return unit.kind_label
        day = "/".join(reversed(unit.valid_until.split("-")))
        heir = next((each.name for each in self._everyone if each.id == unit.successor_id), "")
        return f"{unit.kind_label}. Hết hiệu lực từ sau ngày {day}." + (f" Kế thừa: {heir}." if heir else "")

    def edit(self) -> None:
        """Put the cursor into the first field."""
        self.name.setFocus()

    def _store(self, name: str, text: str) -> None:
        if self._unit is None:
            return
        unit_id, desk = self._unit.id, self._office.desk
        self._office.acts.do(lambda: units.edit_unit(desk, unit_id=unit_id, **{name: text}))

    def _ask_end(self) -> None:
        if self._unit is not None:
            EndUnitSheet(self.window(), self._office, self._unit, self._everyone).exec()


class AddUnitSheet(Sheet):
    """Thêm đơn vị."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(parent, "Thêm đơn vị", "Đơn vị của tỉnh mà danh bạ chưa có.")
        self._office = office
        self.name = QLineEdit()
        self.short_name = QLineEdit()
        self.kind = Choice()
        for kind in UnitKind:
            if not kind.is_old:
                self.kind.addItem(kind.label, kind)
        self.phone = QLineEdit()
        self.email = QLineEdit()
        self.add(
            field("Tên đơn vị", self.name),
            row(field("Tên gọn", self.short_name), field("Loại", self.kind), spacing=12),
            row(field("Điện thoại", self.phone), field("Thư điện tử", self.email), spacing=12),
        )
        self.foot("Thêm đơn vị", self._add)
        self.name.setFocus()

    def _add(self) -> None:
        self._office.acts.do(
            lambda: units.add_unit(
                self._office.desk,
                name=self.name.text(),
                kind=self.kind.currentData(),
                short_name=self.short_name.text(),
                phone=self.phone.text(),
                email=self.email.text(),
            ),
            then=lambda _outcome: self.accept(),
            refused=self.refused,
        )


class EndUnitSheet(Sheet):
    """Ghi hết hiệu lực."""

    def __init__(self, parent: QWidget | None, office: Office, unit: UnitCard, everyone: Sequence[UnitCard]) -> None:
        super().__init__(
            parent, "Ghi đơn vị hết hiệu lực", f"{unit.name}: nhiệm vụ đang giao sẽ được nêu khi rà soát kế hoạch."
        )
        self._office = office
        self._unit = unit
        self._successor = ""
        self.day = DayField()
        self.successor = TypeAhead(placeholder="Gõ tên đơn vị, không cần dấu")
        self.successor.set_entries([Entry(each.id, each.name, each.short_name) for each in everyone if each.is_active])
        self.successor.chosen.connect(self._take_successor)
        self.add(field("Ngày cuối còn hiệu lực", self.day), field("Đơn vị kế thừa", self.successor))
        self.foot("Ghi hết hiệu lực", self._finish)
        self.day.setFocus()

    def _take_successor(self, unit_id: str) -> None:
        self._successor = unit_id

    def _finish(self) -> None:
        try:
            day = self.day.day()
            if day is None:
                self.refused(AppError("Chưa có ngày hết hiệu lực.", f"Nhập theo mẫu {PATTERN}."))
                return
        except AppError as error:
            self.refused(error)
            return
        self._office.acts.do(
            lambda: units.end_unit(
                self._office.desk, unit_id=self._unit.id, last_day=day, successor_id=self._successor
            ),
            then=lambda _outcome: self.accept(),
            refused=self.refused,
        )
