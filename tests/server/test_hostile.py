"""What somebody with a good token tries beyond what the protocol gives. Each test on SQLite and on PostgreSQL."""

import base64
import hashlib
import socket
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import zstandard

from app.journal import wire
from app.journal.change import Change, Json, new_id
from app.journal.seal import MAX_CONTENT_BYTES
from tests.server.central import Central, Desk, stamp


def caps(desk: Desk) -> list[str]:
    return [one["cap"] for one in desk.pull()["changes"] if "cap" in one]


def test_a_cap_that_lies_ahead_itself_is_no_cap(central: Central) -> None:
    desk = central.desk()
    change = replace(desk.change(), stamp=stamp(timedelta(days=3000), device=desk.id), cap=stamp(timedelta(days=2999)))
    [verdict] = desk.push(change)
    assert verdict["verdict"] == "applied"
    assert verdict["cap"] < stamp(timedelta(minutes=1))
    assert caps(desk) == [verdict["cap"]]


def test_who_may_not_write_a_record_makes_none_of_its_writes_older(central: Central) -> None:
    """A cap that was given before a restore is told by any PC; that is no way to change the time of others' writes."""
    desk, viewer = central.desk(), central.desk("chi-xem")
    change = replace(desk.change(), stamp=stamp(timedelta(hours=2), device=desk.id))
    [first] = desk.push(change)
    old = replace(change, cap="2000-01-01T00:00:00.000Z-0000-" + desk.id)
    [verdict] = viewer.push(old)
    assert (verdict["verdict"], verdict["cap"]) == ("known", first["cap"])
    [verdict] = desk.push(old)
    assert (verdict["verdict"], verdict["cap"]) == ("known", old.cap)


def test_a_stamp_that_was_never_ahead_gets_no_cap(central: Central) -> None:
    desk = central.desk()
    change = desk.change()
    desk.push(change)
    near = replace(change, cap=stamp(timedelta(minutes=-2), device=desk.id))
    assert desk.push(near) == [{"id": change.id, "verdict": "known"}]
    assert caps(desk) == []


def test_a_body_begun_before_the_token_ended_is_not_stored(central: Central) -> None:
    desk, other = central.desk(), central.desk()
    body = wire.encode_batch([desk.change()])
    head = (
        f"POST /v1/push HTTP/1.1\r\nHost: kh02\r\nAuthorization: Bearer {desk.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", central.server.port), timeout=60) as line:
        line.sendall(head.encode())
        assert line.recv(1_000).startswith(b"HTTP/1.1 100")  # the token was looked up: now the body is asked for
        central.here("device", "revoke", "--device", desk.id)
        line.sendall(body)
        assert line.recv(1_000).startswith(b"HTTP/1.1 401")
    assert other.pull()["changes"] == []


def test_what_is_judged_at_once_is_bounded_and_one_change_always_goes(central: Central) -> None:
    desk = central.desk()
    crowd = [desk.change(entity_id="một mục", fields={"content": str(number)}) for number in range(501)]
    named = tuple(f"{number:x}" for number in range(110_000))
    heavy = [desk.change(base={"content": named}) for _ in range(2)]
    for batch in (crowd, heavy, [seal(desk) for _ in range(21)]):
        answer = desk.http.post("/v1/push", content=wire.encode_batch(batch))
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert desk.words(*crowd[:3]) == ["conflict"] * 3
    assert desk.words(heavy[0]) == ["applied"]


def test_small_seals_that_unpack_to_much_are_not_kept_in_memory(own: Central) -> None:
    desk = own.desk()
    before = memory(own)
    assert set(desk.words(*(seal(desk) for _ in range(20)))) == {"applied"}
    assert memory(own) - before < 10 * MAX_CONTENT_BYTES


def memory(central: Central) -> int:
    """Bytes that the server has had in memory at most."""
    process: Any = central.server._process
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def seal(desk: Desk) -> Change:
    """A seal of some kilobytes whose bytes are as many as a seal may have."""
    content = bytes(MAX_CONTENT_BYTES)
    packed = base64.b64encode(zstandard.compress(content)).decode()
    covered = base64.b64encode(zstandard.compress(b"")).decode()
    fields: dict[str, Json] = {"root_id": "r", "covered": covered, "packed": packed, "after": [new_id()], "tree": {}}
    fields["content_hash"] = hashlib.sha256(content).hexdigest()
    return desk.change("issue", {"seal": fields}, kind="seal")
