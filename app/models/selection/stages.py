"""From chosen to in use: the ten stages of a system that stays, their national deadlines, the rule of their state.

The stages and deadlines are data in `resources/selection/aftermath.yaml`, each with the document that sets it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache

from app.models import vietnam_time
from app.models.plan.records import UnitRef
from app.models.selection.aftermath import Counts, NationalDeadline, national, shipped
from app.models.selection.system_records import SystemKind


class StageKey(StrEnum):
    """The stages in order (Giai đoạn)."""

    CHOSEN = "chosen"
    CONFIGURED = "configured"
    UNITS = "units"
    ACCOUNTS = "accounts"
    PROCEDURES = "procedures"
    TESTED = "tested"
    TRAINED = "trained"
    CONNECTED = "connected"
    READY = "ready"
    CUT_OVER = "cut_over"

    @property
    def label(self) -> str:
        """The Vietnamese on screen and paper."""
        return form(self).name


class StageState(StrEnum):
    """How a stage stands at an instant."""

    NOT_APPLICABLE = "not_applicable"
    NOT_STARTED = "not_started"
    ON_TIME = "on_time"
    NEAR = "near"
    LATE = "late"
    DONE = "done"

    @property
    def label(self) -> str:
        """The Vietnamese on screen and paper."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    StageState.NOT_APPLICABLE: "Không áp dụng",
    StageState.NOT_STARTED: "Chưa làm",
    StageState.ON_TIME: "Đang làm, còn hạn",
    StageState.NEAR: "Sắp đến hạn",
    StageState.LATE: "Quá hạn",
    StageState.DONE: "Xong",
}


@dataclass(frozen=True, slots=True)
class StageForm:
    """A stage as the shipped data describes it."""

    key: StageKey
    name: str
    counted: str
    """What x of y counts: "đơn vị"; empty: nothing is counted."""
    codes: tuple[str, ...]
    """Codes of the kinds it applies to; empty: every kind."""
    by_decision: bool
    """Whether the decision itself does it."""
    deadlines: tuple[tuple[NationalDeadline, tuple[str, ...]], ...]
    """Each with the codes of the kinds it binds; empty: every kind."""

    def applies_to(self, code: str) -> bool:
        """Whether a kind goes through this stage at all."""
        return not self.codes or code in self.codes

    def deadline_for(self, code: str) -> NationalDeadline | None:
        """The strictest national deadline that binds a kind."""
        binding = [one for one, codes in self.deadlines if not codes or code in codes]
        return min(binding, key=lambda one: one.deadline.due_at() or _NEVER, default=None)


_NEVER = vietnam_time.at(date(9999, 1, 1))


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of one system that stays, with what was planned and done."""

    kind_id: str
    system_id: str
    key: StageKey
    name: str
    counted: str = ""
    applies: bool = True
    """Whether its kind goes through it at all."""
    national: NationalDeadline | None = None
    planned_on: date | None = None
    done_at: datetime | None = None
    counts: Counts | None = None
    lead: UnitRef | None = None
    note: str = ""
    skipped: str = ""
    """Why it does not apply to this system; empty: it does."""
    needs_review: bool = False

    @property
    def is_applicable(self) -> bool:
        """Whether it has to be done."""
        return self.applies and not self.skipped

    @property
    def is_begun(self) -> bool:
        """Whether something of it is done already."""
        return self.counts is not None and self.counts.done > 0

    @property
    def due_at(self) -> datetime | None:
        """The first instant at which it is late: the stricter of the national deadline and the planned day."""
        nationally = self.national.deadline.due_at() if self.national else None
        planned = vietnam_time.end_of(self.planned_on) if self.planned_on else None
        return min((due for due in (nationally, planned) if due is not None), default=None)

    @property
    def is_done_late(self) -> bool:
        """Whether it was done at or after its due instant."""
        return self.done_at is not None and self.due_at is not None and self.done_at >= self.due_at

    @property
    def is_planned_late(self) -> bool:
        """Whether the planned day lies behind the national deadline."""
        nationally = self.national.deadline.due_at() if self.national else None
        return nationally is not None and self.planned_on is not None and vietnam_time.at(self.planned_on) >= nationally


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One system that stays with its stages in order: a row of the board."""

    kind: SystemKind
    system_id: str
    system: str
    province: str
    stages: tuple[Stage, ...]
    is_exemption: bool = False
    """Whether it goes on beside the chosen one by exception."""
    is_in_force: bool = True
    """Whether the decision in force still keeps it; else what was recorded stays, marked."""

    def stage(self, key: StageKey) -> Stage:
        """The stage of a key."""
        return next(one for one in self.stages if one.key is key)


def state(stage: Stage, *, now: datetime, warn_days: int) -> StageState:
    """How a stage stands: done is done however late; near from `warn_days` before its due instant, late from it on."""
    if not stage.is_applicable:
        return StageState.NOT_APPLICABLE
    if stage.done_at is not None:
        return StageState.DONE
    due = stage.due_at
    if due is not None and now >= due:
        return StageState.LATE
    if due is not None and now >= due - timedelta(days=warn_days):
        return StageState.NEAR
    return StageState.ON_TIME if stage.is_begun else StageState.NOT_STARTED


def tally(rows: Sequence[BoardRow], *, now: datetime, warn_days: int) -> Mapping[StageState, int]:
    """How many stages of the rows in force stand in each state."""
    found = dict.fromkeys(StageState, 0)
    for row in rows:
        for stage in row.stages if row.is_in_force else ():
            found[state(stage, now=now, warn_days=warn_days)] += 1
    return found


@cache
def forms() -> tuple[StageForm, ...]:
    """The stages in order."""
    return tuple(
        StageForm(
            StageKey(row["key"]),
            row["name"],
            row.get("counted", ""),
            tuple(row.get("kinds", ())),
            row.get("chosen_by_decision", False),
            tuple((national(one), tuple(one.get("kinds", ()))) for one in row["deadlines"]),
        )
        for row in shipped("stages")
    )


def form(key: StageKey) -> StageForm:
    """The shipped description of a stage."""
    return next(one for one in forms() if one.key is key)
