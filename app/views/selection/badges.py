"""States of the choice as they are always shown: colour, icon and word."""

from app.models.selection.records import RoundState, Verdict
from app.models.selection.result import Standing
from app.models.selection.stages import StageState
from app.models.selection.unchosen import PieceState
from app.views.common.badge import Badge
from app.views.common.palette import Tone

ROUND = {
    RoundState.NOT_OPEN: Badge(RoundState.NOT_OPEN.label, "circle-dashed", Tone.NEUTRAL),
    RoundState.DRAFTING: Badge(RoundState.DRAFTING.label, "pencil-simple", Tone.WATCH),
    RoundState.SCORING: Badge(RoundState.SCORING.label, "play-circle", Tone.RUNNING),
    RoundState.DECIDED: Badge(RoundState.DECIDED.label, "check-circle", Tone.CONFIRMED),
}
STAGE = {
    StageState.NOT_APPLICABLE: Badge("Không", "minus", Tone.NEUTRAL),
    StageState.NOT_STARTED: Badge("Chưa làm", "circle-dashed", Tone.NEUTRAL),
    StageState.ON_TIME: Badge("Đang làm", "play-circle", Tone.RUNNING),
    StageState.NEAR: Badge("Sắp hạn", "hourglass-medium", Tone.WATCH),
    StageState.LATE: Badge("Quá hạn", "warning-circle", Tone.ACT_NOW),
    StageState.DONE: Badge("Xong", "check-circle", Tone.CONFIRMED),
}
"""Shorter than the states' own words, which stand in the tool tip."""
PIECE = {
    PieceState.MISSING: Badge(PieceState.MISSING.label, "circle-dashed", Tone.NEUTRAL),
    PieceState.STARTED: Badge(PieceState.STARTED.label, "play-circle", Tone.RUNNING),
    PieceState.LATE: Badge(PieceState.LATE.label, "warning-circle", Tone.ACT_NOW),
    PieceState.DONE: Badge(PieceState.DONE.label, "check-circle", Tone.CONFIRMED),
}
VERDICT = {
    Verdict.PASSED: Badge("Đạt", "check-circle", Tone.CONFIRMED),
    Verdict.FAILED: Badge("Không đạt, loại", "prohibit", Tone.ACT_NOW),
    Verdict.UNKNOWN: Badge("Chưa xác định", "question", Tone.WATCH),
}
STANDING = {
    Standing.NO_CANDIDATE: Badge(Standing.NO_CANDIDATE.label, "circle-dashed", Tone.NEUTRAL),
    Standing.INCOMPLETE: Badge(Standing.INCOMPLETE.label, "hourglass-medium", Tone.NEUTRAL),
    Standing.ALL_EXCLUDED: Badge(Standing.ALL_EXCLUDED.label, "prohibit", Tone.ACT_NOW),
    Standing.UNVERIFIED: Badge(Standing.UNVERIFIED.label, "question", Tone.WATCH),
    Standing.MEETING: Badge(Standing.MEETING.label, "users-three", Tone.WATCH),
    Standing.SINGLE: Badge("Một hệ thống: đánh giá, nâng cấp hoặc thay thế", "info", Tone.RUNNING),
    Standing.WINNER: Badge(Standing.WINNER.label, "trophy", Tone.RUNNING),
}
CHOSEN = Badge("Được chọn", "check-circle", Tone.CONFIRMED)
EXEMPTED = Badge("Ngoại lệ", "warning", Tone.WATCH)
STOPPED = Badge("Không được chọn", "stop-circle", Tone.NEUTRAL)
EXCLUDED = Badge("Bị loại", "prohibit", Tone.ACT_NOW)
CANDIDATE = Badge("Đang xem xét", "circle-dashed", Tone.NEUTRAL)
REVIEW = Badge("Cần xem lại", "warning", Tone.WATCH)
NO_SYSTEM = Badge("Chưa có hệ thống", "circle-dashed", Tone.NEUTRAL)
