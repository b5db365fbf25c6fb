"""Official papers as plain frozen records: stages and steps, signatures, number and date, opinions, links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.models import vietnam_time
from app.models.papers.kinds import PaperKind
from app.models.plan.records import Authority, issued_on


class Stage(StrEnum):
    """Where a paper stands on its way, in order."""

    DRAFT = "draft"
    CONSULTING = "consulting"
    SUBMITTED = "submitted"
    SIGNED = "signed"
    NUMBERED = "numbered"
    STAMPED = "stamped"
    ISSUED = "issued"
    ARCHIVED = "archived"

    @property
    def label(self) -> str:
        """The Vietnamese."""
        return _STAGE_LABELS[self]

    @property
    def is_out(self) -> bool:
        """Whether the paper has left the house."""
        return self in (Stage.ISSUED, Stage.ARCHIVED)


_STAGE_LABELS = {
    Stage.DRAFT: "Dự thảo",
    Stage.CONSULTING: "Đang lấy ý kiến",
    Stage.SUBMITTED: "Đã trình",
    Stage.SIGNED: "Đã ký",
    Stage.NUMBERED: "Đã cấp số",
    Stage.STAMPED: "Đã đóng dấu, ký số",
    Stage.ISSUED: "Đã phát hành",
    Stage.ARCHIVED: "Đã lưu",
}


class Step(StrEnum):
    """What can be done to a paper on its way."""

    CONSULT = "consult"
    SUBMIT = "submit"
    INITIAL = "initial"
    SIGN = "sign"
    NUMBER = "number"
    RENUMBER = "renumber"
    STAMP = "stamp"
    ISSUE = "issue"
    ARCHIVE = "archive"
    RETURN = "return"

    @property
    def label(self) -> str:
        """The Vietnamese, as a button says it."""
        return _STEP_LABELS[self]


_STEP_LABELS = {
    Step.CONSULT: "Lấy ý kiến",
    Step.SUBMIT: "Trình ký",
    Step.INITIAL: "Ký nháy",
    Step.SIGN: "Ký",
    Step.NUMBER: "Cấp số, ngày",
    Step.RENUMBER: "Sửa số, ngày đã ghi",
    Step.STAMP: "Đóng dấu, ký số cơ quan",
    Step.ISSUE: "Phát hành",
    Step.ARCHIVE: "Lưu",
    Step.RETURN: "Trả lại",
}


class Verdict(StrEnum):
    """What a consulted unit says of a draft."""

    AGREED = "agreed"
    REMARKS = "remarks"
    DISAGREED = "disagreed"

    @property
    def label(self) -> str:
        """The Vietnamese."""
        return {"agreed": "Nhất trí", "remarks": "Có ý kiến", "disagreed": "Không nhất trí"}[self.value]


class LinkKind(StrEnum):
    """What a paper does to an earlier one (NĐ 30/2020, Điều 18); `VERSION` is a new draft in place of a sealed one."""

    CORRECTION = "correction"
    REPLACEMENT = "replacement"
    WITHDRAWAL = "withdrawal"
    VERSION = "version"

    @property
    def label(self) -> str:
        """The Vietnamese, from the later paper to the earlier."""
        return _LINK_LABELS[self]


_LINK_LABELS = {
    LinkKind.CORRECTION: "Đính chính",
    LinkKind.REPLACEMENT: "Thay thế",
    LinkKind.WITHDRAWAL: "Thu hồi",
    LinkKind.VERSION: "Bản mới của",
}


class Standing(StrEnum):
    """Whether a paper holds."""

    NOT_OUT = "not_out"
    IN_FORCE = "in_force"
    CORRECTED = "corrected"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The Vietnamese."""
        return _STANDING_LABELS[self]


_STANDING_LABELS = {
    Standing.NOT_OUT: "Chưa phát hành",
    Standing.IN_FORCE: "Có hiệu lực",
    Standing.CORRECTED: "Đã đính chính",
    Standing.REPLACED: "Đã bị thay thế",
    Standing.WITHDRAWN: "Đã thu hồi",
}

_STATE_FORMS = {
    Authority.HEAD: "",
    Authority.TM: "TM.",
    Authority.TM_KT: "TM., KT.",
    Authority.KT: "KT.",
    Authority.TL: "TL.",
    Authority.TUQ: "TUQ.",
    Authority.ACTING: "Q.",
}
_PARTY_FORMS = {**_STATE_FORMS, Authority.TM: "T/M", Authority.TM_KT: "T/M", Authority.KT: "K/T", Authority.TL: "T/L"}


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature on a paper: who, as what, by which power (Quyền hạn ký). Number and date are not the signer's."""

    signer: str
    position: str
    signed_on: date
    authority: Authority = Authority.HEAD
    on_behalf_of: str = ""
    agency_post: str = ""
    authorisation: str = ""
    """TUQ. only: number and date of the authorisation paper."""
    authorisation_until: date | None = None
    digital: bool = False

    def power(self, rule_set: str) -> str:
        """The form of the power as the paper shows it: "KT.", Party: "K/T"; empty for signing in one's own right."""
        return (_PARTY_FORMS if rule_set == "party" else _STATE_FORMS)[self.authority]


