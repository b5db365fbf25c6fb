"""A plan that a province already has in its own Excel."""

from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from app.models.errors import InvalidInputError
from app.models.plan.deadline import DeadlineKind
from app.models.secrecy import SecretError
from app.services import history, plan, spreadsheets
from app.services.desk import Desk
from tests.services.spreadsheets.conftest import Foreign

ROW = ("1", "Rà soát hạ tầng mạng", "Sở Nội vụ", "Sở KHCN; Công an tỉnh", "Báo cáo", "25/6/2025", "Gấp")
HEADING = ("I", "Công tác chuẩn bị của tỉnh", None, None, None, None, None)


def row(**given: Any) -> tuple[Any, ...]:
    names = ("number", "content", "lead", "coordinating", "products", "deadline", "note")
    return tuple(given.get(name, value) for name, value in zip(names, ROW, strict=True))


def test_columns_are_proposed_by_their_headings(desk: Desk, foreign: Foreign) -> None:
    preview = spreadsheets.read(desk, path=foreign(ROW))
    assert preview.kind == "foreign"
    assert preview.mapping == {
        "number": "A", "content": "B", "lead": "C", "coordinating": "D", "products": "E", "deadline": "F", "note": "G",
    }  # fmt: skip
    assert preview.headers[1] == "Nội dung công việc"


@pytest.mark.parametrize(
    "headings",
    [
        ("TT", "NHIỆM VỤ", "CƠ QUAN CHỦ TRÌ", "CƠ QUAN PHỐI HỢP", "KẾT QUẢ ĐẦU RA", "THỜI GIAN HOÀN THÀNH", "GHI CHÚ"),
        ("stt", "noi dung", "chu tri", "phoi hop", "san pham", "thoi han", "ghi chu"),
        ("Số TT", "Công việc", "Đơn vị thực hiện", "Phối hợp", "Sản phẩm dự kiến", "Hạn hoàn thành", "Ghi chú"),
    ],
)
def test_usual_headings_are_known(desk: Desk, foreign: Foreign, headings: tuple[str, ...]) -> None:
    (found,) = spreadsheets.read(desk, path=foreign(ROW, headings=headings)).added
    assert (found.lead, found.products, found.note) == ("Sở Nội vụ", "Báo cáo", "Gấp")


def test_mapping_is_the_persons_word(desk: Desk, foreign: Foreign) -> None:
    path = foreign(ROW, headings=("a", "b", "c", "d", "e", "f", "g"))
    preview = spreadsheets.read(desk, path=path, mapping={"content": "B", "lead": "c"})
    assert [(one.content, one.lead, one.deadline) for one in preview.added] == [
        ("Rà soát hạ tầng mạng", "Sở Nội vụ", None)
    ]
    assert preview.columns["D"] == "d"


@pytest.mark.parametrize(
    "mapping", [{"lead": "C"}, {"content": "9"}, {"content": "B", "x": "C"}, {"content": "B", "lead": "B"}]
)
def test_senseless_mapping_is_refused(desk: Desk, foreign: Foreign, mapping: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError):
        spreadsheets.read(desk, path=foreign(ROW), mapping=mapping)


def test_rows_become_additions_with_their_source(desk: Desk, foreign: Foreign) -> None:
    preview = spreadsheets.read(desk, path=foreign(ROW))
    spreadsheets.apply(desk, preview=preview)
    task = next(task for task in plan.view(desk).tasks if task.content == ROW[1])
    assert (task.source.library, task.source.ref) == ("import", "Kế hoạch.xlsx, dòng 4")
    assert task.lead is not None
    assert (task.lead.name, [unit.name for unit in task.coordinating], task.note) == (
        "Sở Nội vụ", ["Sở Khoa học và Công nghệ", "Công an tỉnh"], "Gấp",
    )  # fmt: skip


def test_reading_again_after_applying_brings_nothing(desk: Desk, foreign: Foreign) -> None:
    path = foreign(ROW, row(content="Việc khác"))
    spreadsheets.apply(desk, preview=spreadsheets.read(desk, path=path))
    again = spreadsheets.read(desk, path=path)
    assert (again.added, again.unchanged, again.refused) == ((), 2, ())
    assert "Đã có trong kế hoạch" in again.remarks[0].text


