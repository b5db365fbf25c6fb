"""Who is on duty that night: adding, changing, taking off, and who commands."""

from dataclasses import replace
from datetime import datetime
from typing import TypedDict, Unpack

from app.journal.change import new_id
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.runbook.records import Contact, Master
from app.services.desk import Desk, Outcome
from app.services.runbook.masters import change, cleaned_fields, required


class ContactFields(TypedDict, total=False):
    """What `add_contact` and `edit_contact` may be given. `phone`: one or more numbers, separated by commas."""

    name: str
    phone: str
    position: str
    team: str
    person_id: str
    available_from: datetime | None
    available_until: datetime | None


def set_head(desk: Desk, *, contact_id: str) -> Outcome:
    """Say who commands the night."""

    def headed(known: Master) -> Master:
        _contact(known, contact_id)
        return replace(known, head_id=contact_id)

    return change(desk, "Đặt chỉ huy đêm chuyển đổi", headed)


def add_contact(desk: Desk, **given: Unpack[ContactFields]) -> Outcome:
    """Add a person on duty.

    Raises:
        InvalidInputError: no name.
    """
    values = cleaned_fields(given)
    if not values.get("name"):
        raise InvalidInputError("Họ và tên đang để trống.", "Nhập họ và tên người trực.")
    made = Contact(new_id(), **values)
    return change(desk, "Thêm người trực", lambda known: replace(known, contacts=(*known.contacts, made)))


def edit_contact(desk: Desk, *, contact_id: str, **given: Unpack[ContactFields]) -> Outcome:
    """Change a person on duty."""
    values = cleaned_fields(given)

    def edited(known: Master) -> Master:
        made = replace(_contact(known, contact_id), **values)
        return replace(known, contacts=tuple(made if one.id == contact_id else one for one in known.contacts))

    return change(desk, "Sửa người trực", edited)


def remove_contact(desk: Desk, *, contact_id: str) -> Outcome:
    """Take a person off duty.

    Raises:
        RefusedError: a step or gate still names the person.
    """

    def removed(known: Master) -> Master:
        gone = _contact(known, contact_id)
        busy = [one.number for one in known.steps if contact_id in (one.owner_id, one.deputy_id)]
        busy += [
            required(known, gate.step_id).number
            for gate in known.gates
            if any(role.contact_id == contact_id for role in gate.roles)
        ]
        if busy:
            raise RefusedError(
                f"{gone.name} đang được giao ở bước {', '.join(dict.fromkeys(busy))}.",
                "Thay người ở các bước đó trước.",
            )
        return replace(known, contacts=tuple(one for one in known.contacts if one.id != contact_id))

    return change(desk, "Bỏ người trực", removed)


def _contact(known: Master, contact_id: str) -> Contact:
    contact = known.contact(contact_id)
    if contact is None:
        raise NotFoundError("Người này không có trong danh sách trực.", "Thêm người trực trước.")
    return contact
