"""Pictures of the windows of the cut-over night, on a workspace of the same province that is thrown away."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.models.runbook.records import RunMode
from app.models.runbook.run_records import REASONS, EventKind, RunState, StepState, StepStatus
from app.services.desk import Desk
from app.services.runbook import masters, runs
from app.views.camera import HEAD, SIDE, SIZES, THEMES, Camera, HandClock, Sheets, drop, office_of, studio, thrown_away
from app.views.common.appearance import dress
from app.views.common.office import Office
from app.views.documents.export_sheet import ExportSheet
from app.views.runbook.anchor_sheet import AnchorSheet
from app.views.runbook.contact_sheet import ContactSheet
from app.views.runbook.findings_sheet import runbook_findings
from app.views.runbook.lock_sheet import LockSheet, VersionsSheet
from app.views.runbook.measured_sheet import MeasuredSheet
from app.views.runbook.night.contacts_sheet import NightKeys, PhonesSheet
from app.views.runbook.night.finish_sheet import FinishSheet
from app.views.runbook.night.gate_sheet import GateSheet
from app.views.runbook.night.irreversible_sheet import IrreversibleSheet
from app.views.runbook.night.reason_sheet import ReasonSheet
from app.views.runbook.night.second_person import SecondPerson
from app.views.runbook.night.small_sheets import CorrectionSheet, InsertSheet, NoteSheet, PaperSheet, SubstituteSheet
from app.views.runbook.night.step_sheet import StepSheet
from app.views.runbook.night.wall import WallWindow
from app.views.runbook.night.window import NightWindow
from app.views.runbook.page import RunbookPage
from app.views.runbook.papers import OF_RUN
from app.views.runbook.paste_sheet import PasteSheet
from app.views.runbook.run_sheet import RunSheet
from app.views.runbook.shot_night import Night, play
from app.views.runbook.split_sheet import PartsSheet, SystemsSheet
from app.views.runbook.window_sheet import WindowSheet


class DeafSink:
    """No device: pictures make no noise."""

    def open(self) -> None:
        """Nothing to open."""

    def play(self, wav: bytes) -> None:
        """Nothing is heard."""

    def close(self) -> None:
        """Nothing to close."""


def take_runbook_shots(
    desk: Desk, folder: Path, sizes: Sequence[tuple[int, int]] = SIZES, themes: Sequence[str] = THEMES
) -> tuple[Path, ...]:
    """Photograph page, night, wall and sheets at every size and theme. Changes nothing on the desk."""
    clock = HandClock(desk.now())
    taken: list[Path] = []
    with (
        studio(folder) as application,
        thrown_away(desk, province=desk.province.name, now=clock) as copy,
        office_of(copy) as office,
    ):
        for theme in themes:
            dress(application, theme)
            taken.append(_empty(Camera(office, folder, theme), *sizes[0]))
        night = play(copy, clock, running=5, failed=3, mode=RunMode.REHEARSAL)
        for theme in themes:
            dress(application, theme)
            taken += RunbookCamera(office, folder, theme, night).all(sizes)
    return tuple(taken)


def _empty(camera: Camera, width: int, height: int) -> Path:
    page = RunbookPage(camera.office)
    page.resize(width - SIDE, height - HEAD)
    page.show()
    taken = camera.take(page, "runbook-empty")
    drop(page)
    return taken


class RunbookCamera(Camera):
    """The pictures of one theme."""

    def __init__(self, office: Office, folder: Path, theme: str, night: Night) -> None:
        super().__init__(office, folder, theme)
        self._night = night

    def all(self, sizes: Sequence[tuple[int, int]]) -> list[Path]:
        """Every screen at every size, every sheet once."""
        found = [path for size in sizes for path in self._pages(*size)]
        window = NightWindow(self.office, self._night.run_id, sink=DeafSink(), theme=self.theme)
        window.show()
        for width, height in sizes:
            window.resize(width, height)
            found += self._night_views(window, f"{width}x{height}")
        wall = WallWindow(window.following)
        wall.show()
        found.append(self.take(wall, "wall"))
        wall.close()
        found += self.take_sheets("dialog-", [*self._night_sheets(window), *self._master_sheets(window)])
        drop(window)
        return found

    def _pages(self, width: int, height: int) -> Iterator[Path]:
        page = RunbookPage(self.office)
        page.resize(width - SIDE, height - HEAD)
        page.show()
        if page.master is not None:
            page.show_step(next(step.id for step in page.master.steps if step.measures))
        for view in ("table", "chart", "duty", "runs"):
            page.show_view(view)
            yield self.take(page, f"{width}x{height}-runbook-{view}")
        page.show_view("table")
        gate = next((step.id for step in (page.master.steps if page.master else ()) if step.is_gate), "")
        for section in ("times", "measures", "voters"):
            if section == "voters":
                page.show_step(gate)
            page.panel.show_section(section)
            yield self.take(page, f"{width}x{height}-runbook-{section}")
        drop(page)

    def _night_views(self, window: NightWindow, size: str) -> Iterator[Path]:
        yield self.take(window, f"{size}-night")
        window.toggle_mine()
        yield self.take(window, f"{size}-night-mine")
        window.toggle_log()
        yield self.take(window, f"{size}-night-log")
        window.toggle_log()

    def _night_sheets(self, window: NightWindow) -> Sheets:
        following, state = window.following, window.following.state
        running = _first(state, lambda one: one.status is StepStatus.RUNNING)
        gate = _first(state, lambda one: one.step.is_gate)
        counted = _first(state, lambda one: bool(one.step.measures))
        return [
            ("night-gate", lambda: GateSheet(window, following, gate.step)),
            ("night-finish", lambda: FinishSheet(window, following, counted)),
            ("night-irreversible", lambda: IrreversibleSheet(window, following, running)),
            ("night-step", lambda: StepSheet(window, state, running)),
            (
                "night-skip",
                lambda: ReasonSheet(
                    window,
                    "Bỏ qua bước 7",
                    "",
                    REASONS[EventKind.SKIP],
                    lambda *_all: None,
                    second=SecondPerson(self.office.desk),
                ),
            ),
            ("night-phones", lambda: PhonesSheet(window, following)),
            ("night-keys", lambda: NightKeys(window)),
            ("night-paper", lambda: PaperSheet(window, following)),
            ("night-insert", lambda: InsertSheet(window, following, running)),
            ("night-note", lambda: NoteSheet(window, following, running)),
            ("night-substitute", lambda: SubstituteSheet(window, following)),
            ("night-correct", lambda: CorrectionSheet(window, following, state.log[0].event)),
        ]

    def _master_sheets(self, parent: QWidget) -> Sheets:
        office = self.office
        master = masters.master(office.desk)
        return [
            ("runbook-findings", lambda: runbook_findings(parent, office, lambda _finding: None)),
            ("runbook-anchor", lambda: AnchorSheet(parent, office)),
            ("runbook-window", lambda: WindowSheet(parent, office)),
            ("runbook-systems", lambda: SystemsSheet(parent, office)),
            ("runbook-parts", lambda: PartsSheet(parent, office, master.steps[0])),
            ("runbook-paste", lambda: PasteSheet(parent, office)),
            ("runbook-lock", lambda: LockSheet(parent, office)),
            ("runbook-versions", lambda: VersionsSheet(parent, office)),
            ("runbook-run", lambda: RunSheet(parent, office)),
            ("runbook-papers", lambda: ExportSheet(parent, office, only=OF_RUN, subject=self._night.run_id)),
            ("runbook-contact", lambda: ContactSheet(parent, office, master.contacts[0])),
            (
                "runbook-measured",
                lambda: MeasuredSheet(parent, office, [one for one in runs.runs(office.desk) if one.is_rehearsal]),
            ),
        ]


def _first(state: RunState, holds: Callable[[StepState], bool]) -> StepState:
    return next(one for one in state.steps if holds(one))
