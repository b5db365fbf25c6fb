"""What becomes of a system that was not chosen, as plain frozen records, and how far each piece of it is.

Phụ lục I, II.4: phase 1 before 01/7 (backup), phase 2 after it (migrate); Sổ tay, Phần V, TT 27: keep it readable.
Missing is None or empty text and is shown as "chưa có", never as 0. Instants are aware UTC, days Vietnam's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.models import vietnam_time
from app.models.plan.deadline import Deadline
from app.models.plan.records import UnitRef
from app.models.selection.aftermath import Counts

SHA256_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was made (Bản sao lưu): one whole."""

    at: datetime
    by: str
    size: int
    """In bytes."""
    sha256: str
    """Lower-case hex; of anything else the check says that it is no SHA-256."""
    place: str = ""
    """Where it is kept."""
    file_name: str = ""
    is_computed: bool = False
    """Whether the program computed size and checksum from the file."""

    @property
    def is_well_formed(self) -> bool:
        """Whether the checksum can be a SHA-256."""
        return is_sha256(self.sha256)


@dataclass(frozen=True, slots=True)
class Restored:
    """A test restore with its result (Khôi phục thử): one whole."""

    at: datetime
    by: str
    passed: bool
    note: str = ""
    sha256: str = ""
    """Of the backup that was restored."""


@dataclass(frozen=True, slots=True)
class Backup:
    """The backup of one part of a system (Sao lưu)."""

    key: str
    name: str
    taken: Taken | None = None
    restored: Restored | None = None

    @property
    def is_restored(self) -> bool:
        """Whether this very backup was restored with success."""
        return (
            self.taken is not None
            and self.restored is not None
            and self.restored.passed
            and self.restored.sha256 == self.taken.sha256
        )


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Counts in the old and the new system (Đối chiếu số lượng): one whole."""

    old: int
    new: int
    at: datetime
    by: str

    @property
    def difference(self) -> int:
        """New less old."""
        return self.new - self.old


@dataclass(frozen=True, slots=True)
class Explained:
    """Why the counts differ (Giải trình chênh lệch): one whole."""

    difference: int
    """The difference that was explained."""
    text: str


@dataclass(frozen=True, slots=True)
class Migration:
    """The migration of one kind of object: dossiers, accounts, files."""

    key: str
    name: str
    unit: str = ""
    """What is counted: "hồ sơ"."""
    progress: Counts | None = None
    counted: Reconciled | None = None
    explained: Explained | None = None
    skipped: str = ""
    """Why nothing of this kind is migrated; empty: it is."""

    @property
    def is_moved(self) -> bool:
        """Whether all of it is in the new system, or none has to be."""
        return bool(self.skipped) or (self.progress is not None and self.progress.is_whole)

    @property
    def is_explained(self) -> bool:
        """Whether the counts agree, or this very difference is explained."""
        if self.counted is None:
            return False
        return not self.counted.difference or (
            self.explained is not None and self.explained.difference == self.counted.difference
        )


@dataclass(frozen=True, slots=True)
class Lookup:
    """How the old data can be looked up (Phương án tra cứu): one whole."""

    until: date | None
    """Last day on which it is read-only."""
    person: str = ""
    """Who answers."""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Handover:
    """One hand-over: the contract, the data, something else (Bàn giao)."""

    key: str
    name: str
    content: str = ""
    receiver: str = ""
    handed_on: date | None = None
    number: str = ""
    """Number of the document."""
    issued_on: date | None = None
    skipped: str = ""
    """Why there is nothing to hand over; empty: there is."""

    @property
    def is_done(self) -> bool:
        """Whether what, to whom, when and by which document are all there, or nothing has to be."""
        return bool(self.skipped) or bool(self.content and self.receiver and self.handed_on and self.number)


class PieceKey(StrEnum):
    """What every system that was not chosen must have."""

    BACKUP = "backup"
    RESTORE = "restore"
    MIGRATION = "migration"
    RECONCILIATION = "reconciliation"
    LOOKUP = "lookup"
    BLOCK = "block"
    CONTRACT = "contract"
    DATA = "data"

    @property
    def label(self) -> str:
        """The Vietnamese on screen and paper."""
        return _PIECE_LABELS[self]


_PIECE_LABELS = {
    PieceKey.BACKUP: "Sao lưu",
    PieceKey.RESTORE: "Khôi phục thử",
    PieceKey.MIGRATION: "Chuyển dữ liệu",
    PieceKey.RECONCILIATION: "Đối chiếu",
    PieceKey.LOOKUP: "Tra cứu",
    PieceKey.BLOCK: "Chặn truy cập",
    PieceKey.CONTRACT: "Bàn giao hợp đồng",
    PieceKey.DATA: "Bàn giao dữ liệu",
}


class PieceState(StrEnum):
    """How far a piece is."""

    MISSING = "missing"
    STARTED = "started"
    LATE = "late"
    DONE = "done"

    @property
    def label(self) -> str:
        """The Vietnamese on screen."""
        return {"missing": "Chưa có", "started": "Đang làm", "late": "Quá hạn", "done": "Đủ"}[self.value]


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece with its state at an instant."""

    key: PieceKey
    state: PieceState
    due_at: datetime | None = None
    """From this instant on it is late where it is not done; None: no day was set."""


