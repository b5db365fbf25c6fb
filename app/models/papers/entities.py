"""The tables of official papers: the paper, each step of its way, opinions, recipients, links; copies of evidence."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models import vietnam_time
from app.models.base import SearchLine, Synced
from app.models.papers.copies import copied_on
from app.models.papers.records import answered_on, days_of_power, number_of, sealed_of


class PaperRow(Synced):
    """An official paper (Văn bản) of the program. What it says is its subject's; here is what becomes of it."""

    __tablename__ = "paper"
    __table_args__ = (Index(None, "subject_entity", "subject_id"),)
    ENTITY = "paper"
    READ_AS: ClassVar = {"made_at": vietnam_time.from_iso, "number": number_of, "sealed": sealed_of}

    kind: Mapped[str]
    title: Mapped[str] = mapped_column(Text)
    """Trích yếu."""
    subject_entity: Mapped[str] = mapped_column(default="")
    subject_id: Mapped[str] = mapped_column(default="")
    rule_set: Mapped[str] = mapped_column(default="state")
    """state | party: a paper belongs to exactly one."""
    drafting_unit: Mapped[str] = mapped_column(default="")
    unit_id: Mapped[str] = mapped_column(default="")
    """The unit it concerns, or empty."""
    signatures_needed: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[str]
    number: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"number", "symbol", "issued_on"} as the văn thư gave them: one whole, outside every seal."""
    sealed: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"content_hash", "at", "person", "kind", "title"}: one whole, written once."""
    issue_id: Mapped[str] = mapped_column(default="")
    """The plan's issue that gave it number, date and signer."""
    note: Mapped[str] = mapped_column(Text, default="")

    def search_line(self) -> SearchLine:
        """By its subject and its number and ký hiệu."""
        given = self.number or {}
        printed = f"{given.get('number', '')}/{given.get('symbol', '')}".strip("/")
        return self.title, printed, (self.drafting_unit,)

    def scope(self) -> str:
        """The unit it concerns."""
        return self.unit_id


class _OfPaper(Synced):
    """A part of a paper, which owns it."""

    __abstract__ = True

    paper_id: Mapped[str]

    def root(self) -> str:
        """The paper."""
        return self.paper_id


class PaperStepRow(_OfPaper):
    """One step on a paper's way: who did it, when, with which note. Only ever added."""

    __tablename__ = "paper_step"
    __table_args__ = (Index(None, "paper_id"),)
    ENTITY = "paper_step"
    READ_AS: ClassVar = {"occurred_at": vietnam_time.from_iso, "body": days_of_power}

    step: Mapped[str]
    occurred_at: Mapped[str]
    person_id: Mapped[str] = mapped_column(default="")
    person: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the step gave, e.g. the signature or the number."""


class PaperOpinionRow(_OfPaper):
    """A unit whose opinion is asked on a draft (Lấy ý kiến). Natural id: paper, round and unit."""

    __tablename__ = "paper_opinion"
    __table_args__ = (Index(None, "paper_id"),)
    ENTITY = "paper_opinion"
    READ_AS: ClassVar = {
        "asked_at": vietnam_time.from_iso,
        "answer_by": date.fromisoformat,
        "answer": answered_on,
    }

    unit_id: Mapped[str] = mapped_column(default="")
    unit: Mapped[str]
    round: Mapped[int] = mapped_column(default=0)
    """How often the paper had been sent back when it was asked."""
    asked_at: Mapped[str]
    answer_by: Mapped[str | None]
    """Day."""
    answer: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"verdict", "text", "document", "answered_on"}: one whole."""
    handling: Mapped[str] = mapped_column(Text, default="")
    """What became of it (tiếp thu, giải trình)."""


class PaperRecipientRow(_OfPaper):
    """One line of Nơi nhận."""

    __tablename__ = "paper_recipient"
    __table_args__ = (Index(None, "paper_id"),)
    ENTITY = "paper_recipient"
    READ_AS: ClassVar = {"sent_at": vietnam_time.from_iso}

    rank: Mapped[str]
    text: Mapped[str]
    unit_id: Mapped[str] = mapped_column(default="")
    copies: Mapped[int] = mapped_column(default=1)
    sent_at: Mapped[str | None]


class PaperLinkRow(_OfPaper):
    """What a paper does to an earlier one: corrects, replaces, withdraws it. Natural id: both papers and the kind."""

    __tablename__ = "paper_link"
    __table_args__ = (Index(None, "paper_id"), Index(None, "target_id"))
    ENTITY = "paper_link"

    target_id: Mapped[str]
    kind: Mapped[str]
    note: Mapped[str] = mapped_column(Text, default="")


class EvidenceCopyRow(Synced):
    """That a piece of evidence is a copy (Bản sao: sao y, trích sao, sao lục). Natural id: the evidence."""

    __tablename__ = "evidence_copy"
    __table_args__ = (Index(None, "evidence_id"),)
    ENTITY = "evidence_copy"
    READ_AS: ClassVar = {"copy": copied_on}

    evidence_id: Mapped[str]
    copy: Mapped[dict[str, Any]]
    """{"form": SY | TrS | SL, "number", "agency", "place", "copied_on"}: one whole."""

    def root(self) -> str:
        """The evidence."""
        return self.evidence_id
