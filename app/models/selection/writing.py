"""What the acts of the choice need of a session beyond single records: rows by id, natural rows, places in a list."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.journal.change import new_id
from app.journal.seal import seal_over
from app.models import vietnam_time
from app.models.base import Synced
from app.models.sealing import seal_fields
from app.models.selection import queries
from app.models.selection.entities import (
    AssessmentRow,
    AssessorRow,
    CriterionRow,
    DecisionRow,
    ScoreEvidenceRow,
    ScoreRow,
    SystemKindRow,
    SystemLinkRow,
    SystemRow,
    VetoMarkRow,
)
from app.models.selection.freezing import Frozen, frozen_bytes
from app.models.selection.kinds import Made
from app.models.selection.records import Decided, Decision, Veto
from app.models.writing import put

Record = TypeVar("Record", bound=Synced)


def last_kind_rank(session: Session) -> str | None:
    """The greatest rank among the province's own kinds."""
    return session.scalar(select(func.max(SystemKindRow.rank)).where(SystemKindRow.rank != ""))


def last_round(session: Session, kind_id: str) -> AssessmentRow | None:
    """The newest version of a kind's assessment."""
    return session.scalar(
        select(AssessmentRow)
        .where(AssessmentRow.kind_id == kind_id, AssessmentRow.deleted.is_(False))
        .order_by(AssessmentRow.number.desc(), AssessmentRow.id)
        .limit(1)
    )


def is_decided(session: Session, round_id: str) -> bool:
    """Whether a decision closed this version."""
    query = select(DecisionRow.id).where(DecisionRow.round_id == round_id, DecisionRow.deleted.is_(False)).limit(1)
    return session.scalar(query) is not None


def has_scores(session: Session, round_id: str) -> bool:
    """Whether anything was scored or said of a veto in this version."""
    scored = select(ScoreRow.id).where(ScoreRow.round_id == round_id, ScoreRow.deleted.is_(False), ScoreRow.value != "")
    said = select(VetoMarkRow.id).where(
        VetoMarkRow.round_id == round_id, VetoMarkRow.deleted.is_(False), VetoMarkRow.opinion.is_not(None)
    )
    return any(session.scalar(query.limit(1)) is not None for query in (scored, said))


def systems(session: Session, kind_id: str) -> Sequence[SystemRow]:
    """The candidates of a kind in order."""
    return _ordered(session, SystemRow, SystemRow.kind_id == kind_id)


def links(session: Session, system_id: str) -> Sequence[SystemLinkRow]:
    """The integrations of a system in order."""
    return _ordered(session, SystemLinkRow, SystemLinkRow.system_id == system_id)


def criteria(session: Session, round_id: str) -> Sequence[CriterionRow]:
    """The criteria of a version in order."""
    return _ordered(session, CriterionRow, CriterionRow.round_id == round_id)


def assessors(session: Session, round_id: str) -> Sequence[AssessorRow]:
    """The assessors of a version in order."""
    return _ordered(session, AssessorRow, AssessorRow.round_id == round_id)


def scores(session: Session, round_id: str) -> Sequence[ScoreRow]:
    """The scores of a version."""
    return session.scalars(select(ScoreRow).where(ScoreRow.round_id == round_id, ScoreRow.deleted.is_(False))).all()


def marks(session: Session, round_id: str) -> Sequence[VetoMarkRow]:
    """What was said of vetoes in a version."""
    query = select(VetoMarkRow).where(VetoMarkRow.round_id == round_id, VetoMarkRow.deleted.is_(False))
    return session.scalars(query).all()


def evidence(session: Session, round_id: str) -> Sequence[ScoreEvidenceRow]:
    """The evidence of a version's scores."""
    query = select(ScoreEvidenceRow).where(ScoreEvidenceRow.round_id == round_id, ScoreEvidenceRow.deleted.is_(False))
    return session.scalars(query.order_by(ScoreEvidenceRow.id)).all()


def veto_fields(veto: Veto | None) -> dict[str, Any] | None:
    """A veto as its field."""
    return {"rule": veto.rule.value, "limit": veto.limit, "target": veto.target} if veto else None


def decided_fields(decided: Decided) -> dict[str, Any]:
    """Who decided, as its field."""
    return {"by": decided.by, "on": decided.on.isoformat(), "number": decided.number}


def decision_row(
    session: Session, kind_id: str, round_id: str, content: Frozen, earlier: Sequence[Decision], at: Any, person: str
) -> DecisionRow:
    """A decision with its seal over the version; it replaces every earlier decision of the kind."""
    states = queries.version_states(session, kind_id, round_id)
    seal = seal_over(kind_id, states, frozen_bytes(content), tuple(one.id for one in earlier))
    return DecisionRow(
        id=new_id(),
        kind_id=kind_id,
        round_id=round_id,
        system_id=content.system_id,
        course=content.course.value,
        reason=content.reason,
        dissent=content.dissent,
        decided=decided_fields(content.decided),
        recorded_at=vietnam_time.iso(at),
        person=person,
        seal=seal_fields(session, seal),
    )


