from pathlib import Path

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.services.desk import Desk
from app.views.shots import take_shots


def test_every_screen_and_dialog_is_photographed_at_its_size(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    before = desk.workspace.now()
    taken = take_shots(desk, tmp_path, sizes=((1366, 768),), themes=("dark",))
    assert len(taken) > 30
    assert all(path.stat().st_size > 1_000 for path in taken)
    screen = QImage(str(tmp_path / "dark-1366x768-plan-table.png"))
    assert (screen.width(), screen.height()) == (1366, 768)
    assert desk.workspace.now() == before
