"""What the way of a paper puts on it: number and date of the văn thư, who signed by which power, Nơi nhận.

Nothing of it is known before: the places stay blank for the pen.
"""

from app.exports.layout import date_line, number_line
from app.exports.paper_parts import symbol_of
from app.exports.plan_words import rules_of, signed, unsigned
from app.exports.tree import Recipients, SignatureBlock, TwoColumnHeader
from app.models.papers import records as papers
from app.models.papers.records import Paper
from app.models.plan import form
from app.models.plan.records import IssuingBody, Signing

RECIPIENTS = "Nơi nhận:"


def filed_letterhead(body: IssuingBody, kind: str, filed: Paper | None, *, is_dated: bool = True) -> TwoColumnHeader:
    """Boxes 1 to 4 of a kind ("KH", "TB") with what the văn thư gave; a Biên bản is not dated."""
    known = filed.number if filed else None
    number = number_line(
        rules_of(body), known.symbol if known else symbol_of(body, kind), known.number if known else ""
    )
    day = date_line(body.place, known.issued_on if known else None) if is_dated else ""
    return TwoColumnHeader(body.parent, body.name, number, day)


def filed_ending(body: IssuingBody, filed: Paper | None, recipients: tuple[str, ...]) -> SignatureBlock:
    """The place of the signature with who signed, and Nơi nhận: as recorded, else the lines given."""
    given = filed.signatures[-1] if filed and filed.signatures else None
    signature = signed(_signing(given), body) if given else unsigned(body, form.load().signing_note)
    return SignatureBlock((signature,), filed_recipients(filed) or Recipients(RECIPIENTS, (*recipients, kept(body))))


def filed_recipients(filed: Paper | None) -> Recipients | None:
    """Nơi nhận as recorded on the paper's way: `;` between the lines, `.` after the last."""
    lines = [one.text.rstrip(" ;.,") for one in filed.recipients] if filed else []
    if not lines:
        return None
    return Recipients(RECIPIENTS, (*(f"{line};" for line in lines[:-1]), f"{lines[-1]}."))


def kept(body: IssuingBody) -> str:
    """The last line of Nơi nhận (NĐ 30, PL I, II.9; HD 05)."""
    return "Lưu Văn phòng, Hồ sơ." if rules_of(body) == "party" else "Lưu: VT, Hồ sơ."


def _signing(given: papers.Signature) -> Signing:
    """A signature as the plan's own "Ban hành" records it; its number stands elsewhere."""
    return Signing(
        "",
        "",
        given.signed_on,
        given.signer,
        given.position,
        given.authority,
        given.on_behalf_of,
        given.agency_post,
        given.authorisation,
        given.authorisation_until,
    )
