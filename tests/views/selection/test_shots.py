from pathlib import Path

from PySide6.QtGui import QImage

from app.services.desk import Desk
from app.views.selection.shots import take_selection_shots
from tests.views.selection.conftest import decided


def test_every_screen_of_the_choice_is_photographed(desk: Desk, tmp_path: Path) -> None:
    decided(desk, "thu-dien-tu", "Zimbra", "Thư công vụ Đắk Nông")
    taken = take_selection_shots(desk, tmp_path / "shots", sizes=((1366, 768),), themes=("dark",))
    names = {path.stem for path in taken}
    assert {"dark-1366x768-selection-board", "dark-1366x768-selection-scoring", "dark-dialog-selection-backup"} <= names
    board = QImage(str(tmp_path / "shots" / "dark-1366x768-selection-board.png"))
    assert (board.width(), board.height()) == (1366 - 172, 768 - 76)
