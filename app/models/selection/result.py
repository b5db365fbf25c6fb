"""The combined result of a sheet: totals, spread, places, vetoes and who leads. Exact fractions throughout. Pure.

A total is out of 100: each score (0-10) times ten, weighted by the criterion's part of all weights, averaged over the
assessors. A candidate has a total only when every assessor has scored every scored criterion of it; a missing score is
never taken as 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import isqrt

from app.models.selection.records import FULL, HIGHEST_SCORE, MISSING, Sheet, Verdict
from app.models.selection.system_records import System
from app.models.selection.vetoes import VetoOutcome, outcomes

NOT_SCORED = "chưa đủ điểm"
"""How a candidate without a total is shown."""

OUT_OF = Fraction(FULL) / Fraction(HIGHEST_SCORE)
"""Points of a total for one point of a score."""
_HIGHEST = Fraction(HIGHEST_SCORE)
_FINE = 10**8
"""Steps in which the standard deviation, a root, is given before it is rounded."""


class Standing(StrEnum):
    """What the result says of the kind (Kết luận của kết quả)."""

    NO_CANDIDATE = "no_candidate"
    INCOMPLETE = "incomplete"
    ALL_EXCLUDED = "all_excluded"
    UNVERIFIED = "unverified"
    MEETING = "meeting"
    SINGLE = "single"
    WINNER = "winner"

    @property
    def label(self) -> str:
        """The Vietnamese on screen and paper."""
        return _LABELS[self]


_LABELS = {
    Standing.NO_CANDIDATE: "Chưa có hệ thống",
    Standing.INCOMPLETE: "Chưa đủ điểm",
    Standing.ALL_EXCLUDED: "Tất cả hệ thống bị loại",
    Standing.UNVERIFIED: "Chưa xác định tiêu chí loại",
    Standing.MEETING: "Cần họp xem xét, quyết định",
    Standing.SINGLE: "Một hệ thống: xem xét tiếp tục, nâng cấp hay thay thế",
    Standing.WINNER: "Đề xuất lựa chọn",
}


@dataclass(frozen=True, slots=True)
class Standings:
    """Who leads by some totals."""

    standing: Standing
    leader_id: str = ""
    """The one with the highest total; empty where two share it or none has one."""
    gap: Fraction | None = None
    """Points of 100 between the first and the second; None without a second."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the result says of one candidate."""

    system_id: str
    total: Fraction | None
    """Out of 100; None: "chưa đủ điểm"."""
    by_assessor: Mapping[str, Fraction]
    """Assessor -> his own total, of those who scored all of it."""
    by_criterion: Mapping[str, Fraction]
    """Criterion -> mean score (0-10), of those that every assessor scored."""
    missing: int
    """Scores that are not given yet."""
    vetoes: tuple[VetoOutcome, ...]
    place: int | None = None
    """1 for the first; equal totals share a place; None without a total or excluded."""

    @property
    def is_excluded(self) -> bool:
        """Whether a veto excludes it, whatever its total."""
        return any(one.verdict is Verdict.FAILED for one in self.vetoes)

    @property
    def is_unverified(self) -> bool:
        """Whether a veto could still exclude it."""
        return not self.is_excluded and any(one.verdict is Verdict.UNKNOWN for one in self.vetoes)

    @property
    def low(self) -> Fraction | None:
        """The lowest assessor's total; None without a total."""
        return min(self.by_assessor.values()) if self.total is not None else None

    @property
    def high(self) -> Fraction | None:
        """The highest assessor's total; None without a total."""
        return max(self.by_assessor.values()) if self.total is not None else None

    @property
    def deviation(self) -> Decimal | None:
        """Standard deviation of the assessors' totals (of all of them, not of a sample), to 0.0001."""
        if self.total is None:
            return None
        values = list(self.by_assessor.values())
        variance = sum(((one - self.total) ** 2 for one in values), Fraction(0)) / len(values)
        scaled = variance * _FINE * _FINE
        return (Decimal(isqrt(scaled.numerator // scaled.denominator)) / _FINE).quantize(Decimal("0.0001"))


@dataclass(frozen=True)
class Result:
    """The result of a sheet (Kết quả tổng hợp)."""

    candidates: tuple[Candidate, ...]
    """In the order of their places; those without a place behind, in the order of the sheet."""
    standings: Standings
    threshold: Decimal
    weights: Mapping[str, Fraction]
    """Scored criterion -> its part of 100."""

    @property
    def standing(self) -> Standing:
        """What it says of the kind."""
        return self.standings.standing

    @property
    def leader_id(self) -> str:
        """The one with the highest total, or empty."""
        return self.standings.leader_id

    @property
    def winner_id(self) -> str:
        """The one it proposes: the leader of a clear result, else empty."""
        return self.leader_id if self.standing in (Standing.WINNER, Standing.SINGLE) else ""

    @cached_property
    def running(self) -> tuple[Candidate, ...]:
        """The candidates that no veto excludes."""
        return tuple(one for one in self.candidates if not one.is_excluded)

    def of(self, system_id: str) -> Candidate | None:
        """What it says of a candidate."""
        return next((one for one in self.candidates if one.system_id == system_id), None)


def result(sheet: Sheet) -> Result:
    """The result of a sheet as it stands."""
    weights = parts(sheet)
    candidates = [_candidate(sheet, system, weights) for system in sheet.systems]
    running = [one for one in candidates if not one.is_excluded]
    totals = {one.system_id: one.total for one in running if one.total is not None}
    places = _places(totals)
    placed = [_with_place(one, places.get(one.system_id)) for one in candidates]
    placed.sort(key=lambda one: (one.place is None, one.place or 0))
    threshold = sheet.round.threshold if sheet.round else Decimal(0)
    return Result(tuple(placed), _standings(sheet, running, totals, threshold), threshold, weights)


def parts(sheet: Sheet) -> dict[str, Fraction]:
    """Scored criterion -> its part of 100, whatever the weights sum to; empty where they sum to nothing."""
    total = sum((Fraction(one.weight) for one in sheet.scored), Fraction(0))
    return {one.id: Fraction(one.weight) * Fraction(FULL) / total for one in sheet.scored} if total else {}


def leading(totals: Mapping[str, Fraction], threshold: Decimal) -> Standings:
    """Who leads by totals alone: a clear winner, or a meeting where the first two are too near."""
    ordered = sorted(totals.items(), key=lambda pair: -pair[1])
    if len(ordered) < 2:
        return Standings(Standing.WINNER, ordered[0][0]) if ordered else Standings(Standing.INCOMPLETE)
    gap = ordered[0][1] - ordered[1][1]
    leader = ordered[0][0] if gap else ""
    near = not gap or gap < Fraction(threshold)
    return Standings(Standing.MEETING if near else Standing.WINNER, leader, gap)


def shown(value: Fraction | Decimal | int | None, places: int = 2, missing: str = MISSING) -> str:
    """A number as Vietnamese papers write it ("86,25"), half up, without needless zeros; `missing` for None."""
    if value is None:
        return missing
    exact = Fraction(value)
    step = Decimal(1).scaleb(-places)
    rounded = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(step, ROUND_HALF_UP)
    text = f"{rounded:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _candidate(sheet: Sheet, system: System, weights: Mapping[str, Fraction]) -> Candidate:
    cells: dict[tuple[str, str], Fraction] = {}
    for criterion in sheet.scored:
        for assessor in sheet.assessors:
            score = sheet.by_cell.get((criterion.id, system.id, assessor.id))
            if score is not None and score.value is not None and score.counts:
                cells[criterion.id, assessor.id] = Fraction(score.value)
    wanted = len(sheet.scored) * len(sheet.assessors)
    by_assessor = {
        assessor.id: sum((weights[one.id] * cells[one.id, assessor.id] for one in sheet.scored), Fraction(0)) / _HIGHEST
        for assessor in sheet.assessors
        if sheet.scored and all((one.id, assessor.id) in cells for one in sheet.scored)
    }
    by_criterion = {
        one.id: sum((cells[one.id, assessor.id] for assessor in sheet.assessors), Fraction(0)) / len(sheet.assessors)
        for one in sheet.scored
        if sheet.assessors and all((one.id, assessor.id) in cells for assessor in sheet.assessors)
    }
    complete = bool(wanted) and len(cells) == wanted
    total = mean(tuple(by_assessor.values())) if complete else None
    return Candidate(system.id, total, by_assessor, by_criterion, wanted - len(cells), outcomes(sheet, system))


def mean(values: Sequence[Fraction]) -> Fraction:
    """The mean of at least one value."""
    return sum(values, Fraction(0)) / len(values)


def _standings(
    sheet: Sheet, running: Sequence[Candidate], totals: Mapping[str, Fraction], threshold: Decimal
) -> Standings:
    if not sheet.systems:
        return Standings(Standing.NO_CANDIDATE)
    if not running:
        return Standings(Standing.ALL_EXCLUDED)
    if len(totals) < len(running):
        return Standings(Standing.INCOMPLETE)
    found = leading(totals, threshold)
    first = max(totals.values())
    if any(one.is_unverified and one.total == first for one in running):
        return Standings(Standing.UNVERIFIED, found.leader_id, found.gap)
    if len(sheet.systems) == 1:
        return Standings(Standing.SINGLE, found.leader_id)
    return found


def _places(totals: Mapping[str, Fraction]) -> dict[str, int]:
    return {one: 1 + sum(other > total for other in totals.values()) for one, total in totals.items()}


def _with_place(one: Candidate, place: int | None) -> Candidate:
    return Candidate(one.system_id, one.total, one.by_assessor, one.by_criterion, one.missing, one.vetoes, place)
