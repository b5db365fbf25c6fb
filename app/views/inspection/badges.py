"""States of a visit, of an answer and of a conclusion as they are always shown."""

from app.models.inspection.minutes_records import FollowupState, Result
from app.models.inspection.records import VisitState
from app.views.common.badge import Badge
from app.views.common.palette import Tone

VISIT = {
    VisitState.PLANNED: Badge(VisitState.PLANNED.label, "circle-dashed", Tone.NEUTRAL),
    VisitState.IN_FIELD: Badge(VisitState.IN_FIELD.label, "clipboard-text", Tone.RUNNING),
    VisitState.DRAFTED: Badge(VisitState.DRAFTED.label, "note-pencil", Tone.WATCH),
    VisitState.ADOPTED: Badge(VisitState.ADOPTED.label, "check-circle", Tone.CONFIRMED),
}
RESULT = {
    Result.PASS: Badge(Result.PASS.label, "check-circle", Tone.CONFIRMED),
    Result.FAIL: Badge(Result.FAIL.label, "x-circle", Tone.ACT_NOW),
    Result.NOT_APPLICABLE: Badge(Result.NOT_APPLICABLE.label, "minus-circle", Tone.NEUTRAL),
}
UNANSWERED = Badge("Chưa trả lời", "circle-dashed", Tone.NEUTRAL)
LACKS_PROOF = Badge("Cần ảnh hoặc ghi chú", "camera", Tone.WATCH)
FOLLOWUP = {
    FollowupState.OPEN: Badge(FollowupState.OPEN.label, "play-circle", Tone.RUNNING),
    FollowupState.OVERDUE: Badge(FollowupState.OVERDUE.label, "warning-circle", Tone.ACT_NOW),
    FollowupState.DONE: Badge(FollowupState.DONE.label, "check-circle", Tone.CONFIRMED),
    FollowupState.IMPOSSIBLE: Badge(FollowupState.IMPOSSIBLE.label, "prohibit", Tone.NEUTRAL),
}
