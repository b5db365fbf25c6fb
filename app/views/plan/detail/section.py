"""What the sections of the task panel share: the task shown, the way to act on it."""

from collections.abc import Callable

from typing_extensions import override

from app.models.plan.records import Task
from app.views.common.acts import Done
from app.views.common.fields import StoredLine, StoredText
from app.views.common.office import Office
from app.views.common.section import Section


class TaskSection(Section):
    """One tab of the panel. A subclass fills `lines` and shows a task."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.task: Task | None = None

    def show_task(self, task: Task) -> None:
        """Show a task; subclasses draw it."""
        self.task = task

    @override
    def show_again(self) -> None:
        if self.task is not None:
            self.show_task(self.task)

    def change(
        self,
        work: Callable[[Task], Done],
        *,
        editor: StoredLine | StoredText | None = None,
        then: Callable[[Done], object] | None = None,
    ) -> None:
        """Act on the task shown, if any."""
        task = self.task
        if task is not None:
            self.do(lambda: work(task), editor=editor, then=then)
