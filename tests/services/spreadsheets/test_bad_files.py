"""Files that are damaged, disguised or hostile: a clear refusal, nothing written."""

import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.models.errors import AppError
from app.services import spreadsheets
from app.services.desk import Desk
from app.services.spreadsheets.errors import (
    DangerousWorkbookError,
    MacroWorkbookError,
    OldFormatError,
    OversizedWorkbookError,
    ProtectedWorkbookError,
    UnreadableWorkbookError,
    WorkbookError,
    WrongSheetError,
)
from tests import steps
from tests.services.spreadsheets.conftest import Foreign, Sent

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
ROW = ("1", "Rà soát hệ thống", "Sở Nội vụ", "", "Báo cáo", "25/6/2025", "")


def repacked(path: Path, change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> Path:
    """The same package with its parts changed, and some more."""
    with zipfile.ZipFile(path) as source:
        parts = {name: change(name, source.read(name)) for name in source.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in (parts | (extra or {})).items():
            target.writestr(name, data)
    return path


def same(_: str, data: bytes) -> bytes:
    return data


def refused(desk: Desk, path: Path, cause: type[AppError], words: str) -> None:
    before = steps.sizes(desk)
    with pytest.raises(cause, match=words) as caught:
        spreadsheets.read(desk, path=path)
    assert path.name in caught.value.title
    assert caught.value.detail
    assert steps.sizes(desk) == before


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes, str], Path]:
    def make(data: bytes, name: str = "tệp.xlsx") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return make


def test_empty_file(desk: Desk, file: Callable[..., Path]) -> None:
    refused(desk, file(b""), UnreadableWorkbookError, "rỗng")


def test_no_workbook_at_all(desk: Desk, file: Callable[..., Path]) -> None:
    refused(desk, file(b"<html><table>"), UnreadableWorkbookError, "không phải tệp Excel")


def test_missing_file(desk: Desk, tmp_path: Path) -> None:
    refused(desk, tmp_path / "mất.xlsx", UnreadableWorkbookError, "Không thấy tệp")


def test_folder_instead_of_file(desk: Desk, tmp_path: Path) -> None:
    refused(desk, tmp_path, UnreadableWorkbookError, "Không đọc được")


def test_old_excel(desk: Desk, file: Callable[..., Path]) -> None:
    refused(desk, file(OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "cũ.xls"), OldFormatError, "97-2003")


