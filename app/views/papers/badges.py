"""Where a paper stands, as it is always shown."""

from app.models.papers.records import Stage, Standing
from app.views.common.badge import Badge
from app.views.common.palette import Tone

STAGE = {
    Stage.DRAFT: Badge(Stage.DRAFT.label, "note-pencil", Tone.NEUTRAL),
    Stage.CONSULTING: Badge(Stage.CONSULTING.label, "chats", Tone.RUNNING),
    Stage.SUBMITTED: Badge(Stage.SUBMITTED.label, "paper-plane-tilt", Tone.RUNNING),
    Stage.SIGNED: Badge(Stage.SIGNED.label, "pen-nib", Tone.RUNNING),
    Stage.NUMBERED: Badge(Stage.NUMBERED.label, "hash", Tone.RUNNING),
    Stage.STAMPED: Badge(Stage.STAMPED.label, "circle-wavy", Tone.RUNNING),
    Stage.ISSUED: Badge(Stage.ISSUED.label, "check-circle", Tone.CONFIRMED),
    Stage.ARCHIVED: Badge(Stage.ARCHIVED.label, "archive-box", Tone.CONFIRMED),
}
STANDING = {
    Standing.NOT_OUT: Badge(Standing.NOT_OUT.label, "circle-dashed", Tone.NEUTRAL),
    Standing.IN_FORCE: Badge(Standing.IN_FORCE.label, "check-circle", Tone.CONFIRMED),
    Standing.CORRECTED: Badge(Standing.CORRECTED.label, "pencil-line", Tone.WATCH),
    Standing.REPLACED: Badge(Standing.REPLACED.label, "arrows-left-right", Tone.WATCH),
    Standing.WITHDRAWN: Badge(Standing.WITHDRAWN.label, "prohibit", Tone.NEUTRAL),
}
