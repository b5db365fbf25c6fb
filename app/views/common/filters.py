"""Filters of a list: buttons that open their choices, and a chip for each filter in force, removable one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget

from app.views.common import icons
from app.views.common.layout import STRETCH, button, empty_out, holder, plain, row


class SearchBox(QLineEdit):
    """Filters a list while one types; `changed` comes once per pause of a tenth of a second at most."""

    changed = Signal(str)

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        self.addAction(icons.icon("magnifying-glass", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._timer = QTimer(self, singleShot=True, interval=60)
        self._timer.timeout.connect(lambda: self.changed.emit(self.text()))
        self.textChanged.connect(lambda _text: self._timer.start())


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter."""

    value: str
    name: str


class FilterButton(QPushButton):
    """One filter with several values; none chosen means all."""

    changed = Signal()

    def __init__(self, title: str, options: Sequence[Option] = (), *, single: bool = False) -> None:
        super().__init__(plain(title))
        self.title = title
        self._single = single
        self._options = tuple(options)
        self._values: set[str] = set()
        self.setAutoDefault(False)
        self.setIcon(icons.icon("caret-down", "muted"))
        self.setLayoutDirection(self.layoutDirection().RightToLeft)
        self.clicked.connect(lambda _checked: self.menu_of_options().popup(self.mapToGlobal(QPoint(0, self.height()))))

    @property
    def values(self) -> frozenset[str]:
        """The chosen values."""
        return frozenset(self._values)

    def set_options(self, options: Sequence[Option]) -> None:
        """What may be chosen; chosen values that are gone are dropped."""
        self._options = tuple(options)
        self._values &= {option.value for option in options}

    def set_value(self, value: str, *, chosen: bool) -> None:
        """Choose or drop one value."""
        if self._single and chosen:
            self._values.clear()
        (self._values.add if chosen else self._values.discard)(value)
        self.changed.emit()

    def set_values(self, values: frozenset[str]) -> None:
        """Put exactly these values in force, without a signal."""
        self._values = set(values)

    def chosen(self) -> list[Option]:
        """The chosen options in their order."""
        return [option for option in self._options if option.value in self._values]

    def menu_of_options(self) -> QMenu:
        """The list of values to tick."""
        menu = QMenu(self)
        for option in self._options:
            action = QAction(plain(option.name), menu, checkable=True, checked=option.value in self._values)
            action.toggled.connect(lambda on, value=option.value: self.set_value(value, chosen=on))
            menu.addAction(action)
        return menu


class FilterBar(QWidget):
    """The filter buttons of a list; `chips` is the line of what is in force."""

    changed = Signal()

    def __init__(self, buttons: Sequence[FilterButton]) -> None:
        super().__init__()
        self._buttons = tuple(buttons)
        self._chips = QHBoxLayout()
        self.chips = holder(row(self._chips, STRETCH))
        """The line of chips, for its owner to place; hidden while no filter is in force."""
        self.chips.hide()
        self._chips.setSpacing(4)
        self.setLayout(row(*self._buttons, spacing=4))
        for each in self._buttons:
            each.changed.connect(self._show)
            each.changed.connect(self.changed)

    def clear(self) -> None:
        """Drop every filter."""
        for each in self._buttons:
            each.set_values(frozenset())
        self._show()
        self.changed.emit()

    def show_chips(self) -> None:
        """Show the filters that were put in force from outside."""
        self._show()

    def _show(self) -> None:
        empty_out(self._chips)
        in_force = [(each, option) for each in self._buttons for option in each.chosen()]
        for owner, option in in_force[:4]:
            short = option.name if len(option.name) <= 24 else option.name[:23] + "…"
            chip = button(
                short,
                partial(owner.set_value, option.value, chosen=False),
                icon="x",
                kind="chip",
                tip=f"Bỏ lọc {owner.title.lower()}: {option.name}",
            )
            chip.setLayoutDirection(chip.layoutDirection().RightToLeft)
            self._chips.addWidget(chip)
        self.chips.setVisible(bool(in_force))
        if len(in_force) > 1:
            more = f"Bỏ cả {len(in_force)} bộ lọc"
            self._chips.addWidget(button(more, self.clear, kind="link"))
