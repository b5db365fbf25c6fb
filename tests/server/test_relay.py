"""Changes that one device brings of another: who is believed, who waits, and how administration lets them in."""

import unicodedata
from datetime import timedelta

from app.journal.change import Change, new_id
from tests.server.central import Central, Desk, stamp

OFFLINE = "c0ffee0123456789"


def _code(desk: Desk, change: Change) -> str:
    [verdict] = desk.push(change)
    return str(verdict["reason"]["code"]) if verdict["verdict"] == "refused" else str(verdict["verdict"])


def test_any_device_may_relay_and_rights_are_the_authors(central: Central, desk: Desk) -> None:
    commune = central.desk("cap-xa", scope="xa-1")
    theirs = commune.change("progress", {"text": "Đã xong"}, scope="xa-1")
    assert desk.words(theirs) == ["applied"]
    assert _code(desk, commune.change("plan", {"title": "Giả"})) == "not_allowed"
    assert commune.words(theirs) == ["known"]


def test_an_author_forged_through_a_relay_is_refused(central: Central, desk: Desk) -> None:
    head = central.desk("to-truong")
    commune = central.desk("cap-xa", scope="xa-1")
    own_device = commune.change("plan", {"title": "Giả"}, author=head.person)
    another = commune.change("plan", {"title": "Giả"}, author=head.person, device=desk.id)
    invented = commune.change("plan", {"title": "Giả"}, author=head.person, device="f" * 16)
    assert _code(commune, own_device) == "not_here"
    assert _code(commune, another) == "unknown_author"
    assert _code(commune, invented) == "unknown_device"
    assert head.pull()["changes"] == []


def test_ones_own_writing_of_an_earlier_incarnation_of_the_desk_goes_through(desk: Desk) -> None:
    assert desk.words(desk.change(device=OFFLINE)) == ["applied"]


def test_a_revoked_device_is_believed_for_what_it_wrote_before(central: Central, desk: Desk) -> None:
    lost = central.desk()
    before = lost.change(stamp=stamp(timedelta(seconds=-1), device=lost.id))
    central.here("device", "revoke", "--device", lost.id)
    after = lost.change(stamp=stamp(timedelta(minutes=1), device=lost.id))
    assert _code(desk, before) == "applied"
    assert _code(desk, after) == "device_revoked"


def test_a_device_of_another_province_is_unknown(central: Central, desk: Desk) -> None:
    theirs = central.neighbour(f"{central.code}b").desk()
    assert _code(desk, theirs.change()) == "unknown_device"


def test_who_brought_what_is_audited(central: Central, desk: Desk) -> None:
    other = central.desk()
    desk.push(other.change(), other.change(), desk.change())
    [line] = [one for one in central.admin("audit").splitlines() if "relay" in one and desk.id in one]
    assert line.endswith(f"{desk.id}\trelay\t{central.code}\tmáy ghi {other.id}: 2 thay đổi")


def test_the_night_without_a_server_comes_in_when_its_desk_is_let_in(central: Central, desk: Desk) -> None:
    """A desk that never joined: its people have ids of their own; a joined desk brings what its bundle held."""
    central.person("Đặng Thị Ánh", "dieu-phoi")
    local, unnamed = new_id(), new_id()
    name = unicodedata.normalize("NFD", "Đặng  Thị Ánh")
    night = [
        desk.change("person", {"full_name": name}, entity_id=local, author=local, device=OFFLINE),
        desk.change("run_event", {"text": "Đã ngắt kết nối"}, kind="event", author=local, device=OFFLINE),
        desk.change("run_event", {"text": "Đã kiểm tra"}, kind="event", author=unnamed, device=OFFLINE),
    ]
    refused = desk.push(*night)
    assert [one["reason"]["code"] for one in refused] == ["unknown_device"] * 3
    assert "tự gửi lại" in refused[0]["reason"]["text"]
    waiting = central.here("device", "waiting").splitlines()
    assert [line.split("\t")[:3] for line in waiting] == [
        [OFFLINE, local, "Đặng  Thị Ánh"],
        [OFFLINE, unnamed, "chưa rõ tên"],
    ]
    central.here("device", "admit", "--device", OFFLINE, "--name", "Máy trực đêm", "--person", "Đặng Thị Ánh")
    assert [one["verdict"] for one in desk.push(*night)] == ["applied", "applied", "refused"]
    assert _code(desk, night[2]) == "unknown_author"
    assert "chỉ nhận qua máy khác" in central.here("device", "list")
    central.here("person", "add", "--name", "Lê Hữu Khải", "--id", unnamed, "--role", "dieu-phoi")
    central.here("device", "admit", "--device", OFFLINE, "--person", unnamed)
    assert _code(desk, night[2]) == "applied"
    assert central.here("device", "waiting") == ""
    assert "device admit" in central.admin("audit")


