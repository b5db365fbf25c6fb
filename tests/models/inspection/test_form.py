"""The form's wording, line by line as the handbook prints it."""

from datetime import UTC, datetime

from app.models.inspection import freezing
from app.models.inspection.followup_queries import followup_state
from app.models.inspection.form import load
from app.models.inspection.minutes_records import Capacity, FollowupState, Participant
from app.models.inspection.records import Delegation, DelegationKind
from app.models.plan.deadline import DeadlineState
from tests.models.inspection.records import minutes


def test_empty_lines_are_the_form_s() -> None:
    form = load()
    central = Delegation(DelegationKind.CENTRAL)
    assert [
        form.place_line(""),
        form.delegation_line(central, ""),
        form.participant_line(Participant("", Capacity.HEAD)),
        form.participant_line(Participant("", Capacity.MEMBER)),
        form.host_line(""),
        form.participant_line(Participant("", Capacity.CHAIR)),
        form.participant_line(Participant("", Capacity.FOCAL_POINT)),
        form.for_unit_line(""),
        form.closing_line(None, None),
    ] == [
        "2. Địa điểm: ......",
        "a) Đoàn Công tác của BCĐTW (Nhóm Công tác số...):",
        "- Ông/Bà: ......, Chức vụ: ......, Trưởng đoàn.",
        "- Ông/Bà: ......, Chức vụ: ......, Thành viên.",
        "b) Đại diện [Tên Bộ, ngành, địa phương]:",
        "- Ông/Bà: ......, Chức vụ: ......, (Chủ trì).",
        "- Ông/Bà: ......, Chức vụ: ......, (Đầu mối).",
        "6.1. Đối với [Tên Bộ, ngành, địa phương]:",
        "Buổi làm việc kết thúc vào ...... giờ ...... cùng ngày. Biên bản được lập thành ...... bản, "
        "có giá trị như nhau và được các bên thống nhất thông qua.",
    ]


def test_the_year_is_that_of_the_meeting_and_never_pre_printed() -> None:
    form = load()
    assert form.time_line(None) == "1. Thời gian: ...... giờ ......, ngày ...... tháng ...... năm ......"
    at = datetime(2026, 2, 3, 1, 5, tzinfo=UTC)
    assert form.time_line(at) == "1. Thời gian: 08 giờ 05, ngày 03 tháng 02 năm 2026"
    assert form.time_line(at.replace(month=3)) == "1. Thời gian: 08 giờ 05, ngày 03 tháng 3 năm 2026"


def test_the_delegation_line_serves_both_switches() -> None:
    form = load()
    assert form.delegation_line(Delegation(DelegationKind.CENTRAL, "3"), "") == (
        "a) Đoàn Công tác của BCĐTW (Nhóm Công tác số 3):"
    )
    assert form.delegation_line(Delegation(), "Tổ Công tác tỉnh Lâm Đồng") == (
        "a) Đoàn Công tác của Tổ Công tác tỉnh Lâm Đồng:"
    )


def test_what_a_person_typed_is_text_and_no_pattern() -> None:
    assert load().place_line("{copies} %s <b>") == "2. Địa điểm: {copies} %s <b>"


def test_frozen_minutes_are_read_back_equal_and_byte_for_byte() -> None:
    made = minutes()
    content = freezing.frozen_bytes(made)
    assert freezing.thawed(content) == made
    assert freezing.frozen_bytes(freezing.thawed(content)) == content


def test_a_conclusion_is_in_exactly_one_state() -> None:
    for stands in DeadlineState:
        done = stands in (DeadlineState.DONE_ON_TIME, DeadlineState.DONE_LATE)
        late = stands in (DeadlineState.LATE_NOT_STARTED, DeadlineState.LATE_IN_PROGRESS)
        expected = FollowupState.DONE if done else FollowupState.OVERDUE if late else FollowupState.OPEN
        assert followup_state(stands, is_done=done, is_impossible=False) is expected
        impossible = followup_state(stands, is_done=done, is_impossible=True)
        assert impossible is (FollowupState.DONE if done else FollowupState.IMPOSSIBLE)
