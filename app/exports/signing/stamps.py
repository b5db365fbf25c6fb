"""What a visible signature shows, drawn as a PDF page of its own (NĐ 30/2020, Phụ lục I: ô 7c, ô 8).

A person: the picture of the handwritten signature in blue, nothing else. An agency: its seal in red at its real size,
over about the left third of the signature.
"""

from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.exports.pdf.places import Place
from app.exports.signing.pictures import Picture

MM = 72 / 25.4
SIGNATURE_WIDTH_MM = 50.0
"""Widest a signature is drawn."""
SEAL_SHARE = 1 / 3
"""How much of the signature the seal covers (NĐ 30/2020, Phụ lục I, II.8)."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A drawn appearance and the box it fills: page from 0; left, bottom, right, top in whole points."""

    page: int
    box: tuple[int, int, int, int]
    drawn: bytes


def signature_stamp(place: Place, picture: Picture) -> Stamp:
    """A handwritten signature, as large as its place allows, in the middle of it."""
    return _pictured(place.page, signature_box(place, picture.width / picture.height), picture)


def seal_stamp(place: Place, ratio: float, picture: Picture, seal_mm: float) -> Stamp:
    """A seal of `seal_mm` diameter over the left third of the signature, whose `ratio` is width to height."""
    left, bottom, right, top = signature_box(place, ratio)
    edge, middle, side = left + (right - left) * SEAL_SHARE, (bottom + top) / 2, seal_mm * MM
    return _pictured(place.page, (edge - side, middle - side / 2, edge, middle + side / 2), picture)


def signature_box(place: Place, ratio: float) -> tuple[float, float, float, float]:
    """Where in its place a picture of this shape stands: left, bottom, right, top."""
    room, high = min(place.right - place.left, SIGNATURE_WIDTH_MM * MM), place.top - place.bottom
    width = min(room, high * ratio)
    middle, centre = (place.left + place.right) / 2, (place.bottom + place.top) / 2
    tall = width / ratio
    return middle - width / 2, centre - tall / 2, middle + width / 2, centre + tall / 2


def _pictured(page: int, box: tuple[float, float, float, float], picture: Picture) -> Stamp:
    whole = _whole(box)
    canvas, stream = _canvas(whole)
    width, height = whole[2] - whole[0], whole[3] - whole[1]
    canvas.drawImage(ImageReader(BytesIO(picture.data)), 0, 0, width, height, mask="auto", preserveAspectRatio=True)
    canvas.save()
    return Stamp(page, whole, stream.getvalue())


def _canvas(box: tuple[int, int, int, int]) -> tuple[Canvas, BytesIO]:
    stream = BytesIO()
    return Canvas(stream, pagesize=(box[2] - box[0], box[3] - box[1]), invariant=1), stream


def _whole(box: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
    left, bottom, right, top = map(round, box)
    return left, bottom, max(right, left + 1), max(top, bottom + 1)
