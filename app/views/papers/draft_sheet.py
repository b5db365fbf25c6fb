"""Sửa dự thảo: trích yếu, the unit that drafts, a note; a draft that is not wanted is deleted here."""

from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.papers.records import Paper
from app.services.desk import Outcome
from app.services.papers import drafting
from app.views.common.edits import changed
from app.views.common.layout import button, field
from app.views.common.office import Office
from app.views.papers.step_sheets import StepSheet


class DraftSheet(StepSheet):
    """What is given of a draft."""

    def __init__(self, parent: QWidget | None, office: Office, paper: Paper) -> None:
        super().__init__(parent, office, paper, "Sửa dự thảo", "Trình ký rồi thì không sửa được nữa.", width=620)
        self.title = QLineEdit(paper.title)
        self.unit = QLineEdit(paper.drafting_unit)
        self.note = QLineEdit(paper.note)
        self._as_opened = self._typed()
        self.add(field("Trích yếu", self.title), field("Đơn vị soạn thảo", self.unit), field("Ghi chú", self.note))
        self.foot("Lưu dự thảo", lambda: self.do(self._edit))
        self.foot_left(button("Xoá dự thảo", self._delete, icon="trash"))

    def _typed(self) -> dict[str, str]:
        return {"title": self.title.text(), "drafting_unit": self.unit.text(), "note": self.note.text()}

    def _edit(self) -> Outcome:
        given = changed(self._as_opened, self._typed())
        return drafting.edit(self.office.desk, paper_id=self.paper.id, **given)

    def _delete(self) -> None:
        desk, paper_id = self.office.desk, self.paper.id
        self.office.acts.do(
            lambda: drafting.delete(desk, paper_id=paper_id),
            then=lambda _outcome: self.accept(),
            refused=self.refused,
            note="Đã xoá dự thảo văn bản.",
        )
