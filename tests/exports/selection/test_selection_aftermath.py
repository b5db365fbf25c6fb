"""The papers of what follows a decision: hand-over, reconciliation, the board of stages."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.exports.render import render
from app.exports.selection_handover import handover_minutes
from app.exports.selection_reconciliation import reconciliation_minutes
from app.exports.selection_stage_board import cell_text, stage_board, system_text
from app.exports.tree import Document
from app.models.selection.aftermath import Counts
from app.models.selection.records import MISSING
from app.models.selection.stages import StageKey
from app.models.selection.unchosen import Migration, Unchosen
from app.models.vietnam_time import at
from tests.exports.reading import book, docx_text
from tests.exports.selection.assessments import (
    BARE_STOPPED,
    BOARD,
    PARTY_PRINTING,
    PRINTING,
    RESTORED,
    SHA,
    STOPPED,
    TAKEN,
    board,
    explained,
)


def text(paper: Document) -> str:
    """The paper's words."""
    return docx_text(render(paper, "docx")).replace("\u00a0", " ")


HANDED = text(handover_minutes(STOPPED, PRINTING))
BARE = text(handover_minutes(BARE_STOPPED, PRINTING))
NOW = at(date(2025, 6, 24))


def test_the_backup_whole() -> None:
    assert "1Toàn bộ dữ liệu28/06/2025 22:05Trần Đình Đứcmcdt.bakKho lưu trữ Đà Lạt880.468.295.680" in HANDED
    assert "".join(SHA[at : at + 8] for at in range(0, 64, 8)) in HANDED.replace(" ", "")


def test_the_test_restore_and_its_result() -> None:
    assert "1Toàn bộ dữ liệu29/06/2025 08:00Lê Thị ĐàoĐạt" in HANDED


def _with(**changes: object) -> str:
    (backup,) = STOPPED.backups
    return text(handover_minutes(replace(STOPPED, backups=(replace(backup, **changes),)), PRINTING))  # type: ignore[arg-type]


def test_a_failed_restore_and_one_of_another_backup() -> None:
    assert "Không đạt" in _with(restored=replace(RESTORED, passed=False))
    assert "Khôi phục từ bản sao lưu khác" in _with(restored=replace(RESTORED, sha256="00" * 32))
    assert "bản sao lưu khác" not in HANDED


def test_a_checksum_that_cannot_be_one_is_marked() -> None:
    assert "abc(không đúng dạng SHA-256)" in _with(taken=replace(TAKEN, sha256="abc"))


def test_a_size_nobody_noted_is_missing() -> None:
    assert "Đà Lạtchưa có" in _with(taken=replace(TAKEN, size=0))


def test_what_is_handed_over_to_whom_by_which_document() -> None:
    assert "Bên nhận: Sở KHCN" in HANDED
    assert "1Hợp đồngHợp đồng số 12Sở KHCN01/07/202503/BB, ngày 01/07/2025" in HANDED
    assert "Không bàn giao: Dữ liệu nằm chung máy chủ" in HANDED


def test_lookup_and_block() -> None:
    assert "Chỉ phục vụ tra cứu đến hết ngày: 31/12/2025" in HANDED
    assert "Đầu mối trả lời: Phạm Văn Đông, 0900 000 310" in HANDED
    assert "dự kiến: 30/06/2025 21:00" in HANDED
    assert "thực tế: chưa có" in HANDED


def test_both_sides_sign() -> None:
    assert "ĐẠI DIỆN BÊN GIAO" in HANDED
    assert "ĐẠI DIỆN BÊN NHẬN" in HANDED
    assert "Việc bàn giao kết thúc vào" in HANDED


def test_what_nobody_recorded_is_missing() -> None:
    assert BARE.count(MISSING) >= 12
    assert "(hạn: trước 01/7/2025)" in BARE


COUNTED = text(reconciliation_minutes(STOPPED, PRINTING))


def test_counts_old_and_new() -> None:
    assert "1Hồ sơ (hồ sơ)204.511204.5110Khớp24/06/2025 16:30Lê Thị Đào" in COUNTED
    assert "2Tài khoản (tài khoản)2.1002.088-12Chênh lệch, chưa giải trình" in COUNTED
    assert "Tệp đính kèm (tệp)Không chuyển" in COUNTED


def test_an_open_difference_keeps_the_conclusion_open() -> None:
    assert "Tài khoản: chưa có giải trình;" in COUNTED
    assert "còn phải xử lý:- Tài khoản: chênh lệch, chưa giải trình." in COUNTED


def test_an_explained_difference_closes_it() -> None:
    words = text(reconciliation_minutes(explained(-12), PRINTING))
    assert "Tài khoản: 12 tài khoản trùng;" in words
    assert "Số liệu hai hệ thống khớp hoặc chênh lệch đã được giải trình." in words


