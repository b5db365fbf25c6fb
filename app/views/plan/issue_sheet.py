"""Ban hành: number, date, signer and quyền hạn ký as they stand on the signed paper; the plan is kept as it was."""

from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.errors import AppError, InvalidInputError
from app.models.plan.records import Authority, Signing
from app.services import issuing, settings
from app.views.common.dates import DayField
from app.views.common.fields import Choice
from app.views.common.layout import field, framed, label, row
from app.views.common.message import confirm
from app.views.common.office import Office
from app.views.common.sheet import Sheet

STATE_WORDS = {
    Authority.TM: "TM. (thay mặt tập thể)",
    Authority.TM_KT: "TM. và KT. (thay mặt tập thể, ký thay cấp trưởng)",
    Authority.KT: "KT. (ký thay cấp trưởng)",
    Authority.TL: "TL. (thừa lệnh)",
    Authority.TUQ: "TUQ. (thừa uỷ quyền)",
    Authority.ACTING: "Q. (quyền)",
    Authority.HEAD: "Cấp trưởng tự ký",
}
PARTY_WORDS = {
    Authority.TM: "T/M (thay mặt)",
    Authority.KT: "K/T (ký thay)",
    Authority.TL: "T/L (thừa lệnh)",
}


class IssueSheet(Sheet):
    """Record the issue of the plan."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Ban hành kế hoạch",
            "Ghi đúng như trên bản đã ký và đóng dấu. Số và ngày do văn thư cấp, chương trình không tự đặt.",
            width=640,
        )
        self._office = office
        body = settings.body(office.desk)
        self.number = QLineEdit()
        self.number.setPlaceholderText("VD: 05")
        self.symbol = QLineEdit(body.symbol)
        self.issued_on = DayField()
        self.authority = Choice()
        for value, words in (PARTY_WORDS if body.kind == "party" else STATE_WORDS).items():
            self.authority.addItem(words, value)
        self.on_behalf_of = QLineEdit(body.on_behalf_of)
        self.position = QLineEdit(body.position)
        self.agency_post = QLineEdit()
        self.agency_post.setPlaceholderText("VD: PHÓ CHỦ TỊCH UBND TỈNH")
        self.signer = QLineEdit()
        self.authorisation = QLineEdit()
        self.authorisation.setPlaceholderText("Số, ngày của văn bản uỷ quyền")
        self.until = DayField()
        self._tuq = framed(
            row(
                field("Văn bản uỷ quyền", self.authorisation),
                field("Uỷ quyền đến hết ngày", self.until),
                spacing=12,
                margins=(12, 8, 12, 12),
            ),
            "card",
        )
        self.add(
            row(
                field("Số", self.number),
                field("Ký hiệu", self.symbol),
                field("Ngày ban hành", self.issued_on),
                spacing=12,
            ),
            row(field("Quyền hạn ký", self.authority), field("Thay mặt, ký thay", self.on_behalf_of), spacing=12),
            self._tuq,
            row(field("Chức vụ ghi trên văn bản", self.position), field("Họ và tên người ký", self.signer), spacing=12),
            field("Chức danh nhà nước của người ký (nếu có)", self.agency_post),
            self._last_issue(),
        )
        self.foot("Ban hành", self._issue)
        self.authority.currentIndexChanged.connect(lambda _at: self._show_authorisation())
        self._show_authorisation()
        self.number.setFocus()

    def _last_issue(self) -> QWidget:
        last = issuing.issued(self._office.desk)
        signing = last.issued if last else None
        text = (
            f"Đã ban hành: số {signing.number}/{signing.symbol} ngày {signing.issued_on:%d/%m/%Y}. "
            "Ban hành lần nữa sẽ lưu thêm một bản; bản cũ giữ nguyên."
            if signing
            else "Sau khi ban hành, hạn gốc không sửa được nữa, chỉ gia hạn; kế hoạch vẫn cập nhật tiếp."
        )
        return label(text, "muted", wrap=True)

    def _show_authorisation(self) -> None:
        self._tuq.setVisible(self.authority.currentData() is Authority.TUQ)

    def signing(self) -> Signing:
        """What was typed.

        Raises:
            InvalidInputError: the day of issue is missing or unreadable.

        """
        day = self.issued_on.day()
        if day is None:
            raise InvalidInputError("Chưa có ngày ban hành.", "Nhập ngày văn thư đã cấp, theo mẫu dd/mm/yyyy.")
        return Signing(
            number=self.number.text(),
            symbol=self.symbol.text(),
            issued_on=day,
            signer=self.signer.text(),
            position=self.position.text(),
            authority=self.authority.currentData(),
            on_behalf_of=self.on_behalf_of.text(),
            agency_post=self.agency_post.text(),
            authorisation=self.authorisation.text(),
            authorisation_until=self.until.day(),
        )

    def _issue(self) -> None:
        try:
            signing = self.signing()
        except AppError as error:
            self.refused(error)
            return
        consequence = (
            f"Số {signing.number}/{signing.symbol}, ngày {signing.issued_on:%d/%m/%Y}, {signing.signer} ký. "
            "Việc ban hành không hoàn tác được; bản kế hoạch lúc này được giữ nguyên."
        )
        if not confirm(self, "Ban hành kế hoạch này?", consequence, "Ban hành"):
            return
        self._office.acts.do(
            lambda: issuing.issue(self._office.desk, signing=signing),
            then=lambda _outcome: self.accept(),
            refused=self.refused,
        )
