"""Pushing and pulling over a real server: verdicts, order, idempotence. Each test on SQLite and on PostgreSQL."""

import json
import unicodedata
from dataclasses import replace
from datetime import timedelta

import pytest

from app.journal import wire
from app.journal.merge import RecordState, digest, merge
from app.journal.seal import Seal
from tests.server.central import Central, Desk, sent, sha256, stamp


def test_what_one_desk_pushes_another_pulls(central: Central, desk: Desk) -> None:
    made = desk.change(fields={"content": "Rà soát đường truyền cấp xã"})
    assert desk.push(made) == [{"id": made.id, "verdict": "applied"}]
    page = central.desk().pull()
    assert page["changes"][0]["fields"] == {"content": "Rà soát đường truyền cấp xã"}
    assert (page["sequence"], page["more"]) == (1, False)


def test_a_lost_answer_is_asked_for_again(desk: Desk) -> None:
    made = [desk.change() for _ in range(3)]
    assert desk.words(*made) == ["applied"] * 3
    assert desk.words(*made) == ["known"] * 3
    assert len(desk.pull()["changes"]) == 3


def test_twice_in_one_batch_is_once(desk: Desk) -> None:
    made = desk.change()
    assert desk.words(made, made) == ["applied", "known"]
    assert len(desk.pull()["changes"]) == 1


def test_a_known_id_with_other_content_is_refused(desk: Desk) -> None:
    made = desk.change()
    other = desk.change(id=made.id, entity_id=made.entity_id, act_id=made.act_id, fields={"content": "Khác"})
    assert desk.words(made, other) == ["applied", "refused"]
    [verdict] = desk.push(other)
    assert verdict["reason"]["code"] == "other_content"


@pytest.mark.parametrize("number", [1, 40])
def test_ids_of_any_characters_are_kept_as_they_are(desk: Desk, number: int) -> None:
    """Few go in one by one, many as a stream of text: neither has characters that mean something."""
    odd = [
        "\\N",
        "\\.",
        "a\tb",
        'a"b',
        "a\\b",
        "a\nb",
        "a\rb",
        "{a,b}",
        "NULL",
        "%s",
        ":id",
        "đơn vị",
        "'; --",
        "\x01",
        " ",
    ]
    made = [
        desk.change(id=f"{desk.id}{place}{odd[place % len(odd)]}", entity_id=f"{odd[place % len(odd)]}{desk.id}{place}")
        for place in range(number * len(odd))
    ]
    for start in range(0, len(made), len(made) if number > 1 else 1):
        assert set(desk.words(*made[start : start + len(made) if number > 1 else start + 1])) == {"applied"}
    assert set(desk.words(*made)) == {"known"}
    pulled = {change["id"]: change["entity_id"] for change in desk.pull()["changes"]}
    assert pulled == {change.id: change.entity_id for change in made}
    more = [
        desk.change(entity_id=change.entity_id, fields={"content": "Hai\n\\"}, base={"content": (change.id,)})
        for change in made
    ]
    assert set(desk.words(*more)) == {"applied"}
    assert desk.words(made[0], more[0]) == ["known", "known"]


def test_one_bad_change_never_blocks_the_rest(desk: Desk) -> None:
    good, later = desk.change(), desk.change()
    bad = json.loads(wire.encode(desk.change())) | {"stamp": "hôm qua"}
    batch = b"[" + b",".join((wire.encode(good), json.dumps(bad).encode(), b'{"a": 1.5}', wire.encode(later))) + b"]"
    answer = desk.http.post("/v1/push", content=batch).json()
    assert [verdict["verdict"] for verdict in answer["verdicts"]] == ["applied", "refused", "refused", "applied"]
    assert answer["verdicts"][1]["id"] == bad["id"]
    assert answer["verdicts"][1]["reason"]["code"] == "malformed"
    assert [change["id"] for change in desk.pull()["changes"]] == [good.id, later.id]


def test_a_change_beyond_a_megabyte_is_refused_alone(desk: Desk) -> None:
    big = wire.encode(desk.change()).replace("Rà soát hạ tầng".encode(), b"x" * wire.MAX_CHANGE_BYTES)
    answer = desk.http.post("/v1/push", content=wire.join_batch([big, wire.encode(desk.change())])).json()
    assert answer["verdicts"][0]["reason"]["code"] == "too_large"
    assert answer["verdicts"][1]["verdict"] == "applied"


def test_an_id_that_fits_no_index_is_refused_alone(desk: Desk) -> None:
    [refused, applied] = desk.push(desk.change(id="a" * 5000), desk.change())
    assert (refused["verdict"], refused["reason"]["code"], applied["verdict"]) == ("refused", "malformed", "applied")


def test_two_unseen_edits_of_one_field_are_a_conflict(central: Central, desk: Desk) -> None:
    other = central.desk()
    made = desk.change(fields={"content": "Một"})
    assert desk.words(made) == ["applied"]
    mine = desk.change(entity_id=made.entity_id, fields={"content": "Của tôi"}, base={"content": (made.id,)})
    theirs = other.change(entity_id=made.entity_id, fields={"content": "Của họ"}, base={"content": (made.id,)})
    assert desk.words(mine) == ["applied"]
    assert other.words(theirs) == ["conflict"]


