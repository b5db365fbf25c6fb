"""Text typed for fonts of before Unicode: TCVN3 (.VnTime, "ABC") and VNI (VNI-Times). Told apart, and converted.

Such a font draws "µ" as "à"; without the font the text is rubbish. Its name and its letters are both judged, and what
is certain of neither is refused rather than stored. VPS, VISCII and the like are not known here.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from app.services.spreadsheets.syllables import LETTERS, WORD, is_syllable


class Encoding(Enum):
    """How letters are stored."""

    UNICODE = "Unicode"
    TCVN3 = "TCVN3 (.VnTime)"
    VNI = "VNI"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a text really says; `encoding` is None where nobody can tell."""

    text: str
    encoding: Encoding | None


# TCVN 5712:1993, third table ("TCVN3"): one byte a letter, seen as Latin-1. Tones: huyền, sắc, hỏi, ngã, nặng.
_TCVN3_ROWS = {
    "a": "µ¸¶·¹", "ă": "»¾¼½Æ", "â": "ÇÊÈÉË", "e": "ÌÐÎÏÑ", "ê": "ÒÕÓÔÖ", "i": "×ÝØÜÞ",
    "o": "ßãáâä", "ô": "åèæçé", "ơ": "êíëìî", "u": "ïóñòô", "ư": "õøö÷ù", "y": "úýûüþ",
}  # fmt: skip
_TCVN3_BARE = dict(zip("¨©ª«¬\u00ad®¡¢£¤¥¦§", "ăâêôơưđĂÂÊÔƠƯĐ", strict=True))
# VNI for Windows: the vowel, then a letter that is only its mark. Order as above.
_VNI_MARKS = {"": "øùûõï", "ă": "èéúüë", "â": "àáåãä"}
_VNI_HATS = {"ê": "ă", "â": "â"}
_VNI_SINGLE = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ", "ô": "ơ", "ö": "ư"}
_VNI_RARE = {"iù": "í", "iø": "ì"}
_TONES = "\u0300\u0301\u0309\u0303\u0323"


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _tcvn3_table() -> dict[int, str]:
    table = {
        ord(code): _nfc(vowel + tone)
        for vowel, codes in _TCVN3_ROWS.items()
        for code, tone in zip(codes, _TONES, strict=True)
    }
    return table | {ord(code): letter for code, letter in _TCVN3_BARE.items()}


def _vni_table() -> dict[str, str]:
    table: dict[str, str] = {}
    hatted = {"ă": {"a": "ă"}, "â": {"a": "â", "e": "ê", "o": "ô"}}
    for vowel in "aeouy":
        table |= {vowel + mark: _nfc(vowel + tone) for mark, tone in zip(_VNI_MARKS[""], _TONES, strict=True)}
    for code, vowel in (("ô", "ơ"), ("ö", "ư")):
        table |= {code + mark: _nfc(vowel + tone) for mark, tone in zip(_VNI_MARKS[""], _TONES, strict=True)}
    for hat, vowels in hatted.items():
        for vowel, letter in vowels.items():
            table |= {vowel + mark: _nfc(letter + tone) for mark, tone in zip(_VNI_MARKS[hat], _TONES, strict=True)}
            table |= {vowel + mark: letter for mark, meant in _VNI_HATS.items() if meant == hat}
    table |= _VNI_RARE
    upper = {code.upper(): letter.upper() for code, letter in table.items()}
    mixed = {code[0].upper() + code[1]: letter.upper() for code, letter in table.items()}
    single = _VNI_SINGLE | {code.upper(): letter.upper() for code, letter in _VNI_SINGLE.items()}
    return mixed | upper | table | single


TCVN3 = _tcvn3_table()
VNI = _vni_table()
_VNI_CODE = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_SYMBOLS = frozenset("µ¸¶·¹¨»¾¼½©ª«¬\u00ad®¡¢£¤¥¦§×÷")
"""Signs that are letters in TCVN3; next to a letter they are hardly signs."""
_JOINED = re.compile(r"[^\W\d_][%s]|[%s][^\W\d_]" % (("".join(_SYMBOLS),) * 2))
_QUOTES = re.compile(r"«(?=\w)|(?<=\w)»")
_MISJOINED = re.compile(r"[^\W_]+-[^\W_]*|-[^\W_]+")


def encoding_of_font(name: str) -> Encoding:
    """What a font's name says: ".VnTime" and its family TCVN3, "VNI-Times" and its family VNI."""
    lowered = name.lower().lstrip(".")
    if lowered.startswith(("vni-", "vni ")):
        return Encoding.VNI
    return Encoding.TCVN3 if lowered.startswith("vn") and not lowered.startswith("vni") else Encoding.UNICODE


