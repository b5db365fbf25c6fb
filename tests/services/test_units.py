import unicodedata
from datetime import date

import pytest

from app.models.errors import InvalidInputError, NotFoundError
from app.models.plan.table import TaskQuery
from app.services import plan, tasks, units
from app.services.desk import Desk
from tests.steps import added, row, task


def unit_id(desk: Desk, name: str) -> str:
    return next(unit.id for unit in plan.units(desk) if unit.name == name)


def test_an_added_unit_can_lead(desk: Desk) -> None:
    units.add_unit(
        desk, name="Đội ứng cứu sự cố", short_name="Đội ƯCSC", phone="0263 3822 000", email="ucsc@lamdong.vn"
    )
    lead = task(desk, added(desk, lead="doi ucsc")).lead
    assert lead is not None
    assert lead.name == "Đội ứng cứu sự cố"


@pytest.mark.parametrize("name", ["Sở Nội vụ", "so noi vu", "SỞ NỘI VỤ", unicodedata.normalize("NFD", "Sở Nội vụ")])
def test_a_name_that_is_there_already(desk: Desk, name: str) -> None:
    with pytest.raises(InvalidInputError, match="Danh bạ đã có “Sở Nội vụ”"):
        units.add_unit(desk, name=name)


def test_a_unit_has_a_name(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match="Tên đơn vị đang để trống"):
        units.add_unit(desk, name="")
    with pytest.raises(InvalidInputError, match="Tên đơn vị đang để trống"):
        units.edit_unit(desk, unit_id=unit_id(desk, "Sở Nội vụ"), name=" ")


def test_a_new_name_is_read_in_every_row(desk: Desk) -> None:
    first, second = added(desk, lead="Sở Y tế"), added(desk, coordinating=["Sở Y tế"])
    units.edit_unit(desk, unit_id=unit_id(desk, "Sở Y tế"), name="Sở Y tế và Dân số")
    lines = {line.task_id: line for line in plan.page(desk, query=TaskQuery(), offset=0, limit=99).lines}
    assert (lines[first].lead, lines[second].coordinating) == ("Sở Y tế và Dân số", "Sở Y tế và Dân số")


def test_a_row_of_the_form_keeps_its_printed_words(desk: Desk) -> None:
    before = row(desk, "1.1").lead
    assert before is not None
    units.edit_unit(desk, unit_id=before.id, name="Tên mới")
    after = row(desk, "1.1").lead
    assert after is not None
    assert after.shown == before.shown


def test_only_what_is_given_changes(desk: Desk) -> None:
    one = unit_id(desk, "Sở Y tế")
    outcome = units.edit_unit(desk, unit_id=one, phone="0263 111", note="")
    assert [ref.fields for ref in outcome.changed] == [("phone",)]


def test_a_unit_ends_and_names_its_successor(desk: Desk) -> None:
    old, new = unit_id(desk, "Sở Y tế"), unit_id(desk, "Sở Nội vụ")
    units.end_unit(desk, unit_id=old, last_day=date(2025, 6, 23), successor_id=new)
    card = next(unit for unit in plan.units(desk) if unit.id == old)
    assert (card.is_active, card.successor_id, card.valid_until) == (False, new, "2025-06-23")


def test_on_its_last_day_it_is_still_there(desk: Desk) -> None:
    old = unit_id(desk, "Sở Y tế")
    units.end_unit(desk, unit_id=old, last_day=date(2025, 6, 24))
    assert next(unit for unit in plan.units(desk) if unit.id == old).is_active


def test_it_does_not_succeed_itself(desk: Desk) -> None:
    old = unit_id(desk, "Sở Y tế")
    with pytest.raises(InvalidInputError, match="kế thừa chính nó"):
        units.end_unit(desk, unit_id=old, last_day=date(2025, 6, 24), successor_id=old)


def test_a_unit_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(NotFoundError, match="Không tìm thấy đơn vị"):
        units.edit_unit(desk, unit_id="khong-co", name="a")
    with pytest.raises(InvalidInputError, match="không có đơn vị “khong-co”"):
        tasks.set_lead(desk, task_id=row(desk, "1.1").id, unit="khong-co")
