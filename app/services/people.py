"""Who sits at the desk: profiles, changing the person, PINs."""

from app.journal.change import new_id
from app.models import queries
from app.models.errors import InvalidInputError
from app.models.people.entities import Person
from app.models.queries import PersonCard
from app.models.writing import assign, require
from app.services.desk import Desk, Outcome, typed

_PIN_LENGTHS = range(4, 13)
_LABELS = {"full_name": "Họ và tên", "position": "Chức vụ", "unit": "Đơn vị"}


def people(desk: Desk) -> tuple[PersonCard, ...]:
    """Everybody of this workspace."""
    with desk.workspace.reading() as session:
        return queries.people(session)


def add_person(desk: Desk, *, full_name: str, position: str = "", unit: str = "", pin: str = "") -> Outcome:
    """Add a person.

    Raises:
        InvalidInputError: no name, or a PIN that is not 4-12 digits.
    """
    record = Person(
        id=new_id(),
        full_name=typed(full_name, where=_LABELS["full_name"], required=True),
        position=typed(position, where=_LABELS["position"]),
        unit=typed(unit, where=_LABELS["unit"]),
        pin_hash=_hashed(pin),
    )
    with desk.act("Thêm người") as act:
        act.session.add(record)
    return act.outcome


def edit_person(
    desk: Desk, *, person_id: str, full_name: str | None = None, position: str | None = None, unit: str | None = None
) -> Outcome:
    """Change what is given of a person's profile."""
    given = {"full_name": full_name, "position": position, "unit": unit}
    values = {
        name: typed(value, where=_LABELS[name], required=name == "full_name")
        for name, value in given.items()
        if value is not None
    }
    with desk.act("Sửa hồ sơ người dùng") as act:
        record = require(act.session, Person, person_id)
        assign(record, **values)
    if desk.person is not None and desk.person.id == person_id:
        desk.person = queries.person_card(record)
    return act.outcome


def set_pin(desk: Desk, *, person_id: str, new_pin: str, old_pin: str = "") -> Outcome:
    """Set, change or (empty) remove a person's PIN.

    Raises:
        InvalidInputError: the old PIN is wrong, or the new one is not 4-12 digits.
    """
    with desk.act("Đổi mã PIN", undoable=False) as act:
        record = require(act.session, Person, person_id)
        _check(record, old_pin)
        record.pin_hash = _hashed(new_pin)
    return act.outcome


def switch_person(desk: Desk, *, person_id: str, pin: str = "") -> PersonCard:
    """Seat another person at the desk (Đổi người dùng).

    Raises:
        InvalidInputError: wrong PIN.
    """
    card = confirm(desk, person_id=person_id, pin=pin)
    desk.person = card
    if not desk.read_only:
        desk.workspace.set_local("person", card.id)
    return card


def confirm(desk: Desk, *, person_id: str, pin: str) -> PersonCard:
    """The person whose PIN was typed: what an act with a second person asks for.

    Raises:
        InvalidInputError: wrong PIN.
    """
    with desk.workspace.reading() as session:
        record = require(session, Person, person_id)
        _check(record, pin)
        return queries.person_card(record)


def _hashed(pin: str) -> str:
    if not pin:
        return ""
    if not (pin.isascii() and pin.isdigit()) or len(pin) not in _PIN_LENGTHS:
        raise InvalidInputError("Mã PIN không hợp lệ.", "Mã PIN gồm 4 đến 12 chữ số.")
    from argon2 import PasswordHasher  # only where a PIN is set or asked for: the first screen need not wait for it

    return PasswordHasher().hash(pin)


def _check(record: Person, pin: str) -> None:
    if not record.pin_hash:
        return
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerifyMismatchError

    try:
        PasswordHasher().verify(record.pin_hash, pin)
    except (VerifyMismatchError, InvalidHashError):
        raise InvalidInputError(f"Mã PIN của {record.full_name} không đúng.", "Nhập lại mã PIN.") from None