def copy_version(session: Session, old: AssessmentRow, new: AssessmentRow, made: Made, *, with_scores: bool) -> None:
    """Start a version as the one before stands: criteria, assessors and, where wanted, scores and what backs them."""
    criteria_ids, assessor_ids = {}, {}
    for one in criteria(session, old.id):
        criteria_ids[one.id] = put(
            session,
            CriterionRow,
            made("criterion", f"{new.id}/{one.code}"),
            kind_id=new.kind_id,
            round_id=new.id,
            code=one.code,
            rank=one.rank,
            name=one.name,
            guide=one.guide,
            weight=one.weight,
            veto=one.veto,
        ).id
    for person in assessors(session, old.id):
        assessor_ids[person.id] = put(
            session,
            AssessorRow,
            made("assessor", f"{new.id}/{person.person_id}"),
            kind_id=new.kind_id,
            round_id=new.id,
            person_id=person.person_id,
            rank=person.rank,
            duty=person.duty,
            phone=person.phone,
        ).id
    if with_scores:
        _copy_scores(session, old, new, made, criteria_ids, assessor_ids)


def _copy_scores(
    session: Session,
    old: AssessmentRow,
    new: AssessmentRow,
    made: Made,
    criteria_ids: dict[str, str],
    assessor_ids: dict[str, str],
) -> None:
    score_ids = {}
    for one in scores(session, old.id):
        if one.criterion_id in criteria_ids and one.assessor_id in assessor_ids:
            cell = criteria_ids[one.criterion_id], one.system_id, assessor_ids[one.assessor_id]
            values = {"value": one.value, "is_self": one.is_self, "note": one.note}
            score_ids[one.id] = put_cell(session, ScoreRow, new, cell, made, **values).id
    for mark in marks(session, old.id):
        if mark.criterion_id in criteria_ids and mark.assessor_id in assessor_ids:
            cell = criteria_ids[mark.criterion_id], mark.system_id, assessor_ids[mark.assessor_id]
            put_cell(session, VetoMarkRow, new, cell, made, opinion=mark.opinion)
    for proof in evidence(session, old.id):
        if proof.score_id in score_ids:
            put(
                session,
                ScoreEvidenceRow,
                made("score_evidence", f"{new.id}/{proof.id}"),
                kind_id=new.kind_id,
                round_id=new.id,
                score_id=score_ids[proof.score_id],
                title=proof.title,
                document=proof.document,
                file=proof.file,
            )


Cell = tuple[str, str, str]
"""Criterion, system, assessor."""


def put_cell(session: Session, table: type[Record], of: AssessmentRow, cell: Cell, made: Made, **values: Any) -> Record:
    """The score or mark of one cell, by its natural id."""
    fields = _cell_fields(table, of, cell, made)
    return put(session, table, fields.pop("id"), **fields, **values)


def _cell_fields(table: type[Synced], of: AssessmentRow, cell: Cell, made: Made) -> dict[str, str]:
    criterion_id, system_id, assessor_id = cell
    return {
        "id": made(table.ENTITY, f"{of.id}/{criterion_id}/{system_id}/{assessor_id}"),
        "kind_id": of.kind_id,
        "round_id": of.id,
        "criterion_id": criterion_id,
        "system_id": system_id,
        "assessor_id": assessor_id,
    }


def put_scores(
    session: Session,
    of: AssessmentRow,
    assessor_id: str,
    cells: Mapping[tuple[str, str], Mapping[str, Any]],
    made: Made,
) -> None:
    """Several cells of one assessor, (criterion, system) -> values; what stands in them is read at once."""
    query = select(ScoreRow).where(ScoreRow.round_id == of.id, ScoreRow.assessor_id == assessor_id)
    held = session.scalars(query).all()  # so that the session remembers them while each is looked up
    known = {(row.criterion_id, row.system_id) for row in held}
    for (criterion_id, system_id), values in cells.items():
        if (criterion_id, system_id) in known:
            put_cell(session, ScoreRow, of, (criterion_id, system_id, assessor_id), made, **values)
        else:
            session.add(ScoreRow(**_cell_fields(ScoreRow, of, (criterion_id, system_id, assessor_id), made), **values))


def _ordered(session: Session, table: type[Any], where: ColumnElement[bool]) -> Sequence[Any]:
    return session.scalars(select(table).where(where, table.deleted.is_(False)).order_by(table.rank, table.id)).all()
