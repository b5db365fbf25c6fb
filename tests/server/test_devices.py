"""What the PCs of a province are called: each reads all, changes its own. Each test on SQLite and on PostgreSQL."""

import unicodedata

import pytest

from tests.server.central import Central, Desk


def names(desk: Desk) -> dict[str, str]:
    answer = desk.http.get("/v1/devices")
    assert answer.status_code == 200, answer.text
    return {one["id"]: one["name"] for one in answer.json()["devices"]}


def test_every_pc_of_the_province_knows_the_names_of_all(central: Central) -> None:
    first, second = central.desk(), central.desk()
    named = first.http.put("/v1/devices/own", json={"name": "  Văn thư   Sở Y tế "})
    assert named.status_code == 204
    assert names(second)[first.id] == names(first)[first.id] == "Văn thư Sở Y tế"
    assert second.id not in names(second) or names(second)[second.id] != "Văn thư Sở Y tế"


def test_a_name_is_kept_in_one_form(central: Central) -> None:
    desk = central.desk()
    desk.http.put("/v1/devices/own", json={"name": unicodedata.normalize("NFD", "Điều phối đêm")})
    assert names(desk)[desk.id] == "Điều phối đêm"


@pytest.mark.parametrize("name", ["", "   ", "a" * 201, 7, None])
def test_what_is_no_name_is_refused(central: Central, name: object) -> None:
    desk = central.desk()
    assert desk.http.put("/v1/devices/own", json={"name": name}).status_code == 422


def test_names_stay_in_their_province_and_with_who_has_a_token(central: Central) -> None:
    desk, foreign = central.desk(), central.neighbour(f"{central.code}b").desk()
    foreign.http.put("/v1/devices/own", json={"name": "Máy của tỉnh khác"})
    assert foreign.id not in names(desk)
    assert central.client("x").get("/v1/devices").status_code == 401
    assert central.client("x").put("/v1/devices/own", json={"name": "Kẻ lạ"}).status_code == 401


def test_a_revoked_pc_keeps_its_name_for_the_history(central: Central) -> None:
    desk, gone = central.desk(), central.desk()
    gone.http.put("/v1/devices/own", json={"name": "Máy cũ của Tổ phó"})
    gone.http.post("/v1/leave")
    assert names(desk)[gone.id] == "Máy cũ của Tổ phó"