def test_an_explanation_of_another_difference_does_not() -> None:
    words = text(reconciliation_minutes(explained(-10), PRINTING))
    assert (
        "chưa có giải trình cho chênh lệch này (giải trình trước đây cho chênh lệch -10: 12 tài khoản trùng);" in words
    )
    assert "Chưa đủ căn cứ" in words


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (BARE_STOPPED, "- Hồ sơ: chưa đối soát;"),
        (replace(BARE_STOPPED, migrations=()), "chưa có đối tượng đối soát."),
        (replace(STOPPED, migrations=STOPPED.migrations[:1]), "Số liệu hai hệ thống khớp."),
        (replace(BARE_STOPPED, migrations=(Migration("a", "Hồ sơ", skipped="Đã chuyển năm 2024"),)), "khớp."),
    ],
)
def test_the_conclusion(one: Unchosen, words: str) -> None:
    assert words in text(reconciliation_minutes(one, PRINTING))


def test_more_in_the_new_system_has_a_plus() -> None:
    first, *_ = STOPPED.migrations
    assert first.counted is not None
    more = replace(first, counted=replace(first.counted, new=204_520))
    assert "204.520+9" in text(reconciliation_minutes(replace(STOPPED, migrations=(more,)), PRINTING))


def test_the_workbook_counts_in_numbers() -> None:
    page = book(reconciliation_minutes(explained(-12), PRINTING))["Đối soát"]
    first, accounts, files = page.iter_rows(min_row=2, values_only=True)
    assert first[2:6] == (204_511, 204_511, 0, "Khớp")
    assert accounts[2:7] == (2100, 2088, -12, "Chênh lệch, đã giải trình", "12 tài khoản trùng")
    assert files[2:7] == (None, None, None, "Không chuyển", "Chỉ tra cứu tại hệ thống cũ")
    bare = book(reconciliation_minutes(BARE_STOPPED, PRINTING))["Đối soát"]
    assert bare.cell(2, 3).value == MISSING


def test_three_parties_sign_the_reconciliation() -> None:
    assert COUNTED.count("ĐẠI DIỆN ĐƠN VỊ") == 3
    assert "Việc đối soát kết thúc vào" in text(reconciliation_minutes(STOPPED, PARTY_PRINTING))


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (StageKey.CHOSEN, "Xong 24/6"),
        (StageKey.CONFIGURED, "Chưa làm\nHạn 18h00 27/6"),
        (StageKey.UNITS, "Đang làm, còn hạn\n92 trên 124 đơn vị\nHạn 18h00 27/6"),
        (StageKey.PROCEDURES, "Sắp đến hạn\n1.893 trên 2.050 thủ tục\nHạn 25/6"),
        (StageKey.TESTED, "Chưa làm\nHạn trước 28/6"),
        (StageKey.TRAINED, "Không áp dụng"),
        (StageKey.CONNECTED, "Quá hạn\nHạn 20/6"),
        (StageKey.CUT_OVER, "Chưa làm\nHạn đêm 30/6"),
    ],
)
def test_a_stage_in_its_cell(key: StageKey, words: str) -> None:
    assert cell_text(BOARD[0].stage(key), now=NOW, warn_days=3) == words


def test_a_kind_that_skips_a_stage_altogether() -> None:
    assert cell_text(BOARD[1].stage(StageKey.PROCEDURES), now=NOW, warn_days=3) == "-"


def test_done_after_its_deadline_is_said() -> None:
    (late, _) = board(connected={"done_at": datetime(2025, 6, 23, tzinfo=UTC), "counts": Counts(25, 25)})
    words = cell_text(late.stage(StageKey.CONNECTED), now=NOW, warn_days=3)
    assert words == "Xong 23/6 (sau hạn)\n25 trên 25 dịch vụ công trực tuyến"


def test_why_a_stage_is_left_out_stands_below_the_table() -> None:
    words = text(stage_board(BOARD, PRINTING, warn_days=3))
    assert "Giải quyết TTHC, VNPT iGate, tập huấn: không áp dụng, lý do: Cán bộ đã dùng hệ thống này." in words


def test_totals_sum_to_the_stages_that_apply() -> None:
    words = text(stage_board(BOARD, PRINTING, warn_days=3))
    assert "Chưa làmĐang làm, còn hạnSắp đến hạnQuá hạnXongTổng số11131117" in words


def test_a_system_that_stays_no_more_is_marked() -> None:
    row = replace(BOARD[0], is_in_force=False, is_exemption=True)
    assert system_text(row) == "VNPT iGate (Lâm Đồng)\n(ngoại lệ, không còn được chọn)"


def test_the_workbook_has_a_row_a_stage_with_numbers() -> None:
    page = book(stage_board(BOARD, PRINTING, warn_days=3))["Chi tiết"]
    rows = list(page.iter_rows(min_row=2, values_only=True))
    assert len(rows) == 20
    units = next(row for row in rows if row[2] == "Đơn vị")
    assert units[4:7] == (92, 124, "đơn vị")
    assert units[7] == MISSING
    procedures = next(row for row in rows if row[2] == "Thủ tục")
    assert isinstance(procedures[7], datetime)


def test_an_empty_board_says_so_and_has_no_zeros() -> None:
    words = text(stage_board((), PRINTING, warn_days=3))
    assert "Chưa có hệ thống nào được chọn." in words
    assert "Tổng số" not in words
