"""What a result and its sensitivity say, in sentences. No Qt here."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.models.selection.records import Sheet, Verdict
from app.models.selection.result import NOT_SCORED, Candidate, Result, Standing, shown
from app.models.selection.sensitivity import AssessorVariant, Flip, Sensitivity, WeightVariant


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the sensitivity: what changes, and what comes out of it."""

    title: str
    detail: str
    changes: bool = True


def name_of(sheet: Sheet, system_id: str) -> str:
    """A candidate's name with its old province."""
    system = sheet.system(system_id)
    return system.shown if system is not None else "(hệ thống đã xoá)"


def headline(sheet: Sheet, found: Result) -> str:
    """What the result says, in one sentence."""
    leader = name_of(sheet, found.leader_id) if found.leader_id else ""
    gap = shown(found.standings.gap)
    threshold = shown(found.threshold)
    if found.standing is Standing.WINNER:
        second = f", hơn hệ thống đứng thứ hai {gap} điểm" if found.standings.gap is not None else ""
        return f"{leader}{second}."
    if found.standing is Standing.MEETING:
        ahead = f"{leader} chỉ hơn {gap} điểm" if leader else "Hai hệ thống bằng điểm"
        return f"{ahead}, dưới ngưỡng {threshold} điểm: không có hệ thống nào tự thắng."
    if found.standing is Standing.UNVERIFIED:
        return f"{leader or 'Hệ thống dẫn điểm'} còn tiêu chí loại chưa xác định: chưa thể đề xuất."
    if found.standing is Standing.INCOMPLETE:
        left = sum(one.missing for one in found.running)
        return f"Còn {left} ô chưa chấm." if left else "Chưa có tiêu chí hoặc người đánh giá."
    if found.standing is Standing.SINGLE:
        return f"{leader}: xem xét tiếp tục sử dụng, nâng cấp hoặc thay thế."
    if found.standing is Standing.ALL_EXCLUDED:
        return "Không hệ thống nào qua được các tiêu chí loại."
    return "Thêm hệ thống của từng tỉnh cũ để so sánh."


def total(one: Candidate) -> str:
    """A total as lists show it."""
    return shown(one.total, missing=NOT_SCORED)


def spread(one: Candidate) -> str:
    """Lowest and highest total among the assessors."""
    return f"{shown(one.low)} – {shown(one.high)}" if one.low is not None else ""


def excluded_by(one: Candidate) -> str:
    """Why a candidate is out."""
    return "; ".join(veto.reason for veto in one.vetoes if veto.verdict is Verdict.FAILED)


def flips(sheet: Sheet, found: Sensitivity) -> tuple[Remark, ...]:
    """At which value of which weight the first place changes, the nearest first."""
    return tuple(_flip(sheet, one) for one in found.flips)


def variants(sheet: Sheet, found: Sensitivity) -> tuple[Remark, ...]:
    """Ten points on a weight and an assessor left out: those that change the result."""
    return tuple(_variant(sheet, one) for one in found.changing)


def firmness(found: Sensitivity) -> str:
    """How many variants were tried and how many of them change the result."""
    tried = len(found.weights) + len(found.assessors)
    if not tried:
        return "Chưa đủ điểm để xét độ nhạy."
    if found.is_firm:
        return f"Vững: {tried} phép thử (±10 điểm từng trọng số, bỏ từng người đánh giá), kết quả không đổi."
    return f"{len(found.changing)} trên {tried} phép thử làm đổi kết quả."


def _flip(sheet: Sheet, one: Flip) -> Remark:
    criterion = sheet.criterion(one.criterion_id)
    title = f"{criterion.name if criterion else ''}: {shown(one.weight)} → {shown(one.at)}"
    rising = one.at > one.weight
    side, leader = ("trên", one.above_id) if rising else ("dưới", one.below_id)
    return Remark(title, f"Trọng số {side} {shown(one.at)} thì {name_of(sheet, leader)} dẫn điểm.")


def _variant(sheet: Sheet, one: WeightVariant | AssessorVariant) -> Remark:
    if isinstance(one, WeightVariant):
        criterion = sheet.criterion(one.criterion_id)
        title = f"{criterion.name if criterion else ''} {one.shift:+d} điểm (thành {shown(one.weight)})"
    else:
        assessor = sheet.assessor(one.assessor_id)
        title = f"Bỏ điểm của {assessor.name if assessor else ''}"
    return Remark(title, _outcome(sheet, one.totals, one.standings.standing, one.standings.leader_id))


def _outcome(sheet: Sheet, totals: Mapping[str, Fraction], standing: Standing, leader_id: str) -> str:
    if standing is Standing.MEETING:
        return f"Chênh lệch dưới ngưỡng: {Standing.MEETING.label[0].lower()}{Standing.MEETING.label[1:]}."
    return f"{name_of(sheet, leader_id)} dẫn, {shown(totals[leader_id])} điểm."
