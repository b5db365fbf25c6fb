import unicodedata
from datetime import date

import pytest

from app.models.errors import InvalidInputError, NotFoundError
from app.models.working_time import reckoning
from app.models.working_time.hours import read
from app.services import history, plan, working_time
from app.services.desk import Desk
from app.services.working_time import explain_lines, read_limit, read_moment, reckon
from tests.steps import changes

MORNINGS = (read("07:00-11:00"),) * 5 + ((), ())
FRIDAY = "27/6/2025 16:30"


def _unit(desk: Desk) -> str:
    return plan.units(desk)[0].id


def test_the_command_s_lines() -> None:
    assert list(explain_lines(reckon(read_moment(FRIDAY), read_limit("PT2H"))))[:-1] == [
        "Bắt đầu: 16:30 Thứ Sáu 27/06/2025",
        "Thời hạn: 02 giờ làm việc",
        "Đến hạn: 09:00 Thứ Hai 30/06/2025",
        "  tính 30 phút: 16:30-17:00 Thứ Sáu 27/06/2025",
        "  tính 01 giờ 30 phút: 07:30-09:00 Thứ Hai 30/06/2025",
        "  nghỉ cuối tuần: Thứ Bảy 28/06/2025",
        "  nghỉ cuối tuần: Chủ nhật 29/06/2025",
        "Cộng: 02 giờ",
    ]


def test_a_wall_limit_over_midnight() -> None:
    lines = list(explain_lines(reckon(read_moment("30/6/2025 22:00"), read_limit("PT2H", clock="wall"))))
    assert "Thời hạn: 02 giờ (giờ liên tục)" in lines
    assert "  tính 02 giờ: 22:00-24:00 Thứ Hai 30/06/2025" in lines


@pytest.mark.parametrize(
    "text",
    [
        "27/6/2025 16:30",
        "27-06-2025 16h30",
        "16g30 ngày 27/6/2025",
        unicodedata.normalize("NFC", "16:30, ngày 27/06/2025"),
        "2025-06-27T16:30",
        "2025-06-27 16:30:00",
        "2025-06-27T09:30:00Z",
        "2025-06-27T16:30+07:00",
    ],
)
def test_moments_are_read_as_people_write_them(text: str) -> None:
    assert read_moment(text) == read_moment("27/6/2025 16:30")


@pytest.mark.parametrize("text", ["", "mai", "31/2/2025 9:00", "27/6/2025 25:00", "16:30", "27/6/25 9:00"])
def test_what_states_no_moment_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match="Ghi theo mẫu 27/6/2025 16:30"):
        read_moment(text)


def test_an_unknown_clock_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="Không có cách tính giờ"):
        read_limit("PT2H", clock="lunar")


def test_an_nfd_name_of_a_day_is_stored_composed(desk: Desk) -> None:
    name = "Ngày hội Đà Lạt"
    working_time.set_day_off(desk, day=date(2025, 7, 2), name=unicodedata.normalize("NFD", name))
    assert [one.name for one in working_time.days(desk, year=2025) if one.unit_id == "" and one.id] == [name]


def test_the_province_s_hours_change_what_is_due(desk: Desk) -> None:
    working_time.set_hours(desk, week=MORNINGS, since=date(2025, 6, 30))
    found = reckon(read_moment(FRIDAY), read_limit("PT2H"), working_time.calendar(desk))
    assert found.due == read_moment("30/6/2025 8:30")


def test_a_unit_s_hours_are_its_own(desk: Desk) -> None:
    unit_id = _unit(desk)
    working_time.set_hours(desk, week=MORNINGS, unit_id=unit_id)
    assert working_time.calendar(desk, unit_id=unit_id).hours(date(2025, 6, 30)) == ((420, 660),)
    assert working_time.calendar(desk).hours(date(2025, 6, 30)) == ((450, 690), (810, 1020))


def test_hours_that_share_a_day_with_others_are_refused(desk: Desk) -> None:
    working_time.set_hours(desk, week=MORNINGS, since=date(2025, 7, 1))
    with pytest.raises(InvalidInputError, match="Đã có giờ làm việc từ 01/07/2025"):
        working_time.set_hours(desk, week=MORNINGS, until=date(2025, 7, 1))


def test_hours_are_set_and_taken_back(desk: Desk) -> None:
    made = working_time.set_hours(desk, week=((),) * 7, until=date(2025, 7, 31)).created[0]
    assert not working_time.calendar(desk).is_working_day(date(2025, 7, 1))
    working_time.remove_hours(desk, hours_id=made)
    assert working_time.own_hours(desk) == ()
    assert working_time.calendar(desk).is_working_day(date(2025, 7, 1))


