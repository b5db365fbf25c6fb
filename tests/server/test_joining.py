"""Joining with a one-time code, and what a token is good for. Each test on SQLite and on PostgreSQL."""

import re
from datetime import timedelta

import httpx
import pytest

from app.journal import wire
from server import store_joining
from tests.server.central import Central, Desk


def test_a_code_gives_token_province_and_persons(central: Central) -> None:
    person = central.person("Nguyễn Thị Đào", "to-truong")
    answer = central.ask_join(central.enrol(person)).json()
    assert answer["province"] == central.code
    assert answer["persons"] == [
        {"id": person, "name": "Nguyễn Thị Đào", "role": "to-truong", "scope": "", "begins": True}
    ]
    assert len(answer["token"]) == 43
    assert len(answer["province_key"]) == 44


def test_a_code_is_read_as_people_type_it(central: Central) -> None:
    person = central.person("Nguyễn Thị Đào")
    code = central.here("device", "enrol", "--person", person)
    assert re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){4}[2-9A-HJ-NP-Z]{4}", code)
    assert central.ask_join(code.lower().replace("-", " ")).status_code == 200


def test_a_code_is_good_once(central: Central) -> None:
    code = central.enrol(central.person("Nguyễn Thị Đào"))
    assert central.ask_join(code).status_code == 200
    replayed = central.ask_join(code, device="f" * 16)
    assert replayed.status_code == 403
    assert replayed.json()["title"] == "Mã tham gia không đúng hoặc đã hết hiệu lực."


def test_a_code_runs_out(central: Central) -> None:
    person = central.person("Nguyễn Thị Đào")
    assert central.ask_join(central.enrol(person, lasts=timedelta(seconds=-1))).status_code == 403
    assert central.ask_join(central.enrol(person, lasts=timedelta(minutes=1))).status_code == 200


@pytest.mark.parametrize("hours", ["0", "-1", "nan", "inf", "721", "1e300"])
def test_no_code_is_made_that_is_dead_or_lives_for_ever(central: Central, hours: str) -> None:
    person = central.person("Đặng Thị Ánh")
    said = central.here("device", "enrol", "--person", person, f"--hours={hours}", expect=1)
    assert "nhiều nhất 720" in said
    assert central.here("device", "enrol", "--person", person, "--hours", "0.5")


def test_wrong_codes_are_counted(own: Central) -> None:
    good = own.enrol(own.person("Nguyễn Thị Đào"))
    tried = [own.ask_join("A" * 20).status_code for _ in range(store_joining.MAX_WRONG_HERE + 1)]
    assert tried == [403] * store_joining.MAX_WRONG_HERE + [429]
    refused = own.ask_join(good)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0


def test_a_desk_keeps_the_ids_of_its_own_people(central: Central) -> None:
    person = central.person("Đặng Thị Ánh", "van-thu")
    own_people = [{"id": "của-máy-1", "name": "ĐẶNG  thị Ánh"}, {"id": "của-máy-2", "name": "Người khác"}]
    desk = central.join(central.enrol(person), persons=own_people)
    assert desk.person == "của-máy-1"
    assert desk.words(desk.change("paper", {"title": "Công văn"})) == ["applied"]


def test_a_desk_cannot_take_somebody_elses_id(central: Central) -> None:
    head = central.person("Lê Văn Trưởng", "to-truong")
    small = central.person("Trần Văn Xã", "cap-xa", scope="xa-1")
    desk = central.join(central.enrol(small), persons=[{"id": head, "name": "Trần Văn Xã"}])
    assert desk.person == small
    [verdict] = desk.push(desk.change("plan", {"title": "Giả"}, author=head))
    assert verdict["reason"]["code"] == "not_here"


def test_without_a_token_nothing_is_read_or_written(central: Central) -> None:
    with httpx.Client(base_url=central.url, timeout=60) as stranger:
        for path in ("changes", "snapshot", "digests", "heads?entity=task", f"blobs/{'a' * 64}"):
            assert stranger.get(f"/v1/{path}").status_code == 401, path
        assert stranger.post("/v1/push", content=b"[]").status_code == 401
        assert stranger.post("/v1/leave").status_code == 401


