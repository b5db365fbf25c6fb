"""What the sections of the step panel share: the step shown, its master, the way to act on it."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.errors import AppError
from app.models.runbook.records import Master, Step
from app.models.secrecy import SecretError
from app.views.common.acts import Done
from app.views.common.fields import StoredLine, StoredText
from app.views.common.layout import column, scrolled
from app.views.common.office import Office
from app.views.common.type_ahead import Entry


class StepSection(QWidget):
    """One tab of the panel. A subclass fills `lines` and shows a step."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.step: Step | None = None
        self.master: Master | None = None
        self.lines: QVBoxLayout = column(spacing=12, margins=(16, 12, 16, 16))
        self.setLayout(column(scrolled(self.lines)))

    def show_step(self, master: Master, step: Step) -> None:
        """Show a step; subclasses draw it."""
        self.master, self.step = master, step

    def do(self, work: Callable[[Step], Done], *, editor: StoredLine | StoredText | None = None) -> None:
        """Act on the step shown. A refused text stays in its editor to be corrected, other fields show the record."""
        if self.step is None or self.master is None:
            return
        step, master = self.step, self.master

        def refused(error: AppError) -> None:
            self.office.acts.refused.emit(error)
            if editor is not None and not isinstance(error, SecretError):
                editor.take_back()
            else:
                self.show_step(master, step)

        self.office.acts.do(lambda: work(step), refused=refused)

    @property
    def is_locked(self) -> bool:
        """Whether nothing may be changed."""
        return self.office.desk.read_only


def contact_entries(master: Master) -> list[Entry]:
    """The people on duty, as fields offer them."""
    return [Entry(one.id, one.name, f"{one.phone} {one.team} {one.position}") for one in master.contacts]


def step_entries(master: Master, *, without: str = "") -> list[Entry]:
    """The steps, as fields offer them."""
    return [Entry(one.id, f"{one.number}. {one.content}") for one in master.steps if one.id != without]
