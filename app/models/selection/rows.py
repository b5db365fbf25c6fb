"""Rows of systems, assessments and decisions as frozen records.

What a merge may have broken (a lost criterion, an unknown word of a newer version) is read as it is or passed over,
never raised.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.models import vietnam_time
from app.models.people.entities import Person
from app.models.plan.records import issued_on
from app.models.selection.entities import (
    AssessmentRow,
    AssessorRow,
    CriterionRow,
    DecisionRow,
    ExemptionRow,
    ScoreEvidenceRow,
    ScoreRow,
    SystemKindRow,
    SystemRow,
    VetoMarkRow,
)
from app.models.selection.records import (
    TIE_THRESHOLD,
    Assessor,
    Course,
    Criterion,
    Decided,
    Decision,
    Exemption,
    Round,
    Score,
    ScoreEvidence,
    Verdict,
    VetoMark,
    decided_of,
    grant_of,
    lock_of,
    veto_of,
)
from app.models.selection.system_records import Contact, Link, System, SystemKind

CONTACT_PARTS = ("name", "phone", "email", "unit")


def decision_of(row: DecisionRow, number: Mapping[str, Any] | None, versions: Mapping[str, int]) -> Decision:
    """A decision's row; `number` is the document's where it was given later, `versions` round id -> version."""
    decided = decided_of(row.decided)
    if number:
        decided = Decided(decided.by, decided.on, number.get("number", ""), issued_on(number))
    return Decision(
        id=row.id,
        kind_id=row.kind_id,
        round_id=row.round_id,
        version=versions.get(row.round_id, 0),
        system_id=row.system_id,
        course=Course(row.course) if row.course in set(Course) else Course.KEEP,
        reason=row.reason,
        dissent=row.dissent,
        decided=decided,
        recorded_at=vietnam_time.from_iso(row.recorded_at),
        person=row.person,
        content_hash=row.seal.get("content_hash", ""),
    )


def kind_said(one: SystemKind, row: SystemKindRow | None) -> SystemKind:
    """A shipped kind with what the province says of it."""
    if row is None:
        return one
    return SystemKind(
        one.id,
        one.code,
        row.name or one.name,
        row.short_name or one.short_name,
        one.sources,
        one.section,
        is_used=row.is_used,
        note=row.note,
    )


def own_kind(row: SystemKindRow) -> SystemKind:
    """A kind of the province's own."""
    return SystemKind(row.id, row.code, row.name, row.short_name, is_own=True, is_used=row.is_used, note=row.note)


def system_of(row: SystemRow, links: Sequence[Link], names: Mapping[str, str]) -> System:
    """A candidate's row with its integrations; `names`: code of an old province -> its name."""
    contact = row.contact
    return System(
        id=row.id,
        kind_id=row.kind_id,
        name=row.name,
        province_code=row.province_code,
        province=names.get(row.province_code, ""),
        vendor=row.vendor,
        version=row.version,
        users=row.users,
        max_users=row.max_users,
        procedures=row.procedures,
        online_services=row.online_services,
        records=row.records,
        data_mb=row.data_mb,
        security_level=row.security_level,
        hosting=row.hosting,
        contract_end=date.fromisoformat(row.contract_end) if row.contract_end else None,
        yearly_cost=row.yearly_cost,
        incidents=row.incidents,
        contact=Contact(**{name: contact.get(name, "") for name in CONTACT_PARTS}) if contact else None,
        note=row.note,
        links=tuple(links),
        is_sample=bool((row.source or {}).get("sample")),
    )


def round_of(row: AssessmentRow) -> Round:
    """A version of an assessment."""
    locked_at, locked_by = lock_of(row.criteria_lock or {})
    threshold = decimal(row.threshold)
    return Round(
        row.id,
        row.number,
        vietnam_time.from_iso(row.opened_at),
        TIE_THRESHOLD if threshold is None else threshold,
        locked_at,
        locked_by,
    )


def criterion_of(row: CriterionRow) -> Criterion:
    """A criterion's row as a record; a weight that is no number weighs nothing."""
    return Criterion(
        row.id,
        row.code,
        row.name,
        max(decimal(row.weight) or Decimal(0), Decimal(0)),
        row.guide,
        veto_of(row.veto or {}),
    )


def assessor_of(row: AssessorRow, person: Person | None) -> Assessor:
    """An assessor's row with the person it names, None where that is unknown here."""
    if person is None:
        return Assessor(row.id, row.person_id, "(không rõ)", phone=row.phone, duty=row.duty)
    return Assessor(row.id, row.person_id, person.full_name, person.position, person.unit, row.phone, row.duty)


def score_of(row: ScoreRow, evidence: Iterable[ScoreEvidence]) -> Score:
    """A score with its evidence."""
    value = decimal(row.value)
    return Score(
        row.id, row.criterion_id, row.system_id, row.assessor_id, value, row.is_self, row.note, tuple(evidence)
    )


def evidence_of(row: ScoreEvidenceRow) -> ScoreEvidence:
    """A file or document behind a score."""
    document, file = row.document or {}, row.file or {}
    return ScoreEvidence(
        row.id,
        row.title,
        document.get("number", ""),
        issued_on(document),
        file.get("name", ""),
        file.get("sha256", ""),
        file.get("size", 0),
    )


def mark_of(row: VetoMarkRow) -> VetoMark | None:
    """What was said of a veto; None where nothing is, or a word of a newer version."""
    opinion = row.opinion or {}
    if opinion.get("verdict") not in set(Verdict):
        return None
    return VetoMark(
        row.id,
        row.criterion_id,
        row.system_id,
        row.assessor_id,
        Verdict(opinion["verdict"]),
        opinion.get("reason", ""),
    )


def exemption_of(row: ExemptionRow) -> Exemption:
    """An exemption."""
    reason, until, document = grant_of(row.grant)
    return Exemption(row.id, row.kind_id, row.system_id, reason, until, document)


def decimal(text: str) -> Decimal | None:
    """The number of a stored decimal; None where there is none or it is no finite number."""
    try:
        found = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None
