"""The units as type-ahead offers them, read once and again when the directory changes."""

from PySide6.QtCore import QObject

from app.services import plan
from app.services.desk import Outcome
from app.views.common.office import Office
from app.views.common.type_ahead import Entry


class UnitEntries(QObject):
    """Units that still exist, for editors and filters."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._office = office
        self._entries: tuple[Entry, ...] = ()
        office.acts.changed.connect(self._forget)

    def all(self) -> tuple[Entry, ...]:
        """The units by the Vietnamese alphabet."""
        if not self._entries:
            self._entries = tuple(
                Entry(unit.id, unit.name, " ".join((unit.short_name, *unit.aliases)))
                for unit in plan.units(self._office.desk)
                if unit.is_active
            )
        return self._entries

    def _forget(self, outcome: Outcome, _initiator: object) -> None:
        if any(ref.entity == "unit" for ref in outcome.changed):
            self._entries = ()
