"""Ngoại lệ: a second system of a kind beside the chosen one, with its reason and term, and ending one."""

from functools import partial

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.models.errors import InvalidInputError
from app.models.selection.records import Exemption
from app.models.vietnam_time import show_date
from app.services.selection import deciding, reading
from app.views.common.dates import DayField
from app.views.common.entries import list_box, refill
from app.views.common.fields import Choice
from app.views.common.layout import button, column, field, framed, label, row
from app.views.common.office import Office
from app.views.common.sheet import Sheet
from app.views.selection.result_words import name_of


class ExemptionSheet(Sheet):
    """Exceptions of one kind."""

    def __init__(self, parent: QWidget | None, office: Office, kind_id: str) -> None:
        view = reading.kind(office.desk, kind_id=kind_id)
        super().__init__(
            parent,
            f"Ngoại lệ: {view.kind.shown}",
            "Toàn tỉnh chỉ dùng một hệ thống (TB 318, II.3a). Hệ thống thứ hai chỉ dùng khi có lý do và thời hạn.",
            width=640,
        )
        self._office = office
        self._kind_id = kind_id
        inside, self._list = list_box()
        self.system = Choice()
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(64)
        self.until = DayField()
        self.document = QLineEdit()
        self.document.setPlaceholderText("Văn bản cho phép, nếu có")
        self.add(
            inside,
            field("Hệ thống dùng thêm", self.system),
            field("Lý do", self.reason),
            row(field("Đến hết ngày", self.until), field("Văn bản", self.document), spacing=12),
        )
        self.act = self.foot("Ghi ngoại lệ", self._exempt, close="Đóng")
        office.acts.changed.connect(self._follow)
        self.read()

    def _follow(self, _outcome: object, _initiator: object) -> None:
        self.read()

    def read(self) -> None:
        """Show the exceptions and what may become one."""
        view = reading.kind(self._office.desk, kind_id=self._kind_id)
        cards = [self._card(one, name_of(view.sheet, one.system_id)) for one in view.exemptions]
        refill(self._list, *(cards or [label("Chưa có ngoại lệ nào.", "muted")]))
        self.system.clear()
        for one in view.unchosen:
            self.system.addItem(one.shown, one.id)
        self.act.setEnabled(bool(view.unchosen) and not self._office.desk.read_only)

    def _card(self, one: Exemption, name: str) -> QWidget:
        document = f" Văn bản: {one.document}." if one.document else ""
        words = f"Đến hết {show_date(one.until)}. {one.reason}{document}"
        end = button("Kết thúc", partial(self._end, one.id))
        end.setEnabled(not self._office.desk.read_only)
        texts = column(label(name, strong=True, wrap=True), label(words, wrap=True), spacing=2)
        line = row(texts, end, spacing=8, margins=(12, 8, 8, 8))
        line.setStretch(0, 1)
        return framed(line, "card")

    def _exempt(self) -> None:
        desk, kind_id = self._office.desk, self._kind_id
        try:
            until = self.until.day()
        except InvalidInputError as error:
            self.refused(error)
            return
        if until is None:
            self.refused(InvalidInputError("Chưa ghi thời hạn của ngoại lệ.", "Ghi ngày cuối được dùng."))
            return
        self.message.hide()
        system_id, reason, document = str(self.system.currentData()), self.reason.toPlainText(), self.document.text()
        self._office.acts.do(
            lambda: deciding.exempt(
                desk, kind_id=kind_id, system_id=system_id, reason=reason, until=until, document=document
            ),
            then=lambda _done: self._clear(),
            refused=self.refused,
        )

    def _clear(self) -> None:
        self.reason.clear()
        self.document.clear()
        self.until.clear()

    def _end(self, exemption_id: str) -> None:
        desk = self._office.desk
        self._office.acts.do(lambda: deciding.end_exemption(desk, exemption_id=exemption_id), refused=self.refused)
