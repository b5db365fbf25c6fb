"""Looks at an Excel file as a package of parts before any reader of spreadsheets sees it.

Refuses what is no plain .xlsx, and hands on a copy that holds only what cell values need: cells, looks, strings.
Formulas' caches, drawings, tables, links to other files, rules and pivots never reach openpyxl.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from pathlib import Path

from app.services.spreadsheets.errors import (
    DangerousWorkbookError,
    MacroWorkbookError,
    OldFormatError,
    OversizedWorkbookError,
    ProtectedWorkbookError,
    UnreadableWorkbookError,
)

FILE_LIMIT = 50 << 20
UNPACKED_LIMIT = 400 << 20
"""All parts together; a sheet formatted down to its last row in eight columns has about 250 MB."""
KEPT_LIMIT = 48 << 20
"""What one sheet may still have when its empty rows are left out: some 600,000 filled cells."""
PARTS_LIMIT = 4_000
RATIO_LIMIT = 250
"""XML of a formatted empty sheet packs about 1:40; a bomb about 1:1000."""
SMALL_PART = 1 << 20
MERGES_LIMIT = 20_000

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_SHEET_DATA = re.compile(rb"<((?:\w+:)?)sheetData\b")
_EMPTY_ROW = re.compile(
    rb'<(?:\w+:)?row\b(?=[^>]*\sr="\d)[^>]*(?:/>|>\s*(?:<(?:\w+:)?c\b[^>]*(?:/>|></(?:\w+:)?c>)\s*)*</(?:\w+:)?row>)'
)
_ROOT = re.compile(rb"<(?:\w+:)?worksheet\b[^>]*>")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\sref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"')
_WORDS = re.compile(rb">([^<]+)<")
_UNUSED = re.compile(
    r"xl/(?:theme|media|tables|externalLinks|pivot\w+|queryTables|printerSettings|ctrlProps|activeX|embeddings|"
    r"customXml|slicers?\w*|worksheets/_rels|chartsheets/_rels)/.*|customXml/.*",
    re.IGNORECASE,
)
_SPOKEN = re.compile(r"docProps/.*\.xml|xl/(?:drawings|comments|threadedComments|charts).*\.xml", re.IGNORECASE)
_DEFINED = re.compile(rb"<((?:\w+:)?)definedNames\b.*?</\1definedNames>", re.DOTALL)
_HEADER_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|K\d\d[+-]\d{3}|\d{1,3}|[A-Z])')
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_MACRO_TYPE = b"macroEnabled"


@dataclass(frozen=True, slots=True)
class Package:
    """A package made safe: `data` for openpyxl, and what was read off the parts that it does not hold."""

    data: bytes
    merges: dict[str, tuple[tuple[str, str], ...]]
    """Part of a sheet -> its merged ranges, corner to corner."""
    spoken: tuple[str, ...]
    """Words outside cells: page headers, drawn boxes, comments, properties; read for secrecy stamps only."""


def open_package(path: Path, content: bytes) -> Package:
    """The safe copy of a workbook.

    Raises:
        WorkbookError: the subclass says why the file is not taken in.
    """
    _refuse_by_first_bytes(path, content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _refuse_by_parts(path, archive)
            return _kept(path, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, LookupError) as error:
        raise damaged(path) from error


def damaged(path: Path) -> UnreadableWorkbookError:
    """The error of a file that cannot be read through."""
    return UnreadableWorkbookError(
        f"Tệp “{path.name}” bị hỏng hoặc bị cắt cụt, không đọc được.",
        "Mở tệp bằng Excel, lưu lại thành Excel Workbook (.xlsx) rồi nhập lại; nếu Excel cũng không mở được, "
        "đề nghị đơn vị gửi lại. Chưa có gì được ghi.",
    )


def _refuse_by_first_bytes(path: Path, content: bytes) -> None:
    if not content:
        raise UnreadableWorkbookError(f"Tệp “{path.name}” rỗng (0 byte).", "Đề nghị đơn vị gửi lại tệp.")
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise ProtectedWorkbookError(
                f"Tệp “{path.name}” được đặt mật khẩu.",
                "Mở bằng Excel, bỏ mật khẩu ở File > Info > Protect Workbook, lưu rồi nhập lại.",
            )
        raise _old(path, "có định dạng Excel 97-2003 (.xls)")
    if not content.startswith(b"PK"):
        raise UnreadableWorkbookError(
            f"Tệp “{path.name}” không phải tệp Excel (.xlsx).",
            "Chọn tệp Excel; nếu tên tệp là .xlsx mà không mở được, lưu lại từ Excel rồi nhập lại.",
        )


def _old(path: Path, what: str) -> OldFormatError:
    return OldFormatError(
        f"Tệp “{path.name}” {what}, chương trình không đọc.",
        "Mở bằng Excel, chọn File > Save As > Excel Workbook (.xlsx) rồi nhập tệp mới lưu.",
    )


def _refuse_by_parts(path: Path, archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    names = {info.filename for info in infos}
    if any(info.flag_bits & 1 for info in infos):
        raise ProtectedWorkbookError(f"Tệp “{path.name}” được nén có mật khẩu.", "Bỏ mật khẩu rồi nhập lại.")
    if (
        len(infos) > PARTS_LIMIT
        or len(names) < len(infos)
        or sum(info.file_size for info in infos) > UNPACKED_LIMIT
        or any(_is_swollen(info) for info in infos)
    ):
        raise oversized(path)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _macro(path)
    if "[Content_Types].xml" in names and _MACRO_TYPE in archive.read("[Content_Types].xml"):
        raise _macro(path)
    _refuse_other_kinds(path, names)


def _is_swollen(info: zipfile.ZipInfo) -> bool:
    return info.file_size > SMALL_PART and info.file_size > RATIO_LIMIT * max(info.compress_size, 1)


def _macro(path: Path) -> MacroWorkbookError:
    return MacroWorkbookError(
        f"Tệp “{path.name}” có macro, không được nhập.",
        "Mở bằng Excel, chọn File > Save As > Excel Workbook (.xlsx) để bỏ macro rồi nhập tệp mới lưu.",
    )


def oversized(path: Path) -> OversizedWorkbookError:
    """The error of a file that is too large inside."""
    return OversizedWorkbookError(
        f"Tệp “{path.name}” quá lớn hoặc nén bất thường, dừng đọc để bảo vệ máy.",
        "Chép riêng bảng nhiệm vụ sang một tệp Excel mới (Dán giá trị), lưu .xlsx rồi nhập lại.",
    )


def _refuse_other_kinds(path: Path, names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise _old(path, "có định dạng nhị phân (.xlsb)")
    if "content.xml" in names and "mimetype" in names:
        raise _old(path, "có định dạng OpenDocument (.ods)")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise UnreadableWorkbookError(
            f"Tệp “{path.name}” là tệp Word hoặc PowerPoint, không phải Excel.", "Chọn tệp Excel (.xlsx)."
        )
    if not {"[Content_Types].xml", "_rels/.rels"} <= names:
        raise damaged(path)


def _kept(path: Path, archive: zipfile.ZipFile) -> Package:
    stream = BytesIO()
    merges: dict[str, tuple[tuple[str, str], ...]] = {}
    spoken: list[str] = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as target:
        for info in archive.infolist():
            name = info.filename
            if not name.lower().endswith((".xml", ".rels")):
                continue
            part = _read_part(path, archive, info)
            if _SPOKEN.match(name):
                spoken += _words(part)
            elif data := _SHEET_DATA.search(part):
                sheet, merges[name], said = _slim(path, part, data)
                spoken += said
                target.writestr(name, sheet)
            elif not _UNUSED.fullmatch(name):
                target.writestr(name, _shared(path, part))
    return Package(stream.getvalue(), merges, tuple(spoken))


def _shared(path: Path, part: bytes) -> bytes:
    """A part that all sheets need: strings, looks, the list of sheets. Names of ranges are left out."""
    if _STRICT in part[:4_096]:
        raise _old(path, "có định dạng Strict Open XML")
    if len(part) > KEPT_LIMIT:
        raise oversized(path)
    return _DEFINED.sub(b"", part)


def _read_part(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as part:
        data = part.read(UNPACKED_LIMIT + 1)
    if len(data) > UNPACKED_LIMIT:
        raise oversized(path)
    if b"\0" in data[:64]:  # UTF-16: allowed by XML, written by no spreadsheet, and opaque to the tests below
        raise damaged(path)
    if _DTD.search(data, 0, 65_536):
        raise DangerousWorkbookError(
            f"Tệp “{path.name}” chứa khai báo XML nguy hiểm (DOCTYPE/ENTITY), không được nhập.",
            "Excel không bao giờ ghi như vậy: không mở tệp này, báo cho người phụ trách an toàn thông tin.",
        )
    return data


def _slim(path: Path, part: bytes, data: re.Match[bytes]) -> tuple[bytes, tuple[tuple[str, str], ...], list[str]]:
    """A sheet's rows that hold something, between its own opening tag and a closing one."""
    prefix = data[1]
    closing = part.rfind(b"</" + prefix + b"sheetData>")
    tail = part[closing if closing >= 0 else data.end() :]
    root = _ROOT.search(part, 0, data.start())
    if root is None or (closing < 0 and not tail.lstrip().startswith(b"/>")):
        raise damaged(path)
    # What follows the last value is cut off first, so that a sheet formatted to its end is not copied.
    last = max(part.rfind(b"<" + prefix + mark, data.end(), max(closing, 0)) for mark in (b"v", b"is", b"f"))
    filled = part.find(b"</" + prefix + b"row>", last, max(closing, 0)) if last >= 0 else -1
    body = part[data.start() : filled] + b"</" + prefix + b"row>" if filled >= 0 else b""
    end = b"</" + prefix + b"sheetData></" + prefix + b"worksheet>"
    rows = _EMPTY_ROW.sub(b"", body) if body else b"<" + prefix + b"sheetData>"
    if len(rows) > KEPT_LIMIT:
        raise oversized(path)
    merged = tuple((first.decode(), last.decode()) for first, last in _MERGE.findall(tail)[:MERGES_LIMIT])
    declaration = part[: root.start()] if part.startswith((b"<?xml", b"\xef\xbb\xbf")) else b""
    return declaration + root[0] + rows + end, merged, [_HEADER_CODE.sub(" ", word) for word in _words(tail)]


def _words(part: bytes) -> Iterator[str]:
    words = (unescape(found.decode("utf-8", errors="replace")) for found in _WORDS.findall(part))
    yield from (word.strip() for word in words if word.strip())
