"""The tabs above the sections of a panel."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QWidget

from app.views.common.layout import button, row


def tabs_over(
    stack: QStackedWidget, sections: Iterable[tuple[str, str, QWidget]], choose: Callable[[str], object]
) -> tuple[QHBoxLayout, dict[str, QPushButton]]:
    """Put sections (name, title, widget) into a stack; gives the row of their tabs, the first chosen, and each tab."""
    group = QButtonGroup(stack)
    line = row(spacing=0, margins=(8, 0, 8, 0))
    tabs: dict[str, QPushButton] = {}
    for name, title, section in sections:
        tab = button(title, partial(choose, name), kind="tab")
        tab.setCheckable(True)
        tab.setChecked(not tabs)
        group.addButton(tab)
        line.addWidget(tab)
        stack.addWidget(section)
        tabs[name] = tab
    line.addStretch(1)
    return line, tabs
