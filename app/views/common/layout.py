"""Small words for building windows: rows, columns, headings, buttons, on the 4-pixel grid."""

from collections.abc import Callable
from typing import Final, TypeVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.views.common import appearance, icons, typeface

STRETCH: Final = -1
"""Takes what space is left."""
Item = QWidget | QLayout | int
_Box = TypeVar("_Box", bound=QBoxLayout)
_Kind = TypeVar("_Kind", bound=QWidget)


def row(*items: Item, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Items from left to right; a whole number is a gap in pixels, STRETCH takes the rest."""
    return _fill(QHBoxLayout(), items, spacing, margins)


def column(*items: Item, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Items from top to bottom."""
    return _fill(QVBoxLayout(), items, spacing, margins)


def _fill(box: _Box, items: tuple[Item, ...], spacing: int, margins: tuple[int, int, int, int]) -> _Box:
    box.setSpacing(spacing)
    box.setContentsMargins(*margins)
    for item in items:
        if isinstance(item, QWidget):
            box.addWidget(item, stretch_of(item))
        elif isinstance(item, QLayout):
            box.addLayout(item)
        elif item == STRETCH:
            box.addStretch(1)
        else:
            box.addSpacing(item)
    return box


def stretch_of(widget: QWidget) -> int:
    """1 for a widget that was asked to take the space left (`wide`)."""
    return 1 if widget.property("wide") else 0


def wide(widget: _Kind) -> _Kind:
    """Let a widget take the space left in its row or column."""
    widget.setProperty("wide", True)
    return widget


def framed(layout: QLayout, kind: str) -> QFrame:
    """A frame of a kind of the stylesheet (card, strip, side, foot, panel) around a layout."""
    frame = QFrame()
    frame.setProperty("kind", kind)
    frame.setLayout(layout)
    return frame


def holder(layout: QLayout) -> QWidget:
    """A plain widget around a layout."""
    widget = QWidget()
    widget.setLayout(layout)
    return widget


def scrolled(layout: QLayout) -> QScrollArea:
    """A column that scrolls when it does not fit; never sideways."""
    return _Scrolled(layout)


class _Scrolled(QScrollArea):
    """Gives its content the height that wrapped text needs at the present width, which Qt does not ask for."""

    def __init__(self, layout: QLayout) -> None:
        super().__init__()
        self._inside = holder(layout)
        self._inside.setProperty("kind", "scrolled")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._inside)
        self._inside.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        layout = self._inside.layout()
        if layout is not None and layout.hasHeightForWidth():
            self._inside.setMinimumHeight(layout.totalHeightForWidth(self.viewport().width()))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(48, 48)


def rule() -> QFrame:
    """A thin line across."""
    line = QFrame()
    line.setProperty("kind", "line")
    return line


def label(text: str, kind: str = "", *, wrap: bool = False, size: int = 0, strong: bool = False) -> QLabel:
    """Plain text; what a person typed is never read as markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("kind", kind)
    made.setWordWrap(wrap)
    if strong:
        made.setFont(appearance.semibold(size or typeface.BASE))
    elif size:
        made.setFont(typeface.font(size))
    return made


def heading(text: str) -> QLabel:
    """The heading of a page."""
    return label(text, size=typeface.TITLE, strong=True)


def subheading(text: str) -> QLabel:
    """The heading of a section."""
    return label(text, size=typeface.LARGE, strong=True)


def button(text: str, act: Callable[[], object], *, icon: str = "", kind: str = "", tip: str = "") -> QPushButton:
    """A button that performs one act. Kinds: primary, quiet, link, chip, segment, or none."""
    made = QPushButton(plain(text))
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    if icon:
        made.setIcon(icons.icon(icon, "on_accent" if kind == "primary" else "text"))
    if tip:
        made.setToolTip(tip)
    made.clicked.connect(lambda _checked=False: act())
    return made


def icon_button(icon: str, name: str, act: Callable[[], object]) -> QPushButton:
    """A button that shows only an icon; its name stands in the tooltip and for screen readers."""
    made = button("", act, icon=icon, kind="quiet", tip=name)
    made.setAccessibleName(name)
    return made


def field(name: str, editor: QWidget, hint: str = "") -> QVBoxLayout:
    """An editor under its name, with one line of help if it needs one."""
    title = label(name, "field")
    title.setBuddy(editor)
    if not editor.accessibleName():
        editor.setAccessibleName(name)
    box = column(title, editor, spacing=4)
    if hint:
        box.addWidget(label(hint, "muted", wrap=True))
    return box


def plain(text: str) -> str:
    """Text for buttons and menus: an ampersand of the data stays an ampersand and underlines nothing."""
    return text.replace("&", "&&")


def empty_out(layout: QLayout) -> None:
    """Remove everything from a layout."""
    while (item := layout.takeAt(0)) is not None:
        inner = item.layout()
        if inner is not None:
            empty_out(inner)
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def restyle(widget: QWidget, kind: str) -> None:
    """Give a widget another kind of the stylesheet while it is shown."""
    widget.setProperty("kind", kind)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
