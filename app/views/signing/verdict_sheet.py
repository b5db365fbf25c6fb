"""What verifying the file at hand found, in a dialog of its own."""

from PySide6.QtWidgets import QWidget

from app.exports.signing.verification import Verification
from app.views.common.layout import column, framed, wide
from app.views.common.sheet import Sheet
from app.views.signing.verdict_view import VerdictView


class VerdictSheet(Sheet):
    """Shows one Verification."""

    def __init__(self, parent: QWidget | None, found: Verification) -> None:
        super().__init__(parent, "Kiểm tra chữ ký", found.name, width=760)
        self.verdict = VerdictView()
        self.verdict.setMinimumHeight(380)
        self.verdict.show_verification(found)
        self.add(wide(framed(column(self.verdict), "card")))
        self.foot(close="Đóng")
