"""Job 1, start to printed paper: three real provinces by the command line, then one plan followed to its issue."""

import io
import json
import re
import unicodedata
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest

from app.cli import FINE, PROBLEMS, main
from app.models.plan import form as plan_form
from app.models.plan.records import Authority, ObstacleKind, Signing, TaskStatus
from app.models.plan.table import TaskQuery
from app.models.text import fold
from app.services import (
    checking,
    documents,
    history,
    issuing,
    libraries,
    opening,
    plan,
    reanchoring,
    search,
    settings,
    spreadsheets,
    tasks,
)
from app.services.desk import Desk

PROVINCES = {
    "Lâm Đồng": ("tỉnh Lâm Đồng", 124, ("Lâm Đồng", "Bình Thuận", "Đắk Nông")),
    "Thành phố Hồ Chí Minh": ("Thành phố Hồ Chí Minh", 168, ("Hồ Chí Minh", "Bà Rịa - Vũng Tàu", "Bình Dương")),
    "Hà Nội": ("thành phố Hà Nội", 126, ()),
}


@pytest.mark.parametrize("province", PROVINCES)
def test_a_province_gets_its_plan_and_its_papers_by_the_command_line(
    province: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    title, communes, merged = PROVINCES[province]
    file = tmp_path / "ke-hoach.kh02"
    assert main(["new", str(file), "--province", unicodedata.normalize("NFD", province)]) == FINE
    desk = opening.open_desk(file, read_only=True)
    view = plan.view(desk)
    assert (desk.province.title, len(desk.province.communes)) == (title, communes)
    assert set(view.merged_from) == set(merged)
    assert [task.number for task in view.tasks] == [
        row.number for group in plan_form.load().groups for row in group.rows
    ]
    desk.close()
    capsys.readouterr()
    assert main(["check", str(file), "--json"]) == PROBLEMS
    findings = json.loads(capsys.readouterr().out)
    asked = [finding["message"] for finding in findings if "hệ thống giải quyết TTHC dùng chung" in finding["message"]]
    assert bool(asked) == bool(merged)
    assert main(["export", str(file), "ke-hoach", "--to", str(tmp_path / "out")]) == FINE
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".docx", ".pdf", ".xlsx"]


def test_an_unedited_plan_reads_word_for_word_like_the_form(desk: Desk, tmp_path: Path) -> None:
    paths = documents.export(desk, name="ke-hoach", formats=["docx", "pdf"], folder=tmp_path)
    form = plan_form.load()
    filled = {"ten_tinh_thanh_pho": "Lâm Đồng"}
    wanted = [plan_form.fill_line(line, filled, form) for line in form.lines]
    wanted += [row.content for group in form.groups for row in group.rows]
    wanted += [row.deadline.text for group in form.groups for row in group.rows]
    wanted += [row.coordinating for group in form.groups for row in group.rows]
    for text in (_words_of_docx(paths[0]), _words_of_pdf(paths[1])):
        missing = [line for line in wanted if _squeezed(line) not in _squeezed(text)]
        assert missing == []
        assert unicodedata.is_normalized("NFC", text)


def test_a_plan_from_draft_to_issue_and_what_follows(desk: Desk, tmp_path: Path) -> None:
    # Three actions at most lie behind us: province, name, "Tạo"; the 14 rows are there. Now the secretary completes it.
    for key, value in (
        ("ten_ban_chi_dao_cap_tinh", "BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ"),
        ("ten_tinh_goc_duoc_chon", "Lâm Đồng"),
        ("ly_do_lua_chon", "hệ thống ổn định, đã kết nối Cổng DVC Quốc gia"),
        ("noi_dung_tuong_tu_2", "Chọn hệ thống của tỉnh Lâm Đồng."),
        ("noi_dung_tuong_tu_3", "Dùng chung SSO, LGSP của tỉnh Lâm Đồng."),
        ("ten_so_don_vi_chu_tri", "Sở Khoa học và Công nghệ"),
        ("thoi_han_chuyen_doi_du_lieu", "30/9/2025"),
    ):
        plan.set_blank(desk, key=key, value=value)
    wanted = [one for one in libraries.candidates(desk) if not one.covered_by][:10]
    libraries.add(desk, choices=[(one.task.key, one.proposed_group_id) for one in wanted])
    added = [task for task in plan.view(desk).tasks if task.is_addition]
    assert len(added) == 10
    for task in added:
        tasks.set_lead(desk, task_id=task.id, unit="so khoa hoc va cong nghe")
        tasks.edit_task(desk, task_id=task.id, products="Báo cáo kết quả")
        if task.deadline is None:
            tasks.set_deadline(desk, task_id=task.id, text="Ngày 28/6/2025")
    assert [finding.message for finding in checking.findings(desk) if finding.level == "error"] == []

    issuing.issue(
        desk,
        signing=Signing("7", "KH-BCĐ", date(2025, 6, 24), "Trần Quang Hạo", "TRƯỞNG BAN", Authority.TM, "BAN CHỈ ĐẠO"),
    )
    first = plan.view(desk).tasks[0]
    tasks.extend_deadline(
        desk, task_id=first.id, text="Ngày 26/6/2025", reason="Chờ nhân sự", approver="Trần Quang Hạo, Trưởng Ban"
    )
    tasks.add_obstacle(desk, task_id=first.id, kind=ObstacleKind.INTERNAL, text="Chưa đủ thành viên")
    tasks.add_document(desk, task_id=first.id, title="Quyết định", number="05/QĐ-BCĐ", issued_on=date(2025, 6, 24))
    tasks.report_progress(desk, task_id=first.id, status=TaskStatus.DONE, text="Đã ký")
    (difference,) = issuing.differences(desk)
    assert (difference.old, difference.new) == ("Ngày 24/6/2025", "Ngày 26/6/2025")

    live, on_paper = (
        _words_of_docx(documents.export(desk, name=name, formats=["docx"], folder=tmp_path)[0])
        for name in ("ke-hoach", "ke-hoach-da-ban-hanh")
    )
    assert "Số: 07/KH-BCĐ" in on_paper.replace("\u00a0", " ")
    assert "ngày 24 tháng 6 năm 2025" in on_paper.replace("\u00a0", " ")
    assert "Trần Quang Hạo" in on_paper
    assert "Ngày 26/6/2025" in live
    assert "07/KH-BCĐ" not in live
    assert re.search(r"năm 20\d\d *$", live.partition("KẾ HOẠCH HÀNH ĐỘNG")[0]) is None
    assert search.search(desk, text="05/QĐ-BCĐ")[0].title == "Quyết định"


