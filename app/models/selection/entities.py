"""The tables of the choice of systems: list elements are rows; what two desks would both make has a natural id.

The kind is the root of everything: a shipped kind exists by its natural id without a row, which is written only when
the province says something of the kind itself.
"""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models import vietnam_time
from app.models.base import SearchLine, Synced
from app.models.plan.records import issued_on
from app.models.sealing import read_seal
from app.models.selection.records import decided_of, grant_of, lock_of, veto_of


class _OfKind(Synced):
    """A part of a kind; the kind owns it."""

    __abstract__ = True

    kind_id: Mapped[str]

    def root(self) -> str:
        """The kind."""
        return self.kind_id


class _OfRound(_OfKind):
    """A part of one version of the assessment."""

    __abstract__ = True

    round_id: Mapped[str]


class SystemKindRow(Synced):
    """What the province says of a kind of system (Loại hệ thống). Natural id of a shipped kind: its code."""

    __tablename__ = "system_kind"
    ENTITY = "system_kind"

    code: Mapped[str]
    rank: Mapped[str] = mapped_column(default="")
    """Of the province's own kinds; shipped ones stand in their order before them."""
    name: Mapped[str] = mapped_column(default="")
    """Empty: the shipped name."""
    short_name: Mapped[str] = mapped_column(default="")
    is_used: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str] = mapped_column(Text, default="")


class SystemRow(_OfKind):
    """A candidate (Hệ thống)."""

    __tablename__ = "system"
    __table_args__ = (Index(None, "kind_id", "rank"),)
    ENTITY = "system"
    READ_AS: ClassVar = {"contract_end": date.fromisoformat}

    rank: Mapped[str]
    name: Mapped[str]
    province_code: Mapped[str] = mapped_column(default="")
    vendor: Mapped[str] = mapped_column(default="")
    version: Mapped[str] = mapped_column(default="")
    users: Mapped[int | None]
    max_users: Mapped[int | None]
    procedures: Mapped[int | None]
    online_services: Mapped[int | None]
    records: Mapped[int | None]
    data_mb: Mapped[int | None]
    security_level: Mapped[int | None]
    hosting: Mapped[str] = mapped_column(default="")
    contract_end: Mapped[str | None]
    yearly_cost: Mapped[int | None]
    incidents: Mapped[int | None]
    contact: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"name", "phone", "email", "unit"}: one whole."""
    note: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Where it came from: {"import": file and row} or {"sample": true}."""

    def search_line(self) -> SearchLine:
        """By name, vendor and version."""
        return self.name, self.vendor, (self.version,)


class SystemLinkRow(_OfKind):
    """An integration of a system (Kết nối). Natural id: system and target."""

    __tablename__ = "system_link"
    __table_args__ = (Index(None, "system_id"), Index(None, "kind_id"))
    ENTITY = "system_link"

    system_id: Mapped[str]
    target: Mapped[str]
    rank: Mapped[str]
    state: Mapped[str]
    note: Mapped[str] = mapped_column(Text, default="")


class AssessmentRow(_OfKind):
    """One version of a kind's assessment (Phiên bản đánh giá). Natural id: kind and number."""

    __tablename__ = "assessment"
    __table_args__ = (Index(None, "kind_id"),)
    ENTITY = "assessment"
    READ_AS: ClassVar = {"opened_at": vietnam_time.from_iso, "criteria_lock": lock_of}

    number: Mapped[int]
    opened_at: Mapped[str]
    threshold: Mapped[str]
    """Decimal text."""
    criteria_lock: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"at", "person"} or null: one whole."""


class CriterionRow(_OfRound):
    """A criterion of a version (Tiêu chí). Natural id: version and code."""

    __tablename__ = "criterion"
    __table_args__ = (Index(None, "round_id", "rank"), Index(None, "kind_id"))
    ENTITY = "criterion"
    READ_AS: ClassVar = {"veto": veto_of}

    code: Mapped[str]
    rank: Mapped[str]
    name: Mapped[str] = mapped_column(Text)
    guide: Mapped[str] = mapped_column(Text, default="")
    weight: Mapped[str] = mapped_column(default="0")
    """Decimal text."""
    veto: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"rule", "limit", "target"} or null: one whole."""


class AssessorRow(_OfRound):
    """A person who scores in a version (Người đánh giá). Natural id: version and person."""

    __tablename__ = "assessor"
    __table_args__ = (Index(None, "round_id", "rank"), Index(None, "kind_id"))
    ENTITY = "assessor"

    person_id: Mapped[str]
    rank: Mapped[str]
    duty: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")


class ScoreRow(_OfRound):
    """A score (Điểm). Natural id: version, criterion, system and assessor."""

    __tablename__ = "score"
    __table_args__ = (Index(None, "round_id"), Index(None, "kind_id"))
    ENTITY = "score"

    criterion_id: Mapped[str]
    system_id: Mapped[str]
    assessor_id: Mapped[str]
    value: Mapped[str] = mapped_column(default="")
    """Decimal text; empty: not given."""
    is_self: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")


class ScoreEvidenceRow(_OfRound):
    """A document or file behind a score (Minh chứng của điểm)."""

    __tablename__ = "score_evidence"
    __table_args__ = (Index(None, "score_id"), Index(None, "round_id"), Index(None, "kind_id"))
    ENTITY = "score_evidence"
    READ_AS: ClassVar = {"document": issued_on}
    FILES = ("file",)

    score_id: Mapped[str]
    title: Mapped[str]
    document: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"number", "issued_on"}: one whole."""
    file: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"name", "sha256", "size"}: one whole."""


class VetoMarkRow(_OfRound):
    """What an assessor says of a veto criterion. Natural id: version, criterion, system and assessor."""

    __tablename__ = "veto_mark"
    __table_args__ = (Index(None, "round_id"), Index(None, "kind_id"))
    ENTITY = "veto_mark"

    criterion_id: Mapped[str]
    system_id: Mapped[str]
    assessor_id: Mapped[str]
    opinion: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"verdict", "reason"} or null (withdrawn): one whole."""


class DecisionRow(_OfRound):
    """A decision (Quyết định lựa chọn) with the sealed sheet it rests on."""

    __tablename__ = "decision"
    __table_args__ = (Index(None, "kind_id"),)
    ENTITY = "decision"
    READ_AS: ClassVar = {"decided": decided_of, "recorded_at": vietnam_time.from_iso, "seal": read_seal}
    KIND = "seal"

    system_id: Mapped[str]
    course: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    dissent: Mapped[str] = mapped_column(Text, default="")
    decided: Mapped[dict[str, Any]]
    """{"by", "on", "number"}: one whole."""
    recorded_at: Mapped[str]
    person: Mapped[str]
    seal: Mapped[dict[str, Any]]


class DecisionNumberRow(_OfKind):
    """The number the văn thư gave a decision after it was recorded. Natural id: the decision."""

    __tablename__ = "decision_number"
    __table_args__ = (Index(None, "kind_id"),)
    ENTITY = "decision_number"
    READ_AS: ClassVar = {"document": issued_on}

    decision_id: Mapped[str]
    document: Mapped[dict[str, Any]]
    """{"number", "issued_on"}: one whole."""


class ExemptionRow(_OfKind):
    """A second system beside the chosen one (Ngoại lệ). Natural id: kind and system."""

    __tablename__ = "exemption"
    __table_args__ = (Index(None, "kind_id"),)
    ENTITY = "exemption"
    READ_AS: ClassVar = {"grant": grant_of}

    system_id: Mapped[str]
    grant: Mapped[dict[str, Any]]
    """{"reason", "until", "document"}: one whole."""
