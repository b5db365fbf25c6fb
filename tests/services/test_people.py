import pytest

from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.services import history, opening, people
from app.services.desk import Desk
from tests.conftest import StandingClock
from tests.steps import added, bytes_of, changes

PIN = "4271"


def phuc(desk: Desk, pin: str = "") -> str:
    return people.add_person(desk, full_name="Lê Đình Phúc", position="Trưởng phòng", pin=pin).created[0]


def me(desk: Desk) -> str:
    assert desk.person is not None
    return desk.person.id


def test_who_made_the_plan_sits_at_the_desk(desk: Desk) -> None:
    assert desk.person is not None
    assert (desk.person.full_name, desk.person.unit) == ("Nguyễn Thị Đào", "Văn phòng UBND tỉnh")


def test_everybody_in_order_of_entry(desk: Desk) -> None:
    phuc(desk, PIN)
    assert [(one.full_name, one.has_pin) for one in people.people(desk)] == [
        ("Nguyễn Thị Đào", False),
        ("Lê Đình Phúc", True),
    ]


def test_each_change_bears_its_person(desk: Desk) -> None:
    other = phuc(desk)
    people.switch_person(desk, person_id=other)
    (made,) = changes(desk, entity="task", entity_id=added(desk))
    assert made.author == other


def test_the_seat_is_kept_at_the_next_opening(desk: Desk, clock: StandingClock) -> None:
    people.switch_person(desk, person_id=phuc(desk))
    desk.close()
    again = opening.open_desk(desk.path, now=clock)
    try:
        assert again.person is not None
        assert again.person.full_name == "Lê Đình Phúc"
    finally:
        again.close()


def test_whoever_has_a_pin_is_asked_for_it(desk: Desk, clock: StandingClock) -> None:
    other = phuc(desk, PIN)
    people.switch_person(desk, person_id=other, pin=PIN)
    desk.close()
    again = opening.open_desk(desk.path, now=clock)
    try:
        assert again.person is None
        with pytest.raises(RefusedError, match="Chưa chọn người dùng"):
            added(again)
    finally:
        again.close()


@pytest.mark.parametrize("pin", ["", "0000", "42711", PIN[::-1]])
def test_a_wrong_pin_seats_nobody(desk: Desk, pin: str) -> None:
    with pytest.raises(InvalidInputError, match="Mã PIN của Lê Đình Phúc không đúng"):
        people.switch_person(desk, person_id=phuc(desk, PIN), pin=pin)
    assert desk.person is not None
    assert desk.person.full_name == "Nguyễn Thị Đào"


@pytest.mark.parametrize("pin", ["123", "1234567890123", "abcd", "12 34", "²²²²", "-123"])
def test_a_pin_is_four_to_twelve_digits(desk: Desk, pin: str) -> None:
    with pytest.raises(InvalidInputError, match="Mã PIN không hợp lệ"):
        people.set_pin(desk, person_id=me(desk), new_pin=pin)


def test_a_pin_is_changed_with_the_old_one(desk: Desk) -> None:
    other = phuc(desk, PIN)
    with pytest.raises(InvalidInputError, match="không đúng"):
        people.set_pin(desk, person_id=other, new_pin="9999")
    people.set_pin(desk, person_id=other, new_pin="9999", old_pin=PIN)
    assert people.confirm(desk, person_id=other, pin="9999").id == other


def test_a_pin_is_taken_away(desk: Desk) -> None:
    other = phuc(desk, PIN)
    people.set_pin(desk, person_id=other, new_pin="", old_pin=PIN)
    assert people.switch_person(desk, person_id=other).id == other


def test_a_pin_is_not_stored_readably(desk: Desk) -> None:
    long = "739182640517"  # a shorter one may stand by chance in what is random
    phuc(desk, long)
    assert long.encode() not in bytes_of(desk)


def test_a_pin_is_not_in_the_history(desk: Desk) -> None:
    other = phuc(desk, PIN)
    labels = {line.field_label for line in history.history(desk, entity="person", record_id=other)}
    assert labels == {"Họ và tên", "Chức vụ"}


def test_a_pin_is_not_undone(desk: Desk) -> None:
    other = phuc(desk)
    people.set_pin(desk, person_id=other, new_pin=PIN)
    assert history.undo_title(desk) == ""


def test_a_profile_is_corrected(desk: Desk) -> None:
    people.edit_person(desk, person_id=me(desk), full_name="Nguyễn Thị Đào", position="Phó phòng", unit="Sở Nội vụ")
    assert desk.person is not None
    assert (desk.person.position, people.people(desk)[0].unit) == ("Phó phòng", "Sở Nội vụ")


def test_a_person_has_a_name(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match="Họ và tên đang để trống"):
        people.add_person(desk, full_name=" ")


def test_somebody_unknown(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        people.switch_person(desk, person_id="khong-co")
