import pytest

from app.models.errors import InvalidInputError
from app.views.selection.score_typing import typed
from app.views.selection.typed_numbers import done_of, whole


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("0", "0"),
        ("7", "7"),
        ("10", "10"),
        ("7,", "7,5"),
        ("7.", "7,5"),
        ("7,5", "7,5"),
        ("0,", "0,5"),
        ("10,", "10"),
        ("78", "8"),
        ("7,8", "8"),
        (",", ""),
        ("a", ""),
    ],
)
def test_keys_become_a_score(keys: str, shown: str) -> None:
    text = ""
    for key in keys:
        text = typed(text, key)
    assert text == shown


@pytest.mark.parametrize(("text", "number"), [("12.500", 12_500), ("12 500", 12_500), (" 7 ", 7), ("0", 0)])
def test_counts_are_read_as_people_type_them(text: str, number: int) -> None:
    assert whole(text, where="Hồ sơ") == number


@pytest.mark.parametrize("text", ["", "1,5", "-3", "12.50", "một", "=1+1"])
def test_what_is_no_count_is_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        whole(text, where="Hồ sơ")
    assert refused.value.title.startswith("Hồ sơ:")


def test_done_of_total() -> None:
    assert done_of("92/124", where="Đơn vị") == (92, 124)
    assert done_of(" 1.092 / 1.240 ", where="Đơn vị") == (1092, 1240)


@pytest.mark.parametrize("text", ["92", "92/", "/124", "92 trên 124"])
def test_half_a_count_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        done_of(text, where="Đơn vị")