@pytest.mark.parametrize("header", [b"Bearer", b"Bearer x", b"Basic eDp4", b"Bearer " + b"A" * 43, "bearer đ".encode()])
def test_a_wrong_token_is_refused(central: Central, header: bytes) -> None:
    answer = httpx.get(f"{central.url}/v1/changes", headers={b"Authorization": header}, timeout=60)
    assert answer.status_code == 401
    assert answer.json()["title"] == "Máy này chưa được phép kết nối."


def test_a_revoked_token_is_good_for_nothing(central: Central, desk: Desk) -> None:
    assert desk.http.get("/v1/changes").status_code == 200
    central.here("device", "revoke", "--device", desk.id)
    assert desk.http.get("/v1/changes").status_code == 401
    assert desk.http.post("/v1/push", content=b"[]").status_code == 401
    assert "thu hồi" in central.here("device", "list")


def test_a_desk_that_leaves_has_left(desk: Desk) -> None:
    assert desk.http.post("/v1/leave").status_code == 204
    assert desk.http.get("/v1/changes").status_code == 401


def test_a_rotated_token_ends_when_the_new_code_is_used(central: Central, desk: Desk) -> None:
    code = central.here("device", "rotate", "--device", desk.id)
    assert desk.http.get("/v1/changes").status_code == 200
    again = central.join(code, device=desk.id)
    assert again.person == desk.person
    assert desk.http.get("/v1/changes").status_code == 401
    assert again.http.get("/v1/changes").status_code == 200


def test_provinces_do_not_see_each_other(central: Central, desk: Desk) -> None:
    theirs = central.neighbour(f"{central.code}b").desk()
    made = desk.change()
    assert desk.words(made) == ["applied"]
    desk.put(b"ban quet")
    assert theirs.pull()["changes"] == []
    assert theirs.http.get("/v1/digests").json()["entities"] == {}
    assert theirs.http.get("/v1/snapshot").text.count("\n") == 1
    assert theirs.http.get("/v1/blobs/" + "0" * 64).status_code == 404


def test_a_forged_province_goes_nowhere(central: Central, desk: Desk) -> None:
    neighbour = central.neighbour(f"{central.code}b")
    theirs = neighbour.desk()
    forged = desk.change(extra={"province": neighbour.code})
    answer = desk.http.post(
        "/v1/push",
        params={"province": neighbour.code},
        headers={"Kh02-Province": neighbour.code},
        content=wire.encode_batch([forged]),
    )
    assert answer.json()["verdicts"][0]["verdict"] == "applied"
    assert theirs.pull()["changes"] == []
    assert desk.http.get(f"/v1/{neighbour.code}/changes").status_code == 404
    assert [change["id"] for change in desk.pull()["changes"]] == [forged.id]
    assert theirs.http.post("/v1/push", content=b"[]").json()["sequence"] == 0


def test_one_id_may_be_in_two_provinces(central: Central, desk: Desk) -> None:
    theirs = central.neighbour(f"{central.code}b").desk()
    made = desk.change()
    assert desk.words(made) == ["applied"]
    assert theirs.words(theirs.change(id=made.id, entity_id=made.entity_id)) == ["applied"]


@pytest.mark.parametrize(
    ("role", "scope", "begins"),
    [
        ("chuyen-vien-tong-hop", "", True),
        ("to-truong", "", True),
        ("to-pho", "", True),
        ("chuyen-vien-tong-hop", "xa-1", False),
        ("so-chu-tri", "so-1", False),
        ("dieu-phoi", "", False),
        ("chi-xem", "", False),
    ],
)
def test_who_may_begin_a_plan_is_said_at_joining(central: Central, role: str, scope: str, begins: bool) -> None:
    person = central.person("Đặng Thị Ánh", role, scope=scope)
    [told] = central.ask_join(central.enrol(person)).json()["persons"]
    assert told["begins"] is begins
