"""The plan's tables. Every element of a list is a row of its own; links have natural ids."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models import vietnam_time
from app.models.base import DERIVED, SearchLine, Synced
from app.models.plan.deadline import Deadline
from app.models.plan.records import TaskStatus, issued_on, signing_of
from app.models.sealing import read_seal


class Plan(Synced):
    """The province's action plan (Kế hoạch hành động)."""

    __tablename__ = "plan"
    ENTITY = "plan"
    READ_AS: ClassVar = {"cutover_day": date.fromisoformat}

    title: Mapped[str]
    form_version: Mapped[str]
    cutover_day: Mapped[str]
    """Day of the G-night (`YYYY-MM-DD`, its evening)."""


class PlanBlankRow(Synced):
    """What was filled into one placeholder of the form. Natural id: plan and key."""

    __tablename__ = "plan_blank"
    ENTITY = "plan_blank"

    plan_id: Mapped[str]
    key: Mapped[str]
    value: Mapped[str] = mapped_column(Text, default="")

    def root(self) -> str:
        """The plan."""
        return self.plan_id


class PlanLineRow(Synced):
    """A line of a text part: an addition ("bổ sung"), or the province's wording of a form line (`form_key` set)."""

    __tablename__ = "plan_line"
    ENTITY = "plan_line"

    plan_id: Mapped[str]
    part: Mapped[str]
    form_key: Mapped[str] = mapped_column(default="")
    rank: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(Text)

    def root(self) -> str:
        """The plan."""
        return self.plan_id


class TaskGroupRow(Synced):
    """A group of rows of the task table (I-IV)."""

    __tablename__ = "task_group"
    ENTITY = "task_group"

    plan_id: Mapped[str]
    rank: Mapped[str]
    heading: Mapped[str]
    form_key: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0, info=DERIVED)
    numeral: Mapped[str] = mapped_column(default="", info=DERIVED)

    def root(self) -> str:
        """The plan."""
        return self.plan_id


_FILTERED = (
    "deleted",
    "group_id",
    "position",
    "number",
    "status",
    "due_at",
    "finished_at",
    "lead_id",
    "library",
    "form_key",
    "open_obstacles",
    "id",
)


class TaskRow(Synced):
    """One task (Nhiệm vụ). `deadline` is the original one; extensions are rows of their own."""

    __tablename__ = "task"
    __table_args__ = (
        Index(None, "plan_id", "group_id", "rank"),
        # What counts and filters ask for, so that they read an index and not the rows.
        Index("ix_task_filter", *_FILTERED),
        Index("ix_task_text", *_FILTERED, "folded"),
        Index(None, "lead_id"),
        Index(None, "due_at"),
        Index(None, "number"),
    )
    ENTITY = "task"
    READ_AS: ClassVar = {
        "status": TaskStatus,
        "deadline": Deadline.from_json,
        "started_on": date.fromisoformat,
        "finished_at": vietnam_time.from_iso,
    }

    plan_id: Mapped[str]
    group_id: Mapped[str]
    rank: Mapped[str]
    content: Mapped[str] = mapped_column(Text)
    lead_id: Mapped[str | None]
    lead_printed: Mapped[str] = mapped_column(default="")
    products: Mapped[str] = mapped_column(Text, default="")
    deadline: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    status: Mapped[str] = mapped_column(default="not_started")
    percent: Mapped[int] = mapped_column(default=0)
    started_on: Mapped[str | None]
    finished_at: Mapped[str | None]
    source: Mapped[dict[str, Any]]
    form_key: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(Text, default="")

    position: Mapped[int] = mapped_column(default=0, info=DERIVED)
    """Place in the whole plan, headings not counted."""
    number: Mapped[str] = mapped_column(default="", info=DERIVED)
    lead_name: Mapped[str] = mapped_column(default="", info=DERIVED)
    lead_sort: Mapped[str] = mapped_column(default="", info=DERIVED)
    content_sort: Mapped[str] = mapped_column(default="", info=DERIVED)
    coordinating: Mapped[str] = mapped_column(default="", info=DERIVED)
    deadline_text: Mapped[str] = mapped_column(default="", info=DERIVED)
    due_at: Mapped[str | None] = mapped_column(info=DERIVED)
    last_day: Mapped[str | None] = mapped_column(info=DERIVED)
    library: Mapped[str] = mapped_column(default="local", info=DERIVED)
    extension_count: Mapped[int] = mapped_column(default=0, info=DERIVED)
    open_obstacles: Mapped[int] = mapped_column(default=0, info=DERIVED)
    folded: Mapped[str] = mapped_column(Text, default="", info=DERIVED)

    def scope(self) -> str:
        """The lead unit."""
        return self.lead_id or ""

    def original(self) -> Deadline | None:
        """The deadline as first set."""
        return Deadline.from_json(self.deadline) if self.deadline else None


