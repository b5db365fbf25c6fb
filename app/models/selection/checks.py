"""What to look at before a kind is decided, and what a merge may have brought: one small function a rule. Pure.

Each finding names the kind and, where there is one, the candidate, the criterion and the assessor to go to.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from app.models import vietnam_time
from app.models.findings import ERROR, ORDER, REMARK, WARNING, Level
from app.models.selection import alike
from app.models.selection.records import FULL, Course, KindView, RoundState, Score, Sheet
from app.models.selection.result import Candidate, Result, Standing, result, shown
from app.models.text import fold

DUE = date(2025, 6, 25)
"""By when the systems of a merged province are chosen (Sổ tay, Phần V, nhiệm vụ 27)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One point to settle (Điểm cần rà soát)."""

    rule: str
    level: Level
    message: str
    kind_id: str
    system_id: str = ""
    criterion_id: str = ""
    assessor_id: str = ""
    field: str = ""
    """The register's field, or: weights, scores, evidence, decision, exemption."""


@dataclass(frozen=True)
class Context:
    """A kind as the rules read it."""

    view: KindView
    today: date

    @property
    def sheet(self) -> Sheet:
        """Its newest version."""
        return self.view.sheet

    @cached_property
    def result(self) -> Result:
        """The result as it stands."""
        return result(self.view.sheet)

    def of(self, system_id: str) -> Candidate | None:
        """What the result says of a candidate."""
        return self.result.of(system_id)

    def found(self, rule: str, level: Level, words: str, **place: str) -> Finding:
        """A finding of this kind, which its message names first."""
        return Finding(rule, level, f"{self.view.kind.shown}: {words}", self.view.kind.id, **place)


Rule = Callable[[Context], Iterator[Finding]]


def check(views: Sequence[KindView], *, today: date) -> tuple[Finding, ...]:
    """All findings of the kinds in use: errors, warnings, remarks; within each in the order of the kinds."""
    found = [
        finding
        for view in views
        if view.kind.is_used
        for context in (Context(view, today),)
        for rule in RULES
        for finding in rule(context)
    ]
    return tuple(sorted(found, key=lambda one: ORDER[one.level]))


def weights(kind: Context) -> Iterator[Finding]:
    """The weights sum to 100."""
    total = kind.sheet.total_weight
    if kind.sheet.round is None or total == FULL:
        return
    level = WARNING if kind.view.state is RoundState.DRAFTING else ERROR
    yield kind.found("weights", level, f"tổng trọng số là {shown(total)}, phải bằng 100.", field="weights")


def same_criteria(kind: Context) -> Iterator[Finding]:
    """No criterion stands twice."""
    seen: dict[str, str] = {}
    for one in kind.sheet.criteria:
        key = " ".join(fold(one.name).split())
        if key in seen:
            yield kind.found("same_criterion", WARNING, f"tiêu chí “{one.name}” có hai lần.", criterion_id=one.id)
        seen[key] = one.id


def score_range(kind: Context) -> Iterator[Finding]:
    """Scores are from 0 to 10."""
    for one in kind.sheet.scores:
        if one.value is not None and not one.counts:
            words = f"điểm {shown(one.value)} nằm ngoài 0-10 nên không được tính{_where(kind.sheet, one)}."
            yield _at_score(kind, "score_range", ERROR, words, one, "scores")


def unscored(kind: Context) -> Iterator[Finding]:
    """Every assessor has scored every candidate that is not excluded."""
    if kind.view.state is not RoundState.SCORING:
        return
    for assessor in kind.sheet.assessors:
        cells = [
            (criterion.id, one.system_id)
            for one in kind.result.running
            for criterion in kind.sheet.scored
            if (score := kind.sheet.by_cell.get((criterion.id, one.system_id, assessor.id))) is None or not score.counts
        ]
        if cells:
            criterion_id, system_id = cells[0]
            yield kind.found(
                "unscored",
                WARNING,
                f"{assessor.name} còn {len(cells)} ô chưa chấm.",
                system_id=system_id,
                criterion_id=criterion_id,
                assessor_id=assessor.id,
                field="scores",
            )


