from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.models import vietnam_time
from app.models.plan.deadline import DeadlineState
from app.models.plan.records import UnitRef
from app.models.plan.table import TaskQuery
from app.services import plan, tasks
from app.services.desk import Desk
from app.views.plan.bars import Bar, bars
from app.views.plan.task_card import TaskCard, broken
from app.views.plan.timeline import HEADER, ROW, Timeline
from app.views.plan.unit_columns import UnitColumns
from app.views.plan.week import Week
from tests.steps import row
from tests.views.hands import click, named, press

TODAY = date(2025, 6, 24)
SO_NOI_VU = UnitRef("u1", "Sở Nội vụ")
ROWS = (
    Bar("", "I", "CÔNG TÁC CHỈ ĐẠO"),
    Bar("a", "1.1", "Thành lập Tổ Công tác", lead=SO_NOI_VU, last=date(2025, 6, 24)),
    Bar("b", "1.2", "Chỉ đạo cấp xã", lead=SO_NOI_VU, start=date(2025, 6, 20), last=date(2025, 6, 26), needs=("a",)),
    Bar("c", "1.3", "Giao ban", last=date(2025, 6, 24), hour=time(9, 30), state=DeadlineState.DUE_SOON),
    Bar("d", "1.4", "Thường xuyên", start=date(2025, 6, 20)),
)


def drawn(desk: Desk) -> dict[str, Bar]:
    page = plan.page(desk, query=TaskQuery(), offset=0, limit=100)
    return {bar.number: bar for bar in bars(page.lines, plan.view(desk))}


def test_an_untouched_task_is_an_instant_at_its_deadline(desk: Desk) -> None:
    bar = drawn(desk)["1.1"]
    assert (bar.start, bar.last) == (None, date(2025, 6, 24))


def test_a_range_begins_on_its_first_day(desk: Desk) -> None:
    bar = drawn(desk)["4.2"]
    assert (bar.start, bar.last) == (date(2025, 7, 1), date(2025, 7, 7))


def test_an_extension_keeps_the_original_day(desk: Desk) -> None:
    tasks.extend_deadline(desk, task_id=row(desk, "1.1").id, text="28/6/2025", reason="Chờ", approver="Ông A")
    bar = drawn(desk)["1.1"]
    assert (bar.last, bar.original) == (date(2025, 6, 28), date(2025, 6, 24))


def chart(qtbot: QtBot, rows: Sequence[Bar] = ROWS) -> Timeline:
    made = Timeline()
    qtbot.addWidget(made)
    made.resize(1200, 400)
    made.show_rows(rows, today=TODAY)
    made.show()
    return made


def test_a_click_chooses_the_row_under_it(qtbot: QtBot) -> None:
    made = chart(qtbot)
    with qtbot.waitSignal(made.chosen) as chosen:
        QTest.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, HEADER + 2 * ROW + ROW // 2))
    assert chosen.args == ["b"]


def test_arrow_keys_pass_over_headings(qtbot: QtBot) -> None:
    made = chart(qtbot)
    with qtbot.waitSignal(made.chosen) as chosen:
        press(made, Qt.Key.Key_Down)
    assert chosen.args == ["a"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Plus, Qt.Key.Key_Minus])
def test_zooms_by_key(qtbot: QtBot, key: Qt.Key) -> None:
    made = chart(qtbot)
    before = made.day_width
    press(made, key)
    assert made.day_width != before


def test_draws_with_nothing_to_draw(qtbot: QtBot) -> None:
    assert not chart(qtbot, ()).grab().isNull()


def test_draws_every_kind_of_row(qtbot: QtBot) -> None:
    moved = replace(ROWS[2], original=date(2025, 6, 22), percent=40)
    made = chart(qtbot, (*ROWS, moved))
    made.choose("b")
    assert not made.grab().isNull()


def test_the_week_begins_on_monday_with_the_next_deadline(qtbot: QtBot) -> None:
    week = Week()
    qtbot.addWidget(week)
    week.show_rows(ROWS, today=TODAY)
    assert week.monday == date(2025, 6, 23)
    assert [card.task.number for card in week.findChildren(TaskCard)] == ["1.3", "1.1", "1.2"]


def test_the_week_goes_on_and_back(qtbot: QtBot) -> None:
    week = Week()
    qtbot.addWidget(week)
    week.show_rows(ROWS, today=TODAY)
    week.show_week(date(2025, 7, 3))
    assert week.monday == date(2025, 6, 30)
    click(named(week, "Tuần này"))
    assert week.monday == date(2025, 6, 23)


def test_units_show_what_they_lead_and_what_is_unassigned(qtbot: QtBot) -> None:
    columns = UnitColumns()
    qtbot.addWidget(columns)
    columns.show_rows([bar for bar in ROWS if bar.task_id])
    assert sorted(card.task.number for card in columns.findChildren(TaskCard)) == ["1.1", "1.2", "1.3", "1.4"]


def test_a_card_chooses_its_task(qtbot: QtBot) -> None:
    columns = UnitColumns()
    qtbot.addWidget(columns)
    columns.show_rows([bar for bar in ROWS if bar.task_id])
    columns.show()
    with qtbot.waitSignal(columns.chosen) as chosen:
        click(next(card for card in columns.findChildren(TaskCard) if card.task.number == "1.2"))
    assert chosen.args == ["b"]


def test_text_is_broken_into_lines_and_cut(qtbot: QtBot) -> None:
    card = TaskCard(ROWS[1])
    qtbot.addWidget(card)
    lines = broken("một hai ba bốn năm sáu bảy tám chín mười", card.fontMetrics(), 60, most=2).split("\n")
    assert len(lines) == 2
    assert lines[1].endswith("…")


def test_days_are_vietnams(desk: Desk) -> None:
    assert vietnam_time.today(desk.now()) == TODAY
