"""The comparison of one kind as lines: facts of the register, vetoes, criteria, totals. No Qt here."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.models.selection.records import MISSING, Criterion, KindView, Score, Sheet, Verdict
from app.models.selection.result import Candidate, Result, shown
from app.models.selection.system_records import System
from app.views.common.badge import Badge
from app.views.common.palette import Tone
from app.views.selection import badges, facts, result_words

NOT_GIVEN = "chưa chấm"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one candidate has in one line."""

    text: str
    detail: str = ""
    """Small, under the text."""
    badge: Badge | None = None
    marks: tuple[str, ...] = ()
    """Icons of the evidence behind it."""
    tip: str = ""
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a heading (no cells), a fact, a veto, a criterion or a figure of the foot."""

    name: str
    cells: tuple[Cell, ...] = ()
    detail: str = ""
    fact: str = ""
    criterion_id: str = ""
    is_strong: bool = False

    @property
    def is_heading(self) -> bool:
        """Whether it only names what follows."""
        return not self.cells


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything the grid shows of a kind."""

    systems: tuple[System, ...] = ()
    marks: tuple[Badge, ...] = ()
    """State of each candidate, as its column's head shows it."""
    body: tuple[Line, ...] = ()
    foot: tuple[Line, ...] = ()


def comparison(view: KindView, found: Result) -> Comparison:
    """The lines of a kind."""
    sheet = view.sheet
    body: list[Line] = [Line("Danh mục")]
    body += [_fact_line(fact, sheet.systems) for fact in facts.of_kind(sheet.kind.code)]
    if sheet.vetoes:
        body.append(Line("Tiêu chí loại"))
        body += [_veto_line(sheet, found, criterion) for criterion in sheet.vetoes]
    if sheet.scored:
        body.append(Line(f"Tiêu chí chấm điểm (trọng số cộng {shown(sheet.total_weight)})"))
        body += [_score_line(sheet, found, criterion) for criterion in sheet.scored]
    return Comparison(
        sheet.systems,
        tuple(mark(view, found.of(one.id), one.id) for one in sheet.systems),
        tuple(body),
        _foot(sheet, found),
    )


def mark(view: KindView, candidate: Candidate | None, system_id: str) -> Badge:
    """Where a candidate stands: chosen, beside it by exception, excluded, not chosen, or still considered."""
    decision = view.decision
    if decision is not None and decision.system_id == system_id:
        return badges.CHOSEN
    if any(one.system_id == system_id for one in view.exemptions):
        return badges.EXEMPTED
    if candidate is not None and candidate.is_excluded:
        return badges.EXCLUDED
    if decision is not None:
        return badges.STOPPED
    if candidate is not None and candidate.place is not None:
        return Badge(f"Thứ {candidate.place}", "chart-bar", Tone.RUNNING if candidate.place == 1 else Tone.NEUTRAL)
    return badges.CANDIDATE


def _fact_line(fact: facts.Fact, systems: tuple[System, ...]) -> Line:
    texts = [fact.text(one) for one in systems]
    cells = tuple(Cell(text, tip=text, is_missing=text == MISSING) for text in texts)
    return Line(fact.name, cells, fact=fact.key)


def _veto_line(sheet: Sheet, found: Result, criterion: Criterion) -> Line:
    cells = []
    for system in sheet.systems:
        candidate = found.of(system.id)
        outcome = (
            next((one for one in candidate.vetoes if one.criterion_id == criterion.id), None) if candidate else None
        )
        verdict = outcome.verdict if outcome else Verdict.UNKNOWN
        reason = outcome.reason if outcome else ""
        cells.append(Cell(badges.VERDICT[verdict].word, reason, badges.VERDICT[verdict], tip=reason))
    return Line(criterion.name, tuple(cells), criterion_id=criterion.id)


def _score_line(sheet: Sheet, found: Result, criterion: Criterion) -> Line:
    cells = tuple(_score_cell(sheet, found, criterion, system) for system in sheet.systems)
    return Line(criterion.name, cells, f"trọng số {shown(criterion.weight)}", criterion_id=criterion.id)


def _score_cell(sheet: Sheet, found: Result, criterion: Criterion, system: System) -> Cell:
    given = scores_of(sheet, criterion.id, system.id)
    values = [one.value for one in given if one.value is not None and one.counts]
    candidate = found.of(system.id)
    mean = candidate.by_criterion.get(criterion.id) if candidate else None
    wanted = len(sheet.assessors)
    if not values:
        return Cell(NOT_GIVEN, is_missing=True)
    whole = len(values) == wanted
    average: Fraction | Decimal = mean if mean is not None else Fraction(sum(values, Decimal(0))) / len(values)
    low, high = min(values), max(values)
    detail = f"{shown(low)} – {shown(high)}" if low != high else ""
    detail = detail if whole else f"{len(values)}/{wanted} người"
    return Cell(shown(average), detail, marks=evidence_marks(given), tip=_tip(sheet, given))


def scores_of(sheet: Sheet, criterion_id: str, system_id: str) -> tuple[Score, ...]:
    """What the assessors gave a candidate under a criterion, in their order."""
    found = (sheet.by_cell.get((criterion_id, system_id, one.id)) for one in sheet.assessors)
    return tuple(one for one in found if one is not None)


def evidence_marks(given: tuple[Score, ...]) -> tuple[str, ...]:
    """Which kinds of backing there are: a file or document, a note, "tự đánh giá"; a warning where one has none."""
    marks = []
    if any(one.evidence for one in given):
        marks.append("paperclip")
    if any(one.note for one in given):
        marks.append("note")
    if any(one.is_self for one in given):
        marks.append("user")
    if any(one.value is not None and not one.is_backed for one in given):
        marks.append("warning")
    return tuple(marks)


MARK_WORDS = {
    "paperclip": "có tệp hoặc văn bản",
    "note": "có ghi chú",
    "user": "tự đánh giá",
    "warning": "chưa có minh chứng",
}


def _tip(sheet: Sheet, given: tuple[Score, ...]) -> str:
    lines = []
    for one in given:
        assessor = sheet.assessor(one.assessor_id)
        marks = ", ".join(MARK_WORDS[mark] for mark in evidence_marks((one,)))
        value = shown(one.value, missing=NOT_GIVEN)
        lines.append(f"{assessor.name if assessor else ''}: {value}" + (f" ({marks})" if marks else ""))
    return "\n".join(lines)


def _foot(sheet: Sheet, found: Result) -> tuple[Line, ...]:
    candidates = [found.of(one.id) for one in sheet.systems]
    if not sheet.scored:
        return ()
    totals = tuple(Cell(result_words.total(one) if one else MISSING, _range(one), tip=_why(one)) for one in candidates)
    return (Line("Tổng điểm", totals, "trên 100; thấp – cao nhất", is_strong=True),)


def _range(one: Candidate | None) -> str:
    if one is None:
        return ""
    if one.is_excluded:
        return "bị loại"
    if one.missing:
        return f"còn {one.missing} ô chưa chấm"
    return result_words.spread(one) if one.low != one.high else ""


def _why(one: Candidate | None) -> str:
    return result_words.excluded_by(one) if one else ""
