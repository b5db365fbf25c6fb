"""Assessment and decision of a kind of system as plain frozen records: what rules, windows and papers read.

Missing is None or empty text and is shown as "chưa có", never as 0. Weights, scores and thresholds are `Decimal`;
instants aware UTC; days dates. Ids are the records' ids.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from app.models import vietnam_time
from app.models.selection.system_records import OldProvinceRef, System, SystemKind

MISSING = "chưa có"
"""How a missing value is shown."""

FULL = Decimal(100)
"""What the weights of a set sum to, and what a total is out of."""

HIGHEST_SCORE = Decimal(10)
SCORE_STEP = Decimal("0.5")

TIE_THRESHOLD = Decimal(3)
"""Points of 100 under which nobody wins by himself, unless the round says otherwise."""


class VetoRule(StrEnum):
    """What a veto criterion looks at (Căn cứ loại)."""

    MANUAL = "manual"
    SECURITY_LEVEL = "security_level"
    LINK = "link"
    CAPACITY = "capacity"

    @property
    def label(self) -> str:
        """The Vietnamese on screen."""
        return _RULE_LABELS[self]


_RULE_LABELS = {
    VetoRule.MANUAL: "Người đánh giá xác nhận",
    VetoRule.SECURITY_LEVEL: "Cấp độ an toàn thông tin",
    VetoRule.LINK: "Khả năng kết nối",
    VetoRule.CAPACITY: "Khả năng chịu tải sau hợp nhất",
}


class Verdict(StrEnum):
    """What one assessor says of a veto criterion, and what comes out of all of it."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The Vietnamese on screen."""
        return {"passed": "Đạt", "failed": "Không đạt (loại)", "unknown": "Chưa xác định"}[self.value]


class Course(StrEnum):
    """What is done with the system that stays (Hướng xử lý)."""

    KEEP = "keep"
    UPGRADE = "upgrade"
    REPLACE = "replace"

    @property
    def label(self) -> str:
        """The Vietnamese on screen and paper."""
        return {"keep": "Tiếp tục sử dụng", "upgrade": "Nâng cấp", "replace": "Thay thế"}[self.value]


class RoundState(StrEnum):
    """Where an assessment round stands (Trạng thái đánh giá)."""

    NOT_OPEN = "not_open"
    DRAFTING = "drafting"
    SCORING = "scoring"
    DECIDED = "decided"

    @property
    def label(self) -> str:
        """The Vietnamese on screen."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    RoundState.NOT_OPEN: "Chưa đánh giá",
    RoundState.DRAFTING: "Đang lập tiêu chí",
    RoundState.SCORING: "Đang chấm điểm",
    RoundState.DECIDED: "Đã quyết định",
}


@dataclass(frozen=True, slots=True)
class Veto:
    """What makes a criterion a veto (Tiêu chí loại)."""

    rule: VetoRule
    limit: int = 0
    """SECURITY_LEVEL: the lowest level that passes."""
    target: str = ""
    """LINK: the integration that must be possible."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of a round (Tiêu chí)."""

    id: str
    code: str
    name: str
    weight: Decimal
    guide: str = ""
    """How 0, 5 and 10 are told apart."""
    veto: Veto | None = None

    @property
    def is_scored(self) -> bool:
        """Whether it is scored: a veto of weight 0 only passes or fails."""
        return self.weight > 0


@dataclass(frozen=True, slots=True)
class Assessor:
    """A named person who scores (Người đánh giá)."""

    id: str
    person_id: str
    name: str
    position: str = ""
    unit: str = ""
    phone: str = ""
    duty: str = ""
    """Part in the assessment: "Tổ trưởng", "Thành viên"."""


