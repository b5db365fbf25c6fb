"""Đính chính, thay thế, thu hồi: what is to be done to a paper that is out, by the draft of another one."""

from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.errors import AppError
from app.models.papers.kinds import LETTER
from app.models.papers.records import LinkKind, Paper
from app.services.desk import Outcome
from app.services.papers import drafting, linking
from app.views.common.fields import Choice
from app.views.common.layout import field
from app.views.common.office import Office
from app.views.papers.step_sheets import StepSheet

WAYS = (LinkKind.CORRECTION, LinkKind.REPLACEMENT, LinkKind.WITHDRAWAL)


class LinkSheet(StepSheet):
    """Makes the draft; it takes effect when that paper goes out. `made` is its id."""

    def __init__(self, parent: QWidget | None, office: Office, paper: Paper) -> None:
        super().__init__(
            parent,
            office,
            paper,
            "Đính chính, thay thế, thu hồi",
            f"{paper.kind.name} {paper.printed}: {paper.title}. Sai thể thức, kỹ thuật thì đính chính bằng công văn, "
            "sai nội dung thì thay thế hoặc thu hồi bằng văn bản có hình thức tương đương.",
        )
        self.made = ""
        self.way = Choice()
        for kind in WAYS:
            self.way.addItem(kind.label, kind)
        self.title = QLineEdit()
        self.note = QLineEdit()
        self.note.setPlaceholderText("VD: sai ngày tại Điều 2")
        self.add(field("Việc cần làm", self.way), field("Trích yếu", self.title), field("Lý do", self.note))
        self.foot("Lập dự thảo", self.make)
        self.way.currentIndexChanged.connect(lambda _at: self._propose())
        self._propose()

    def _propose(self) -> None:
        kind: LinkKind = self.way.currentData()
        self.title.setText(f"{kind.label} {self.paper.kind.name} số {self.paper.printed}")

    def make(self) -> None:
        """Lập dự thảo: the paper of the right form, linked to this one."""
        desk, kind = self.office.desk, self.way.currentData()
        code = LETTER if kind is LinkKind.CORRECTION else self.paper.kind.code

        def work() -> Outcome:
            drafted = drafting.create(desk, kind=code, title=self.title.text(), drafting_unit=self.paper.drafting_unit)
            made = next(ref.id for ref in drafted.changed if ref.entity == "paper")
            try:
                linked = linking.link(desk, paper_id=made, target_id=self.paper.id, kind=kind, note=self.note.text())
            except AppError:
                drafting.delete(desk, paper_id=made)
                raise
            self.made = made
            return linked

        self.do(work)
