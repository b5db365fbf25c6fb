import unicodedata
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator

from app.exports.plan_paper import plan_paper
from app.exports.progress_report import progress_report
from app.exports.render import render
from app.exports.tree import Column, Document, Row, Section, Sheet, SheetColumn, SheetRow, Table, paragraph
from app.exports.xlsx.sheets import sheet_names
from tests.exports.reading import book, part, parts, values
from tests.exports.samples import AS_OF, HOSTILE, LONG, STATE, form_view, full_view

PLAN = plan_paper(full_view(), STATE)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _sheet(*texts: str, name: str = "Trang") -> Document:
    sheet = Sheet(name, (SheetColumn("A", 20), SheetColumn("B", 20)), tuple(SheetRow((text, text)) for text in texts))
    return Document("x", (), (sheet,))


def test_sheets_are_the_groups_that_hold_something() -> None:
    assert book(PLAN).sheetnames == [
        "Kế hoạch",
        "Mục tiêu và phương án",
        "Tiến độ",
        "Vướng mắc",
        "Gia hạn",
        "Minh chứng",
    ]
    assert book(plan_paper(form_view(), STATE)).sheetnames == ["Kế hoạch", "Mục tiêu và phương án"]


def test_the_plan_sheet_has_the_forms_columns_first() -> None:
    header = next(book(PLAN)["Kế hoạch"].iter_rows(values_only=True))
    assert header[:7] == (
        "TT",
        "Nội dung công việc",
        "Đơn vị chủ trì",
        "Đơn vị phối hợp",
        "Sản phẩm đầu ra",
        "Thời hạn hoàn thành",
        "Ghi chú",
    )


def test_dates_are_real_dates_shown_the_vietnamese_way() -> None:
    page = book(PLAN)["Kế hoạch"]
    row = next(row for row in page.iter_rows() if row[0].value == "4.2")
    assert (row[8].value, row[9].value) == (datetime(2025, 7, 1), datetime(2025, 7, 7))  # noqa: DTZ001 a cell has no zone
    assert row[9].number_format == "dd/mm/yyyy"


def test_an_instant_is_vietnams_wall_time() -> None:
    row = list(book(PLAN)["Tiến độ"].iter_rows())[1]
    assert row[2].value == datetime(2025, 6, 25, 14)  # noqa: DTZ001 a cell has no zone
    assert row[2].number_format == "dd/mm/yyyy hh:mm"


def test_an_aware_instant_of_another_caller_too() -> None:
    sheet = Sheet("a", (SheetColumn("A", 20),), (SheetRow((datetime(2025, 6, 25, 18, tzinfo=UTC),)),))
    page = book(Document("x", (), (sheet,)))["a"]
    assert page["A2"].value == datetime(2025, 6, 26, 1)  # noqa: DTZ001 a cell has no zone


def test_every_page_is_ready_to_print() -> None:
    for page in book(PLAN).worksheets:
        assert page.freeze_panes == "A2"
        assert page.print_title_rows == "$1:$1"
        assert page.page_setup.orientation == "landscape"
        assert str(page.page_setup.paperSize) == "9"
        assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
        assert page.sheet_properties.pageSetUpPr is not None
        assert page.sheet_properties.pageSetUpPr.fitToPage


def test_details_fold_away_and_the_key_is_hidden() -> None:
    columns = book(PLAN)["Kế hoạch"].column_dimensions
    assert columns["H"].outlineLevel == 1
    assert columns["M"].hidden
    assert not columns["A"].hidden


def test_the_key_of_each_row_is_its_record() -> None:
    keys = [row[12] for row in book(PLAN)["Kế hoạch"].iter_rows(min_row=2, values_only=True)]
    assert {task.id for task in full_view().tasks} <= set(keys)


def test_rows_are_as_high_as_their_text() -> None:
    page = book(_sheet("ngắn", LONG * 2))["Trang"]
    assert page.row_dimensions[2].height == 15.75
    assert (page.row_dimensions[3].height or 0) > 10 * 15.75


def test_every_cell_is_in_times_new_roman() -> None:
    for page in book(PLAN).worksheets:
        assert {cell.font.name for row in page.iter_rows() for cell in row} == {"Times New Roman"}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    data = render(_sheet(text), "xlsx")
    cell = load_workbook(BytesIO(data))["Trang"]["A2"]
    assert cell.value == "".join(letter for letter in text if letter >= " ")
    assert cell.data_type == "s"
    assert not list(part(data, "xl/worksheets/sheet1.xml").iter(f"{MAIN}f"))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_a_text_like_a_formula_bears_the_quote_mark(text: str) -> None:
    page = book(_sheet(text, "thường"))["Trang"]
    assert page["A2"].quotePrefix
    assert not page["A3"].quotePrefix


def test_decomposed_input_comes_out_composed() -> None:
    assert book(_sheet(unicodedata.normalize("NFD", "Tiến độ")))["Trang"]["A2"].value == "Tiến độ"


def test_a_very_long_cell_is_kept_whole() -> None:
    page = book(_sheet("dài " * 2_500))["Trang"]
    assert page["A2"].value == "dài " * 2_500
    assert page.row_dimensions[2].height == 409


def test_sheet_names_excel_accepts() -> None:
    names = sheet_names(["a/b:c*[d]?", "A b c  d", "", "history", "'x'", "Rất dài " * 9, "Rất dài " * 9])
    assert names[2] != ""
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert names[4] == "x"


@pytest.mark.parametrize("name", ["a/b", "[x]", "Trang & <khác>", "Bảng 'tên'"])
def test_a_hostile_sheet_name_still_opens(name: str) -> None:
    assert len(book(_sheet("a", name=name)).sheetnames) == 1


def test_a_document_without_sheets_becomes_its_tables_and_its_text() -> None:
    table = Table(
        (Column("TT", 1), Column("Việc", 5)), (Row(("I", "Nhóm"), group=True), Row(("1", "Làm"))), "Việc cần làm"
    )
    found = book(Document("Biên bản", (Section((paragraph("Mở đầu"), table)),)))
    assert found.sheetnames == ["Việc cần làm", "Nội dung"]
    assert [*found["Việc cần làm"].iter_rows(values_only=True)][2] == ("1", "Làm")
    assert found["Nội dung"]["A2"].value == "Mở đầu"


@pytest.mark.parametrize(
    "document", [PLAN, progress_report(full_view(), STATE, as_of=AS_OF, warn_days=3), _sheet(*HOSTILE)]
)
def test_the_audit_finds_nothing(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "kh.xlsx"
    path.write_bytes(render(document, "xlsx"))
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []


def test_every_task_is_in_the_workbook() -> None:
    found = set(values(book(PLAN)))
    assert all(task.content in found for task in full_view().tasks)


def test_the_same_document_gives_the_same_parts() -> None:
    assert parts(PLAN, "xlsx") == parts(PLAN, "xlsx")