def test_one_undo_takes_all_rows_back(desk: Desk, foreign: Foreign) -> None:
    before = plan.view(desk)
    path = foreign(HEADING, *(row(content=f"Việc {at}") for at in range(20)))
    spreadsheets.apply(desk, preview=spreadsheets.read(desk, path=path))
    assert len(plan.view(desk).tasks) == len(before.tasks) + 20
    history.undo(desk)
    assert plan.view(desk) == before


def test_order_of_the_sheet_is_kept(desk: Desk, foreign: Foreign) -> None:
    names = [f"Việc {at}" for at in (3, 1, 2)]
    path = foreign(HEADING, *(row(content=name) for name in names))
    spreadsheets.apply(desk, preview=spreadsheets.read(desk, path=path))
    assert [task.content for task in plan.view(desk).groups[-1].tasks] == names


def test_heading_of_a_group_of_the_plan_is_known(desk: Desk, foreign: Foreign) -> None:
    group = plan.view(desk).groups[1]
    (found,) = spreadsheets.read(desk, path=foreign(("II", group.heading.lower()), ROW)).added
    assert found.group_id == group.id


def test_other_heading_becomes_a_group(desk: Desk, foreign: Foreign) -> None:
    preview = spreadsheets.read(desk, path=foreign(HEADING, ROW))
    assert [(one.group_id, one.group_heading) for one in preview.added] == [("", "Công tác chuẩn bị của tỉnh")]
    spreadsheets.apply(desk, preview=preview)
    assert plan.view(desk).groups[-1].heading == "Công tác chuẩn bị của tỉnh"


def test_merged_heading_row_is_a_heading(desk: Desk, foreign: Foreign) -> None:
    path = foreign(("II. Công tác truyền thông",), ROW, merges=["A4:G4"])
    (found,) = spreadsheets.read(desk, path=path).added
    assert found.group_heading == "Công tác truyền thông"


def test_without_headings_the_words_propose_a_group(desk: Desk, foreign: Foreign) -> None:
    (found,) = spreadsheets.read(desk, path=foreign(ROW)).added
    assert found.group_id in {group.id for group in plan.view(desk).groups}


def test_row_of_column_numbers_is_no_task(desk: Desk, foreign: Foreign) -> None:
    path = foreign(("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"), ROW)
    preview = spreadsheets.read(desk, path=path)
    assert (len(preview.added), preview.refused) == (1, ())


def test_unknown_unit_is_refused_with_near_names(desk: Desk, foreign: Foreign) -> None:
    preview = spreadsheets.read(desk, path=foreign(row(lead="Sở Khoa học Công nghê"), ROW))
    (refusal,) = preview.refused
    assert (refusal.cell, len(preview.added)) == ("C4", 1)
    assert "Sở Khoa học và Công nghệ" in refusal.reason


def test_two_leads_are_refused(desk: Desk, foreign: Foreign) -> None:
    (refusal,) = spreadsheets.read(desk, path=foreign(row(lead="Sở Nội vụ, Sở Tài chính"))).refused
    assert (refusal.cell, "chỉ một đơn vị chủ trì" in refusal.reason) == ("C4", True)


def test_lead_among_the_helpers_is_refused(desk: Desk, foreign: Foreign) -> None:
    (refusal,) = spreadsheets.read(desk, path=foreign(row(coordinating="Sở Nội vụ"))).refused
    assert refusal.cell == "D4"


def test_missing_lead_is_remarked(desk: Desk, foreign: Foreign) -> None:
    preview = spreadsheets.read(desk, path=foreign(row(lead=None)))
    assert (len(preview.added), preview.remarks[0].text) == (1, "Chưa có đơn vị chủ trì; chọn sau khi nhập.")


def test_row_without_content_is_refused(desk: Desk, foreign: Foreign) -> None:
    (refusal,) = spreadsheets.read(desk, path=foreign(row(content=None))).refused
    assert "không có nội dung" in refusal.reason


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (datetime(2025, 7, 5), date(2025, 7, 5)),  # noqa: DTZ001
        (45843, date(2025, 7, 5)),
        ("05/07/2025", date(2025, 7, 5)),
        ("5/7/2025", date(2025, 7, 5)),
        ("5/7", date(2025, 7, 5)),
        ("Trước ngày 30/6/2025", date(2025, 6, 30)),
        ("Đêm 30/6/2025", date(2025, 6, 30)),
        ("Tháng 7/2025", date(2025, 7, 31)),
        ("Thường xuyên", None),
        ("Hằng ngày", None),
    ],
)
def test_deadlines_are_read(desk: Desk, foreign: Foreign, value: Any, day: date | None) -> None:
    preview = spreadsheets.read(desk, path=foreign(row(deadline=value)))
    assert preview.refused == ()
    (found,) = preview.added
    assert found.deadline is not None
    assert found.deadline.day == day


