"""Phiếu khôi phục: the key of the file on paper, to be printed and kept in a safe."""

from PySide6.QtCore import QMarginsF, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.views.common.layout import button, field, label
from app.views.common.sheet import Sheet
from app.views.common.typeface import LARGE, font

GROUPS_A_LINE = 6


def in_lines(recovery: str) -> str:
    """The key in lines of whole groups, to be read off and typed."""
    groups = recovery.split("-")
    lines = (groups[at : at + GROUPS_A_LINE] for at in range(0, len(groups), GROUPS_A_LINE))
    return "\n".join("-".join(line) for line in lines)


class RecoverySheet(Sheet):
    """Shows the key once."""

    def __init__(self, parent: QWidget | None, file_name: str, recovery: str) -> None:
        super().__init__(
            parent,
            "Phiếu khôi phục",
            f"Khoá của tệp {file_name}. In ra và cất trong két; không để cùng máy tính.",
            width=620,
        )
        self._text = f"PHIẾU KHÔI PHỤC\n\nTệp: {file_name}\n\nKhoá:\n{in_lines(recovery)}\n"
        self.key = QPlainTextEdit(in_lines(recovery))
        self.key.setReadOnly(True)
        self.key.setFont(font(LARGE))
        self.key.setFixedHeight(110)
        self.add(field("Khoá khôi phục", self.key), label("Ai có khoá này đều mở được tệp.", "watch"))
        self.foot(close="Đã cất giữ")
        printing = button("In phiếu", self.print_sheet, icon="printer")
        printing.setEnabled(bool(QPrinterInfo.availablePrinterNames()))
        self.foot_left(printing, button("Sao chép", lambda: QGuiApplication.clipboard().setText(recovery)))

    def print_sheet(self) -> None:
        """Print on the default printer."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(
            QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(25, 25, 20, 20))
        )
        painter = QPainter()
        if painter.begin(printer):
            painter.setFont(font(LARGE))
            room = printer.pageLayout().paintRectPixels(printer.resolution()).size()
            painter.drawText(QRect(QPoint(0, 0), room), Qt.TextFlag.TextWordWrap, self._text)
            painter.end()
