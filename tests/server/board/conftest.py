"""A server with the board."""

from collections.abc import Iterator

import httpx
import pytest

from .running_board import RunningBoard


@pytest.fixture(scope="session")
def ended() -> Iterator[list[RunningBoard]]:
    """Boards that were told to end; at the end of the run all of them have."""
    boards: list[RunningBoard] = []
    yield boards
    for one in boards:
        one.stop()


@pytest.fixture
def board(database_url: str, ended: list[RunningBoard]) -> Iterator[RunningBoard]:
    """It has one user and two provinces that published nothing yet."""
    made = RunningBoard(database_url)
    made.user()
    made.province("68", "Lâm Đồng")
    made.province("46", "Huế")
    made.start()
    yield made
    made.end()
    ended.append(made)


@pytest.fixture
def visitor(board: RunningBoard) -> Iterator[httpx.Client]:
    """A browser that is logged in."""
    made = board.visitor()
    yield made
    made.close()
