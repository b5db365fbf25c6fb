"""The 34 provinces and 3,321 communes in the official order: those that must stand on the board, data or none.

Codes and order as in QĐ 19/2025/QĐ-TTg, from `resources/gazetteer/provinces.json`. Pure but for reading that file once.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from app.journal.change import natural_id

_HO_CHI_MINH_CITY = "79"
_KINDS = ("Tỉnh ", "Thành phố ")


@dataclass(frozen=True)
class Official:
    """A province as the state names it."""

    code: str
    title: str
    """"Tỉnh Lâm Đồng"."""
    listed: tuple[tuple[str, str], ...]
    """Code and name of each commune in the order of the codes: "Phường Thuận Hóa"."""

    @property
    def name(self) -> str:
        """Without its kind, but for the city whose name is a person's: "Lâm Đồng", "Thành phố Hồ Chí Minh"."""
        if self.code == _HO_CHI_MINH_CITY:
            return self.title
        return next((self.title[len(kind) :] for kind in _KINDS if self.title.startswith(kind)), self.title)

    @cached_property
    def communes(self) -> Mapping[str, str]:
        """Id of the unit, as every desk of the province makes it, -> name of the commune."""
        return {natural_id(self.code, "unit", f"commune-{code}"): name for code, name in self.listed}


@cache
def provinces() -> Mapping[str, Official]:
    """All 34 by their codes, in the official order."""
    rows = json.loads(files("resources").joinpath("gazetteer/provinces.json").read_text("utf-8"))["provinces"]
    found = [Official(row["code"], row["title"], tuple(_commune(*one) for one in row["communes"])) for row in rows]
    return {one.code: one for one in sorted(found, key=lambda one: one.code)}


def _commune(code: str, kind: str, name: str) -> tuple[str, str]:
    return code, f"{kind[0].upper()}{kind[1:]} {name}"
