"""What the sections of the task panel share: the office, the task shown, the way to act on it."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.errors import AppError
from app.models.plan.records import Task
from app.models.secrecy import SecretError
from app.views.common.acts import Done
from app.views.common.fields import StoredLine, StoredText
from app.views.common.layout import column, scrolled
from app.views.common.office import Office


class Section(QWidget):
    """One tab of the panel. A subclass fills `lines` and shows a task."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.task: Task | None = None
        self.lines: QVBoxLayout = column(spacing=12, margins=(16, 12, 16, 16))
        area = scrolled(self.lines)
        self.setLayout(column(area))

    def show_task(self, task: Task) -> None:
        """Show a task; subclasses draw it."""
        self.task = task

    def do(
        self,
        work: Callable[[Task], Done],
        *,
        editor: StoredLine | StoredText | None = None,
        then: Callable[[Done], object] | None = None,
    ) -> None:
        """Act on the task shown. A refused text stays in its editor to be corrected, other fields show the record."""
        if self.task is None:
            return
        task = self.task

        def refused(error: AppError) -> None:
            self.office.acts.refused.emit(error)
            if editor is not None and not isinstance(error, SecretError):
                editor.take_back()
            else:
                self.show_task(task)

        self.office.acts.do(lambda: work(task), then=then, refused=refused)

    @property
    def is_locked(self) -> bool:
        """Whether nothing may be changed."""
        return self.office.desk.read_only
