"""What tests of windows share: a dressed application, a memory, an office on a fresh plan, the whole shell."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.models.errors import AppError
from app.services.desk import Desk
from app.views.common.acts import Acts
from app.views.common.appearance import dress
from app.views.common.background import Worker
from app.views.common.memory import Memory
from app.views.common.office import Office
from app.views.shell.desk_room import DeskRoom
from app.views.shell.window import Shell


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """The application's look and language."""
    dress(qapp, "light")


ModelRules = Callable[[QAbstractItemModel], None]


@pytest.fixture
def model_rules(qtmodeltester: Any) -> ModelRules:
    """Checks an item model by QAbstractItemModelTester."""

    def check(model: QAbstractItemModel) -> None:
        qtmodeltester.check(model)

    return check


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "window.ini")


@pytest.fixture
def office(desk: Desk, memory: Memory, qtbot: QtBot) -> Iterator[Office]:
    """An office on a new plan with the 14 rows of the form."""
    made = Office(desk, acts=Acts(), worker=Worker(), memory=memory)
    yield made
    made.worker.close()


@pytest.fixture
def refusals(office: Office) -> list[AppError]:
    """What the office was refused, in order."""
    heard: list[AppError] = []
    office.acts.refused.connect(heard.append)
    return heard


@pytest.fixture
def shell(qtbot: QtBot) -> Shell:
    made = Shell()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def room(shell: Shell, desk: Desk, memory: Memory) -> Iterator[DeskRoom]:
    """The whole window on a new plan."""
    made = DeskRoom(shell, desk, memory)
    yield made
    made.sync.connection.end()
    made.office.worker.close()
