from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app.services import plan
from app.services.desk import Desk
from app.views.common.memory import Memory
from app.views.shell.reception import Reception
from app.views.shell.start_page import StartPage
from app.views.shell.window import Shell
from tests.views.hands import click, named, type_text


@pytest.fixture
def reception(shell: Shell, memory: Memory) -> Iterator[Reception]:
    made = Reception(shell, memory)
    yield made
    if made.room is not None:
        made.room.close()


def start_page(reception: Reception) -> StartPage:
    page = reception.start_page
    assert page is not None
    return page


def answer(text: str) -> list[str]:
    """Press a button of the next dialog; gives what the dialog was called."""
    titles: list[str] = []

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            QTimer.singleShot(20, act)
            return
        titles.append(dialog.windowTitle())
        click(named(dialog, text))

    QTimer.singleShot(0, act)
    return titles


def test_without_a_file_the_start_page_is_shown(reception: Reception, qtbot: QtBot) -> None:
    with qtbot.waitSignal(reception.loaded):
        reception.receive("")
    assert start_page(reception).isVisible()


def test_province_name_create_is_all_it_takes(reception: Reception, tmp_path: Path) -> None:
    reception.receive("")
    page = start_page(reception)
    type_text(page.province, "lam dong")
    page.province.settle()
    type_text(page.full_name, "Đặng Thị Ước")
    page.path.setText(str(tmp_path / "mới.kh02"))
    click(named(page, "Tạo kế hoạch"))
    assert reception.room is not None
    assert len(plan.view(reception.room.desk).tasks) == 14


def test_a_missing_name_is_asked_for(reception: Reception) -> None:
    reception.receive("")
    page = start_page(reception)
    type_text(page.province, "ha noi")
    click(named(page, "Tạo kế hoạch"))
    assert "Chưa có họ và tên" in page.message.text


def test_a_file_is_opened(reception: Reception, desk: Desk) -> None:
    path = desk.path
    desk.close()
    reception.receive(str(path))
    assert reception.room is not None


def test_a_file_that_is_not_there_is_said(reception: Reception, tmp_path: Path) -> None:
    reception.show_start()
    reception.open_file(str(tmp_path / "không có.kh02"))
    assert start_page(reception).message.text != ""


def test_a_locked_file_may_be_looked_at(reception: Reception, desk: Desk, shell: Shell) -> None:
    titles = answer("Mở để xem")
    reception.open_file(str(desk.path))
    assert len(titles) == 1
    assert reception.room is not None
    assert reception.room.desk.read_only
    assert "chỉ xem" in shell.message.text


def test_a_damaged_file_never_ends_the_program(reception: Reception, tmp_path: Path) -> None:
    broken = tmp_path / "hỏng.kh02"
    broken.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5_000)
    reception.show_start()
    reception.open_file(str(broken))
    assert start_page(reception).message.text != ""


def test_an_open_workspace_gives_way_to_a_new_one(reception: Reception, desk: Desk) -> None:
    path = desk.path
    desk.close()
    reception.open_file(str(path))
    reception.show_start()
    assert reception.room is None
    assert start_page(reception).isVisible()
