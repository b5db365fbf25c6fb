"""Reads papers from the workspace as frozen records. The plan's own issues appear as papers of the same way."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from app.models import vietnam_time
from app.models.base import EFFECTIVE, ChangeRow
from app.models.errors import NotFoundError
from app.models.fitting import told
from app.models.papers.copies import Copy, CopyForm, copied_on
from app.models.papers.entities import (
    EvidenceCopyRow,
    PaperLinkRow,
    PaperOpinionRow,
    PaperRecipientRow,
    PaperRow,
    PaperStepRow,
)
from app.models.papers.kinds import kind_in, kind_of
from app.models.papers.records import (
    Entry,
    IssueFacts,
    Link,
    LinkKind,
    Number,
    Opinion,
    Paper,
    Recipient,
    Signature,
    Stage,
    Standing,
    Step,
    Verdict,
    answered_on,
    number_of,
    sealed_of,
)
from app.models.papers.registers import Numbering, Term, counted
from app.models.papers.way import way
from app.models.people.entities import Person
from app.models.plan import queries as plan_queries
from app.models.plan.entities import EvidenceRow, IssueRow, Plan
from app.models.plan.records import Authority
from app.models.queries import setting

Record = Row[Any]
"""Plain columns of a record: a register reads thousands, which need no ORM objects."""
NamedId = Callable[[str, str], str]
"""Gives the natural id of an entity and a key."""

PartRow = PaperStepRow | PaperOpinionRow | PaperRecipientRow
_READ_BY: Mapping[type[PartRow], tuple[str, ...]] = {
    PaperStepRow: ("id",),
    PaperOpinionRow: ("round", "asked_at", "unit", "id"),
    PaperRecipientRow: ("rank", "id"),
}
_STEPS = frozenset(Step)
_STAMP = len("2025-06-24T01:02:03.456Z")
TERMS, BY_KIND = "party_terms", "numbers_by_kind"
"""Settings of the province: terms of the Party committee; whether State papers are numbered by kind."""
ISSUE_KEY = "issue/{}"
"""Natural key of the paper that stands for an issue of the plan."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """Everything under some papers, by paper."""

    steps: Mapping[str, Sequence[Record]]
    opinions: Mapping[str, Sequence[Record]]
    recipients: Mapping[str, Sequence[Record]]


def papers(session: Session, made: NamedId, only: Collection[str] | None = None) -> tuple[Paper, ...]:
    """Every paper (or those of some ids), oldest first, issues of the plan that no paper has joined among them."""
    living = select(*_columns(PaperRow)).where(PaperRow.deleted.is_(False))
    rows = told(PaperRow, session.execute(living if only is None else living.where(PaperRow.id.in_(only))))
    issues = issue_facts(session)
    parts = _Parts(
        _by_paper(session, PaperStepRow, only),
        _by_paper(session, PaperOpinionRow, only),
        _by_paper(session, PaperRecipientRow, only),
    )
    found = [_paper(row, parts, issues.get(row.issue_id)) for row in rows]
    joined = set(session.scalars(select(PaperRow.issue_id).where(PaperRow.deleted.is_(False))))
    found += [
        _of_issue(session, facts, made("paper", ISSUE_KEY.format(key)))
        for key, facts in issues.items()
        if key not in joined
    ]
    found.sort(key=lambda one: (one.made_at, one.id))
    return _with_links(session, found)


def paper(session: Session, made: NamedId, paper_id: str) -> Paper:
    """One paper.

    Raises:
        NotFoundError: there is none, or it was deleted.
    """
    linking = select(PaperLinkRow.paper_id).where(PaperLinkRow.target_id == paper_id)
    only = {paper_id, *session.scalars(linking)}
    found = next((one for one in papers(session, made, only) if one.id == paper_id), None)
    if found is None:
        raise NotFoundError("Không tìm thấy văn bản này.", "Có thể đã bị xoá; xem Lịch sử.")
    return found


def issue_facts(session: Session) -> dict[str, IssueFacts]:
    """What each "Ban hành" of the plan recorded, by issue, oldest first."""
    rows = session.execute(
        select(IssueRow.id, IssueRow.signing, EFFECTIVE, Person.full_name)
        .outerjoin(ChangeRow, (ChangeRow.entity_id == IssueRow.id) & ChangeRow.created.is_(True))
        .outerjoin(Person, Person.id == ChangeRow.author)
        .where(IssueRow.deleted.is_(False))
        .order_by(EFFECTIVE, IssueRow.id)
    )
    found = {}
    for issue_id, signing, stamp, person in rows:
        number = number_of(signing)
        if number is None:
            continue
        at = vietnam_time.from_iso(stamp[:_STAMP]) if stamp else vietnam_time.at(number.issued_on)
        found[issue_id] = IssueFacts(issue_id, at, person or "", number, _signature_of_issue(signing, number))
    return found


def with_number(session: Session, made: NamedId, number: int) -> tuple[Paper, ...]:
    """The papers that bear a number, in whatever series; every issue of the plan among them."""
    rows = session.execute(select(PaperRow.id, PaperRow.number, PaperRow.issue_id).where(PaperRow.deleted.is_(False)))
    same = {row.id for row in rows if row.issue_id or counted(str((row.number or {}).get("number", ""))) == number}
    return papers(session, made, same)


def numbering(session: Session) -> Numbering:
    """How this house numbers its papers."""
    try:
        terms = [Term(str(one["name"]), date.fromisoformat(one["since"])) for one in setting(session, TERMS) or ()]
    except (KeyError, TypeError, ValueError):  # of another version
        terms = []
    return Numbering(tuple(sorted(terms, key=lambda one: one.since)), bool(setting(session, BY_KIND, False)))


def copies(session: Session) -> tuple[Copy, ...]:
    """Every piece of evidence that is a copy, by date."""
    rows = session.execute(
        select(EvidenceCopyRow, EvidenceRow.title)
        .join(EvidenceRow, EvidenceRow.id == EvidenceCopyRow.evidence_id)
        .where(EvidenceCopyRow.deleted.is_(False), EvidenceRow.deleted.is_(False))
    )
    found = [copy_of(row, title) for row, title in rows]
    return tuple(sorted(found, key=lambda one: (one.copied_on or date.min, one.evidence_id)))


def copy_of(row: EvidenceCopyRow, title: str = "") -> Copy:
    """A copy's row as a record."""
    value = row.copy
    form = value.get("form")
    return Copy(
        row.evidence_id,
        CopyForm(form) if form in set(CopyForm) else CopyForm.SY,
        str(value.get("agency", "")),
        str(value.get("place", "")),
        copied_on(value),
        str(value.get("number", "")),
        title,
    )


