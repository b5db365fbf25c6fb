"""States of the night as they are always shown: colour, icon and word."""

from app.models.runbook.records import RunMode, StepKind
from app.models.runbook.run_records import Choice, Result, StepStatus
from app.views.common.badge import Badge
from app.views.common.palette import Tone

STATUS = {
    StepStatus.PENDING: Badge(StepStatus.PENDING.label, "circle-dashed", Tone.NEUTRAL),
    StepStatus.READY: Badge(StepStatus.READY.label, "arrow-circle-right", Tone.NEUTRAL),
    StepStatus.RUNNING: Badge(StepStatus.RUNNING.label, "play-circle", Tone.RUNNING),
    StepStatus.DONE: Badge(StepStatus.DONE.label, "check-circle", Tone.CONFIRMED),
    StepStatus.FAILED: Badge(StepStatus.FAILED.label, "x-circle", Tone.ACT_NOW),
    StepStatus.SKIPPED: Badge(StepStatus.SKIPPED.label, "skip-forward", Tone.NEUTRAL),
    StepStatus.STOPPED: Badge(StepStatus.STOPPED.label, "stop-circle", Tone.WATCH),
    StepStatus.DORMANT: Badge(StepStatus.DORMANT.label, "moon", Tone.NEUTRAL),
}
RESULT = {
    Result.PASSED: Badge(Result.PASSED.label, "check-circle", Tone.CONFIRMED),
    Result.FAILED: Badge(Result.FAILED.label, "x-circle", Tone.ACT_NOW),
    Result.NOT_TESTED: Badge(Result.NOT_TESTED.label, "question", Tone.WATCH),
}
CHOICE = {
    Choice.GO: Badge(Choice.GO.label, "check-circle", Tone.CONFIRMED),
    Choice.STOP: Badge(Choice.STOP.label, "hand-palm", Tone.ACT_NOW),
}
NOT_VOTED = Badge("Chưa biểu quyết, tính là DỪNG", "hand-palm", Tone.WATCH)
KIND_ICONS = {
    StepKind.DO: "wrench",
    StepKind.CHECK: "check-square",
    StepKind.WAIT: "hourglass-medium",
    StepKind.RECORD: "hash",
    StepKind.NOTIFY: "megaphone",
    StepKind.GATE: "traffic-sign",
    StepKind.STOP: "hand-palm",
    StepKind.ROLLBACK: "arrow-u-up-left",
}
KIND = {kind: Badge(kind.label, icon, Tone.NEUTRAL) for kind, icon in KIND_ICONS.items()}
MODE = {
    RunMode.REAL: Badge(RunMode.REAL.label, "flag", Tone.RUNNING),
    RunMode.REHEARSAL: Badge(RunMode.REHEARSAL.label, "repeat", Tone.WATCH),
}
