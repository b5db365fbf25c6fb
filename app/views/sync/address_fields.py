"""Where the server is: address, one-time code, and, for those whose network needs it, an authority file and a proxy."""

from dataclasses import dataclass

from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from app.models.errors import AppError
from app.sync.errors import UntrustedError
from app.views.common.layout import STRETCH, button, column, field, holder, label, row, wide

CERTIFICATES = "Chứng thư (*.pem *.crt *.cer);;Mọi tệp (*)"


@dataclass(frozen=True, slots=True)
class Entered:
    """What was typed, blanks at the ends left out."""

    url: str
    code: str
    ca_file: str = ""
    proxy: str = ""


class AddressFields(QWidget):
    """The fields; what few need is folded away until it is asked for or filled."""

    def __init__(self, *, asks_code: bool = True) -> None:
        super().__init__()
        self.url = QLineEdit()
        self.url.setPlaceholderText("VD: https://dongbo.lamdong.gov.vn")
        self.code = QLineEdit()
        self.code.setPlaceholderText("20 chữ và số, dùng một lần")
        self.ca_file = QLineEdit()
        self.ca_file.setPlaceholderText("Để trống: dùng chứng thư mà máy này đã tin")
        self.proxy = QLineEdit()
        self.proxy.setPlaceholderText("Để trống: theo cài đặt của máy; VD: http://10.0.0.1:3128")
        choose = button("…", self._ask_file, tip="Chọn tệp chứng thư")
        choose.setAccessibleName("Chọn tệp chứng thư")
        self._more = holder(
            column(
                field("Tệp chứng thư của cơ quan cấp (CA)", holder(row(wide(self.ca_file), choose, spacing=4))),
                field("Máy chủ trung gian (proxy)", self.proxy),
                spacing=12,
            )
        )
        self._more.hide()
        self.unfold = button("Mạng riêng: chứng thư, proxy…", self.show_more, kind="link")
        lines = column(field("Địa chỉ máy chủ", self.url), spacing=12)
        if asks_code:
            lines.addLayout(field("Mã tham gia", self.code))
            lines.addWidget(label("Cơ quan quản trị máy chủ cấp cả hai; dán nguyên văn.", "muted", wrap=True))
        lines.addLayout(row(self.unfold, STRETCH))
        lines.addWidget(self._more)
        self.setLayout(lines)
        self.setFocusProxy(self.url)

    def show_more(self) -> None:
        """Show the fields of a network of its own."""
        self.unfold.hide()
        self._more.show()

    def show_cause(self, error: AppError) -> None:
        """Unfold what an error tells to look at: an authority or a proxy of one's own."""
        if isinstance(error, UntrustedError) or "proxy" in error.detail:
            self.show_more()

    def show_address(self, url: str, ca_file: str, proxy: str) -> None:
        """Show an address that is known."""
        self.url.setText(url)
        self.ca_file.setText(ca_file)
        self.proxy.setText(proxy)
        if ca_file or proxy:
            self.show_more()

    def entered(self) -> Entered:
        """What stands in the fields."""
        return Entered(*(each.text().strip() for each in (self.url, self.code, self.ca_file, self.proxy)))

    def _ask_file(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(self, "Chọn tệp chứng thư", "", CERTIFICATES)
        if chosen:
            self.ca_file.setText(chosen)