def test_departments_fill_in_their_sheets_and_one_undo_takes_it_all_back(desk: Desk, tmp_path: Path) -> None:
    sheets = spreadsheets.send_to_units(desk, folder=tmp_path)
    before = plan.counts(desk, query=TaskQuery())
    for sheet in sheets:
        untouched = spreadsheets.read(desk, path=sheet)
        assert (untouched.changed, untouched.added, untouched.refused) == ((), (), ())
    sheet = next(path for path in sheets if "so nv" in fold(path.stem))
    _fill_in(sheet, "Đang thực hiện")
    preview = spreadsheets.read(desk, path=sheet)
    assert {change.new for change in preview.changed} >= {"Đang thực hiện"}
    spreadsheets.apply(desk, preview=preview)
    assert plan.counts(desk, query=TaskQuery()).by_status[TaskStatus.IN_PROGRESS] == 2
    history.undo(desk)
    assert plan.counts(desk, query=TaskQuery()) == before


def test_the_plan_of_another_night_moves_whole(desk: Desk, tmp_path: Path) -> None:
    moves = reanchoring.preview(desk, new_day=date(2025, 8, 31))
    assert len([move for move in moves if move.task_id]) == 14
    assert any("01/7/2025" in move.old and "01/9/2025" in move.new for move in moves)
    reanchoring.reanchor(desk, new_day=date(2025, 8, 31))
    moved = plan.view(desk)
    texts = {task.deadline.text for task in moved.tasks if task.deadline} | {line.text for line in moved.texts}
    assert {move.new for move in moves if move.task_id} <= texts
    assert any("01/9/2025" in line.text for line in moved.texts)
    assert "ngày 19/6/2025" in moved.texts[0].text
    history.undo(desk)
    assert plan.view(desk).tasks[0].deadline == plan_form.load().groups[0].rows[0].deadline


def test_the_same_plan_in_the_party_format(sample_desk: Desk, tmp_path: Path) -> None:
    body = settings.default_body(sample_desk.province, "party")
    settings.set_body(sample_desk, issuing=body)
    (path,) = documents.export(sample_desk, name="ke-hoach", formats=["pdf"], folder=tmp_path)
    words = _words_of_pdf(path)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in words
    assert "TỈNH ỦY LÂM ĐỒNG" in words
    assert "CỘNG HÒA XÃ HỘI" not in words
    assert "T/M BAN CHỈ ĐẠO" in words


def test_every_format_of_every_paper_says_the_same(sample_desk: Desk, tmp_path: Path) -> None:
    for kind in documents.catalogue()[:1]:
        word, pdf, excel = documents.export(sample_desk, name=kind.name, formats=kind.formats, folder=tmp_path)
        sheet = _squeezed(_words_of_xlsx(excel))
        for task in plan.view(sample_desk).tasks:
            for text in (_words_of_docx(word), _words_of_pdf(pdf)):
                assert _squeezed(task.content) in _squeezed(text)
            assert _squeezed(task.content) in sheet


def _words_of_docx(path: Path) -> str:
    document = docx.Document(io.BytesIO(path.read_bytes()))
    return "\n".join(
        "".join(element.itertext()) for element in document.element.body.iter() if element.tag.endswith("}p")
    )


def _words_of_pdf(path: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def _words_of_xlsx(path: Path) -> str:
    book = openpyxl.load_workbook(path, read_only=True)
    return "\n".join(
        str(value) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for value in row if value
    )


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u00a0]+", "", text)


def _fill_in(path: Path, status: str) -> None:
    """Give every task row of a returned sheet a status, as a department would."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    statuses = next(cell for cell in cells if cell.value == "Trạng thái")
    numbers = next(cell for cell in cells if cell.value == "TT" and cell.row == statuses.row)
    for cell in cells:
        if cell.column_letter == numbers.column_letter and re.match(r"\d+\.\d+", str(cell.value)):
            sheet[f"{statuses.column_letter}{cell.row}"].value = status
    book.save(path)
