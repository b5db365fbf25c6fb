"""Tells the others which record the person at this desk looks at or edits, and marks in lists who else is where."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from typing_extensions import override

from app.views.common.link import Link
from app.views.common.table import Column
from app.views.sync.words import presence_badge

Line = TypeVar("Line")


class Looking(QObject):
    """Follows a panel that shows one record: a field of it with the cursor in it means "đang sửa"."""

    def __init__(self, link: Link, entity: str, panel: QWidget) -> None:
        super().__init__(panel)
        self._link = link
        self._entity = entity
        self._panel = panel
        self._record_id = ""
        panel.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def show(self, record_id: str) -> None:
        """The panel shows this record; "" is none."""
        if record_id != self._record_id:
            self._record_id = record_id
            self._say(QApplication.focusWidget())

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._record_id:
            self._say(new)

    def _say(self, focused: QWidget | None) -> None:
        is_field = isinstance(focused, QLineEdit | QPlainTextEdit) and not focused.isReadOnly()
        is_editing = is_field and focused is not None and self._panel.isAncestorOf(focused)
        record_id = self._record_id if self._panel.isVisible() else ""
        self._link.look(self._entity, record_id, is_editing=is_editing and bool(record_id))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._panel and event.type() in (QEvent.Type.Show, QEvent.Type.Hide) and self._record_id:
            self._say(QApplication.focusWidget())
        return False


def with_hints(
    columns: Sequence[Column[Line]], key: str, link: Link, record_id: Callable[[Line], str]
) -> tuple[Column[Line], ...]:
    """These columns, one of which says beside its text who else is at the row's record."""
    return tuple(
        replace(column, hint=lambda line: presence_badge(link.people_at(record_id(line))))
        if column.key == key
        else column
        for column in columns
    )
