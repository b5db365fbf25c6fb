"""Acts go before slices that arrive."""

import threading
from contextlib import suppress

from app.workspace.turn import Turn


def test_an_act_goes_before_the_slice_that_waited_first() -> None:
    turn = Turn()
    order: list[str] = []
    begun = threading.Event()

    def take(kind: str) -> None:
        begun.set()
        with turn.act() if kind == "act" else turn.slice():
            order.append(kind)

    waiting = []
    with turn.slice():
        for kind in ("slice", "act"):
            begun.clear()
            waiting.append(threading.Thread(target=take, args=(kind,)))
            waiting[-1].start()
            assert begun.wait(60)
        while turn.waiting < 1:
            threading.Event().wait(0.001)
    for thread in waiting:
        thread.join()
    assert order == ["act", "slice"]


def test_a_failed_act_gives_its_turn_back() -> None:
    turn = Turn()
    with suppress(ZeroDivisionError), turn.act():
        _ = 1 // turn.waiting
    with turn.slice():
        assert turn.waiting == 0
