from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from app.exports.paper_parts import number_text
from app.exports.render import render
from app.exports.runbook_minutes import acceptance_minutes, comparisons, lessons_minutes
from app.exports.runbook_parts import overruns
from app.models.runbook.records import RunMode
from app.models.runbook.run_records import EventKind, RunState
from app.models.vietnam_time import local
from tests.exports.reading import W, body, docx_text
from tests.exports.runbook.nights import (
    AFTER,
    BEFORE,
    PRINTING,
    Recording,
    busy,
    form_master,
    full_master,
    night,
    turned_back,
    wall,
)
from tests.exports.samples import PARTY


def acceptance(state: RunState, **more: object) -> str:
    """The text of the acceptance minutes."""
    printing = replace(PRINTING, **more)  # type: ignore[arg-type]
    return docx_text(render(acceptance_minutes(state, printing), "docx")).replace("\u00a0", " ")


def lessons(state: RunState) -> str:
    """The text of the lessons minutes."""
    return docx_text(render(lessons_minutes(state, PRINTING), "docx")).replace("\u00a0", " ")


REAL = acceptance(busy(RunMode.REAL).state)
LESSONS = lessons(busy().state)


def test_number_line_but_no_date_line() -> None:
    assert "/BB-BCĐBIÊN BẢNNghiệm thu kỹ thuật hệ thống sau chuyển đổi" in REAL
    assert "Lâm Đồng, ngày" not in REAL


def test_begun_and_ended_as_step_eight_was() -> None:
    assert "Thời gian bắt đầu: 00 giờ 15 phút, ngày 01 tháng 7 năm 2025" in REAL
    assert "Việc nghiệm thu kết thúc vào 00 giờ 30 phút, ngày 01 tháng 7 năm 2025./." in REAL


def test_unknown_times_stay_blank() -> None:
    text = acceptance(night(RunMode.REAL).state)
    assert " giờ      phút, ngày      tháng      năm" in text


def test_the_place_where_it_is_known() -> None:
    assert "Địa điểm: Trung tâm dữ liệu tỉnh" in acceptance(busy().state, place="Trung tâm dữ liệu tỉnh")


def test_who_tests_and_votes_is_present_once() -> None:
    assert REAL.count("Ông (bà)") == 4
    assert "Ông (bà) Lê Hoàng Đức, Kỹ sư dữ liệu, Tổ đối ứng doanh nghiệp;" in REAL


def test_blank_lines_where_nobody_is_named() -> None:
    assert acceptance(night(RunMode.REAL, form_master()).state).count("Ông (bà)") == 3


def test_each_test_with_criterion_result_hour_and_evidence() -> None:
    assert (
        "8Mời Tổ Công tác Tỉnh tham gia kiểm thử nghiệm thu.Biên bản nghiệm thu kỹ thuậtĐạt00:30 (01/7)"
        "Trần Thị Bích PhượngẢnh màn hình"
    ) in REAL


def test_numbers_before_and_after() -> None:
    assert "4Số bản ghi (bản ghi)1.204.5111.204.5110Khớp" in REAL


def counted(before: str, after: str, explanation: str = "") -> Recording:
    """A night on which the rows were counted so."""
    run = night(RunMode.REAL)
    run.step("3", "21:05", "21:50", numbers={"so-truoc": before})
    run.step("4", "22:00", "22:30", numbers={"so-sau": after}, explanation=explanation)
    return run


def test_numbers_that_differ_keep_the_conclusion_open() -> None:
    text = acceptance(counted("100", "98").state)
    assert "10098-2Không khớp" in text
    assert "Chưa đủ căn cứ kết luận" in text
    assert "Số bản ghi: không khớp;" in text


def test_an_explained_difference_is_no_obstacle_of_its_own() -> None:
    text = acceptance(counted("100", "98", "Hai hồ sơ trùng").state)
    assert "Không khớpHai hồ sơ trùng" in text
    assert "Số bản ghi: không khớp;" not in text


@pytest.mark.parametrize(
    ("low", "high", "value", "verdict"),
    [
        (None, None, "5", ""),
        (Decimal(1), Decimal(9), "5", "Trong khoảng cho phép"),
        (Decimal(6), None, "5", "Ngoài khoảng cho phép (từ 6)"),
        (None, Decimal(4), "5", "Ngoài khoảng cho phép (đến 4)"),
    ],
)
def test_a_single_number_is_judged_by_its_range(
    low: Decimal | None, high: Decimal | None, value: str, verdict: str
) -> None:
    measure = replace(AFTER, low=low, high=high, compare_with="")
    master = full_master()
    steps = tuple(replace(step, measures=(measure,) if step.form_number == 4 else ()) for step in master.steps)
    run = night(RunMode.REAL, replace(master, steps=steps))
    run.step("4", "22:00", "22:30", numbers={"so-sau": value})
    assert [one.verdict for one in comparisons(run.state)] == [verdict]


def test_a_number_measured_before_stands_only_beside_the_later_one() -> None:
    (found,) = comparisons(busy().state)
    assert (found.measure.id, found.before) == (AFTER.id, Decimal(1204511))
    assert BEFORE.id not in {one.measure.id for one in comparisons(busy().state)}


