"""Who has to sign a sealed record, and who has."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.models import rank
from app.models.errors import InvalidInputError, RefusedError
from app.models.signing import queries
from app.models.signing.entities import SignatoryRow
from app.models.signing.records import SealedRef, Signatory, SignatoryKind, SignedState
from app.services.desk import Desk, Outcome, typed


@dataclass(frozen=True, slots=True)
class NewSignatory:
    """Somebody who is to sign, as typed."""

    full_name: str
    position: str = ""
    kind: SignatoryKind = SignatoryKind.PERSON
    over: int | None = None
    """Of an agency: place in the list (from 0) of the person whose signature its seal overlaps; None: the last one."""


def set_signatories(desk: Desk, *, ref: SealedRef, signatories: Sequence[NewSignatory]) -> Outcome:
    """Say who signs, in the order of the paper. Those who have signed stay.

    Raises:
        InvalidInputError: a name is missing or stands twice, or a seal overlaps nobody.
        RefusedError: somebody who has signed is no longer in the list.
    """
    made = _made(desk, ref, signatories)
    with desk.act(f"Danh sách người ký: {ref.title}") as act:
        signed = {one.id for one in queries.state(act.session, ref).signed}
        kept = {one.id for one in made}
        for row in queries.signatories(act.session, ref):
            if row.id in kept:
                continue
            if row.id in signed:
                raise RefusedError(f"{row.full_name} đã ký, không bỏ khỏi danh sách được.", "Giữ nguyên người đã ký.")
            row.deleted = True
        for one, place in zip(made, rank.several(len(made)), strict=True):
            values = {"full_name": one.full_name, "position": one.position, "kind": one.kind.value, "over": one.over}
            known = act.session.get(SignatoryRow, one.id)
            if known is None:
                owner = {"subject_entity": ref.entity, "subject_id": ref.id}
                act.session.add(SignatoryRow(id=one.id, rank=place, **owner, **values))
                continue
            known.deleted, known.rank, known.over = False, place, one.over
    return act.outcome


def signed_state(desk: Desk, *, ref: SealedRef) -> SignedState:
    """Who of a sealed record has signed and who has not."""
    with desk.workspace.reading() as session:
        return queries.state(session, ref)


def _made(desk: Desk, ref: SealedRef, signatories: Sequence[NewSignatory]) -> tuple[Signatory, ...]:
    made: list[Signatory] = []
    for one in signatories:
        name = typed(one.full_name, where="Họ và tên người ký", required=True)
        position = typed(one.position, where="Chức vụ người ký")
        key = f"{ref.entity}/{ref.id}/{one.kind.value}/{name}/{position}"
        made.append(Signatory(desk.natural_id("signatory", key), name, position, one.kind))
    if len({one.id for one in made}) != len(made):
        raise InvalidInputError("Có người đứng hai lần trong danh sách ký.", "Bỏ dòng trùng, hoặc ghi rõ chức vụ.")
    people = [one for one in made if one.kind is SignatoryKind.PERSON]
    return tuple(_over(one, given, made, people) for one, given in zip(made, signatories, strict=True))


def _over(one: Signatory, given: NewSignatory, made: list[Signatory], people: list[Signatory]) -> Signatory:
    if one.kind is not SignatoryKind.AGENCY:
        return one
    if not people:
        raise InvalidInputError("Dấu cơ quan đóng trùm lên chữ ký, nhưng chưa có người ký.", "Thêm người ký trước.")
    target = people[-1]
    if given.over is not None:
        if not 0 <= given.over < len(made) or made[given.over].kind is not SignatoryKind.PERSON:
            raise InvalidInputError("Dấu cơ quan phải đóng lên chữ ký của một người.", "Chọn lại người ký.")
        target = made[given.over]
    return Signatory(one.id, one.full_name, one.position, one.kind, target.id)