@pytest.mark.parametrize(
    "value",
    ["13/13", "07/25/2025", "5/7/25", "7-2025-5", "2025-07-05", "sớm nhất", 5.7, 20250705, "Đợt 1-2", "5/7/1925"],
)
def test_deadlines_are_not_guessed(desk: Desk, foreign: Foreign, value: Any) -> None:
    preview = spreadsheets.read(desk, path=foreign(row(deadline=value)))
    assert (preview.added, [one.cell for one in preview.refused]) == ((), ["F4"])


def test_hour_of_a_real_date_is_kept(desk: Desk, foreign: Foreign) -> None:
    (found,) = spreadsheets.read(desk, path=foreign(row(deadline=datetime(2025, 6, 25, 12, 0)))).added  # noqa: DTZ001
    assert found.deadline is not None
    assert (found.deadline.kind, found.deadline.text) == (DeadlineKind.TIME, "12 giờ 00 ngày 25/06/2025")


def test_formula_is_refused_by_its_cell(desk: Desk, foreign: Foreign) -> None:
    (refusal,) = spreadsheets.read(desk, path=foreign(row(content='="a"&"b"'))).refused
    assert (refusal.cell, "ô chứa công thức" in refusal.reason) == ("B4", True)


def test_error_value_is_refused(desk: Desk, foreign: Foreign) -> None:
    (refusal,) = spreadsheets.read(desk, path=foreign(row(products="#REF!"))).refused
    assert refusal.cell == "E4"


def test_rows_merged_downwards_are_refused(desk: Desk, foreign: Foreign) -> None:
    path = foreign(ROW, row(content="Việc hai", lead=None), row(content="Việc ba"), merges=["C4:C5"])
    preview = spreadsheets.read(desk, path=path)
    assert [one.content for one in preview.added] == ["Việc ba"]
    assert [(one.cell, "ô gộp C4:C5" in one.reason) for one in preview.refused] == [("B4", True), ("B5", True)]


def test_hidden_rows_are_read_and_remarked(desk: Desk, foreign: Foreign) -> None:
    path = foreign(ROW, row(content="Việc ẩn"))
    book = load_workbook(path)
    book.worksheets[0].row_dimensions[5].hidden = True
    book.save(path)
    preview = spreadsheets.read(desk, path=path)
    assert len(preview.added) == 2
    assert "1 dòng đang ẩn" in preview.remarks[-1].text


def test_hidden_sheet_is_not_proposed(desk: Desk, foreign: Foreign) -> None:
    path = foreign(ROW)
    book = load_workbook(path)
    copy = book.copy_worksheet(book.worksheets[0])
    copy.title, copy.sheet_state = "Bản cũ", "hidden"
    book.save(path)
    preview = spreadsheets.read(desk, path=path)
    assert (preview.sheet, preview.sheets) == ("KH tỉnh", ("KH tỉnh",))
    assert spreadsheets.read(desk, path=path, sheet="Bản cũ").sheet == "Bản cũ"


def test_same_task_twice_is_taken_once(desk: Desk, foreign: Foreign) -> None:
    preview = spreadsheets.read(desk, path=foreign(ROW, ROW))
    assert (len(preview.added), preview.unchanged) == (1, 1)


def test_task_of_the_plan_is_pointed_out(desk: Desk, foreign: Foreign) -> None:
    content = plan.view(desk).tasks[0].content
    preview = spreadsheets.read(desk, path=foreign(row(content=content)))
    assert (preview.added, preview.remarks[0].text) == (
        (), "Đã có trong kế hoạch (dòng 1.1), không thêm lần nữa.",
    )  # fmt: skip


def test_secret_anywhere_stops(desk: Desk, foreign: Foreign) -> None:
    with pytest.raises(SecretError):
        spreadsheets.read(desk, path=foreign(ROW, (None, None, None, None, None, None, None, "Độ mật: MẬT")))


def test_our_own_printed_plan_comes_back_without_doubles(sample_desk: Desk, foreign: Foreign) -> None:
    rows = [(task.number, task.content, task.lead.shown if task.lead else "") for task in plan.view(sample_desk).tasks]
    preview = spreadsheets.read(sample_desk, path=foreign(*rows))
    assert (preview.added, preview.refused, preview.unchanged) == ((), (), len(rows))
