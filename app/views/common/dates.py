"""Fields for a day and for a deadline in words, typed natively."""

from collections.abc import Callable
from datetime import date, time

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtWidgets import QCalendarWidget, QLabel, QLineEdit, QMenu, QWidget, QWidgetAction

from app.models.errors import InvalidInputError
from app.models.plan.deadline import NIGHT_ENDS, Deadline, DeadlineKind, parse
from app.models.vietnam_time import show_date, show_moment
from app.views.common import icons
from app.views.common.fields import StoredLine
from app.views.common.layout import column, label, restyle

PATTERN = "dd/mm/yyyy"
_LONGEST = 40
"""Of what was typed, how much a refusal repeats."""


def read_day(text: str) -> date | None:
    """The day that was typed as dd/mm/yyyy, None for nothing.

    Raises:
        InvalidInputError: no such day.
    """
    words = text.strip()
    if not words:
        return None
    try:
        day, month, year = words.replace("-", "/").replace(".", "/").split("/")
        return date(int(year) if len(year) == 4 else 0, int(month), int(day))
    except ValueError:
        raise InvalidInputError(f"Ngày “{words[:_LONGEST]}” không đọc được.", f"Ghi đủ theo mẫu {PATTERN}.") from None


class DayField(QLineEdit):
    """A day as dd/mm/yyyy, typed or taken from a calendar whose weeks begin on Monday."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, day: date | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(PATTERN)
        self.setMaxLength(10)
        self.setMinimumWidth(130)
        action = self.addAction(icons.icon("calendar-blank", "muted"), QLineEdit.ActionPosition.TrailingPosition)
        action.setToolTip("Chọn trên lịch")
        action.triggered.connect(self._open)
        self.show_day(day)
        self.textChanged.connect(lambda _text: self.changed.emit())

    def show_day(self, day: date | None) -> None:
        """Show a day, or nothing."""
        self.setText(show_date(day) if day else "")

    def day(self) -> date | None:
        """The day that was typed, None for an empty field.

        Raises:
            InvalidInputError: the text is no day of the form dd/mm/yyyy.

        """
        return read_day(self.text())

    def calendar(self) -> QCalendarWidget:
        """A calendar that writes the chosen day here."""
        calendar = QCalendarWidget()
        calendar.setLocale(QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam))
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        try:
            shown = self.day()
        except InvalidInputError:
            shown = None
        if shown:
            calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        calendar.clicked.connect(lambda day: self.show_day(date(day.year(), day.month(), day.day())))
        return calendar

    def _open(self) -> None:
        menu = QMenu(self)
        holder = QWidgetAction(menu)
        calendar = self.calendar()
        calendar.clicked.connect(menu.close)
        holder.setDefaultWidget(calendar)
        menu.addAction(holder)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))


class DeadlineField(QWidget):
    """A deadline in the words of the paper; under it, what the words mean."""

    stored = Signal(str)

    def __init__(
        self,
        *,
        night_ends: Callable[[], time] = lambda: NIGHT_ENDS,
    ) -> None:
        super().__init__()
        self._night_ends = night_ends
        self.line = StoredLine(placeholder="VD: 25/6/2025; trước ngày 25/6/2025; Đêm 30/6/2025")
        self._meaning: QLabel = label("", "muted", wrap=True)
        self.setLayout(column(self.line, self._meaning, spacing=2))
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(lambda _text: self._explain())
        self.line.stored.connect(self.stored)

    def text(self) -> str:
        """The words."""
        return self.line.text()

    def show_value(self, words: str, *, instead: str = "") -> None:
        """Show the record's deadline; `instead` is said of a locked one in place of its meaning."""
        self.line.show_value(words)
        self._explain()
        if instead:
            self._meaning.setText(instead)

    def setReadOnly(self, locked: bool) -> None:
        """Lock or unlock the field."""
        self.line.setReadOnly(locked)

    def _explain(self) -> None:
        text = self.line.text().strip()
        try:
            restyle(self._meaning, "muted")
            words = meaning(parse(text), self._night_ends()) if text else "Chưa có thời hạn."
            self._meaning.setText(words)
        except InvalidInputError as error:
            restyle(self._meaning, "watch")
            self._meaning.setText(error.title)


def meaning(deadline: Deadline, night_ends: time = NIGHT_ENDS) -> str:
    """What the words of a deadline say about the clock; `night_ends` as the province set it."""
    due = deadline.due_at(night_ends)
    if deadline.kind is DeadlineKind.ONGOING or due is None:
        start = f", từ {show_date(deadline.start)}" if deadline.start else ""
        return f"Không có hạn cuối theo lịch{start}."
    if deadline.kind in (DeadlineKind.TIME, DeadlineKind.NIGHT):
        return f"Quá hạn từ {show_moment(due)}."
    last = deadline.last_day()
    start = f"từ {show_date(deadline.start)} " if deadline.start else ""
    return f"Làm {start}đến hết {show_date(last)}." if last else ""
