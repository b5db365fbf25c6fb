"""Lines that are cut, slow or dead: nothing is lost, the desk is back by itself at once, and closing never waits."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.models.vietnam_time import show_moment
from app.services import plan
from app.services.desk import Desk
from app.services.exchange import clock, joining, rounds, syncing
from app.sync import http
from app.sync.http import Address
from app.sync.states import Phase
from tests.server.central import Central
from tests.steps import added, changes
from tests.sync.cutting_proxy import CuttingProxy
from tests.sync.window import Window, is_offline, is_synced

Code = Callable[[], str]
_BACK_S = 2.0
"""Seconds from the network's return to the next exchange, at most (issue 6)."""
_TRIES = 3
"""Returns of the network of which one must be that quick: other programs of the machine may hold up the rest."""
_CLOSING_S = 3.0
"""Far below what a wait would take: 30 s for an answer, 10 s for a thread."""
_LOOKS = 5
"""Looks in vain, two a second: longer than the first steps of the backoff."""


@pytest.fixture
def proxy(central: Central) -> Iterator[CuttingProxy]:
    made = CuttingProxy(central.server.port)
    yield made
    made.cut()


@pytest.fixture
def joined(desk: Desk, proxy: CuttingProxy, code: Code) -> Desk:
    """The desk, whose line to the server is the proxy."""
    joining.join(desk, address=Address(proxy.url), code=code())
    return desk


class LookingWindow(Window):
    """Counts how often the sync has looked in vain whether the line is back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.looks = 0
        look = self.syncing._is_there

        def counted(address: Address) -> bool:
            is_there = look(address)
            with self._news:
                self.looks += not is_there
                self._news.notify_all()
            return is_there

        self.syncing._is_there = counted  # type: ignore[method-assign]  # counts, and changes nothing

    def wait_for_looks(self, count: int) -> None:
        """Wait until it has looked so often more in vain."""
        wanted = self.looks + count
        self.wait(lambda _: self.looks >= wanted)


def test_a_line_that_was_away_long_is_found_within_two_seconds(joined: Desk, proxy: CuttingProxy) -> None:
    with LookingWindow(joined) as window:
        window.wait(is_synced)
        for _ in range(_TRIES):
            proxy.cut()
            added(joined, "Việc lúc đứt mạng")
            window.syncing.nudge()
            window.wait(lambda one: one.last.words.startswith("Mất kết nối · chưa gửi: "))
            window.wait_for_looks(_LOOKS)
            proxy.mend()
            mended, looks = time.monotonic(), window.looks
            window.wait(lambda one: is_synced(one) and one.last.unsent == 0)
            taken = time.monotonic() - mended
            assert window.looks <= looks + 1  # the one that was under way
            assert all(row.acknowledged for row in changes(joined))
            if taken < _BACK_S:
                return
        raise AssertionError(taken)


def test_the_feed_is_open_again_after_the_cut(
    joined: Desk, proxy: CuttingProxy, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pause in ("POLL", "_QUIET"):  # by the feed or not at all
        monkeypatch.setattr(syncing, pause, timedelta(minutes=10))
    with Window(joined) as window:
        window.wait(is_synced)
        proxy.cut()
        window.wait(is_offline)
        proxy.mend()
        window.wait(is_synced)
        neighbour = central.desk()
        change = neighbour.change("unit", {"name": "Xã Đạ Huoai"})
        assert neighbour.words(change) == ["applied"]
        window.wait(lambda one: change.entity_id in one.changed)


def test_a_slow_line_loses_nothing_and_breaks_nothing_off(
    joined: Desk, proxy: CuttingProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A push that takes several times as long as an answer may take is waited for; the feed stays open beside it."""
    monkeypatch.setattr(http, "_ANSWER_S", 3.0)
    for number in range(160):
        added(joined, f"Việc {number} {secrets.token_urlsafe(3_000)}")  # what cannot be packed
    proxy.slow(64_000)
    with Window(joined) as window:
        window.wait(is_synced)
        proxy.wait_for_opened(4)
        assert rounds.unsent(joined) == ()
        assert len(plan.view(joined).tasks) == 174
        added(joined, "Việc sau khi luồng tin đã mở")
        window.syncing.nudge()
        window.wait(lambda one: not rounds.unsent(joined))
    assert proxy.opened == 4  # joining, the exchange, the feed, the names of the PCs: none of them was begun anew
    assert {state.phase for state in window.states} <= {Phase.CONNECTING, Phase.SYNCED, Phase.UNSENT}


def test_closing_does_not_wait_for_a_request(joined: Desk, proxy: CuttingProxy) -> None:
    with Window(joined) as window:
        window.wait(is_synced)
        proxy.go_dead()
        for number in range(20):
            added(joined, f"Việc {number}")
        window.syncing.nudge()
        proxy.wait_for_swallowed()
        started = time.monotonic()
        window.syncing.stop()
        assert time.monotonic() - started < _CLOSING_S
        assert rounds.unsent(joined)


def test_closing_does_not_wait_for_the_feed_to_open(joined: Desk, proxy: CuttingProxy) -> None:
    proxy.go_dead()
    window = Window(joined)
    window.syncing.start()
    proxy.wait_for_swallowed()
    started = time.monotonic()
    window.syncing.stop()
    assert time.monotonic() - started < _CLOSING_S


def test_a_stopped_sync_touches_the_workspace_no_more(joined: Desk, proxy: CuttingProxy) -> None:
    with Window(joined) as window:
        window.wait(is_synced)
        proxy.go_dead()
        for number in range(20):
            added(joined, f"Việc {number}")
        window.syncing.nudge()
        proxy.wait_for_swallowed()
        window.syncing.stop()
        version, told = joined.workspace.version, len(window.states)
        proxy.cut()
        for thread in [one for one in threading.enumerate() if one.name in ("kh02-sync", "kh02-files")]:
            thread.join(30)
            assert not thread.is_alive()
        assert (joined.workspace.version, len(window.states)) == (version, told)


def test_the_clock_of_the_last_run_is_the_first_estimate_of_the_next(
    joined: Desk, proxy: CuttingProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Window(joined) as window:
        window.wait(is_synced)
    known = clock.measured(joined)
    assert known is not None
    assert abs(known.offset.total_seconds()) < 30
    now = joined.now()
    clock.follow(joined, timedelta(seconds=185))
    proxy.cut()
    clock.restore(joined)
    assert joined.workspace.pc.offset == timedelta(seconds=185)
    with Window(joined) as window:
        window.wait(is_offline)
        assert window.last.skew.startswith("Đồng hồ máy này chậm 3 phút 05 giây.")
        assert f"Đo lần trước, {show_moment(now + timedelta(seconds=185))}" in window.last.skew
        assert "chỉnh lại nếu còn sai" in window.last.skew
        proxy.mend()
        window.wait(is_synced)
        assert window.last.skew == ""


def test_what_was_measured_of_a_clock_is_forgotten_when_a_hand_moves_it(joined: Desk) -> None:
    address, moved = joining.address(joined), timedelta()
    assert address is not None
    server = http.Server(address, joining.token(joined), now=lambda: datetime.now(UTC) + moved)
    server.digests()
    before = server.offset
    moved = timedelta(days=1)
    between = server.offset
    server.digests()
    after = server.offset
    server.close()
    assert before is not None
    assert between is None
    assert after is not None
    assert abs(after + moved) < timedelta(seconds=30)
