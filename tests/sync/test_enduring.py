"""The sync of a window goes on: after a fault of the program, and however much others say of who looks at what."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.services.desk import Desk
from app.services.exchange import joining, rounds, syncing
from app.sync.http import Address
from app.sync.http import Server as Centre
from app.sync.states import Phase, Presence
from tests.steps import added, changes
from tests.sync.window import Window, is_synced

Code = Callable[[], str]


@pytest.fixture
def joined(desk: Desk, address: Address, code: Code) -> Desk:
    joining.join(desk, address=address, code=code())
    return desk


def test_a_fault_of_the_program_is_told_and_the_sync_goes_on(joined: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = [ValueError("'mới-lạ' is not a valid TaskStatus"), KeyError("lock")]
    whole = rounds.run

    def failing(*given: object, **named: object) -> rounds.Round:
        if faults:
            raise faults.pop()
        return whole(*given, **named)  # type: ignore[arg-type]  # passed on untouched

    monkeypatch.setattr(rounds, "run", failing)
    added(joined, "Việc gửi sau khi chương trình vướng")
    with Window(joined) as window:
        window.wait(lambda one: one.last.phase is Phase.FAILED)
        assert "mới-lạ" not in window.last.detail
        window.wait(is_synced)
    assert all(row.acknowledged for row in changes(joined))


def test_presence_of_others_does_not_put_off_looking(joined: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syncing, "_QUIET", timedelta(seconds=1))
    looks = threading.Semaphore(0)
    whole = rounds.run

    def counted(desk: Desk, server: Centre, **named: object) -> rounds.Round:
        looks.release()
        return whole(desk, server, **named)  # type: ignore[arg-type]  # passed on untouched

    monkeypatch.setattr(rounds, "run", counted)
    ended = threading.Event()
    with Window(joined) as window:
        window.wait(is_synced)

        def beat() -> None:
            while not ended.wait(0.05):
                window.syncing._inbox.put(Presence("một người", "task", "một việc", is_editing=False))

        beating = threading.Thread(target=beat)
        beating.start()
        try:
            for _ in range(4):
                assert looks.acquire(timeout=60)
        finally:
            ended.set()
            beating.join()
