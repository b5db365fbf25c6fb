"""The inspection's tables. A plan owns its visits; a visit owns answers and media; minutes own their lines."""

from typing import Any, ClassVar

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models import vietnam_time
from app.models.base import Synced
from app.models.inspection.checklists import items_of, read_content
from app.models.inspection.minutes_records import impossible_of, original_of, result_of, shown_of, taker_of
from app.models.inspection.records import agreement_of, notice_of, period_of, times_of, trigger_of
from app.models.plan.deadline import Deadline
from app.models.sealing import read_seal

_WHOLE = JSON(none_as_null=True)


class InspectionRow(Synced):
    """An inspection plan (Kế hoạch kiểm tra, Sổ tay 6.3.a)."""

    __tablename__ = "inspection"
    ENTITY = "inspection"
    READ_AS: ClassVar = {
        "period": period_of,
        "agreement": agreement_of,
        "trigger": trigger_of,
        "made_at": vietnam_time.from_iso,
    }

    title: Mapped[str]
    purpose: Mapped[str] = mapped_column(Text, default="")
    subject: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[str] = mapped_column(Text, default="")
    period: Mapped[Any] = mapped_column(_WHOLE, nullable=True, default=None)
    """{"start", "end"} as days: one whole."""
    delegation: Mapped[Any] = mapped_column(_WHOLE, nullable=True, default=None)
    """{"kind": central | province, "group_number"}: one whole."""
    sudden_reason: Mapped[str] = mapped_column(Text, default="")
    """Why it is "đột xuất"; empty for one that is announced."""
    agreement: Mapped[Any] = mapped_column(_WHOLE, nullable=True, default=None)
    """{"agreed_on", "body", "document"}: one whole."""
    trigger: Mapped[Any] = mapped_column(_WHOLE, nullable=True, default=None)
    """{"unit_id", "unit_name", "colour", "figures": [[name, value]], "seen_at"}: one whole, never changed."""
    made_at: Mapped[str]
    note: Mapped[str] = mapped_column(Text, default="")


class _OfInspection(Synced):
    """A part of an inspection plan."""

    __abstract__ = True

    inspection_id: Mapped[str]

    def root(self) -> str:
        """The inspection plan."""
        return self.inspection_id


class DelegateRow(_OfInspection):
    """A member of the delegation (Thành phần đoàn kiểm tra)."""

    __tablename__ = "inspection_delegate"
    __table_args__ = (Index(None, "inspection_id"),)
    ENTITY = "inspection_delegate"

    rank: Mapped[str]
    role: Mapped[str]
    name: Mapped[str]
    position: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    person_id: Mapped[str] = mapped_column(default="")


class VisitRow(_OfInspection):
    """A visit to one unit (Buổi làm việc). Natural id: inspection and unit."""

    __tablename__ = "visit"
    __table_args__ = (Index(None, "inspection_id"), Index(None, "unit_id"))
    ENTITY = "visit"
    READ_AS: ClassVar = {"times": times_of, "notice": notice_of}

    rank: Mapped[str]
    unit_id: Mapped[str]
    times: Mapped[Any] = mapped_column(_WHOLE, nullable=True, default=None)
    """{"start", "end"} as UTC ISO: one whole."""
    place: Mapped[str] = mapped_column(default="")
    car: Mapped[str] = mapped_column(default="")
    notice: Mapped[Any] = mapped_column(_WHOLE, nullable=True, default=None)
    """{"sent_at", "recipient", "channel", "document", "calendar"}: one whole."""

    def scope(self) -> str:
        """The unit that is inspected."""
        return self.unit_id


class VisitDelegateRow(_OfInspection):
    """A member who goes to this visit; without any, all go. Natural id: visit and delegate."""

    __tablename__ = "visit_delegate"
    __table_args__ = (Index(None, "visit_id"),)
    ENTITY = "visit_delegate"

    visit_id: Mapped[str]
    delegate_id: Mapped[str]


