"""Vietnamese text: cleaning what a person typed, folding it for search, ordering it by the alphabet.

Pure functions over text; nothing here knows a record.
"""

import re
import unicodedata

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


def fold(text: str) -> str:
    """Text without marks and case, đ as d: what search compares."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch)).casefold()


def sort_key(text: str) -> str:
    """A text whose plain order is the Vietnamese one: letters first (đ after d), then tones, word by word."""
    letters: list[str] = []
    tones: list[str] = []
    for ch in unicodedata.normalize("NFC", text).lower():
        tone = "0"
        base = ""
        for part in unicodedata.normalize("NFD", ch):
            if part in _TONES:
                tone = str(_TONES[part])
            else:
                base += part
        base = unicodedata.normalize("NFC", base)
        index = _ALPHABET.find(base)
        letters.append(chr(ord("A") + index) if len(base) == 1 and index >= 0 else base.replace(" ", "!"))
        tones.append(tone)
    return "".join(letters) + "\t" + "".join(tones)


def same_but_for_marks(first: str, second: str) -> bool:
    """Whether two different names become one when marks and case are dropped."""
    return first != second and fold(first) == fold(second)
