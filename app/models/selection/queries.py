"""Reads kinds, sheets and decisions from a session into frozen records. Nothing here writes.

What a merge may have broken (a score out of range, a lost criterion, an unknown word of a newer version) is read as it
is or passed over, never raised.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journal.merge import RecordState
from app.journal.seal import Seal, outside
from app.models.base import RecordStateRow
from app.models.errors import NotFoundError
from app.models.fitting import told
from app.models.people.entities import Person
from app.models.selection import freezing, kinds
from app.models.selection.entities import (
    AssessmentRow,
    AssessorRow,
    CriterionRow,
    DecisionNumberRow,
    DecisionRow,
    ExemptionRow,
    ScoreEvidenceRow,
    ScoreRow,
    SystemKindRow,
    SystemLinkRow,
    SystemRow,
    VetoMarkRow,
)
from app.models.selection.freezing import Frozen
from app.models.selection.records import Decision, KindView, Round, RoundState, ScoreEvidence, Sheet
from app.models.selection.rows import (
    assessor_of,
    criterion_of,
    decision_of,
    evidence_of,
    exemption_of,
    kind_said,
    mark_of,
    own_kind,
    round_of,
    score_of,
    system_of,
)
from app.models.selection.system_records import Link, LinkState, OldProvinceRef, System, SystemKind
from app.models.units.gazetteer import Province

_SEALED = (CriterionRow.ENTITY, AssessorRow.ENTITY, ScoreRow.ENTITY, ScoreEvidenceRow.ENTITY, VetoMarkRow.ENTITY)
"""What belongs to one version and is closed with it."""


def provinces_of(province: Province) -> tuple[OldProvinceRef, ...]:
    """The old provinces of a province, its own name first."""
    return tuple(OldProvinceRef(one.code, one.name) for one in province.old_provinces)


def all_kinds(session: Session, made: kinds.Made) -> tuple[SystemKind, ...]:
    """Every kind: the shipped ones in their order, then the province's own."""
    rows = {row.id: row for row in session.scalars(select(SystemKindRow).where(SystemKindRow.deleted.is_(False)))}
    found = [kind_said(one, rows.pop(one.id, None)) for one in kinds.shipped(made)]
    own = sorted(rows.values(), key=lambda row: (row.rank, row.id))
    return (*found, *(own_kind(row) for row in own))


def kind(session: Session, kind_id: str, made: kinds.Made) -> SystemKind:
    """One kind.

    Raises:
        NotFoundError: no such kind.
    """
    found = next((one for one in all_kinds(session, made) if one.id == kind_id), None)
    if found is None:
        raise NotFoundError("Không tìm thấy loại hệ thống này.", "Có thể đã bị xoá; xem Lịch sử.")
    return found


def views(
    session: Session, wanted: Sequence[SystemKind], province: Province, *, with_outside: bool = True
) -> tuple[KindView, ...]:
    """The kinds as they stand, each with its newest version, in the order given. Reads each table once.

    `with_outside`: say what was written under decided versions later, which reads every record's state.
    """
    ids = [one.id for one in wanted]
    rounds = {
        kind_id: rows[-1] for kind_id, rows in _by_kind(_alive(session, AssessmentRow, ids), _round_order).items()
    }
    systems = _by_kind(_systems(session, ids, province), None)
    parts = _Parts(session, [row.id for row in rounds.values()])
    decisions = _decisions(session, ids, with_outside=with_outside)
    exemptions = defaultdict(list)
    for row in _alive(session, ExemptionRow, ids):
        exemptions[row.kind_id].append(exemption_of(row))
    provinces = provinces_of(province)
    found = []
    for one in wanted:
        row = rounds.get(one.id)
        sheet = _sheet(one, row, parts, tuple(systems.get(one.id, ())), provinces)
        own = tuple(decisions.get(one.id, ()))
        found.append(KindView(sheet, _state(row, own), own, tuple(exemptions[one.id])))
    return tuple(found)


def rounds(session: Session, kind_id: str) -> tuple[Round, ...]:
    """Every version of a kind's assessment, oldest first."""
    return tuple(round_of(row) for row in sorted(_alive(session, AssessmentRow, [kind_id]), key=_round_order))


def sheet(session: Session, of: SystemKind, round_id: str, province: Province) -> Sheet:
    """One version of a kind's assessment, as its records stand now (a decided one may differ from what was sealed).

    Raises:
        NotFoundError: no such version.
    """
    row = session.get(AssessmentRow, round_id)
    if row is None or row.deleted or row.kind_id != of.id:
        raise NotFoundError("Không tìm thấy phiên bản đánh giá này.", "Có thể chưa đồng bộ về máy.")
    return _sheet(of, row, _Parts(session, [round_id]), _systems(session, [of.id], province), provinces_of(province))


def removed_systems(session: Session, kind_id: str, province: Province) -> tuple[System, ...]:
    """The candidates that were taken out of the register, in their order."""
    query = select(SystemRow).where(SystemRow.kind_id == kind_id, SystemRow.deleted.is_(True))
    names = {one.code: one.name for one in province.old_provinces}
    return tuple(system_of(row, (), names) for row in session.scalars(query.order_by(SystemRow.rank, SystemRow.id)))


def frozen(session: Session, decision_id: str) -> Frozen:
    """What a decision was made on.

    Raises:
        NotFoundError: the decision is not on this PC (yet).
        ValueError: its content is not what the hash says.
    """
    row = session.get(DecisionRow, decision_id)
    if row is None or row.deleted or not row.seal:
        raise NotFoundError("Quyết định lựa chọn này chưa có trên máy.", "Đồng bộ rồi mở lại.")
    return freezing.thawed(Seal.from_fields(row.seal).content)


