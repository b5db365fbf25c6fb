"""The second person: an irreversible or critical act needs somebody else's PIN."""

from dataclasses import dataclass

from app.models.errors import RefusedError
from app.models.runbook.records import Step
from app.services import people
from app.services.desk import Desk
from app.services.runbook.recording import name_of


@dataclass(frozen=True, slots=True)
class Second:
    """The second person that an irreversible step needs: who, and the PIN they typed."""

    person_id: str
    pin: str


def second_person(desk: Desk, step: Step, second: Second | None) -> str:
    """Name of the second person, whose PIN was typed.

    Raises:
        RefusedError: nobody, the same person, or one without a PIN.
        InvalidInputError: the PIN is wrong.
    """
    if second is None:
        raise RefusedError(f"{name_of(step)} cần người thứ hai xác nhận.", "Người thứ hai nhập mã PIN của mình.")
    if desk.person is not None and second.person_id == desk.person.id:
        raise RefusedError("Người thứ hai phải là người khác.", "Chọn người khác nhập mã PIN.")
    return confirmed(desk, second)


def confirmed(desk: Desk, second: Second) -> str:
    """Name of a person who proved themselves by PIN.

    Raises:
        RefusedError: the person has no PIN.
        InvalidInputError: the PIN is wrong.
    """
    card = people.confirm(desk, person_id=second.person_id, pin=second.pin)
    if not card.has_pin:
        raise RefusedError(f"{card.full_name} chưa có mã PIN.", "Đặt mã PIN trong Thiết lập trước đêm chuyển đổi.")
    return card.full_name
