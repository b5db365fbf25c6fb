"""A unit's workbook goes out and comes back."""

import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.models.errors import RefusedError
from app.models.plan.records import ObstacleKind, TaskStatus
from app.models.secrecy import SecretError
from app.services import history, plan, spreadsheets, tasks
from app.services.desk import Desk
from app.services.spreadsheets import ImportPreview
from app.services.spreadsheets.errors import OtherPlanError, WrongSheetError
from app.services.spreadsheets.fields import META_SHEET
from tests import steps
from tests.services.spreadsheets.conftest import Sent, edit


def read(desk: Desk, path: Path) -> ImportPreview:
    return spreadsheets.read(desk, path=path)


def reasons(preview: ImportPreview) -> list[tuple[str, str]]:
    return [(one.cell, one.reason) for one in preview.refused]


def only_reason(preview: ImportPreview) -> tuple[str, str]:
    (found,) = reasons(preview)
    return found


def test_untouched_files_bring_nothing(desk: Desk, tmp_path: Path) -> None:
    for path in spreadsheets.send_to_units(desk, folder=tmp_path):
        preview = read(desk, path)
        assert preview.kind == "returned"
        assert (preview.added, preview.changed, preview.refused, preview.remarks) == ((), (), (), ())
        assert preview.unchanged > 0


def test_untouched_sample_brings_nothing(sample_desk: Desk, tmp_path: Path) -> None:
    paths = spreadsheets.send_to_units(sample_desk, folder=tmp_path)
    previews = [read(sample_desk, path) for path in paths]
    assert [(one.path.name, one.added, one.changed, one.refused) for one in previews if not one.is_empty] == []
    assert all(one.refused == () for one in previews)
    assert sum(one.unchanged for one in previews) == sum(1 for task in plan.view(sample_desk).tasks if task.lead)


def test_reading_writes_nothing(desk: Desk, sent: Sent) -> None:
    path = sent({"K6": "Đang thực hiện", "C8": "Nhiệm vụ mới"})
    before = steps.sizes(desk)
    read(desk, path)
    assert steps.sizes(desk) == before


def test_status_and_percent_change(desk: Desk, sent: Sent) -> None:
    preview = read(desk, sent({"K6": "Đang thực hiện", "L6": 0.4}))
    assert [(one.number, one.cell, one.field_label, one.old, one.new) for one in preview.changed] == [
        ("1.1", "K6", "Trạng thái", "Chưa thực hiện", "Đang thực hiện"),
        ("1.1", "L6", "Tỷ lệ hoàn thành", "0%", "40%"),
    ]
    outcome = spreadsheets.apply(desk, preview=preview)
    task = steps.row(desk, "1.1")
    assert outcome.title.startswith("Nhập Excel: ")
    assert (task.status, task.percent, task.progress[-1].percent) == (TaskStatus.IN_PROGRESS, 40, 40)


def test_done_with_its_document(desk: Desk, sent: Sent) -> None:
    filled = {"K6": "Đã hoàn thành", "Q6": "12/QĐ-UBND", "R6": date(2025, 6, 23)}
    spreadsheets.apply(desk, preview=read(desk, sent(filled)))
    task = steps.row(desk, "1.1")
    assert (task.status, task.percent) == (TaskStatus.DONE, 100)
    assert (task.evidence[0].number, task.evidence[0].issued_on) == ("12/QĐ-UBND", date(2025, 6, 23))


def test_done_without_product_is_refused(desk: Desk, sent: Sent) -> None:
    cell, reason = only_reason(read(desk, sent({"K6": "Đã hoàn thành"})))
    assert cell == "K6"
    assert "chưa có sản phẩm" in reason


