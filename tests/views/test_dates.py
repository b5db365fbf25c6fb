from datetime import date, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.models.errors import InvalidInputError
from app.models.plan.deadline import parse
from app.services import settings
from app.services.desk import Desk
from app.views.common.dates import DayField, DeadlineField, meaning
from app.views.common.office import Office
from app.views.plan.extend_sheet import ExtendSheet
from tests.steps import row
from tests.views.hands import texts, type_text


@pytest.mark.parametrize("typed", ["25/06/2025", "25/6/2025", "25-6-2025", "25.6.2025"])
def test_reads_a_day(qtbot: QtBot, typed: str) -> None:
    field = DayField()
    qtbot.addWidget(field)
    type_text(field, typed)
    assert field.day() == date(2025, 6, 25)


@pytest.mark.parametrize("typed", ["31/6/2025", "25/6/25", "6/2025", "hôm nay", "25/6"])
def test_refuses_what_is_no_day(qtbot: QtBot, typed: str) -> None:
    field = DayField()
    qtbot.addWidget(field)
    field.setText(typed)
    with pytest.raises(InvalidInputError, match="không đọc được"):
        field.day()


def test_an_empty_field_is_no_day(qtbot: QtBot) -> None:
    field = DayField()
    qtbot.addWidget(field)
    assert field.day() is None


def test_the_calendar_begins_on_monday_and_writes_the_day(qtbot: QtBot) -> None:
    field = DayField(day=date(2025, 6, 25))
    qtbot.addWidget(field)
    calendar = field.calendar()
    qtbot.addWidget(calendar)
    assert calendar.firstDayOfWeek() is Qt.DayOfWeek.Monday
    calendar.clicked.emit(calendar.selectedDate().addDays(1))
    assert field.text() == "26/06/2025"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("Ngày 25/6/2025", "Làm đến hết 25/06/2025."),
        ("trước ngày 25/6/2025", "Làm đến hết 24/06/2025."),
        ("12 giờ ngày 25/6/2025", "Quá hạn từ 25/06/2025 12:00."),
        ("Đêm 30/6/2025", "Quá hạn từ 01/07/2025 01:00."),
        ("Từ ngày 01/7 đến ngày 07/7/2025", "Làm từ 01/07/2025 đến hết 07/07/2025."),
        ("Thường xuyên", "Không có hạn cuối theo lịch."),
    ],
)
def test_says_what_the_words_mean(words: str, says: str) -> None:
    assert meaning(parse(words)) == says


def test_the_deadline_field_explains_while_one_types(qtbot: QtBot) -> None:
    field = DeadlineField()
    qtbot.addWidget(field)
    type_text(field.line, "Đêm 30/6/2025")
    labels = [each.text() for each in field.findChildren(QLabel)]
    assert "Quá hạn từ 01/07/2025 01:00." in labels


def test_an_extended_deadline_is_shown_as_the_original(qtbot: QtBot) -> None:
    field = DeadlineField()
    qtbot.addWidget(field)
    field.show_value("Ngày 26/6/2025", instead="Hạn gốc. Đã gia hạn đến: Ngày 28/6/2025.")
    assert "Hạn gốc. Đã gia hạn đến: Ngày 28/6/2025." in texts(field)


def test_the_night_ends_when_the_province_says(office: Office, desk: Desk, qtbot: QtBot) -> None:
    settings.set_night_ends(desk, at=time(5, 30))
    sheet = ExtendSheet(None, office, row(desk, "1.1"))
    qtbot.addWidget(sheet)
    sheet.show()
    type_text(sheet.deadline.line, "Đêm 30/6/2025")
    assert "Quá hạn từ 01/07/2025 05:30." in texts(sheet)