def evidence(kind: Context) -> Iterator[Finding]:
    """Every score has evidence or is marked "tự đánh giá"."""
    for assessor in kind.sheet.assessors:
        bare = [one for one in unbacked(kind.sheet) if one.assessor_id == assessor.id]
        if bare:
            words = f"{assessor.name} có {len(bare)} điểm chưa có minh chứng, chưa đánh dấu tự đánh giá."
            yield _at_score(kind, "no_evidence", WARNING, words, bare[0], "evidence")


def interests(kind: Context) -> Iterator[Finding]:
    """No assessor stands near a candidate."""
    for assessor in kind.sheet.assessors:
        for system in kind.sheet.systems:
            if reason := alike.interest(assessor, system):
                words = f"{assessor.name} chấm điểm nhưng {reason}; xem xét xung đột lợi ích."
                yield kind.found("interest", WARNING, words, system_id=system.id, assessor_id=assessor.id)


def twice(kind: Context) -> Iterator[Finding]:
    """No system is entered twice."""
    for first, second in alike.pairs(kind.sheet.systems):
        words = f"“{first.shown}” và “{second.shown}” có thể là một hệ thống ghi hai lần."
        yield kind.found("twice", WARNING, words, system_id=second.id, field="name")


def few(kind: Context) -> Iterator[Finding]:
    """Every old province has said what it has; an assessment has more than one assessor."""
    if not kind.sheet.systems:
        yield kind.found("no_system", WARNING, "chưa có hệ thống nào trong danh sách.")
        return
    if kind.sheet.is_merged:
        known = {one.province_code for one in kind.sheet.systems}
        absent = [one.name for one in kind.sheet.provinces if one.code not in known]
        if absent:
            yield kind.found("no_system_of", REMARK, f"chưa ghi hệ thống của {', '.join(absent)}.")
    if kind.view.state is RoundState.SCORING and len(kind.sheet.assessors) < 2:
        number = len(kind.sheet.assessors)
        yield kind.found("few_assessors", WARNING, f"mới có {number} người đánh giá.", field="scores")


def vetoes(kind: Context) -> Iterator[Finding]:
    """A veto that decides on the leader is settled; the chosen system still passes."""
    if kind.view.state is RoundState.SCORING:
        names = {one.id: one.name for one in kind.sheet.criteria}
        for one in kind.result.running:
            for veto in one.vetoes:
                system = kind.sheet.system(one.system_id)
                if veto.verdict.value == "unknown" and system is not None:
                    level = ERROR if one.place == 1 else WARNING
                    words = f"{system.shown}: chưa xác định “{names[veto.criterion_id]}”. {veto.reason}"
                    yield kind.found("veto_unknown", level, words, system_id=system.id, criterion_id=veto.criterion_id)
    chosen = kind.view.chosen
    candidate = kind.of(chosen.id) if chosen else None
    if chosen is not None and candidate is not None and candidate.is_excluded:
        reasons = " ".join(one.reason for one in candidate.vetoes if one.verdict.value == "failed")
        words = f"{chosen.shown} đã được chọn nhưng theo số liệu hiện nay không đạt: {reasons}"
        yield kind.found("chosen_excluded", ERROR, words, system_id=chosen.id, field="decision")


def one_decision(kind: Context) -> Iterator[Finding]:
    """One decision of a kind is in force (TB 318, II.3.a: one system for the whole province)."""
    standing = [one for one in kind.view.decisions if one.is_in_force]
    if len(standing) > 1:
        names = "; ".join(
            f"{_name(kind.sheet, one.system_id)} ({vietnam_time.show_date(one.decided.on)}, {one.decided.by})"
            for one in standing
        )
        words = f"có {len(standing)} quyết định cùng hiệu lực: {names}. Mở phiên bản mới và quyết định lại."
        yield kind.found("two_decisions", ERROR, words, field="decision")


def decision_whole(kind: Context) -> Iterator[Finding]:
    """The decision in force names a system that is there, has its number, and nothing was written under it later."""
    decision = kind.view.decision
    if decision is None:
        return
    if kind.view.chosen is None and decision.course is not Course.REPLACE:
        words = "hệ thống đã chọn không còn trong danh sách."
        yield kind.found("chosen_missing", ERROR, words, system_id=decision.system_id, field="decision")
    if not decision.decided.number:
        yield kind.found("no_number", REMARK, "quyết định chưa ghi số văn bản.", field="decision")
    if decision.outside:
        words = f"có {len(decision.outside)} chỗ sửa ngoài bản đã chốt của phiên bản {decision.version}."
        yield kind.found("outside", WARNING, words, field="decision")