def test_progress_and_obstacle_are_added(desk: Desk, sent: Sent) -> None:
    filled = {"M6": "Đã trình dự thảo", "N6": ObstacleKind.CROSS_SECTOR.label, "O6": "Chờ ý kiến Sở Tài chính"}
    spreadsheets.apply(desk, preview=read(desk, sent(filled)))
    task = steps.row(desk, "1.1")
    assert (task.progress[0].text, task.progress[0].author) == ("Đã trình dự thảo", "Nguyễn Thị Đào")
    assert (task.obstacles[0].kind, task.obstacles[0].text) == (ObstacleKind.CROSS_SECTOR, "Chờ ý kiến Sở Tài chính")


def test_same_file_twice_brings_nothing_more(desk: Desk, sent: Sent) -> None:
    path = sent(
        {"K6": "Đang thực hiện", "M6": "Đã trình", "N6": "Vượt thẩm quyền", "O6": "Thiếu máy", "Q6": "1/TTr",
         "R6": "24/6", "C8": "Việc mới"}
    )  # fmt: skip
    spreadsheets.apply(desk, preview=read(desk, path))
    again = read(desk, path)
    assert (again.added, again.changed, again.refused) == ((), (), ())


def test_one_undo_takes_back_the_whole_import(desk: Desk, sent: Sent) -> None:
    before = plan.view(desk)
    filled = {"K6": "Đang thực hiện", "M7": "Đang rà soát", "Q7": "5/KH", "R7": "24/6/2025", "C8": "Việc mới"}
    spreadsheets.apply(desk, preview=read(desk, sent(filled)))
    assert plan.view(desk) != before
    history.undo(desk)
    assert plan.view(desk) == before


def test_untouched_cell_never_overwrites(desk: Desk, sent: Sent) -> None:
    path = sent({"M6": "Có báo cáo"})
    tasks.report_progress(desk, task_id=steps.row(desk, "1.1").id, status=TaskStatus.IN_PROGRESS, percent=70)
    preview = read(desk, path)
    assert [one.field for one in preview.changed] == ["progress"]
    spreadsheets.apply(desk, preview=preview)
    assert (steps.row(desk, "1.1").status, steps.row(desk, "1.1").percent) == (TaskStatus.IN_PROGRESS, 70)


def test_cell_changed_on_both_sides_is_a_conflict(desk: Desk, sent: Sent) -> None:
    path = sent({"L6": 0.4})
    tasks.report_progress(desk, task_id=steps.row(desk, "1.1").id, status=TaskStatus.NOT_STARTED, percent=70)
    preview = read(desk, path)
    cell, reason = only_reason(preview)
    assert (cell, preview.changed) == ("L6", ())
    assert "đã đổi trong chương trình từ lúc gửi" in reason
    assert "“70”" in reason
    assert "“40”" in reason


def test_both_sides_alike_is_no_conflict(desk: Desk, sent: Sent) -> None:
    path = sent({"L6": 0.7})
    tasks.report_progress(desk, task_id=steps.row(desk, "1.1").id, status=TaskStatus.NOT_STARTED, percent=70)
    assert read(desk, path).refused == ()


def test_apply_refuses_what_changed_since_the_preview(desk: Desk, sent: Sent) -> None:
    preview = read(desk, sent({"L6": 0.4, "M7": "Có tiến triển"}))
    tasks.report_progress(desk, task_id=steps.row(desk, "1.1").id, status=TaskStatus.NOT_STARTED, percent=70)
    before = steps.sizes(desk)
    with pytest.raises(RefusedError, match="đã đổi sau khi xem trước"):
        spreadsheets.apply(desk, preview=preview)
    assert steps.sizes(desk) == before


def test_apply_of_nothing_is_no_act(desk: Desk, sent: Sent) -> None:
    before = steps.sizes(desk)
    outcome = spreadsheets.apply(desk, preview=read(desk, sent()))
    assert (outcome.act_id, steps.sizes(desk)) == ("", before)


def test_deleted_task_is_refused_only_if_touched(desk: Desk, sent: Sent) -> None:
    path = sent({"M6": "Có báo cáo"})
    tasks.delete_tasks(desk, task_ids=[steps.row(desk, "1.1").id, steps.row(desk, "1.3").id])
    assert [(cell, "đã bị xoá" in reason) for cell, reason in reasons(read(desk, path))] == [("C6", True)]