def is_capital_font(name: str) -> bool:
    """Whether the font draws small letters as capitals (".VnTimeH")."""
    return encoding_of_font(name) is Encoding.TCVN3 and name.rstrip().endswith("H")


def from_tcvn3(text: str) -> str:
    """The text in Unicode. Its "ư" is a soft hyphen, which some programs turn into a hyphen: put right in syllables."""
    text = text.translate(TCVN3)
    return _MISJOINED.sub(_rejoined, text) if "-" in text else text


def from_vni(text: str) -> str:
    """The text in Unicode."""
    return _VNI_CODE.sub(lambda found: VNI[found[0]], text)


def _rejoined(found: re.Match[str]) -> str:
    whole = found[0].replace("-", "ư")
    parts = [part for part in found[0].split("-") if part]
    standing = all(
        is_syllable(part) and any(ch.lower() in "aeiouy" or not ch.isascii() for ch in part) for part in parts
    )
    return whole if is_syllable(whole) and not (standing and len(parts) > 1) else found[0]


class Judge:
    """Tells the encoding of a sheet's texts: first shown all of them, then asked one by one.

    Words that could be read both ways ("vô", "hép") follow what the same font means elsewhere in the sheet.
    """

    def __init__(self, texts: Iterable[tuple[str, str]] = ()) -> None:
        """Look at (text, font name) of every cell."""
        self._seen: dict[str, Counter[Encoding]] = {}
        for text, font in texts:
            if not text.isascii():
                readings = _readings(text)
                if len(readings) == 1:
                    self._seen.setdefault(font, Counter())[readings[0]] += 1

    def verdict(self, text: str, font: str = "") -> Verdict:
        """What a text says."""
        named = encoding_of_font(font)
        if text.isascii():
            return Verdict(text.upper() if is_capital_font(font) else text, Encoding.UNICODE)
        readings = _readings(text)
        if Encoding.UNICODE in readings and named is Encoding.UNICODE and not self._legacy_elsewhere(font):
            return Verdict(text, Encoding.UNICODE)
        if not readings and named is not Encoding.UNICODE and _all_letters(_converted(text, named)):
            readings = (named,)  # names of places and people that are no Vietnamese syllables
        chosen = readings[0] if len(readings) == 1 else self._by_neighbours(readings, font, named)
        if chosen is None:
            return Verdict(text, None)
        words = _converted(text, chosen)
        return Verdict(words.upper() if chosen is Encoding.TCVN3 and is_capital_font(font) else words, chosen)

    def _legacy_elsewhere(self, font: str) -> bool:
        seen = self._seen.get(font, Counter())
        return seen[Encoding.UNICODE] == 0 and bool(seen)

    def _by_neighbours(self, readings: tuple[Encoding, ...], font: str, named: Encoding) -> Encoding | None:
        seen = self._seen.get(font, Counter())
        likely = [encoding for encoding in readings if seen[encoding]]
        if len(likely) == 1:
            return likely[0]
        return Encoding.UNICODE if named is Encoding.UNICODE and Encoding.UNICODE in readings else None


def _converted(text: str, encoding: Encoding) -> str:
    if encoding is Encoding.TCVN3:
        return from_tcvn3(text)
    return from_vni(text) if encoding is Encoding.VNI else text


@lru_cache(maxsize=8192)
def _readings(text: str) -> tuple[Encoding, ...]:
    """The encodings in which every word of a text makes sense. Only Unicode has letters beyond Latin-1."""
    text = _nfc(text)
    if any(ch > "ÿ" and ch.lower() in LETTERS for ch in text):
        return () if _JOINED.search(_QUOTES.sub(" ", text)) else (Encoding.UNICODE,)
    found = [Encoding.UNICODE] if _is_plain(text) else []
    found += [
        encoding
        for encoding in (Encoding.TCVN3, Encoding.VNI)
        if (converted := _converted(text, encoding)) != text and _words_fit(converted)
    ]
    if not found and not _JOINED.search(text):
        return (Encoding.UNICODE,)  # "Müller", "café": foreign, but letters
    return tuple(found)


def _is_plain(text: str) -> bool:
    return not _JOINED.search(text) and _words_fit(text)


def _words_fit(text: str) -> bool:
    return _all_letters(text) and all(is_syllable(word) for word in WORD.findall(text))


def _all_letters(text: str) -> bool:
    """Whether all letters are Vietnamese and no sign that should have become one is left among them."""
    return not _JOINED.search(text) and all(
        ch.isascii() or ch.lower() in LETTERS for word in WORD.findall(text) for ch in word
    )
