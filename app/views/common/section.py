"""What pieces of a window that show one record share: the office, the way to act, what a refusal leaves in a field."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.errors import AppError, NotFoundError
from app.models.secrecy import SecretError
from app.views.common.acts import Done
from app.views.common.fields import StoredLine, StoredText
from app.views.common.layout import column, scrolled
from app.views.common.office import Office


class Part(QWidget):
    """A piece of the window that shows one record. A subclass says in `show_again` how it shows that record anew."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office

    def show_again(self) -> None:
        """Show the record as it stands: a field whose act was refused goes back to it."""

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
            is_gone = editor is not None and isinstance(error, NotFoundError)
            self.office.acts.refused.emit(_with_words(error, editor.typed) if editor and is_gone else error)
            if editor is not None and not isinstance(error, SecretError):
                editor.take_back()
            else:
                self.show_again()

        self.office.acts.do(work, then=then, refused=refused, note=note)


def _with_words(error: AppError, words: str) -> AppError:
    """The record is gone, deleted here or elsewhere, and its panel with it: what was typed can still be copied."""
    return NotFoundError(error.title, f"{error.detail} Nội dung vừa nhập, chưa lưu: “{words}”.".strip())


class Section(Part):
    """One tab of a panel. A subclass fills `lines` and shows its record."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.lines: QVBoxLayout = column(spacing=12, margins=(16, 12, 16, 16))
        self.setLayout(column(scrolled(self.lines)))

    @property
    def is_locked(self) -> bool:
        """Whether nothing may be changed."""
        return self.office.desk.read_only
