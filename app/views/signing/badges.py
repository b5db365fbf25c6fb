"""Whether somebody has signed, and what a signature is worth, as they are always shown."""

from app.exports.signing.verification import Verdict, Verification
from app.views.common.badge import Badge
from app.views.common.palette import Tone

SIGNED = Badge("Đã ký", "check-circle", Tone.CONFIRMED)
WAITING = Badge("Chưa ký", "circle-dashed", Tone.NEUTRAL)
VERDICT = {
    Verdict.VALID: Badge("Hợp lệ", "circle-wavy-check", Tone.CONFIRMED),
    Verdict.UNTRUSTED: Badge("Toàn vẹn, chưa xác nhận chứng thư", "seal-question", Tone.WATCH),
    Verdict.INVALID: Badge("Không hợp lệ", "circle-wavy-warning", Tone.ACT_NOW),
}
UNSIGNED = Badge("Chưa có chữ ký số", "pen-nib", Tone.NEUTRAL)


def of_file(found: Verification) -> Badge:
    """What a whole file is worth."""
    if found.problems:
        return VERDICT[Verdict.INVALID]
    if not found.signatures:
        return UNSIGNED
    return VERDICT[Verdict.VALID if found.is_valid else Verdict.UNTRUSTED]
