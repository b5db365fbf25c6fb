"""What comes to the server late, of what was purged there: kept bare. Each test on SQLite and on PostgreSQL."""

import json

import pytest

from app.journal.change import Change
from app.journal.seal import EVERYWHERE, Seal
from tests.server.central import Central, Desk, sha256

WORD = "BÍ MẬT"


def _purge(desk: Desk, of: Change) -> Change:
    return desk.change("purge", {"entity": of.entity, "record_id": of.entity_id}, kind="purge")


def _sealing(desk: Desk, seal: Seal, entity: str = "issue") -> Change:
    return desk.change(entity, {"number": "12", "seal": seal.to_fields()}, kind="seal")


def _all(desk: Desk) -> dict[str, dict[str, object]]:
    """Fields of all changes, by id; nothing of what the server gives says the word."""
    log = desk.pull()["changes"]
    assert WORD not in json.dumps(log, ensure_ascii=False)
    assert WORD not in desk.http.get("/v1/snapshot").text
    fields = {change["id"]: change["fields"] for change in log}
    for change in log:
        seal = change["fields"].get("seal")
        assert not seal or WORD.encode() not in Seal.from_fields(seal).content
    return fields


@pytest.mark.parametrize("entity", ["issue", "runbook_lock", "decision", "minutes_seal", "robot_seal"])
def test_a_seal_that_comes_late_loses_what_was_sealed(central: Central, desk: Desk, entity: str) -> None:
    secret = desk.change("task", {"content": WORD})
    desk.push(secret, _purge(desk, secret))
    by_bytes = _sealing(desk, Seal("k", frozenset(), f'{{"id":"{secret.entity_id}","t":"{WORD}"}}'.encode()), entity)
    by_heads = _sealing(desk, Seal("k", frozenset({secret.id}), WORD.encode()), entity)
    other = _sealing(desk, Seal("k", frozenset(), "Kế hoạch đã ban hành".encode()), entity)
    assert desk.words(by_bytes, by_heads, other) == ["applied"] * 3
    log = _all(desk)
    assert log[by_bytes.id] == log[by_heads.id] == {"number": "12", "seal": {}}
    assert log[other.id] == other.fields
    assert desk.words(by_bytes, by_heads, other) == ["known"] * 3
    assert central.desk().words(by_bytes) == ["known"]
    _all(desk)


def test_digests_are_the_same_whichever_came_first(central: Central, desk: Desk) -> None:
    """And the same as on a desk, which keeps the heads of a seal that it emptied."""
    secret = desk.change("task", {"content": WORD})
    sealing = _sealing(desk, Seal("k", frozenset({secret.id}), WORD.encode()))
    digests = []
    for number, batch in enumerate(([secret, sealing, _purge(desk, secret)], [secret, _purge(desk, secret), sealing])):
        province = Central(central.server, f"{central.code}{number}")
        province.add()
        at = province.desk()
        for one in batch:
            at.push(at.change(one.entity, dict(one.fields), **_same(one)))
        digests.append(at.http.get("/v1/digests").json()["entities"]["issue"])
        province.close()
    assert digests[0] == digests[1]


def _same(one: Change) -> dict[str, object]:
    return {"id": one.id, "stamp": one.stamp, "entity_id": one.entity_id, "root_id": one.root_id, "kind": one.kind}


def test_what_a_late_seal_covers_is_covered(desk: Desk) -> None:
    secret, task = desk.change("task", {"content": WORD}), desk.change("task")
    desk.push(secret, task, _purge(desk, secret))
    desk.push(_sealing(desk, Seal("k", frozenset({secret.id, task.id}), WORD.encode(), (), {EVERYWHERE: ("task",)})))
    edit = desk.change("task", entity_id=task.entity_id, base={"content": (task.id,)})
    [verdict] = desk.push(edit)
    assert verdict["reason"]["code"] == "after_seal"


def test_a_seal_made_after_the_purge_that_names_it_by_its_bare_id_stays_whole(desk: Desk) -> None:
    unit = desk.change("unit", {"name": WORD})
    seal = Seal("k", frozenset(), f'{{"lead":"{unit.entity_id}"}}'.encode(), without=(unit.entity_id,))
    early, late = _sealing(desk, seal), _sealing(desk, seal)
    desk.push(unit, early)
    desk.push(_purge(desk, unit))
    desk.push(late)
    log = _all(desk)
    assert (log[early.id], log[late.id]) == (early.fields, late.fields)


@pytest.mark.parametrize("in_one_batch", [True, False])
def test_a_late_edit_that_a_seal_covers_shows_what_the_seal_tells(desk: Desk, in_one_batch: bool) -> None:  # noqa: FBT001
    secret = desk.change("plan_line", {"text": WORD})
    desk.push(secret, _purge(desk, secret))
    edit = desk.change("plan_line", {"text": f"{WORD} hai"}, entity_id=secret.entity_id)
    sealing = _sealing(desk, Seal("k", frozenset({edit.id}), f"Nơi nhận: {WORD}".encode()))
    for batch in ([sealing, edit],) if in_one_batch else ([sealing], [edit]):
        desk.push(*batch)
    assert _all(desk)[sealing.id] == {"number": "12", "seal": {}}


@pytest.mark.parametrize("copy_comes_first", [True, False])
def test_what_hangs_on_what_a_purged_record_owns_goes_with_it(desk: Desk, copy_comes_first: bool) -> None:  # noqa: FBT001
    scan = "bản quét".encode()
    desk.put(scan)
    task = desk.change("task", {"content": WORD})
    evidence = desk.change("evidence", {"title": WORD, "file": {"sha256": sha256(scan)}}, root_id=task.entity_id)
    copied = desk.change("evidence_copy", {"agency": WORD}, root_id=evidence.entity_id)
    late = desk.change("evidence", {"title": WORD}, root_id=task.entity_id)
    late_copy = desk.change("evidence_copy", {"agency": WORD}, root_id=late.entity_id)
    desk.push(task, evidence, copied, _purge(desk, task))
    for one in (late_copy, late) if copy_comes_first else (late, late_copy):
        desk.push(one)
    log = _all(desk)
    assert all(log[one.id] == {} for one in (task, evidence, copied, late, late_copy))
    assert set(desk.http.get("/v1/digests").json()["entities"]) == {"purge"}
    assert desk.http.get(f"/v1/blobs/{sha256(scan)}").status_code == 404


def test_words_of_a_newer_version_go_too(desk: Desk) -> None:
    secret = desk.change("task", {"content": "Một"}, extra={"note2": WORD})
    desk.push(secret, _purge(desk, secret))
    assert _all(desk)[secret.id] == {}


def test_a_purge_that_two_desks_write_alike_is_known(central: Central, desk: Desk) -> None:
    secret = desk.change("task", {"content": WORD})
    purge = _purge(desk, secret)
    assert desk.words(secret, purge) == ["applied"] * 2
    assert central.desk().words(purge) == ["known"]
