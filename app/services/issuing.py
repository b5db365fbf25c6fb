"""Ban hành: what the văn thư and the signer gave, the plan kept as it was on paper, and what differs since."""

from dataclasses import asdict, replace

from app.exports.differences import Difference, compare
from app.journal.change import new_id
from app.models.errors import InvalidInputError, RefusedError
from app.models.papers import powers
from app.models.papers.records import Signature
from app.models.plan import queries, sealing
from app.models.plan.entities import IssueRow
from app.models.plan.records import PlanView, Signing
from app.models.sealing import seal_fields
from app.services import settings
from app.services.desk import Desk, Outcome, typed


def issue(desk: Desk, *, signing: Signing) -> Outcome:
    """Record number, date, signer and quyền hạn ký of the signed paper, and freeze the plan as it is now.

    Never undone: a correction is issuing again, which names the earlier one.

    Raises:
        InvalidInputError: a part is missing, or TUQ. without its authorisation or after it expired.
    """
    checked = _checked(signing)
    powers.check(_signature(checked), settings.body(desk).kind)
    with desk.act(f"Ban hành số {checked.number}/{checked.symbol}", undoable=False) as act:
        plan = queries.the_plan(act.session)
        view = replace(queries.view(act.session, desk.province), issued=checked)
        seal = sealing.seal(act.session, plan.id, view)
        fields = seal_fields(act.session, seal)
        act.session.add(IssueRow(id=new_id(), plan_id=plan.id, signing=_stored(checked), seal=fields))
    return act.outcome


def issued(desk: Desk) -> PlanView | None:
    """The plan as the last issue froze it; None before the first."""
    with desk.workspace.reading() as session:
        row = queries.last_issue(session, queries.the_plan(session).id)
        return sealing.sealed_plan(row) if row and row.seal else None


def differences(desk: Desk) -> tuple[Difference, ...]:
    """Every difference of the live plan from the issued one ("so với bản đã ban hành").

    Raises:
        RefusedError: nothing has been issued.
    """
    with desk.workspace.reading() as session:
        live = queries.view(session, desk.province)
        row = queries.last_issue(session, live.id)
        if row is None or not row.seal:
            raise RefusedError("Kế hoạch chưa ban hành nên chưa có gì để so.", "Ban hành kế hoạch trước.")
        return compare(sealing.sealed_plan(row), live)


def _checked(signing: Signing) -> Signing:
    number = typed(signing.number, where="Số văn bản", required=True)
    if not (number.isascii() and number.isdigit()) or int(number) == 0:
        raise InvalidInputError(f"Số văn bản “{number}” không hợp lệ.", "Ghi số văn thư đã cấp, chỉ gồm chữ số.")
    signer = typed(signing.signer, where="Họ và tên người ký", required=True)
    return replace(
        signing,
        number=number.zfill(2),
        symbol=typed(signing.symbol, where="Ký hiệu", required=True),
        signer=signer,
        position=typed(signing.position, where="Chức vụ người ký", required=True),
        on_behalf_of=typed(signing.on_behalf_of, where="Thay mặt, thay quyền"),
        agency_post=typed(signing.agency_post, where="Chức vụ tại cơ quan"),
        authorisation=typed(signing.authorisation, where="Văn bản ủy quyền"),
    )


def _signature(signing: Signing) -> Signature:
    return Signature(
        signer=signing.signer,
        position=signing.position,
        signed_on=signing.issued_on,
        authority=signing.authority,
        on_behalf_of=signing.on_behalf_of,
        agency_post=signing.agency_post,
        authorisation=signing.authorisation,
        authorisation_until=signing.authorisation_until,
    )


def _stored(signing: Signing) -> dict[str, object]:
    data = asdict(signing)
    data["issued_on"] = signing.issued_on.isoformat()
    data["authority"] = signing.authority.value
    until = signing.authorisation_until
    data["authorisation_until"] = until.isoformat() if until else None
    return data
