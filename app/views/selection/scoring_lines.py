"""Where an assessor stands in his sheet: which cells are his, which are done, which comes next. No Qt here."""

from dataclasses import dataclass

from app.models.selection.records import Criterion, Score, Sheet, Verdict, VetoMark
from app.models.selection.system_records import System
from app.models.selection.vetoes import by_facts


@dataclass(frozen=True, slots=True)
class ScoreCell:
    """One candidate under one criterion, as one assessor sees it."""

    criterion: Criterion
    system: System
    score: Score | None
    mark: VetoMark | None
    fact: Verdict
    """What the register says of a veto; UNKNOWN where it says nothing or the criterion is no veto."""
    fact_reason: str = ""

    @property
    def is_done(self) -> bool:
        """Whether nothing is waited for: the score is given, and a veto that the register leaves open is answered."""
        scored = not self.criterion.is_scored or (self.score is not None and self.score.counts)
        settled = self.criterion.veto is None or self.fact is not Verdict.UNKNOWN or self.mark is not None
        return scored and settled


def cell(sheet: Sheet, criterion: Criterion, system: System, assessor_id: str) -> ScoreCell:
    """A cell of an assessor's sheet."""
    key = criterion.id, system.id, assessor_id
    fact, reason = by_facts(sheet, criterion.veto, system) if criterion.veto else (Verdict.UNKNOWN, "")
    return ScoreCell(criterion, system, sheet.by_cell.get(key), sheet.marks_by_cell.get(key), fact, reason)


def cells(sheet: Sheet, criterion: Criterion, assessor_id: str) -> tuple[ScoreCell, ...]:
    """All candidates under one criterion."""
    return tuple(cell(sheet, criterion, system, assessor_id) for system in sheet.systems)


def done_in(sheet: Sheet, criterion: Criterion, assessor_id: str) -> int:
    """How many candidates are done under a criterion."""
    return sum(1 for one in cells(sheet, criterion, assessor_id) if one.is_done)


def progress(sheet: Sheet, assessor_id: str) -> tuple[int, int]:
    """(done, total) over the whole sheet."""
    done = sum(done_in(sheet, criterion, assessor_id) for criterion in sheet.criteria)
    return done, len(sheet.criteria) * len(sheet.systems)


def first_open(sheet: Sheet, assessor_id: str) -> tuple[int, int]:
    """(criterion, candidate) where the assessor goes on: the first cell that is not done, else the first of all."""
    for at, criterion in enumerate(sheet.criteria):
        for place, one in enumerate(cells(sheet, criterion, assessor_id)):
            if not one.is_done:
                return at, place
    return 0, 0
