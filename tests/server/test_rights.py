"""Who may write what: the table alone, and as the server judges it."""

from collections.abc import Mapping

import pytest

from app.models.base import synced_entities
from server import rights
from server.rights import Holding, Target
from tests.server.central import Central, Desk


def _may(role: str, entity: str, kind: str = "put", *, scope: str = "", of: str = "", is_new: bool = True) -> bool:
    return rights.may_write("ai", [Holding(role, scope)], Target(entity, "x", kind, frozenset({of}), is_new))


def test_every_role_of_the_task_force_is_there() -> None:
    assert [role.title for role in rights.roles().values()] == [
        "Chuyên viên tổng hợp",
        "Điều phối đêm chuyển đổi",
        "Tổ trưởng",
        "Tổ phó",
        "Lãnh đạo",
        "Sở chủ trì",
        "Văn thư",
        "Người ký",
        "Doanh nghiệp",
        "Cấp xã",
        "Chỉ xem",
    ]


def test_every_entity_of_the_desks_has_a_group() -> None:
    missing = [entity for entity in synced_entities() if not rights.is_named(entity)]
    assert missing == []


def test_the_secretary_may_write_what_a_desk_has() -> None:
    refused = [e for e, t in synced_entities().items() if not _may("chuyen-vien-tong-hop", e, t.KIND)]
    assert refused == []


@pytest.mark.parametrize("entity", ["plan", "run_event", "person", "drone"])
def test_who_may_only_read_writes_nothing(entity: str) -> None:
    assert not any(_may("chi-xem", entity, kind) for kind in ("put", "delete", "event", "seal", "purge", "fly"))


def test_a_commune_writes_its_own_progress_only() -> None:
    assert _may("cap-xa", "progress", scope="xa-1", of="xa-1")
    assert not _may("cap-xa", "progress", scope="xa-1", of="xa-2")
    assert not _may("cap-xa", "progress", scope="xa-1", of="")
    assert not _may("cap-xa", "plan", scope="xa-1", of="xa-1")


def test_a_commune_adds_to_the_night_and_changes_nothing_there() -> None:
    assert _may("cap-xa", "run_event", "event", scope="xa-1")
    assert not _may("cap-xa", "run_event", "event", scope="xa-1", is_new=False)
    assert not _may("cap-xa", "run_event", "put", scope="xa-1")
    assert not _may("cap-xa", "run_event", "delete", scope="xa-1")


def test_a_province_wide_role_given_for_one_unit_reaches_that_unit() -> None:
    assert _may("chuyen-vien-tong-hop", "task", scope="so-1", of="so-1")
    assert not _may("chuyen-vien-tong-hop", "task", scope="so-1", of="so-2")


def test_sealing_and_purging_are_for_few() -> None:
    assert {role for role in rights.roles() if _may(role, "issue", "seal")} == {
        "chuyen-vien-tong-hop",
        "to-truong",
        "to-pho",
        "lanh-dao",
        "van-thu",
        "nguoi-ky",
    }
    assert {role for role in rights.roles() if _may(role, "purge", "purge")} == {
        "chuyen-vien-tong-hop",
        "dieu-phoi",
        "to-truong",
        "to-pho",
    }


def test_a_profile_is_its_owners() -> None:
    own = Target("person", "ai", "put", frozenset({""}), True)
    other = Target("person", "ai-khác", "put", frozenset({""}), True)
    holding = [Holding("cap-xa", "xa-1")]
    assert rights.may_write("ai", holding, own)
    assert not rights.may_write("ai", holding, other)


def test_several_roles_add_up() -> None:
    both = [Holding("cap-xa", "xa-1"), Holding("van-thu", "")]
    assert rights.may_write("ai", both, Target("paper", "x", "put", frozenset({""}), True))


def test_an_unknown_role_of_another_version_allows_nothing() -> None:
    assert not _may("hoang-de", "plan")


def _verdict(desk: Desk, **given: object) -> Mapping[str, object]:
    entity = str(given.pop("entity", "task"))
    [found] = desk.push(desk.change(entity, **given))  # type: ignore[arg-type]  # any field
    return {"verdict": found["verdict"], **({"code": found["reason"]["code"]} if "reason" in found else {})}


def test_an_unknown_author_is_named_so(central: Central, desk: Desk) -> None:
    assert _verdict(desk, author="không ai") == {"verdict": "refused", "code": "unknown_author"}
    assert _verdict(desk, author="không ai", device="f" * 16)["code"] == "unknown_author"


def test_another_person_writes_at_a_device_only_when_enrolled_there(central: Central, desk: Desk) -> None:
    other = central.person("Lê Thị Khác")
    assert _verdict(desk, author=other)["code"] == "not_allowed"
    central.here("person", "role", "--person", other, "--role", "chuyen-vien-tong-hop", "--device", desk.id)
    assert _verdict(desk, author=other) == {"verdict": "applied"}


def test_any_device_may_relay_and_rights_are_the_authors(central: Central, desk: Desk) -> None:
    commune = central.desk("cap-xa", scope="xa-1")
    theirs = commune.change("progress", {"text": "Đã xong"}, scope="xa-1")
    assert desk.words(theirs) == ["applied"]
    plan = commune.change("plan", {"title": "Giả"})
    assert desk.push(plan)[0]["reason"]["code"] == "not_allowed"
    assert commune.words(theirs) == ["known"]


def test_a_forged_scope_does_not_open_another_units_record(central: Central, desk: Desk) -> None:
    task = desk.change("task", {"content": "Của sở khác"}, scope="so-2")
    desk.push(task)
    department = central.desk("so-chu-tri", scope="so-1")
    assert _verdict(department, entity_id=task.entity_id, scope="so-1")["code"] == "not_allowed"
    assert _verdict(department, entity="progress", root_id=task.entity_id, scope="so-1")["code"] == "not_allowed"
    assert _verdict(department, entity="progress", root_id=task.entity_id)["code"] == "not_allowed"


def test_what_hangs_under_ones_own_record_is_ones_own(central: Central, desk: Desk) -> None:
    task = desk.change("task", {"content": "Của sở 1"}, scope="so-1")
    desk.push(task)
    department = central.desk("so-chu-tri", scope="so-1")
    assert _verdict(department, entity="progress", root_id=task.entity_id) == {"verdict": "applied"}


def test_a_record_cannot_be_hung_under_ones_own_to_reach_it(central: Central, desk: Desk) -> None:
    theirs = desk.change("progress", {"text": "Đã xong"}, root_id="việc-2", scope="so-2")
    mine = desk.change("task", {"content": "Của sở 1"}, scope="so-1")
    desk.push(theirs, mine)
    department = central.desk("so-chu-tri", scope="so-1")
    moved = _verdict(department, entity="progress", entity_id=theirs.entity_id, root_id=mine.entity_id)
    assert moved["code"] == "not_allowed"


def test_a_changed_role_holds_from_the_next_push(central: Central, desk: Desk) -> None:
    central.here("person", "role", "--person", desk.person, "--role", "chi-xem")
    assert _verdict(desk)["code"] == "not_allowed"
    assert desk.put(b"ban quet").status_code == 403
