from dataclasses import replace

from app.exports.render import render
from app.exports.runbook_parts import progress_table
from app.exports.runbook_review import run_review
from app.models.runbook import freezing
from app.models.runbook.records import RunMode
from app.models.runbook.run_records import EventKind, RunState
from tests.exports.reading import docx_text
from tests.exports.runbook.nights import PRINTING, busy, full_master, night, turned_back


def review(state: RunState) -> str:
    """The review's text."""
    return docx_text(render(run_review(state, PRINTING), "docx")).replace("\u00a0", " ")


TEXT, BACK = review(busy(RunMode.REAL).state), review(turned_back().state)


def test_full_letterhead_blank_number_and_date_for_the_pen() -> None:
    assert "/BC-BCĐLâm Đồng, ngày" in TEXT
    assert "BÁO CÁOKết quả thực hiện kịch bản chuyển đổi hệ thống" in TEXT


def test_downtime_to_the_minute() -> None:
    assert "doanh nghiệp: 3 giờ 40 phút (từ 21:00 đến 00:40 (01/7))" in TEXT


def test_downtime_that_has_not_ended_is_said() -> None:
    run = night()
    run.step("2", "21:00", "21:04")
    assert "Chưa mở lại truy cập cho người dân, doanh nghiệp (từ 21:00)" in review(run.state)


def test_the_steps_of_the_way_taken_sum() -> None:
    assert "Các bước: tổng số 11: đã xong 11" in TEXT
    assert "Các bước: tổng số 16: đã xong 8, không đạt 1, dừng lại để khôi phục 7" in BACK


def test_an_end_inside_and_outside_the_window() -> None:
    assert "Kết thúc thực tế: 00:52:00 ngày 01/7/2025, trong khung thời gian" in TEXT
    late = night(RunMode.REAL)
    late.step("1", "20:00", "01:12")
    late.add(EventKind.CLOSE, "01:15")
    assert "quá khung thời gian 12 phút" in review(late.state)


def test_an_open_run_says_so() -> None:
    run = night()
    run.step("1", "20:00", "20:30")
    assert "lượt thực hiện chưa kết thúc; bước gần nhất xong lúc 20:30:00" in review(run.state)
    assert "chưa bắt đầu" in review(night().state)


def test_every_round_of_a_gate_with_all_votes() -> None:
    assert "DỪNG lúc 00:33:00 ngày 01/7/2025, người quyết định: Nguyễn Văn Ân; lý do: Chờ xác nhận số liệu." in TEXT
    assert "Chỉ huy đêm chuyển đổi: không biểu quyết, tính là DỪNG;" in TEXT
    assert "vượt biểu quyết, điều kiện; lý do: Số liệu đã đối chiếu tại chỗ." in TEXT


def test_incidents_with_their_step() -> None:
    assert "1Không ghi được vào CSDL mới (bước 4)122:4122:55Lê Hoàng ĐứcCấp lại quyền" in TEXT


def test_decisions_of_the_night_in_order() -> None:
    part = TEXT[TEXT.index("VI. QUYẾT ĐỊNH ĐIỀU HÀNH") : TEXT.index("VII. NHẬT KÝ")]
    acts = ["Tạm dừng", "Tiếp tục sau tạm dừng", "Làm lại", "Thay người", "Kết thúc lượt thực hiện"]
    assert [part.index(act) for act in acts] == sorted(part.index(act) for act in acts)


def test_a_withdrawn_decision_is_not_listed() -> None:
    run = night()
    run.add(EventKind.WITHDRAWN, "21:00:08", target=run.add(EventKind.HOLD, "21:00", reason="Bấm nhầm").id)
    assert "Không có quyết định nào khác kịch bản." in review(run.state)


def test_the_way_back_with_its_hour_and_reason() -> None:
    assert "Khôi phục hệ thống cũ: bắt đầu lúc 23:35:00 ngày 30/6/2025; lý do: Không kịp xử lý" in BACK
    assert "NHÁNH KHÔI PHỤC HỆ THỐNG CŨ" in BACK


def test_the_way_back_is_left_out_while_dormant() -> None:
    assert "NHÁNH KHÔI PHỤC" not in TEXT


def test_holds_are_counted_and_summed() -> None:
    assert "Tạm dừng: 1 lần, tổng 10 phút" in TEXT


def test_what_verifying_found() -> None:
    assert "may-1-ma: 36 mục nối liền; chưa có mốc đối chiếu bên ngoài." in TEXT


def test_a_changed_log_is_found_in_the_review() -> None:
    state = busy().state
    first, *others = state.log
    forged = replace(first, event=replace(first.event, person="Người khác"))
    assert "Mục 1 đã bị sửa nội dung." in review(replace(state, log=(forged, *others)))


def test_the_heads_signature_stands_with_the_last_lines() -> None:
    assert TEXT.endswith("Nơi nhận:- Tổ Công tác Tỉnh;- Lưu: VT, Hồ sơ.CHỈ HUY ĐÊM CHUYỂN ĐỔI(Chữ ký)Nguyễn Văn Ân")


def test_a_runbook_without_gates() -> None:
    master = replace(full_master(), gates=())
    plain = replace(master, steps=tuple(step for step in master.steps if not step.is_gate))
    assert "Kịch bản không có điểm quyết định." in review(night(RunMode.REAL, plain).state)


def test_actual_minutes_add_up_over_attempts() -> None:
    row = next(row for row in progress_table(busy().state).rows if row.cells[0] == "4")
    assert row.cells[7:11] == ("60", "53", "-7", "Đạt")


def test_an_inserted_step_is_marked() -> None:
    run = night()
    extra = replace(run.master.steps[0], id="them", number="", content="Việc thêm")
    run.add(EventKind.INSERT, "21:30", step=freezing.plain(extra), after=run.master.steps[2].id, reason="Phát sinh")
    row = next(row for row in progress_table(run.state).rows if row.cells[0] == "3a")
    assert (row.cells[1], row.cells[-1]) == ("Việc thêm", "Thêm trong đêm")
