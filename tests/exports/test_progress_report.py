from datetime import UTC, date, datetime, timedelta

import pytest

from app.exports.progress_report import progress_report
from app.exports.render import FORMATS, Format, render
from app.exports.tree import Document, Table
from tests.exports.reading import book, docx_text
from tests.exports.samples import AS_OF, PARTY, STATE, busy_task, form_view, full_view, with_rows


def _report(as_of: datetime = AS_OF) -> Document:
    return progress_report(full_view(), STATE, as_of=as_of, warn_days=3)


def _tables(document: Document) -> list[Table]:
    return [block for section in document.sections for block in section.blocks if isinstance(block, Table)]


@pytest.mark.parametrize("days", [-30, -1, 0, 1, 5, 400])
def test_totals_sum_to_the_number_of_tasks(days: int) -> None:
    _, by_state, by_status = _tables(_report(AS_OF + timedelta(days=days)))
    for table in (by_state, by_status):
        counts = [int(row.cells[1]) for row in table.rows]
        assert sum(counts[:-1]) == counts[-1] == len(full_view().tasks)


def test_a_busy_row_tells_both_deadlines_and_why() -> None:
    view = with_rows(form_view(), busy_task())
    table = _tables(progress_report(view, STATE, as_of=AS_OF, warn_days=3))[0]
    (row,) = [row.cells for row in table.rows if row.cells[0] == "1.9"]
    assert row[3:6] == ("trước ngày 26/6/2025", "Ngày 29/6/2025", "1")
    assert row[6] == "Chờ thiết bị (Trưởng Ban, 20/06/2025, 12/TB-BCĐ)"
    assert row[10] == "Vướng mắc liên ngành, liên khối: Chưa có mặt bằng"


def test_the_moment_is_vietnams() -> None:
    text = docx_text(render(_report(datetime(2025, 6, 25, 18, 30, tzinfo=UTC)), "docx")).replace("\u00a0", " ")
    assert "(Số liệu đến 01:30, ngày 26 tháng 6 năm 2025)" in text


def test_the_workbook_has_numbers_and_a_real_date() -> None:
    page = book(_report())["Theo dõi tiến độ"]
    row = next(row for row in page.iter_rows(values_only=True) if row[0] == "1.9")
    assert (row[5], row[8]) == (1, 40)
    assert isinstance(row[12], datetime)
    assert row[12].date() == date(2025, 6, 29)


@pytest.mark.parametrize("wanted", FORMATS)
def test_it_renders_for_the_party_too(wanted: Format) -> None:
    assert render(progress_report(full_view(), PARTY, as_of=AS_OF, warn_days=3), wanted)
