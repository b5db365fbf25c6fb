"""Văn bản minh chứng: a document behind a score, by its number and date."""

from typing import TypedDict

from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.errors import InvalidInputError
from app.services.selection import assessing
from app.views.common.dates import DayField
from app.views.common.layout import field, row
from app.views.common.office import Office
from app.views.common.sheet import Sheet


class CellKey(TypedDict):
    """Which score is meant, as the services take it."""

    criterion_id: str
    system_id: str
    assessor_id: str


class DocumentSheet(Sheet):
    """A document to back one score."""

    def __init__(self, parent: QWidget | None, office: Office, cell: CellKey) -> None:
        super().__init__(parent, "Thêm văn bản minh chứng")
        self._office = office
        self._cell = cell
        self.title = QLineEdit()
        self.title.setPlaceholderText("VD: Quyết định phê duyệt hồ sơ đề xuất cấp độ")
        self.number = QLineEdit()
        self.number.setPlaceholderText("VD: 1234/QĐ-UBND")
        self.day = DayField()
        self.add(
            field("Tên văn bản", self.title),
            row(field("Số, ký hiệu", self.number), field("Ngày ban hành", self.day), spacing=12),
        )
        self.foot("Thêm văn bản", self._store)

    def _store(self) -> None:
        try:
            day = self.day.day()
        except InvalidInputError as error:
            self.refused(error)
            return
        desk, cell, title, number = self._office.desk, self._cell, self.title.text(), self.number.text()
        self._office.acts.do(
            lambda: assessing.add_document(
                desk,
                **cell,
                title=title,
                number=number,
                issued_on=day,
            ),
            then=lambda _done: self.accept(),
            refused=self.refused,
        )
