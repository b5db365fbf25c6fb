"""Brings the sync of an open desk into the frame: status, banner, lists, and what must be asked or said once."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDialog, QWidget

from app.sync.states import Phase, SyncState
from app.views.common.message import MessageBar
from app.views.common.office import Office, Place
from app.views.sync.badges import SyncBadges, SyncFoot
from app.views.sync.connection import Connection, Maker, make_syncing
from app.views.sync.publishing import Publishing
from app.views.sync.urgent_bar import UrgentBar

BEGIN_AFTER_MS = 1_000
"""The exchange begins this long after the first page is shown."""


class SyncFrame(QObject):
    """Lives as long as the desk stands in the window."""

    def __init__(
        self,
        office: Office,
        *,
        window: QWidget,
        badges: SyncBadges,
        foot: SyncFoot,
        urgent: UrgentBar,
        message: MessageBar,
        parent: QObject | None = None,
        make: Maker = make_syncing,
    ) -> None:
        super().__init__(parent)
        self._office = office
        self._window = window
        self._message = message
        self._badges, self._foot, self._urgent = badges, foot, urgent
        self.connection = Connection(office, self, make=make)
        self.publishing = Publishing(office, self)
        self._is_asked = self._is_warned = False
        self._sheets: dict[str, QDialog] = {}
        link = office.link
        self._links = [
            (link.stated, self.show_state),
            (link.unsent_asked, self.open_unsent),
            (link.conflicts_asked, self.open_conflicts),
            (badges.unsent_asked, lambda: self.open_unsent(window)),
            (badges.conflicts_asked, lambda: self.open_conflicts(window)),
            (badges.link_asked, self.open_card),
            (urgent.asked, lambda: self.open_conflicts(window)),
            (foot.clicked, lambda _on: self._foot_pressed()),
        ]
        for signal, slot in self._links:
            signal.connect(slot)
        self.show_state(link.state)

    def start(self) -> None:
        """Begin the exchange, a little later."""
        QTimer.singleShot(BEGIN_AFTER_MS, self, self.connection.begin)

    def close(self) -> None:
        """Leave the frame; the exchange is ended before the desk is closed."""
        for signal, slot in self._links:
            signal.disconnect(slot)
        self.publishing.end()
        self.connection.end()
        for sheet in list(self._sheets.values()):
            sheet.close()
        nothing = SyncState()
        self._badges.show_state(nothing)
        self._urgent.show_state(nothing)
        self._foot.show_state(None)

    def show_state(self, state: SyncState) -> None:
        """Show how the sync stands; what a person must know or give is said once."""
        self._badges.show_state(state)
        self._foot.show_state(None if self._office.desk.read_only else state)
        self._urgent.show_state(state)
        if state.skew and not self._is_warned:
            self._is_warned = True
            self._message.show_standing("Đồng hồ của máy này sai.", state.skew)
        if state.phase is Phase.NO_TOKEN and not self._is_asked:
            self._is_asked = True
            self._open_resume()

    def _open_resume(self) -> None:
        from app.views.sync.join_sheet import ResumeSheet

        ResumeSheet(self._window, self._office).open()

    def _foot_pressed(self) -> None:
        if self._office.link.state.phase is Phase.UNSENT:
            self.open_unsent(self._window)
        else:
            self.open_card()

    def open_card(self) -> None:
        """Show the card "Đồng bộ" of the settings."""
        self._office.go(Place("settings", "sync"))

    def open_unsent(self, above: QWidget) -> None:
        """Chưa gửi."""
        from app.views.sync.unsent_sheet import UnsentSheet

        self._open("unsent", lambda: UnsentSheet(above, self._office))

    def open_conflicts(self, above: QWidget) -> None:
        """Sửa trùng."""
        from app.views.sync.conflicts_window import ConflictsWindow

        self._open("conflicts", lambda: ConflictsWindow(above, self._office))

    def _open(self, name: str, make: Callable[[], QDialog]) -> None:
        sheet = self._sheets.get(name)
        if sheet is None:
            sheet = make()
            sheet.finished.connect(lambda _result: self._forget(name))
            self._sheets[name] = sheet
        sheet.show()
        sheet.raise_()
        sheet.activateWindow()

    def _forget(self, name: str) -> None:
        sheet = self._sheets.pop(name, None)
        if sheet is not None:
            sheet.deleteLater()
