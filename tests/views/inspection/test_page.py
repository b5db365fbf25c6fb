from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.models.inspection.records import Colour, Trigger
from app.services import plan
from app.services.inspection import plans, visits
from app.views.common.office import Office, Place
from app.views.inspection.page import InspectionPage
from app.views.inspection.visit_card import VisitCard
from tests.services.inspection.conftest import FIRST, VISIT_DAY, Trip, moment
from tests.views.conftest import ModelRules
from tests.views.hands import click, named, press, texts


def new_page(office: Office, qtbot: QtBot) -> InspectionPage:
    page = InspectionPage(office)
    qtbot.addWidget(page)
    page.resize(1194, 692)
    page.show()
    return page


def test_an_empty_page_says_what_goes_here_and_makes_the_first_plan(office: Office, qtbot: QtBot) -> None:
    page = new_page(office, qtbot)
    for view, words in (
        ("calendar", "Chưa có đợt kiểm tra nào"),
        ("inspections", "Chưa có đợt kiểm tra nào"),
        ("followups", "Chưa có kết luận nào để theo dõi"),
        ("register", "Sổ chưa ghi văn bản nào"),
    ):
        page.show_view(view)
        assert words in texts(page)
    page.make_plan()
    assert not page.is_home
    assert page.workbench.step == "plan"
    assert page.focusWidget() is page.workbench.plan.form.title
    assert "Chưa có đơn vị nào" in page.workbench.visits.currentText()
    assert not page.workbench.strip.steps["field"].isEnabled()


def test_the_tables_keep_to_the_rules_of_item_models(page: InspectionPage, model_rules: ModelRules) -> None:
    for table in (
        page.inspections.table,
        page.followups.table,
        page.followups.overview_table,
        page.register.lines_table,
        page.register.papers_table,
        page.register.signed_table,
    ):
        model_rules(table)


def test_the_calendar_shows_the_week_of_the_next_visit(page: InspectionPage, trip: Trip) -> None:
    page.calendar.show_next()
    assert page.calendar.first <= VISIT_DAY <= page.calendar.last
    assert [card.entry.visit.id for card in page.calendar.cards] == [trip.first]
    page.calendar.show_span(month=True)
    assert {card.entry.visit.id for card in page.calendar.cards} == {trip.first, trip.second}
    assert page.calendar.first.weekday() == 0


def test_a_card_of_the_calendar_opens_its_visit(page: InspectionPage, trip: Trip) -> None:
    page.calendar.show_next()
    card = page.calendar.cards[0]
    assert isinstance(card, VisitCard)
    click(card)
    assert not page.is_home
    assert page.workbench.visit is not None
    assert page.workbench.visit.id == trip.first


def test_clashes_are_said_above_the_days_and_on_the_cards(page: InspectionPage, trip: Trip) -> None:
    made = plans.create(trip.desk, title="Kiểm tra đột xuất", sudden_reason="Cảnh báo đỏ")
    plans.add_delegate(trip.desk, inspection_id=made.created[0], name="Lê Hữu Khải")
    visits.add_visit(trip.desk, inspection_id=made.created[0], unit="UBND phường 2 Bảo Lộc", start=moment(VISIT_DAY, 9))
    page.calendar.show_day(VISIT_DAY)
    assert "Trùng người: Lê Hữu Khải" in texts(page.calendar)
    assert all(card.entry.clashes for card in page.calendar.cards)
    assert "Trùng" in page.calendar.cards[0].accessibleName()


def test_an_inspection_is_found_without_marks(page: InspectionPage, qtbot: QtBot) -> None:
    page.show_view("inspections")
    page.inspections.search.setText("le huu khai bao loc")
    qtbot.waitUntil(lambda: page.inspections.table.rowCount() == 1)
    page.inspections.search.setText("khong co")
    qtbot.waitUntil(lambda: "Không có đợt nào khớp" in texts(page.inspections))


def test_enter_opens_an_inspection_and_the_way_leads_back(page: InspectionPage) -> None:
    page.show_view("inspections")
    press(page.inspections.list, Qt.Key.Key_Return)
    assert page.workbench.step == "plan"
    click(named(page.workbench, "Tất cả"))
    assert page.is_home


def test_a_removed_inspection_closes(page: InspectionPage, trip: Trip) -> None:
    page.open_inspection(trip.inspection_id)
    page.office.acts.do(lambda: plans.remove(trip.desk, inspection_id=trip.inspection_id))
    assert page.is_home


def test_a_place_names_a_visit_an_inspection_or_a_view(page: InspectionPage, trip: Trip) -> None:
    page.go(Place("inspection", "visit", trip.second))
    assert page.workbench.visit is not None
    assert page.workbench.visit.id == trip.second
    page.go(Place("inspection", "view", "", "followups"))
    assert page.is_home
    page.go(Place("inspection", "inspection", trip.inspection_id))
    assert page.workbench.step == "plan"


def test_the_steps_say_where_the_visit_stands(page: InspectionPage, trip: Trip) -> None:
    page.open_visit(trip.first)
    steps = page.workbench.strip.steps
    assert steps["field"].standing.words == "Chưa dùng danh sách kiểm tra"
    trip.answer_all()
    page.reload()
    assert steps["field"].standing.words == "5/5 mục"
    assert steps["minutes"].standing.words == "Chưa lập"


def test_the_plan_of_a_red_unit_says_where_it_starts_from(page: InspectionPage, trip: Trip) -> None:
    unit = next(unit for unit in plan.units(trip.desk) if unit.name == FIRST)
    trigger = Trigger(unit.id, unit.name, Colour.RED, (("Nhiệm vụ quá hạn", "3"),), trip.desk.now())
    made = plans.start_from(trip.desk, trigger=trigger)
    page.open_inspection(made.created[0])
    assert "cảnh báo đỏ" in texts(page.workbench.plan)
    assert "Nhiệm vụ quá hạn: 3" in texts(page.workbench.plan)


def test_a_month_goes_forth_and_back_to_the_same_month(page: InspectionPage) -> None:
    page.calendar.show_day(VISIT_DAY.replace(day=31))
    page.calendar.show_span(month=True)
    first = page.calendar.first
    for name in ("Sau", "Trước"):
        click(next(each for each in page.calendar.findChildren(QPushButton) if each.toolTip() == name))
    assert page.calendar.first == first
    assert page.calendar.last - page.calendar.first >= timedelta(days=27)