def test_equal_values_are_no_conflict_and_the_earlier_stamp_is_superseded(central: Central, desk: Desk) -> None:
    other = central.desk()
    made = desk.change(fields={"content": "Một"})
    early = other.change(
        entity_id=made.entity_id, fields={"content": "Một"}, stamp=stamp(timedelta(hours=-1), device=other.id)
    )
    assert desk.words(made) == ["applied"]
    assert other.words(early) == ["superseded"]


def test_a_write_that_arrives_after_its_successor_is_superseded(desk: Desk) -> None:
    first = desk.change(fields={"content": "Một"})
    second = desk.change(entity_id=first.entity_id, fields={"content": "Hai"}, base={"content": (first.id,)})
    assert desk.words(second) == ["applied"]
    assert desk.words(first) == ["superseded"]


def test_verdicts_are_of_what_the_whole_batch_leaves(desk: Desk) -> None:
    first = desk.change(fields={"content": "Một"})
    second = desk.change(entity_id=first.entity_id, fields={"content": "Hai"}, base={"content": (first.id,)})
    assert desk.words(first, second) == ["superseded", "applied"]


def test_a_stamp_from_the_future_is_capped_once_for_everybody(central: Central, desk: Desk) -> None:
    made = desk.change(stamp=stamp(timedelta(days=1), device=desk.id))
    [verdict] = desk.push(made)
    assert verdict["verdict"] == "applied"
    assert verdict["cap"] < made.stamp
    assert desk.push(made) == [{"id": made.id, "verdict": "known", "cap": verdict["cap"]}]
    assert central.desk().pull()["changes"][0]["cap"] == verdict["cap"]


def test_a_lower_cap_from_before_a_restore_goes_to_everybody(desk: Desk) -> None:
    made = desk.change(stamp=stamp(timedelta(days=1), device=desk.id))
    desk.push(made)
    lower = stamp(timedelta(hours=-1), device=desk.id)
    earlier = wire.decode(wire.encode(made).replace(b'{"act_id"', f'{{"cap":"{lower}","act_id"'.encode(), 1))
    assert desk.push(earlier) == [{"id": made.id, "verdict": "known", "cap": lower}]
    page = desk.pull(after=1)
    assert [change["cap"] for change in page["changes"]] == [lower]
    assert page["sequence"] == 2


def test_a_cap_that_an_older_state_had_given_reaches_a_change_stored_without_one(central: Central, desk: Desk) -> None:
    """Sent to a restored server by somebody who never learned of the cap, when the time of the stamp has come."""
    made = desk.change(stamp=stamp(timedelta(minutes=-30), device=desk.id))
    assert desk.words(made) == ["applied"]
    later = desk.change(
        entity_id=made.entity_id, stamp=stamp(timedelta(hours=-1), device=desk.id), fields={"content": "Sau"}
    )
    assert desk.words(later) == ["conflict"]
    cap = stamp(timedelta(hours=-2), device=desk.id)
    assert central.desk().push(replace(made, cap=cap)) == [{"id": made.id, "verdict": "known", "cap": cap}]
    page = desk.pull(after=2)
    assert [(change["id"], change["cap"]) for change in page["changes"]] == [(made.id, cap)]
    higher = stamp(timedelta(minutes=-10), device=desk.id)
    assert desk.push(replace(made, cap=higher)) == [{"id": made.id, "verdict": "known", "cap": cap}]
    assert desk.pull(after=3)["changes"] == []


def test_a_cap_above_the_stamp_changes_nothing(desk: Desk) -> None:
    made = desk.change(stamp=stamp(timedelta(minutes=-30), device=desk.id))
    desk.push(made)
    above = stamp(timedelta(minutes=-10), device=desk.id)
    assert desk.push(replace(made, cap=above)) == [{"id": made.id, "verdict": "known"}]
    assert desk.pull(after=1)["changes"] == []


def test_a_stamp_a_little_ahead_is_left_alone(desk: Desk) -> None:
    assert "cap" not in desk.push(desk.change(stamp=stamp(timedelta(minutes=4), device=desk.id)))[0]


def test_a_write_behind_a_seal_is_stored_and_flagged(desk: Desk) -> None:
    plan = desk.change("plan", {"title": "Kế hoạch hành động"})
    seal = Seal(plan.entity_id, frozenset({plan.id}), b"{}")
    sealing = desk.change("issue", {"seal": seal.to_fields()}, kind="seal", root_id=plan.entity_id)
    assert desk.words(plan, sealing) == ["applied", "applied"]
    behind = desk.change("plan", {"title": "Khác"}, entity_id=plan.entity_id, base={"title": (plan.id,)})
    [verdict] = desk.push(behind)
    assert (verdict["verdict"], verdict["reason"]["code"]) == ("applied", "after_seal")
    assert verdict["reason"]["text"] == "Sửa ngoài bản đã chốt."
    assert len(desk.pull()["changes"]) == 3


