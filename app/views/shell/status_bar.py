"""The line at the foot: the workspace, that everything is stored, the last backup, how the sync stands."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame

from app.views.common.layout import STRETCH, label, row

if TYPE_CHECKING:
    from app.sync.states import SyncState
    from app.views.sync.badges import SyncFoot


class StatusBar(QFrame):
    """There is no Save button; this line says why."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "foot")
        self.setFixedHeight(28)
        self._file = label("", "muted")
        self._stored = label("", "muted")
        self._backup = label("", "muted")
        self._sync_place = row()
        items = (self._file, 16, self._stored, STRETCH, self._backup, 16, self._sync_place)
        self.setLayout(row(*items, spacing=0, margins=(12, 0, 12, 0)))

    @cached_property
    def sync(self) -> "SyncFoot":
        """How the sync stands; made when a desk comes in, because the first paint must not wait for it."""
        from app.views.sync.badges import SyncFoot

        made = SyncFoot()
        self._sync_place.addWidget(made)
        return made

    def show_file(self, name: str, *, read_only: bool) -> None:
        """Name the workspace file."""
        self._file.setText(name)
        self._stored.setText("" if not name else "Chỉ xem" if read_only else "Mọi thay đổi đã lưu")

    def show_backup(self, text: str) -> None:
        """Say when the last backup was made."""
        self._backup.setText(text)

    def show_sync(self, state: "SyncState | None") -> None:
        """Say how the sync stands; None where no workspace is open, or only to be looked at."""
        self.sync.show_state(state)
