"""The live feed of a real server, heard by real WebSocket clients."""

import contextlib
import json
import signal
import socket
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.journal import wire
from app.journal.change import Change
from tests.server.central import Central, Desk, Server
from tests.server.clusters import Cluster

WAIT = 120


@contextmanager
def feed(central: Central, desk: Desk, **more: Any) -> Iterator[ClientConnection]:
    """A desk at the feed."""
    with connect(**{**_asked(central, desk.token), **more}) as connection:
        yield connection


def _asked(central: Central, token: str) -> dict[str, Any]:
    return {
        "uri": f"{central.url.replace('http', 'ws')}/v1/feed",
        "subprotocols": ["kh02.1"],
        "additional_headers": {"Authorization": f"Bearer {token}", "Kh02-Protocol": "1.0"},
        "open_timeout": WAIT,
        "proxy": None,
    }


def heard(connection: ClientConnection, key: str) -> dict[str, Any]:
    """The next message that has this key."""
    while True:
        message: dict[str, Any] = json.loads(connection.recv(timeout=WAIT))
        if key in message:
            return message


def news(connection: ClientConnection) -> dict[str, Any]:
    told: dict[str, Any] = heard(connection, "news")["news"]
    return told


def say(connection: ClientConnection, *changes: Change, ref: int = 1) -> None:
    connection.send('{"push":' + wire.encode_batch(changes).decode() + f',"ref":{ref}}}')


def end_code(connection: ClientConnection) -> int:
    """Wait for the end of the talk; gives its code."""
    return _to_the_end(connection)[1]


def _to_the_end(connection: ClientConnection) -> tuple[list[dict[str, Any]], int]:
    said: list[dict[str, Any]] = []
    with contextlib.suppress(ConnectionClosed):
        while True:
            said.append(json.loads(connection.recv(timeout=WAIT)))
    assert connection.close_code is not None
    return said, connection.close_code


def test_what_one_desk_writes_every_desk_of_the_province_is_told(central: Central, desk: Desk) -> None:
    other, stranger = central.desk(), central.neighbour(f"{central.code}x").desk()
    text = "Kiểm tra đường truyền xã Đạ Huoai"
    change = desk.change(fields={"content": text})
    with feed(central, other) as hears, feed(central, desk) as mine, feed(central, stranger) as apart:
        assert desk.words(change) == ["applied"]
        for connection in (hears, mine):
            told = news(connection)
            assert (told["after"], told["sequence"]) == (0, 1)
            assert wire.decode(json.dumps(told["changes"][0]).encode()) == change
        apart.send('{"time":1}')
        assert "time" in json.loads(apart.recv(timeout=WAIT))  # and no news before it
    assert other.pull()["sequence"] == 1


def test_text_comes_composed_whatever_form_it_was_pushed_in(central: Central, desk: Desk) -> None:
    text = unicodedata.normalize("NFD", "Đồng chí trực đêm")
    body = wire.encode(desk.change(fields={"content": "?"})).decode().replace("?", text)
    with feed(central, desk) as connection:
        connection.send('{"push":[' + body + '],"ref":"a"}')
        assert news(connection)["changes"][0]["fields"]["content"] == unicodedata.normalize("NFC", text)


def test_news_without_compression_says_the_same(central: Central, desk: Desk) -> None:
    with feed(central, desk, compression=None) as plain, feed(central, desk) as packed:
        assert desk.words(desk.change()) == ["applied"]
        assert news(plain) == news(packed)


def test_changes_beyond_the_limit_are_left_out_and_pulled(central: Central, desk: Desk) -> None:
    large = [desk.change(fields={"content": "đ" * 4_000}) for _ in range(10)]
    with feed(central, desk) as connection:
        assert set(desk.words(*large)) == {"applied"}
        assert news(connection) == {"after": 0, "sequence": 10}
        assert desk.words(desk.change()) == ["applied"]
        assert news(connection)["after"] == 10
    assert len(desk.pull()["changes"]) == 11


