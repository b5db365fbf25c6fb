"""Chứng thư gốc tin cậy: whom this PC's user trusts to issue certificates, and the lists of revoked ones."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.models.errors import AppError
from app.models.vietnam_time import local, show_date
from app.services.signing import trust
from app.services.signing.trust import Trusted
from app.views.common.entries import list_box, refill
from app.views.common.layout import STRETCH, button, column, framed, icon_button, label, row, scrolled
from app.views.common.office import Office
from app.views.common.sheet import Sheet

FILTER = "Chứng thư (*.cer *.crt *.pem *.der);;Mọi tệp (*)"
LIST_FILTER = "Danh sách thu hồi (*.crl *.pem);;Mọi tệp (*)"


class TrustSheet(Sheet):
    """Adds and removes authorities."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Chứng thư gốc tin cậy",
            "Chương trình không kèm chứng thư gốc nào. Lấy từ chính tổ chức chứng thực, thêm một lần trên máy này.",
            width=640,
        )
        self._office = office
        holder, self._list = list_box()
        area = scrolled(column(holder, STRETCH))
        area.setMinimumHeight(220)
        self.add(area)
        self.foot(close="Đóng")
        self.foot_left(
            button("Thêm chứng thư…", self._ask, icon="plus"),
            button("Thêm danh sách thu hồi…", self._ask_list, icon="list-dashes"),
        )
        self.reload()

    def reload(self) -> None:
        """Read the list again."""
        self._office.acts.read(trust.trusted, self._show, refused=self.refused)

    def _show(self, found: tuple[Trusted, ...]) -> None:
        none = label(
            "Chưa có chứng thư gốc nào: chữ ký được báo là toàn vẹn, chưa xác nhận được chứng thư.", "muted", wrap=True
        )
        refill(self._list, *([self._entry(one) for one in found] or [none]))

    def _entry(self, one: Trusted) -> QWidget:
        until = show_date(local(one.card.not_after).date())
        texts = column(label(one.card.subject, strong=True, wrap=True), spacing=2)
        texts.addWidget(label(f"Nơi cấp: {one.card.issuer}. Hiệu lực đến {until}.", "muted", wrap=True))
        remove = icon_button("trash", f"Thôi tin cậy {one.card.subject}", partial(self._remove, one.fingerprint))
        line = row(texts, remove, spacing=4, margins=(12, 8, 4, 8))
        line.setStretch(0, 1)
        return framed(line, "card")

    def _ask(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Chọn chứng thư gốc", "", FILTER)
        if chosen:
            self.add_file(Path(chosen))

    def add_file(self, path: Path) -> None:
        """Trust the authorities of a file."""
        self.message.hide()
        self._office.acts.read(lambda: trust.add(path), lambda _cards: self.reload(), refused=self.refused)

    def _ask_list(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Chọn danh sách thu hồi", "", LIST_FILTER)
        if chosen:
            self._office.acts.read(
                lambda: trust.add_revocations(Path(chosen)),
                lambda issuer: self.message.show_note(f"Đã thêm danh sách thu hồi của {issuer}."),
                refused=self.refused,
            )

    def _remove(self, fingerprint: str) -> None:
        try:
            trust.remove(fingerprint)
        except AppError as error:
            self.refused(error)
        self.reload()
