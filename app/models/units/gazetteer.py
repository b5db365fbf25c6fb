"""The 34 provinces and 3,321 communes after 01/7/2025, and the old provinces each comes from.

Read from `resources/gazetteer/provinces.json`, which `resources/gazetteer/build.py` makes; nothing is typed by hand.
"""

import difflib
import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.models.errors import InvalidInputError
from app.models.resources import load_yaml, path_of
from app.models.text import fold, sort_key

HO_CHI_MINH_CITY = "79"
"""Code of the one city whose common noun is a capital letter in running text (NĐ 30/2020, Phụ lục II)."""


@dataclass(frozen=True, slots=True)
class Commune:
    """A unit of the commune level (Xã, phường, đặc khu)."""

    code: str
    name: str
    """As the resolution words it, e.g. "Đạ Huoai", "1 Bảo Lộc"."""
    kind: str
    """"xã", "phường" or "đặc khu"."""

    @property
    def title(self) -> str:
        """With its kind: a capital only before a number, a person or an event (NĐ 30/2020, Phụ lục II)."""
        kind = self.kind
        if self.name[0].isdigit() or self.name in _named_after():
            kind = kind[0].upper() + kind[1:]
        return f"{kind} {self.name}"


@dataclass(frozen=True, slots=True)
class OldProvince:
    """One of the 63 provinces before 01/7/2025 (Tỉnh cũ)."""

    code: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Province:
    """One of the 34 provinces (Tỉnh, thành phố trực thuộc trung ương)."""

    code: str
    name: str
    """Short: "Lâm Đồng", "Hồ Chí Minh"; what stands in a text is `title` or `place`."""
    title: str
    """With its kind as running text has it: "tỉnh Lâm Đồng", "thành phố Hà Nội", "Thành phố Hồ Chí Minh"."""
    place: str
    """Địa danh of the date line: "Lâm Đồng", "Hà Nội", "Thành phố Hồ Chí Minh"."""
    old_provinces: tuple[OldProvince, ...]
    """Those it was made of, the one whose name it keeps first; the same one alone where nothing was merged."""

    @property
    def is_city(self) -> bool:
        """Whether it is a city under the central government."""
        return self.title.lower().startswith("thành phố")

    @property
    def merged_from(self) -> tuple[str, ...]:
        """Short names of the old provinces, its own included; empty for a province that was not merged."""
        return tuple(old.name for old in self.old_provinces) if len(self.old_provinces) > 1 else ()

    @property
    def communes(self) -> tuple[Commune, ...]:
        """Its communes in the order of the Vietnamese alphabet."""
        return _communes(self.code)


@cache
def provinces() -> tuple[Province, ...]:
    """All provinces in the order of the Vietnamese alphabet."""
    return tuple(sorted((_province(row) for row in _rows()), key=lambda province: sort_key(province.name)))


def find_province(text: str) -> Province:
    """The province a person means: by name with or without its kind and marks, or by code.

    Raises:
        InvalidInputError: none or several fit; the message names near ones, and for an old province the new one.
    """
    wanted = _key(text)
    found = [province for province in provinces() if wanted in _keys(province)]
    if len(found) == 1:
        return found[0]
    for province in provinces():
        if wanted and wanted in {_key(old.name) for old in province.old_provinces}:
            raise InvalidInputError(
                f"“{text.strip()}” đã sáp nhập vào {province.title} từ ngày 01/7/2025.",
                f"Chọn {province.name}.",
            )
    near = found or near_provinces(text)
    names = ", ".join(province.name for province in near)
    raise InvalidInputError(
        f"Không có tỉnh, thành phố “{text.strip()}” trong 34 tỉnh, thành phố.",
        f"Có phải: {names}?" if near else "Ghi tên tỉnh, thành phố sau ngày 01/7/2025 hoặc mã, ví dụ: Lâm Đồng, 68.",
    )


def near_provinces(text: str) -> tuple[Province, ...]:
    """A few provinces whose names contain the words or look like them, nearest first."""
    wanted = _key(text)
    if not wanted:
        return ()
    holding = [province for province in provinces() if wanted in _key(province.name)]
    by_key = {_key(province.name): province for province in provinces()}
    alike = [by_key[key] for key in difflib.get_close_matches(wanted, by_key, n=_NEAR, cutoff=0.6)]
    return tuple(dict.fromkeys([*holding, *alike]))[:_NEAR]


_NEAR = 5
_KIND = re.compile(r"^(tinh|thanh pho|thu do|tp\.?)\s+")
_SHORT = {"hcm", "tphcm", "tp hcm", "tp.hcm", "tp. hcm"}


def _key(text: str) -> str:
    """Folded, single spaces, without the kind before the name."""
    return _KIND.sub("", " ".join(fold(text).split())).replace(" - ", " ")


def _keys(province: Province) -> set[str]:
    keys = {province.code, _key(province.name)}
    return keys | _SHORT if province.code == HO_CHI_MINH_CITY else keys


@cache
def _named_after() -> frozenset[str]:
    data = load_yaml("gazetteer/named-after.yaml")
    return frozenset(data["persons"]) | frozenset(data["events"])


@cache
def _rows() -> tuple[dict[str, Any], ...]:
    data = json.loads(path_of("gazetteer/provinces.json").read_text(encoding="utf-8"))
    return tuple(data["provinces"])


def _province(row: dict[str, Any]) -> Province:
    name, title = _titled(row["title"], row["code"])
    place = title if row["code"] == HO_CHI_MINH_CITY else name
    old = [OldProvince(code, *_titled(printed, code)) for code, printed in row["old"]]
    old.sort(key=lambda one: (one.name != name, sort_key(one.name)))
    return Province(row["code"], name, title, place, tuple(old))


def _titled(printed: str, code: str) -> tuple[str, str]:
    """Name and title of "Tỉnh Lâm Đồng" or "Thành phố Hà Nội"."""
    kind = next(kind for kind in ("Tỉnh", "Thành phố") if printed.startswith(kind))
    title = printed if code == HO_CHI_MINH_CITY else printed[0].lower() + printed[1:]
    return printed.removeprefix(kind).strip(), title


@cache
def _communes(code: str) -> tuple[Commune, ...]:
    row = next(row for row in _rows() if row["code"] == code)
    found = [Commune(code, name, kind) for code, kind, name in row["communes"]]
    return tuple(sorted(found, key=lambda commune: sort_key(commune.name)))