@pytest.mark.parametrize("week", [(), ((),) * 8, (((600, 500),),) + ((),) * 6])
def test_a_week_that_is_none_is_refused(desk: Desk, week: tuple[tuple[tuple[int, int], ...], ...]) -> None:
    with pytest.raises(InvalidInputError, match="Giờ làm việc"):
        working_time.set_hours(desk, week=week)


def test_days_are_exchanged_as_one_act(desk: Desk) -> None:
    working_time.swap_days(desk, day_off=date(2025, 7, 4), working_day=date(2025, 7, 5), name="Đại hội")
    known = working_time.calendar(desk)
    assert (known.is_working_day(date(2025, 7, 4)), known.hours(date(2025, 7, 5))) == (False, ((450, 690), (810, 1020)))
    names = [one.name for one in working_time.days(desk, year=2025) if one.id]
    assert names == ["Đại hội: nghỉ hoán đổi, làm bù ngày 05/07/2025", "Đại hội: làm bù cho ngày 04/07/2025"]
    history.undo(desk)
    assert (
        working_time.calendar(desk).version
        == reckon(read_moment(FRIDAY), read_limit("PT1H")).explanation.calendar_version
    )


def test_an_exchange_is_taken_back_whole_and_made_again(desk: Desk) -> None:
    off, worked = date(2025, 7, 4), date(2025, 7, 5)
    working_time.swap_days(desk, day_off=off, working_day=worked)
    working_time.remove_day(desk, day=worked)
    assert working_time.calendar(desk).is_working_day(off)
    working_time.swap_days(desk, day_off=off, working_day=worked)
    assert working_time.findings(desk) == ()
    with pytest.raises(InvalidInputError, match="vốn là ngày nghỉ"):
        working_time.swap_days(desk, day_off=off, working_day=worked)


def test_a_day_nobody_set_is_not_taken_back(desk: Desk) -> None:
    with pytest.raises(NotFoundError, match="không do tỉnh đặt"):
        working_time.remove_day(desk, day=date(2025, 9, 2))


def test_a_day_beyond_the_calendar_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match="ngoài lịch"):
        working_time.set_day_off(desk, day=date(2099, 1, 1), name="Xa quá")


def test_a_unit_that_is_none_is_refused(desk: Desk) -> None:
    with pytest.raises(NotFoundError, match="đơn vị"):
        working_time.set_day_off(desk, day=date(2025, 7, 4), name="Nghỉ riêng", unit_id="không có")


def test_a_calendar_that_was_used_stays_what_it_was(desk: Desk) -> None:
    with desk.act("Tính hạn") as act:
        version = working_time.freeze(desk, act.session)
    working_time.set_day_off(desk, day=date(2025, 6, 30), name="Ngày riêng")
    kept = working_time.kept_calendar(desk, version=version)
    assert kept.is_working_day(date(2025, 6, 30))
    assert reckoning.due(read_moment(FRIDAY), read_limit("PT2H"), kept) == read_moment("30/6/2025 9:00")
    assert working_time.calendar(desk).version != version


def test_a_calendar_is_kept_once_and_no_undo_loses_it(desk: Desk) -> None:
    for _ in range(2):
        with desk.act("Tính hạn") as act:
            version = working_time.freeze(desk, act.session)
    working_time.set_day_off(desk, day=date(2025, 6, 30), name="Ngày riêng")
    history.undo(desk)
    history.undo(desk)
    assert working_time.kept_calendar(desk, version=version).version == version
    assert len(changes(desk, entity="calendar_version")) == 1


def test_a_version_that_never_came_is_said(desk: Desk) -> None:
    with pytest.raises(NotFoundError, match="phiên bản lịch"):
        working_time.kept_calendar(desk, version="0" * 64)


def test_notice_times_of_a_visit(desk: Desk) -> None:
    """The desk stands at noon of Tuesday 24/6/2025."""
    found = working_time.notice_times(desk, visit=date(2025, 6, 27), unit_id=_unit(desk))
    assert (found.is_in_time, found.earliest_visit) == (True, date(2025, 6, 27))
    assert found.latest == read_moment("24/6/2025 17:00")
    assert not working_time.notice_times(desk, visit=date(2025, 6, 26)).is_in_time
