"""Sends the province's figures to the central board while this desk is level with the server."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.sync.states import Phase
from app.views.common.office import Office

if TYPE_CHECKING:
    from app.services.board import Snapshot

EVERY_MS = 60_000
"""How often it is asked whether figures changed; what did not is not sent again."""


class Publishing(QObject):
    """Publishes once a minute at most, and only where the person's role may."""

    def __init__(self, office: Office, parent: QObject | None = None, *, every_ms: int = EVERY_MS) -> None:
        super().__init__(parent)
        self._office = office
        self._is_computing = False
        self._timer = QTimer(self, interval=every_ms)
        self._timer.timeout.connect(self.publish)
        self._timer.start()

    def end(self) -> None:
        """Publish no more."""
        self._timer.stop()

    def publish(self) -> None:
        """Compute the figures, unless the desk lags behind, another one publishes, or nobody here may."""
        desk = self._office.desk
        state = self._office.link.state
        if self._is_computing or desk.read_only or state.phase is not Phase.SYNCED or state.unsent:
            return
        from app.services import board

        if not board.may_publish(desk):
            return
        self._is_computing = True
        self._office.worker.run(
            self,
            lambda _report: None if board.publisher(desk) else board.compute(desk),
            title="Tính số liệu gửi Trung ương",
            done=self._write,
            failed=self._give_up,
        )

    def _write(self, snapshot: "Snapshot | None") -> None:
        from app.services import board

        self._is_computing = False
        if snapshot is not None and board.write(self._office.desk, snapshot=snapshot).written:
            self._office.link.published.emit()

    def _give_up(self, _error: object) -> None:
        self._is_computing = False
