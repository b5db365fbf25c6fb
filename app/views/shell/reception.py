"""Opens and makes workspaces: the start page, damaged, locked and encrypted files. Imported after the first paint."""

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QWidget

from app.models.errors import AppError
from app.services import backups, opening
from app.services.desk import Desk
from app.services.opening import NewPerson
from app.views.common.layout import field
from app.views.common.memory import Memory
from app.views.common.message import confirm, show_error
from app.views.common.sheet import Sheet
from app.views.shell.desk_room import DeskRoom
from app.views.shell.start_page import FILES, StartPage, free_name
from app.views.shell.top_bar import system_clock
from app.views.shell.window import Shell
from app.workspace.errors import KeyNeededError, WorkspaceDamagedError, WorkspaceLockedError


class Reception(QObject):
    """Who comes in is shown to a desk."""

    loaded = Signal()
    """A page with data (or the start page) is shown."""

    def __init__(self, shell: Shell, memory: Memory) -> None:
        super().__init__(shell)
        self._shell = shell
        self._memory = memory
        self.room: DeskRoom | None = None
        self.start_page: StartPage | None = None
        shell.top_bar.file_act_asked.connect(self._file_act)
        shell.closed.connect(self._close_room)

    def receive(self, path: str) -> None:
        """Open the file named at the start, else show the start page."""
        if path:
            self.open_file(path)
        if self.room is None:
            self.show_start()
        self.loaded.emit()

    def show_start(self) -> None:
        """Show the start page."""
        from app.models.units import gazetteer

        self._close_room()
        provinces = [(each.code, each.title) for each in gazetteer.provinces()]
        recent = [(str(each.path), each.name) for each in opening.recent()]
        page = StartPage(provinces, recent)
        page.create_asked.connect(self.create_plan)
        page.open_asked.connect(self.open_file)
        page.join_asked.connect(self.join_province)
        page.sample_asked.connect(self.open_sample)
        self.start_page = page
        self._shell.show_alone(page)
        self._shell.top_bar.show_province("Chưa mở kế hoạch")
        self._shell.top_bar.show_files(recent)
        self._shell.top_bar.show_people("", [])
        self._shell.top_bar.show_undo("", "")
        self._shell.top_bar.follow(system_clock)
        self._shell.status_bar.show_backup("")
        self._shell.status_bar.show_file("", read_only=False)
        self._shell.status_bar.show_sync(None)
        page.province.setFocus()

    def seat(self, desk: Desk, page: str = "plan") -> None:
        """Bring an open desk into the window, in place of the one there."""
        self._close_room()
        self.start_page = None
        self.room = DeskRoom(self._shell, desk, self._memory)
        self.room.start(page)

    def create_plan(self, path: str, province: str, full_name: str, position: str) -> None:
        """Make a workspace with its plan."""
        target = Path(path) if path else free_name(_documents(), province)
        try:
            desk = opening.create(target.with_suffix(".kh02"), province=province, person=NewPerson(full_name, position))
        except AppError as error:
            self._say(error)
            return
        self.seat(desk)

    def join_province(self) -> None:
        """Make a workspace of what the server holds of the province."""
        from app.views.sync.join_sheet import SecretSheet
        from app.views.sync.newcomer_sheet import NewcomerSheet

        sheet = NewcomerSheet(self._shell, _documents())
        sheet.exec()
        if sheet.arrived is not None:
            desk, joined = sheet.arrived
            self.seat(desk)
            if not joined.is_kept:
                SecretSheet(self._shell, joined.notice, joined.secret).exec()

    def open_sample(self) -> None:
        """Make a fresh sample province and open it."""
        from app.services import sample

        try:
            desk = sample.make(free_name(_documents(), "Tỉnh mẫu Lâm Đồng"))
        except AppError as error:
            self._say(error)
            return
        self.seat(desk)

    def open_file(self, path: str) -> None:
        """Open a workspace; each way it can fail has its own answer."""
        try:
            desk = opening.open_desk(Path(path))
        except KeyNeededError as error:
            self._ask_key(Path(path), error)
        except WorkspaceLockedError as error:
            self._offer_reading(Path(path), error)
        except WorkspaceDamagedError as error:
            self._offer_backup(Path(path), error)
        except AppError as error:
            self._say(error)
        else:
            self.seat(desk)

    def _ask_key(self, path: Path, error: AppError) -> None:
        sheet = KeySheet(self._shell, path, error)
        if sheet.exec() and sheet.desk is not None:
            self.seat(sheet.desk)

    def _offer_reading(self, path: Path, error: AppError) -> None:
        if confirm(self._shell, error.title, error.detail, "Mở để xem"):
            try:
                self.seat(opening.open_desk(path, read_only=True))
            except AppError as again:
                self._say(again)

    def _offer_backup(self, path: Path, error: WorkspaceDamagedError) -> None:
        if error.last_backup is None:
            self._say(error)
            return
        backup = error.last_backup
        detail = f"{error.detail} Bản sao lưu mới nhất: {backup.name}. Tệp hỏng được giữ nguyên."
        if confirm(self._shell, error.title, detail, "Mở bản sao lưu"):
            try:
                restored = backups.restore(backup, to=free_name(path.parent, f"{path.stem} (khôi phục)"))
                self.seat(opening.open_desk(restored))
            except AppError as again:
                self._say(again)

    def _say(self, error: AppError) -> None:
        if self.start_page is not None:
            self.start_page.show_error(error)
        else:
            show_error(self._shell, error)

    def _file_act(self, key: str) -> None:
        kind, _, path = key.partition(":")
        if kind == "new":
            self.show_start()
        elif kind == "recent":
            self.open_file(path)
        else:
            chosen, _filter = QFileDialog.getOpenFileName(self._shell, "Mở tệp kế hoạch", "", FILES)
            if chosen:
                self.open_file(chosen)

    def _close_room(self) -> None:
        if self.room is not None:
            self.room.close()
            self.room = None


class KeySheet(Sheet):
    """Asks for the key of the recovery sheet."""

    def __init__(self, parent: QWidget | None, path: Path, error: AppError) -> None:
        super().__init__(parent, "Tệp đã mã hoá", f"{error.title} {error.detail}")
        self._path = path
        self.desk: Desk | None = None
        self.key = QPlainTextEdit()
        self.key.setTabChangesFocus(True)
        self.key.setFixedHeight(88)
        self.add(field("Khoá trên phiếu khôi phục", self.key))
        self.foot("Mở", self._open)

    def _open(self) -> None:
        try:
            self.desk = opening.open_with_recovery(self._path, recovery=self.key.toPlainText())
        except AppError as error:
            self.refused(error)
            return
        self.accept()


def _documents() -> Path:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place) if place and Path(place).is_dir() else Path.home()
