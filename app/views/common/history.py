"""Lịch sử: who changed what, when and at which PC, old value and new."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.models.vietnam_time import show_moment
from app.services import history
from app.services.history import HistoryEntry
from app.views.common.entries import entry, list_box, refill
from app.views.common.layout import STRETCH, column, label
from app.views.common.office import Office

MOST = 40
"""Acts shown."""


class HistoryList(QWidget):
    """What was done to a record, newest first; read only when it is looked at."""

    def __init__(self, office: Office, *, when_none: str = "Chưa có thay đổi nào.") -> None:
        super().__init__()
        self._office = office
        self._when_none = when_none
        self._records: Sequence[tuple[str, str]] = ()
        inside, self._list = list_box()
        self.setLayout(column(inside, STRETCH))

    def show_records(self, *records: tuple[str, str]) -> None:
        """Show the history of these records, each (entity, id)."""
        self._records = records
        if self.isVisible():
            self._read()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read()

    def _read(self) -> None:
        lines = [
            line
            for entity, record_id in self._records
            for line in history.history(self._office.desk, entity=entity, record_id=record_id)
            if line.old or line.new
        ]
        lines.sort(key=lambda line: line.at, reverse=True)
        acts = [tuple(act) for _key, act in groupby(lines, key=_key)]
        entries = [_card(act) for act in acts[:MOST]]
        refill(self._list, *(entries or [label(self._when_none, "muted", wrap=True)]))


def _key(line: HistoryEntry) -> tuple[object, ...]:
    return line.act, line.person, line.device, show_moment(line.at), line.marks


def _card(act: Sequence[HistoryEntry]) -> QWidget:
    """One act with every field it changed, who did it at which PC, and what else must be known of it."""
    first = act[0]
    changes = [(f"{line.field_label}: {line.change}", "") for line in act]
    marks = [(mark, "watch") for mark in first.marks]
    by = f"{show_moment(first.at)}, {first.person}, {first.device}"
    return entry((first.act, "strong"), *changes, *marks, (by, "muted"))
