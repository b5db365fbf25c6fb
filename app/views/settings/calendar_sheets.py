"""The small dialogs of the working calendar: a day off, two days exchanged, hours of one's own."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.errors import AppError, InvalidInputError
from app.models.working_time import hours
from app.services import plan, working_time
from app.services.desk import Outcome
from app.views.common.dates import DayField
from app.views.common.fields import Choice
from app.views.common.layout import field, row
from app.views.common.office import Office
from app.views.common.sheet import Sheet

WORKING_DAYS = 5
"""Monday to Friday; a weekend day that is worked is an exchange."""


class CalendarSheet(Sheet):
    """What the three share: storing, and saying a refusal here."""

    def __init__(self, parent: QWidget | None, office: Office, title: str, explanation: str) -> None:
        super().__init__(parent, title, explanation, width=480)
        self.office = office

    def do(self, work: Callable[[], Outcome]) -> None:
        """Store; a date that cannot be read is refused like everything else."""
        try:
            self.office.acts.do(work, then=lambda _made: self.accept(), refused=self.refused)
        except AppError as error:
            self.refused(error)


class DayOffSheet(CalendarSheet):
    """Thêm ngày nghỉ of the province."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(parent, office, "Thêm ngày nghỉ", "Ngày nghỉ riêng của tỉnh, không tính vào thời hạn.")
        self.day, self.name, self.document = DayField(), QLineEdit(), QLineEdit()
        self.name.setPlaceholderText("VD: Nghỉ phục vụ chuyển đổi hệ thống")
        self.document.setPlaceholderText("Số, ký hiệu văn bản quy định")
        self.add(field("Ngày", self.day), field("Tên ngày nghỉ", self.name), field("Văn bản", self.document))
        self.foot("Thêm", self.store)

    def store(self) -> None:
        """Thêm."""
        desk = self.office.desk

        def work() -> Outcome:
            day = self.day.day()
            if day is None:
                raise InvalidInputError("Chưa ghi ngày.", "Nhập theo mẫu 30/6/2025.")
            return working_time.set_day_off(desk, day=day, name=self.name.text(), document=self.document.text())

        self.do(work)


class SwapSheet(CalendarSheet):
    """Hoán đổi ngày làm việc: a day off for a weekend day that is worked."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(parent, office, "Hoán đổi ngày làm việc", "Nghỉ một ngày thường, làm bù vào một ngày nghỉ.")
        self.day_off, self.working_day = DayField(), DayField()
        self.name, self.document = QLineEdit(), QLineEdit()
        self.document.setPlaceholderText("Số, ký hiệu văn bản quy định")
        self.add(
            row(field("Nghỉ ngày", self.day_off), field("Làm bù ngày", self.working_day), spacing=12),
            field("Lý do", self.name),
            field("Văn bản", self.document),
        )
        self.foot("Hoán đổi", self.store)

    def store(self) -> None:
        """Hoán đổi."""
        desk = self.office.desk

        def work() -> Outcome:
            off, worked = self.day_off.day(), self.working_day.day()
            if off is None or worked is None:
                raise InvalidInputError("Chưa ghi đủ hai ngày.", "Nhập ngày nghỉ và ngày làm bù theo mẫu 30/6/2025.")
            return working_time.swap_days(
                desk, day_off=off, working_day=worked, name=self.name.text(), document=self.document.text()
            )

        self.do(work)


class HoursSheet(CalendarSheet):
    """Giờ làm việc riêng of the province or a unit, for a period."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            office,
            "Giờ làm việc riêng",
            "Thứ Hai đến thứ Sáu, của cả tỉnh hoặc một đơn vị.",
        )
        self.unit = Choice()
        self.unit.addItem("Cả tỉnh", "")
        for unit in plan.units(office.desk):
            if unit.is_active:
                self.unit.addItem(unit.name, unit.id)
        self.hours = QLineEdit("07h30-11h30, 13h30-17h00")
        self.since, self.until = DayField(), DayField()
        self.note = QLineEdit()
        self.add(
            field("Đơn vị", self.unit),
            field("Giờ làm việc", self.hours),
            row(field("Từ ngày (để trống: từ trước)", self.since), field("Đến hết ngày", self.until), spacing=12),
            field("Ghi chú", self.note),
        )
        self.foot("Ghi", self.store)

    def store(self) -> None:
        """Ghi."""
        desk = self.office.desk

        def work() -> Outcome:
            day = hours.read(self.hours.text())
            week = (*(day,) * WORKING_DAYS, (), ())
            return working_time.set_hours(
                desk,
                week=week,
                since=self.since.day(),
                until=self.until.day(),
                unit_id=str(self.unit.currentData() or ""),
                note=self.note.text(),
            )

        self.do(work)
