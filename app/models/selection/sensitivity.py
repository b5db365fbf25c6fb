"""How firm a result is: ten points on a weight, an assessor left out, and the weight at which the first place changes.

When one weight moves, the others keep their proportions so that all still sum to 100; a total is then a straight line
in that weight, and the first place changes where two lines cross. Exact fractions; vetoes stay as they are. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from app.models.selection.records import FULL, Sheet
from app.models.selection.result import OUT_OF, Candidate, Result, Standing, Standings, leading, mean

SHIFT = 10
"""Points by which each weight is moved up and down."""

_WHOLE = Fraction(FULL)


@dataclass(frozen=True, slots=True)
class WeightVariant:
    """The result with one weight moved (Thay đổi trọng số)."""

    criterion_id: str
    shift: int
    """+10 or -10."""
    weight: Fraction
    """What it becomes, of 100; never below 0 or above 100."""
    totals: Mapping[str, Fraction]
    standings: Standings


@dataclass(frozen=True, slots=True)
class AssessorVariant:
    """The result without one assessor's scores (Bỏ một người đánh giá)."""

    assessor_id: str
    totals: Mapping[str, Fraction]
    standings: Standings


@dataclass(frozen=True, slots=True)
class Flip:
    """A value of a weight at which the first place changes (Điểm đổi kết quả)."""

    criterion_id: str
    weight: Fraction
    """Its weight in force, of 100."""
    at: Fraction
    """The value, strictly between 0 and 100."""
    below_id: str
    """Who leads just below it."""
    above_id: str
    """Who leads just above it."""

    @property
    def distance(self) -> Fraction:
        """How far from the weight in force."""
        return abs(self.at - self.weight)


@dataclass(frozen=True)
class Sensitivity:
    """How firm a result is (Độ nhạy)."""

    leader_id: str
    standing: Standing
    weights: tuple[WeightVariant, ...] = ()
    assessors: tuple[AssessorVariant, ...] = ()
    flips: tuple[Flip, ...] = ()
    """Nearest to the weights in force first."""

    @property
    def variants(self) -> tuple[WeightVariant | AssessorVariant, ...]:
        """Every variant, weights first."""
        return self.weights + self.assessors

    @cached_property
    def changing(self) -> tuple[WeightVariant | AssessorVariant, ...]:
        """The variants that say something else than the result."""
        return tuple(one for one in self.variants if self.changes(one))

    @property
    def is_firm(self) -> bool:
        """Whether no variant changes what the result says."""
        return not self.changing

    def changes(self, variant: WeightVariant | AssessorVariant) -> bool:
        """Whether a variant says something else than the result."""
        found = variant.standings
        blurs = found.standing is Standing.MEETING and self.standing is not Standing.MEETING
        return found.leader_id != self.leader_id or blurs


def sensitivity(sheet: Sheet, found: Result) -> Sensitivity:
    """How firm a result is; empty where fewer than two candidates are in the running with a total."""
    running = [one for one in found.running if one.total is not None]
    if len(running) < 2 or len(running) < len(found.running):
        return Sensitivity(found.leader_id, found.standing)
    lines = {
        criterion_id: {one.system_id: _line(one, part, criterion_id) for one in running}
        for criterion_id, part in found.weights.items()
        if part < _WHOLE
    }
    flips = [
        flip for criterion_id, of in lines.items() for flip in _flips(criterion_id, found.weights[criterion_id], of)
    ]
    return Sensitivity(
        found.leader_id,
        found.standing,
        tuple(
            variant
            for criterion_id, of in lines.items()
            for variant in _moved(criterion_id, found.weights[criterion_id], of, found)
        ),
        _without_each(sheet, found),
        tuple(sorted(flips, key=lambda flip: flip.distance)),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A candidate's total as a straight line in one weight: its totals at 0 and at 100."""

    at_none: Fraction
    at_all: Fraction

    def at(self, weight: Fraction) -> Fraction:
        return self.at_none + (self.at_all - self.at_none) * weight / _WHOLE

    @property
    def slope(self) -> Fraction:
        return self.at_all - self.at_none


def _line(one: Candidate, part: Fraction, criterion_id: str) -> _Line:
    """The line of a candidate with a total in the weight of a criterion, whose part of 100 is not all of it."""
    alone = one.by_criterion[criterion_id] * OUT_OF
    return _Line(((one.total or Fraction(0)) * _WHOLE - part * alone) / (_WHOLE - part), alone)


def _moved(criterion_id: str, part: Fraction, lines: Mapping[str, _Line], found: Result) -> list[WeightVariant]:
    variants = []
    for shift in (-SHIFT, SHIFT):
        weight = min(max(part + shift, Fraction(0)), _WHOLE)
        if weight != part:
            totals = {system_id: line.at(weight) for system_id, line in lines.items()}
            variants.append(WeightVariant(criterion_id, shift, weight, totals, leading(totals, found.threshold)))
    return variants


def _without_each(sheet: Sheet, found: Result) -> tuple[AssessorVariant, ...]:
    if len(sheet.assessors) < 2:
        return ()
    variants = []
    for left_out in sheet.assessors:
        totals = {
            one.system_id: mean([total for who, total in one.by_assessor.items() if who != left_out.id])
            for one in found.running
        }
        variants.append(AssessorVariant(left_out.id, totals, leading(totals, found.threshold)))
    return tuple(variants)


def _flips(criterion_id: str, part: Fraction, lines: Mapping[str, _Line]) -> list[Flip]:
    """Where the highest line changes between 0 and 100, walking up from 0."""
    flips: list[Flip] = []
    here = Fraction(0)
    leader = max(lines, key=lambda one: (lines[one].at_none, lines[one].slope))
    while True:
        crossings = [
            (crossing, -lines[one].slope, one)
            for one in lines
            if (crossing := _crossing(lines[leader], lines[one])) is not None and here <= crossing < _WHOLE
        ]
        if not crossings:
            return flips
        here, _, following = min(crossings)
        if here > 0:
            flips.append(Flip(criterion_id, part, here, leader, following))
        leader = following


def _crossing(leader: _Line, other: _Line) -> Fraction | None:
    """The weight from which another line lies above the leader's; None where it never rises above."""
    steeper = other.slope - leader.slope
    return (leader.at_none - other.at_none) * _WHOLE / steeper if steeper > 0 else None
