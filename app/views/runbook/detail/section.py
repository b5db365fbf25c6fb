"""What the sections of the step panel share: the step shown, its master, the way to act on it."""

from collections.abc import Callable

from typing_extensions import override

from app.models.runbook.records import Master, Step
from app.views.common.acts import Done
from app.views.common.fields import StoredLine, StoredText
from app.views.common.office import Office
from app.views.common.section import Section
from app.views.common.type_ahead import Entry


class StepSection(Section):
    """One tab of the panel. A subclass fills `lines` and shows a step."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.step: Step | None = None
        self.master: Master | None = None

    def show_step(self, master: Master, step: Step) -> None:
        """Show a step; subclasses draw it."""
        self.master, self.step = master, step

    @override
    def show_again(self) -> None:
        if self.master is not None and self.step is not None:
            self.show_step(self.master, self.step)

    def change(self, work: Callable[[Step], Done], *, editor: StoredLine | StoredText | None = None) -> None:
        """Act on the step shown, if any."""
        step = self.step
        if step is not None and self.master is not None:
            self.do(lambda: work(step), editor=editor)


def contact_entries(master: Master) -> list[Entry]:
    """The people on duty, as fields offer them."""
    return [Entry(one.id, one.name, f"{one.phone} {one.team} {one.position}") for one in master.contacts]


def step_entries(master: Master, *, without: str = "") -> list[Entry]:
    """The steps, as fields offer them."""
    return [Entry(one.id, f"{one.number}. {one.content}") for one in master.steps if one.id != without]
