"""Job 2, start to printed papers: the registers come back as Excel, assessors score by keyboard, the province decides,
and plan, runbook, those not chosen and the official papers follow."""

from datetime import date, timedelta
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.models.errors import RefusedError
from app.models.selection.aftermath_proposals import ProposalState
from app.models.selection.records import KindView, Verdict
from app.models.selection.result import Standing
from app.models.selection.stages import StageKey
from app.services import documents, people, plan, spreadsheets
from app.services.desk import Desk
from app.services.runbook import masters
from app.services.selection import (
    assessing,
    criteria,
    deciding,
    invalidating,
    proposals,
    reading,
    section_two,
    stages,
    unchosen,
)
from app.views.common.acts import Acts
from app.views.common.background import Worker
from app.views.common.memory import Memory
from app.views.common.office import Office
from app.views.selection.decision_sheet import DecisionSheet
from app.views.selection.page import SelectionPage
from tests.services.selection.aftermath_hands import stopped_one
from tests.views.hands import click, named, press

SYSTEMS = {"Lâm Đồng": "Zimbra Lâm Đồng", "Đắk Nông": "Thư công vụ Đắk Nông", "Bình Thuận": "MDaemon Bình Thuận"}


def mail(desk: Desk) -> KindView:
    return next(view for view in reading.overview(desk) if view.kind.code == "thu-dien-tu")


def registers_come_back(desk: Desk, folder: Path) -> None:
    """Each old province fills its workbook in Excel; each is read, seen and taken in."""
    for path in spreadsheets.send_register(desk, folder=folder):
        book = load_workbook(path)
        page = book.worksheets[0]
        province = next(name for name in SYSTEMS if name in path.name)
        header = next(row for row in page.iter_rows() if row[0].value == "Loại hệ thống")
        columns = {str(cell.value): cell.column for cell in header if cell.value}
        row = next(cells[0].row for cells in page.iter_rows() if cells[0].value == mail(desk).kind.name)
        for head, value in (
            ("Tên hệ thống", SYSTEMS[province]),
            ("Số người dùng", 3_000),
            ("Số người dùng tối đa chịu được", "30.000"),
            ("Cấp độ an toàn thông tin", 3),
        ):
            page.cell(row, columns[head]).value = value
        book.save(path)
        preview = spreadsheets.read_systems(desk, path=path)
        assert not preview.refused
        spreadsheets.apply_systems(desk, preview=preview)


def score_by_keyboard(page: SelectionPage, values: tuple[str, ...], criteria_count: int) -> None:
    """One assessor: a digit, Space for "tự đánh giá", Tab to the next cell."""
    for _criterion in range(criteria_count):
        for value in values:
            for key in (Qt.Key(ord(value)), Qt.Key.Key_Space, Qt.Key.Key_Tab):
                found = QApplication.focusWidget()
                assert found is not None
                press(found, key)


@pytest.fixture
def page(desk: Desk, tmp_path: Path, qtbot: QtBot) -> SelectionPage:
    office = Office(desk, acts=Acts(), worker=Worker(), memory=Memory(tmp_path / "window.ini"))
    made = SelectionPage(office)
    qtbot.addWidget(made)
    made.resize(1194, 692)
    made.show()
    made.activateWindow()
    return made


def test_from_the_registers_to_the_printed_papers(
    desk: Desk, page: SelectionPage, tmp_path: Path, qtbot: QtBot
) -> None:
    registers_come_back(desk, tmp_path)
    kind = mail(desk)
    assert {system.name for system in kind.sheet.systems} == set(SYSTEMS.values())

    kind_id = kind.kind.id
    criteria.open_round(desk, kind_id=kind_id)
    criteria.lock_criteria(desk, kind_id=kind_id)
    second = people.add_person(desk, full_name="Đặng Thị Ngọc Ánh", position="Phó Giám đốc").created[0]
    assert desk.person is not None
    for person in (desk.person.id, second):
        assessing.add_assessor(desk, kind_id=kind_id, person_id=person)
    first, other = mail(desk).sheet.assessors
    page.show_kind(kind_id)
    page.show_scoring()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    score_by_keyboard(page, ("9", "6", "7"), len(kind.sheet.scored) or len(mail(desk).sheet.scored))
    sheet = mail(desk).sheet
    for at, system in enumerate(sheet.systems):
        for criterion in sheet.scored:
            key = {"criterion_id": criterion.id, "system_id": system.id, "assessor_id": other.id}
            assessing.score(desk, **key, value=("8", "7", "6,5")[at])
            assessing.describe_score(
                desk, criterion_id=criterion.id, system_id=system.id, assessor_id=other.id, note="Kiểm tra thực tế"
            )
        for criterion in sheet.vetoes:
            assessing.mark_veto(
                desk,
                criterion_id=criterion.id,
                system_id=system.id,
                assessor_id=first.id,
                verdict=Verdict.PASSED,
            )
    found = reading.results(desk, kind_id=kind_id)
    assert found.result.standing is Standing.WINNER

    dialog = DecisionSheet(page, page.office, kind_id)
    qtbot.addWidget(dialog)
    dialog.reason.setPlainText("Điểm cao nhất, chịu được tải của cả tỉnh mới")
    dialog.by.setText("Chủ tịch UBND tỉnh")
    click(named(dialog, "Ghi quyết định"))
    decided = mail(desk)
    assert decided.chosen is not None
    assert decided.chosen.name == "Zimbra Lâm Đồng"

    the_rest_follows(desk, decided, tmp_path)
    papers_are_printed(desk, tmp_path)


