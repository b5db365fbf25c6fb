"""What the pictures of every job share: sizes and themes, a place of their own to take them in, and the taking."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.services import opening
from app.services.desk import Desk
from app.services.opening import NewPerson
from app.views.common import palette
from app.views.common.acts import Acts
from app.views.common.appearance import dress
from app.views.common.background import Worker
from app.views.common.memory import Memory
from app.views.common.office import Office

SIZES = ((1366, 768), (1920, 1080))
THEMES = ("light", "dark")
SIDE, HEAD = 172, 76
"""What the frame takes of a page's width and height."""
Sheets = Iterable[tuple[str, Callable[[], QDialog]]]
"""Each sheet's name in its picture, and what opens it."""
_WAIT_MS = 30_000
_QUIET_MS = 200


@contextmanager
def studio(folder: Path) -> Iterator[QApplication]:
    """The folder made, the application to dress; afterwards it wears the theme that it wore before."""
    folder.mkdir(parents=True, exist_ok=True)
    if QApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    if not isinstance(application, QApplication):
        raise TypeError("a windowless Qt application is running already")
    before = palette.tokens().name
    yield application
    dress(application, before)


@contextmanager
def thrown_away(desk: Desk, *, province: str, now: Callable[[], datetime]) -> Iterator[Desk]:
    """Another workspace with the same person at it; nothing of it stays."""
    name = desk.person.full_name if desk.person is not None else "Nguyễn Thị Đào"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        path = Path(place) / desk.path.name
        copy = opening.create(path, province=province, person=NewPerson(name, "", ""), now=now)
        try:
            yield copy
        finally:
            copy.close()


@contextmanager
def office_of(desk: Desk) -> Iterator[Office]:
    """What pages are given, without a frame around them; what it remembers is forgotten."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        office = Office(desk, acts=Acts(), worker=Worker(), memory=Memory(Path(place) / "window.ini"))
        yield office
        office.worker.close()


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """The moment it stands at."""
        return self.moment


class Camera:
    """Takes the pictures of one theme."""

    def __init__(self, office: Office, folder: Path, theme: str) -> None:
        self.office = office
        self.folder = folder
        self.theme = theme

    def take(self, window: QWidget, name: str) -> Path:
        """One picture of what a window shows when all is drawn."""
        settle(self.office)
        path = self.folder / f"{self.theme}-{name}.png"
        window.grab().save(str(path))
        return path

    def take_sheets(self, prefix: str, sheets: Sheets) -> Iterator[Path]:
        """Each sheet once, at its own size."""
        for name, make in sheets:
            sheet = make()
            sheet.show()
            yield self.take(sheet, f"{prefix}{name}")
            sheet.close()
            sheet.deleteLater()  # only with its page: a later sheet may still ask it something


def settle(office: Office) -> None:
    """Let the window draw and the worker finish."""
    deadline = QDeadlineTimer(_WAIT_MS)
    quiet = QDeadlineTimer(_QUIET_MS)
    while (office.worker.is_busy or not quiet.hasExpired()) and not deadline.hasExpired():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        if office.worker.is_busy:
            quiet = QDeadlineTimer(_QUIET_MS)


def drop(window: QWidget) -> None:
    """Close a window and be rid of it before the next one."""
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
