"""Ghi thống nhất: when and by which paper the plan was agreed with the standing body (Sổ tay 6.3.a)."""

from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.errors import InvalidInputError
from app.models.inspection.records import Inspection
from app.services.desk import Outcome
from app.services.inspection import plans
from app.views.common.dates import DayField, read_day
from app.views.common.edits import changed
from app.views.common.layout import field, row
from app.views.common.office import Office
from app.views.common.sheet import Sheet

STANDING_BODY = "Cơ quan Thường trực Ban Chỉ đạo"


class AgreementSheet(Sheet):
    """Record the agreement."""

    def __init__(self, parent: QWidget | None, office: Office, inspection: Inspection) -> None:
        super().__init__(
            parent, "Thống nhất kế hoạch kiểm tra", "Kế hoạch phải được báo cáo và thống nhất (Sổ tay 6.3.a)."
        )
        self._office = office
        self._inspection = inspection
        known = inspection.agreement
        self.body_name = QLineEdit(known.body if known else STANDING_BODY)
        self.day = DayField(day=known.agreed_on if known else None)
        self.document = QLineEdit(known.document if known else "")
        self.document.setPlaceholderText("Số, ngày của văn bản (nếu có)")
        self._as_opened = self._typed()
        self.add(
            field("Cơ quan", self.body_name),
            row(field("Ngày thống nhất", self.day), field("Văn bản", self.document), spacing=12),
        )
        self.foot("Ghi thống nhất", self._agree)
        self.day.setFocus()

    def _typed(self) -> dict[str, str]:
        return {"agreed_on": self.day.text(), "body": self.body_name.text(), "document": self.document.text()}

    def _agree(self) -> None:
        desk, known, typed = self._office.desk, self._inspection.agreement, self._typed()
        given = typed if known is None else changed(self._as_opened, typed)

        def work() -> Outcome:
            day = read_day(given["agreed_on"]) if "agreed_on" in given else None
            if day is None and "agreed_on" in given:
                raise InvalidInputError("Chưa có ngày thống nhất.", "Nhập ngày theo mẫu dd/mm/yyyy.")
            return plans.agree(
                desk,
                inspection_id=self._inspection.id,
                agreed_on=day,
                body=given.get("body"),
                document=given.get("document"),
            )

        self._office.acts.do(work, then=lambda _outcome: self.accept(), refused=self.refused)
