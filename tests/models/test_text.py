import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.models.errors import InvalidInputError
from app.models.text import MAX_TEXT, clean, fold, same_but_for_marks, sort_key

VIETNAMESE = st.text("aàảãáạăằẳẵắặâầẩẫấậbcdđeèéêềếệghiìíklmnoòóôồốơờớợpqrstuùúưừứvxyỳýĐÂĂÊÔƠƯ  ", max_size=30)


def cleaned(text: str) -> str:
    return clean(text, where="Nội dung")


@given(st.text())
@example("a\u200b\u0301")
@example(" \x0b ")
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)


@given(st.text())
@example("a\u200b\u0301")
def test_what_is_stored_is_composed(text: str) -> None:
    assert unicodedata.is_normalized("NFC", cleaned(text))


@given(st.text(st.characters(max_codepoint=0x2070)))
def test_no_control_character_is_stored(text: str) -> None:
    assert {unicodedata.category(ch) for ch in cleaned(text).replace("\n", "")} & {"Cc", "Cs"} == set()


@given(VIETNAMESE)
def test_typed_in_either_form_it_is_the_same(text: str) -> None:
    assert cleaned(unicodedata.normalize("NFD", text)) == cleaned(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Đường\ttruyền \u00a0 số  ", "Đường truyền số"),
        ("Dòng một\r\nDòng hai\rDòng ba", "Dòng một\nDòng hai\nDòng ba"),
        ("Ngắt dòng\vcủa Word", "Ngắt dòng\ncủa Word"),
        ("Tổ\u200b công\ufeff tác", "Tổ công tác"),
        ("x\ud800y", "xy"),
        ("ca\x00o", "cao"),
        ("\n\n", ""),
    ],
)
def test_pasted_text(typed: str, stored: str) -> None:
    assert cleaned(typed) == stored


def test_the_longest_text_is_stored() -> None:
    assert len(cleaned("đ" * MAX_TEXT)) == MAX_TEXT


def test_a_longer_one_is_refused_by_its_field() -> None:
    with pytest.raises(InvalidInputError, match=r"Ghi chú: dài 20001 ký tự"):
        clean("đ" * (MAX_TEXT + 1), where="Ghi chú")


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Chuyển đổi", "chuyen doi"), ("ĐƯỜNG TRUYỀN", "duong truyen"), ("Uỷ ban", "uy ban"), ("Ủy ban", "uy ban")],
)
def test_folding_drops_marks_and_case(text: str, folded: str) -> None:
    assert fold(text) == fold(unicodedata.normalize("NFD", text)) == folded


@given(VIETNAMESE)
def test_folding_leaves_plain_letters(text: str) -> None:
    assert fold(text).isascii()


@given(st.text())
def test_folding_does_not_depend_on_the_form(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    "ordered",
    [
        ["Đà Lạt", "Đạ Tẻh", "Đơn Dương", "Đức Trọng"],
        ["Cát Tiên", "Dran", "Đạ Huoai", "Em", "Gia Nghĩa"],
        ["ba", "bà", "bả", "bã", "bá", "bạ", "băn", "bần"],
        ["Công an", "Công đoàn", "Cục Thuế"],
        ["Sở", "Sở Nội vụ", "Sở Y tế"],
        ["a", "ă", "â", "b", "d", "đ", "e", "ê", "o", "ô", "ơ", "u", "ư", "y"],
    ],
)
def test_order_of_the_vietnamese_alphabet(ordered: list[str]) -> None:
    assert sorted(reversed(ordered), key=sort_key) == ordered


@given(VIETNAMESE)
def test_order_does_not_depend_on_the_form(text: str) -> None:
    assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(text)


def test_names_that_differ_by_marks_only() -> None:
    assert same_but_for_marks("Xã Mỹ Thọ", "Xã Mỹ Tho")
    assert not same_but_for_marks("Xã Mỹ Thọ", "Xã Mỹ Thọ")
    assert not same_but_for_marks("Xã Mỹ Thọ", "Xã Mỹ Hoà")


@given(st.text() | VIETNAMESE)
@example("Σίσυφος ẞ İ\u0301")
@example("Đường\u00a0“số”…")
def test_text_of_one_page_becomes_what_other_text_becomes(text: str) -> None:
    """The quick way for Vietnamese text gives what the slow one for all others gives."""
    gothic = "\U00010330"
    assert fold(f"{text} {gothic}") == f"{fold(text)} {gothic}"
    letters, _, tones = sort_key(text).rpartition("\t")
    assert sort_key(f"{text} {gothic}") == f"{letters}!{gothic}\t{tones}00"