@pytest.mark.parametrize("address", ["C6", "D6", "F6", "G6"])
def test_locked_columns_stay(desk: Desk, sent: Sent, address: str) -> None:
    cell, reason = only_reason(read(desk, sent({address: "Sửa lén"})))
    assert cell == address
    assert "cột khoá" in reason


def test_locked_cell_emptied_is_refused(desk: Desk, sent: Sent) -> None:
    assert only_reason(read(desk, sent({"F6": None})))[0] == "F6"


@pytest.mark.parametrize(
    ("value", "wanted"), [(0.5, 50), ("50%", 50), ("50 %", 50), (0, None), (0.29, 29), ("100%", 100)]
)
def test_percent_is_read(desk: Desk, sent: Sent, value: Any, wanted: int | None) -> None:
    preview = read(desk, sent({"L6": value}))
    assert preview.refused == ()
    assert [one.value for one in preview.changed] == ([] if wanted is None else [wanted])


@pytest.mark.parametrize("value", [50, -0.1, 0.335, "nửa", "0,5", datetime(2025, 6, 1)])  # noqa: DTZ001
def test_percent_is_not_guessed(desk: Desk, sent: Sent, value: Any) -> None:
    assert only_reason(read(desk, sent({"L6": value})))[0] == "L6"


def test_whole_number_in_a_cell_without_percent_format(desk: Desk, sent: Sent) -> None:
    path = sent()
    book = load_workbook(path)
    book.worksheets[0]["L6"].number_format = "General"
    book.worksheets[0]["L6"].value = 50
    book.save(path)
    assert [one.value for one in read(desk, path).changed] == [50]


def test_emptied_status_is_refused(desk: Desk, sent: Sent) -> None:
    assert only_reason(read(desk, sent({"K6": None}))) == ("K6", "ô bị xoá trống; ghi lại giá trị.")


def test_status_outside_the_list_is_refused(desk: Desk, sent: Sent) -> None:
    assert "không có trong danh sách" in only_reason(read(desk, sent({"K6": "Gần xong"})))[1]


def test_status_without_marks_is_understood(desk: Desk, sent: Sent) -> None:
    assert read(desk, sent({"K6": "dang thuc hien"})).changed[0].new == "Đang thực hiện"


def test_half_a_document_is_refused(desk: Desk, sent: Sent) -> None:
    assert only_reason(read(desk, sent({"Q6": "12/QĐ"})))[0] == "R6"
    assert only_reason(read(desk, sent({"R6": "24/6/2025"})))[0] == "Q6"


def test_half_an_obstacle_is_refused(desk: Desk, sent: Sent) -> None:
    assert only_reason(read(desk, sent({"O6": "Thiếu người"})))[0] == "N6"


@pytest.mark.parametrize("value", ["13/13", "07/25/2025", "7-2025-5", "5/7/25", "2025-07-05", "tháng sau", 7, 20250705])
def test_document_dates_are_not_guessed(desk: Desk, sent: Sent, value: Any) -> None:
    assert only_reason(read(desk, sent({"Q6": "12/QĐ", "R6": value})))[0] == "R6"


@pytest.mark.parametrize("value", [date(2025, 7, 5), 45843, "05/07/2025", "5/7/2025", "5/7", "5-7-2025"])
def test_document_dates_are_read(desk: Desk, sent: Sent, value: Any) -> None:
    (change,) = read(desk, sent({"Q6": "12/QĐ", "R6": value})).changed
    assert change.value["issued_on"] == "2025-07-05"


def test_year_left_out_is_the_one_given(desk: Desk, sent: Sent) -> None:
    path = sent({"Q6": "12/QĐ", "R6": "5/7"})
    (change,) = spreadsheets.read(desk, path=path, default_year=2026).changed
    assert change.value["issued_on"] == "2026-07-05"


