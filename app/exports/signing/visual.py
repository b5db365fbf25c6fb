"""What a person sees change between two states of a PDF: pages are drawn and compared pixel by pixel."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium

from app.exports.pdf.places import Place, PlaceKind
from app.exports.signing.binding import is_open
from app.exports.signing.errors import PdfError
from app.exports.signing.stamps import MM

SCALE = 2.0
"""Pixels a point: 144 dpi, where a comma is 3 pixels."""
_DIFFERENT = 24
_DARK, _LIGHT = 110, 170
_COLOURED = 60
"""Levels of 0 to 255: change of a channel, ink and paper, distance of the channels of a coloured pixel."""
_EDGE = 2.0
_TILE = 12
"""Pixels of a square (2 mm): what is printed within one square's distance counts as close."""
_SPECKS, _HIDDEN_SHARE = 200, 0.6
SEAL_SIDE_MM, SEAL_ABOVE_MM = 12.0, 12.0
"""How far a seal reaches out of the place of the signature it lies over."""

Pixels = np.ndarray[Any, np.dtype[np.int16]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What changed to the eye."""

    pages_differ: bool = False
    """Whether pages were added, taken out or resized."""
    touched: frozenset[int] = frozenset()
    """Which of the places were written on, by their order."""
    outside: tuple[int, ...] = ()
    """Pages (from 1) changed outside every place."""
    covered: tuple[int, ...] = ()
    """Pages on which something printed was hidden or wiped out."""
    lettered: tuple[int, ...] = ()
    """Pages on which black ink came beside, not into, the place of a signature."""
    crowded: tuple[int, ...] = ()
    """Pages on which something came outside every place and close to what was printed: a figure made longer."""

    @property
    def nothing(self) -> bool:
        """Whether all looks as before."""
        return not (self.pages_differ or self.touched or self.outside or self.covered or self.lettered)


def compare(old: bytes, new: bytes, places: Sequence[Place]) -> Seen:
    """The visible differences of two files.

    Raises:
        PdfError: one cannot be drawn.
    """
    try:
        with closing(_open(old)) as before, closing(_open(new)) as after:
            if [page.get_size() for page in before] != [page.get_size() for page in after]:
                return Seen(pages_differ=True)
            pages = [_page(before[at], after[at], at, places) for at in range(len(before))]
    except pdfium.PdfiumError as error:
        raise PdfError("Tệp PDF hỏng, không vẽ được trang.", "Lấy lại tệp gốc từ nơi gửi hoặc xuất lại.") from error
    return Seen(
        touched=frozenset().union(*(page.touched for page in pages)),
        outside=tuple(number for page in pages for number in page.outside),
        covered=tuple(number for page in pages for number in page.covered),
        lettered=tuple(number for page in pages for number in page.lettered),
        crowded=tuple(number for page in pages for number in page.crowded),
    )


def _open(pdf: bytes) -> Any:
    document = pdfium.PdfDocument(pdf)
    document.init_forms()
    return document


def _page(old: Any, new: Any, at: int, places: Sequence[Place]) -> Seen:
    before, after = _drawn(old), _drawn(new)
    if before.shape != after.shape:
        return Seen(pages_differ=True)
    changed: Mask = (np.abs(before - after) > _DIFFERENT).any(axis=2)
    if not changed.any():
        return Seen()
    number, height = (at + 1,), old.get_size()[1]
    ink: Mask = before.min(axis=2) < _DARK  # a blue stroke and a red ring are ink too
    free = np.zeros_like(changed)
    core = np.zeros_like(changed)
    touched = set()
    hidden = False
    for order, place in enumerate(places):
        if place.page != at or not is_open(place):
            continue
        region = _box(place, height, wide=True)
        if changed[region].any():
            touched.add(order)
        hidden = hidden or _hides(ink[region], changed[region])
        free[region] = True
        core[_box(place, height, wide=False)] = True
    wiped = ink & (after.min(axis=2) > _LIGHT)
    stray: Mask = changed & ~free
    black: Mask = (after.max(axis=2) < _DARK) & (after.max(axis=2) - after.min(axis=2) < _COLOURED) & ~ink
    return Seen(
        touched=frozenset(touched),
        outside=number if stray.any() else (),
        covered=number if hidden or wiped.any() else (),
        lettered=number if (changed & black & free & ~core).any() else (),
        crowded=number if (_tiles(stray) & _around(_tiles(ink))).any() else (),
    )


def _hides(ink: Mask, changed: Mask) -> bool:
    """Whether most of what was printed in a place can be read no more, whatever the colour over it."""
    return bool(ink.sum() > _SPECKS and (ink & changed).sum() > _HIDDEN_SHARE * ink.sum())


def _tiles(mask: Mask) -> Mask:
    """The mask in squares of _TILE pixels: whether any pixel of each is set."""
    high, wide = (-side % _TILE for side in mask.shape)
    padded = np.pad(mask, ((0, high), (0, wide)))
    rows, columns = (side // _TILE for side in padded.shape)
    tiles: Mask = np.logical_or.reduce(padded.reshape(rows, _TILE, columns, _TILE), axis=(1, 3))
    return tiles


def _around(tiles: Mask) -> Mask:
    """The squares and their neighbours."""
    padded = np.pad(tiles, 1)
    rows, columns = tiles.shape
    found: Mask = np.zeros_like(tiles)
    for down in range(3):
        for right in range(3):
            found |= padded[down : down + rows, right : right + columns]
    return found


def _drawn(page: Any) -> Pixels:
    picture = page.render(scale=SCALE, may_draw_forms=True, rev_byteorder=True).to_numpy()
    return np.asarray(picture[:, :, :3], dtype=np.int16)


def _box(place: Place, height: float, *, wide: bool) -> tuple[slice, slice]:
    """The pixels of a place, rows from the top; `wide` adds what a seal needs around a signature."""
    side = above = _EDGE
    if wide and place.kind is PlaceKind.SIGNATURE:
        side, above = SEAL_SIDE_MM * MM, SEAL_ABOVE_MM * MM
    rows = slice(_pixel(height - place.top - above), _pixel(height - place.bottom + above))
    return rows, slice(_pixel(place.left - side), _pixel(place.right + _EDGE))


def _pixel(points: float) -> int:
    return max(0, round(points * SCALE))


def drawn_pages(pdf: bytes, dpi: int) -> Iterator[Any]:
    """Each page as a Pillow picture, for reading codes off a scan.

    Raises:
        PdfError: it cannot be drawn.
    """
    try:
        with closing(_open(pdf)) as document:
            for page in document:
                yield page.render(scale=dpi / 72).to_pil()
    except pdfium.PdfiumError as error:
        raise PdfError("Tệp quét hỏng, không đọc được.", "Quét lại rồi đính kèm.") from error
