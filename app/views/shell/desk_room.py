"""Brings an open desk into the frame: pages, undo, search, people, messages. Imported only after the first paint."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.models.errors import AppError
from app.models.secrecy import SecretError
from app.services import backups, history, opening, people, search
from app.services.desk import Desk, Outcome
from app.views.common.acts import Acts
from app.views.common.appearance import set_theme
from app.views.common.background import Worker
from app.views.common.memory import Memory
from app.views.common.message import show_error
from app.views.common.office import Office, Place
from app.views.shell import pages
from app.views.shell.pages import GoingPage, ReadingPage, WindowsPage
from app.views.shell.search_palette import SearchPalette
from app.views.shell.window import Shell
from app.views.sync.frame import SyncFrame

_PAGE_OF = {
    "unit": "directory",
    "person": "settings",
    "runbook_step": "runbook",
    "system": "selection",
    "system_kind": "selection",
    "visit": "inspection",
    "inspection": "inspection",
    "minutes": "inspection",
    "paper": "inspection",
}
"""Where the search goes with what it found; everything else is of the plan."""
BACKUP_AFTER_MS = 2_000
"""The daily copy begins this long after the first page is shown."""


class DeskRoom(QObject):
    """One open workspace in the window."""

    def __init__(self, shell: Shell, desk: Desk, memory: Memory) -> None:
        super().__init__(shell)
        self._shell = shell
        self.desk = desk
        self._undo_title = ""
        self.office = Office(desk, acts=Acts(self), worker=Worker(self), memory=memory, parent=self)
        office = self.office
        self._links = [
            (office.acts.changed, self._changed),
            (office.acts.refused, self._refused),
            (office.acts.noted, self._noted),
            (office.went, self.go),
            (office.desk_altered, self.show_frame),
            (office.findings_counted, self._show_count),
            (office.worker.started, shell.progress.follow),
            (office.theme_chosen, self._change_theme),
            (shell.top_bar.undo_asked, self.undo),
            (shell.top_bar.redo_asked, self.redo),
            (shell.top_bar.search_asked, self.search),
            (shell.top_bar.person_chosen, self._switch_person),
            (shell.top_bar.people_asked, lambda: shell.show_page("settings")),
            (shell.message.acted, self.undo),
            (shell.refresh_asked, self._refresh),
        ]
        for signal, slot in self._links:
            signal.connect(slot)
        self.sync = SyncFrame(
            office,
            window=shell,
            badges=shell.top_bar.sync,
            foot=shell.status_bar.sync,
            urgent=shell.urgent,
            message=shell.message,
            parent=self,
        )
        shell.set_pages(pages.makers(office))
        self.show_frame()
        if desk.read_only:
            shell.message.show_standing("Đang mở ở chế độ chỉ xem.", desk.notice)

    def start(self, page: str = "plan") -> None:
        """Show the first page and begin what may wait."""
        self._shell.show_page(page)
        self.sync.start()
        QTimer.singleShot(BACKUP_AFTER_MS, self, self._back_up)

    def close(self) -> None:
        """Leave the frame and close the workspace."""
        for signal, slot in self._links:
            signal.disconnect(slot)
        for page in self._shell.made_pages():
            if isinstance(page, WindowsPage):
                page.close_windows()
        self.sync.close()
        self.office.worker.close()
        self._shell.set_pages({})
        self.desk.close()
        self.deleteLater()

    def show_frame(self) -> None:
        """Show province, person, undo, counts and file as they are now."""
        bar, desk = self._shell.top_bar, self.desk
        title = desk.province.title
        bar.follow(desk.now)
        bar.show_province(title[:1].upper() + title[1:])
        bar.show_files([(str(each.path), each.name) for each in opening.recent() if each.path != desk.path])
        everyone = people.people(desk)
        name = desk.person.full_name if desk.person else ""
        bar.show_people(name, [(each.id, each.full_name) for each in everyone])
        self._shell.setWindowTitle(f"{desk.path.stem} - Kế hoạch 02")
        self._shell.status_bar.show_file(desk.path.name, read_only=desk.read_only)
        self._show_backup()
        self._show_undo()

    def _show_undo(self) -> None:
        self._undo_title = history.undo_title(self.desk)
        self._shell.top_bar.show_undo(self._undo_title, history.redo_title(self.desk))

    def _show_backup(self) -> None:
        copies = backups.backups(self.desk)
        self._shell.status_bar.show_backup(f"Sao lưu: {copies[0].stem}" if copies else "Chưa có bản sao lưu")

    def _show_count(self, errors: int) -> None:
        self._shell.navigation.show_count("plan", errors)

    def _changed(self, outcome: Outcome, initiator: QObject | None) -> None:
        if initiator is self.sync.connection:  # what others do takes no message away from who reads it here
            return
        self._shell.message.hide()
        if outcome.message:
            self._shell.message.show_note(outcome.title, detail=outcome.message)
        self._show_undo()

    def _refused(self, error: AppError) -> None:
        if isinstance(error, SecretError):
            show_error(self._shell, error)
        else:
            self._shell.message.show_error(error)

    def _noted(self, text: str, can_undo: bool) -> None:
        self._shell.message.show_note(text, act="Hoàn tác" if can_undo else "")

    def undo(self) -> None:
        """Ctrl+Z."""
        self.office.acts.do(lambda: history.undo(self.desk))

    def redo(self) -> None:
        """Ctrl+Y."""
        self.office.acts.do(lambda: history.redo(self.desk))

    def search(self) -> None:
        """Ctrl+K."""
        palette = SearchPalette(self._shell, lambda text: search.search(self.desk, text=text))
        palette.chosen.connect(self._go_to_hit)
        palette.exec()

    def _go_to_hit(self, entity: str, record_id: str) -> None:
        self.go(Place(_PAGE_OF.get(entity, "plan"), entity, record_id))

    def go(self, place: Place) -> None:
        """Show a place on its page."""
        self._shell.show_page(place.page)
        page = self._shell.page(place.page)
        if isinstance(page, GoingPage):
            page.go(place)

    def _change_theme(self, name: str) -> None:
        self.office.memory.keep("theme", name)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            set_theme(application, name)

    def _switch_person(self, person_id: str) -> None:
        person = next(each for each in people.people(self.desk) if each.id == person_id)
        if person.has_pin:
            from app.views.settings.people_card import SwitchSheet  # brings the whole job of settings with it

            SwitchSheet(self._shell, self.office, person).exec()
        else:
            self.office.acts.read(
                lambda: people.switch_person(self.desk, person_id=person_id), lambda _card: self.show_frame()
            )

    def _refresh(self) -> None:
        for page in self._shell.pages():
            if isinstance(page, ReadingPage):
                page.reload()

    def _back_up(self) -> None:
        if backups.daily_backup_due(self.desk):
            self.office.worker.run(
                self,
                lambda _report: backups.daily_backup(self.desk),
                title="Sao lưu hằng ngày",
                done=lambda _path: self._show_backup(),
                failed=self._refused,
            )
