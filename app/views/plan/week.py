"""The week (Lịch): what falls due on each day, Monday first; an hour only where the deadline has one."""

from collections.abc import Sequence
from datetime import date, time, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models.vietnam_time import WEEKDAYS, show_date
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
from app.views.plan.bars import Bar
from app.views.plan.task_card import TaskCard


class Week(QWidget):
    """Seven columns and the way to other weeks."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Bar, ...] = ()
        self._today = date(2025, 6, 1)
        self._monday = self._today
        self._cards: dict[str, TaskCard] = {}
        self._title = subheading("")
        self._count = label("", "muted")
        self._columns = QHBoxLayout()
        self._columns.setSpacing(8)
        self._columns.setContentsMargins(0, 0, 0, 0)
        bar = row(
            icon_button("caret-left", "Tuần trước", lambda: self.show_week(self._monday - timedelta(days=7))),
            icon_button("caret-right", "Tuần sau", lambda: self.show_week(self._monday + timedelta(days=7))),
            button("Tuần này", lambda: self.show_week(self._today)),
            button("Tuần có hạn kế tiếp", self.show_next),
            8,
            self._title,
            self._count,
            STRETCH,
        )
        self.setLayout(column(bar, wide(holder(self._columns)), spacing=8))

    @property
    def monday(self) -> date:
        """First day of the week shown."""
        return self._monday

    def show_rows(self, rows: Sequence[Bar], *, today: date) -> None:
        """Show these tasks; begins with this week, or the nearest one that has a deadline."""
        is_first = not self._rows
        self._rows = tuple(task for task in rows if task.task_id and task.last)
        self._today = today
        if is_first:
            self.show_next()
        else:
            self.show_week(self._monday)

    def show_next(self) -> None:
        """Show the week of the next deadline from today, else of the last one there is."""
        days = sorted(task.last for task in self._rows if task.last)
        coming = [day for day in days if day >= self._today]
        self.show_week(coming[0] if coming else days[-1] if days else self._today)

    def show_week(self, day: date) -> None:
        """Show the week of a day."""
        self._monday = day - timedelta(days=day.weekday())
        sunday = self._monday + timedelta(days=6)
        self._title.setText(f"{show_date(self._monday)} – {show_date(sunday)}")
        due = [task for task in self._rows if task.last and self._monday <= task.last <= sunday]
        self._count.setText(f"{len(due)} nhiệm vụ đến hạn")
        empty_out(self._columns)
        self._cards = {}
        for at in range(7):
            self._columns.addWidget(self._day(self._monday + timedelta(days=at), due), 1)

    def choose(self, task_id: str) -> None:
        """Mark a task if it is in this week."""
        for shown, card in self._cards.items():
            card.setChecked(shown == task_id)

    def _day(self, day: date, due: list[Bar]) -> QWidget:
        is_today = day == self._today
        weekday = "Hôm nay" if is_today else WEEKDAYS[day.weekday()]
        name = label(f"{weekday}\n{day.day}/{day.month}", "today" if is_today else "", strong=True)
        tasks = sorted(
            (task for task in due if task.last == day), key=lambda task: (task.hour or time.max, task.number)
        )
        lines = column(spacing=6)
        for task in tasks:
            hour = task.hour.strftime("%H:%M") if task.hour else task.deadline
            card = TaskCard(task, first_line=hour)
            card.clicked.connect(lambda _checked=False, chosen=task.task_id: self._take(chosen))
            self._cards[task.task_id] = card
            lines.addWidget(card)
        lines.addStretch(1)
        return framed(column(name, wide(scrolled(lines)), spacing=8, margins=(6, 8, 6, 8)), "card")

    def _take(self, task_id: str) -> None:
        self.choose(task_id)
        self.chosen.emit(task_id)