def test_formula_is_refused_by_its_cell(desk: Desk, sent: Sent) -> None:
    path = sent()
    book = load_workbook(path)
    book.worksheets[0]["M6"].value = "=1+1"
    book.save(path)
    cell, reason = only_reason(read(desk, path))
    assert cell == "M6"
    assert "ô chứa công thức" in reason


@pytest.mark.parametrize("words", ["=cmd|'/C calc'!A0", "+1 người", "@SUM(A1)", "-2", "#N/A", "_x0041_bc"])
def test_hostile_text_stays_text_both_ways(desk: Desk, sent: Sent, words: str) -> None:
    spreadsheets.apply(desk, preview=read(desk, sent({"M6": words.replace("_x", "_x005F_x")})))
    assert steps.row(desk, "1.1").progress[0].text == words
    task_id = steps.row(desk, "1.1").id
    tasks.edit_task(desk, task_id=task_id, products=words)
    path = sent()
    page = load_workbook(path).worksheets[0]
    assert page["F6"].data_type == "s"
    assert (read(desk, path).changed, read(desk, path).refused) == ((), ())


def test_nfd_text_is_composed(desk: Desk, sent: Sent) -> None:
    words = "Đã gửi đề nghị của Đảng ủy"
    preview = read(
        desk, sent({"M6": unicodedata.normalize("NFD", words), "K6": unicodedata.normalize("NFD", "Tạm dừng")})
    )
    assert {one.value for one in preview.changed} == {words, "paused"}


def test_nfd_in_locked_cells_is_no_change(desk: Desk, sent: Sent) -> None:
    path = sent()
    content = str(load_workbook(path).worksheets[0]["C6"].value)
    assert read(desk, edit(path, {"C6": unicodedata.normalize("NFD", content)})).refused == ()


def test_control_characters_fall_away(desk: Desk, sent: Sent) -> None:
    (change,) = read(desk, sent({"M6": "Đã_x0007_ trình\u200b ký"})).changed
    assert change.value == "Đã trình ký"


def test_ten_thousand_characters_are_taken_in(desk: Desk, sent: Sent) -> None:
    (change,) = read(desk, sent({"M6": "a" * 10_000})).changed
    spreadsheets.apply(desk, preview=read(desk, sent({"M6": "a" * 10_000})))
    assert len(change.value) == 10_000


def test_too_long_a_text_is_refused(desk: Desk, sent: Sent) -> None:
    assert "quá giới hạn" in only_reason(read(desk, sent({"M6": "a" * 20_001})))[1]


def test_secret_stops_the_whole_import(desk: Desk, sent: Sent) -> None:
    before = steps.sizes(desk)
    path = sent({"M6": "Tài liệu TỐI MẬT kèm theo", "K7": "Đang thực hiện"})
    with pytest.raises(SecretError):
        read(desk, path)
    assert steps.sizes(desk) == before


def test_secret_file_name_stops(desk: Desk, sent: Sent, tmp_path: Path) -> None:
    path = sent()
    with pytest.raises(SecretError):
        read(desk, path.rename(tmp_path / "Kế hoạch_MẬT.xlsx"))


def test_secret_in_a_page_header_stops(desk: Desk, sent: Sent) -> None:
    path = sent()
    book = load_workbook(path)
    header = book.worksheets[0].oddHeader
    assert header is not None
    assert header.right is not None
    header.right.text = "MẬT"
    book.save(path)
    with pytest.raises(SecretError):
        read(desk, path)


def test_proposed_row_becomes_an_addition(desk: Desk, sent: Sent) -> None:
    preview = read(desk, sent({"C8": "Bố trí máy phát", "E8": "Sở Nội vụ; Sở KHCN", "G8": "Trước ngày 29/6"}))
    (row,) = preview.added
    assert (row.cell, row.lead, row.coordinating) == (
        "C8", "Văn phòng UBND tỉnh", ("Sở Nội vụ", "Sở Khoa học và Công nghệ"),
    )  # fmt: skip
    spreadsheets.apply(desk, preview=preview)
    task = next(task for task in plan.view(desk).tasks if task.content == "Bố trí máy phát")
    assert (task.is_addition, task.source.library, task.deadline and task.deadline.day) == (
        True, "import", date(2025, 6, 29),
    )  # fmt: skip


