"""Of which run, system or inspection a paper is to be."""

from app.services import documents
from app.services.documents import DocumentKind
from app.views.common.fields import Choice
from app.views.common.office import Office

OPEN = "Bản đang soạn"
"""Shown for a paper that need not be of any subject."""


class SubjectChoice(Choice):
    """The subjects of one paper; empty and of no use where it has none."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office

    @property
    def chosen(self) -> str:
        """The subject's id, "" for none."""
        return str(self.currentData() or "")

    def show_for(self, kind: DocumentKind, subject: str = "") -> bool:
        """Offer what a paper can be of, at first `subject` or the last one; tells whether there is a choice."""
        self.blockSignals(True)
        self.clear()
        found = documents.subjects(self._office.desk, name=kind.name)
        if found and not kind.wants_subject:
            self.addItem(OPEN, "")
        for each in found:
            self.addItem(each.title, each.id)
        if subject or (found and kind.wants_subject):
            self.choose(subject or found[-1].id)
        self.blockSignals(False)
        return bool(found)
