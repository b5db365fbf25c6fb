"""How many cards fit: columns, rows and heights for the three places, so that nothing scrolls. Pure arithmetic."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from app.views.runbook.night.board import Place

GAP = 6
TITLE = 26
LEAST_HEIGHT = 82
"""A card on four lines."""
MOST_HEIGHT = 212
LEAST_WIDTH = 236
EMPTY_WIDTH = 190
_SHARES = {Place.RUNNING: 1.35, Place.NEXT: 1.0, Place.BLOCKED: 1.0}


@dataclass(frozen=True, slots=True)
class Area:
    """One place: its left edge and width, how its cards lie, how many of them are shown."""

    left: int
    width: int
    columns: int
    card_height: int
    shown: int

    @property
    def card_width(self) -> int:
        """Width of one card."""
        return (self.width - (self.columns - 1) * GAP) // max(self.columns, 1)

    def corner(self, at: int) -> tuple[int, int]:
        """Left and top of a card, in reading order down the columns."""
        rows = ceil(self.shown / self.columns) if self.columns else 1
        column, row = divmod(at, max(rows, 1))
        return self.left + column * (self.card_width + GAP), TITLE + row * (self.card_height + GAP)


def arrange(counts: Mapping[Place, int], width: int, height: int) -> dict[Place, Area]:
    """Where the cards of each place lie in a box of this size."""
    rows_at_most = max((height - TITLE + GAP) // (LEAST_HEIGHT + GAP), 1)
    columns = {place: ceil(count / rows_at_most) for place, count in counts.items()}
    room = width - 2 * 2 * GAP
    widths = _widths(columns, room)
    areas = {}
    left = 0
    for place in Place:
        columns_here = max(min(columns[place], max(widths[place] // LEAST_WIDTH, 1)), 1)
        shown = min(counts[place], columns_here * rows_at_most)
        rows = ceil(shown / columns_here) if shown else 1
        each = (height - TITLE - (rows - 1) * GAP) // rows
        areas[place] = Area(left, widths[place], columns_here, min(each, MOST_HEIGHT), shown)
        left += widths[place] + 2 * GAP
    return areas


def _widths(columns: Mapping[Place, int], room: int) -> dict[Place, int]:
    """Empty places are narrow; the others share the rest by their columns, ĐANG THỰC HIỆN a little wider."""
    empty = [place for place in Place if not columns[place]]
    full = [place for place in Place if columns[place]]
    if not full:
        return {place: room // len(Place) for place in Place}
    left = room - EMPTY_WIDTH * len(empty)
    shares = {place: columns[place] * _SHARES[place] for place in full}
    if len(full) > 1 and max(columns.values()) > 1:
        shares = {place: float(columns[place]) for place in full}
    whole = sum(shares.values())
    return {place: int(left * shares[place] / whole) if place in shares else EMPTY_WIDTH for place in Place}
