import unicodedata

import pytest

from app.models.units.names import match_unit, near_names, split_units

NAMES = {
    "Sở Nội vụ": "noi-vu",
    "Sở Khoa học và Công nghệ": "khcn",
    "Sở KHCN": "khcn",
    "Văn phòng UBND tỉnh": "vp",
    "Văn phòng Tỉnh ủy": "vptu",
    "UBND xã Mỹ Thọ": "xa-1",
    "UBND xã Mỹ Tho": "xa-2",
}


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Doanh nghiệp CNTT, các đơn vị cấp xã", ("Doanh nghiệp CNTT", "các đơn vị cấp xã")),
        ("Sở Văn hóa, Thể thao và Du lịch", ("Sở Văn hóa, Thể thao và Du lịch",)),
        ("so van hoa, the thao va du lich, Sở Y tế", ("so van hoa, the thao va du lich", "Sở Y tế")),
        ("Các Sở, ngành", ("Các Sở, ngành",)),
        ("Sở Y tế; Sở Nội vụ\nSở Tài chính", ("Sở Y tế", "Sở Nội vụ", "Sở Tài chính")),
        ("Sở Nội vụ và Sở Tài chính", ("Sở Nội vụ", "Sở Tài chính")),
        ("Sở Nông nghiệp và Môi trường", ("Sở Nông nghiệp và Môi trường",)),
        ("Doanh nghiệp CNTT (VNPT, Viettel...)", ("Doanh nghiệp CNTT (VNPT, Viettel...)",)),
        ("UBND các quận/huyện/thành phố", ("UBND các quận/huyện/thành phố",)),
        ("Hội A và Hội B", ("Hội A và Hội B",)),
        (" Sở Y tế ,, Sở Y tế. ", ("Sở Y tế",)),
        ("", ()),
    ],
)
def test_split_units(text: str, units: tuple[str, ...]) -> None:
    assert split_units(text) == units


def test_names_of_the_workspace_stay_whole_too() -> None:
    assert split_units("Ban A, B và C, Sở Y tế", {"Ban A, B và C"}) == ("Ban A, B và C", "Sở Y tế")


def test_split_units_gives_nfc() -> None:
    assert split_units(unicodedata.normalize("NFD", "Sở Y tế")) == ("Sở Y tế",)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Sở Nội vụ", "noi-vu"),
        ("sở nội vụ", "noi-vu"),
        ("so noi vu", "noi-vu"),
        ("  Sở   Nội vụ ", "noi-vu"),
        ("Sở KHCN", "khcn"),
        ("Sở Khoa học & Công nghệ", "khcn"),
        ("Văn phòng Ủy ban nhân dân tỉnh", "vp"),
        ("Văn phòng Tỉnh ủy (Đầu mối)", "vptu"),
        (unicodedata.normalize("NFD", "Sở Nội vụ"), "noi-vu"),
        ("UBND xã Mỹ Thọ", "xa-1"),
        ("ubnd xã mỹ tho", "xa-2"),
        ("Sở Nội", None),
        ("", None),
    ],
)
def test_match_unit(text: str, unit: str | None) -> None:
    assert match_unit(text, NAMES) == unit


def test_a_name_that_fits_two_units_fits_none() -> None:
    assert match_unit("UBND xa My Tho", NAMES) is None


def test_one_unit_by_two_names_is_one_unit() -> None:
    assert match_unit("so khcn", NAMES) == "khcn"


@pytest.mark.parametrize(
    ("text", "first"),
    [("Sở Nôi vu", "Sở Nội vụ"), ("khoa học", "Sở Khoa học và Công nghệ"), ("vp ubnd", None), ("zzz", None)],
)
def test_near_names(text: str, first: str | None) -> None:
    assert next(iter(near_names(text, NAMES)), None) == first


def test_near_names_are_few_and_none_for_nothing() -> None:
    assert len(near_names("Sở", NAMES, count=2)) == 2
    assert near_names(" ", NAMES) == ()
