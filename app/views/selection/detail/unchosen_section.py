"""What the tabs of a system that was not chosen share: the system shown, and small words for dates and counts."""

from typing_extensions import override

from app.models.selection.unchosen import Unchosen
from app.views.common.office import Office
from app.views.common.section import Section


class UnchosenSection(Section):
    """One tab; a subclass draws the system."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.one: Unchosen | None = None

    def show_system(self, one: Unchosen) -> None:
        """Show a system; subclasses draw it."""
        self.one = one

    @override
    def show_again(self) -> None:
        if self.one is not None:
            self.show_system(self.one)

    @property
    def system_id(self) -> str:
        """The system shown, "" for none."""
        return self.one.system_id if self.one is not None else ""