class TaskUnitRow(Synced):
    """A coordinating unit of a task. Natural id: task and unit."""

    __tablename__ = "task_unit"
    __table_args__ = (Index(None, "task_id"), Index(None, "unit_id"))
    ENTITY = "task_unit"

    task_id: Mapped[str]
    unit_id: Mapped[str]
    rank: Mapped[str]
    printed: Mapped[str] = mapped_column(default="")

    def root(self) -> str:
        """The task."""
        return self.task_id


class TaskNeedRow(Synced):
    """A predecessor: `task_id` cannot start before `needs_id` is done. Natural id: both tasks."""

    __tablename__ = "task_need"
    __table_args__ = (Index(None, "task_id"), Index(None, "needs_id"))
    ENTITY = "task_need"

    task_id: Mapped[str]
    needs_id: Mapped[str]

    def root(self) -> str:
        """The task that waits."""
        return self.task_id


class ExtensionRow(Synced):
    """One extension of a deadline (Gia hạn)."""

    __tablename__ = "extension"
    __table_args__ = (Index(None, "task_id"),)
    ENTITY = "extension"
    READ_AS: ClassVar = {"deadline": Deadline.from_json, "decided_on": date.fromisoformat}

    task_id: Mapped[str]
    deadline: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text)
    approver: Mapped[str]
    decided_on: Mapped[str | None]
    document: Mapped[str] = mapped_column(default="")

    def root(self) -> str:
        """The task."""
        return self.task_id


class ProgressRow(Synced):
    """One entry of the progress log: an event, only ever added."""

    __tablename__ = "progress"
    __table_args__ = (Index(None, "task_id"),)
    ENTITY = "progress"
    READ_AS: ClassVar = {"occurred_at": vietnam_time.from_iso}

    task_id: Mapped[str]
    occurred_at: Mapped[str]
    person: Mapped[str]
    status: Mapped[str]
    percent: Mapped[int]
    text: Mapped[str] = mapped_column(Text)

    def root(self) -> str:
        """The task."""
        return self.task_id


class ObstacleRow(Synced):
    """One obstacle of a task (Khó khăn, vướng mắc)."""

    __tablename__ = "obstacle"
    __table_args__ = (Index(None, "task_id"),)
    ENTITY = "obstacle"
    READ_AS: ClassVar = {"raised_at": vietnam_time.from_iso, "resolved_at": vietnam_time.from_iso}

    task_id: Mapped[str]
    category: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[str]
    resolved_at: Mapped[str | None]
    resolution: Mapped[str] = mapped_column(Text, default="")

    def root(self) -> str:
        """The task."""
        return self.task_id


class EvidenceRow(Synced):
    """One product or proof of a task: a document's number and date, or a stored file by its hash."""

    __tablename__ = "evidence"
    __table_args__ = (Index(None, "task_id"),)
    ENTITY = "evidence"
    READ_AS: ClassVar = {"document": issued_on}
    FILES = ("file",)

    task_id: Mapped[str]
    title: Mapped[str]
    document: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"number", "issued_on"}: one whole."""
    file: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"name", "sha256", "size"}: one whole."""

    def search_line(self) -> SearchLine:
        """By title, number and the file's name."""
        return self.title, (self.document or {}).get("number", ""), ((self.file or {}).get("name", ""),)

    def root(self) -> str:
        """The task."""
        return self.task_id


class IssueRow(Synced):
    """A plan as it went out (Ban hành): what the văn thư and signer gave, and the sealed content on paper."""

    __tablename__ = "issue"
    ENTITY = "issue"
    READ_AS: ClassVar = {"signing": signing_of, "seal": read_seal}
    KIND = "seal"

    plan_id: Mapped[str]
    signing: Mapped[dict[str, Any]]
    seal: Mapped[dict[str, Any]]

    def root(self) -> str:
        """The plan."""
        return self.plan_id


class SettingRow(Synced):
    """A setting of the province that every desk shares. Natural id: its key."""

    __tablename__ = "setting"
    ENTITY = "setting"

    key: Mapped[str]
    value: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
