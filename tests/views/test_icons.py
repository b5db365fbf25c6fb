import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

import app.views
from app.views.common import badge, icons
from app.views.shell.navigation import JOBS

ROOT = Path(app.views.__file__).parent


def used() -> set[str]:
    """Every text of our windows that is the name of an icon argument."""
    found: set[str] = set()
    for file in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                found |= {
                    str(word.value.value)
                    for word in node.keywords
                    if word.arg == "icon" and isinstance(word.value, ast.Constant) and word.value.value
                }
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in {"icon", "icon_button", "EmptyState", "_menu_button"} and node.args:
                    first = node.args[0]
                    found |= {str(first.value)} if isinstance(first, ast.Constant) else set()
    return found


def test_every_icon_that_is_named_exists() -> None:
    states = {each.icon for each in (*badge.STATUS.values(), *badge.STATE.values())}
    assert (used() | states | {job.icon for job in JOBS}) - icons.names() == set()


@pytest.mark.parametrize("mode", [QIcon.Mode.Normal, QIcon.Mode.Disabled])
def test_an_icon_draws_something(mode: QIcon.Mode) -> None:
    image = icons.icon("house").pixmap(QSize(20, 20), mode).toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(20) for y in range(20))
