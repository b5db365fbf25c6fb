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


_REPORTED = {"progress", "obstacle", "evidence", "evidence_copy"}
_NIGHT = {"run_event", "run_anchor", "calendar_version"}


def _written_by(role: str, *, scope: str = "", of: str = "") -> set[str]:
    """The entities of the desks that a role may write, each by its own kind."""
    return {e for e, t in synced_entities().items() if _may(role, e, t.KIND, scope=scope, of=of)}


@pytest.mark.parametrize("role", ["cap-xa", "doanh-nghiep"])
def test_communes_and_vendors_report_on_their_own_tasks_and_write_nothing_else(role: str) -> None:
    assert _written_by(role, scope="xa-1", of="xa-1") == _REPORTED | _NIGHT
    assert _written_by(role, scope="xa-1", of="xa-2") == _NIGHT
    assert _written_by(role, scope="xa-1", of="") == _NIGHT
    assert _written_by(role) == _NIGHT


@pytest.mark.parametrize("role", ["cap-xa", "doanh-nghiep"])
@pytest.mark.parametrize("entity", ["ticket", "ticket_event", "incident"])
def test_tickets_are_written_by_whom_they_were_given_to(role: str, entity: str) -> None:
    assert _may(role, entity, scope="xa-1", of="xa-1", is_new=False)
    assert not _may(role, entity, scope="xa-1", of="xa-2")


def test_a_department_writes_its_own_tasks_and_no_inspection_of_itself() -> None:
    own = _written_by("so-chu-tri", scope="so-1", of="so-1")
    assert {"task", "task_need", "progress", "system", "runbook_step", "paper", "paper_step"} <= own
    assert own.isdisjoint({"issue", "decision", "visit", "visit_answer", "minutes", "unit", "setting", "board_figure"})
    assert _written_by("so-chu-tri", scope="so-1", of="so-2") == _NIGHT | {"paper_opinion", "score", "score_evidence"}


def test_the_clerk_registers_papers_and_numbers_and_edits_no_plan_and_no_list() -> None:
    assert _written_by("van-thu") == {
        "paper", "paper_step", "paper_recipient", "paper_link", "paper_opinion",
        "signatory", "signed_file", "signature", "decision_number", "issue", "calendar_version",
    }  # fmt: skip


def test_the_signer_signs_and_edits_no_text() -> None:
    assert _written_by("nguoi-ky") == {
        "signatory", "signed_file", "signature", "paper_step", "paper_opinion",
        "issue", "minutes_seal", "decision", "calendar_version",
    }  # fmt: skip


def test_the_leader_decides_signs_and_votes_and_edits_no_plan() -> None:
    written = _written_by("lanh-dao")
    assert {"signature", "paper_step", "issue", "decision", "runbook_lock", "minutes_seal", "run_event"} <= written
    assert written.isdisjoint({"plan", "task", "minutes", "runbook_step", "unit", "setting", "paper"})


def test_the_coordinator_runs_the_night_and_edits_no_plan() -> None:
    written = _written_by("dieu-phoi")
    assert {"run", "run_event", "runbook_step", "runbook_lock", "progress", "board_figure"} <= written
    assert written.isdisjoint({"plan", "task", "issue", "decision", "minutes", "unit", "paper"})


def test_who_may_only_read_writes_nothing_but_their_own_profile() -> None:
    assert _written_by("chi-xem") == _written_by("chi-xem", scope="xa-1", of="xa-1") == set()
    own = Target("person", "ai", "put", frozenset({""}), True)
    assert rights.may_write("ai", [Holding("chi-xem", "")], own)
    assert not rights.may_write("ai khác", [Holding("chi-xem", "")], own)
    assert not rights.may_write("ai", [], own)


def test_of_an_unknown_entity_of_a_newer_version_a_unit_writes_its_own() -> None:
    assert _may("cap-xa", "drone", "fly", scope="xa-1", of="xa-1")
    assert not _may("cap-xa", "drone", "fly", scope="xa-1", of="xa-2")