class ChecklistRow(Synced):
    """A checklist of the province's own, one version of it: never changed once made. Natural id: key and version."""

    __tablename__ = "checklist"
    ENTITY = "checklist"
    READ_AS: ClassVar = {"items": items_of}

    key: Mapped[str]
    version: Mapped[int]
    title: Mapped[str]
    items: Mapped[list[Any]]
    """[{"key", "label", "text"}]: one whole, since an answer is to this wording."""


class _OfVisit(Synced):
    """A part of a visit."""

    __abstract__ = True

    visit_id: Mapped[str]

    def root(self) -> str:
        """The visit."""
        return self.visit_id


class VisitChecklistRow(_OfVisit):
    """The checklist that a visit uses, frozen with its wording. Natural id: visit and key."""

    __tablename__ = "visit_checklist"
    __table_args__ = (Index(None, "visit_id"),)
    ENTITY = "visit_checklist"
    READ_AS: ClassVar = {"content": read_content}

    rank: Mapped[str]
    key: Mapped[str]
    content: Mapped[dict[str, Any]]
    """{"title", "ref", "version", "items"}: one whole."""


class AnswerRow(_OfVisit):
    """The answer to one item (Đạt, Không đạt, Không áp dụng). Natural id: visit, checklist and item."""

    __tablename__ = "visit_answer"
    __table_args__ = (Index(None, "visit_id"),)
    ENTITY = "visit_answer"
    READ_AS: ClassVar = {"answer": result_of}

    checklist_key: Mapped[str]
    item_key: Mapped[str]
    answer: Mapped[Any] = mapped_column(_WHOLE, nullable=True, default=None)
    """{"result", "at", "person"}: one whole; null is not answered."""
    note: Mapped[str] = mapped_column(Text, default="")


class MediumRow(_OfVisit):
    """A photo or short video of a visit (Ảnh, video hiện trường). Natural id: visit, item and content."""

    __tablename__ = "visit_medium"
    __table_args__ = (Index(None, "visit_id"),)
    ENTITY = "visit_medium"
    READ_AS: ClassVar = {"file": original_of, "shown": shown_of, "added_at": vietnam_time.from_iso}
    FILES = ("file", "shown")

    kind: Mapped[str]
    checklist_key: Mapped[str] = mapped_column(default="")
    item_key: Mapped[str] = mapped_column(default="")
    caption: Mapped[str] = mapped_column(Text, default="")
    file: Mapped[dict[str, Any]]
    """The original: {"name", "sha256", "size"}."""
    shown: Mapped[Any] = mapped_column(_WHOLE, nullable=True, default=None)
    """The smaller picture: {"sha256", "size", "width", "height"}; null where the original is shown."""
    taken: Mapped[Any] = mapped_column(_WHOLE, nullable=True, default=None)
    """What the camera wrote: {"at": wall time, "offset", "latitude", "longitude"}, each text or null."""
    duration_ms: Mapped[int | None] = mapped_column(default=None)
    added_at: Mapped[str]
    person: Mapped[str] = mapped_column(default="")


class MinutesRow(Synced):
    """Minutes of a visit (Biên bản làm việc, mẫu 6.4). Natural id: visit and version."""

    __tablename__ = "minutes"
    __table_args__ = (Index(None, "visit_id"),)
    ENTITY = "minutes"
    READ_AS: ClassVar = {
        "started_at": vietnam_time.from_iso,
        "ended_at": vietnam_time.from_iso,
        "taker": taker_of,
    }

    visit_id: Mapped[str]
    inspection_id: Mapped[str]
    unit_id: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    replaces: Mapped[str] = mapped_column(default="")
    """The minutes that this version corrects."""
    correction_reason: Mapped[str] = mapped_column(Text, default="")
    unit_name: Mapped[str] = mapped_column(default="")
    started_at: Mapped[str | None] = mapped_column(default=None)
    ended_at: Mapped[str | None] = mapped_column(default=None)
    place: Mapped[str] = mapped_column(default="")
    delegation: Mapped[Any] = mapped_column(_WHOLE, nullable=True, default=None)
    """{"kind", "group_number"}: one whole."""
    content: Mapped[str] = mapped_column(Text, default="")
    copies: Mapped[int | None] = mapped_column(default=None)
    taker: Mapped[Any] = mapped_column(_WHOLE, nullable=True, default=None)
    """{"name", "position"}: one whole; null prints nothing, as the form."""
    has_national_header: Mapped[bool] = mapped_column(default=False)
    has_agency_header: Mapped[bool] = mapped_column(default=False)
    has_annex: Mapped[bool] = mapped_column(default=True)
    """Whether checklists and photos follow as an annex."""

    def scope(self) -> str:
        """The unit that is inspected."""
        return self.unit_id


