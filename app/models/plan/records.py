"""What a plan is made of as plain frozen records: what crosses from the database to rules, windows and papers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from app.models.plan.deadline import NIGHT_ENDS, Deadline


class TaskStatus(StrEnum):
    """The five statuses of the handbook (Sổ tay 7.2.c), in its order."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    LATE = "late"
    PAUSED = "paused"

    @property
    def label(self) -> str:
        """The official Vietnamese."""
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    TaskStatus.NOT_STARTED: "Chưa thực hiện",
    TaskStatus.IN_PROGRESS: "Đang thực hiện",
    TaskStatus.DONE: "Đã hoàn thành",
    TaskStatus.LATE: "Chậm tiến độ",
    TaskStatus.PAUSED: "Tạm dừng",
}


class ObstacleKind(StrEnum):
    """Kinds of obstacle. Sổ tay 7.2 and 7.4 name different lists (conflict C-06); this is their union."""

    INTERNAL = "internal"
    CROSS_SECTOR = "cross_sector"
    INSTITUTION = "institution"
    BEYOND_AUTHORITY = "beyond_authority"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The official Vietnamese."""
        return _OBSTACLE_LABELS[self]


_OBSTACLE_LABELS = {
    ObstacleKind.INTERNAL: "Vướng mắc nội bộ",
    ObstacleKind.CROSS_SECTOR: "Vướng mắc liên ngành, liên khối",
    ObstacleKind.INSTITUTION: "Vướng mắc thể chế",
    ObstacleKind.BEYOND_AUTHORITY: "Vượt thẩm quyền",
    ObstacleKind.OTHER: "Vướng mắc khác",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a task comes from: the form, a library (with its reference) or the province itself."""

    library: str
    """form | handbook | tb318 | qd1565 | local | import"""
    ref: str = ""
    """e.g. "TT 24", "II.3a"; printed beside the library's name."""
    other_deadline: str = ""
    """The looser deadline that another document states, for showing (the stricter is proposed)."""

    @property
    def label(self) -> str:
        """e.g. "Sổ tay, Phần V, TT 24"."""
        name = SOURCE_LABELS.get(self.library, self.library)
        return f"{name}, {self.ref}" if self.ref else name


SOURCE_LABELS = {
    "form": "Mẫu Phụ lục I",
    "handbook": "Sổ tay, Phần V",
    "tb318": "TB 318/TB-VPCP",
    "qd1565": "QĐ 1565/QĐ-TTg",
    "local": "Bổ sung của tỉnh",
    "import": "Nhập từ Excel",
    "inspection": "Kết luận kiểm tra",
}


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit as a task names it: its record, and the words on the paper where the form words it differently."""

    id: str
    name: str
    printed: str = ""

    @property
    def shown(self) -> str:
        """What the paper says."""
        return self.printed or self.name


@dataclass(frozen=True, slots=True)
class Extension:
    """One extension of a deadline (Gia hạn)."""

    id: str
    deadline: Deadline
    reason: str
    approver: str
    decided_on: date | None
    document: str = ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One obstacle of a task (Khó khăn, vướng mắc)."""

    id: str
    kind: ObstacleKind
    text: str
    raised_at: datetime
    resolved_at: datetime | None = None
    resolution: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One product or proof (Minh chứng): a document's number and date, or a stored file."""

    id: str
    title: str
    number: str = ""
    issued_on: date | None = None
    file_name: str = ""
    sha256: str = ""
    size: int = 0

    @property
    def is_product(self) -> bool:
        """Whether it can close a task: number and date, or a file (bars 1.3)."""
        return bool(self.sha256) or bool(self.number and self.issued_on)


@dataclass(frozen=True, slots=True)
class ProgressEntry:
    """One line of the progress log (Diễn giải chi tiết, Sổ tay 7.2.c)."""

    id: str
    at: datetime
    author: str
    text: str
    status: TaskStatus
    percent: int


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the plan (Nhiệm vụ) with all that hangs on it."""

    id: str
    group_id: str
    number: str
    content: str
    lead: UnitRef | None
    coordinating: tuple[UnitRef, ...] = ()
    products: str = ""
    original_deadline: Deadline | None = None
    extensions: tuple[Extension, ...] = ()
    status: TaskStatus = TaskStatus.NOT_STARTED
    percent: int = 0
    started_on: date | None = None
    finished_at: datetime | None = None
    needs: tuple[str, ...] = ()
    """Ids of the tasks that must be done first."""
    obstacles: tuple[Obstacle, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    progress: tuple[ProgressEntry, ...] = ()
    source: Source = field(default_factory=lambda: Source("local"))
    form_key: str = ""
    """Row number of the form ("1.1"), empty for an addition."""
    form_wording: str = ""
    """The form's own wording of this row's content, for the mark "sửa so với mẫu"."""
    note: str = ""

    @property
    def deadline(self) -> Deadline | None:
        """The deadline in force: the last extension's, else the original."""
        return self.extensions[-1].deadline if self.extensions else self.original_deadline

    @property
    def is_addition(self) -> bool:
        """Whether the row bears the mark "bổ sung"."""
        return not self.form_key

    @property
    def is_reworded(self) -> bool:
        """Whether a form row's content was changed by an explicit act."""
        return bool(self.form_key) and self.content != self.form_wording


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """A group of rows (I-IV in the form) with its tasks in order."""

    id: str
    numeral: str
    heading: str
    tasks: tuple[Task, ...] = ()
    form_key: str = ""


