"""The workbook that a unit is sent."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.exports.errors import CancelledError, TargetMissingError
from app.models.errors import InvalidInputError
from app.services import plan, spreadsheets
from app.services.desk import Desk
from app.services.spreadsheets.drawing import file_name
from app.services.spreadsheets.fields import LIST_SHEET, META_SHEET
from tests.services.spreadsheets.conftest import Sent, unit_id


def test_one_workbook_for_each_lead_with_its_rows_only(desk: Desk, tmp_path: Path) -> None:
    paths = spreadsheets.send_to_units(desk, folder=tmp_path)
    leads = {task.lead.name for task in plan.view(desk).tasks if task.lead}
    assert len(paths) == len(leads)
    page = load_workbook(paths[0]).worksheets[0]
    assert [page[f"B{row}"].value for row in range(6, 9)] == ["1.1", "1.3", None]


def test_key_column_and_memory_are_hidden(sent: Sent) -> None:
    book = load_workbook(sent())
    assert book.worksheets[0].column_dimensions["A"].hidden
    assert {book[META_SHEET].sheet_state, book[LIST_SHEET].sheet_state} == {"veryHidden", "hidden"}


def test_form_columns_are_locked_and_report_columns_open(sent: Sent) -> None:
    page = load_workbook(sent()).worksheets[0]
    assert page.protection.sheet
    assert page.protection.password is None
    assert [page[f"{letter}6"].protection.locked for letter in "ABCDEFGHIJ"] == [True] * 10
    assert [page[f"{letter}6"].protection.locked for letter in "KLMNOPQR"] == [False] * 8
    assert not page["C8"].protection.locked


def test_choices_are_offered(sent: Sent) -> None:
    rules = {
        str(rule.sqref): rule.formula1 for rule in load_workbook(sent()).worksheets[0].data_validations.dataValidation
    }
    assert rules["K6:K7"] == "_danh_muc!$A$1:$A$5"
    assert rules["N6:N7"] == "_danh_muc!$B$1:$B$5"
    assert str(rules["E8:E17"]).startswith("_danh_muc!$C$1:$C$")


def test_no_file_is_written_over(desk: Desk, tmp_path: Path) -> None:
    unit = unit_id(desk, "Sở Nội vụ")
    (first,) = spreadsheets.send_to_units(desk, folder=tmp_path, unit_ids=[unit])
    first.write_bytes(b"answer")
    (second,) = spreadsheets.send_to_units(desk, folder=tmp_path, unit_ids=[unit])
    assert (first.name, second.name) == ("Nhiệm vụ - Sở NV.xlsx", "Nhiệm vụ - Sở NV (2).xlsx")
    assert first.read_bytes() == b"answer"


def test_unit_without_tasks_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="Sở Y tế"):
        spreadsheets.send_to_units(desk, folder=tmp_path, unit_ids=[unit_id(desk, "Sở Y tế")])


def test_missing_folder_is_said(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(TargetMissingError):
        spreadsheets.send_to_units(desk, folder=tmp_path / "không có")


def test_cancelling_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(CancelledError):
        spreadsheets.send_to_units(desk, folder=folder, progress=lambda done, total: done < 2)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("short", "safe"),
    [
        ("UBND xã A/B", "UBND xã A B"),
        ("CON", "_CON"),
        ("..", "Đơn vị"),
        ("a" * 200, "a" * 80),
        ('Sở "X": <y>|?*', "Sở X y"),
        ("../../etc", "etc"),
    ],
)
def test_file_names_are_safe(short: str, safe: str) -> None:
    assert file_name(short) == safe