def test_the_copy_of_an_evidence_is_of_the_unit_of_its_task(central: Central, desk: Desk) -> None:
    task = desk.change("task", {"content": "Của xã 1"}, scope="xa-1")
    commune = central.desk("cap-xa", scope="xa-1")
    evidence = commune.change("evidence", {"title": "Báo cáo"}, root_id=task.entity_id)
    copy = commune.change("evidence_copy", {"note": "Sao y"}, root_id=evidence.entity_id)
    assert desk.words(task) == ["applied"]
    assert commune.words(evidence) == ["applied"]
    assert commune.words(copy) == ["applied"]
    other = central.desk("cap-xa", scope="xa-2")
    assert other.push(other.change("evidence_copy", root_id=evidence.entity_id))[0]["reason"]["code"] == "not_allowed"


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


def test_another_person_writes_at_a_device_only_when_enrolled_there(central: Central, desk: Desk) -> None:
    other = central.person("Lê Thị Khác")
    assert _verdict(desk, author=other)["code"] == "not_here"
    central.here("person", "role", "--person", other, "--role", "chuyen-vien-tong-hop", "--device", desk.id)
    assert _verdict(desk, author=other) == {"verdict": "applied"}


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


def test_what_comes_before_its_root_in_one_batch_is_judged_after_it(central: Central) -> None:
    department = central.desk("so-chu-tri", scope="so-1")
    task = department.change("task", {"content": "Của sở 1"}, scope="so-1")
    evidence = department.change("evidence", {"title": "Báo cáo"}, root_id=task.entity_id)
    copy = department.change("evidence_copy", {"note": "Bản giấy"}, root_id=evidence.entity_id)
    again = {"entity_id": evidence.entity_id, "root_id": task.entity_id, "base": {"title": (evidence.id,)}}
    edit = department.change("evidence", {"title": "Báo cáo tháng"}, **again)
    batch = (copy, edit, evidence, task)
    assert [verdict["id"] for verdict in department.push(*batch)] == [change.id for change in batch]
    assert department.words(*batch) == ["known"] * 4
    assert {change["id"] for change in department.pull()["changes"]} == {change.id for change in batch}


def test_what_comes_batches_before_its_root_is_told_to_wait(central: Central, desk: Desk) -> None:
    department = central.desk("so-chu-tri", scope="so-1")
    task = desk.change("task", {"content": "Của sở 1"}, scope="so-1")
    progress = department.change("progress", {"text": "Đã xong"}, root_id=task.entity_id)
    [waiting] = department.push(progress)
    assert (waiting["verdict"], waiting["reason"]["code"]) == ("refused", "root_missing")
    assert "tự gửi lại" in waiting["reason"]["text"]
    desk.push(task)
    assert department.words(progress) == ["applied"]


def test_only_what_a_root_could_allow_waits_for_one(central: Central, desk: Desk) -> None:
    department = central.desk("so-chu-tri", scope="so-1")
    assert _verdict(department, entity="issue", root_id="chưa tới")["code"] == "not_allowed"
    assert _verdict(department, entity="progress", root_id="chưa tới", scope="so-2")["code"] == "not_allowed"
    assert _verdict(desk, entity="progress", root_id="chưa tới") == {"verdict": "applied"}


def test_a_root_of_another_unit_in_the_batch_lets_nothing_in(central: Central, desk: Desk) -> None:
    department = central.desk("so-chu-tri", scope="so-1")
    task = desk.change("task", {"content": "Của sở 2"}, scope="so-2")
    progress = department.change("progress", {"text": "Đã xong"}, root_id=task.entity_id)
    verdicts = desk.push(progress, task)
    assert [verdict.get("reason", {}).get("code") for verdict in verdicts] == ["not_allowed", None]
    assert _verdict(department, entity="progress", root_id=task.entity_id)["code"] == "not_allowed"


def test_a_changed_role_holds_from_the_next_push(central: Central, desk: Desk) -> None:
    central.here("person", "role", "--person", desk.person, "--role", "chi-xem")
    assert _verdict(desk)["code"] == "not_allowed"
    assert desk.put(b"ban quet").status_code == 403