def test_a_push_over_the_feed_is_answered_under_its_ref(central: Central, desk: Desk) -> None:
    reader = central.desk("chi-xem")
    good, bad = desk.change(), reader.change()
    with feed(central, desk) as connection, feed(central, reader) as reads:
        say(connection, good, ref=7)
        say(connection, good, ref=8)
        answers = {answer["ref"]: answer for answer in (heard(connection, "verdicts"), heard(connection, "verdicts"))}
        assert [answers[ref]["verdicts"] for ref in (7, 8)] == [
            [{"id": good.id, "verdict": "applied"}],
            [{"id": good.id, "verdict": "known"}],
        ]
        assert answers[7]["sequence"] == 1
        say(reads, bad, ref=9)
        refused = heard(reads, "verdicts")["verdicts"][0]
        assert (refused["verdict"], refused["reason"]["code"]) == ("refused", "not_allowed")


def test_a_push_that_is_no_batch_is_told_so_and_the_talk_goes_on(central: Central, desk: Desk) -> None:
    with feed(central, desk) as connection:
        connection.send('{"push":{"id":1},"ref":3}')
        answer = heard(connection, "error")
        assert (answer["ref"], answer["error"]["code"], answer["error"]["status"]) == (3, "malformed", 422)
        say(connection, desk.change())
        assert heard(connection, "verdicts")["verdicts"][0]["verdict"] == "applied"


def test_news_of_many_writers_come_in_order_without_gaps(central: Central, desk: Desk) -> None:
    writers = [central.desk() for _ in range(4)]

    def write(one: Desk) -> None:
        with feed(central, one) as connection:
            for number in range(20):
                say(connection, one.change(), ref=number)
                heard(connection, "verdicts")

    threads = [threading.Thread(target=write, args=(one,)) for one in writers]
    with feed(central, desk) as connection:
        for thread in threads:
            thread.start()
        reached, seen = 0, []
        while reached < 80:
            told = news(connection)
            assert told["after"] == reached
            reached = told["sequence"]
            seen += told["changes"]
        for thread in threads:
            thread.join(WAIT)
    assert seen == desk.pull()["changes"]


def test_presence_is_passed_on_and_never_stored(central: Central, desk: Desk) -> None:
    other = central.desk()
    shown = {"person": desk.person, "entity": "task", "id": "b1", "is_editing": True}
    with feed(central, desk) as speaks, feed(central, other) as hears:
        foreign = {**shown, "person": other.person}  # not a person of that desk
        with speaks.send_context():  # in one piece: nothing that comes between tells them apart
            for each in (foreign, {**shown, "is_editing": False}, shown):
                speaks.protocol.send_text(json.dumps({"presence": each}).encode())
        assert heard(hears, "presence") == {"presence": {**shown, "device": desk.id}}  # the latest alone
        assert heard(speaks, "presence")["presence"]["device"] == desk.id
    assert desk.pull()["sequence"] == 0


def test_the_time_is_answered_with_what_was_asked(central: Central, desk: Desk) -> None:
    with feed(central, desk) as connection:
        connection.send('{"time":"2025-06-30T15:14:05.000Z","newer":[1]}')
        answer = heard(connection, "time")
        assert answer["sent"] == "2025-06-30T15:14:05.000Z"
        assert answer["time"].endswith("Z")
        assert connection.response is not None
        told = connection.response.headers
        assert told["Kh02-Time"] <= answer["time"]
        assert told["Kh02-Epoch"] == desk.pull()["epoch"]


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"additional_headers": {"Authorization": "Bearer khong-dung"}}, 401, "unauthorized"),
        ({"additional_headers": {}}, 401, "unauthorized"),
        ({"subprotocols": None}, 400, "malformed"),
        ({"subprotocols": ["kh02.9"]}, 400, "malformed"),
    ],
)
def test_who_may_not_in_is_told_why(
    central: Central, desk: Desk, changed: dict[str, Any], status: int, code: str
) -> None:
    with pytest.raises(InvalidStatus) as refused, feed(central, desk, **changed):
        pass
    answer = refused.value.response
    assert answer.status_code == status
    assert answer.headers["Kh02-Protocol"] == "1.0"
    assert answer.body is not None
    assert json.loads(bytes(answer.body))["code"] == code


