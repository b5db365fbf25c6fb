"""Draws a document as PDF with embedded fonts.

The fonts are registered here, before any module of ours imports platypus: its styles take the base font when they are
made, and a Helvetica that is not embedded would stay in every file.
"""

from app.exports.pdf.fonts import register
from app.exports.pdf.places import Drawn
from app.exports.progress import Meter
from app.exports.tree import Document

register()


def render(document: Document, meter: Meter) -> bytes:
    """The bytes of the file.

    Raises:
        CancelledError: the meter's listener said so.
    """
    return render_placed(document, meter).data


def render_placed(document: Document, meter: Meter) -> Drawn:
    """The same with the places of signatures, number and date.

    Raises:
        CancelledError: the meter's listener said so.
    """
    from app.exports.pdf.writer import draw

    return draw(document, meter)
