"""Đính kèm bản quét: the signed paper comes back as a scan, bound to the sealed content by the slip's code."""

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.models import vietnam_time
from app.models.errors import AppError, InvalidInputError
from app.models.signing.records import SignedState
from app.services.desk import Outcome
from app.services.signing import scans
from app.views.common.background import ProgressStrip
from app.views.common.dates import DayField
from app.views.common.layout import STRETCH, column, field, framed, plain, row
from app.views.common.office import Office
from app.views.common.sheet import Sheet
from app.views.signing.file_line import FileLine

FILTER = "Bản quét (*.pdf *.jpg *.jpeg *.png *.tif *.tiff);;Mọi tệp (*)"


class ScanSheet(Sheet):
    """Attach a scan for those who signed on it."""

    def __init__(self, parent: QWidget | None, office: Office, state: SignedState) -> None:
        super().__init__(
            parent,
            "Đính kèm bản quét đã ký",
            "Quét cả Phiếu kiểm tra tính toàn vẹn: mã trên phiếu cho biết bản giấy đúng là bản đã thông qua.",
            width=640,
        )
        self._office = office
        self._ref = state.ref
        self.file = FileLine("Chọn bản quét", FILTER, placeholder="Kéo thả tệp hoặc bấm “Chọn…”")
        self.who = {one.id: QCheckBox(plain(one.shown)) for one in state.unsigned}
        for box in self.who.values():
            box.setChecked(True)
        self.day = DayField(day=vietnam_time.today(office.desk.now()))
        self.code = QLineEdit()
        self.code.setPlaceholderText("Chỉ gõ khi không quét được phiếu")
        self.declared = QCheckBox("Bản quét không chứa bí mật nhà nước")
        self._progress = ProgressStrip()
        self.add(
            field("Bản quét", self.file),
            field("Những người đã ký trên bản này", framed(column(*self.who.values(), margins=(12, 8, 12, 8)), "card")),
            row(field("Ngày ký trên giấy", self.day), field("Mã kiểm tra", self.code), STRETCH, spacing=12),
            self.declared,
            self._progress,
        )
        self._act = self.foot("Đính kèm", self._attach)

    def _attach(self) -> None:
        path = self.file.path
        try:
            day = self.day.day()
            if path is None:
                raise InvalidInputError("Chưa chọn bản quét.", "Kéo thả tệp vào ô đầu tiên hoặc bấm “Chọn…”.")
        except AppError as error:
            self.refused(error)
            return
        desk = self._office.desk
        today = vietnam_time.today(desk.now())
        signed_at = vietnam_time.at(day) if day is not None and day != today else None
        chosen = [signatory_id for signatory_id, box in self.who.items() if box.isChecked()]
        code, declared = self.code.text(), self.declared.isChecked()
        self._act.setEnabled(False)
        job = self._office.worker.run(
            self,
            lambda _report: scans.attach_scan(
                desk,
                ref=self._ref,
                scan=path,
                signatory_ids=chosen,
                signed_at=signed_at,
                code=code,
                declared_open=declared,
            ),
            title="Đọc mã trên bản quét",
            done=self._attached,
            failed=self._failed,
        )
        self._progress.follow(job)

    def _attached(self, outcome: Outcome) -> None:
        self._office.acts.do(lambda: outcome, then=lambda _outcome: self.accept())

    def _failed(self, error: AppError) -> None:
        self._act.setEnabled(True)
        self.refused(error)
