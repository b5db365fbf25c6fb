"""The tables of what follows a decision: systems that stop, stages of those that stay, what was written elsewhere.

All have natural ids, so that two desks that do the same give one record. The kind owns them, as it owns its systems.
What means something only as a whole (a backup with its checksum, a count of old and new) is one field.
"""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models import vietnam_time
from app.models.base import Synced
from app.models.plan.deadline import Deadline
from app.models.plan.records import issued_on
from app.models.selection.aftermath import counts_of
from app.models.selection.aftermath_invalidating import Category, settled_of
from app.models.selection.unchosen import explained_of, lookup_of, reconciled_of, restored_of, taken_of


class _OfSystem(Synced):
    """A part of what becomes of a system; its kind owns it."""

    __abstract__ = True

    kind_id: Mapped[str]
    system_id: Mapped[str]

    def root(self) -> str:
        """The kind."""
        return self.kind_id


class UnchosenRow(_OfSystem):
    """What becomes of a system that was not chosen (Hệ thống không được chọn). Natural id: the system."""

    __tablename__ = "unchosen"
    __table_args__ = (Index(None, "system_id"),)
    ENTITY = "unchosen"
    READ_AS: ClassVar = {
        "deadline": Deadline.from_json,
        "lookup": lookup_of,
        "block_planned": vietnam_time.from_iso,
        "blocked_at": vietnam_time.from_iso,
    }

    lead_id: Mapped[str] = mapped_column(default="")
    """The unit that leads the migration."""
    deadline: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """Of the migration, as a plan's deadline."""
    lookup: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"until", "person", "phone"}: one whole."""
    block_planned: Mapped[str | None]
    blocked_at: Mapped[str | None]
    note: Mapped[str] = mapped_column(Text, default="")

    def scope(self) -> str:
        """The lead unit."""
        return self.lead_id


class BackupRow(_OfSystem):
    """A backup of a part of a system (Sao lưu). Natural id: system and part."""

    __tablename__ = "system_backup"
    __table_args__ = (Index(None, "system_id"),)
    ENTITY = "system_backup"
    READ_AS: ClassVar = {"taken": taken_of, "restored": restored_of}

    key: Mapped[str]
    name: Mapped[str]
    taken: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"at", "by", "size", "sha256", "place", "file", "is_computed"}: one whole."""
    restored: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"at", "by", "passed", "note", "sha256"}: one whole; the checksum is that of the backup it restored."""


class MigrationRow(_OfSystem):
    """The migration of one kind of object (Chuyển đổi dữ liệu). Natural id: system and object."""

    __tablename__ = "system_migration"
    __table_args__ = (Index(None, "system_id"),)
    ENTITY = "system_migration"
    READ_AS: ClassVar = {"progress": counts_of, "counted": reconciled_of, "explained": explained_of}

    key: Mapped[str]
    name: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")
    progress: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"done", "total"}: one whole."""
    counted: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"old", "new", "at", "by"}: one whole."""
    explained: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"difference", "text"}: one whole; what was explained is this difference and no other."""
    skipped: Mapped[str] = mapped_column(Text, default="")


class HandoverRow(_OfSystem):
    """A hand-over (Bàn giao hợp đồng, dữ liệu). Natural id: system and subject."""

    __tablename__ = "system_handover"
    __table_args__ = (Index(None, "system_id"),)
    ENTITY = "system_handover"
    READ_AS: ClassVar = {"handed_on": date.fromisoformat, "document": issued_on}

    key: Mapped[str]
    name: Mapped[str]
    content: Mapped[str] = mapped_column(Text, default="")
    receiver: Mapped[str] = mapped_column(default="")
    handed_on: Mapped[str | None]
    document: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"number", "issued_on"}: one whole."""
    skipped: Mapped[str] = mapped_column(Text, default="")


class StageRow(_OfSystem):
    """A stage of a system that stays (Giai đoạn đưa vào sử dụng). Natural id: system and stage."""

    __tablename__ = "selection_stage"
    __table_args__ = (Index(None, "system_id"),)
    ENTITY = "selection_stage"
    READ_AS: ClassVar = {"planned_on": date.fromisoformat, "done_at": vietnam_time.from_iso, "counts": counts_of}

    key: Mapped[str]
    planned_on: Mapped[str | None]
    done_at: Mapped[str | None]
    counts: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"done", "total"}: one whole."""
    lead_id: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(Text, default="")
    skipped: Mapped[str] = mapped_column(Text, default="")

    def scope(self) -> str:
        """The lead unit."""
        return self.lead_id


class SectionRow(Synced):
    """What the decisions wrote into one place of section II of the plan. Natural id: plan and place."""

    __tablename__ = "selection_section"
    __table_args__ = (Index(None, "plan_id"),)
    ENTITY = "selection_section"

    plan_id: Mapped[str]
    place: Mapped[str]
    written: Mapped[str] = mapped_column(Text, default="")
    kind_id: Mapped[str] = mapped_column(default="")
    """The kind it speaks of; empty for a place that speaks of several."""

    def root(self) -> str:
        """The plan."""
        return self.plan_id


class ProposalRow(_OfSystem):
    """A proposed task that a person took into the plan (Nhiệm vụ đề xuất). Natural id: system and proposal."""

    __tablename__ = "selection_task"
    __table_args__ = (Index(None, "task_id"),)
    ENTITY = "selection_task"

    key: Mapped[str]
    task_id: Mapped[str]


class ReviewRow(Synced):
    """A mark "cần xem lại" that a changed decision left on a record. Natural id: decision and record."""

    __tablename__ = "selection_review"
    __table_args__ = (Index(None, "kind_id"), Index(None, "record_id"))
    ENTITY = "selection_review"
    READ_AS: ClassVar = {"category": Category, "marked_at": vietnam_time.from_iso, "settled": settled_of}

    kind_id: Mapped[str]
    decision_id: Mapped[str]
    system_id: Mapped[str] = mapped_column(default="")
    category: Mapped[str]
    record_id: Mapped[str]
    title: Mapped[str] = mapped_column(Text)
    marked_at: Mapped[str]
    settled: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"at", "by", "note"}: one whole."""

    def root(self) -> str:
        """The kind."""
        return self.kind_id
