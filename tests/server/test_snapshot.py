"""The snapshot for a new device: heads as merged, resumable, with the tail behind it. Each test on both databases."""

import json
from typing import Any

import zstandard

from app.journal import wire
from app.journal.merge import RecordState, merge
from tests.server.central import Central, Desk


def _lines(desk: Desk, cursor: str = "") -> list[dict[str, Any]]:
    answer = desk.http.get("/v1/snapshot", params={"from": cursor} if cursor else {})
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def test_an_empty_province(desk: Desk) -> None:
    [head] = _lines(desk)
    assert (head["sequence"], head["records"], head["pages"]) == (0, 0, 0)


def test_the_snapshot_holds_merged_heads_and_their_changes(desk: Desk) -> None:
    first = desk.change(fields={"content": "Một", "note": "Ghi chú"})
    second = desk.change(entity_id=first.entity_id, fields={"content": "Hai"}, base={"content": (first.id,)})
    desk.push(first, second)
    head, page = _lines(desk)
    assert (head["sequence"], head["records"], head["pages"]) == (2, 1, 1)
    [record] = page["records"]
    knows = {first.id}.__contains__
    merged = merge(merge(RecordState(), first, knows=lambda _: False), second, knows=knows)
    assert RecordState.from_json(record["state"]) == merged
    assert record["root"] == first.root_id
    assert {change["id"] for change in record["changes"]} == {first.id, second.id}
    assert wire.decode(json.dumps(record["changes"][0]).encode()) in (first, second)


def test_a_replaced_change_is_not_sent_again(desk: Desk) -> None:
    first = desk.change(fields={"content": "Một"})
    second = desk.change(entity_id=first.entity_id, fields={"content": "Hai"}, base={"content": (first.id,)})
    desk.push(first, second)
    assert [change["id"] for change in _lines(desk)[1]["records"][0]["changes"]] == [second.id]


def test_broken_off_it_goes_on_and_the_tail_starts_where_it_began(desk: Desk) -> None:
    made = [desk.change() for _ in range(1200)]
    desk.push(*made)
    head, *pages = _lines(desk)
    assert (head["pages"], len(pages)) == (2, 2)
    newer = desk.change()
    desk.push(newer)
    resumed, *rest = _lines(desk, pages[0]["cursor"])
    assert (resumed["sequence"], resumed["records"]) == (1200, 201)
    seen = {record["id"] for page in (pages[0], *rest) for record in page["records"]}
    assert {change.entity_id for change in made} <= seen
    assert [change["id"] for change in desk.pull(resumed["sequence"])["changes"]] == [newer.id]


def test_a_cursor_that_is_not_ours_is_refused(desk: Desk) -> None:
    for cursor in ("x", "%00", "W10", "bnVsbA", "WyJhIiwxLDIsM10"):
        assert desk.http.get("/v1/snapshot", params={"from": cursor}).status_code == 422


def test_a_cursor_of_another_epoch_starts_over(central: Central, desk: Desk) -> None:
    theirs = central.neighbour(f"{central.code}b").desk()
    theirs.push(theirs.change())
    cursor = _lines(theirs)[1]["cursor"]
    assert desk.http.get("/v1/snapshot", params={"from": cursor}).status_code == 409


def test_a_packed_snapshot_that_is_cut_has_whole_pages(desk: Desk) -> None:
    for _ in range(2):
        desk.push(*(desk.change() for _ in range(1100)))
    with desk.http.stream("GET", "/v1/snapshot", headers={"Accept-Encoding": "zstd"}) as answer:
        assert answer.headers["content-encoding"] == "zstd"
        packed = b"".join(answer.iter_raw())
    cut = packed[: len(packed) * 3 // 4]
    plain = zstandard.ZstdDecompressor().decompressobj().decompress(cut)
    whole = plain[: plain.rindex(b"\n")].splitlines()
    assert json.loads(whole[1])["cursor"]