@dataclass(frozen=True, slots=True)
class PlanText:
    """One line of a text part of the plan, as it is to be read now."""

    id: str
    """Record id of an addition or override; "" where the form's line stands untouched."""
    part: str
    """Key of the part of the form: preamble, objectives_general, selection_1, implementation_1, recipients ..."""
    form_key: str
    text: str
    """With placeholders filled as far as known."""
    is_addition: bool = False
    wording: str = ""
    """As it is kept: placeholders not filled. Empty where it is the same as `text`."""


class Authority(StrEnum):
    """Quyền hạn ký (NĐ 30/2020; Party: Hướng dẫn 05-HD/VPTW)."""

    HEAD = "head"
    TM = "tm"
    TM_KT = "tm_kt"
    KT = "kt"
    TL = "tl"
    TUQ = "tuq"
    ACTING = "q"


@dataclass(frozen=True, slots=True)
class Signing:
    """What the văn thư and the signer gave an issued paper: one whole, never its parts."""

    number: str
    """As given, without "Số:", e.g. "05"; printed together with the symbol."""
    symbol: str
    """Ký hiệu, e.g. "KH-BCĐ"."""
    issued_on: date
    signer: str
    position: str
    """Position printed above the signature, e.g. "TRƯỞNG BAN"."""
    authority: Authority = Authority.TM
    on_behalf_of: str = ""
    """The collective or head signed for, e.g. "BAN CHỈ ĐẠO"."""
    agency_post: str = ""
    """State post of a member of an advisory body, printed above the name."""
    authorisation: str = ""
    """TUQ. only: number and date of the authorisation paper."""
    authorisation_until: date | None = None


@dataclass(frozen=True, slots=True)
class PlanView:
    """A whole plan as it stands: what checks, papers and comparisons read."""

    id: str
    province_name: str
    """Short, e.g. "Lâm Đồng"."""
    province_title: str
    """With its kind, e.g. "tỉnh Lâm Đồng", "Thành phố Hồ Chí Minh"."""
    merged_from: tuple[str, ...]
    """Short names of the old provinces, its own included; empty for a province that was not merged."""
    cutover_day: date
    groups: tuple[TaskGroup, ...]
    texts: tuple[PlanText, ...]
    blanks: Mapping[str, str]
    """Placeholder key -> what was filled in ("" = still asked for)."""
    form_version: str = "appendix-01"
    issued: Signing | None = None
    night_ends: time = NIGHT_ENDS
    """Until when on the next morning "Đêm D" lasts."""

    @property
    def is_merged(self) -> bool:
        """Whether the province comes from several old ones."""
        return len(self.merged_from) > 1

    @property
    def tasks(self) -> tuple[Task, ...]:
        """All rows in the order of the paper."""
        return tuple(task for group in self.groups for task in group.tasks)


@dataclass(frozen=True, slots=True)
class IssuingBody:
    """Who issues the papers of this workspace; a document belongs to exactly one rule set."""

    kind: str
    """"state" (Nghị định 30/2020) or "party" (Quy định 399-QĐ/TW, Hướng dẫn 05-HD/VPTW)."""
    parent: str
    """Line above, e.g. "TỈNH LÂM ĐỒNG" as the form has it, or "UBND TỈNH LÂM ĐỒNG"; Party: "TỈNH ỦY LÂM ĐỒNG"."""
    name: str
    """e.g. "BAN CHỈ ĐẠO ..." in capitals; the form's own placeholder while unknown."""
    place: str
    """Địa danh of the date line, e.g. "Lâm Đồng", "Thành phố Hồ Chí Minh"."""
    symbol: str = "KH-BCĐ"
    on_behalf_of: str = "BAN CHỈ ĐẠO CẤP TỈNH"
    position: str = "TRƯỞNG BAN"


def signing_of(data: Mapping[str, Any]) -> Signing:
    """The signing that a stored form holds.

    Raises:
        KeyError, ValueError, TypeError: it holds none.
    """
    until = data.get("authorisation_until")
    return Signing(
        number=data["number"],
        symbol=data["symbol"],
        issued_on=date.fromisoformat(data["issued_on"]),
        signer=data["signer"],
        position=data["position"],
        authority=Authority(data["authority"]),
        on_behalf_of=data.get("on_behalf_of", ""),
        agency_post=data.get("agency_post", ""),
        authorisation=data.get("authorisation", ""),
        authorisation_until=date.fromisoformat(until) if until else None,
    )


def issued_on(document: Mapping[str, Any]) -> date | None:
    """The day of a stored document, {"number", "issued_on"}; None where it has none.

    Raises:
        ValueError, TypeError: what stands there is no day.
    """
    day = document.get("issued_on")
    return date.fromisoformat(day) if day else None
