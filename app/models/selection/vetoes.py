"""Which candidates a veto criterion excludes, whatever their total: register facts first, then what assessors say.

A fact that fails excludes, and so does one assessor's "không đạt" with its reason. A fact that is missing decides
nothing by itself: an assessor may confirm "đạt", else the veto stays unknown. Pure.
"""

from dataclasses import dataclass

from app.models.selection.records import Criterion, Sheet, Verdict, Veto, VetoRule
from app.models.selection.system_records import LinkState, System


@dataclass(frozen=True, slots=True)
class VetoOutcome:
    """What a veto criterion says of a candidate, and why."""

    criterion_id: str
    system_id: str
    verdict: Verdict
    reason: str
    """Vietnamese, for the screen and the minutes."""
    by_rule: bool = False
    """Whether the register's facts decided, not a person."""


def outcomes(sheet: Sheet, system: System) -> tuple[VetoOutcome, ...]:
    """What every veto criterion says of a candidate, in the order of the criteria."""
    return tuple(outcome(sheet, criterion, system) for criterion in sheet.vetoes)


def outcome(sheet: Sheet, criterion: Criterion, system: System) -> VetoOutcome:
    """What one veto criterion says of a candidate."""
    veto = criterion.veto
    fact, reason = by_facts(sheet, veto, system) if veto is not None else (Verdict.PASSED, "")
    if fact is Verdict.FAILED:
        return VetoOutcome(criterion.id, system.id, fact, reason, by_rule=True)
    told: dict[Verdict, list[str]] = {Verdict.FAILED: [], Verdict.PASSED: []}
    for assessor in sheet.assessors:
        mark = sheet.marks_by_cell.get((criterion.id, system.id, assessor.id))
        if mark is not None and mark.verdict in told:
            told[mark.verdict].append(f"{assessor.name}: {mark.reason}" if mark.reason else assessor.name)
    if told[Verdict.FAILED]:
        return VetoOutcome(criterion.id, system.id, Verdict.FAILED, "; ".join(told[Verdict.FAILED]))
    if fact is Verdict.PASSED:
        return VetoOutcome(criterion.id, system.id, fact, reason, by_rule=True)
    if told[Verdict.PASSED]:
        return VetoOutcome(criterion.id, system.id, Verdict.PASSED, "; ".join(told[Verdict.PASSED]))
    return VetoOutcome(criterion.id, system.id, Verdict.UNKNOWN, reason)


def by_facts(sheet: Sheet, veto: Veto, system: System) -> tuple[Verdict, str]:
    """What the register alone says, with the reason in words."""
    if veto.rule is VetoRule.SECURITY_LEVEL:
        return _security_level(veto, system)
    if veto.rule is VetoRule.LINK:
        return _link(veto, system)
    if veto.rule is VetoRule.CAPACITY:
        return _capacity(sheet, system)
    return Verdict.UNKNOWN, "Chưa có người đánh giá xác nhận."


def merged_load(sheet: Sheet) -> tuple[int, bool]:
    """Users of all candidates together, and whether every candidate's number is known."""
    known = [one.users for one in sheet.systems if one.users is not None]
    return sum(known), len(known) == len(sheet.systems)


def _security_level(veto: Veto, system: System) -> tuple[Verdict, str]:
    level = system.security_level
    if level is None:
        return Verdict.UNKNOWN, "Chưa có cấp độ an toàn thông tin được phê duyệt."
    if level < veto.limit:
        return Verdict.FAILED, f"Cấp độ {level}, yêu cầu tối thiểu cấp độ {veto.limit}."
    return Verdict.PASSED, f"Cấp độ {level}."


def _link(veto: Veto, system: System) -> tuple[Verdict, str]:
    link = system.link(veto.target)
    if link is None:
        return Verdict.UNKNOWN, "Chưa có thông tin kết nối."
    words = f"{link.name}: {link.state.label[0].lower()}{link.state.label[1:]}."
    return (Verdict.FAILED if link.state is LinkState.IMPOSSIBLE else Verdict.PASSED), words


def _capacity(sheet: Sheet, system: System) -> tuple[Verdict, str]:
    load, complete = merged_load(sheet)
    room = system.max_users
    if room is None:
        return Verdict.UNKNOWN, "Chưa có số người dùng tối đa chịu được."
    if room < load:
        return Verdict.FAILED, f"Chịu được {_number(room)} người dùng, sau hợp nhất cần {_number(load)}."
    if not complete:
        return Verdict.UNKNOWN, "Chưa có đủ số người dùng của các hệ thống để tính tải sau hợp nhất."
    return Verdict.PASSED, f"Chịu được {_number(room)} người dùng, sau hợp nhất cần {_number(load)}."


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")
