"""Ký số tại máy này: with a certificate file or a token. The password stays in the field and goes nowhere else."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.exports.signing.keys import TokenCard, TokenChoice
from app.exports.signing.secret import Secret
from app.models.errors import AppError, InvalidInputError
from app.models.signing.records import CertificateCard, SignatoryKind, SignedState
from app.models.vietnam_time import local, show_date
from app.services.desk import Outcome
from app.services.signing import certificates, passwords
from app.services.signing.certificates import Look
from app.views.common.background import ProgressStrip
from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, button, column, field, framed, holder, label, row, wide
from app.views.common.office import Office
from app.views.common.sheet import Sheet
from app.views.signing.file_line import FileLine

FILE_FILTER = "Tệp chứng thư (*.p12 *.pfx);;Mọi tệp (*)"
LIBRARY_FILTER = "Thư viện PKCS#11 (*.dll *.so *.dylib);;Mọi tệp (*)"
PICTURE_FILTER = "Ảnh (*.png *.jpg *.jpeg)"


class CertificateSheet(Sheet):
    """Signs for one signatory."""

    def __init__(self, parent: QWidget | None, office: Office, state: SignedState) -> None:
        super().__init__(parent, "Ký số", state.ref.title, width=640)
        self._office = office
        self._state = state
        self._is_kept = False
        self.signatory = Choice()
        for one in state.unsigned:
            self.signatory.addItem(one.shown, one.id)
        self.source = Choice()
        self.source.setMinimumWidth(170)
        self.source.addItem("Tệp chứng thư", "file")
        self.source.addItem("Thiết bị ký", "token")
        self.file = FileLine("Chọn tệp chứng thư", FILE_FILTER, placeholder="Tệp .p12 hoặc .pfx")
        self.library = FileLine("Chọn thư viện của thiết bị", LIBRARY_FILTER, placeholder="Thư viện PKCS#11 của hãng")
        self.token = Choice()
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.remember = QCheckBox("Lưu trong kho mật khẩu của hệ điều hành")
        self._no_store = label(passwords.NO_STORE, "watch", wrap=True)
        self.card = label("", "muted", wrap=True)
        self.picture = FileLine(
            "Chọn ảnh chữ ký hoặc dấu", PICTURE_FILTER, placeholder="Không chọn: trang giấy không hiện"
        )
        self.seal_mm = QLineEdit()
        self.seal_mm.setPlaceholderText("VD: 36")
        self.seal_mm.setMaximumWidth(100)
        self._seal = holder(field("Đường kính dấu (mm)", self.seal_mm))
        self.place = QLineEdit()
        self._progress = ProgressStrip()
        self._from_file = holder(field("Tệp chứng thư", self.file))
        self._from_token = self._token_lines()
        self._lay_out()
        has_store = passwords.has_store()
        self.remember.setVisible(has_store)
        self._no_store.setVisible(not has_store)
        self._act = self.foot("Ký", self._sign)
        self._connect()
        self._recall_places()
        self._show_kind()

    def _lay_out(self) -> None:
        see = button("Xem chứng thư", self.look, kind="link")
        self._see = see
        secret = column(
            field("Mật khẩu", self.password), row(self.remember, STRETCH, see), self._no_store, self.card, spacing=6
        )
        look = column(
            field("Ảnh chữ ký (màu xanh) hoặc dấu (màu đỏ)", self.picture),
            row(self._seal, field("Địa danh ghi trong chữ ký", self.place), STRETCH, spacing=12),
            spacing=8,
            margins=(12, 8, 12, 12),
        )
        self.add(
            row(field("Ký cho", self.signatory), field("Bằng", self.source), spacing=12),
            self._from_file,
            self._from_token,
            secret,
            framed(look, "card"),
            self._progress,
        )

    def _token_lines(self) -> QWidget:
        look_up = button("Tìm thiết bị", self.find_tokens, icon="key")
        lines = holder(column(field("Thư viện", self.library), row(wide(self.token), look_up, spacing=4), spacing=8))
        lines.hide()
        return lines

    def _connect(self) -> None:
        self.source.currentIndexChanged.connect(lambda _at: self._show_source())
        self.signatory.currentIndexChanged.connect(lambda _at: self._show_kind())
        self.file.chosen.connect(lambda _path: self._recall())
        self.token.currentIndexChanged.connect(lambda _at: self._recall())

    def _recall_places(self) -> None:
        for name, line in (("file", self.file), ("library", self.library), ("picture", self.picture)):
            kept = str(self._office.memory.get(f"signing/{name}", ""))
            if kept and Path(kept).exists():
                line.show_path(Path(kept))

    def _show_source(self) -> None:
        is_token = self.source.currentData() == "token"
        self._from_file.setVisible(not is_token)
        self._from_token.setVisible(is_token)
        self.password.setPlaceholderText("Mã PIN" if is_token else "")
        self._see.setVisible(not is_token)
        self.card.setText("")
        self._recall()

    def _show_kind(self) -> None:
        chosen = next((one for one in self._state.unsigned if one.id == self.signatory.currentData()), None)
        self._seal.setVisible(chosen is not None and chosen.kind is SignatoryKind.AGENCY)

    def _named(self) -> tuple[passwords.Kind, str]:
        """What the store calls the secret of the chosen source."""
        if self.source.currentData() == "token":
            return "token", str(self.token.currentData().label if self.token.currentData() else "")
        return "file", str(self.file.path or "")

    def _recall(self) -> None:
        kind, name = self._named()
        known = passwords.remembered(kind, name) if name else None
        if known is not None:
            self.password.setText(known.reveal())
            self.remember.setChecked(True)
        elif self._is_kept:
            self.password.clear()
        self._is_kept = known is not None

    def find_tokens(self) -> None:
        """Look which tokens are plugged in, beside the window."""
        library = self.library.path
        if library is None:
            self.refused(InvalidInputError("Chưa chọn thư viện của thiết bị.", "Chọn tệp thư viện PKCS#11 của hãng."))
            return
        self._office.memory.keep("signing/library", str(library))
        job = self._office.worker.run(
            self,
            lambda _report: certificates.tokens(library),
            title="Tìm thiết bị ký",
            done=self._show_tokens,
            failed=self.refused,
        )
        self._progress.follow(job)

    def _show_tokens(self, found: tuple[TokenCard, ...]) -> None:
        self.message.hide()
        library = self.library.path or Path()
        self.token.clear()
        for token in found:
            for card in token.certificates:
                self.token.addItem(f"{token.label}: {card.subject}", TokenChoice(library, token.label, card.serial))
            if not token.certificates:
                self.token.addItem(
                    f"{token.label} (hiện chứng thư sau khi nhập PIN)", TokenChoice(library, token.label, "")
                )
        if not found:
            self.refused(InvalidInputError("Không thấy thiết bị nào.", "Cắm thiết bị ký rồi bấm “Tìm thiết bị”."))

    def look(self) -> None:
        """Whose certificate the file holds."""
        path = self.file.path
        if path is None:
            self.refused(InvalidInputError("Chưa chọn tệp chứng thư.", "Chọn tệp .p12 hoặc .pfx."))
            return
        secret = Secret(self.password.text())
        self.message.hide()
        self._office.acts.read(lambda: certificates.look_at_file(path, secret), self._show_card, refused=self.refused)

    def _show_card(self, card: CertificateCard) -> None:
        since, until = (show_date(local(day).date()) for day in (card.not_before, card.not_after))
        own = " Chứng thư tự ký, không do tổ chức chứng thực cấp." if card.self_signed else f" Nơi cấp: {card.issuer}."
        self.card.setText(f"{card.subject}, số {card.serial}, hiệu lực {since} đến {until}.{own}")

    def _sign(self) -> None:
        try:
            work = self._work()
        except AppError as error:
            self.refused(error)
            return
        self.message.hide()
        self._act.setEnabled(False)
        job = self._office.worker.run(
            self, lambda _report: work(), title="Ký số", done=self._signed, failed=self._failed
        )
        self._progress.follow(job)

    def _work(self) -> Callable[[], Outcome]:
        desk, ref, who = self._office.desk, self._state.ref, str(self.signatory.currentData() or "")
        secret, look = Secret(self.password.text()), self._look()
        if self.source.currentData() == "token":
            token: TokenChoice | None = self.token.currentData()
            if token is None:
                raise InvalidInputError("Chưa chọn thiết bị ký.", "Cắm thiết bị rồi bấm “Tìm thiết bị”.")
            return lambda: certificates.sign_with_token(
                desk, ref=ref, signatory_id=who, token=token, pin=secret, look=look
            )
        path = self.file.path
        if path is None:
            raise InvalidInputError("Chưa chọn tệp chứng thư.", "Chọn tệp .p12 hoặc .pfx.")
        return lambda: certificates.sign_with_file(
            desk, ref=ref, signatory_id=who, certificate=path, password=secret, look=look
        )

    def _look(self) -> Look:
        text = self.seal_mm.text().strip().replace(",", ".")
        try:
            size = float(text) if text and self._seal.isVisibleTo(self) else 0.0
        except ValueError:
            raise InvalidInputError(f"Đường kính “{text}” không đọc được.", "Ghi số mi-li-mét, như 36.") from None
        return Look(self.picture.path, size, self.place.text())

    def _signed(self, outcome: Outcome) -> None:
        kind, name = self._named()
        if self.remember.isChecked():
            passwords.remember(kind, name, Secret(self.password.text()))
        elif self._is_kept:
            passwords.forget(kind, name)
        for key, line in (("file", self.file), ("library", self.library), ("picture", self.picture)):
            self._office.memory.keep(f"signing/{key}", str(line.path or ""))
        self.password.clear()
        self._office.acts.do(lambda: outcome, then=lambda _outcome: self.accept())

    def _failed(self, error: AppError) -> None:
        self._act.setEnabled(True)
        self.refused(error)
        self.password.setFocus()
        self.password.selectAll()
