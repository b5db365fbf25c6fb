"""Waiting: 1, 2, 4 ... 60 seconds, never all desks at once, and a look whether the line is back."""

import socket
from datetime import timedelta

import pytest

from app.sync.backoff import Backoff, is_reachable
from app.sync.http import Address


def test_the_pause_doubles_up_to_a_minute() -> None:
    backoff = Backoff(lambda: 0.5)
    pauses = [backoff.failed().total_seconds() for _ in range(9)]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_success_begins_anew() -> None:
    backoff = Backoff(lambda: 0.5)
    backoff.failed()
    backoff.failed()
    backoff.succeeded()
    assert backoff.failed() == timedelta(seconds=1)


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 0.75), (1.0, 1.25)])
def test_no_two_desks_wait_the_same(chance: float, seconds: float) -> None:
    assert Backoff(lambda: chance).failed() == timedelta(seconds=seconds)


def test_what_listens_is_reachable_and_what_does_not_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = Address(f"http://127.0.0.1:{listening.getsockname()[1]}")
        assert is_reachable(address)
    assert not is_reachable(address)


@pytest.mark.parametrize("url", ["máy chủ", "http://", "https://127.0.0.1:99999"])
def test_no_address_is_not_reachable(url: str) -> None:
    assert not is_reachable(Address(url))
