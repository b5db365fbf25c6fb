"""What a cell means as a date, a percentage, a status. Nothing is guessed: what can be read two ways is refused."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar

from app.models.errors import InvalidInputError
from app.models.plan.deadline import Deadline, parse
from app.models.plan.records import ObstacleKind, TaskStatus
from app.models.text import clean, fold
from app.services.spreadsheets.legacy_fonts import Encoding, Judge
from app.services.spreadsheets.opening_workbook import Cell, Grid, text_of
from app.services.spreadsheets.preview import SHOWN, Refusal, Remark

YEARS = range(2000, 2100)
"""Years a serial number or a written date may fall in; others are slips of the hand."""

_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(\d{4}))?")
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*%?")
_DATED = re.compile(
    r"\d{4}|\d{1,2}\s*/\s*\d{1,2}|tháng\s+\d|thường xuyên|theo lộ trình|h[ằà]ng |định kỳ", re.IGNORECASE
)
_FRACTION = 1e-6

Label = TypeVar("Label", TaskStatus, ObstacleKind)


class UnclearCellError(Exception):
    """A cell says nothing certain; `reason` is the Vietnamese for the person. Never leaves this package."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Reader:
    """Reads the cells of one sheet and remembers what to tell about them."""

    grid: Grid
    judge: Judge
    year: int
    refused: list[Refusal]
    remarks: list[Remark]

    def refuse(self, cell: Cell | str, reason: str, value: str = "") -> None:
        """Note a cell that is not taken in."""
        address = cell if isinstance(cell, str) else cell.address
        shown = value or ("" if isinstance(cell, str) else text_of(cell))
        self.refused.append(Refusal(self.grid.name, address, shown[:SHOWN], reason))

    def remark(self, address: str, text: str) -> None:
        """Note something that stops nothing."""
        self.remarks.append(Remark(self.grid.name, address, text))

    def text(self, cell: Cell | None) -> str:
        """A cell's words as they may be stored, in Unicode.

        Raises:
            UnclearCellError: a formula, an error, too long, or letters of an unknown old font.
        """
        if cell is None:
            return ""
        ensure_value(cell)
        if cell.kind != "text":
            return text_of(cell)
        # The soft hyphen is a letter of TCVN3, so the letters are judged before the text is cleaned.
        verdict = self.judge.verdict(str(cell.value), cell.font)
        if verdict.encoding is None:
            raise UnclearCellError(
                f"chữ của phông cũ ({cell.font or 'không rõ phông'}) không chuyển được chắc chắn sang Unicode; "
                "mở tệp, chuyển mã (Unikey: Ctrl+Shift+F6) rồi nhập lại."
            )
        try:
            words = clean(verdict.text, where=cell.address)
        except InvalidInputError as error:
            raise UnclearCellError(f"{error.title} {error.detail}") from None
        if verdict.encoding is not Encoding.UNICODE:
            self.remark(cell.address, f"Đã chuyển từ {verdict.encoding.value}: “{words[:80]}”.")
        return words

    def day(self, cell: Cell) -> date:
        """A cell as a day.

        Raises:
            UnclearCellError: it can be read in two ways, or is no day.
        """
        ensure_value(cell)
        value = cell.value
        if isinstance(value, datetime):
            return _in_range(value.date())
        if isinstance(value, date):
            return _in_range(value)
        if isinstance(value, int | float):
            found = self.grid.day_of(value)
            if found is None or found.year not in YEARS:
                raise UnclearCellError(f"số {text_of(cell)} không phải là ngày; {_SAY}")
            return found
        return day_of_text(text_of(cell), self.year)

    def deadline(self, cell: Cell) -> Deadline:
        """A cell as a deadline: a day, or the wording of a paper.

        Raises:
            UnclearCellError: no deadline can be told from it.
        """
        if cell.kind in ("date", "number"):
            hour = cell.value.time() if isinstance(cell.value, datetime) else time()
            day = self.day(cell)
            wording = day.strftime("%d/%m/%Y")
            return parse(f"{hour:%H giờ %M} ngày {wording}" if hour != time() else wording)
        words = self.text(cell)
        if re.search(r"\d", words) and not _DATED.search(words):
            raise UnclearCellError(f"“{words[:60]}” không rõ là thời hạn; {_SAY}")
        try:
            found = parse(words, year=self.year)
        except InvalidInputError as error:
            raise UnclearCellError(f"{error.title} {error.detail}") from None
        for end in (found.day, found.start):
            if end is not None:
                _in_range(end)
        return found


_SAY = "ghi ngày/tháng/năm, ví dụ 05/07/2025."


def ensure_value(cell: Cell) -> None:
    """Let through only what somebody typed.

    Raises:
        UnclearCellError: a formula, an error value, or a cell hidden under a merge.
    """
    if cell.kind == "formula":
        raise UnclearCellError("ô chứa công thức; sao chép ô rồi Dán giá trị (Paste Values) để thay công thức.")
    if cell.kind == "error":
        raise UnclearCellError("ô báo lỗi của Excel; sửa lại giá trị.")


def day_of_text(words: str, year: int) -> date:
    """The day that "05/07/2025", "5/7/2025" or "5/7" (of `year`) states: day first, month second, year in four digits.

    Raises:
        UnclearCellError: anything else.
    """
    match = _DAY.fullmatch(words)
    if match is None:
        raise UnclearCellError(f"“{words[:60]}” không rõ là ngày nào; {_SAY}")
    try:
        return _in_range(date(int(match[3] or year), int(match[2]), int(match[1])))
    except ValueError:
        raise UnclearCellError(f"không có ngày “{words}” (ngày trước, tháng sau); {_SAY}") from None


def _in_range(day: date) -> date:
    if day.year not in YEARS:
        raise UnclearCellError(f"năm {day.year} không hợp lý; {_SAY}")
    return day


def percent_of(cell: Cell) -> int:
    """A cell as whole percent: 0.5 shown as %, "50%" or 50.

    Raises:
        UnclearCellError: no whole number from 0 to 100, or a bare fraction.
    """
    ensure_value(cell)
    value = cell.value
    if isinstance(value, str):
        match = _PERCENT.fullmatch(text_of(cell))
        if match is None:
            raise UnclearCellError(f"“{text_of(cell)[:60]}” không phải tỷ lệ; {_SAY_PERCENT}")
        value = float(match[1].replace(",", "."))
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise UnclearCellError(f"“{text_of(cell)}” không phải tỷ lệ; {_SAY_PERCENT}")
    elif cell.is_percent:
        value = value * 100
    whole = round(value)
    if not 0 <= value <= 100 or abs(value - whole) > _FRACTION:
        raise UnclearCellError(f"tỷ lệ {text_of(cell)} không phải số nguyên từ 0 đến 100; {_SAY_PERCENT}")
    return whole


_SAY_PERCENT = "ghi số nguyên từ 0 đến 100, ví dụ 50%."


def label_of(kinds: type[Label], words: str) -> Label:
    """The member whose official name a cell gives, marks and case not counted.

    Raises:
        UnclearCellError: none.
    """
    wanted = " ".join(fold(words).split())
    for member in kinds:
        if fold(member.label) == wanted:
            return member
    names = "; ".join(member.label for member in kinds)
    raise UnclearCellError(f"“{words[:60]}” không có trong danh sách; chọn một trong: {names}.")
