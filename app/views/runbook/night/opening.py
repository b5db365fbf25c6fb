"""Opens the night's windows and keeps them: one command window and one wall a run."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.models.errors import AppError
from app.views.common.office import Office
from app.views.documents.export_sheet import ExportSheet
from app.views.runbook.night.wall import WallWindow
from app.views.runbook.night.window import NightWindow
from app.views.runbook.papers import OF_RUN
from app.views.runbook.sound import Sink


class NightWindows(QObject):
    """The open windows of the night."""

    def __init__(self, office: Office, parent: QObject | None = None, *, sink: Sink | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self._sink = sink
        self._nights: dict[str, NightWindow] = {}
        self._walls: dict[str, WallWindow] = {}

    def open_night(self, run_id: str) -> NightWindow | None:
        """Điều hành đêm chuyển đổi of a run, in front."""
        window = self._nights.get(run_id)
        if window is None:
            try:
                window = NightWindow(self._office, run_id, sink=self._sink)
            except AppError as error:
                self._office.acts.refused.emit(error)
                return None
            window.wall_asked.connect(self.open_wall)
            window.papers_asked.connect(lambda _run: self._papers(window))
            window.closed.connect(lambda: self._forget(run_id))
            self._nights[run_id] = window
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    def open_wall(self, run_id: str) -> WallWindow | None:
        """Màn hình chung of a run, on the second screen where there is one."""
        night = self._nights.get(run_id) or self.open_night(run_id)
        if night is None:
            return None
        wall = self._walls.get(run_id)
        if wall is None:
            wall = WallWindow(night.following)
            wall.closed.connect(lambda: self._walls.pop(run_id, None))
            self._walls[run_id] = wall
        screens = QApplication.screens()
        if len(screens) > 1:
            other = next((one for one in screens if one is not night.screen()), screens[-1])
            wall.setGeometry(other.geometry())
            wall.showFullScreen()
        else:
            wall.show()
        return wall

    def _papers(self, window: NightWindow) -> None:
        run = window.following.state.run
        ExportSheet(window, self._office, only=OF_RUN, subject=run.id).exec()

    def _forget(self, run_id: str) -> None:
        wall = self._walls.get(run_id)
        if wall is not None:
            wall.close()
        window = self._nights.pop(run_id, None)
        if window is not None:
            window.deleteLater()

    def close_all(self) -> None:
        """Close every window of the night."""
        for window in list(self._nights.values()):
            window.close()
