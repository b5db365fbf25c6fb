import unicodedata
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models import vietnam_time
from app.models.errors import InvalidInputError
from app.models.plan.deadline import Deadline, DeadlineKind, DeadlineState, parse, state

DAY, BEFORE, TIME, NIGHT = DeadlineKind.DAY, DeadlineKind.BEFORE, DeadlineKind.TIME, DeadlineKind.NIGHT
MONTH, RANGE, ONGOING = DeadlineKind.MONTH, DeadlineKind.RANGE, DeadlineKind.ONGOING
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
SHIFTS = st.integers(-400, 400)


def hanoi(text: str) -> datetime:
    """The UTC instant of a wall time in Vietnam."""
    wall = datetime.fromisoformat(text)
    return vietnam_time.at(wall.date(), wall.time())


@pytest.mark.parametrize(
    ("text", "kind", "due"),
    [
        ("Ngày 24/6/2025", DAY, "2025-06-25 00:00"),
        ("24/6/2025", DAY, "2025-06-25 00:00"),
        ("ngày 24 tháng 6 năm 2025", DAY, "2025-06-25 00:00"),
        ("24-6-2025", DAY, "2025-06-25 00:00"),
        ("Hoàn thành ngày 24/06/2025", DAY, "2025-06-25 00:00"),
        ("trước ngày 25/6/2025", BEFORE, "2025-06-25 00:00"),
        ("Trước 25/6/2025", BEFORE, "2025-06-25 00:00"),
        ("Hoàn thành trước ngày 25 tháng 6 năm 2025", BEFORE, "2025-06-25 00:00"),
        ("chậm nhất trước 12 giờ ngày 25/6/2025", TIME, "2025-06-25 12:00"),
        ("17h30 ngày 25/6/2025", TIME, "2025-06-25 17:30"),
        ("17 giờ 30 phút ngày 25/6/2025", TIME, "2025-06-25 17:30"),
        ("8 giờ 5 phút ngày 25/6/2025", TIME, "2025-06-25 08:05"),
        ("25/6/2025 17:30", TIME, "2025-06-25 17:30"),
        ("0 giờ ngày 01/7/2025", TIME, "2025-07-01 00:00"),
        ("Đêm 30/6/2025", NIGHT, "2025-07-01 01:00"),
        ("Tháng 7/2025", MONTH, "2025-08-01 00:00"),
        ("Thời gian hoàn thành: tháng 12 năm 2025", MONTH, "2026-01-01 00:00"),
        ("Từ ngày 01/7 đến ngày 07/7/2025", RANGE, "2025-07-08 00:00"),
        ("Quý III/2025", RANGE, "2025-10-01 00:00"),
        ("Năm 2025", RANGE, "2026-01-01 00:00"),
        ("Từ ngày 01/7/2025", RANGE, None),
        ("Sau ngày 01/7/2025", RANGE, None),
        ("Thường xuyên", ONGOING, None),
        ("Theo lộ trình của Bộ, ngành", ONGOING, None),
        ("Báo cáo định kỳ", ONGOING, None),
    ],
)
def test_what_a_wording_means(text: str, kind: DeadlineKind, due: str | None) -> None:
    read = parse(text)
    assert (read.kind, read.text, read.due_at()) == (kind, text, hanoi(due) if due else None)


@pytest.mark.parametrize(
    "text",
    [
        "5/7/25", "5-7-25", "5-7-11", "5/7/025", "5/7/20255", "2025-5-7", "2025/5/7", "5 tháng 7 năm 25",
        "13/13/2025", "32/6/2025", "30/2/2025", "00/6/2025", "5-7/6/2025", "5-7/2025", "tháng 5-7/2025",
        "Tháng 13/2025", "Tháng 7", "25 giờ ngày 25/6/2025", "12 giờ 75 ngày 25/6/2025", "Năm 0000", "Quý V/2025",
        "Ngày 31/12/9999", "01/01/0001", "25/6/2052025", "5/7", "", "   ", "sớm nhất có thể", "25.6.2025",
        "Từ ngày 07/7/2025 đến ngày 01/7/2025", "Ngày 24/6/2025 và ngày 25/6/2025", "đầu tháng 7",
    ],
)  # fmt: skip
def test_refused_rather_than_guessed(text: str) -> None:
    with pytest.raises(InvalidInputError, match="Thời hạn"):
        parse(text)


def test_the_refusal_shows_how_to_write_it() -> None:
    with pytest.raises(InvalidInputError) as refused:
        parse("5/7/25")
    assert "5/7/25" in refused.value.title
    assert "trước ngày 25/6/2025" in refused.value.detail


