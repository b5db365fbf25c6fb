"""Starts the program: the frame is painted first, then what is heavy is imported and the workspace opened."""

import gc
import logging
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.views.common.appearance import dress
from app.views.common.memory import Memory
from app.views.shell.window import Shell

Told = Callable[[], object]


def run(arguments: Sequence[str], *, painted: Told | None = None, loaded: Told | None = None) -> int:
    """Open the window on the file that is named (or the start page) and stay until it is closed.

    ``painted`` and ``loaded`` are told once: the frame is on the screen; the first page with data is.
    """
    gc.disable()  # while modules are loaded there is nothing to collect, and looking costs a tenth of the start
    application = QApplication.instance() or QApplication(list(arguments[:1]))
    if not isinstance(application, QApplication):
        raise TypeError("a windowless Qt application is running already")
    logging.basicConfig(level=logging.WARNING)
    memory = Memory()
    dress(application, str(memory.get("theme", "light")))
    shell = Shell()
    file = next(iter(arguments[1:]), "")
    shell.show_waiting("Đang mở…" if file else "")
    opener = Opener(shell, memory, file, loaded)
    if painted is not None:
        shell.painted.connect(painted)
    shell.painted.connect(opener.open)
    shell.show()
    return application.exec()


class Opener(QObject):
    """Opens the workspace once the frame is painted."""

    def __init__(self, shell: Shell, memory: Memory, file: str, loaded: Told | None) -> None:
        super().__init__(shell)
        self._shell = shell
        self._memory = memory
        self._file = file
        self._loaded = loaded

    def open(self) -> None:
        """Import what is heavy, then open."""
        from app.views.crash import LastResort
        from app.views.shell.reception import Reception

        LastResort().install()
        reception = Reception(self._shell, self._memory)
        if self._loaded is not None:
            reception.loaded.connect(self._loaded)
        reception.receive(self._file)
        gc.freeze()
        gc.enable()