def _paper(row: Record, parts: _Parts, issue: IssueFacts | None) -> Paper:
    sealed = sealed_of(row.sealed) if row.sealed else None
    kind = kind_of(sealed.kind if sealed else row.kind)
    steps = [_entry(one) for one in parts.steps.get(row.id, ()) if one.step in _STEPS]
    done = way(steps, kind, row.signatures_needed, issue)
    return Paper(
        id=row.id,
        kind=kind,
        title=sealed.title if sealed else row.title,
        subject_entity=row.subject_entity,
        subject_id=row.subject_id,
        rule_set=row.rule_set,
        drafting_unit=row.drafting_unit,
        unit_id=row.unit_id,
        signatures_needed=row.signatures_needed,
        made_at=vietnam_time.from_iso(row.made_at),
        stage=done.stage,
        standing=Standing.NOT_OUT,
        entries=done.entries,
        signatures=done.signatures,
        initials=done.initials,
        number=issue.number if issue else number_of(row.number),
        sealed=sealed,
        recipients=tuple(map(_recipient, parts.recipients.get(row.id, ()))),
        opinions=tuple(map(_opinion, parts.opinions.get(row.id, ()))),
        misplaced=done.misplaced,
        issue_id=row.issue_id,
        note=row.note,
        edited_outside=sealed is not None and (sealed.kind, sealed.title) != (row.kind, row.title),
    )