@dataclass(frozen=True, slots=True)
class Number:
    """What the văn thư gave: number, ký hiệu and date, one whole."""

    number: str
    symbol: str
    issued_on: date

    def printed(self, rule_set: str) -> str:
        """As a paper is cited: "05/KH-BCĐ"; Party: "05-KH/BCĐ"."""
        if rule_set == "party" and self.symbol:
            kind, dash, issuer = self.symbol.replace("/", "-", 1).partition("-")
            return f"{self.number}-{kind}/{issuer}" if dash else f"{self.number}-{kind}"
        return f"{self.number}/{self.symbol}"


@dataclass(frozen=True, slots=True)
class Sealed:
    """That the content was frozen (Đã chốt): its hash leaves number and date out."""

    content_hash: str
    at: datetime
    person: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One step as it was done."""

    id: str
    step: Step
    at: datetime
    person: str
    note: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A step that another desk's work had overtaken: kept, shown, without effect."""

    entry: Entry
    reason: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """A consulted unit and what it said."""

    id: str
    unit: str
    asked_at: datetime
    answer_by: date | None = None
    verdict: Verdict | None = None
    text: str = ""
    document: str = ""
    answered_on: date | None = None
    handling: str = ""
    unit_id: str = ""
    round: int = 0
    """How often the paper had been sent back when it was asked."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One line of Nơi nhận."""

    id: str
    text: str
    unit_id: str = ""
    copies: int = 1
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """What one paper does to another."""

    id: str
    kind: LinkKind
    paper_id: str
    """The later paper."""
    target_id: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """What the plan's own "Ban hành" recorded: a paper that joins it takes number and signer from there."""

    id: str
    at: datetime
    person: str
    number: Number
    signature: Signature


@dataclass(frozen=True, slots=True)
class Paper:
    """An official paper with everything that became of it."""

    id: str
    kind: PaperKind
    title: str
    subject_entity: str
    subject_id: str
    rule_set: str
    drafting_unit: str
    unit_id: str
    signatures_needed: int
    made_at: datetime
    stage: Stage
    standing: Standing
    entries: tuple[Entry, ...] = ()
    signatures: tuple[Signature, ...] = ()
    initials: tuple[Entry, ...] = ()
    """Ký nháy since the last submission."""
    number: Number | None = None
    sealed: Sealed | None = None
    recipients: tuple[Recipient, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    links: tuple[Link, ...] = ()
    """What this paper does to others."""
    linked_by: tuple[Link, ...] = ()
    """What others, already out, do to this one; a later draft of it also."""
    misplaced: tuple[Misplaced, ...] = ()
    issue_id: str = ""
    note: str = ""
    edited_outside: bool = False
    """Whether title or kind were written after the seal by a desk that did not know of it (sửa ngoài bản đã chốt)."""

    @property
    def printed(self) -> str:
        """Number and ký hiệu as the paper is cited; empty before the văn thư gave them."""
        return self.number.printed(self.rule_set) if self.number else ""

    @property
    def round(self) -> int:
        """How often it has been sent back."""
        return sum(one.step is Step.RETURN for one in self.entries)

    @property
    def unanswered(self) -> tuple[Opinion, ...]:
        """Units that have not answered yet on the draft as it is now."""
        return tuple(one for one in self.opinions if one.verdict is None and one.round == self.round)


def number_of(data: Mapping[str, Any] | None) -> Number | None:
    """What the văn thư gave, as stored; None where there is no day yet.

    Raises:
        ValueError, TypeError: the day is none.
    """
    day = issued_on(data or {})
    return Number(str(data.get("number", "")), str(data.get("symbol", "")), day) if data and day else None


def sealed_of(data: Mapping[str, Any]) -> Sealed:
    """That the content was frozen, as stored.

    Raises:
        KeyError, ValueError, AttributeError: it does not say when.
    """
    texts = {name: str(data.get(name, "")) for name in ("content_hash", "person", "kind", "title")}
    return Sealed(at=vietnam_time.from_iso(data["at"]), **texts)


def answered_on(answer: Mapping[str, Any]) -> date | None:
    """The day of an answer, as stored; None where none is said.

    Raises:
        ValueError, TypeError: it is no day.
    """
    day = answer.get("answered_on")
    return date.fromisoformat(day) if day else None


def days_of_power(body: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """The day of the signature that a step holds, and until when its authorisation lasts; None where none is said.

    Raises:
        ValueError, TypeError: those are no days.
    """
    signed, until = body.get("signed_on"), body.get("authorisation_until")
    return date.fromisoformat(signed) if signed else None, date.fromisoformat(until) if until else None
