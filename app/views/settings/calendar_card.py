"""Lịch làm việc: hours of the week, the country's holidays and the province's own and swapped days."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.models.vietnam_time import show_date, today
from app.models.working_time.calendar import CalendarDay, OwnHours
from app.models.working_time.hours import show
from app.services import plan, working_time
from app.services.desk import Outcome
from app.views.common.entries import list_box, refill
from app.views.common.layout import STRETCH, button, column, framed, icon_button, label, row
from app.views.common.office import Office
from app.views.settings.calendar_sheets import DayOffSheet, HoursSheet, SwapSheet
from app.views.settings.card import card


class CalendarCard(QWidget):
    """Every limit in working time is reckoned by this."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        hours_holder, self._hours = list_box()
        days_holder, self._days = list_box()
        self._points = label("", "watch", wrap=True)
        self._add = (
            button("Giờ làm việc riêng…", self._ask_hours, icon="clock"),
            button("Thêm ngày nghỉ…", self._ask_day, icon="plus"),
            button("Hoán đổi ngày làm việc…", self._ask_swap, icon="arrows-left-right"),
        )
        self.setLayout(
            column(
                card(
                    "Lịch làm việc",
                    "Thời hạn theo giờ làm việc được tính theo lịch này. Ngày lễ, Tết của cả nước đã có sẵn.",
                    self._points,
                    hours_holder,
                    days_holder,
                    row(*self._add, STRETCH, spacing=8),
                )
            )
        )
        self.reload()

    def reload(self) -> None:
        """Read hours and days again."""
        desk = self._office.desk
        for each in self._add:
            each.setEnabled(not desk.read_only)
        units = {unit.id: unit.name for unit in plan.units(desk)}
        usual = label("Thứ Hai đến thứ Sáu: 07h30-11h30, 13h30-17h00.", "muted", wrap=True)
        own = working_time.own_hours(desk)
        refill(self._hours, usual, *(self._of_hours(one, units.get(one.unit_id, "Cả tỉnh")) for one in own))
        points = [one.message for one in working_time.findings(desk)]
        self._points.setText("\n".join(points))
        self._points.setVisible(bool(points))
        year = today(desk.now()).year
        known = [day for at in (year, year + 1) for day in working_time.days(desk, year=at) if day.id]
        refill(self._days, *(self._of_day(day) for day in known))

    def _of_hours(self, one: OwnHours, who: str) -> QWidget:
        since = f"từ {show_date(one.period.since)}" if one.period.since else ""
        until = f"đến {show_date(one.period.until)}" if one.period.until else ""
        words = f"{who}: {show(one.period.week[0])} {since} {until}".strip()
        desk = self._office.desk
        return self._line(words, lambda: working_time.remove_hours(desk, hours_id=one.id))

    def _of_day(self, day: CalendarDay) -> QWidget:
        kind = "nghỉ" if day.is_off else "làm việc"
        swapped = f", hoán đổi với {show_date(day.swapped_with)}" if day.swapped_with else ""
        document = f" ({day.document})" if day.document else ""
        words = f"{show_date(day.day)}: {kind}, {day.name}{swapped}{document}"
        desk = self._office.desk
        return self._line(words, partial(working_time.remove_day, desk, day=day.day, unit_id=day.unit_id))

    def _line(self, words: str, remove: Callable[[], Outcome]) -> QWidget:
        gone = icon_button("trash", f"Bỏ {words}", lambda: self._office.acts.do(remove))
        gone.setEnabled(not self._office.desk.read_only)
        line = row(label(words, wrap=True), gone, spacing=4, margins=(12, 4, 4, 4))
        line.setStretch(0, 1)
        return framed(line, "card")

    def _ask_hours(self) -> None:
        HoursSheet(self.window(), self._office).exec()

    def _ask_day(self) -> None:
        DayOffSheet(self.window(), self._office).exec()

    def _ask_swap(self) -> None:
        SwapSheet(self.window(), self._office).exec()
