"""How a typed or imported unit name finds its unit: splitting a cell, matching one name, proposing near ones.

Nothing here guesses between two units: a name that fits several fits none.
"""

import difflib
import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import cache, lru_cache

from app.models.resources import load_yaml
from app.models.text import fold

_SPELT_OUT = (
    (r"\buy ban nhan dan\b", "ubnd"),
    (r"\bhoi dong nhan dan\b", "hdnd"),
    (r"\bcong nghe thong tin\b", "cntt"),
    (r"\s*&\s*", " va "),
    (r"[-–—]", " "),
)
_REMEMBERED = 8192
"""Names whose keys are kept: an import asks for the same few hundred thousands of times."""
_IN_PARENTHESES = re.compile(r"\s*\([^)]*\)\s*$")


def split_units(text: str, known: Collection[str] | None = None) -> tuple[str, ...]:
    """The unit names of one cell in order, as written.

    A comma or "và" inside a known name does not divide it. ``known`` adds names of the workspace to the shipped ones.
    """
    names = _shipped() | {_key(name) for name in known or ()}
    found: list[str] = []
    for part in re.split(r"[;\n]", unicodedata.normalize("NFC", text)):
        found += _join_known(_outside_parentheses(part), names)
    return tuple(dict.fromkeys(name for name in found if name))


def match_unit(text: str, names: Mapping[str, str]) -> str | None:
    """The id of the one unit that ``names`` (name or alias -> id) gives for a written name, else None.

    Exact first, then without case, then without marks and with usual abbreviations, last without a remark in
    parentheses at the end; each step must lead to one unit only.
    """
    wanted = _spaced(text)
    if wanted in names:
        return names[wanted]
    shorter = _IN_PARENTHESES.sub("", wanted)
    for read, word in ((_caseless, wanted), (_key, wanted), (_key, shorter)):
        key = read(word)
        found = {unit for name, unit in names.items() if key and read(name) == key}
        if len(found) == 1:
            return found.pop()
        if found:
            return None
    return None


def near_names(text: str, names: Collection[str], count: int = 5) -> tuple[str, ...]:
    """Names that look like the written one or hold its words, nearest first; marks do not matter."""
    wanted = _key(text)
    if not wanted:
        return ()
    scored = []
    for name in dict.fromkeys(names):
        key = _key(name)
        score = difflib.SequenceMatcher(None, wanted, key).ratio()
        if wanted in key:
            score += 1
        elif set(wanted.split()) <= set(key.split()):
            score += 0.5
        scored.append((score, name))
    near = sorted((pair for pair in scored if pair[0] >= 0.6), key=lambda pair: (-pair[0], pair[1]))
    return tuple(name for _, name in near[:count])


def _join_known(parts: list[str], names: Collection[str]) -> list[str]:
    """Comma parts put together again wherever they make a known name, the longest first."""
    found: list[str] = []
    start = 0
    while start < len(parts):
        for end in range(len(parts), start, -1):
            whole = ", ".join(parts[start:end])
            if end == start + 1 or _key(whole) in names:
                found += _divide_at_and(whole, names)
                start = end
                break
    return found


def _divide_at_and(name: str, names: Collection[str]) -> list[str]:
    """Two names joined by "và" as two, but only when the whole is no name itself and both sides are."""
    if _key(name) in names:
        return [name]
    for match in re.finditer(r"\s+và\s+", name):
        left, right = name[: match.start()], name[match.end() :]
        if _key(left) in names and _key(right) in names:
            return [left, right]
    return [name]


def _outside_parentheses(text: str) -> list[str]:
    parts = re.split(r",(?![^()]*\))", text)
    return [_spaced(part).strip(" .") for part in parts if part.strip(" .")]


def _spaced(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=_REMEMBERED)
def _caseless(text: str) -> str:
    return _spaced(text).casefold()


@lru_cache(maxsize=_REMEMBERED)
def _key(text: str) -> str:
    """Folded with the usual abbreviations, for comparing only."""
    key = fold(_spaced(text))
    for pattern, short in _SPELT_OUT:
        key = re.sub(pattern, short, key)
    return " ".join(key.split())


@cache
def _shipped() -> frozenset[str]:
    """Keys of all shipped names, worded for a province and for a city."""
    found = set()
    for row in load_yaml("gazetteer/units.yaml")["units"]:
        for name in (row["name"], *row.get("aliases", ())):
            for cap, committee in (("tỉnh", "Tỉnh ủy"), ("thành phố", "Thành ủy")):
                found.add(_key(name.replace("{cap}", cap).replace("{Uy}", committee)))
    return frozenset(found)
