"""Danh bạ: units that the province adds or corrects."""

from datetime import date

from app.journal.change import new_id
from app.models.errors import InvalidInputError
from app.models.plan import writing
from app.models.text import fold
from app.models.units.catalogue import UnitKind
from app.models.units.entities import Unit
from app.models.writing import require
from app.services.desk import Desk, Outcome, typed


def add_unit(
    desk: Desk,
    *,
    name: str,
    kind: UnitKind = UnitKind.DEPARTMENT,
    short_name: str = "",
    phone: str = "",
    email: str = "",
) -> Outcome:
    """Add a unit.

    Raises:
        InvalidInputError: no name, or a unit has it already (marks and case apart).
    """
    name = typed(name, where="Tên đơn vị", required=True)
    with desk.act("Thêm đơn vị") as act:
        known = next((known for known in writing.unit_names(act.session) if fold(known) == fold(name)), None)
        if known is not None:
            raise InvalidInputError(f"Danh bạ đã có “{known}”.", "Dùng đơn vị đã có, hoặc đặt tên khác hẳn.")
        act.session.add(
            Unit(
                id=new_id(),
                name=name,
                kind=kind.value,
                short_name=typed(short_name, where="Tên gọn"),
                phone=typed(phone, where="Điện thoại"),
                email=typed(email, where="Thư điện tử"),
            )
        )
    return act.outcome


def edit_unit(
    desk: Desk,
    *,
    unit_id: str,
    name: str | None = None,
    short_name: str | None = None,
    phone: str | None = None,
    email: str | None = None,
    note: str | None = None,
) -> Outcome:
    """Change what is given of a unit; papers follow its new name."""
    given = {"name": name, "short_name": short_name, "phone": phone, "email": email, "note": note}
    labels = {
        "name": "Tên đơn vị",
        "short_name": "Tên gọn",
        "phone": "Điện thoại",
        "email": "Thư điện tử",
        "note": "Ghi chú",
    }
    with desk.act("Sửa đơn vị") as act:
        unit = require(act.session, Unit, unit_id)
        for field, value in given.items():
            if value is not None:
                cleaned = typed(value, where=labels[field], required=field == "name")
                if getattr(unit, field) != cleaned:
                    setattr(unit, field, cleaned)
    return act.outcome


def end_unit(desk: Desk, *, unit_id: str, last_day: date, successor_id: str = "") -> Outcome:
    """Say that a unit ceases to exist after a day, and who takes over.

    Raises:
        InvalidInputError: it would succeed itself.
    """
    if successor_id == unit_id:
        raise InvalidInputError("Đơn vị không thể kế thừa chính nó.", "Chọn đơn vị khác.")
    with desk.act("Ghi đơn vị hết hiệu lực") as act:
        unit = require(act.session, Unit, unit_id)
        if successor_id:
            require(act.session, Unit, successor_id)
        unit.valid_until = last_day.isoformat()
        unit.successor_id = successor_id or None
    return act.outcome
