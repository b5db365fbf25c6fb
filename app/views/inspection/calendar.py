"""Lịch: the visits by day, a week or a month at once, Monday first; clashes are said above the days."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.models import vietnam_time
from app.models.vietnam_time import WEEKDAYS, show_date
from app.services.inspection import visits
from app.services.inspection.visits import CalendarEntry
from app.views.common.layout import (
    STRETCH,
    button,
    column,
    empty_out,
    framed,
    holder,
    icon_button,
    label,
    row,
    scrolled,
    subheading,
    wide,
)
from app.views.common.office import Office
from app.views.inspection.visit_card import VisitCard

WEEK = timedelta(days=7)
MOST_CLASHES = 3
"""Clashes told in full above the days; the cards tell the rest."""


class VisitCalendar(QWidget):
    """The visits of a week or a month."""

    opened = Signal(str)
    """Id of a visit to open."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self._day = vietnam_time.today(office.desk.now())
        self._is_month = bool(office.memory.get("inspection/month", False))
        self._entries: tuple[CalendarEntry, ...] = ()
        self._cards: list[VisitCard] = []
        self._title = subheading("")
        self._count = label("", "muted")
        self._week = button("Tuần", lambda: self.show_span(month=False), kind="segment")
        self._month = button("Tháng", lambda: self.show_span(month=True), kind="segment")
        for each in (self._week, self._month):
            each.setCheckable(True)
            each.setAutoExclusive(True)
        bar = row(
            icon_button("caret-left", "Trước", lambda: self._move(-1)),
            icon_button("caret-right", "Sau", lambda: self._move(1)),
            button("Hôm nay", lambda: self.show_day(vietnam_time.today(office.desk.now()))),
            button("Buổi kiểm tra kế tiếp", self.show_next),
            8,
            self._title,
            self._count,
            STRETCH,
            self._week,
            self._month,
        )
        self._clashes = label("", "watch", wrap=True)
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._days = holder(self._grid)
        self.setLayout(column(bar, self._clashes, wide(self._days), spacing=8))
        self.show_span(month=self._is_month)

    @property
    def first(self) -> date:
        """First day shown, a Monday."""
        start = self._day.replace(day=1) if self._is_month else self._day
        return start - timedelta(days=start.weekday())

    @property
    def last(self) -> date:
        """Last day shown, a Sunday."""
        if not self._is_month:
            return self.first + WEEK - timedelta(days=1)
        end = _next_month(self._day) - timedelta(days=1)
        return end + timedelta(days=6 - end.weekday())

    @property
    def cards(self) -> Sequence[VisitCard]:
        """The visits shown, by day and hour."""
        return tuple(self._cards)

    def show_span(self, *, month: bool) -> None:
        """Show a month or a week."""
        self._is_month = month
        self._office.memory.keep("inspection/month", month)
        (self._month if month else self._week).setChecked(True)
        self.reload()

    def show_day(self, day: date) -> None:
        """Show the week or month of a day."""
        self._day = day
        self.reload()

    def show_next(self) -> None:
        """Show the next visit from today, else the last one there was."""
        today = vietnam_time.today(self._office.desk.now())
        everything = visits.calendar(self._office.desk, first=date.min, last=date.max)
        days = sorted(vietnam_time.today(one.visit.start) for one in everything if one.visit.start)
        coming = [day for day in days if day >= today]
        self.show_day(coming[0] if coming else days[-1] if days else today)

    def _move(self, way: int) -> None:
        if not self._is_month:
            self.show_day(self._day + way * WEEK)
        elif way > 0:
            self.show_day(_next_month(self._day))
        else:
            self.show_day((self._day.replace(day=1) - timedelta(days=1)).replace(day=1))

    def reload(self) -> None:
        """Read the visits of the days shown again."""
        self._entries = visits.calendar(self._office.desk, first=self.first, last=self.last)
        self._title.setText(
            f"Tháng {self._day:%m/%Y}" if self._is_month else f"{show_date(self.first)} – {show_date(self.last)}"
        )
        self._count.setText(f"{len(self._entries)} buổi kiểm tra" if self._entries else "Chưa có buổi kiểm tra nào")
        told = list(dict.fromkeys(clash for one in self._entries for clash in one.clashes))
        more = [f"… và {len(told) - MOST_CLASHES} chỗ trùng nữa"] if len(told) > MOST_CLASHES else []
        self._clashes.setText("\n".join([*told[:MOST_CLASHES], *more]))
        self._clashes.setVisible(bool(told))
        self._draw()

    def _draw(self) -> None:
        empty_out(self._grid)
        self._cards = []
        today = vietnam_time.today(self._office.desk.now())
        days = (self.last - self.first).days + 1
        for at in range(days):
            day = self.first + timedelta(days=at)
            self._grid.addWidget(self._day_box(day, is_today=day == today), at // 7, at % 7)
        for line in range(6):
            self._grid.setRowStretch(line, 1 if line < days // 7 else 0)
        for place in range(7):
            self._grid.setColumnStretch(place, 1)

    def _day_box(self, day: date, *, is_today: bool) -> QWidget:
        mine = [one for one in self._entries if one.visit.start and vietnam_time.today(one.visit.start) == day]
        mine.sort(key=lambda one: (one.visit.start is None, one.visit.start, one.visit.id))
        kind = "today" if is_today else "" if day.month == self._day.month or not self._is_month else "muted"
        if self._is_month:
            name = label("Hôm nay" if is_today else f"{day.day}/{day.month}", kind, strong=is_today)
        else:
            name = label(
                f"{'Hôm nay' if is_today else WEEKDAYS[day.weekday()]}\n{day.day}/{day.month}", kind, strong=True
            )
        lines = column(spacing=4 if self._is_month else 6)
        for entry in mine:
            card = VisitCard(entry, low=self._is_month)
            card.clicked.connect(lambda _checked=False, visit=entry.visit.id: self.opened.emit(visit))
            self._cards.append(card)
            lines.addWidget(card)
        lines.addStretch(1)
        inside = column(name, wide(scrolled(lines)), spacing=2 if self._is_month else 8, margins=(6, 4, 6, 4))
        box = framed(inside, "card")
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        box.setMinimumHeight(56)
        return box


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
