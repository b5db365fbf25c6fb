from datetime import date

from pytestqt.qtbot import QtBot

from app.services import plan, working_time
from app.services.desk import Desk
from app.views.common.office import Office
from app.views.settings.calendar_card import CalendarCard
from app.views.settings.calendar_sheets import DayOffSheet, HoursSheet, SwapSheet
from tests.views.hands import click, named, texts, type_text


def is_working(desk: Desk, day: date) -> bool:
    return working_time.calendar(desk).is_working_day(day)


def test_a_day_off_of_the_province_is_set_shown_and_taken_back(office: Office, desk: Desk, qtbot: QtBot) -> None:
    day = date(2025, 6, 30)
    assert is_working(desk, day)
    sheet = DayOffSheet(None, office)
    qtbot.addWidget(sheet)
    click(named(sheet, "Thêm"))
    assert "Chưa ghi ngày" in sheet.message.text
    type_text(sheet.day, "30/06/2025")
    type_text(sheet.name, "Nghỉ phục vụ chuyển đổi")
    click(named(sheet, "Thêm"))
    assert not is_working(desk, day)
    card = CalendarCard(office)
    qtbot.addWidget(card)
    assert "30/06/2025: nghỉ, Nghỉ phục vụ chuyển đổi" in texts(card)
    working_time.remove_day(desk, day=day)
    card.reload()
    assert "Nghỉ phục vụ" not in texts(card)


def test_two_days_are_exchanged(office: Office, desk: Desk, qtbot: QtBot) -> None:
    sheet = SwapSheet(None, office)
    qtbot.addWidget(sheet)
    type_text(sheet.day_off, "27/06/2025")
    type_text(sheet.working_day, "28/06/2025")
    click(named(sheet, "Hoán đổi"))
    assert (is_working(desk, date(2025, 6, 27)), is_working(desk, date(2025, 6, 28))) == (False, True)


def test_a_unit_has_hours_of_its_own(office: Office, desk: Desk, qtbot: QtBot) -> None:
    unit = next(one for one in plan.units(desk) if one.name == "Sở Nội vụ")
    sheet = HoursSheet(None, office)
    qtbot.addWidget(sheet)
    sheet.unit.choose(unit.id)
    sheet.hours.setText("07:00-25:00")
    click(named(sheet, "Ghi"))
    assert sheet.message.text
    sheet.hours.setText("07:00-11:00, 13:00-16:30")
    click(named(sheet, "Ghi"))
    assert working_time.calendar(desk, unit_id=unit.id).hours(date(2025, 6, 30))[0] == (420, 660)
    card = CalendarCard(office)
    qtbot.addWidget(card)
    assert "Sở Nội vụ: 07h00-11h00, 13h00-16h30" in texts(card)


def test_what_does_not_fit_together_is_said_above_the_lists(office: Office, desk: Desk, qtbot: QtBot) -> None:
    card = CalendarCard(office)
    qtbot.addWidget(card)
    working_time.swap_days(desk, day_off=date(2025, 6, 27), working_day=date(2025, 6, 28))
    card.reload()
    assert "Hoán đổi" not in texts(card)
    working_time.set_day_off(desk, day=date(2025, 6, 28), name="Ngày nghỉ riêng")
    card.reload()
    (point,) = working_time.findings(desk)
    assert point.message in texts(card)
