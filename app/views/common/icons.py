"""Icons of one set (Phosphor), drawn as glyphs in the colour of the moment.

The font and its names are qtawesome's; its code is not imported, because that alone costs more than painting the shell.
"""

import json
from functools import cache

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap
from typing_extensions import override

from app.views.common import palette, typeface


@cache
def _glyphs() -> tuple[str, dict[str, str]]:
    """The icon font's family and each name's letter."""
    fonts = next(iter(typeface.package_folder("qtawesome"))) / "fonts"
    handle = QFontDatabase.addApplicationFont(str(next(fonts.glob("phosphor-[0-9]*.ttf"))))
    names = json.loads(next(fonts.glob("phosphor-charmap-*.json")).read_text(encoding="utf-8"))
    return QFontDatabase.applicationFontFamilies(handle)[0], {name: chr(int(at, 16)) for name, at in names.items()}


def names() -> frozenset[str]:
    """Every icon of the set."""
    return frozenset(_glyphs()[1])


def draw(painter: QPainter, name: str, box: QRect | QRectF, ink: QColor) -> None:
    """Paint an icon into a box."""
    family, letters = _glyphs()
    box = QRectF(box)
    face = QFont(family)
    face.setPixelSize(max(int(min(box.width(), box.height())), 1))
    painter.save()
    painter.setFont(face)
    painter.setPen(ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letters[name])
    painter.restore()


class _Engine(QIconEngine):
    def __init__(self, name: str, ink: str) -> None:
        super().__init__()
        self._name = name
        self._ink = ink

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        theme = palette.tokens()
        colour = palette.colour(getattr(theme, self._ink))
        if mode is QIcon.Mode.Disabled:
            colour.setAlpha(110)
        draw(painter, self._name, rect, colour)

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made

    @override
    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._ink)


def icon(name: str, ink: str = "text") -> QIcon:
    """An icon in the colour of a token; it follows the theme by itself."""
    return QIcon(_Engine(name, ink))