def _of_issue(session: Session, issue: IssueFacts, paper_id: str) -> Paper:
    """A plan that went out before anybody made a paper of it."""
    plan = session.scalars(select(Plan).where(Plan.id == _plan_of(session, issue.id))).first()
    kind = kind_in(issue.number.symbol)
    done = way((), kind, 1, issue)
    body = plan_queries.issuing_body(session)
    return Paper(
        id=paper_id,
        kind=kind,
        title=plan.title if plan else kind.name,
        subject_entity=Plan.ENTITY,
        subject_id=plan.id if plan else "",
        rule_set=body.get("kind", "state"),
        drafting_unit="",
        unit_id="",
        signatures_needed=1,
        made_at=issue.at,
        stage=done.stage,
        standing=Standing.NOT_OUT,
        entries=done.entries,
        signatures=done.signatures,
        number=issue.number,
        issue_id=issue.id,
    )


def _plan_of(session: Session, issue_id: str) -> str:
    return session.scalar(select(IssueRow.plan_id).where(IssueRow.id == issue_id)) or ""


def _with_links(session: Session, found: Sequence[Paper]) -> tuple[Paper, ...]:
    known = {one.id: one for one in found}
    links = [
        Link(row.id, LinkKind(row.kind), row.paper_id, row.target_id, row.note)
        for row in session.scalars(
            select(PaperLinkRow).where(PaperLinkRow.deleted.is_(False)).order_by(PaperLinkRow.id)
        )
        if row.kind in set(LinkKind) and row.paper_id in known
    ]
    mine, others = defaultdict(list), defaultdict(list)
    for link in links:
        mine[link.paper_id].append(link)
        if link.kind is LinkKind.VERSION or known[link.paper_id].stage.is_out:
            others[link.target_id].append(link)
    return tuple(
        replace(
            one,
            links=tuple(mine.get(one.id, ())),
            linked_by=tuple(others.get(one.id, ())),
            standing=standing(one.stage, others.get(one.id, ())),
        )
        for one in found
    )


def standing(stage: Stage, linked_by: Iterable[Link]) -> Standing:
    """Whether a paper holds, given what papers that are out do to it; the gravest of several wins."""
    kinds = {link.kind for link in linked_by}
    if not stage.is_out:
        return Standing.NOT_OUT
    if LinkKind.WITHDRAWAL in kinds:
        return Standing.WITHDRAWN
    if LinkKind.REPLACEMENT in kinds:
        return Standing.REPLACED
    return Standing.CORRECTED if LinkKind.CORRECTION in kinds else Standing.IN_FORCE


def _by_paper(session: Session, table: type[PartRow], only: Collection[str] | None) -> dict[str, list[Record]]:
    """The living parts of papers, in the order that each table is read."""
    order = (table.__table__.c[name] for name in _READ_BY[table])
    rows = select(*_columns(table)).where(table.deleted.is_(False)).order_by(*order)
    found: dict[str, list[Record]] = defaultdict(list)
    for row in told(table, session.execute(rows if only is None else rows.where(table.paper_id.in_(only)))):
        found[row.paper_id].append(row)
    return found


def _columns(table: type[PaperRow | PartRow]) -> list[ColumnElement[Any]]:
    return [table.__table__.c[name] for name in ("id", *table.journalled())]


def _entry(row: Record) -> Entry:
    return Entry(row.id, Step(row.step), vietnam_time.from_iso(row.occurred_at), row.person, row.note, row.body)


def _opinion(row: Record) -> Opinion:
    answer: Mapping[str, Any] = row.answer or {}
    verdict = answer.get("verdict")
    return Opinion(
        row.id,
        row.unit,
        vietnam_time.from_iso(row.asked_at),
        _day(row.answer_by),
        Verdict(verdict) if verdict in set(Verdict) else None,
        str(answer.get("text", "")),
        str(answer.get("document", "")),
        answered_on(answer),
        row.handling,
        row.unit_id,
        row.round,
    )


def _recipient(row: Record) -> Recipient:
    sent = vietnam_time.from_iso(row.sent_at) if row.sent_at else None
    return Recipient(row.id, row.text, row.unit_id, row.copies, sent)


def _signature_of_issue(signing: Mapping[str, Any], number: Number) -> Signature:
    authority = signing.get("authority")
    return Signature(
        str(signing.get("signer", "")),
        str(signing.get("position", "")),
        number.issued_on,
        Authority(authority) if authority in set(Authority) else Authority.HEAD,
        str(signing.get("on_behalf_of", "")),
        str(signing.get("agency_post", "")),
        str(signing.get("authorisation", "")),
        _day(signing.get("authorisation_until")),
    )


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None
