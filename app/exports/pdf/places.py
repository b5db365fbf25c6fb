"""Where on the drawn pages a hand, a number or a seal will come: reported while drawing, for signing afterwards."""

from dataclasses import dataclass, field
from enum import StrEnum

from reportlab.pdfgen.canvas import Canvas

from app.exports.tree import Paragraph, Role


class PlaceKind(StrEnum):
    """What belongs there."""

    NUMBER = "number"
    """Số, ký hiệu (ô 3)."""
    DATE = "date"
    """Địa danh, thời gian (ô 4)."""
    SIGNATURE = "signature"
    """Chữ ký (ô 7c)."""


_KINDS = {Role.NUMBER: PlaceKind.NUMBER, Role.DATE: PlaceKind.DATE, Role.SIGN_SPACE: PlaceKind.SIGNATURE}


@dataclass(frozen=True, slots=True)
class Place:
    """A box on a page: points from the lower left corner, pages from 0."""

    kind: PlaceKind
    page: int
    left: float
    bottom: float
    right: float
    top: float
    text: str = ""
    """What is printed there; of a signature the name below it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn file and its places, in the order of the paper."""

    data: bytes
    places: tuple[Place, ...]


@dataclass(slots=True)
class Places:
    """Gathers the places while pages are drawn."""

    found: list[Place] = field(default_factory=list)

    def note(self, canvas: Canvas, cell: tuple[Paragraph, ...], text: Paragraph, box: tuple[float, ...]) -> None:
        """A paragraph of a cell is drawn at (left, bottom, width, height) of the canvas as it stands now."""
        kind = _KINDS.get(text.role)
        if kind is None:
            return
        left, bottom, width, height = box
        x, y = canvas.absolutePosition(left, bottom)
        name = next((one.text for one in cell if one.role is Role.SIGN_NAME), "")
        printed = name if kind is PlaceKind.SIGNATURE else text.text
        self.found.append(Place(kind, canvas.getPageNumber() - 1, x, y, x + width, y + height, printed))
