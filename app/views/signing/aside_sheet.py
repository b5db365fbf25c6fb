"""Để riêng chữ ký trùng: two PCs signed two files side by side, one of them is kept."""

from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.signing.records import Signature, SignedState
from app.models.vietnam_time import show_moment
from app.services.signing import rivals
from app.views.common.layout import field, label
from app.views.common.office import Office
from app.views.common.sheet import Sheet


class AsideSheet(Sheet):
    """Asks why one signature counts no more."""

    def __init__(self, parent: QWidget | None, office: Office, state: SignedState, signature: Signature) -> None:
        super().__init__(
            parent,
            "Để riêng chữ ký trùng",
            "Hai máy đã ký song song trên hai tệp. Chữ ký này không còn tính, tệp của nó vẫn được giữ; người ký ký lại "
            "trên tệp được giữ. Không hoàn tác được.",
        )
        self._office = office
        self._ref = state.ref
        self._signature = signature
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("VD: giữ tệp có chữ ký của thư ký")
        who = next((one.shown for one in state.signatories if one.id == signature.signatory_id), "")
        whose = f"Chữ ký của {who}, ký lúc {show_moment(signature.signed_at)}"
        self.add(label(whose, strong=True, wrap=True), field("Lý do", self.reason))
        self.foot("Để riêng", self._set_aside)

    def _set_aside(self) -> None:
        desk, ref, reason = self._office.desk, self._ref, self.reason.text()
        self._office.acts.do(
            lambda: rivals.set_aside(desk, ref=ref, signature_id=self._signature.id, reason=reason),
            then=lambda _outcome: self.accept(),
            refused=self.refused,
        )
