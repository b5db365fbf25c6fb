import json
import unicodedata
from collections import Counter

import pytest

from app.models.errors import InvalidInputError
from app.models.resources import load_yaml, path_of
from app.models.text import sort_key
from app.models.units.gazetteer import Commune, find_province, provinces
from resources.gazetteer import build

LAM_DONG = find_province("Lâm Đồng")
HO_CHI_MINH = find_province("79")


def test_shipped_file_is_a_fresh_build() -> None:
    assert build.OUTPUT.read_text("utf-8") == build.text()


def test_licence_of_the_data_is_shipped() -> None:
    assert build.LICENSE.read_text("utf-8") == build.license_text()
    assert "MIT License" in build.license_text()


def test_34_provinces_from_63() -> None:
    old = [one.code for province in provinces() for one in province.old_provinces]
    assert len(provinces()) == 34
    assert len(old) == len(set(old)) == 63


def test_3321_communes_by_kind() -> None:
    kinds = Counter(commune.kind for province in provinces() for commune in province.communes)
    assert kinds == {"xã": 2621, "phường": 687, "đặc khu": 13}


def test_commune_codes_are_unique() -> None:
    codes = [commune.code for province in provinces() for commune in province.communes]
    assert len(codes) == len(set(codes)) == 3321


def test_all_text_is_nfc() -> None:
    text = path_of("gazetteer/provinces.json").read_text("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert len(json.loads(text)["provinces"]) == 34


@pytest.mark.parametrize(
    ("name", "merged_from"),
    [
        ("Lâm Đồng", ("Lâm Đồng", "Bình Thuận", "Đắk Nông")),
        ("Thành phố Hồ Chí Minh", ("Hồ Chí Minh", "Bà Rịa - Vũng Tàu", "Bình Dương")),
        ("Hà Nội", ()),
        ("Huế", ()),
        ("Quảng Ngãi", ("Quảng Ngãi", "Kon Tum")),
    ],
)
def test_merged_from(name: str, merged_from: tuple[str, ...]) -> None:
    assert find_province(name).merged_from == merged_from


def test_11_provinces_were_not_merged() -> None:
    assert sum(not province.merged_from for province in provinces()) == 11


def test_an_unmerged_province_still_knows_itself() -> None:
    assert [old.name for old in find_province("Hà Nội").old_provinces] == ["Hà Nội"]


@pytest.mark.parametrize(
    ("name", "title", "place"),
    [
        ("Lâm Đồng", "tỉnh Lâm Đồng", "Lâm Đồng"),
        ("Hà Nội", "thành phố Hà Nội", "Hà Nội"),
        ("Hồ Chí Minh", "Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
    ],
)
def test_titles_follow_decree_30(name: str, title: str, place: str) -> None:
    province = find_province(name)
    assert (province.name, province.title, province.place) == (name, title, place)


def test_cities() -> None:
    cities = {province.name for province in provinces() if province.is_city}
    assert cities == {"Hà Nội", "Huế", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Hồ Chí Minh"}


def test_provinces_stand_in_vietnamese_order() -> None:
    names = [province.name for province in provinces()]
    assert names == sorted(names, key=sort_key)
    assert names.index("Cao Bằng") < names.index("Cần Thơ") < names.index("Đà Nẵng") < names.index("Gia Lai")


def test_lam_dong_has_124_communes() -> None:
    assert Counter(commune.kind for commune in LAM_DONG.communes) == {"xã": 103, "phường": 20, "đặc khu": 1}


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("25099", "xã Đạ Huoai"),
        ("24823", "Phường 1 Bảo Lộc"),
        ("25054", "xã Bảo Lâm 1"),
        ("23272", "đặc khu Phú Quý"),
        ("24829", "phường B'Lao"),
        ("24781", "phường Xuân Hương - Đà Lạt"),
    ],
)
def test_commune_titles(code: str, title: str) -> None:
    assert next(commune for commune in LAM_DONG.communes if commune.code == code).title == title


@pytest.mark.parametrize("name", ["Điện Biên Phủ", "Trần Hưng Đạo"])
def test_a_name_of_event_or_person_takes_a_capital(name: str) -> None:
    assert Commune("0", name, "phường").title == f"Phường {name}"


def test_named_after_list_names_communes_that_exist() -> None:
    data = load_yaml("gazetteer/named-after.yaml")
    names = {commune.name for province in provinces() for commune in province.communes}
    assert set(data["persons"]) | set(data["events"]) <= names


def test_the_title_decides_where_the_package_contradicts_itself() -> None:
    kinds = {commune.code: commune.kind for province in provinces() for commune in province.communes}
    assert [kinds[code] for code in ("10543", "11848", "31213", "31299")] == ["phường", "xã", "phường", "xã"]


@pytest.mark.parametrize(
    "text",
    [
        "Lâm Đồng",
        "lam dong",
        "LÂM ĐỒNG",
        "Tỉnh Lâm Đồng",
        "  tinh   lam dong ",
        "68",
        unicodedata.normalize("NFD", "tỉnh Lâm Đồng"),
    ],
)
def test_find_province_by_any_writing(text: str) -> None:
    assert find_province(text) == LAM_DONG


@pytest.mark.parametrize("text", ["TP.HCM", "TP. Hồ Chí Minh", "TP Hồ Chí Minh", "thanh pho ho chi minh", "HCM"])
def test_find_the_city(text: str) -> None:
    assert find_province(text) == HO_CHI_MINH


def test_find_province_names_those_that_fit() -> None:
    with pytest.raises(InvalidInputError, match="Quảng Ngãi, Quảng Ninh, Quảng Trị"):
        find_province("Quảng")


def test_find_province_names_near_ones() -> None:
    with pytest.raises(InvalidInputError, match="Lâm Đồng"):
        find_province("Lam Dog")


def test_an_old_province_leads_to_its_new_one() -> None:
    with pytest.raises(InvalidInputError, match="đã sáp nhập vào tỉnh Lâm Đồng"):
        find_province("Đắk Nông")


@pytest.mark.parametrize("text", ["", "   ", "xyz", "tỉnh"])
def test_find_province_refuses_what_is_none(text: str) -> None:
    with pytest.raises(InvalidInputError, match="34 tỉnh, thành phố"):
        find_province(text)
