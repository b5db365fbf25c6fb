"""The head of a page: acts in its upper line, the page's views in its lower one."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from app.views.common.layout import button, row
from app.views.common.menus import menu_of


class PageBar(QWidget):
    """What the heads of pages share; a page lays `acts` and `views` out among what is its own."""

    view_chosen = Signal(str)

    def __init__(self, views: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self.acts: QHBoxLayout = row(spacing=8)
        self.views: QHBoxLayout = row(spacing=0)
        self._views: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for name, title in views:
            view = button(title, partial(self.view_chosen.emit, name), kind="segment")
            view.setCheckable(True)
            group.addButton(view)
            self._views[name] = view
            self.views.addWidget(view)

    def add_act(self, text: str, act: Callable[[], object], *, icon: str = "", primary: bool = False) -> QPushButton:
        """Put an act into the upper line."""
        made = button(text, act, icon=icon, kind="primary" if primary else "")
        self.acts.addWidget(made)
        return made

    def add_menu(self, text: str, icon: str, acts: list[tuple[str, Callable[[], object]]]) -> QPushButton:
        """Put a menu of acts into the upper line; an empty name is a line between."""
        menu = menu_of(self, acts)
        made = self.add_act(text, lambda: menu.popup(made.mapToGlobal(QPoint(0, made.height()))), icon=icon)
        return made

    def show_view(self, name: str) -> None:
        """Mark the view that is shown."""
        self._views[name].setChecked(True)