def test_a_real_night_that_went_well_is_accepted() -> None:
    assert "Kiểm thử bắt buộc: 2/2 nội dung đạt." in REAL
    assert "Hệ thống đạt yêu cầu kỹ thuật, đủ điều kiện vận hành chính thức." in REAL


def test_a_rehearsal_never_accepts() -> None:
    text = acceptance(busy().state)
    assert "Kết luận này không thay cho nghiệm thu chính thức." in text
    assert "đủ điều kiện vận hành chính thức" not in text


def test_a_night_that_went_back_accepts_nothing() -> None:
    text = acceptance(turned_back().state)
    assert "dừng lúc 23:35:00 ngày 30/6/2025 để khôi phục hệ thống cũ (lý do: Không kịp xử lý)" in text
    assert "Kiểm thử bắt buộc: 0/2" in text


def test_an_open_critical_incident_keeps_it_open() -> None:
    run = busy(RunMode.REAL)
    run.add(EventKind.INCIDENT, "00:20", title="Mất kết nối", priority=1)
    assert "Sự cố: Mất kết nối;" in acceptance(run.state)


def test_both_parties_secretary_and_chair_sign() -> None:
    order = ["ĐẠI DIỆN TỔ ĐỐI ỨNG", "ĐẠI DIỆN TỔ CÔNG TÁC TỈNH", "THƯ KÝ(Chữ ký)", "CHỦ TỌA(Chữ ký)", "Lưu: VT, Hồ sơ."]
    assert [REAL.index(one) for one in order] == sorted(REAL.index(one) for one in order)


def test_the_partys_minutes_have_its_own_signatures() -> None:
    text = acceptance(busy(RunMode.REAL).state, body=PARTY)
    assert "NGƯỜI GHI BIÊN BẢN" in text
    assert "CHỦ TRÌ HỘI NGHỊ" in text
    assert "THƯ KÝ" not in text


def test_the_lessons_name_plan_and_actual_of_each_step() -> None:
    assert "Họp rút kinh nghiệm sau lượt diễn tập" in LESSONS
    assert (
        "3Backup (sao lưu) toàn bộ CSDL của các hệ thống cũ.Trần Thị Bích Phượng21:0521:0522:0022:185563+8Đạt"
        in LESSONS
    )


def test_the_lessons_name_failures_and_retries() -> None:
    failures = LESSONS[LESSONS.index("3. Việc chưa đạt") : LESSONS.index("4. Sự cố")]
    assert "4Thực hiện các scriptchuyển".replace("script", "script ") in failures
    assert "Thực hiện 2 lần" in failures


def test_a_skipped_step_is_among_the_failures_with_its_reason() -> None:
    run = night()
    run.add(EventKind.SKIP, "23:00", "5", reason="Không áp dụng")
    text = lessons(run.state)
    assert "Bỏ qua" in text[text.index("3. Việc chưa đạt") :]
    assert "Không áp dụng" in text[text.index("3. Việc chưa đạt") :]


def test_five_blank_proposals_with_room_for_the_pen() -> None:
    data = render(lessons_minutes(busy().state, PRINTING), "docx")
    high = [row for row in body(data).iter(f"{W}tr") if row.find(f"{W}trPr/{W}trHeight") is not None]
    assert ["".join(map(str, row.itertext())) for row in high] == ["1", "2", "3", "4", "5"]


def test_the_hour_of_the_meeting_where_it_is_known() -> None:
    paper = lessons_minutes(busy().state, PRINTING, begun_at=wall("08:30"))
    text = docx_text(render(paper, "docx")).replace("\u00a0", " ")
    assert "Thời gian bắt đầu: 08 giờ 30 phút, ngày 01 tháng 7 năm 2025" in text


def test_the_five_largest_overruns_largest_first() -> None:
    run = night()
    for number, ended in (
        ("1", "21:20"),
        ("2", "21:07"),
        ("3", "22:10"),
        ("4", "23:40"),
        ("5", "23:59"),
        ("7", "00:16"),
    ):
        step = run.master.numbered(number)
        assert step is not None
        run.step(number, "20:00" if number == "1" else step_start(run, number), ended)
    assert [one.state.step.number for one in overruns(run.state)] == ["4", "5", "1", "3", "2"]
    assert overruns(run.state)[0].actual == timedelta(minutes=100)


def step_start(run: Recording, number: str) -> str:
    """The planned start of a step as the wall shows it."""
    step = run.master.numbered(number)
    assert step is not None
    assert step.planned_start is not None
    return f"{local(step.planned_start):%H:%M}"


def test_holds_waiting_and_gates_are_no_overruns() -> None:
    state = busy().state
    assert {one.state.step.number for one in overruns(state)} == {"3"}
    (found,) = overruns(state)
    assert found.actual == timedelta(minutes=63)


@pytest.mark.parametrize(
    ("value", "text"), [("1204511", "1.204.511"), ("0.5", "0,5"), ("-2", "-2"), ("1E+3", "1.000"), (None, "")]
)
def test_numbers_as_the_office_writes_them(value: str | None, text: str) -> None:
    assert number_text(Decimal(value) if value else None) == text
