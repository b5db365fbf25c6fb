"""Menus of acts."""

from collections.abc import Callable, Iterable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

Acts = Iterable[tuple[str, Callable[[], object]]]
"""Each act's name and what it does; an empty name is a line between."""


def menu_of(parent: QWidget, acts: Acts) -> QMenu:
    """A menu of acts."""
    menu = QMenu(parent)
    for name, act in acts:
        if not name:
            menu.addSeparator()
            continue
        action = QAction(name, menu)
        action.triggered.connect(lambda _checked=False, act=act: act())
        menu.addAction(action)
    return menu
