"""Tham gia đồng bộ: server address and one-time code; where the PC keeps no token, it is shown and asked for."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.models.errors import AppError
from app.services.desk import Desk
from app.views.common.background import ProgressStrip
from app.views.common.layout import button, field, label
from app.views.common.office import Office
from app.views.common.sheet import Sheet
from app.views.common.typeface import LARGE, font
from app.views.sync.address_fields import AddressFields, Entered

if TYPE_CHECKING:
    from app.services.exchange.joining import Joined

Join = Callable[[Desk, Entered], "Joined"]


def join(desk: Desk, entered: Entered) -> "Joined":
    """Join by the server: to be called beside the window."""
    from app.services.exchange import joining
    from app.sync.http import Address

    return joining.join(desk, address=Address(entered.url, entered.ca_file, entered.proxy), code=entered.code)


class JoinSheet(Sheet):
    """Asks for address and code, then says who may write from this PC."""

    def __init__(self, parent: QWidget | None, office: Office, *, joins: Join = join) -> None:
        super().__init__(
            parent,
            "Tham gia đồng bộ",
            "Các máy của tỉnh gặp nhau ở máy chủ trung tâm. Không có mạng vẫn làm việc như thường; có mạng thì chương "
            "trình tự gửi và nhận.",
        )
        self._office = office
        self._joins = joins
        self.fields = AddressFields()
        self._progress = ProgressStrip()
        self.add(self.fields, self._progress)
        self._act = self.foot("Tham gia", self.join)
        self.fields.setFocus()

    def join(self) -> None:
        """Ask the server."""
        desk, entered, joins = self._office.desk, self.fields.entered(), self._joins
        self._act.setEnabled(False)
        self.message.hide()
        job = self._office.worker.run(
            self,
            lambda _report: joins(desk, entered),
            title="Đang hỏi máy chủ",
            done=self._joined,
            failed=self._failed,
        )
        self._progress.follow(job)

    def _failed(self, error: AppError) -> None:
        self._act.setEnabled(True)
        self.fields.show_cause(error)
        self.refused(error)

    def _joined(self, joined: "Joined") -> None:
        self._office.link.altered.emit()
        self._office.desk_altered.emit()
        self.accept()
        names = ", ".join(person.name for person in joined.persons)
        self._office.acts.noted.emit(f"Đã tham gia đồng bộ. Máy này được ghi tên: {names or 'chưa có ai'}.", False)
        if joined.warning:
            UnenrolledSheet(self.parentWidget(), joined.warning).exec()
        if not joined.is_kept:
            SecretSheet(self.parentWidget(), joined.notice, joined.secret).exec()


class UnenrolledSheet(Sheet):
    """Who wrote in this file and is not enrolled on the server, with the words for its administrator to be copied."""

    def __init__(self, parent: QWidget | None, warning: str) -> None:
        notice, _, advice = warning.partition("\n")
        super().__init__(parent, "Có người chưa được ghi tên", notice, width=760)
        self.advice = QPlainTextEdit(advice)
        self.advice.setReadOnly(True)
        self.add(field("Gửi cho quản trị máy chủ", self.advice))
        self.foot(close="Đóng")


class SecretSheet(Sheet):
    """Mã máy, shown once where the operating system has no credential store."""

    def __init__(self, parent: QWidget | None, notice: str, secret: str) -> None:
        super().__init__(parent, "Mã máy", notice, width=620)
        self.secret = QPlainTextEdit(secret)
        self.secret.setReadOnly(True)
        self.secret.setFont(font(LARGE))
        self.secret.setFixedHeight(96)
        self.add(field("Mã máy", self.secret), label("Ai có mã này gửi được thay đổi dưới tên máy này.", "watch"))
        self.foot(close="Đã cất giữ")
        self.foot_left(button("Sao chép", lambda: QGuiApplication.clipboard().setText(secret), icon="copy"))


class ResumeSheet(Sheet):
    """Nhập mã máy: at each start of a PC that cannot keep it. Work goes on without."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Nhập mã máy để đồng bộ",
            "Máy này không có kho mật khẩu nên mỗi lần mở phải nhập mã máy đã ghi khi tham gia. "
            "Chưa nhập thì vẫn làm việc được; thay đổi nằm lại trong máy.",
        )
        self._office = office
        self.secret = QLineEdit()
        self.add(field("Mã máy", self.secret))
        self.foot("Đồng bộ", self.resume, close="Để sau")
        self.secret.setFocus()

    def resume(self) -> None:
        """Give the token for this run."""
        from app.services.exchange import joining

        desk, secret = self._office.desk, self.secret.text()
        self._office.acts.read(
            lambda: joining.resume(desk, secret=secret), lambda _none: self._resumed(), refused=self.refused
        )

    def _resumed(self) -> None:
        self._office.link.altered.emit()
        self.accept()


class AddressSheet(Sheet):
    """Đổi đường đến máy chủ: the same server by another address, authority file or proxy."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        from app.services.exchange import joining

        super().__init__(parent, "Đổi đường đến máy chủ", "Vẫn là máy chủ ấy; không cần mã tham gia mới.")
        self._office = office
        self.fields = AddressFields(asks_code=False)
        known = joining.address(office.desk)
        if known is not None:
            self.fields.show_address(known.url, known.ca_file, known.proxy)
        self.add(self.fields)
        self.foot("Ghi", self.store)

    def store(self) -> None:
        """Keep the address and begin anew with it."""
        from app.services.exchange import joining
        from app.sync.http import Address

        desk, entered = self._office.desk, self.fields.entered()
        address = Address(entered.url, entered.ca_file, entered.proxy)
        self._office.acts.read(
            lambda: joining.set_address(desk, address=address), lambda _none: self._stored(), refused=self.refused
        )

    def _stored(self) -> None:
        self._office.link.altered.emit()
        self.accept()
