"""What the parts of an opened inspection share: the office, the way to act, and what a refusal leaves in a field."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.models.errors import AppError
from app.models.secrecy import SecretError
from app.views.common.acts import Done
from app.views.common.fields import StoredLine, StoredText
from app.views.common.office import Office


def lock(editor: QLineEdit | QPlainTextEdit, *, locked: bool) -> None:
    """Make a field read-only or not, and look so."""
    if editor.isReadOnly() != locked:
        editor.setReadOnly(locked)
        editor.style().unpolish(editor)
        editor.style().polish(editor)


def store_all(parent: QWidget) -> None:
    """Hand over what was typed in a window and not stored yet."""
    for line in parent.findChildren(StoredLine):
        line.store()
    for text in parent.findChildren(StoredText):
        text.store()


class Part(QWidget):
    """A piece of the window that shows one record. A subclass says in `show_again` how it shows that record anew."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office

    def show_again(self) -> None:
        """Show the record as it stands, after a refusal."""

    def do(
        self,
        work: Callable[[], Done],
        *,
        editor: StoredLine | StoredText | None = None,
        then: Callable[[Done], object] | None = None,
        note: str = "",
    ) -> None:
        """Act. A refused text stays in its editor to be corrected; a secret one goes, other fields show the record."""

        def refused(error: AppError) -> None:
            self.office.acts.refused.emit(error)
            if editor is not None and not isinstance(error, SecretError):
                editor.take_back()
            else:
                self.show_again()

        self.office.acts.do(work, then=then, refused=refused, note=note)
