"""Printing: page range and copies, drawn from the same pages as the preview."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.errors import AppError, InvalidInputError
from app.views.common.fields import Choice
from app.views.common.layout import field, label, row
from app.views.common.sheet import Sheet
from app.views.documents.pages import PRINT_DPI, Pages

MOST_COPIES = 99
SIDES = (
    ("Một mặt", QPrinter.DuplexMode.DuplexNone),
    ("Hai mặt, lật theo cạnh dài", QPrinter.DuplexMode.DuplexLongSide),
    ("Hai mặt, lật theo cạnh ngắn", QPrinter.DuplexMode.DuplexShortSide),
)


class PrintingError(AppError):
    """The printer did not take the paper."""


def page_range(text: str, count: int) -> list[int]:
    """The pages (from 0) of "1-3, 5"; empty text means all.

    Raises:
        InvalidInputError: not a range, or pages the paper does not have.

    """
    if not text.strip():
        return list(range(count))
    pages: list[int] = []
    for part in text.replace(" ", "").split(","):
        found = re.fullmatch(r"(\d{1,4})(?:-(\d{1,4}))?", part)
        if found is None:
            raise InvalidInputError(f"Trang “{part}” không đọc được.", "Ghi theo mẫu: 1-3, 5.")
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= count:
            raise InvalidInputError(f"Không có trang {part}.", f"Văn bản có {count} trang.")
        pages += range(first - 1, last)
    return pages


def print_pages(pages: Pages, printer: QPrinter, chosen: Sequence[int]) -> None:
    """Draw the chosen pages on a printer. A landscape page is turned on its sheet: a print job knows one direction.

    Raises:
        PrintingError: the printer does not begin.

    """
    sides = [min(pages.size(page)) for page in chosen], [max(pages.size(page)) for page in chosen]
    size = QPageSize(QSizeF(max(sides[0]), max(sides[1])), QPageSize.Unit.Point)
    layout = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF())
    layout.setMode(QPageLayout.Mode.FullPageMode)
    printer.setPageLayout(layout)
    painter = QPainter()
    if not painter.begin(printer):
        raise PrintingError("Máy in không nhận lệnh.", "Kiểm tra máy in đã bật và còn giấy, rồi in lại.")
    sheet = printer.pageLayout().fullRectPixels(printer.resolution())
    for at, page in enumerate(chosen):
        if at:
            printer.newPage()
        width, height = pages.size(page)
        painter.save()
        room = QRectF(0, 0, sheet.width(), sheet.height())
        if width > height:
            painter.translate(0, sheet.height())
            painter.rotate(-90)
            room = QRectF(0, 0, sheet.height(), sheet.width())
        painter.drawImage(room, pages.picture(page, dpi=PRINT_DPI))
        painter.restore()
    painter.end()


class PrintSheet(Sheet):
    """Which printer, which pages, how many."""

    def __init__(self, parent: QWidget | None, pages: Pages, title: str) -> None:
        super().__init__(parent, "In văn bản", title, width=480)
        self._pages = pages
        self._title = title
        self.printer = Choice()
        for name in QPrinterInfo.availablePrinterNames():
            self.printer.addItem(name, name)
        self.printer.choose(QPrinterInfo.defaultPrinterName())
        self.range = QLineEdit()
        self.range.setPlaceholderText(f"Tất cả {len(pages)} trang; hoặc 1-3, 5")
        self.sides = Choice()
        for words, mode in SIDES:
            self.sides.addItem(words, mode)
        self.copies = QLineEdit("1")
        self.copies.setMaximumWidth(80)
        has_printer = self.printer.count() > 0
        if not has_printer:
            self.printer.addItem("Chưa có máy in nào", "")
            self.printer.setEnabled(False)
            self.add(
                label("Máy tính này chưa cài máy in. Xuất PDF rồi in ở máy khác, hoặc cài máy in.", "watch", wrap=True)
            )
        self.add(
            field("Máy in", self.printer),
            row(field("Trang", self.range), field("Số bản", self.copies)),
            field("Mặt giấy", self.sides),
        )
        self.foot("In", self._print).setEnabled(has_printer)

    def _print(self) -> None:
        try:
            chosen = page_range(self.range.text(), len(self._pages))
            copies = int(self.copies.text()) if self.copies.text().strip().isdigit() else 0
            if not 1 <= copies <= MOST_COPIES:
                raise InvalidInputError("Số bản không hợp lệ.", f"Nhập từ 1 đến {MOST_COPIES}.")
            printer = QPrinter(QPrinter.PrinterMode.HighResolution)
            printer.setPrinterName(str(self.printer.currentData()))
            printer.setResolution(PRINT_DPI)
            printer.setDocName(self._title)
            printer.setCopyCount(copies)
            printer.setDuplex(self.sides.currentData())
            print_pages(self._pages, printer, chosen)
        except AppError as error:
            self.refused(error)
            return
        self.accept()