def the_rest_follows(desk: Desk, decided: KindView, folder: Path) -> None:
    missing = {one.system_id for one in unchosen.findings(desk)}
    assert missing == {system.id for system in decided.unchosen}
    section_two.write(desk)
    (paper,) = documents.export(desk, name="ke-hoach", formats=["docx"], folder=folder)
    assert "Zimbra Lâm Đồng" in words_of(paper)
    before = len(plan.view(desk).tasks)
    proposals.take(desk, keys=[one.key for one in proposals.proposed(desk) if one.state is ProposalState.OPEN])
    assert len(plan.view(desk).tasks) > before
    masters.create(desk)
    proposals.split_runbook(desk)
    assert any("Thư công vụ Đắk Nông" in step.content for step in masters.master(desk).steps)
    assert decided.chosen is not None
    stages.finish_stage(desk, system_id=decided.chosen.id, stage=StageKey.CONFIGURED)
    arrange(desk, decided)
    criteria.reopen(desk, kind_id=decided.kind.id)
    with pytest.raises(RefusedError, match="không còn đúng"):
        deciding.decide(
            desk,
            kind_id=decided.kind.id,
            system_id=decided.unchosen[0].id,
            reason="Đổi ý",
            by="Chủ tịch UBND tỉnh",
            on=date(2025, 6, 24),
            after_meeting=True,
        )
    assert invalidating.what_becomes_invalid(desk, kind_id=decided.kind.id, system_id=decided.unchosen[0].id)


def arrange(desk: Desk, decided: KindView) -> None:
    """Everything that one system not chosen needs; the check then no longer names it."""
    system = decided.unchosen[0]
    for part in stopped_one(desk, system.id).backups:
        unchosen.record_backup(
            desk,
            system_id=system.id,
            at=desk.now() - timedelta(hours=2),
            by="Phan Hữu Đức",
            part=part.key,
            size=820 << 30,
            sha256="a" * 64,
        )
    assert "backup" not in {one.field for one in unchosen.findings(desk) if one.system_id == system.id}


def papers_are_printed(desk: Desk, folder: Path) -> None:
    out = folder / "giấy"
    out.mkdir()
    for kind in documents.catalogue():
        if kind.chapter != "Lựa chọn hệ thống":
            continue
        subject = documents.subjects(desk, name=kind.name)[0].id if kind.of else ""
        for path in documents.export(desk, name=kind.name, formats=kind.formats, folder=out, subject=subject):
            words = words_of(path)
            assert any(name in words for name in SYSTEMS.values()) or "thư điện tử" in words.lower(), path.name


def words_of(path: Path) -> str:
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    book = openpyxl.load_workbook(path)
    heads = [str(sheet.oddHeader.center.text) for sheet in book if sheet.oddHeader]
    return "\n".join([*heads, *(str(cell.value) for sheet in book for row in sheet for cell in row if cell.value)])


def test_the_sample_shows_a_veto_a_tie_and_an_exception(sample_desk: Desk) -> None:
    views = reading.overview(sample_desk)
    assert len([view for view in views if view.sheet.systems]) >= 10
    standings = {view.kind.code: reading.results(sample_desk, kind_id=view.kind.id).result for view in views}
    assert any(one.is_excluded for found in standings.values() for one in found.candidates)
    assert Standing.MEETING in {found.standing for found in standings.values()}
    assert [view.kind.code for view in views if view.exempted] == ["hop"]
