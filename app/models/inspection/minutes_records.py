"""Minutes 6.4, what was found in the field, and followed-up conclusions as plain frozen records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.models import vietnam_time
from app.models.inspection.records import Delegation, InspectedUnit
from app.models.plan.deadline import Deadline, DeadlineState
from app.models.plan.records import Evidence, Extension, TaskStatus


class Result(StrEnum):
    """The answer to one item of a checklist."""

    PASS = "pass"  # noqa: S105 an answer, no password
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        """The word shown and printed."""
        return {self.PASS: "Đạt", self.FAIL: "Không đạt", self.NOT_APPLICABLE: "Không áp dụng"}[self]


class MediumKind(StrEnum):
    """A photo or a short video."""

    PHOTO = "photo"
    VIDEO = "video"

    @property
    def label(self) -> str:
        """The word shown."""
        return {self.PHOTO: "Ảnh", self.VIDEO: "Video"}[self]


class Side(StrEnum):
    """The two sides of "3. Thành phần tham dự"."""

    DELEGATION = "delegation"
    HOST = "host"


class Capacity(StrEnum):
    """In what capacity somebody takes part; the words are the form's."""

    HEAD = "head"
    MEMBER = "member"
    CHAIR = "chair"
    FOCAL_POINT = "focal_point"
    ATTENDANT = "attendant"

    @property
    def label(self) -> str:
        """As the form prints it; nothing for a further person of the unit."""
        return {
            self.HEAD: "Trưởng đoàn",
            self.MEMBER: "Thành viên",
            self.CHAIR: "(Chủ trì)",
            self.FOCAL_POINT: "(Đầu mối)",
            self.ATTENDANT: "",
        }[self]

    @property
    def side(self) -> Side:
        """The side it belongs to."""
        return Side.DELEGATION if self in (Capacity.HEAD, Capacity.MEMBER) else Side.HOST


class Part(StrEnum):
    """The parts of the minutes that are lists of entries."""

    ACHIEVEMENT = "achievement"
    SHORTCOMING = "shortcoming"
    CONCLUSION = "conclusion"
    PROPOSAL = "proposal"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a checklist."""

    key: str
    label: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """A checklist in one version."""

    key: str
    title: str
    version: int
    items: tuple[Item, ...]
    ref: str = ""
    """Where it stands in the handbook; empty for the province's own."""


@dataclass(frozen=True, slots=True)
class Medium:
    """A photo or video of a visit."""

    id: str
    kind: MediumKind
    name: str
    sha256: str
    """Of the original, which is kept."""
    size: int
    checklist_key: str = ""
    item_key: str = ""
    caption: str = ""
    shown_sha256: str = ""
    """The smaller picture; empty where the original itself is shown."""
    width: int = 0
    height: int = 0
    taken_at: str = ""
    """The camera's wall time, `YYYY-MM-DDTHH:MM:SS` with an offset where the camera wrote one."""
    latitude: str = ""
    """Decimal degrees as text, six places."""
    longitude: str = ""
    duration_ms: int | None = None
    added_at: datetime | None = None
    person: str = ""


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """An item with its answer; `result` None is not answered."""

    item: Item
    result: Result | None = None
    note: str = ""
    person: str = ""
    media: tuple[Medium, ...] = ()

    @property
    def lacks_proof(self) -> bool:
        """Whether it failed and has neither a photo nor a note."""
        return self.result is Result.FAIL and not self.note and not self.media


@dataclass(frozen=True, slots=True)
class AnsweredChecklist:
    """A checklist as one visit answered it."""

    checklist: Checklist
    items: tuple[AnsweredItem, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many items have each result; "" counts those not answered."""
        found = {**{one.value: 0 for one in Result}, "": 0}
        for item in self.items:
            found[item.result.value if item.result else ""] += 1
        return found


@dataclass(frozen=True, slots=True)
class FieldWork:
    """What a visit found: its checklists with answers, and the media that belong to no item."""

    visit_id: str
    checklists: tuple[AnsweredChecklist, ...] = ()
    media: tuple[Medium, ...] = ()

    @property
    def failed(self) -> tuple[tuple[Checklist, AnsweredItem], ...]:
        """The failing items."""
        return tuple(
            (one.checklist, item) for one in self.checklists for item in one.items if item.result is Result.FAIL
        )


@dataclass(frozen=True, slots=True)
class Participant:
    """One line of "3. Thành phần tham dự"."""

    id: str
    capacity: Capacity
    name: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One achievement, shortcoming, conclusion or proposal; only its part's fields are used."""

    id: str
    part: Part
    text: str = ""
    objective_cause: str = ""
    subjective_cause: str = ""
    unit: InspectedUnit | None = None
    deadline: Deadline | None = None
    addressee: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Signatory:
    """One who signs: title, capacity and instruction as the form prints them."""

    id: str
    title: str
    capacity: str = ""
    name: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class Taker:
    """The one who took the minutes (Người ghi biên bản), which the form itself does not have."""

    name: str
    position: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes whole: what the paper shows and what the seal is laid over. Number and date are not among it."""

    id: str
    visit_id: str
    inspection_id: str
    unit: InspectedUnit
    unit_name: str = ""
    """The line "[Tên Bộ, ngành, địa phương]"."""
    version: int = 1
    replaces: str = ""
    correction_reason: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    place: str = ""
    delegation: Delegation = Delegation()
    delegation_name: str = ""
    """What the line a) names for the province's own delegation, e.g. "Tổ Công tác liên ngành tỉnh Lâm Đồng"."""
    participants: tuple[Participant, ...] = ()
    content: str = ""
    entries: tuple[Entry, ...] = ()
    copies: int | None = None
    signatories: tuple[Signatory, ...] = ()
    taker: Taker | None = None
    has_national_header: bool = False
    has_agency_header: bool = False
    has_annex: bool = True
    field_work: FieldWork = field(default_factory=lambda: FieldWork(""))

    def part(self, part: Part) -> tuple[Entry, ...]:
        """The entries of one part in order."""
        return tuple(one for one in self.entries if one.part is part)

    def of_side(self, side: Side) -> tuple[Participant, ...]:
        """The lines of one side in order."""
        return tuple(one for one in self.participants if one.capacity.side is side)


