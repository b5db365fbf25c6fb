from pathlib import Path

from PySide6.QtGui import QImage

from app.services.desk import Desk
from app.views.sync.shots import take_sync_shots


def test_every_state_and_sheet_of_the_sync_is_photographed(desk: Desk, conflicting: str, tmp_path: Path) -> None:
    taken = take_sync_shots(desk, tmp_path / "shots", sizes=((1366, 768),), themes=("dark",))
    names = {path.stem for path in taken}
    assert {"dark-1366x768-sync-urgent", "dark-1366x768-sync-settings", "dark-dialog-sync-conflicts"} <= names
    frame = QImage(str(tmp_path / "shots" / "dark-1366x768-sync-urgent.png"))
    assert (frame.width(), frame.height()) == (1366, 768)
