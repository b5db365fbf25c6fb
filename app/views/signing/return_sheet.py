"""Nhận tệp đã ký: what the official program signed is checked part by part before it is taken back."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.exports.signing.verification import SignatureReport, Verdict, Verification
from app.models.errors import AppError, InvalidInputError
from app.models.signing.records import SignedState
from app.services.desk import Outcome
from app.services.signing import official, verifying
from app.views.common.background import ProgressStrip
from app.views.common.entries import refill
from app.views.common.fields import Choice
from app.views.common.layout import column, field, framed, label, row
from app.views.common.office import Office
from app.views.common.sheet import Sheet
from app.views.signing.file_line import FileLine
from app.views.signing.verdict_view import VerdictView

FILTER = "Tệp PDF (*.pdf);;Mọi tệp (*)"


class ReturnSheet(Sheet):
    """Takes a signed file back."""

    def __init__(self, parent: QWidget | None, office: Office, state: SignedState) -> None:
        super().__init__(
            parent,
            "Nhận tệp đã ký",
            "Số, ngày, ảnh chữ ký, dấu do văn thư thêm sau khi ký được nhận và ghi rõ; mọi sửa đổi khác bị từ chối.",
            width=780,
        )
        self._office = office
        self._state = state
        self.file = FileLine("Chọn tệp đã ký", FILTER, placeholder="Tệp PDF đã ký")
        self.file.chosen.connect(self.check)
        self.owners: dict[str, Choice] = {}
        self._owners = column(spacing=6)
        self._progress = ProgressStrip()
        self.verdict = VerdictView()
        self.verdict.setMinimumHeight(260)
        self._result = framed(column(self.verdict), "card")
        self._result.hide()
        self.add(field("Tệp đã ký", self.file), self._progress, self._owners, self._result)
        self._act = self.foot("Nhận tệp", self._take)
        self._act.setEnabled(False)

    def check(self, path: Path) -> None:
        """See what the file holds before it is taken."""
        self.message.hide()
        desk = self._office.desk
        job = self._office.worker.run(
            self,
            lambda _report: verifying.verify_pdf(path, desk),
            title=f"Kiểm tra {path.name}",
            done=self._show,
            failed=self.refused,
        )
        self._progress.follow(job)

    def _show(self, found: Verification) -> None:
        self.verdict.show_verification(found)
        self._result.show()
        self.owners = {}
        lines = []
        for one in found.signatures:
            if one.verdict is not Verdict.INVALID and not self._is_known(one):
                lines.append(self._owner_line(one))
        refill(self._owners, *lines)
        self._act.setEnabled(True)

    def _is_known(self, one: SignatureReport) -> bool:
        return any(
            known.certificate is not None
            and known.certificate.serial == one.certificate.serial
            and known.signed_at == one.signed_at
            for known in self._state.signatures
        )

    def _owner_line(self, one: SignatureReport) -> QWidget:
        choice = Choice()
        choice.addItem("Theo tên trên chứng thư", "")
        for who in self._state.unsigned:
            choice.addItem(who.shown, who.id)
        self.owners[one.field] = choice
        line = row(label(f"Chữ ký của {one.certificate.subject} là của", wrap=True), choice, margins=(12, 6, 12, 6))
        line.setStretch(0, 1)
        return framed(line, "card")

    def _take(self) -> None:
        path = self.file.path
        if path is None:
            self.refused(InvalidInputError("Chưa chọn tệp đã ký.", "Kéo thả tệp vào ô hoặc bấm “Chọn…”."))
            return
        desk, ref = self._office.desk, self._state.ref
        assign = {name: str(choice.currentData()) for name, choice in self.owners.items() if choice.currentData()}
        self._act.setEnabled(False)
        job = self._office.worker.run(
            self,
            lambda _report: official.take_back(desk, ref=ref, path=path, assign=assign),
            title="Nhận tệp đã ký",
            done=self._taken,
            failed=self._failed,
        )
        self._progress.follow(job)

    def _taken(self, returned: Outcome) -> None:
        self._office.acts.do(lambda: returned, then=lambda _outcome: self.accept())

    def _failed(self, error: AppError) -> None:
        self._act.setEnabled(True)
        self.refused(error)
