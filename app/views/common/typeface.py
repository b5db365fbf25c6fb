"""The interface's typeface, bundled by file, and its scale. Papers use their own font, never this one."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

SMALL, BASE, LARGE, TITLE, DISPLAY = 9, 10, 12, 15, 28
HEADLINE = 20
"""Points. One scale for the whole program: 9 (badges only) / 10 / 12 / 15 / 20 / 28."""

_FAMILY = "Be Vietnam Pro"
_FILES = ("Regular", "Medium", "SemiBold", "Italic")
_TABULAR = QFont.Tag("tnum")


@cache
def load() -> str:
    """Register the bundled files with Qt and give the family's name. Needs a running application."""
    for folder in package_folder("fontpkg_be_vietnam_pro"):
        for name in _FILES:
            QFontDatabase.addApplicationFont(str(folder / "files" / f"BeVietnamPro-{name}.ttf"))
    return _FAMILY


def package_folder(package: str) -> list[Path]:
    """Where an installed package keeps its files, found without importing (and running) it."""
    spec = find_spec(package)
    return [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []


def font(size: int = BASE, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The interface font at a size of the scale, with figures of one width."""
    made = QFont(load(), size, weight)
    made.setFeature(_TABULAR, 1)
    return made