@dataclass(frozen=True, slots=True)
class Unchosen:
    """A system that was not chosen, with all that becomes of it (Hệ thống không được chọn)."""

    system_id: str
    kind_id: str
    system: str
    """Its name."""
    kind: str
    province: str
    """The old province's name; empty: of none alone."""
    shared: str
    """Name of the system that stays in its place; empty where the kind gets a new one."""
    lead: UnitRef | None = None
    deadline: Deadline | None = None
    """Of the migration."""
    backups: tuple[Backup, ...] = ()
    migrations: tuple[Migration, ...] = ()
    lookup: Lookup | None = None
    block_planned: datetime | None = None
    blocked_at: datetime | None = None
    handovers: tuple[Handover, ...] = ()
    note: str = ""
    backup_due: datetime | None = None
    """Phase 1 ends at this instant."""
    contract_end: date | None = None
    """Last day of its contract, as the register has it."""
    needs_review: bool = False
    """Whether a changed decision marked it "cần xem lại"."""
    is_stopped: bool = True
    """Whether the decision in force still stops it; else what was recorded stays, marked."""

    @property
    def shown(self) -> str:
        """Name with its old province."""
        return f"{self.system} ({self.province})" if self.province else self.system

    def handover(self, key: str) -> Handover | None:
        """A hand-over by its key."""
        return next((one for one in self.handovers if one.key == key), None)


def is_sha256(text: str) -> bool:
    """Whether a text is 64 hexadecimal digits."""
    return len(text) == SHA256_LENGTH and all(ch in "0123456789abcdef" for ch in text)


def pieces(one: Unchosen, *, now: datetime) -> tuple[Piece, ...]:
    """The eight pieces in order, each with its state at an instant."""
    moved_by = one.deadline.due_at() if one.deadline else None
    contract_by = vietnam_time.end_of(one.contract_end) if one.contract_end else moved_by
    found = (
        (PieceKey.BACKUP, *_backup(one), one.backup_due),
        (PieceKey.RESTORE, *_restore(one), one.backup_due),
        (PieceKey.MIGRATION, *_migration(one), moved_by),
        (PieceKey.RECONCILIATION, *_reconciliation(one), moved_by),
        (PieceKey.LOOKUP, *_lookup(one), one.backup_due),
        (PieceKey.BLOCK, one.blocked_at is not None, one.block_planned is not None, one.block_planned),
        (PieceKey.CONTRACT, *_handover(one, "contract"), contract_by),
        (PieceKey.DATA, *_handover(one, "data"), moved_by),
    )
    return tuple(Piece(key, state_of(done, begun, due, now), due) for key, done, begun, due in found)


def state_of(done: bool, begun: bool, due: datetime | None, now: datetime) -> PieceState:  # noqa: FBT001 two facts
    """The state of a piece: done is done however late; from its due instant on what is not done is late."""
    if done:
        return PieceState.DONE
    if due is not None and now >= due:
        return PieceState.LATE
    return PieceState.STARTED if begun else PieceState.MISSING


def _backup(one: Unchosen) -> tuple[bool, bool]:
    made = [part.taken is not None and part.taken.is_well_formed for part in one.backups]
    return bool(made) and all(made), any(part.taken is not None for part in one.backups)


def _restore(one: Unchosen) -> tuple[bool, bool]:
    tried = [part.is_restored for part in one.backups]
    return bool(tried) and all(tried), any(part.restored is not None for part in one.backups)


def _migration(one: Unchosen) -> tuple[bool, bool]:
    moved = [part.is_moved for part in one.migrations]
    whole = bool(moved) and all(moved) and one.lead is not None and one.deadline is not None
    return whole, any(part.progress is not None or part.skipped for part in one.migrations)


def _reconciliation(one: Unchosen) -> tuple[bool, bool]:
    settled = [bool(part.skipped) or part.is_explained for part in one.migrations]
    return bool(settled) and all(settled), any(part.counted is not None for part in one.migrations)


def _lookup(one: Unchosen) -> tuple[bool, bool]:
    if one.lookup is None:
        return False, False
    return bool(one.lookup.until and one.lookup.person and one.lookup.phone), True


def _handover(one: Unchosen, key: str) -> tuple[bool, bool]:
    given = one.handover(key)
    if given is None:
        return False, False
    return given.is_done, bool(given.content or given.receiver or given.handed_on or given.number)


def taken_of(data: Mapping[str, Any]) -> Taken:
    """A backup as stored.

    Raises:
        KeyError, ValueError, AttributeError: it does not say when.
    """
    return Taken(
        vietnam_time.from_iso(data["at"]),
        data.get("by", ""),
        data.get("size", 0),
        data.get("sha256", ""),
        data.get("place", ""),
        data.get("file", ""),
        data.get("is_computed", False),
    )


def restored_of(data: Mapping[str, Any]) -> Restored:
    """A trial of a backup as stored.

    Raises:
        KeyError, ValueError, AttributeError: it does not say when.
    """
    return Restored(
        vietnam_time.from_iso(data["at"]),
        data.get("by", ""),
        data.get("passed", False),
        data.get("note", ""),
        data.get("sha256", ""),
    )


def reconciled_of(data: Mapping[str, Any]) -> Reconciled:
    """Counts in both systems as stored.

    Raises:
        KeyError, ValueError, TypeError, AttributeError: they are not what stands there.
    """
    return Reconciled(int(data["old"]), int(data["new"]), vietnam_time.from_iso(data["at"]), data.get("by", ""))


def explained_of(data: Mapping[str, Any]) -> Explained:
    """Why counts differ, as stored.

    Raises:
        KeyError, ValueError, TypeError: that is not what stands there.
    """
    return Explained(int(data["difference"]), data["text"])


def lookup_of(data: Mapping[str, Any]) -> Lookup:
    """How old data is looked up, as stored.

    Raises:
        ValueError, TypeError: its last day is none.
    """
    until = data.get("until")
    return Lookup(date.fromisoformat(until) if until else None, data.get("person", ""), data.get("phone", ""))
