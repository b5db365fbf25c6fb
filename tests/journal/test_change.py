import unicodedata
import uuid

import pytest

from app.journal.change import natural_id, new_id, nfc

from .builders import delete, put, stamp


def test_new_ids_are_uuid7_and_rise() -> None:
    ids = [new_id() for _ in range(100)]
    assert ids == sorted(set(ids))
    assert {uuid.UUID(text).version for text in ids} == {7}


def test_the_same_thing_has_the_same_id_on_every_desk() -> None:
    assert natural_id("08", "unit", "Sở Nội vụ") == natural_id("08", "unit", "Sở Nội vụ")


def test_a_natural_id_never_changes_between_versions() -> None:
    assert natural_id("08", "unit", "so-noi-vu") == "e91a3417-3e57-5788-85e1-e62fad531f9b"


def test_a_natural_id_does_not_depend_on_the_unicode_form() -> None:
    name = "Đảng uỷ phường Nông Tiến"
    assert natural_id("08", "unit", unicodedata.normalize("NFD", name)) == natural_id("08", "unit", name)


@pytest.mark.parametrize("other", [("09", "unit", "k"), ("08", "form", "k"), ("08", "unit", "l"), ("08", "uni", "tk")])
def test_natural_ids_differ_by_province_entity_and_key(other: tuple[str, str, str]) -> None:
    assert natural_id("08", "unit", "k") != natural_id(*other)


def test_nfc_composes_text_keys_and_what_is_inside() -> None:
    decomposed = unicodedata.normalize("NFD", "biên bản")
    assert nfc({decomposed: [decomposed, {"đ": decomposed}]}) == {"biên bản": ["biên bản", {"đ": "biên bản"}]}


@pytest.mark.parametrize("value", [None, True, 7, "đ", [], {}])
def test_nfc_leaves_the_rest_alone(value: None | bool | int | str) -> None:
    assert nfc(value) is value or nfc(value) == value


def test_nfc_refuses_keys_that_fall_together() -> None:
    with pytest.raises(ValueError, match="two keys"):
        nfc({"ế": 1, unicodedata.normalize("NFD", "ế"): 2})


def test_without_a_cap_the_stamp_is_effective() -> None:
    assert put("a", 3).effective == stamp(3)


def test_the_lower_of_stamp_and_cap_is_effective() -> None:
    assert put("a", 3, cap=stamp(1)).effective == stamp(1)
    assert put("a", 3, cap=stamp(9)).effective == stamp(3)


def test_a_delete_writes_the_deletion() -> None:
    assert delete("d").written == {"deleted": True}


def test_two_changes_do_not_share_their_extra() -> None:
    assert put("a").extra is not put("b").extra