def test_day_and_month_of_the_stated_year() -> None:
    assert parse("5/7", year=2025).day == date(2025, 7, 5)


def test_no_year_is_taken_from_the_following_date() -> None:
    assert parse("Từ ngày 01/7 đến ngày 07/7/2025").start == date(2025, 7, 1)


def test_the_day_before_is_the_last_day() -> None:
    assert parse("trước ngày 01/7/2025").last_day() == date(2025, 6, 30)


def test_the_last_day_of_the_others() -> None:
    texts = ("Ngày 24/6/2025", "Đêm 30/6/2025", "Tháng 6/2025", "Thường xuyên", "Từ ngày 01/7/2025")
    days = (date(2025, 6, 24), date(2025, 6, 30), date(2025, 6, 30), None, None)
    assert tuple(parse(text).last_day() for text in texts) == days


def test_before_in_decomposed_letters_is_still_before() -> None:
    assert parse(unicodedata.normalize("NFD", "Trước ngày 25/6/2025")) == parse("Trước ngày 25/6/2025")


def test_a_night_in_decomposed_letters_is_still_a_night() -> None:
    assert parse(unicodedata.normalize("NFD", "Đêm 30/6/2025")).kind is NIGHT


@pytest.mark.parametrize("text", ["Trả 3 hồ sơ trước ngày 25/6/2025", "Xong 100 hồ sơ ngày 25/6/2025"])
def test_files_are_no_hours(text: str) -> None:
    assert parse(text).hour is None


def test_after_a_day_starts_on_the_next() -> None:
    assert parse("sau 01/7/2025").start == date(2025, 7, 2)


def test_from_an_hour_is_no_end() -> None:
    read = parse("Từ 0 giờ ngày 01/7/2025")
    assert (read.kind, read.start, read.due_at()) == (RANGE, date(2025, 7, 1), None)


def test_the_end_of_the_night_is_a_setting() -> None:
    assert parse("Đêm 30/6/2025").due_at(time(5, 30)) == hanoi("2025-07-01 05:30")


def test_vietnam_is_seven_hours_ahead() -> None:
    assert parse("Ngày 24/6/2025").due_at() == datetime(2025, 6, 24, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "days", "moved"),
    [
        ("Ngày 24/6/2025", 7, "Ngày 01/7/2025"),
        ("Ngày 30/12/2025", 2, "Ngày 01/01/2026"),
        ("Ngày 25/06/2025", 10, "Ngày 05/07/2025"),
        ("Ngày 28/02/2025", 3, "Ngày 03/3/2025"),
        ("5/7/2025", 1, "6/7/2025"),
        ("trước ngày 25 tháng 6 năm 2025", 7, "trước ngày 02 tháng 7 năm 2025"),
        ("Chậm nhất trước 12 giờ ngày 25/6/2025", -1, "Chậm nhất trước 12 giờ ngày 24/6/2025"),
        ("Đêm 30/6/2025", 31, "Đêm 31/7/2025"),
        ("Từ ngày 01/7 đến ngày 07/7/2025", 3, "Từ ngày 04/7 đến ngày 10/7/2025"),
        ("Từ ngày 28/12 đến ngày 30/12/2025", 3, "Từ ngày 31/12/2025 đến ngày 02/01/2026"),
        ("Tháng 7/2025", 1, "Tháng 7/2025"),
        ("Tháng 7/2025", 31, "Tháng 8/2025"),
        ("Thời gian hoàn thành: tháng 12/2025", 31, "Thời gian hoàn thành: tháng 1/2026"),
        ("Quý III/2025", 7, "Quý III/2025"),
        ("Thường xuyên", 7, "Thường xuyên"),
        ("Ngày 24/6/2025", 0, "Ngày 24/6/2025"),
    ],
)
def test_moved_words(text: str, days: int, moved: str) -> None:
    assert parse(text).moved(days).text == moved


def test_a_date_without_year_gets_one_when_it_leaves_the_year() -> None:
    assert parse("25/12", year=2025).moved(10).text == "04/01/2026"


@given(
    template=st.sampled_from(
        ["Ngày {0:%d/%m/%Y}", "trước ngày {0.day}/{0.month}/{0.year}", "Đêm {0:%d/%m/%Y}",
         "12 giờ ngày {0.day} tháng {0.month} năm {0.year}", "Từ ngày {0:%d/%m} đến ngày {0:%d/%m/%Y}",
         "Từ ngày {0:%d/%m/%Y}"]
    ),
    day=DAYS,
    days=SHIFTS,
)  # fmt: skip
def test_moved_words_mean_the_moved_day(template: str, day: date, days: int) -> None:
    read = parse(template.format(day))
    moved = read.moved(days)
    assert parse(moved.text) == moved
    assert (moved.day or moved.start) == (read.day or read.start or day) + timedelta(days)


