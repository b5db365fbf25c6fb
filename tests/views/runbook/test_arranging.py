from itertools import product

import pytest

from app.views.runbook.night.arranging import LEAST_HEIGHT, TITLE, arrange
from app.views.runbook.night.board import Place

ROOM = (1342, 440)
"""What the cards have at 1366x768 with an alarm and a warning shown."""
TWELVE = [each for each in product(range(13), repeat=3) if sum(each) == 12]


@pytest.mark.parametrize("counts", TWELVE)
def test_twelve_open_cards_fit_however_they_lie(counts: tuple[int, int, int]) -> None:
    areas = arrange(dict(zip(Place, counts, strict=True)), *ROOM)
    boxes = []
    for place, count in zip(Place, counts, strict=True):
        area = areas[place]
        assert area.shown == count
        for at in range(area.shown):
            left, top = area.corner(at)
            assert area.card_height >= LEAST_HEIGHT
            assert area.card_width >= 200
            assert left + area.card_width <= ROOM[0]
            assert TITLE <= top <= ROOM[1] - area.card_height
            boxes.append((left, top))
    assert len(set(boxes)) == 12


def test_what_does_not_fit_is_counted() -> None:
    areas = arrange({Place.RUNNING: 60, Place.NEXT: 0, Place.BLOCKED: 0}, *ROOM)
    assert 12 <= areas[Place.RUNNING].shown < 60


def test_an_empty_board_has_three_places() -> None:
    areas = arrange(dict.fromkeys(Place, 0), *ROOM)
    assert [area.shown for area in areas.values()] == [0, 0, 0]
