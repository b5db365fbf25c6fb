"""Makes `provinces.json` from the data of `vietnamadminunits` (MIT): run `python -m resources.gazetteer.build`.

Only the package's data files are read, never its code: its conversion of addresses calls an online service.
The package is a tool of development; the program itself reads nothing but the file made here.
"""

import json
import sqlite3
import unicodedata
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any

PACKAGE = "vietnamadminunits"
FOLDER = Path(__file__).parent
OUTPUT = FOLDER / "provinces.json"
LICENSE = FOLDER / f"LICENSE.{PACKAGE}"

_KINDS = ("Xã", "Phường", "Đặc khu")


def gazetteer() -> dict[str, Any]:
    """The 34 provinces, each with its old provinces and its communes, sorted by code."""
    with sqlite3.connect(f"file:{_data('dataset.db')}?mode=ro", uri=True) as database:
        new = database.execute("SELECT DISTINCT provinceKey, provinceCode, province FROM admin_units").fetchall()
        old = database.execute("SELECT DISTINCT provinceKey, provinceCode, province FROM admin_units_legacy").fetchall()
        communes = database.execute("SELECT DISTINCT provinceCode, wardCode, ward FROM admin_units").fetchall()
    database.close()
    old_by_key = {key: (code, title) for key, code, title in old}
    merged: dict[str, list[str]] = json.loads(_data("converter_2025.json").read_text("utf-8"))["DICT_PROVINCE"]
    provinces = []
    for key, code, title in sorted(new, key=lambda row: row[1]):
        provinces.append(
            {
                "code": code,
                "title": _nfc(title),
                "old": sorted([old_by_key[k][0], _nfc(old_by_key[k][1])] for k in merged[key]),
                "communes": sorted([w, *_split(_nfc(ward), _KINDS)] for p, w, ward in communes if p == code),
            }
        )
    return {"source": f"{PACKAGE} {version(PACKAGE)} (MIT)", "provinces": provinces}


def text() -> str:
    """The file's content: one province a line, so that a change of the source shows in a comparison."""
    data = gazetteer()
    lines = ",\n".join(_dump(province) for province in data["provinces"])
    return f'{{"source":{_dump(data["source"])},"provinces":[\n{lines}\n]}}\n'


def license_text() -> str:
    """The licence of the data, as the package carries it."""
    for file in distribution(PACKAGE).files or ():
        if file.name.upper().startswith("LICENSE"):
            return file.read_text(encoding="utf-8")
    raise FileNotFoundError(PACKAGE)


def main() -> None:
    """Write both files."""
    OUTPUT.write_text(text(), encoding="utf-8")
    LICENSE.write_text(license_text(), encoding="utf-8")
    print(f"{OUTPUT.name}: {OUTPUT.stat().st_size} bytes")


def _split(title: str, kinds: tuple[str, ...]) -> tuple[str, str]:
    """Kind in lower case and name. The title decides: four rows of the package's own kind column contradict it."""
    for kind in kinds:
        if title.startswith(f"{kind} "):
            return kind.lower(), title.removeprefix(f"{kind} ")
    raise ValueError(title)


def _data(name: str) -> Path:
    return Path(str(distribution(PACKAGE).locate_file(f"{PACKAGE}/data/{name}")))


def _nfc(words: str) -> str:
    return unicodedata.normalize("NFC", words)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
