"""Pictures of the windows of the choice of systems, of the workspace as it is. Changes nothing on it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.models.selection.records import KindView
from app.services.desk import Desk
from app.services.selection import reading, unchosen
from app.views.camera import HEAD, SIDE, SIZES, THEMES, Camera, Sheets, drop, office_of, studio
from app.views.common.appearance import dress
from app.views.selection.assessors_sheet import AssessorsSheet
from app.views.selection.backup_sheet import BackupSheet, RestoreSheet
from app.views.selection.criteria_sheet import CriteriaSheet
from app.views.selection.decision_sheet import DecisionSheet
from app.views.selection.document_sheet import CellKey, DocumentSheet
from app.views.selection.exemption_sheet import ExemptionSheet
from app.views.selection.findings_sheet import selection_findings
from app.views.selection.import_sheet import SystemsImportSheet
from app.views.selection.night_steps_sheet import NightStepsSheet
from app.views.selection.page import SelectionPage
from app.views.selection.proposals_sheet import ProposalsSheet
from app.views.selection.removed_sheet import RemovedSheet
from app.views.selection.reviews_sheet import ReviewsSheet
from app.views.selection.section_sheet import SectionSheet
from app.views.selection.send_sheet import SendRegisterSheet
from app.views.selection.system_sheet import KindSheet, KindsSheet, SystemSheet
from app.views.selection.versions_sheet import VersionsSheet


def take_selection_shots(
    desk: Desk, folder: Path, sizes: Sequence[tuple[int, int]] = SIZES, themes: Sequence[str] = THEMES
) -> tuple[Path, ...]:
    """Photograph every view at every size and theme, every sheet once a theme."""
    taken: list[Path] = []
    with studio(folder) as application, office_of(desk) as office:
        for theme in themes:
            dress(application, theme)
            taken += SelectionCamera(office, folder, theme).all(sizes)
    return tuple(taken)


class SelectionCamera(Camera):
    """The pictures of one theme."""

    def all(self, sizes: Sequence[tuple[int, int]]) -> list[Path]:
        """Every view at every size, every sheet once."""
        page = SelectionPage(self.office)
        found = [path for size in sizes for path in self._pages(page, *size)]
        found += self.take_sheets("dialog-selection-", self._sheets(page))
        drop(page)
        return found

    def _pages(self, page: SelectionPage, width: int, height: int) -> Iterator[Path]:
        page.resize(width - SIDE, height - HEAD)
        page.show()
        size = f"{width}x{height}"
        for view in ("board", "register", "unchosen"):
            page.show_view(view)
            yield self.take(page, f"{size}-selection-{view}")
        stopped = unchosen.systems(self.office.desk)
        if stopped:
            page.show_unchosen(stopped[0].system_id, "migration")
            yield self.take(page, f"{size}-selection-unchosen-detail")
        page.show_kind(self._kind.kind.id)
        yield self.take(page, f"{size}-selection-kind")
        if self._kind.sheet.assessors:
            page.show_scoring()
            yield self.take(page, f"{size}-selection-scoring")

    @property
    def _kind(self) -> KindView:
        """The one with most to show: scored, then any with candidates."""
        return max(
            reading.overview(self.office.desk), key=lambda view: (len(view.sheet.scores), len(view.sheet.systems))
        )

    def _sheets(self, parent: QWidget) -> Sheets:
        office, kind_id = self.office, self._kind.kind.id
        yield "findings", lambda: selection_findings(parent, office, lambda _point: None)
        yield "system", lambda: SystemSheet(parent, office, kind_id)
        yield "kind", lambda: KindSheet(parent, office)
        yield "kinds", lambda: KindsSheet(parent, office)
        yield "removed", lambda: RemovedSheet(parent, office)
        yield "import", lambda: SystemsImportSheet(parent, office)
        yield "send", lambda: SendRegisterSheet(parent, office)
        yield "criteria", lambda: CriteriaSheet(parent, office, kind_id)
        yield "assessors", lambda: AssessorsSheet(parent, office, kind_id)
        yield "document", lambda: DocumentSheet(parent, office, CellKey(criterion_id="", system_id="", assessor_id=""))
        yield "decision", lambda: DecisionSheet(parent, office, kind_id)
        yield "versions", lambda: VersionsSheet(parent, office, kind_id)
        yield "exemption", lambda: ExemptionSheet(parent, office, kind_id)
        yield "proposals", lambda: ProposalsSheet(parent, office)
        yield "section", lambda: SectionSheet(parent, office)
        yield "night-steps", lambda: NightStepsSheet(parent, office)
        yield "reviews", lambda: ReviewsSheet(parent, office)
        stopped = unchosen.systems(office.desk)
        if stopped:
            yield "backup", lambda: BackupSheet(parent, office, stopped[0], stopped[0].backups[0])
            yield "restore", lambda: RestoreSheet(parent, office, stopped[0], stopped[0].backups[0])
