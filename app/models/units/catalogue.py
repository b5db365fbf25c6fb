"""The units a new workspace brings: bodies the form names, usual departments, communes, and units that ended.

The bodies are data (`resources/gazetteer/units.yaml`); communes and old provinces come from the gazetteer.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.models.resources import load_yaml
from app.models.units.gazetteer import Commune, OldProvince, Province

MERGED_ON = date(2025, 7, 1)
"""First day of the merged provinces and of the two-level local government."""


class UnitKind(StrEnum):
    """What sort of unit it is (Loại đơn vị)."""

    DEPARTMENT = "department"
    PARTY_BODY = "party_body"
    COUNCIL_OFFICE = "council_office"
    COMMUNE = "commune"
    TEAM = "team"
    CENTRE = "centre"
    POLICE = "police"
    TREASURY = "treasury"
    UNION = "union"
    VENDOR = "vendor"
    GROUP = "group"
    OLD_PROVINCE = "old_province"
    OLD_DISTRICT_LEVEL = "old_district_level"
    OLD_DEPARTMENT = "old_department"

    @property
    def label(self) -> str:
        """The Vietnamese for the screen."""
        return _LABELS[self]

    @property
    def is_old(self) -> bool:
        """Whether units of this kind ended with the mergers of 2025."""
        return self.value.startswith("old_")


_LABELS = {
    UnitKind.DEPARTMENT: "Sở, cơ quan ngang sở",
    UnitKind.PARTY_BODY: "Cơ quan Đảng",
    UnitKind.COUNCIL_OFFICE: "UBND, văn phòng cấp tỉnh",
    UnitKind.COMMUNE: "UBND xã, phường, đặc khu",
    UnitKind.TEAM: "Ban Chỉ đạo, tổ công tác",
    UnitKind.CENTRE: "Trung tâm, đơn vị sự nghiệp",
    UnitKind.POLICE: "Công an, quân sự",
    UnitKind.TREASURY: "Kho bạc, thuế, bảo hiểm",
    UnitKind.UNION: "Mặt trận, đoàn thể",
    UnitKind.VENDOR: "Doanh nghiệp",
    UnitKind.GROUP: "Nhóm đơn vị",
    UnitKind.OLD_PROVINCE: "Tỉnh cũ",
    UnitKind.OLD_DISTRICT_LEVEL: "Cấp huyện cũ",
    UnitKind.OLD_DEPARTMENT: "Cơ quan cũ đã hợp nhất",
}


@dataclass(frozen=True, slots=True)
class UnitSeed:
    """One unit as a new workspace gets it. `key` is stable: the record's id is made from province and key."""

    key: str
    name: str
    kind: UnitKind
    short_name: str
    gazetteer_code: str = ""
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    """Its last day; None while it exists."""
    successor_key: str = ""
    note: str = ""
    """What is uncertain about it, for the person who checks the list."""


def seeds(province: Province) -> tuple[UnitSeed, ...]:
    """All units of a new workspace: bodies in the order of the file, old provinces, communes by the alphabet."""
    bodies = [_body(row, province) for row in load_yaml("gazetteer/units.yaml")["units"]]
    old = [_old_province(one, province) for one in province.old_provinces if province.merged_from]
    return (*bodies, *old, *(_commune(commune) for commune in province.communes))


def _body(row: dict[str, Any], province: Province) -> UnitSeed:
    written = [row["name"], *row.get("aliases", ())]
    names = [_worded(text, is_city=province.is_city) for text in written]
    as_the_form = [_worded(text, is_city=False) for text in written]
    others = [name for name in dict.fromkeys([*names[1:], *as_the_form]) if name != names[0]]
    return UnitSeed(
        row["key"],
        names[0],
        UnitKind(row["kind"]),
        _worded(row["short"], is_city=province.is_city),
        aliases=tuple(others),
        valid_from=row.get("from"),
        valid_until=row.get("until"),
        successor_key=row.get("successor", ""),
        note=row.get("note", ""),
    )


def _worded(text: str, *, is_city: bool) -> str:
    """The words for a province or a city; a sentence never begins with a small letter."""
    cap, committee = ("thành phố", "Thành ủy") if is_city else ("tỉnh", "Tỉnh ủy")
    words = text.replace("{cap}", cap).replace("{Uy}", committee)
    return words[0].upper() + words[1:]


def _old_province(old: OldProvince, province: Province) -> UnitSeed:
    """An old province of a merged one: where the systems to choose from come from."""
    title = old.title
    return UnitSeed(
        f"old-province-{old.code}",
        f"{title[0].upper()}{title[1:]} (trước sáp nhập)",
        UnitKind.OLD_PROVINCE,
        old.name,
        gazetteer_code=old.code,
        aliases=(f"{title} cũ",) if old.name == province.name else (title, f"{title} cũ", old.name),
        valid_until=date(2025, 6, 30),
        successor_key="ubnd",
    )


def _commune(commune: Commune) -> UnitSeed:
    return UnitSeed(
        f"commune-{commune.code}",
        f"UBND {commune.title}",
        UnitKind.COMMUNE,
        commune.title[0].upper() + commune.title[1:],
        gazetteer_code=commune.code,
        aliases=(commune.title, f"Ủy ban nhân dân {commune.title}"),
        valid_from=MERGED_ON,
    )