def test_an_unknown_entity_kind_and_field_are_kept_and_passed_on(desk: Desk) -> None:
    newer = desk.change("drone", {"height": "12"}, kind="fly", schema=99, extra={"colour": "đỏ"})
    assert desk.words(newer) == ["applied"]
    [kept] = desk.pull()["changes"]
    assert wire.decode(json.dumps(kept).encode()) == newer


def test_text_comes_out_in_one_unicode_form(desk: Desk) -> None:
    made = desk.change(fields={"content": "Đường truyền dự phòng"})
    split = unicodedata.normalize("NFD", wire.encode(made).decode()).encode()
    desk.http.post("/v1/push", content=b"[ " + split + b" ]")
    assert desk.pull()["changes"][0]["fields"]["content"] == "Đường truyền dự phòng"
    assert desk.words(made) == ["known"]


def test_what_is_no_batch_is_said_so_in_vietnamese(desk: Desk) -> None:
    for body in (b"", b"{}", b"[", b"null", b"\xff\xfe", b'["a"'):
        answer = desk.http.post("/v1/push", content=body)
        assert answer.status_code == 422
        assert answer.json()["title"] == "Dữ liệu gửi lên không đúng mẫu."


def test_more_than_a_batch_holds_is_too_large(desk: Desk) -> None:
    assert desk.http.post("/v1/push", content=b"[" + b"1," * 2000 + b"1]").status_code == 413


def test_pages_follow_on_each_other(desk: Desk) -> None:
    made = [desk.change() for _ in range(7)]
    desk.push(*made)
    found, after, more = [], 0, True
    while more:
        page = desk.pull(after, limit=3)
        found += [change["id"] for change in page["changes"]]
        after, more = page["sequence"], page["more"]
    assert found == [change.id for change in made]
    assert after == 7


def test_an_empty_batch_and_an_empty_log(desk: Desk) -> None:
    assert desk.push() == []
    assert desk.pull() == {"epoch": desk.pull()["epoch"], "changes": [], "sequence": 0, "mark": "", "more": False}


@pytest.mark.parametrize("encoding", ["zstd", "gzip"])
def test_bodies_may_be_packed_both_ways(desk: Desk, encoding: str) -> None:
    made = [desk.change() for _ in range(50)]
    packed = sent(wire.encode_batch(made), encoding)
    answer = desk.http.post("/v1/push", content=packed, headers={"Content-Encoding": encoding})
    assert len(answer.json()["verdicts"]) == 50
    pulled = desk.http.get("/v1/changes", headers={"Accept-Encoding": encoding})
    assert pulled.headers["content-encoding"] == encoding
    assert len(pulled.json()["changes"]) == 50


def test_a_purge_takes_content_out_of_log_snapshot_seal_and_files(central: Central, desk: Desk) -> None:
    scan = "bản quét".encode()
    assert desk.put(scan).json()["whole"]
    secret = desk.change("evidence", {"title": "BÍ MẬT", "file": {"sha256": sha256(scan)}})
    owned = desk.change("evidence_copy", {"note": "BÍ MẬT"}, root_id=secret.entity_id)
    seal = Seal(secret.entity_id, frozenset({secret.id}), "BÍ MẬT".encode())
    sealing = desk.change("issue", {"seal": seal.to_fields(), "number": "12"}, kind="seal")
    purge = desk.change("purge", {"entity": "evidence", "record_id": secret.entity_id}, kind="purge")
    assert desk.words(secret, owned, sealing, purge) == ["applied"] * 4
    log = {change["id"]: change for change in desk.pull()["changes"]}
    assert log[secret.id]["fields"] == log[owned.id]["fields"] == {}
    assert log[sealing.id]["fields"] == {"number": "12", "seal": {}}
    assert log[purge.id]["fields"]["record_id"] == secret.entity_id
    assert "BÍ MẬT" not in desk.http.get("/v1/snapshot").text
    assert desk.http.get(f"/v1/blobs/{sha256(scan)}").status_code == 404
    assert desk.words(secret, owned, sealing) == ["known"] * 3
    late = desk.change("evidence", {"title": "BÍ MẬT, sửa"}, entity_id=secret.entity_id)
    assert desk.words(late) == ["applied"]
    assert "BÍ MẬT" not in json.dumps(desk.pull(), ensure_ascii=False)


def test_digests_tell_replicas_apart(central: Central, desk: Desk) -> None:
    made = [desk.change() for _ in range(3)]
    desk.push(*made)
    states = {change.entity_id: merge(RecordState(), change, knows=lambda _: False) for change in made}
    assert desk.http.get("/v1/digests").json()["entities"] == {"task": digest(states.items())}
    more = desk.change(entity_id=made[0].entity_id, fields={"content": "Hai"}, base={"content": (made[0].id,)})
    desk.push(more)
    states[made[0].entity_id] = merge(states[made[0].entity_id], more, knows={made[0].id}.__contains__)
    assert desk.http.get("/v1/digests").json()["entities"] == {"task": digest(states.items())}
    heads = desk.http.get("/v1/heads", params={"entity": "task"}).json()["heads"]
    assert dict(heads) == {entity_id: digest([(entity_id, state)]) for entity_id, state in states.items()}