class _OfMinutes(Synced):
    """A part of minutes."""

    __abstract__ = True

    minutes_id: Mapped[str]

    def root(self) -> str:
        """The minutes."""
        return self.minutes_id


class ParticipantRow(_OfMinutes):
    """One line of "3. Thành phần tham dự"."""

    __tablename__ = "minutes_participant"
    __table_args__ = (Index(None, "minutes_id"),)
    ENTITY = "minutes_participant"

    side: Mapped[str]
    capacity: Mapped[str]
    rank: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    position: Mapped[str] = mapped_column(default="")


class MinutesEntryRow(_OfMinutes):
    """One achievement, shortcoming, conclusion or proposal (mục 5 và 6)."""

    __tablename__ = "minutes_entry"
    __table_args__ = (Index(None, "minutes_id"),)
    ENTITY = "minutes_entry"
    READ_AS: ClassVar = {"deadline": Deadline.from_json}

    part: Mapped[str]
    rank: Mapped[str]
    text: Mapped[str] = mapped_column(Text, default="")
    objective_cause: Mapped[str] = mapped_column(Text, default="")
    subjective_cause: Mapped[str] = mapped_column(Text, default="")
    unit_id: Mapped[str] = mapped_column(default="")
    deadline: Mapped[Any] = mapped_column(_WHOLE, nullable=True, default=None)
    addressee: Mapped[str] = mapped_column(default="")
    origin: Mapped[str] = mapped_column(default="")
    """What it was filled from: "item:CHECKLIST/ITEM", "task:ID"; of a later version "entry:ID" of the first."""

    def scope(self) -> str:
        """The unit that has to act."""
        return self.unit_id


class SignatoryRow(_OfMinutes):
    """One who signs the minutes."""

    __tablename__ = "minutes_signatory"
    __table_args__ = (Index(None, "minutes_id"),)
    ENTITY = "minutes_signatory"

    rank: Mapped[str]
    title: Mapped[str]
    capacity: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    position: Mapped[str] = mapped_column(default="")


class MinutesSealRow(_OfMinutes):
    """The minutes as they were agreed (Thông qua): exact bytes, which writes they cover, when and by whom."""

    __tablename__ = "minutes_seal"
    __table_args__ = (Index(None, "minutes_id"),)
    ENTITY = "minutes_seal"
    READ_AS: ClassVar = {"sealed_at": vietnam_time.from_iso, "seal": read_seal}
    KIND = "seal"

    sealed_at: Mapped[str]
    person: Mapped[str]
    seal: Mapped[dict[str, Any]]


class FollowupRow(Synced):
    """What the plan's task does not hold of a conclusion: where it comes from, and that it cannot be done."""

    __tablename__ = "followup"
    __table_args__ = (Index(None, "unit_id"), Index(None, "minutes_id"))
    ENTITY = "followup"
    READ_AS: ClassVar = {"impossible": impossible_of}

    task_id: Mapped[str]
    minutes_id: Mapped[str]
    visit_id: Mapped[str]
    inspection_id: Mapped[str]
    entry_id: Mapped[str]
    unit_id: Mapped[str]
    impossible: Mapped[Any] = mapped_column(_WHOLE, nullable=True, default=None)
    """{"reason", "at", "person"}: one whole; null while it is to be done."""

    def root(self) -> str:
        """The task."""
        return self.task_id

    def scope(self) -> str:
        """The unit that was inspected."""
        return self.unit_id
