import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from app.models.errors import InvalidInputError, RefusedError
from app.models.selection.system_records import Contact, LinkState, System
from app.services import history, spreadsheets
from app.services.desk import Desk
from app.services.selection import reading, register
from app.services.spreadsheets import WrongSheetError
from app.services.spreadsheets.fields import LIST_SHEET
from app.services.spreadsheets.systems_fields import REGISTER_COLUMNS, SYSTEMS_SHEET

HEADINGS = ("TT", "Loại hệ thống", "Tên phần mềm", "Tỉnh", "Nhà cung cấp", "Số người dùng", "Dung lượng (GB)")
TTHC = "Hệ thống thông tin giải quyết thủ tục hành chính"

Made = Callable[..., Path]


@pytest.fixture
def workbook(tmp_path: Path) -> Made:
    """A register in an old province's own Excel: a title, headings on row 2, rows from row 3."""

    def make(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> Path:
        book = Workbook()
        page = book.worksheets[0]
        page["A1"] = "DANH SÁCH PHẦN MỀM"
        for number, row in enumerate((headings, *rows), 2):
            for at, value in enumerate(row, 1):
                page.cell(number, at, value)
        path = tmp_path / "danh sách.xlsx"
        book.save(path)
        return path

    return make


def kind_id(desk: Desk, code: str = "tthc") -> str:
    return next(view.kind.id for view in reading.overview(desk) if view.kind.code == code)


def systems(desk: Desk, code: str = "tthc") -> tuple[System, ...]:
    return reading.kind(desk, kind_id=kind_id(desk, code)).sheet.systems


def read_in(desk: Desk, path: Path, **given: Any) -> spreadsheets.SystemsPreview:
    return spreadsheets.read_systems(desk, path=path, **given)


def letter(field: str) -> str:
    at = next(at for at, column in enumerate(REGISTER_COLUMNS) if column.field == field)
    return chr(ord("A") + at) if at < 26 else "A" + chr(ord("A") + at - 26)


def test_a_register_of_their_own_comes_in_whole_and_goes_out_with_one_undo(desk: Desk, workbook: Made) -> None:
    path = workbook(
        (1, TTHC, "VNPT iGate", "Đắk Nông", "VNPT", 2310, 1.5),
        (2, "SSO", unicodedata.normalize("NFD", "Đăng nhập Đắk Nông"), "Dak Nong", "Viettel", "chưa có", None),
    )
    preview = read_in(desk, path)
    assert dict(preview.mapping) == {
        "kind": "B",
        "name": "C",
        "province_code": "D",
        "vendor": "E",
        "users": "F",
        "data_mb": "G",
    }
    assert (preview.refused, len(preview.added)) == ((), 2)
    assert systems(desk) == ()
    spreadsheets.apply_systems(desk, preview=preview)
    (one,) = systems(desk)
    assert (one.name, one.province, one.users, one.data_mb) == ("VNPT iGate", "Đắk Nông", 2310, 1536)
    (other,) = systems(desk, "sso")
    assert (other.name, other.users, other.vendor) == ("Đăng nhập Đắk Nông", None, "Viettel")
    history.undo(desk)
    assert systems(desk) == systems(desk, "sso") == ()


def test_read_again_it_brings_nothing(desk: Desk, workbook: Made) -> None:
    path = workbook((1, TTHC, "VNPT iGate", "Đắk Nông", "VNPT", 2310, 1.5))
    spreadsheets.apply_systems(desk, preview=read_in(desk, path))
    again = read_in(desk, path)
    assert (again.is_empty, again.unchanged) == (True, 1)
    assert spreadsheets.apply_systems(desk, preview=again).act_id == ""


def test_what_differs_is_shown_old_and_new_and_an_empty_cell_says_nothing(desk: Desk, workbook: Made) -> None:
    register.add_system(
        desk, kind_id=kind_id(desk), name="VNPT iGate", province="67", users=2000, vendor="VNPT", data_mb=512
    )
    preview = read_in(desk, workbook((1, TTHC, "vnpt igate", "Đắk Nông", None, "2.310", None)))
    (change,) = preview.changed
    assert (change.field_label, change.old, change.new, change.cell) == ("Số người dùng", "2.000", "2.310", "F3")
    spreadsheets.apply_systems(desk, preview=preview)
    (one,) = systems(desk)
    assert (one.users, one.vendor, one.data_mb, one.name) == (2310, "VNPT", 512, "VNPT iGate")


def test_a_register_that_moved_on_under_the_preview_is_not_overwritten(desk: Desk, workbook: Made) -> None:
    made = register.add_system(desk, kind_id=kind_id(desk), name="VNPT iGate", province="67", users=2000)
    preview = read_in(desk, workbook((1, TTHC, "VNPT iGate", "Đắk Nông", None, 2310, None)))
    register.edit_system(desk, system_id=made.created[0], users=2222)
    with pytest.raises(RefusedError, match="đã đổi sau khi xem trước"):
        spreadsheets.apply_systems(desk, preview=preview)
    assert systems(desk)[0].users == 2222


@pytest.mark.parametrize(
    ("row", "cell", "reason"),
    [
        ((1, "Phần mềm kế toán", "MISA", "Đắk Nông", None, 5, None), "B3", "chưa rõ loại hệ thống"),
        ((1, None, "MISA", "Đắk Nông", None, 5, None), "C3", "chưa rõ loại hệ thống"),
        ((1, TTHC, None, "Đắk Nông", "VNPT", 5, None), "A3", "không có tên hệ thống"),
        ((1, TTHC, "iGate", "Đồng Nai", None, 5, None), "D3", "không phải tỉnh cũ"),
        ((1, TTHC, "iGate", "Đắk Nông", None, "nhiều", None), "F3", "không phải số nguyên"),
        ((1, TTHC, "iGate", "Đắk Nông", None, 5.5, None), "F3", "không phải số nguyên"),
        ((1, TTHC, "iGate", "Đắk Nông", None, -5, None), "F3", "không phải số nguyên"),
        ((1, TTHC, "iGate", "Đắk Nông", None, "=1+1", None), "F3", "công thức"),
    ],
)
def test_a_bad_cell_refuses_its_row(desk: Desk, workbook: Made, row: Sequence[Any], cell: str, reason: str) -> None:
    good = (2, TTHC, "FPT.iGov", "Bình Thuận", None, 7, None)
    preview = read_in(desk, workbook(row, good))
    (refusal,) = preview.refused
    assert reason in refusal.reason
    assert refusal.cell == (cell if cell != "A3" else refusal.cell)
    assert [one.name for one in preview.added] == ["FPT.iGov"]


def test_twice_in_one_file_and_near_names_are_remarked(desk: Desk, workbook: Made) -> None:
    register.add_system(desk, kind_id=kind_id(desk), name="Hệ thống VNPT-iGate", province="67")
    row = (1, TTHC, "VNPT iGate", "Đắk Nông", None, 5, None)
    preview = read_in(desk, workbook(row, row))
    assert len(preview.added) == 1
    words = " ".join(one.text for one in preview.remarks)
    assert "Tên gần giống “Hệ thống VNPT-iGate (Đắk Nông)”" in words
    assert "Trùng với ô C3" in words


def test_a_file_of_one_kind_and_province_needs_no_columns_for_them(desk: Desk, workbook: Made) -> None:
    path = workbook(("VNPT iGate", 5), headings=("Tên hệ thống", "Người dùng"))
    preview = read_in(desk, path, kind_id=kind_id(desk), province="Đắk Nông")
    assert [(one.name, one.province) for one in preview.added] == [("VNPT iGate", "Đắk Nông")]
    assert "chưa rõ loại" in read_in(desk, path).refused[0].reason


def test_columns_may_be_chosen_by_hand(desk: Desk, workbook: Made) -> None:
    path = workbook(("VNPT iGate", TTHC, 5), headings=("A", "B", "C"))
    with pytest.raises(WrongSheetError, match="“Tên hệ thống”"):
        read_in(desk, path)
    preview = read_in(desk, path, mapping={"name": "A", "kind": "B", "users": "C"})
    assert [one.values["users"] for one in preview.added] == [5]
    with pytest.raises(InvalidInputError, match="Không có trường"):
        read_in(desk, path, mapping={"content": "A"})


def test_text_is_never_a_formula(desk: Desk, tmp_path: Path) -> None:
    register.add_system(desk, kind_id=kind_id(desk), name="=HYPERLINK(1)", province="67")
    path = spreadsheets.send_register(desk, folder=tmp_path, province_codes=["67"])[0]
    cell = load_workbook(path)[SYSTEMS_SHEET][f"{letter('name')}6"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_sent_out_filled_in_and_read_back(desk: Desk, tmp_path: Path) -> None:
    register.add_system(
        desk,
        kind_id=kind_id(desk),
        name="Một cửa Đắk Nông",
        province="67",
        users=2310,
        data_mb=1572864,
        contract_end=date(2025, 8, 31),
        yearly_cost=1920000000,
        contact=Contact("Đinh Văn Thụ", "0261 3544 678", "thu@saonguyen.vn", "Sao Nguyên"),
        links={"dvcqg": LinkState.CONNECTED, "csdl-dat-dai": LinkState.IMPOSSIBLE},
    )
    paths = spreadsheets.send_register(desk, folder=tmp_path)
    assert [one.name for one in paths] == [
        f"Danh sách hệ thống - {name}.xlsx" for name in ("Lâm Đồng", "Bình Thuận", "Đắk Nông")
    ]
    assert read_in(desk, paths[2]).is_empty
    book = load_workbook(paths[2])
    page = book[SYSTEMS_SHEET]
    assert page[f"A{6}"].value == TTHC
    assert [cell.value for cell in book[LIST_SHEET]["B"]][:3] == [one.label for one in LinkState]
    page[f"{letter('users')}6"] = 2400
    page[f"{letter('link:dvcqg')}6"] = LinkState.POSSIBLE.label
    page[f"{letter('contract_end')}6"] = datetime(2026, 8, 31)  # noqa: DTZ001 Excel knows no zone
    page[f"{letter('name')}7"] = "Viettel TDOffice"
    page[f"{letter('security_level')}7"] = 3
    page[f"{letter('yearly_cost')}7"] = "1,65 tỷ"
    page[f"{letter('other_links')}7"] = "Chữ ký số chuyên dùng công vụ: Đã kết nối; Kho bạc: không"
    book.save(paths[2])
    preview = read_in(desk, paths[2])
    assert preview.refused == ()
    assert {(one.field_label, one.old, one.new) for one in preview.changed} == {
        ("Số người dùng", "2.310", "2.400"),
        ("Hợp đồng đến ngày", "31/08/2025", "31/08/2026"),
        ("Kết nối Cổng Dịch vụ công quốc gia", "Đã kết nối", "Chưa kết nối, có thể kết nối"),
    }
    spreadsheets.apply_systems(desk, preview=preview)
    (one,) = systems(desk)
    assert one.link("csdl-dat-dai").state is LinkState.IMPOSSIBLE  # type: ignore[union-attr]
    assert one.link("dvcqg").state is LinkState.POSSIBLE  # type: ignore[union-attr]
    (other,) = systems(desk, "van-ban")
    assert (other.province, other.security_level, other.yearly_cost) == ("Đắk Nông", 3, 1650000000)
    assert [(link.target, link.state) for link in other.links] == [
        ("ky-so", LinkState.CONNECTED),
        ("Kho bạc", LinkState.IMPOSSIBLE),
    ]


def test_an_unknown_old_province_gets_no_file(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="Chưa chọn tỉnh cũ"):
        spreadsheets.send_register(desk, folder=tmp_path, province_codes=["75"])
    assert list(tmp_path.glob("*.xlsx")) == []