def test_password(desk: Desk, file: Callable[..., Path]) -> None:
    refused(desk, file(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")), ProtectedWorkbookError, "mật khẩu")


def test_truncated(desk: Desk, sent: Sent) -> None:
    path = sent()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    refused(desk, path, UnreadableWorkbookError, "bị hỏng hoặc bị cắt cụt")


def test_macro(desk: Desk, sent: Sent) -> None:
    refused(desk, repacked(sent(), same, {"xl/vbaProject.bin": b"x"}), MacroWorkbookError, "có macro")


def test_macro_by_content_type(desk: Desk, sent: Sent) -> None:
    path = repacked(sent(), lambda _, data: data.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml"))
    refused(desk, path, MacroWorkbookError, "có macro")


def test_zip_bomb(desk: Desk, sent: Sent) -> None:
    path = repacked(sent(), same, {"xl/media/bom.xml": b"0" * (80 << 20)})
    refused(desk, path, OversizedWorkbookError, "quá lớn hoặc nén bất thường")


def test_too_many_parts(desk: Desk, sent: Sent) -> None:
    path = repacked(sent(), same, {f"xl/media/{at}.xml": b"" for at in range(5_000)})
    refused(desk, path, OversizedWorkbookError, "quá lớn")


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_xml_entities(desk: Desk, sent: Sent, part: str) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc">]>'

    def change(name: str, data: bytes) -> bytes:
        return bomb + data.split(b"?>", 1)[-1] if name == part else data

    refused(desk, repacked(sent(), change), DangerousWorkbookError, "DOCTYPE")


def test_utf16_part(desk: Desk, sent: Sent) -> None:
    path = repacked(sent(), lambda name, data: data.decode().encode("utf-16") if "sheet1" in name else data)
    refused(desk, path, UnreadableWorkbookError, "bị hỏng")


def test_word_file(desk: Desk, file: Callable[..., Path]) -> None:
    path = file(b"")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<a/>")
    refused(desk, path, UnreadableWorkbookError, "Word")


@pytest.mark.parametrize(
    ("parts", "words"), [(("xl/workbook.bin",), "xlsb"), (("content.xml", "mimetype"), "OpenDocument")]
)
def test_other_kinds(desk: Desk, file: Callable[..., Path], parts: tuple[str, ...], words: str) -> None:
    path = file(b"")
    with zipfile.ZipFile(path, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "x")
    refused(desk, path, OldFormatError, words)


def test_any_damage_is_refused_in_words(desk: Desk, sent: Sent) -> None:
    """Bytes of unpacked parts changed at random: either it reads, or it is refused in words."""
    luck = random.Random(2025)  # noqa: S311 no secret
    path = sent()
    whole = path.read_bytes()
    for _ in range(25):
        path.write_bytes(whole)

        def change(name: str, data: bytes) -> bytes:
            spoilt = bytearray(data)
            for _ in range(3):
                spoilt[luck.randrange(len(spoilt))] = luck.randrange(32, 127)
            return bytes(spoilt) if name.startswith("xl/") else data

        try:
            spreadsheets.read(desk, path=repacked(path, change))
        except AppError:
            continue


def test_any_damage_of_the_package_is_refused_in_words(desk: Desk, sent: Sent) -> None:
    luck = random.Random(2026)  # noqa: S311 no secret
    path = sent()
    whole = path.read_bytes()
    for _ in range(40):
        spoilt = bytearray(whole)
        for _ in range(4):
            spoilt[luck.randrange(len(spoilt))] = luck.randrange(256)
        path.write_bytes(bytes(spoilt[: luck.randrange(len(spoilt) // 2, len(spoilt) + 1)]))
        try:
            spreadsheets.read(desk, path=path)
        except AppError:
            continue


def test_external_links_are_ignored(desk: Desk, sent: Sent) -> None:
    link = {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    assert spreadsheets.read(desk, path=repacked(sent(), same, link)).changed == ()


def test_empty_sheet(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "trống.xlsx"
    Workbook().save(path)
    refused(desk, path, WrongSheetError, "không có dữ liệu")


def test_wrong_headings(desk: Desk, foreign: Foreign) -> None:
    path = foreign(("x", "y", "z"), headings=("Cột 1", "Cột 2", "Cột 3"))
    refused(desk, path, WrongSheetError, "không thấy dòng tiêu đề")


def test_unknown_sheet(desk: Desk, foreign: Foreign) -> None:
    with pytest.raises(WrongSheetError, match="không có trang tính “Sai”"):
        spreadsheets.read(desk, path=foreign(ROW), sheet="Sai")


def million_rows(path: Path, row: bytes, count: int = 1_048_576) -> Path:
    def change(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return data
        rows = b"".join(row % (at, at) for at in range(20, count))
        return data.replace(b"</sheetData>", rows + b"</sheetData>")

    return repacked(path, change)


@pytest.mark.parametrize("row", [b'<row r="%d" ht="15" s="1" customFormat="1"><c r="A%d" s="1"/></row>'])
def test_a_million_formatted_empty_rows_are_not_walked(desk: Desk, foreign: Foreign, row: bytes) -> None:
    preview = spreadsheets.read(desk, path=million_rows(foreign(ROW), row))
    assert [one.content for one in preview.added] == ["Rà soát hệ thống"]


def test_far_away_cell_is_not_walked_to(desk: Desk, foreign: Foreign) -> None:
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    path = repacked(foreign(ROW), lambda name, data: data.replace(b"</sheetData>", far) if "sheet1" in name else data)
    assert len(spreadsheets.read(desk, path=path).added) == 1


def test_merge_of_the_whole_sheet_is_not_walked(desk: Desk, foreign: Foreign) -> None:
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    path = repacked(foreign(ROW), lambda name, data: data.replace(b"</sheetData>", merge) if "sheet1" in name else data)
    preview = spreadsheets.read(desk, path=path)
    assert preview.added == ()
    assert "ô gộp A1:XFD1048576" in preview.refused[0].reason


def test_every_cause_is_a_workbook_error() -> None:
    assert issubclass(OldFormatError, WorkbookError)
    assert issubclass(WorkbookError, AppError)


def test_shared_strings_are_read(desk: Desk, foreign: Foreign) -> None:
    """Excel keeps texts in a table of their own; openpyxl writes them into the cells."""
    strings = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1">'
        b"<si><r><t>R\xc3\xa0 so\xc3\xa1t </t></r><r><t>m\xe1\xba\xa1ng</t></r></si></sst>"
    )
    kind = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % (
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    )

    def change(name: str, data: bytes) -> bytes:
        if name == "[Content_Types].xml":
            return data.replace(b"</Types>", kind)
        cell = re.compile(rb'<c r="B4"[^>]*>.*?</c>')
        return cell.sub(b'<c r="B4" t="s"><v>0</v></c>', data) if "sheet1" in name else data

    path = repacked(foreign(ROW), change, {"xl/sharedStrings.xml": strings})
    assert [one.content for one in spreadsheets.read(desk, path=path).added] == ["Rà soát mạng"]
