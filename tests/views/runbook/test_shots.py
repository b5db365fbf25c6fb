from pathlib import Path

from PySide6.QtGui import QImage

from app.services.desk import Desk
from app.views.runbook.shots import take_runbook_shots


def test_every_screen_of_the_night_is_photographed(desk: Desk, tmp_path: Path) -> None:
    taken = take_runbook_shots(desk, tmp_path / "shots", sizes=((1366, 768),), themes=("dark",))
    names = {path.stem for path in taken}
    assert {"dark-1366x768-night", "dark-wall", "dark-runbook-empty", "dark-dialog-night-gate"} <= names
    night = QImage(str(tmp_path / "shots" / "dark-1366x768-night.png"))
    assert (night.width(), night.height()) == (1366, 768)