def test_a_desk_that_was_let_in_has_no_way_in_of_its_own_and_may_join_later(central: Central, desk: Desk) -> None:
    person = central.person("Lê Hữu Khải")
    theirs = desk.change(author=person, device=OFFLINE)
    assert _code(desk, theirs) == "unknown_device"
    central.here("device", "admit", "--device", OFFLINE, "--person", person)
    assert central.client("0" * 43).get("/v1/changes").status_code == 401
    assert desk.words(theirs) == ["applied"]
    joined = central.join(central.enrol(person), device=OFFLINE)
    assert joined.words(theirs, joined.change()) == ["known", "applied"]
    assert "chỉ nhận qua" not in central.here("device", "list")


def test_a_desk_that_joins_by_itself_waits_no_longer(central: Central, desk: Desk) -> None:
    person = central.person("Lê Hữu Khải")
    theirs = desk.change(author=person, device=OFFLINE)
    assert _code(desk, theirs) == "unknown_device"
    assert central.here("device", "waiting").split("\t")[:2] == [OFFLINE, person]
    central.join(central.enrol(person), device=OFFLINE)
    assert central.here("device", "waiting") == ""
    assert _code(desk, theirs) == "applied"


def test_a_device_that_does_not_wait_is_not_let_in(central: Central, desk: Desk) -> None:
    person = central.person("Đặng Thị Ánh")
    desk.push(desk.change(author=person, device=OFFLINE))
    mistyped = OFFLINE[:-1] + "0"
    said = central.here("device", "admit", "--device", mistyped, "--person", person, expect=1)
    assert said == (
        f"Không có máy nào mã {mistyped} đang chờ cấp. "
        f"Xem máy đang chờ: kh02-server device waiting --province {central.code}"
    )
    assert mistyped not in central.here("device", "list")
    assert OFFLINE in central.here("device", "waiting")


def test_let_in_once_more_is_no_mistake(central: Central, desk: Desk) -> None:
    person = central.person("Đặng Thị Ánh")
    desk.push(desk.change(author=person, device=OFFLINE))
    admit = ("device", "admit", "--device", OFFLINE, "--person", person)
    assert central.here(*admit).startswith("Đã cấp.")
    listed = central.here("device", "list")
    assert central.here(*admit) == "Máy này đã được cấp từ trước."
    assert central.here("device", "list") == listed


def test_letting_a_revoked_device_in_does_not_bring_its_token_back(central: Central, desk: Desk) -> None:
    lost = central.desk()
    central.here("device", "revoke", "--device", lost.id)
    central.here("device", "admit", "--device", lost.id, "--person", lost.person)
    assert lost.http.get("/v1/changes").status_code == 401
    assert _code(desk, lost.change(stamp=stamp(timedelta(minutes=1), device=lost.id))) == "applied"


def test_strangers_of_one_province_are_not_told_to_another(central: Central, desk: Desk) -> None:
    desk.push(desk.change(author=new_id(), device=OFFLINE))
    assert OFFLINE in central.here("device", "waiting")
    assert central.neighbour(f"{central.code}b").here("device", "waiting") == ""
