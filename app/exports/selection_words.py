"""How the choice of systems reads on paper: register facts, scores with their range, verdicts, what the result says."""

from decimal import Decimal
from fractions import Fraction

from app.exports.tree import Value
from app.models.selection import register
from app.models.selection.aftermath_words import sentence
from app.models.selection.kinds import link_name
from app.models.selection.records import MISSING, Course, Criterion, Exemption, KindView, Sheet, Verdict
from app.models.selection.register import FIELDS, Field
from app.models.selection.result import NOT_SCORED, Candidate, Result, Standing, shown
from app.models.selection.system_records import System
from app.models.vietnam_time import show_date

FACTS = tuple(field for field in FIELDS if field.name not in ("name", "note"))
"""The fields of the register that are compared; the name heads the column, remarks close the table."""
EXCLUDED = "Bị loại"


def raw(system: System, field: Field) -> Value:
    """A register fact as a cell of a sheet holds it: numbers and dates as such, "chưa có" where it is missing."""
    value = getattr(system, field.name)
    if field.look in ("number", "size", "money", "level", "date") and value is not None:
        number: Value = value
        return number
    return register.shown(system, field.name)


def link_text(system: System, target: str) -> str:
    """How far an integration is."""
    link = system.link(target)
    if link is None:
        return MISSING
    return f"{link.state.label} ({link.note})" if link.note else link.state.label


def link_rows(sheet: Sheet, first: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Target and name of every integration to compare: those asked for first, then what any candidate has."""
    found = dict.fromkeys(first) | dict.fromkeys(link.target for one in sheet.systems for link in one.links)
    names = {link.target: link.name for one in sheet.systems for link in one.links}
    return tuple((target, names.get(target) or link_name(target)) for target in found)


def score_range(sheet: Sheet, criterion: Criterion, system: System) -> str:
    """The mean score with the lowest and the highest: `8,5 (7 - 10)`; how many are there while some are missing."""
    given = scores(sheet, criterion, system)
    if not given:
        return MISSING
    if len(given) < len(sheet.assessors):
        return f"{MISSING} đủ ({len(given)}/{len(sheet.assessors)})"
    mean = shown(sum(map(Fraction, given), Fraction(0)) / len(given))
    low, high = min(given), max(given)
    return mean if low == high else f"{mean} ({shown(low)} - {shown(high)})"


def scores(sheet: Sheet, criterion: Criterion, system: System) -> list[Decimal]:
    """The scores that count, of one criterion and candidate."""
    found = (sheet.by_cell.get((criterion.id, system.id, assessor.id)) for assessor in sheet.assessors)
    return [one.value for one in found if one is not None and one.counts and one.value is not None]


def self_assessed(sheet: Sheet, system: System) -> str:
    """How many of a candidate's scores are marked "tự đánh giá": `3/42`."""
    given = [one for one in sheet.scores if one.system_id == system.id and one.counts]
    return f"{sum(one.is_self for one in given)}/{len(given)}" if given else MISSING


def veto_text(candidate: Candidate | None, criterion: Criterion) -> str:
    """What a veto criterion says of a candidate, with the reason."""
    found = next((one for one in candidate.vetoes if one.criterion_id == criterion.id), None) if candidate else None
    if found is None:
        return MISSING
    return "\n".join(part for part in (found.verdict.label, found.reason) if part)


def veto_reasons(candidate: Candidate, sheet: Sheet) -> str:
    """Which vetoes exclude a candidate, and why; empty: none."""
    names = {one.id: one.name for one in sheet.criteria}
    failed = [one for one in candidate.vetoes if one.verdict is Verdict.FAILED]
    return "; ".join(f"{names.get(one.criterion_id, '')}: {sentence(one.reason)}" for one in failed)


def total_text(candidate: Candidate | None) -> str:
    """A candidate's total out of 100."""
    return shown(candidate.total, missing=NOT_SCORED) if candidate else NOT_SCORED


def spread_text(candidate: Candidate | None) -> str:
    """The lowest and the highest assessor's total: `80,5 - 90`."""
    if candidate is None or candidate.total is None:
        return MISSING
    low, high = shown(candidate.low), shown(candidate.high)
    return low if low == high else f"{low} - {high}"


def deviation_text(candidate: Candidate | None) -> str:
    """The standard deviation of the assessors' totals."""
    return shown(candidate.deviation) if candidate else MISSING


def place_text(candidate: Candidate | None) -> str:
    """Its place, or that a veto excludes it."""
    if candidate is None:
        return MISSING
    if candidate.is_excluded:
        return EXCLUDED
    return str(candidate.place) if candidate.place else MISSING


def outcome_text(view: KindView, system: System) -> str:
    """What the decision in force makes of a system."""
    decision = view.decision
    if decision is None:
        return f"{MISSING} quyết định"
    if system.id == decision.system_id:
        kept = decision.course is Course.KEEP
        return "Được lựa chọn" if kept else f"Được lựa chọn; {decision.course.label.lower()}"
    exempted = next((one for one in view.exemptions if one.system_id == system.id), None)
    return f"Ngoại lệ đến hết {show_date(exempted.until)}" if exempted else "Không được lựa chọn"


def course_text(course: Course) -> str:
    """What is done with the chosen system, for the middle of a sentence; empty where it just goes on."""
    return "" if course is Course.KEEP else course.label.lower()


def standing_text(sheet: Sheet, found: Result) -> str:
    """What the combined result says, in one sentence."""
    leader = sheet.system(found.leader_id)
    gap, threshold = shown(found.standings.gap), shown(found.threshold)
    label = found.standing.label
    if found.standing is Standing.WINNER and leader is not None:
        first = f"{label}: {leader.shown}, {total_text(found.of(leader.id))}/100 điểm"
        if found.standings.gap is None:
            return f"{first}; các hệ thống khác bị loại theo tiêu chí loại."
        return f"{first}, hơn hệ thống đứng sau {gap} điểm (ngưỡng phải họp xem xét: {threshold} điểm)."
    if found.standing is Standing.MEETING:
        first_two = " và ".join(_name(sheet, one) for one in found.running[:2])
        return f"{label}: {first_two} chênh nhau {gap} điểm, dưới ngưỡng {threshold} điểm nên không tự xác định được."
    if found.standing is Standing.UNVERIFIED:
        first_of = f" của {leader.shown}" if leader else ""
        return f"{label}{first_of}: chưa kết luận được thứ tự."
    return f"{label}."


def _name(sheet: Sheet, candidate: Candidate) -> str:
    system = sheet.system(candidate.system_id)
    return f"{system.shown} ({total_text(candidate)} điểm)" if system else ""


def exemption_text(view: KindView, exemption: Exemption) -> str:
    """`VNPT eOffice (Đắk Nông): đến hết ngày 31/12/2025; lý do: ...; văn bản: ...`."""
    system = view.sheet.system(exemption.system_id)
    parts = [f"{system.shown if system else MISSING}: đến hết ngày {show_date(exemption.until)}"]
    parts.append(f"lý do: {sentence(exemption.reason) or MISSING}")
    if exemption.document:
        parts.append(f"văn bản: {sentence(exemption.document)}")
    return "; ".join(parts)