def exemptions(kind: Context) -> Iterator[Finding]:
    """An exception stands beside a decision, for another system, within its term."""
    for one in kind.view.exemptions:
        name = _name(kind.sheet, one.system_id)
        place = {"system_id": one.system_id, "field": "exemption"}
        if kind.view.decision is None or kind.view.decision.system_id == one.system_id:
            yield kind.found("idle_exemption", WARNING, f"ngoại lệ cho {name} không còn cần thiết.", **place)
        elif kind.sheet.system(one.system_id) is None:
            yield kind.found("lost_exemption", WARNING, "ngoại lệ cho hệ thống không còn trong danh sách.", **place)
        elif one.until < kind.today:
            words = f"ngoại lệ cho {name} đã hết hạn ngày {vietnam_time.show_date(one.until)}."
            yield kind.found("exemption_over", WARNING, words, **place)


def contracts(kind: Context) -> Iterator[Finding]:
    """The contract of a system that stays has not run out."""
    stay = [*([kind.view.chosen] if kind.view.chosen else []), *kind.view.exempted]
    for system in stay:
        if system.contract_end is not None and system.contract_end < kind.today:
            words = f"hợp đồng của {system.shown} đã hết ngày {vietnam_time.show_date(system.contract_end)}."
            yield kind.found("contract_over", WARNING, words, system_id=system.id, field="contract_end")


def due(kind: Context) -> Iterator[Finding]:
    """A merged province has chosen by 25/6/2025."""
    if kind.sheet.is_merged and kind.sheet.is_contest and kind.view.decision is None and kind.today > DUE:
        words = f"chưa quyết định, hạn là ngày {vietnam_time.show_date(DUE)} (Sổ tay, Phần V, nhiệm vụ 27)."
        yield kind.found("due", WARNING, words, field="decision")


def meeting(kind: Context) -> Iterator[Finding]:
    """Too near to call."""
    if kind.view.state is RoundState.SCORING and kind.result.standing is Standing.MEETING:
        gap = shown(kind.result.standings.gap)
        limit = shown(kind.result.threshold)
        words = f"hai hệ thống đầu cách nhau {gap} điểm, dưới ngưỡng {limit}: cần họp xem xét, quyết định."
        yield kind.found("meeting", REMARK, words, field="decision")


RULES: tuple[Rule, ...] = (
    one_decision,
    decision_whole,
    vetoes,
    weights,
    same_criteria,
    score_range,
    few,
    twice,
    interests,
    unscored,
    evidence,
    meeting,
    exemptions,
    contracts,
    due,
)


def unbacked(sheet: Sheet) -> tuple[Score, ...]:
    """The scores that have neither evidence nor the mark "tự đánh giá", of what the sheet still has."""
    scored = {one.id for one in sheet.scored}
    systems = {one.id for one in sheet.systems}
    assessors = {one.id for one in sheet.assessors}
    return tuple(
        one
        for one in sheet.scores
        if one.value is not None
        and not one.is_backed
        and one.criterion_id in scored
        and one.system_id in systems
        and one.assessor_id in assessors
    )


def _at_score(kind: Context, rule: str, level: Level, words: str, score: Score, field: str) -> Finding:
    return kind.found(
        rule,
        level,
        words,
        system_id=score.system_id,
        criterion_id=score.criterion_id,
        assessor_id=score.assessor_id,
        field=field,
    )


def _where(sheet: Sheet, score: Score) -> str:
    criterion, assessor = sheet.criterion(score.criterion_id), sheet.assessor(score.assessor_id)
    parts = (assessor.name if assessor else "", criterion.name if criterion else "", _name(sheet, score.system_id))
    return f" ({'; '.join(filter(None, parts))})"


def _name(sheet: Sheet, system_id: str) -> str:
    system = sheet.system(system_id)
    return system.shown if system else "(không còn)"