def version_states(session: Session, kind_id: str, round_id: str) -> dict[str, RecordState]:
    """Entity id -> merge state of everything that belongs to one version."""
    ids: set[str] = {round_id}
    for table in (CriterionRow, AssessorRow, ScoreRow, ScoreEvidenceRow, VetoMarkRow):
        ids |= set(session.scalars(select(table.id).where(table.round_id == round_id)))
    rows = session.execute(
        select(RecordStateRow.entity_id, RecordStateRow.state).where(
            RecordStateRow.root_id == kind_id, RecordStateRow.entity.in_((AssessmentRow.ENTITY, *_SEALED))
        )
    )
    return {entity_id: RecordState.from_json(state) for entity_id, state in rows if entity_id in ids}


class _Parts:
    """The parts of some versions, read once a table and grouped by version."""

    def __init__(self, session: Session, round_ids: Sequence[str]) -> None:
        self.criteria = _by_round(_in_rounds(session, CriterionRow, round_ids), ranked=True)
        self.assessors = _by_round(_in_rounds(session, AssessorRow, round_ids), ranked=True)
        self.scores = _by_round(_in_rounds(session, ScoreRow, round_ids))
        self.marks = _by_round(_in_rounds(session, VetoMarkRow, round_ids))
        self.evidence: dict[str, list[ScoreEvidence]] = defaultdict(list)
        for row in sorted(_in_rounds(session, ScoreEvidenceRow, round_ids), key=lambda one: one.id):
            self.evidence[row.score_id].append(evidence_of(row))
        ids = {row.person_id for rows in self.assessors.values() for row in rows}
        self.people = {one.id: one for one in session.scalars(select(Person).where(Person.id.in_(ids)))} if ids else {}


def _sheet(
    of: SystemKind,
    row: AssessmentRow | None,
    parts: _Parts,
    systems: Sequence[System],
    provinces: tuple[OldProvinceRef, ...],
) -> Sheet:
    if row is None:
        return Sheet(of, None, tuple(systems), provinces=provinces)
    return Sheet(
        of,
        round_of(row),
        tuple(systems),
        tuple(criterion_of(one) for one in parts.criteria.get(row.id, ())),
        tuple(assessor_of(one, parts.people.get(one.person_id)) for one in parts.assessors.get(row.id, ())),
        tuple(score_of(one, parts.evidence.get(one.id, ())) for one in parts.scores.get(row.id, ())),
        tuple(mark for one in parts.marks.get(row.id, ()) if (mark := mark_of(one)) is not None),
        provinces,
    )


def _state(row: AssessmentRow | None, decisions: Sequence[Decision]) -> RoundState:
    if row is None:
        return RoundState.NOT_OPEN
    if any(one.round_id == row.id for one in decisions):
        return RoundState.DECIDED
    return RoundState.SCORING if row.criteria_lock else RoundState.DRAFTING


def _systems(session: Session, kind_ids: Sequence[str], province: Province) -> tuple[System, ...]:
    links: dict[str, list[Link]] = defaultdict(list)
    for row in sorted(_alive(session, SystemLinkRow, kind_ids), key=lambda one: (one.rank, one.id)):
        if row.state in set(LinkState):
            links[row.system_id].append(
                Link(row.id, row.target, kinds.link_name(row.target), LinkState(row.state), row.note)
            )
    names = {one.code: one.name for one in province.old_provinces}
    rows = sorted(_alive(session, SystemRow, kind_ids), key=lambda one: (one.rank, one.id))
    return tuple(system_of(row, links[row.id], names) for row in rows)


def _decisions(session: Session, kind_ids: Sequence[str], *, with_outside: bool) -> dict[str, list[Decision]]:
    numbers = {row.decision_id: row.document for row in _alive(session, DecisionNumberRow, kind_ids)}
    versions = {row.id: row.number for row in _alive(session, AssessmentRow, kind_ids)}
    by_kind: dict[str, list[DecisionRow]] = defaultdict(list)
    for row in _alive(session, DecisionRow, kind_ids):
        by_kind[row.kind_id].append(row)
    found: dict[str, list[Decision]] = {}
    for kind_id, rows in by_kind.items():
        rows.sort(key=lambda one: (one.recorded_at, one.id))
        replaced = {earlier for row in rows for earlier in row.seal.get("after", ()) if earlier != row.id}
        found[kind_id] = [
            replace(
                decision_of(row, numbers.get(row.id), versions),
                is_in_force=row.id not in replaced,
                outside=_outside(session, row) if with_outside else (),
            )
            for row in rows
        ]
    return found


def _outside(session: Session, row: DecisionRow) -> tuple[str, ...]:
    """Ids of records written under a decided version after it was sealed, sorted."""
    if not row.seal:
        return ()
    return tuple(sorted(outside(Seal.from_fields(row.seal), version_states(session, row.kind_id, row.round_id))))


def _round_order(row: AssessmentRow) -> tuple[int, str]:
    return row.number, row.id


def _alive(session: Session, table: type[Any], kind_ids: Sequence[str]) -> Sequence[Any]:
    """Living rows of some kinds."""
    return told(table, session.scalars(select(table).where(table.kind_id.in_(kind_ids), table.deleted.is_(False))))


def _in_rounds(session: Session, table: type[Any], round_ids: Sequence[str]) -> Sequence[Any]:
    return session.scalars(select(table).where(table.round_id.in_(round_ids), table.deleted.is_(False))).all()


def _by_round(rows: Iterable[Any], *, ranked: bool = False) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: (one.rank, one.id) if ranked else (one.id,)):
        found[row.round_id].append(row)
    return found


def _by_kind(rows: Iterable[Any], order: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows if order is None else sorted(rows, key=order):
        found[row.kind_id].append(row)
    return found
