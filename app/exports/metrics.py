"""Widths of text in the Times-metric font: lengths of rules, wrapped lines, heights of rows.

Reads the font files (the real Times New Roman where Windows has it, else the shipped Liberation Serif, whose widths
are equal). Draws nothing.
"""

import os
import re
from functools import cache
from pathlib import Path
from typing import Literal

from reportlab.pdfbase.ttfonts import TTFontFile

from app.models.resources import path_of

Face = Literal["regular", "bold", "italic", "bold-italic"]

_SHIPPED = {
    "regular": "LiberationSerif-Regular.ttf",
    "bold": "LiberationSerif-Bold.ttf",
    "italic": "LiberationSerif-Italic.ttf",
    "bold-italic": "LiberationSerif-BoldItalic.ttf",
}
_WINDOWS = {"regular": "times.ttf", "bold": "timesbd.ttf", "italic": "timesi.ttf", "bold-italic": "timesbi.ttf"}
_MANY_WORDS = 50_000
_AFTER_HYPHEN = re.compile(r"(?<=[^\W\d]-)(?=[^\W\d])")
"""Where Word and LibreOffice break inside a word: after a hyphen between letters ("HĐND-UBND", not "02-KH")."""
_BALANCE_SLACK = 6.0
"""Points a balanced text is given beyond its need: another program may measure a little wider."""


@cache
def font_files() -> dict[str, Path]:
    """The file of each face: all four of Windows, or all four of ours, never mixed."""
    folder = Path(os.environ.get("SYSTEMROOT", "/nonexistent")) / "Fonts"
    windows = {face: folder / name for face, name in _WINDOWS.items()}
    if all(path.is_file() for path in windows.values()):
        return windows
    return {face: path_of("fonts/liberation-serif") / name for face, name in _SHIPPED.items()}


def face_of(*, bold: bool, italic: bool) -> Face:
    """The face of a style."""
    if bold:
        return "bold-italic" if italic else "bold"
    return "italic" if italic else "regular"


class Ruler:
    """Measures and wraps text of one face, in thousandths of the size until a size is given."""

    def __init__(self, path: Path) -> None:
        """Read the widths of one font file."""
        font = TTFontFile(str(path))
        self._letters: dict[int, float] = dict(font.charWidths)
        self._unknown = float(font.defaultWidth)
        self._words: dict[str, float] = {}
        self._space = self._letters[32]

    def units(self, text: str) -> float:
        """Width of a text in thousandths of its size."""
        known = self._words.get(text)
        if known is None:
            get = self._letters.get
            known = sum([get(ord(letter), self._unknown) for letter in text])
            if len(self._words) > _MANY_WORDS:
                self._words.clear()
            self._words[text] = known
        return known

    def width(self, text: str, size: float) -> float:
        """Width in points."""
        return self.units(text) * size / 1000

    def wrap(self, text: str, room: float, size: float) -> list[str]:
        """The lines of a text in ``room`` points, broken at spaces; a word longer than a line is cut."""
        limit = room * 1000 / size + 0.01
        lines: list[str] = []
        for part in text.split("\n"):
            self._wrap_part(part, limit, lines)
        return lines

    def _wrap_part(self, part: str, limit: float, lines: list[str]) -> None:
        words, space, units = self._words, self._space, self.units
        line = ""
        used = -space
        for word in part.split(" "):
            wide = words.get(word)
            if wide is None:
                wide = units(word)
            if used + space + wide <= limit:
                line = f"{line} {word}" if used >= 0 else word
                used += space + wide
                continue
            line = self._overflow(line, word, limit, lines)
            used = units(line)
        lines.append(line)

    def _overflow(self, line: str, word: str, limit: float, lines: list[str]) -> str:
        """Break before a word, or after a hyphen inside it; gives what begins the next line."""
        for piece in _AFTER_HYPHEN.split(word) if "-" in word else (word,):
            joined = f"{line} {piece}" if line and word.startswith(piece) else line + piece
            if self.units(joined) <= limit:
                line = joined
                continue
            if line:
                lines.append(line)
            line = piece
            while self.units(line) > limit:
                head = self._head(line, limit)
                lines.append(line[:head])
                line = line[head:]
        return line

    def balanced(self, text: str, room: float, size: float) -> float:
        """The narrowest room in which the text still takes as few lines: centred titles then break evenly."""
        wanted = len(self.wrap(text, room, size))
        if wanted == 1:
            return room
        low, high = room / wanted, room
        while high - low > 1:
            middle = (low + high) / 2
            if len(self.wrap(text, middle, size)) == wanted:
                high = middle
            else:
                low = middle
        return min(high + _BALANCE_SLACK, room)

    def _head(self, word: str, limit: float) -> int:
        used = 0.0
        for at, letter in enumerate(word):
            used += self._letters.get(ord(letter), self._unknown)
            if used > limit:
                return max(at, 1)
        return len(word)


def watermark_size(text: str, length: float) -> float:
    """The size at which a bold text is ``length`` points long."""
    return length * 1000 / max(ruler("bold").units(text), 1.0)


@cache
def ruler(face: Face = "regular") -> Ruler:
    """The ruler of a face."""
    return Ruler(font_files()[face])
