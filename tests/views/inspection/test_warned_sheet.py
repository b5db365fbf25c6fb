from datetime import timedelta

from pytestqt.qtbot import QtBot

from app.models.inspection.records import Colour
from app.services.desk import Desk
from app.services.inspection import plans, warned
from app.views.common.office import Office
from app.views.inspection.page import InspectionPage
from app.views.inspection.warned_sheet import WarnedSheet
from tests.conftest import StandingClock
from tests.steps import added
from tests.views.conftest import ModelRules
from tests.views.hands import answering, click, named, texts


def late(desk: Desk, clock: StandingClock) -> None:
    """A commune is overdue."""
    added(desk, "Bố trí máy scan", lead="UBND xã Đạ Huoai", deadline="25/6/2025")
    clock.moment += timedelta(days=2)


def test_a_unit_that_is_late_is_red_with_its_figures(desk: Desk, clock: StandingClock) -> None:
    late(desk, clock)
    found = next(one for one in warned.warned(desk) if one.unit_name == "UBND xã Đạ Huoai")
    assert (found.colour, found.figures, found.seen_at) == (Colour.RED, (("Quá hạn", "1 nhiệm vụ"),), clock.moment)


def test_a_plan_starts_from_a_red_unit(
    office: Office, desk: Desk, clock: StandingClock, qtbot: QtBot, model_rules: ModelRules
) -> None:
    late(desk, clock)
    page = InspectionPage(office)
    qtbot.addWidget(page)

    def choose(dialog: object) -> None:
        assert isinstance(dialog, WarnedSheet)
        model_rules(dialog.table)
        dialog.list.choose(dialog.table.row_where(lambda one: one.unit_name == "UBND xã Đạ Huoai"))
        click(named(dialog, "Lập kế hoạch kiểm tra"))

    with answering(choose):
        page.plan_from_warned()
    (made,) = plans.inspections(desk)
    assert made.trigger is not None
    assert made.trigger.unit_name == "UBND xã Đạ Huoai"
    assert "cảnh báo “đỏ” (Quá hạn: 1 nhiệm vụ)" in made.purpose
    assert [visit.unit.name for visit in made.visits] == ["UBND xã Đạ Huoai"]


def test_without_a_warning_it_says_so(office: Office, desk: Desk, clock: StandingClock, qtbot: QtBot) -> None:
    clock.moment -= timedelta(days=30)
    assert warned.warned(desk) == ()
    sheet = WarnedSheet(None, office)
    qtbot.addWidget(sheet)
    assert not named(sheet, "Lập kế hoạch kiểm tra").isEnabled()
    assert "Không có đơn vị nào" in texts(sheet)
