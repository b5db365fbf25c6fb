from datetime import date

import pytest

from app.models.plan import form
from app.models.units.catalogue import MERGED_ON, UnitKind, UnitSeed, seeds
from app.models.units.gazetteer import find_province, provinces
from app.models.units.names import match_unit, split_units

LAM_DONG = seeds(find_province("Lâm Đồng"))
HA_NOI = seeds(find_province("Hà Nội"))


def names_of(units: tuple[UnitSeed, ...]) -> dict[str, str]:
    return {name: unit.key for unit in units for name in (*unit.aliases, unit.name)}


def by_key(key: str, units: tuple[UnitSeed, ...] = LAM_DONG) -> UnitSeed:
    return next(unit for unit in units if unit.key == key)


def test_keys_are_unique_ascii_slugs() -> None:
    keys = [unit.key for unit in LAM_DONG]
    assert len(keys) == len(set(keys))
    assert all(key.isascii() and " " not in key and key == key.lower() for key in keys)


def test_no_two_units_share_a_name_or_alias() -> None:
    for province in provinces():
        owners: dict[str, str] = {}
        for unit in seeds(province):
            for name in (unit.name, *unit.aliases):
                assert owners.setdefault(name.casefold(), unit.key) == unit.key, name


def test_every_successor_exists() -> None:
    keys = {unit.key for unit in LAM_DONG}
    assert {unit.successor_key for unit in LAM_DONG if unit.successor_key} <= keys


def test_every_old_body_has_an_end_and_a_successor() -> None:
    old = [unit for unit in LAM_DONG if unit.kind.is_old]
    assert len(old) == 13
    assert all(unit.valid_until and unit.successor_key for unit in old)


@pytest.mark.parametrize("units", [LAM_DONG, HA_NOI], ids=["province", "city"])
def test_the_form_names_only_units_that_are_there(units: tuple[UnitSeed, ...]) -> None:
    names = names_of(units)
    for group in form.load().groups:
        for row in group.rows:
            for name in split_units(f"{row.lead}; {row.coordinating}"):
                assert match_unit(name, names), name


@pytest.mark.parametrize(
    "heading",
    ["Tổ Công tác Liên ngành cấp tỉnh", "Các Sở, ban, ngành", "UBND các quận/huyện/thành phố (đơn vị cũ và mới)",
     "Doanh nghiệp CNTT (VNPT, Viettel...)"],
)  # fmt: skip
def test_bodies_of_section_4_are_there(heading: str) -> None:
    assert match_unit(heading, names_of(LAM_DONG))


def test_communes_are_units() -> None:
    communes = [unit for unit in LAM_DONG if unit.kind is UnitKind.COMMUNE]
    assert len(communes) == 124
    assert by_key("commune-25099").name == "UBND xã Đạ Huoai"
    assert by_key("commune-24823").name == "UBND Phường 1 Bảo Lộc"
    assert by_key("commune-25099").valid_from == MERGED_ON
    assert by_key("commune-25099").gazetteer_code == "25099"


def test_old_provinces_of_a_merged_one() -> None:
    old = [unit.short_name for unit in LAM_DONG if unit.kind is UnitKind.OLD_PROVINCE]
    assert old == ["Lâm Đồng", "Bình Thuận", "Đắk Nông"]
    assert by_key("old-province-67").valid_until == date(2025, 6, 30)


def test_an_unmerged_province_brings_no_old_ones() -> None:
    assert not [unit for unit in HA_NOI if unit.kind is UnitKind.OLD_PROVINCE]


def test_a_city_has_its_own_words_and_the_forms_as_alias() -> None:
    office = by_key("van-phong-tinh-uy", HA_NOI)
    assert office.name == "Văn phòng Thành ủy"
    assert "Văn phòng Tỉnh ủy (Đầu mối)" in office.aliases
    assert by_key("van-phong-ubnd", HA_NOI).name == "Văn phòng UBND thành phố"


def test_a_province_has_no_words_of_a_city() -> None:
    assert not [unit.name for unit in LAM_DONG if "Thành ủy" in unit.name or "{" in unit.name + "".join(unit.aliases)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Sở Thông tin và Truyền thông", "so-khoa-hoc-cong-nghe"),
        ("Sở Tài nguyên và Môi trường", "so-nong-nghiep-moi-truong"),
        ("Sở Nông nghiệp và Phát triển nông thôn", "so-nong-nghiep-moi-truong"),
        ("Sở Kế hoạch và Đầu tư", "so-tai-chinh"),
        ("Sở Giao thông vận tải", "so-xay-dung"),
        ("Sở Lao động - Thương binh và Xã hội", "so-noi-vu"),
        ("UBND các quận/huyện/thành phố", "ubnd-cap-xa"),
        ("Văn phòng HĐND-UBND các huyện cũ", "ubnd-cap-xa"),
    ],
)
def test_dissolved_units_know_their_successor(old: str, new: str) -> None:
    key = match_unit(old, names_of(LAM_DONG))
    assert key is not None
    assert by_key(key).successor_key == new


def test_the_district_level_ends_with_june_2025() -> None:
    ends = {unit.valid_until for unit in LAM_DONG if unit.kind is UnitKind.OLD_DISTRICT_LEVEL}
    assert ends == {date(2025, 6, 30)}


@pytest.mark.parametrize("key", ["so-ngoai-vu", "so-dan-toc-ton-giao", "so-lao-dong-thuong-binh-xa-hoi", "kho-bac"])
def test_what_is_uncertain_carries_a_note(key: str) -> None:
    assert by_key(key).note


def test_every_kind_has_its_vietnamese() -> None:
    assert all(kind.label for kind in UnitKind)


def test_seeds_are_the_same_each_time() -> None:
    assert seeds(find_province("Lâm Đồng")) == LAM_DONG