@dataclass(frozen=True, slots=True)
class ScoreEvidence:
    """A file or document behind a score (Minh chứng)."""

    id: str
    title: str
    number: str = ""
    issued_on: date | None = None
    file_name: str = ""
    sha256: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """What one assessor gives one candidate for one criterion (Điểm)."""

    id: str
    criterion_id: str
    system_id: str
    assessor_id: str
    value: Decimal | None
    """0-10 in steps of 0.5; None: not given (any more). Out of range only after a merge, and then it does not count."""
    is_self: bool = False
    """Marked "tự đánh giá"."""
    note: str = ""
    evidence: tuple[ScoreEvidence, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it is a score the result may use."""
        return self.value is not None and 0 <= self.value <= HIGHEST_SCORE

    @property
    def is_backed(self) -> bool:
        """Whether it has evidence or is marked "tự đánh giá"."""
        return self.is_self or bool(self.note or self.evidence)


@dataclass(frozen=True, slots=True)
class VetoMark:
    """What an assessor says of a candidate under a veto criterion, with the reason (Ý kiến về tiêu chí loại)."""

    id: str
    criterion_id: str
    system_id: str
    assessor_id: str
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """One version of a kind's assessment (Phiên bản đánh giá)."""

    id: str
    number: int
    opened_at: datetime
    threshold: Decimal = TIE_THRESHOLD
    criteria_locked_at: datetime | None = None
    criteria_locked_by: str = ""


@dataclass(frozen=True)
class Sheet:
    """Everything one version of an assessment rests on (Phiếu đánh giá): what is computed on and what is sealed."""

    kind: SystemKind
    round: Round | None
    """None: no round has been opened."""
    systems: tuple[System, ...] = ()
    """The candidates in order."""
    criteria: tuple[Criterion, ...] = ()
    assessors: tuple[Assessor, ...] = ()
    scores: tuple[Score, ...] = ()
    marks: tuple[VetoMark, ...] = ()
    provinces: tuple[OldProvinceRef, ...] = ()
    """The old provinces whose load is merged; one alone where nothing was merged."""

    @cached_property
    def scored(self) -> tuple[Criterion, ...]:
        """The criteria that are scored."""
        return tuple(one for one in self.criteria if one.is_scored)

    @cached_property
    def vetoes(self) -> tuple[Criterion, ...]:
        """The criteria that exclude."""
        return tuple(one for one in self.criteria if one.veto is not None)

    @cached_property
    def total_weight(self) -> Decimal:
        """Sum of the weights."""
        return sum((one.weight for one in self.criteria), Decimal(0))

    @cached_property
    def by_cell(self) -> Mapping[tuple[str, str, str], Score]:
        """(criterion, system, assessor) -> score."""
        return {(one.criterion_id, one.system_id, one.assessor_id): one for one in self.scores}

    @cached_property
    def marks_by_cell(self) -> Mapping[tuple[str, str, str], VetoMark]:
        """(criterion, system, assessor) -> what he says of the veto."""
        return {(one.criterion_id, one.system_id, one.assessor_id): one for one in self.marks}

    @property
    def is_contest(self) -> bool:
        """Whether candidates stand against each other; one alone is assessed to be kept, upgraded or replaced."""
        return len(self.systems) > 1

    @property
    def is_merged(self) -> bool:
        """Whether the province was made of several."""
        return len(self.provinces) > 1

    def system(self, system_id: str) -> System | None:
        """A candidate by id."""
        return next((one for one in self.systems if one.id == system_id), None)

    def criterion(self, criterion_id: str) -> Criterion | None:
        """A criterion by id."""
        return next((one for one in self.criteria if one.id == criterion_id), None)

    def assessor(self, assessor_id: str) -> Assessor | None:
        """An assessor by id."""
        return next((one for one in self.assessors if one.id == assessor_id), None)


@dataclass(frozen=True, slots=True)
class Decided:
    """Who decided, when, by which document: one whole."""

    by: str
    """Who decided: "Chủ tịch UBND tỉnh"."""
    on: date
    number: str = ""
    """Number and symbol of the document; empty until the văn thư has given it."""
    issued_on: date | None = None
    """The day the văn thư gave it; None before."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of a kind (Quyết định lựa chọn); its sheet is read from the seal."""

    id: str
    kind_id: str
    round_id: str
    version: int
    """Number of the round it closed."""
    system_id: str
    """The chosen system; empty where the kind is to be replaced by something new."""
    course: Course
    reason: str
    dissent: str
    """Opinions that differed, with their names; empty: none."""
    decided: Decided
    recorded_at: datetime
    person: str
    """Who recorded it."""
    content_hash: str
    """SHA-256 of the sealed bytes."""
    is_in_force: bool = True
    """Whether it is the last of its kind; an earlier one stays as it was."""
    outside: tuple[str, ...] = ()
    """Ids of records written under this version after it was sealed ("sửa ngoài bản đã chốt"); not asked for by the
    overview, which leaves it empty."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """A second system of a kind beside the chosen one, with reason and term (Ngoại lệ)."""

    id: str
    kind_id: str
    system_id: str
    reason: str
    until: date
    document: str = ""


@dataclass(frozen=True)
class KindView:
    """One kind as it stands (for windows and papers)."""

    sheet: Sheet
    """The newest version."""
    state: RoundState
    decisions: tuple[Decision, ...] = ()
    """Oldest first."""
    exemptions: tuple[Exemption, ...] = ()

    @property
    def kind(self) -> SystemKind:
        """The kind."""
        return self.sheet.kind

    @cached_property
    def decision(self) -> Decision | None:
        """The one in force."""
        return next((one for one in reversed(self.decisions) if one.is_in_force), None)

    @cached_property
    def chosen(self) -> System | None:
        """The system that stays."""
        return self.sheet.system(self.decision.system_id) if self.decision else None

    @cached_property
    def exempted(self) -> tuple[System, ...]:
        """The systems that go on beside it by exception."""
        ids = {one.system_id for one in self.exemptions}
        return tuple(one for one in self.sheet.systems if one.id in ids)

    @cached_property
    def unchosen(self) -> tuple[System, ...]:
        """The systems that the decision in force stops; none before a decision."""
        if self.decision is None:
            return ()
        stay = {self.decision.system_id, *(one.system_id for one in self.exemptions)}
        return tuple(one for one in self.sheet.systems if one.id not in stay)


def decided_of(stored: Mapping[str, Any]) -> Decided:
    """Who decided, when and by which document, as stored.

    Raises:
        KeyError, ValueError, TypeError: that is not what stands there.
    """
    return Decided(stored["by"], date.fromisoformat(stored["on"]), stored.get("number", ""))


def lock_of(stored: Mapping[str, Any]) -> tuple[datetime | None, str]:
    """When and by whom criteria were locked, as stored.

    Raises:
        ValueError, AttributeError: that is no instant.
    """
    at = stored.get("at")
    return vietnam_time.from_iso(at) if at else None, stored.get("person", "")


def veto_of(stored: Mapping[str, Any]) -> Veto | None:
    """What makes a criterion a veto, as stored; None where nothing does, or a rule of a newer version.

    Raises:
        ValueError, TypeError: its limit is no number.
    """
    if stored.get("rule") not in set(VetoRule):
        return None
    return Veto(VetoRule(stored["rule"]), int(stored.get("limit", 0)), stored.get("target", ""))


def grant_of(stored: Mapping[str, Any]) -> tuple[str, date, str]:
    """Reason, last day and document of an exemption, as stored.

    Raises:
        KeyError, ValueError, TypeError: that is not what stands there.
    """
    return stored["reason"], date.fromisoformat(stored["until"]), stored.get("document", "")
