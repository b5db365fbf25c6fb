"""Pictures of every screen and dialog, without a display: for README, for looking at a change, for `kh02 shots`."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from app.models.plan.records import PlanView
from app.models.units import gazetteer
from app.services import people, plan, search
from app.services.desk import Desk
from app.services.spreadsheets import ImportPreview, MergePreview
from app.views import shot_previews
from app.views.camera import SIZES, THEMES, Camera, Sheets, drop, studio
from app.views.common.appearance import dress
from app.views.common.memory import Memory
from app.views.common.message import Notice
from app.views.directory.page import DirectoryPage
from app.views.directory.unit_panel import AddUnitSheet, EndUnitSheet
from app.views.documents.export_sheet import ExportSheet
from app.views.documents.preview import PreviewSheet
from app.views.inspection.shots import take_inspection_shots
from app.views.plan.add_task_sheet import AddTaskSheet
from app.views.plan.content_sheet import ContentSheet
from app.views.plan.differences_sheet import DifferencesSheet
from app.views.plan.extend_sheet import ExtendSheet
from app.views.plan.findings_sheet import plan_findings
from app.views.plan.group_sheet import AddGroupSheet, RenameGroupSheet
from app.views.plan.import_sheet import ImportSheet
from app.views.plan.issue_sheet import IssueSheet
from app.views.plan.library_sheet import LibrarySheet
from app.views.plan.page import PlanPage
from app.views.plan.purge_sheet import PurgeSheet, task_target
from app.views.plan.reanchor_sheet import ReanchorSheet
from app.views.plan.send_sheet import SendSheet
from app.views.runbook.shots import take_runbook_shots
from app.views.selection.shots import take_selection_shots
from app.views.settings.people_card import PersonSheet, PinSheet
from app.views.settings.recovery_sheet import RecoverySheet
from app.views.shell.desk_room import DeskRoom
from app.views.shell.keys_card import KeysCard
from app.views.shell.search_palette import SearchPalette
from app.views.shell.start_page import StartPage
from app.views.shell.window import Shell
from app.views.sync.shots import take_sync_shots

SHOWN_KEY = "-".join(f"{at:02X}{at * 37 % 256:02X}" for at in range(16, 33))
"""As long as a real one, and none."""
Page = TypeVar("Page", bound=QWidget)


def take_shots(
    desk: Desk,
    folder: Path,
    sizes: Sequence[tuple[int, int]] = SIZES,
    themes: Sequence[str] = THEMES,
) -> tuple[Path, ...]:
    """Photograph every screen at every size and theme, and every dialog in every theme. Changes nothing on the desk."""
    taken: list[Path] = []
    with studio(folder) as application, tempfile.TemporaryDirectory() as place:
        for theme in themes:
            dress(application, theme)
            memory = Memory(Path(place) / f"{theme}.ini")
            memory.keep("theme", theme)
            taken += FrameCamera(desk, memory, folder, theme).all(sizes)
    taken += take_selection_shots(desk, folder, sizes, themes)
    taken += take_runbook_shots(desk, folder, sizes, themes)
    taken += take_inspection_shots(desk, folder, sizes, themes)
    taken += take_sync_shots(desk, folder, sizes, themes)
    return tuple(taken)


class FrameCamera(Camera):
    """The pictures of the frame with its pages, in one theme."""

    def __init__(self, desk: Desk, memory: Memory, folder: Path, theme: str) -> None:
        self._shell = Shell()
        self._room = DeskRoom(self._shell, desk, memory)
        super().__init__(self._room.office, folder, theme)

    def all(self, sizes: Sequence[tuple[int, int]]) -> Iterator[Path]:
        """Every screen, then every dialog."""
        self._shell.show()
        for width, height in sizes:
            self._shell.resize(width, height)
            for name, show in self._screens():
                show()
                yield self.take(self._shell, f"{width}x{height}-{name}")
        yield from self.take_sheets("dialog-", self._dialogs())
        self._room.office.worker.close()
        self._shell.show_alone(self._start_page())
        self._shell.top_bar.show_province("Chưa mở kế hoạch")
        self._shell.top_bar.show_people("", [])
        self._shell.status_bar.show_file("", read_only=False)
        self._shell.status_bar.show_backup("")
        yield self.take(self._shell, "start")
        drop(self._shell)

    def _screens(self) -> Iterator[tuple[str, Callable[[], object]]]:
        page = self._page("plan", PlanPage)
        task_id = _busiest(plan.view(self.office.desk))
        yield "today", lambda: self._shell.show_page("today")
        for view in ("table", "timeline", "units", "week"):
            yield f"plan-{view}", partial(self._show_plan, page, view, task_id)
        page.show_view("table")
        for section in ("progress", "obstacles", "evidence", "history"):
            yield f"plan-detail-{section}", partial(page.panel.show_section, section)
        yield "plan-filtered", lambda: page.toolbar.search.setText("can bo xa")
        yield "plan-nothing", lambda: page.toolbar.search.setText("zzz")
        yield "directory", lambda: self._show_directory(page)
        yield "documents", lambda: self._shell.show_page("documents")
        yield "settings", lambda: self._shell.show_page("settings")

    def _show_plan(self, page: PlanPage, view: str, task_id: str) -> None:
        self._shell.show_page("plan")
        page.show_task(task_id)
        page.panel.show_section("information")
        page.show_view(view)

    def _show_directory(self, page: PlanPage) -> None:
        page.toolbar.put_filters()
        self._shell.show_page("directory")
        self._page("directory", DirectoryPage).list.choose(0)

    def _dialogs(self) -> Sheets:
        shell, office = self._shell, self.office
        page = self._page("plan", PlanPage)
        view = plan.view(office.desk)
        task = next(task for task in view.tasks if task.id == _busiest(view))
        person = people.people(office.desk)[0]
        units = plan.units(office.desk)
        yield "add-task", lambda: AddTaskSheet(shell, office, page.unit_entries)
        yield "library", lambda: LibrarySheet(shell, office)
        yield "findings", lambda: plan_findings(shell, office)
        yield "content", lambda: ContentSheet(shell, office)
        yield "extend", lambda: ExtendSheet(shell, office, task)
        yield "purge", lambda: PurgeSheet(shell, office, task_target(task))
        yield "add-group", lambda: AddGroupSheet(shell, office)
        yield "rename-group", lambda: RenameGroupSheet(shell, office)
        yield "issue", lambda: IssueSheet(shell, office)
        if view.issued is not None:
            yield "differences", lambda: DifferencesSheet(shell, office, on_export=bool)
        yield "reanchor", lambda: ReanchorSheet(shell, office)
        yield "send", lambda: SendSheet(shell, office)
        yield "import", lambda: ImportSheet(shell, office)
        yield "import-matching", lambda: self._import(shot_previews.foreign())
        yield "import-merged", lambda: self._import(shot_previews.merged())
        yield "export", lambda: ExportSheet(shell, office, paper="ke-hoach")
        yield "preview", lambda: PreviewSheet(shell, office, paper="ke-hoach")
        yield "add-unit", lambda: AddUnitSheet(shell, office)
        yield "end-unit", lambda: EndUnitSheet(shell, office, units[0], units)
        yield "add-person", lambda: PersonSheet(shell, office)
        yield "pin", lambda: PinSheet(shell, office, person)
        yield "recovery", lambda: RecoverySheet(shell, office.desk.path.name, SHOWN_KEY)
        yield "keys", lambda: KeysCard(shell)
        yield "search", self._search
        yield "confirm", lambda: Notice(shell, "Ban hành kế hoạch này?", "Không hoàn tác được.", act="Ban hành")

    def _import(self, preview: ImportPreview | MergePreview) -> ImportSheet:
        sheet = ImportSheet(self._shell, self.office)
        sheet.show_preview(preview)
        return sheet

    def _search(self) -> SearchPalette:
        palette = SearchPalette(self._shell, lambda text: search.search(self.office.desk, text=text))
        palette.text.setText("duong truyen")
        palette.look_up()
        return palette

    def _start_page(self) -> StartPage:
        provinces = [(each.code, each.title) for each in gazetteer.provinces()]
        return StartPage(provinces, [("/tmp/a.kh02", "Lâm Đồng 2025")])  # noqa: S108 shown, never opened

    def _page(self, name: str, kind: type[Page]) -> Page:
        page = self._shell.page(name)
        if not isinstance(page, kind):
            raise TypeError(name)
        return page


def _busiest(view: PlanView) -> str:
    """The task with most to show."""
    return max(
        view.tasks,
        key=lambda task: len(task.progress) + len(task.obstacles) + len(task.evidence) + len(task.extensions),
    ).id