@given(DAYS, SHIFTS)
def test_a_moved_month_says_what_it_means(day: date, days: int) -> None:
    moved = parse(f"Tháng {day.month}/{day.year}").moved(days)
    assert parse(moved.text) == moved


@given(DAYS, st.sampled_from(["Ngày {}", "trước ngày {}", "Đêm {}", "12 giờ 05 ngày {}", "Từ ngày {}"]))
def test_stored_and_read_back(day: date, template: str) -> None:
    read = parse(template.format(day.strftime("%d/%m/%Y")))
    assert Deadline.from_json(read.to_json()) == read


@pytest.mark.parametrize("text", ["Thường xuyên", "Tháng 7/2025", "Quý III/2025", "Từ ngày 01/7 đến ngày 07/7/2025"])
def test_periods_stored_and_read_back(text: str) -> None:
    assert Deadline.from_json(parse(text).to_json()) == parse(text)


def test_a_kind_of_a_newer_version_is_words_only() -> None:
    read = Deadline.from_json({"kind": "lunar", "text": "Trước Tết"})
    assert (read.text, read.due_at()) == ("Trước Tết", None)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read = parse(text)
    except InvalidInputError:
        return
    assert read.text == unicodedata.normalize("NFC", text).strip()


@given(st.from_regex(r"(trước |Đêm |tháng |từ |quý )?[0-9]{1,4}[/ -][0-9]{1,4}([/ -][0-9]{1,5})?", fullmatch=True))
@settings(max_examples=300)
def test_any_date_like_text_is_read_or_refused(text: str) -> None:
    try:
        read = parse(text, year=2025)
    except InvalidInputError:
        return
    assert read.moved(1).moved(-1).due_at() == read.due_at()


def stands(now: str, due: str = "Ngày 24/6/2025", *, started: bool = True, finished: str = "") -> DeadlineState:
    return state(
        started=started,
        finished_at=hanoi(finished) if finished else None,
        due_at=parse(due).due_at(),
        now=hanoi(now),
        warn_days=3,
    )


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2025-06-21 23:59:59", DeadlineState.NOT_DUE),
        ("2025-06-22 00:00:00", DeadlineState.DUE_SOON),
        ("2025-06-24 23:59:59", DeadlineState.DUE_SOON),
        ("2025-06-25 00:00:00", DeadlineState.LATE_IN_PROGRESS),
    ],
)
def test_the_day_holds_through_its_last_second(now: str, expected: DeadlineState) -> None:
    assert stands(now) is expected


def test_nothing_begun_is_late_in_another_way() -> None:
    assert stands("2025-06-25 00:00", started=False) is DeadlineState.LATE_NOT_STARTED


def test_before_ends_with_the_day_before() -> None:
    assert stands("2025-06-23 23:59:59", "trước ngày 24/6/2025") is DeadlineState.DUE_SOON
    assert stands("2025-06-24 00:00:00", "trước ngày 24/6/2025") is DeadlineState.LATE_IN_PROGRESS


def test_the_night_holds_until_one_o_clock() -> None:
    assert stands("2025-07-01 00:59:59", "Đêm 30/6/2025") is DeadlineState.DUE_SOON
    assert stands("2025-07-01 01:00:00", "Đêm 30/6/2025") is DeadlineState.LATE_IN_PROGRESS


def test_an_hour_is_late_at_the_hour() -> None:
    assert stands("2025-06-25 11:59:59", "trước 12 giờ ngày 25/6/2025") is DeadlineState.DUE_SOON
    assert stands("2025-06-25 12:00:00", "trước 12 giờ ngày 25/6/2025") is DeadlineState.LATE_IN_PROGRESS


def test_done_in_the_last_second_is_on_time() -> None:
    assert stands("2025-07-09", finished="2025-06-24 23:59:59") is DeadlineState.DONE_ON_TIME


def test_done_at_midnight_is_late() -> None:
    assert stands("2025-07-09", finished="2025-06-25 00:00:00") is DeadlineState.DONE_LATE


def test_ongoing_work_is_never_late() -> None:
    assert stands("2030-01-01", "Thường xuyên") is DeadlineState.NOT_DUE
    assert stands("2030-01-01", "Thường xuyên", finished="2029-01-01") is DeadlineState.DONE_ON_TIME


def test_every_state_has_its_words() -> None:
    assert len({one.label for one in DeadlineState}) == len(DeadlineState) == 6