def test_another_major_version_and_another_address_are_refused(central: Central, desk: Desk) -> None:
    asked = _asked(central, desk.token)
    newer = {**asked, "additional_headers": {**asked["additional_headers"], "Kh02-Protocol": "2.0"}}
    elsewhere = {**asked, "uri": asked["uri"] + "s"}
    for given, status in ((newer, 426), (elsewhere, 404)):
        with pytest.raises(InvalidStatus) as refused, connect(**given):
            pass
        assert refused.value.response.status_code == status


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ('{"push', 1007),
        ('{"presence":{"person":1}}', 1007),
        ('{"push":' + "[" * 100_000, 1007),
        (b"\x00", 1003),
        ('{"x":"' + "đ" * 200_000 + '"}', 1009),
    ],
)
def test_a_message_that_is_none_ends_that_talk_alone(
    central: Central, desk: Desk, message: str | bytes, code: int
) -> None:
    with feed(central, desk) as other, feed(central, desk) as connection:
        connection.send(message)
        assert end_code(connection) == code
        other.send('{"time":1}')
        assert heard(other, "time")


def test_a_revoked_device_is_cut_off(central: Central, desk: Desk) -> None:
    other = central.desk()
    with feed(central, desk) as connection, feed(central, other) as stays:
        central.here("device", "revoke", "--device", desk.id)
        assert end_code(connection) == 4401
        assert other.words(other.change()) == ["applied"]
        assert news(stays)["sequence"] == 1


def test_a_revoked_device_stores_nothing_more(central: Central, desk: Desk) -> None:
    other = central.desk()
    with feed(central, desk) as connection:
        central.here("device", "revoke", "--device", desk.id)
        say(connection, desk.change())
        assert end_code(connection) == 4401
    assert other.pull()["sequence"] == 0


def test_a_client_that_does_not_read_is_cut_off_and_keeps_nobody_waiting(central: Central, desk: Desk) -> None:
    deaf = socket.socket()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    deaf.connect(("127.0.0.1", central.server.port))
    ask = (
        "GET /v1/feed HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: kh02.1\r\n"
        f"Authorization: Bearer {desk.token}\r\n\r\n"
    )
    deaf.sendall(ask.encode())
    with deaf, feed(central, desk) as connection:
        deaf.settimeout(WAIT)
        assert b"101" in deaf.recv(40)
        for number in range(200):
            say(connection, desk.change(fields={"content": "x" * 60_000}), ref=number)
            assert heard(connection, "verdicts")["sequence"] == number + 1
            if "feed_too_slow" in [entry.get("event") for entry in central.server.log]:
                break
        central.server.wait_for_log(lambda: "feed_too_slow" in [entry.get("event") for entry in central.server.log])
        with contextlib.suppress(ConnectionResetError):
            while deaf.recv(1 << 20):
                pass


def test_a_server_that_goes_down_says_so_after_the_answer_to_a_push(own: Central) -> None:
    desk = own.desk()
    with feed(own, desk) as connection, feed(own, desk) as idle:
        say(connection, *[desk.change() for _ in range(200)], ref=5)
        own.server.end(signal.SIGTERM)
        assert end_code(idle) == 1012
        answers, code = _to_the_end(connection)
        assert code == 1012
    own.server.start()
    stored = desk.pull()["sequence"]
    assert stored in ((200,) if any("verdicts" in one for one in answers) else (0, 200))


def test_processes_that_share_a_database_tell_each_others_news(cluster: Cluster) -> None:
    database = ["--database", cluster.new_database()]
    first, second = Server(database), Server(database)
    first.start()
    second.start()
    here, there = Central(first), Central(second)
    here.add()
    desk, other = here.desk(), here.desk()
    with feed(there, other) as far, feed(here, desk) as near:
        for number in range(5):
            say(near, desk.change(), ref=number)
            heard(near, "verdicts")
            say(far, other.change(), ref=number)
            heard(far, "verdicts")
        stored = desk.pull()["changes"]
    with feed(there, other) as far, feed(here, desk) as near:
        assert desk.words(desk.change(), desk.change()) == ["applied", "applied"]
        assert other.words(other.change()) == ["applied"]
        assert len(stored) == 10
        for connection in (far, near):
            reached, seen = 10, 0
            while reached < 13:
                told = news(connection)
                if told["sequence"] <= 10:
                    continue  # of before, come late over the other process
                assert told["after"] == reached
                reached = told["sequence"]
                seen += len(told["changes"])
            assert seen == 3
    for server in (first, second):
        server.end()
    here.close()
