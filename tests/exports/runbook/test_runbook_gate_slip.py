from dataclasses import replace

import pytest

from app.exports.render import render
from app.exports.runbook_gate_slip import gate_slip
from app.models.errors import NotFoundError
from app.models.runbook.log_chain import short_code
from app.models.runbook.records import RunMode
from app.models.runbook.run_records import EventKind, RunState
from tests.exports.reading import docx_text, pdf
from tests.exports.runbook.nights import FORECAST, PRINTING, busy, night

STATE = busy(RunMode.REAL).state
GATE = STATE.gates[0].step_id
KNOWING = replace(PRINTING, forecast=FORECAST)


def text_of(state: RunState, **more: object) -> str:
    """The slip's text."""
    return docx_text(render(gate_slip(state, GATE, KNOWING, **more), "docx")).replace("\u00a0", " ")  # type: ignore[arg-type]


TEXT = text_of(STATE)


def test_roles_persons_votes_and_times_in_the_fixed_order() -> None:
    assert (
        "1Tổ đối ứng doanh nghiệpTrần Thị Bích PhượngTIẾP TỤC00:36:00 (01/7)"
        "2Tổ Công tác TỉnhPhạm Quỳnh NhưDỪNG00:36:00 (01/7)"
        "3Chỉ huy đêm chuyển đổiNguyễn Văn ÂnTIẾP TỤC00:36:00 (01/7)"
    ) in TEXT


def test_an_override_is_printed_with_its_reason() -> None:
    assert "Quyết định vượt biểu quyết, điều kiện. Lý do: Số liệu đã đối chiếu tại chỗ./." in TEXT


def test_the_first_round_can_be_printed_too() -> None:
    text = text_of(STATE, decision=STATE.gates[0].decisions[0])
    assert "1. Biểu quyết lần 1" in text
    assert "3. Quyết định: DỪNG, lúc 00:33:00 (01/7)" in text
    assert "3Chỉ huy đêm chuyển đổiNguyễn Văn ÂnDỪNGchưa biểu quyết" in text


def test_forecast_and_latest_decision() -> None:
    assert "Dự kiến xong: 00:47 (01/7), từ 00:38 đến 00:58; khả năng kịp 94%. Bước 4 dự kiến dài hơn" in TEXT
    assert "Hạn cuối quyết định khôi phục hệ thống cũ: 00:10 (01/7) (chưa diễn tập)" in TEXT


def test_without_a_forecast_those_lines_are_left_out() -> None:
    assert "Dự kiến xong" not in docx_text(render(gate_slip(STATE, GATE, PRINTING), "docx"))


def test_heads_of_both_machines_with_their_codes() -> None:
    for device in ("may-1-ma-dai", "may-2"):
        head = [line.event for line in STATE.log if line.event.device == device]
        last = max(head, key=lambda event: event.seq)
        assert short_code(last.hash) in TEXT
        assert last.hash in TEXT.replace(" ", "")
    assert "may-1-ma36" in TEXT


def test_an_open_gate_says_what_keeps_it_shut() -> None:
    text = text_of(night(RunMode.REAL).state)
    assert "chưa được đi tiếp vì:- Bước 7: chưa kiểm tra" in text
    assert "Trần Thị Bích PhượngDỪNGchưa biểu quyết" in text


def test_an_open_critical_incident_is_named() -> None:
    run = night(RunMode.REAL)
    run.add(EventKind.INCIDENT, "21:10", title="Mất điện phòng máy chủ", priority=1)
    assert "Sự cố nghiêm trọng chưa xử lýMất điện phòng máy chủ (báo lúc 21:10:00 ngày 30/6/2025)1" in text_of(
        run.state
    )


def test_the_usual_slip_is_one_page() -> None:
    assert len(pdf(gate_slip(STATE, GATE, KNOWING)).pages) == 1


def test_no_such_gate() -> None:
    with pytest.raises(NotFoundError):
        gate_slip(STATE, "x", PRINTING)


def test_who_decided_signs_under_another_name_than_the_head() -> None:
    decision = replace(STATE.gates[0].decisions[-1], person="Lê Hoàng Đức")
    assert "NGƯỜI QUYẾT ĐỊNH(Chữ ký)Lê Hoàng Đức" in text_of(STATE, decision=decision)
    assert "CHỈ HUY ĐÊM CHUYỂN ĐỔI(Chữ ký)Nguyễn Văn Ân" in TEXT