def test_progress_on_a_proposed_row_is_refused(desk: Desk, sent: Sent) -> None:
    assert only_reason(read(desk, sent({"C8": "Việc mới", "M8": "Đã làm"})))[0] == "M8"


def test_copied_row_is_refused(desk: Desk, sent: Sent) -> None:
    path = sent()
    key = load_workbook(path).worksheets[0]["A6"].value
    cell, reason = only_reason(read(desk, edit(path, {"A8": key})))
    assert (cell, "lặp lại" in reason) == ("A8", True)


def test_foreign_key_is_refused(desk: Desk, sent: Sent) -> None:
    assert "không khớp bản đã gửi" in only_reason(read(desk, sent({"A6": "lạ"})))[1]


def test_missing_row_is_remarked_and_kept(desk: Desk, sent: Sent) -> None:
    path = sent()
    book = load_workbook(path)
    book.worksheets[0].delete_rows(6)
    book.save(path)
    preview = read(desk, path)
    assert (preview.changed, preview.refused) == ((), ())
    assert "thiếu dòng 1.1" in preview.remarks[0].text


def test_merged_row_is_refused(desk: Desk, sent: Sent) -> None:
    path = sent()
    book = load_workbook(path)
    book.worksheets[0].merge_cells("M6:M7")
    book.save(path)
    assert [cell for cell, _ in reasons(read(desk, path))] == ["M6:M7", "M6:M7"]


def test_changed_headings_are_refused(desk: Desk, sent: Sent) -> None:
    with pytest.raises(WrongSheetError, match="Cột “Trạng thái”"):
        read(desk, sent({"K5": "Tình trạng"}))


def test_moved_columns_are_refused(desk: Desk, sent: Sent) -> None:
    path = sent()
    book = load_workbook(path)
    book.worksheets[0].insert_cols(3)
    book.save(path)
    with pytest.raises(WrongSheetError, match="dòng tiêu đề"):
        read(desk, path)


def test_hidden_memory_that_was_changed_is_noticed(desk: Desk, sent: Sent) -> None:
    path = edit(sent(), {"M12": "Đang thực hiện"}, sheet=META_SHEET)
    assert only_reason(read(desk, path))[0] == "A6"


def test_file_of_another_plan_is_refused(desk: Desk, sent: Sent) -> None:
    with pytest.raises(OtherPlanError, match="kế hoạch khác"):
        read(desk, edit(sent(), {"B3": "khác"}, sheet=META_SHEET))


def test_file_of_a_newer_program_is_refused(desk: Desk, sent: Sent) -> None:
    with pytest.raises(OtherPlanError, match="phiên bản mới hơn"):
        read(desk, edit(sent(), {"B1": "2"}, sheet=META_SHEET))


def test_extended_deadline_goes_out_beside_the_original(desk: Desk, sent: Sent) -> None:
    task = steps.row(desk, "1.1")
    tasks.extend_deadline(desk, task_id=task.id, text="Ngày 27/6/2025", reason="Chờ", approver="Chủ tịch")
    page = load_workbook(sent()).worksheets[0]
    assert (page["G6"].value, page["H6"].value, page["I6"].value) == (
        "Ngày 24/6/2025", "Ngày 27/6/2025", datetime(2025, 6, 27),  # noqa: DTZ001
    )  # fmt: skip
    assert page["I6"].number_format == "dd/mm/yyyy"


def test_each_half_of_an_obstacle_is_refused_at_its_own_cell(desk: Desk, sent: Sent) -> None:
    assert only_reason(read(desk, sent({"N6": "Loại lạ", "O6": "Thiếu người"})))[0] == "N6"
    assert only_reason(read(desk, sent({"N6": "Vượt thẩm quyền", "O6": "a" * 20_001})))[0] == "O6"
