"""What acts on papers need of a session: rows by id, steps, lists made equal to what is wanted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journal.change import new_id
from app.models import rank, vietnam_time
from app.models.base import Synced
from app.models.papers import queries
from app.models.papers.entities import PaperLinkRow, PaperOpinionRow, PaperRecipientRow, PaperRow, PaperStepRow
from app.models.papers.queries import NamedId
from app.models.papers.records import Paper, Step
from app.models.queries import PersonCard
from app.models.writing import assign, put


def require_row(session: Session, made: NamedId, paper_id: str) -> PaperRow:
    """The row of a paper; one is made for an issue of the plan that has none yet.

    Raises:
        NotFoundError: there is no such paper.
    """
    row = session.get(PaperRow, paper_id)
    if row is not None and not row.deleted:
        return row
    paper = queries.paper(session, made, paper_id)
    if row is not None:
        row.deleted = False
        return row
    row = PaperRow(
        id=paper.id,
        kind=paper.kind.code,
        title=paper.title,
        subject_entity=paper.subject_entity,
        subject_id=paper.subject_id,
        rule_set=paper.rule_set,
        made_at=vietnam_time.iso(paper.made_at),
        issue_id=paper.issue_id,
    )
    session.add(row)
    session.flush()
    return row


def add_step(
    session: Session,
    paper: Paper,
    step: Step,
    *,
    at: datetime,
    person: PersonCard | None,
    note: str = "",
    body: dict[str, Any] | None = None,
) -> None:
    """Record one step."""
    session.add(
        PaperStepRow(
            id=new_id(),
            paper_id=paper.id,
            step=step.value,
            occurred_at=vietnam_time.iso(at),
            person_id=person.id if person else "",
            person=person.full_name if person else "",
            note=note,
            body=body or {},
        )
    )


def set_recipients(session: Session, paper_id: str, wanted: Sequence[tuple[str, str, int]]) -> None:
    """Make the lines of Nơi nhận exactly `wanted` (text, unit, copies), in order; equal lines keep their row."""
    rows = session.scalars(
        select(PaperRecipientRow)
        .where(PaperRecipientRow.paper_id == paper_id, PaperRecipientRow.deleted.is_(False))
        .order_by(PaperRecipientRow.rank, PaperRecipientRow.id)
    ).all()
    known: dict[str, PaperRecipientRow] = {}
    for row in rows:
        known.setdefault(row.text, row)
    kept = set()
    for (text, unit_id, copies), place in zip(wanted, rank.several(len(wanted)), strict=True):
        found = known.pop(text, None)
        if found is None:
            session.add(
                PaperRecipientRow(
                    id=new_id(), paper_id=paper_id, rank=place, text=text, unit_id=unit_id, copies=copies, sent_at=None
                )
            )
            continue
        kept.add(found.id)
        assign(found, rank=place, unit_id=unit_id, copies=copies)
    for row in rows:
        if row.id not in kept:
            row.deleted = True


def clear_parts(session: Session, paper_id: str) -> None:
    """Delete every step, opinion, recipient and link of a draft: it begins anew."""
    for table in (PaperStepRow, PaperOpinionRow, PaperRecipientRow, PaperLinkRow):
        rows: Sequence[Synced] = session.scalars(
            select(table).where(table.paper_id == paper_id, table.deleted.is_(False))
        ).all()
        for row in rows:
            row.deleted = True


def mark_sent(session: Session, paper_id: str, at: datetime) -> None:
    """Say of every line of Nơi nhận not sent yet that it went out."""
    unsent = select(PaperRecipientRow).where(
        PaperRecipientRow.paper_id == paper_id,
        PaperRecipientRow.deleted.is_(False),
        PaperRecipientRow.sent_at.is_(None),
    )
    for row in session.scalars(unsent):
        row.sent_at = vietnam_time.iso(at)


def put_link(session: Session, record_id: str, paper_id: str, target_id: str, kind: str, note: str) -> None:
    """Record what a paper does to another, or bring it back."""
    put(session, PaperLinkRow, record_id, paper_id=paper_id, target_id=target_id, kind=kind, note=note)