@dataclass(frozen=True, slots=True)
class AdoptedMinutes:
    """Minutes as they were agreed ("Thông qua"), read back from the sealed bytes."""

    id: str
    """Of the seal."""
    minutes: Minutes
    content_hash: str
    """SHA-256 of the canonical bytes, hex."""
    adopted_at: datetime
    person: str
    is_replaced: bool = False
    """Whether a later version was adopted."""


class FollowupState(StrEnum):
    """Where a conclusion stands in the overview by unit; each is in exactly one."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    IMPOSSIBLE = "impossible"

    @property
    def label(self) -> str:
        """The word shown."""
        return {
            self.OPEN: "Đang theo dõi",
            self.OVERDUE: "Quá hạn",
            self.DONE: "Đã thực hiện",
            self.IMPOSSIBLE: "Không thực hiện được",
        }[self]


@dataclass(frozen=True, slots=True)
class Impossible:
    """That a conclusion cannot be carried out."""

    reason: str
    at: datetime
    person: str


@dataclass(frozen=True, slots=True)
class Followup:
    """A conclusion on its way: a task of the plan with the minutes it comes from."""

    task_id: str
    """The task in the plan's table: progress, extension, evidence and history go through `services.tasks`."""
    number: str
    content: str
    unit: InspectedUnit
    """Who has to act."""
    inspected: InspectedUnit
    deadline: Deadline | None
    original_deadline: Deadline | None
    due_at: datetime | None
    status: TaskStatus
    percent: int
    deadline_state: DeadlineState
    state: FollowupState
    finished_at: datetime | None
    extensions: tuple[Extension, ...]
    evidence: tuple[Evidence, ...]
    latest: str
    """The last progress text."""
    impossible: Impossible | None
    minutes_id: str
    visit_id: str
    inspection_id: str
    inspection_title: str
    visited_on: date | None
    entry_id: str


@dataclass(frozen=True, slots=True)
class FollowupQuery:
    """Filters of the follow-ups; empty means no filter. All hold together."""

    text: str = ""
    unit_ids: frozenset[str] = frozenset()
    """Of the unit that has to act or was inspected."""
    states: frozenset[FollowupState] = frozenset()
    inspection_id: str = ""


@dataclass(frozen=True, slots=True)
class UnitOverview:
    """The conclusions of one unit by state; the four sum to `total`."""

    unit: InspectedUnit
    open: int
    overdue: int
    done: int
    impossible: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.open + self.overdue + self.done + self.impossible


def taker_of(data: Mapping[str, Any]) -> Taker:
    """Who took the minutes, as stored.

    Raises:
        KeyError: nobody is named.
    """
    return Taker(data["name"], data.get("position", ""))


def result_of(answer: Mapping[str, Any]) -> Result:
    """What an item was answered with, as stored; a word of a newer version is not met.

    Raises:
        KeyError: nothing was.
    """
    result = answer["result"]
    return Result(result) if result in set(Result) else Result.FAIL


def original_of(data: Mapping[str, Any]) -> tuple[str, str, int]:
    """Name, SHA-256 and size in bytes of the file of a photo or video, as stored.

    Raises:
        KeyError, ValueError, TypeError: it names none.
    """
    return data["name"], data["sha256"], int(data["size"])


def shown_of(data: Mapping[str, Any]) -> str:
    """SHA-256 of the smaller picture, as stored.

    Raises:
        KeyError: it names none.
    """
    return str(data["sha256"])


def impossible_of(data: Mapping[str, Any]) -> Impossible:
    """That a conclusion cannot be carried out, as stored.

    Raises:
        KeyError, ValueError, AttributeError: that is not what stands there.
    """
    return Impossible(data["reason"], vietnam_time.from_iso(data["at"]), data["person"])
