"""Vietnamese text: cleaning what a person typed, folding it for search, ordering it by the alphabet.

Pure functions over text; nothing here knows a record.
"""

import codecs
import re
import unicodedata
from collections.abc import Callable

from app.models.errors import InvalidInputError

MAX_TEXT = 20_000
"""Longest text one field holds, in characters; a longer one is a pasted document and belongs in a file."""

_CONTROL = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Order of tones in Vietnamese dictionaries: ngang, huyền, hỏi, ngã, sắc, nặng."""


def clean(text: str, *, where: str, limit: int = MAX_TEXT) -> str:
    """Text as it is stored: NFC, no control characters, single spaces, no blank ends.

    Line feeds stay. ``where`` names the field for the message.

    Raises:
        InvalidInputError: longer than ``limit`` characters.
    """
    text = _CONTROL.sub("", _LINE_ENDS.sub("\n", text))
    text = unicodedata.normalize("NFC", text)
    text = "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip()
    if len(text) > limit:
        raise InvalidInputError(
            f"{where}: dài {len(text)} ký tự, quá giới hạn {limit}.",
            "Rút gọn nội dung hoặc đính kèm thành tệp minh chứng.",
        )
    return text


class _Table(dict[int, str]):
    """What each character becomes, worked out when it is first met."""

    def __init__(self, of: Callable[[str], str]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, code: int) -> str:
        found = self[code] = self._of(chr(code))
        return found


def _bare(ch: str) -> str:
    decomposed = unicodedata.normalize("NFD", ch.replace("đ", "d").replace("Đ", "D"))
    return "".join(part for part in decomposed if not unicodedata.combining(part)).casefold()


def _letter(ch: str) -> str:
    base = "".join(part for part in unicodedata.normalize("NFD", ch) if part not in _TONES)
    base = unicodedata.normalize("NFC", base)
    index = _ALPHABET.find(base)
    return chr(ord("A") + index) if len(base) == 1 and index >= 0 else base.replace(" ", "!")


def _tone(ch: str) -> str:
    tones = [str(_TONES[part]) for part in unicodedata.normalize("NFD", ch) if part in _TONES]
    return tones[-1] if tones else "0"


_BARE, _LETTERS, _TONE_OF = _Table(_bare), _Table(_letter), _Table(_tone)

# Vietnamese text as one byte a character, which is translated ten times as fast; other text goes the way of the tables.
_VOWELS = "aăâeêioôơuưy"
_SINGLE = (
    "".join(map(chr, range(128)))
    + "đăâêôơư"
    + "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES)
    + "\u00a0«»·°§×–—‘’“”…•"
)
_PAGE = codecs.charmap_build(_SINGLE.ljust(256, "\ufffe"))


def _translation(table: _Table) -> bytes:
    """What each byte of the page becomes."""
    return codecs.charmap_encode(_SINGLE.translate(table), "strict", _PAGE)[0].ljust(256, b"\0")


_BARE_BYTES, _LETTER_BYTES, _TONE_BYTES = map(_translation, (_BARE, _LETTERS, _TONE_OF))


def fold(text: str) -> str:
    """Text without marks and case, đ as d: what search compares."""
    text = text.lower()
    try:
        paged = codecs.charmap_encode(text, "strict", _PAGE)[0]
    except UnicodeEncodeError:
        return text.translate(_BARE)
    return _unpaged(paged.translate(_BARE_BYTES))


def sort_key(text: str) -> str:
    """A text whose plain order is the Vietnamese one: letters first (đ after d), then tones, word by word."""
    text = unicodedata.normalize("NFC", text).lower()
    try:
        paged = codecs.charmap_encode(text, "strict", _PAGE)[0]
    except UnicodeEncodeError:
        return text.translate(_LETTERS) + "\t" + text.translate(_TONE_OF)
    return _unpaged(paged.translate(_LETTER_BYTES) + b"\t" + paged.translate(_TONE_BYTES))


def _unpaged(paged: bytes) -> str:
    return paged.decode("ascii") if paged.isascii() else codecs.charmap_decode(paged, "strict", _SINGLE)[0]


def same_but_for_marks(first: str, second: str) -> bool:
    """Whether two different names become one when marks and case are dropped."""
    return first != second and fold(first) == fold(second)
