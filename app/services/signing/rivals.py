"""Two desks signed two files side by side: one file is kept, the signature on the other is set aside and given anew."""

from app.models.errors import RefusedError
from app.models.signing import queries
from app.models.signing.entities import SignatureRow
from app.models.signing.records import SealedRef
from app.services.desk import Desk, Outcome, typed


def set_aside(desk: Desk, *, ref: SealedRef, signature_id: str, reason: str) -> Outcome:
    """Let the last signature of one of two rival files count no more; its file stays stored.

    Raises:
        RefusedError: there are no rival files, or this signature is not the last of one.
        InvalidInputError: without a reason.
    """
    reason = typed(reason, where="Lý do", required=True)
    with desk.act(f"Để riêng chữ ký trùng: {ref.title}", undoable=False) as act:
        known = queries.state(act.session, ref)
        ends = {one.file.sha256 for one in known.ends}
        chosen = next((one for one in known.signatures if one.id == signature_id), None)
        if len(ends) < 2 or chosen is None or chosen.file.sha256 not in ends:
            raise RefusedError(
                "Chữ ký này không trùng với tệp ký song song nào.", "Chỉ để riêng chữ ký cuối của một trong hai tệp."
            )
        row = act.session.get_one(SignatureRow, signature_id)
        row.set_aside = reason
    return act.outcome
