"""Ban hành: what the văn thư and the signer gave, the plan kept as it was on paper, and what differs since."""

from dataclasses import asdict, replace

from app.exports.differences import Difference, compare
from app.journal.change import new_id
from app.models.errors import InvalidInputError, RefusedError
from app.models.plan import queries, sealing
from app.models.plan.entities import IssueRow
from app.models.plan.records import Authority, PlanView, Signing
from app.services import settings
from app.services.desk import Desk, Outcome, typed


def issue(desk: Desk, *, signing: Signing) -> Outcome:
    """Record number, date, signer and quyền hạn ký of the signed paper, and freeze the plan as it is now.

    Never undone: a correction is issuing again, which names the earlier one.

    Raises:
        InvalidInputError: a part is missing, or TUQ. without its authorisation or after it expired.
    """
    checked = _checked(signing)
    if checked.authority is Authority.TUQ and settings.body(desk).kind == "party":
        raise InvalidInputError(
            "Văn bản của Đảng không có hình thức ký thừa ủy quyền.", "Chọn T/M, K/T, T/L hoặc đổi cơ quan ban hành."
        )
    with desk.act(f"Ban hành số {checked.number}/{checked.symbol}", undoable=False) as act:
        plan = queries.the_plan(act.session)
        view = replace(queries.view(act.session, desk.province), issued=checked)
        seal = sealing.seal(act.session, plan.id, view)
        act.session.add(IssueRow(id=new_id(), plan_id=plan.id, signing=_stored(checked), seal=seal.to_fields()))
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
    on_behalf_of = typed(signing.on_behalf_of, where="Thay mặt, thay quyền")
    if (
        signing.authority in (Authority.TM, Authority.TM_KT, Authority.TL, Authority.TUQ, Authority.KT)
        and not on_behalf_of
    ):
        raise InvalidInputError("Chưa ghi ký thay mặt hoặc ký thay ai.", "Ví dụ: BAN CHỈ ĐẠO; TRƯỞNG BAN.")
    authorisation = typed(signing.authorisation, where="Văn bản ủy quyền")
    if signing.authority is Authority.TUQ:
        _check_authorisation(signing, authorisation)
    return replace(
        signing,
        number=number.zfill(2),
        symbol=typed(signing.symbol, where="Ký hiệu", required=True),
        signer=signer,
        position=typed(signing.position, where="Chức vụ người ký", required=True),
        on_behalf_of=on_behalf_of,
        agency_post=typed(signing.agency_post, where="Chức vụ tại cơ quan"),
        authorisation=authorisation,
    )


def _check_authorisation(signing: Signing, authorisation: str) -> None:
    until = signing.authorisation_until
    if not authorisation or until is None:
        raise InvalidInputError(
            "Ký thừa ủy quyền (TUQ.) phải có văn bản ủy quyền.", "Ghi số, ngày văn bản ủy quyền và thời hạn ủy quyền."
        )
    if signing.issued_on > until:
        raise InvalidInputError(
            f"Văn bản ủy quyền {authorisation} đã hết hạn ngày {until:%d/%m/%Y}.",
            "Người ủy quyền ký, hoặc ghi văn bản ủy quyền mới.",
        )


def _stored(signing: Signing) -> dict[str, object]:
    data = asdict(signing)
    data["issued_on"] = signing.issued_on.isoformat()
    data["authority"] = signing.authority.value
    until = signing.authorisation_until
    data["authorisation_until"] = until.isoformat() if until else None
    return data
