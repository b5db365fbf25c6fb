"""Digests after a bulk load: computed while others go on editing, kept, and right for the number told with them."""

import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from app.journal.merge import RecordState, digest
from server import store_digests
from server.store import Store
from tests.server.board.running_board import RunningBoard

MANY = 600
"""More than two portions."""


@pytest.fixture
def board(database_url: str) -> Iterator[RunningBoard]:
    """A server that nobody asked for digests yet, with many records."""
    made = RunningBoard(database_url)
    made.province("68", "Lâm Đồng")
    made.publish("68", *({"content": f"Rà soát đường truyền {at}"} for at in range(MANY)))
    yield made
    made.central.databases.close()


def whole(store: Store) -> tuple[int, dict[str, str]]:
    """Number and digests by the states as they stand."""
    rows = store.read(lambda connection: connection.execute(text("SELECT entity_id, state FROM record")).all())
    states = [(row.entity_id, RecordState.from_json(json.loads(row.state))) for row in rows]
    number = store.read(lambda connection: connection.execute(text("SELECT sequence FROM province")).scalar_one())
    return number, {"board_figure": digest(states)}


def test_edits_go_on_while_digests_are_computed(board: RunningBoard, monkeypatch: pytest.MonkeyPatch) -> None:
    store = board.central.databases.main
    board.publish("68", {"content": "Đường truyền xã Đạ Huoai", "id": "một"})
    calls = 0

    def computed(states: Iterable[tuple[str, RecordState]]) -> str:
        """Somebody edits in the middle: a new record, and one whose digest may just have been computed."""
        nonlocal calls
        calls += 1
        if calls in (1, 100, 400):
            board.publish("68", {"content": f"Sửa lúc {calls}", "id": "một"}, {"content": "Mới"})
        return digest(states)

    monkeypatch.setattr(store_digests, "digest", computed)
    epoch, sequence, entities = store_digests.entity_digests(store, "68")
    assert (sequence, entities) == whole(store)
    assert sequence == MANY + 7
    told = store_digests.record_digests(store, "68", "board_figure")
    assert told[:2] == (epoch, sequence)
    assert sum(int(one, 16) for _, one in told[2]) % (1 << 256) == int(entities["board_figure"], 16)


def test_a_digest_is_computed_once_and_anew_after_an_edit(board: RunningBoard, monkeypatch: pytest.MonkeyPatch) -> None:
    store = board.central.databases.main
    computed: list[str] = []

    def noted(states: Iterable[tuple[str, RecordState]]) -> str:
        [(entity_id, state)] = states
        computed.append(entity_id)
        return digest([(entity_id, state)])

    monkeypatch.setattr(store_digests, "digest", noted)
    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(lambda _: store_digests.entity_digests(store, "68")[1:], range(4)))
    assert told == [whole(store)] * 4
    assert len(computed) == MANY
    board.publish("68", {"content": "Một", "id": computed[0]})
    assert store_digests.entity_digests(store, "68")[1:] == whole(store)
    assert computed[MANY:] == [computed[0]]
