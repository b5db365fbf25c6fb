from pathlib import Path

from PySide6.QtGui import QImage

from app.services.desk import Desk
from app.views.inspection.shots import take_inspection_shots


def test_every_screen_of_inspections_is_photographed(desk: Desk, tmp_path: Path) -> None:
    taken = take_inspection_shots(desk, tmp_path / "shots", sizes=((1366, 768),), themes=("dark",))
    names = {path.stem for path in taken}
    assert {"dark-1366x768-inspection-minutes-agreed", "dark-dialog-inspection-signing-verify"} <= names
    screen = QImage(str(tmp_path / "shots" / "dark-1366x768-inspection-week.png"))
    assert (screen.width(), screen.height()) == (1366 - 172, 768 - 76)
