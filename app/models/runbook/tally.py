"""What the fold over a run's events gathers before it is frozen. Used by `state` and `standing` only."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from app.models.runbook.records import Contact, Master, Run, Step
from app.models.runbook.run_records import Attempt, Decision, Hold, Incident, Remark, Result, RunEvent, Vote


@dataclass
class Tally:
    """What the fold gathers of one step."""

    attempts: list[Attempt] = field(default_factory=list)
    skipped_at: datetime | None = None
    result: Result | None = None
    numbers: dict[str, Decimal] = field(default_factory=dict)
    explanation: str = ""
    evidence: str = ""
    reason: str = ""
    claimed_by: str = ""
    seconded_by: str = ""
    disputed: bool = False
    remarks: list[Remark] = field(default_factory=list)

    @property
    def runs(self) -> bool:
        """Whether an attempt is open."""
        return bool(self.attempts) and self.attempts[-1].finished_at is None

    @property
    def ended_at(self) -> datetime | None:
        """When it last ended, done, failed or skipped; None while it has not."""
        if self.skipped_at is not None:
            return self.skipped_at
        return self.attempts[-1].finished_at if self.attempts else None

    @property
    def begun(self) -> bool:
        """Whether anything was done about it."""
        return bool(self.attempts) or self.skipped_at is not None


@dataclass
class Fold:
    """What the fold gathers of the run."""

    run: Run
    master: Master
    steps: dict[str, Step] = field(default_factory=dict)
    inserted: set[str] = field(default_factory=set)
    tallies: dict[str, Tally] = field(default_factory=dict)
    votes: dict[str, dict[str, Vote]] = field(default_factory=dict)
    decisions: dict[str, list[Decision]] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)
    holds: list[Hold] = field(default_factory=list)
    incidents: dict[str, Incident] = field(default_factory=dict)
    substitutes: list[tuple[datetime, str, Contact]] = field(default_factory=list)
    rollback_at: datetime | None = None
    rollback_reason: str = ""
    closed_at: datetime | None = None
    acknowledged: dict[str, datetime] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def tally(self, step_id: str) -> Tally:
        """What is known of a step."""
        return self.tallies.setdefault(step_id, Tally())

    def remark(self, rule: str, event: RunEvent, text: str) -> None:
        """Note something about the record itself."""
        found = Remark(rule, text, event.occurred_at, event.step_id, event.id)
        self.remarks.append(found)
        if event.step_id in self.steps:
            self.tally(event.step_id).remarks.append(found)
