"""Lịch sử of records of the choice."""

from app.views.common.history import HistoryList
from app.views.common.office import Office
from app.views.common.section import Section


class HistorySection(Section):
    """Who changed what, and when."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._list = HistoryList(office)
        self.lines.addWidget(self._list)
        self.lines.addStretch(1)

    def show_records(self, *records: tuple[str, str]) -> None:
        """Show what was done to these records, each (entity, id)."""
        self._list.show_records(*records)
