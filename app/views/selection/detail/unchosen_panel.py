"""A system that was not chosen: backup and test restore, migration and counts, look-up, hand-over, history."""

from app.models.selection.unchosen import PieceKey, Unchosen
from app.views.common.badge import Badge
from app.views.common.empty import EmptyState
from app.views.common.office import Office
from app.views.common.palette import Tone
from app.views.common.unit_entries import UnitEntries
from app.views.selection import badges
from app.views.selection.detail.backup_section import BackupSection
from app.views.selection.detail.handover_section import HandoverSection
from app.views.selection.detail.history import HistorySection
from app.views.selection.detail.lookup_section import LookupSection
from app.views.selection.detail.migration_section import MigrationSection
from app.views.selection.detail.panel import Panel

_SECTIONS = {
    PieceKey.BACKUP: "backup",
    PieceKey.RESTORE: "backup",
    PieceKey.MIGRATION: "migration",
    PieceKey.RECONCILIATION: "migration",
    PieceKey.LOOKUP: "lookup",
    PieceKey.BLOCK: "lookup",
    PieceKey.CONTRACT: "handover",
    PieceKey.DATA: "handover",
}
_WHOLE = Badge("Đủ", "check-circle", Tone.CONFIRMED)


class UnchosenPanel(Panel):
    """Everything about one system that stops."""

    def __init__(self, office: Office, units: UnitEntries) -> None:
        self.backup = BackupSection(office)
        self.migration = MigrationSection(office, units)
        self.lookup = LookupSection(office)
        self.handover = HandoverSection(office)
        self._history = HistorySection(office)
        super().__init__(
            (
                ("backup", "Sao lưu", self.backup),
                ("migration", "Chuyển dữ liệu", self.migration),
                ("lookup", "Tra cứu", self.lookup),
                ("handover", "Bàn giao", self.handover),
                ("history", "Lịch sử", self._history),
            ),
            EmptyState("hand-pointing", "Chưa chọn hệ thống", "Chọn một dòng để ghi sao lưu, chuyển dữ liệu."),
        )
        self._office = office
        self.system_id = ""

    def show_system(self, one: Unchosen | None, missing: int) -> None:
        """Show a system; None shows that none is chosen."""
        self.system_id = one.system_id if one is not None else ""
        if one is None:
            self.show_empty()
            return
        mark = Badge(f"Còn thiếu {missing}", "warning", Tone.WATCH) if missing else _WHOLE
        stays = f"{one.kind}, dùng chung {one.shared}" if one.shared else one.kind
        self.show_head(one.shown, stays, mark if one.is_stopped and not one.needs_review else badges.REVIEW)
        for section in (self.backup, self.migration, self.lookup, self.handover):
            section.show_system(one)
        self._history.show_records(*self._records(one))

    def _records(self, one: Unchosen) -> list[tuple[str, str]]:
        keys = [("unchosen", one.system_id)]
        keys += [("system_backup", f"{one.system_id}/{part.key}") for part in one.backups]
        keys += [("system_migration", f"{one.system_id}/{part.key}") for part in one.migrations]
        keys += [("system_handover", f"{one.system_id}/{part.key}") for part in one.handovers]
        desk = self._office.desk
        return [(entity, desk.natural_id(entity, key)) for entity, key in keys]

    def edit(self, piece: str = "") -> None:
        """Bring the tab of a piece to the front."""
        if piece in set(PieceKey):
            self.show_section(_SECTIONS[PieceKey(piece)])
