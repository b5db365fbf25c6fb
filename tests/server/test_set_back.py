"""A database that was set back to an earlier state (a copy of a machine, a replica that lagged) beneath its epoch.

Numbers are then given anew; a desk that names what it knows is told so. Each test on both databases.
"""

import json
from dataclasses import replace
from typing import Any

import httpx
from sqlalchemy import text

from app.journal import wire
from server.store import Transaction
from tests.server.central import Central, Desk
from tests.server.test_feed import feed, news


def set_back(central: Central, number: int) -> None:
    """Take everything behind a number out of the log, as an older copy of the database would lack it."""

    def work(transaction: Transaction) -> None:
        given = {"province": central.code, "number": number}
        for table in ("change", "commit_mark"):
            gone = text(f"DELETE FROM {table} WHERE province = :province AND sequence > :number")  # noqa: S608 our own names
            transaction.execute(gone, given)
        transaction.execute(text("UPDATE province SET sequence = :number WHERE code = :province"), given)

    central.server.databases.of_province(central.code).write(work)


def asked(desk: Desk, after: int, *known: str) -> httpx.Response:
    return desk.http.get("/v1/changes", params={"after": after, "known": list(known)})


def place(told: dict[str, Any]) -> str:
    return f"{told['sequence']}.{told['mark']}"


def pushed(desk: Desk, count: int = 1) -> dict[str, Any]:
    """Push so many changes at once; gives the bare answer."""
    answer = desk.http.post("/v1/push", content=wire.encode_batch([desk.change() for _ in range(count)]))
    told: dict[str, Any] = answer.json()
    return told


def test_who_read_beyond_the_last_number_is_told(central: Central, desk: Desk) -> None:
    pushed(desk, 3)
    assert asked(desk, 3).json()["changes"] == []
    set_back(central, 0)
    answer = asked(desk, 3)
    assert (answer.status_code, answer.json()["code"]) == (409, "other_epoch")


def test_a_number_that_was_given_anew_has_another_mark(central: Central, desk: Desk) -> None:
    kept = place(pushed(desk))
    read = place(pushed(desk))
    assert place(desk.pull()) == read
    assert asked(desk, 2, kept, read).status_code == 200
    set_back(central, 1)
    pushed(desk, 5)
    assert asked(desk, 2, read).status_code == 409
    assert asked(desk, 1, kept).status_code == 200
    assert asked(desk, 1, kept, read).status_code == 409  # stored for this desk after what it had read


def test_every_number_of_a_push_has_its_mark(desk: Desk) -> None:
    told = pushed(desk, 3)
    page = desk.pull(limit=2)
    assert (page["sequence"], page["more"]) == (2, True)
    assert asked(desk, 2, place(page), place(told)).status_code == 200
    assert page["mark"] == told["mark"] != pushed(desk)["mark"]


def test_a_push_that_stores_nothing_draws_no_mark(desk: Desk) -> None:
    assert place(pushed(desk, 0)) == "0."
    told = pushed(desk)
    assert place(pushed(desk, 0)) == place(told)


def test_a_change_that_moved_leaves_its_number_known(desk: Desk) -> None:
    first = desk.change()
    desk.push(first)
    known = place(desk.pull())
    pushed(desk)
    lower = first.stamp.replace(first.stamp[:4], "2025", 1)
    assert desk.push(replace(first, cap=lower)) == [{"id": first.id, "verdict": "known", "cap": lower}]
    assert asked(desk, 1, known).status_code == 200
    assert [change["id"] for change in asked(desk, 1, known).json()["changes"]][-1] == first.id


def test_news_say_what_they_follow(central: Central, desk: Desk) -> None:
    before = pushed(desk)
    with feed(central, central.desk()) as connection:
        told = pushed(desk, 2)
        heard = news(connection)
    assert (heard["after"], heard["before"]) == (1, before["mark"])
    assert (heard["sequence"], heard["mark"]) == (3, told["mark"])


def test_a_snapshot_broken_off_does_not_go_on_in_another_state(central: Central, desk: Desk) -> None:
    pushed(desk, 2)
    told = pushed(desk, 1)
    head, page = desk.http.get("/v1/snapshot").text.splitlines()
    assert place(json.loads(head)) == place(told)
    cursor = json.loads(page)["cursor"]
    assert desk.http.get("/v1/snapshot", params={"from": cursor}).status_code == 200
    set_back(central, 2)
    pushed(desk, 4)
    assert desk.http.get("/v1/snapshot", params={"from": cursor}).status_code == 409


def test_what_is_no_place_is_not_of_the_form(desk: Desk) -> None:
    for wrong in ("", "1", "một.dấu", "1.", "1.a b", "-1.abc", "1.abc\n"):
        assert asked(desk, 0, wrong).status_code == 422, wrong
