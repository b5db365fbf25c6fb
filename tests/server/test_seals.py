"""What the server says of writes behind a seal: of edits, of new records, in whatever order they come."""

from datetime import timedelta
from typing import Any

from app.journal.change import Change, new_id
from app.journal.seal import EVERYWHERE, Seal, Tree
from tests.server.central import Central, Desk, stamp


def _sealed(desk: Desk, root: str, *covered: Change, tree: Tree | None = None) -> Change:
    seal = Seal(root, frozenset(one.id for one in covered), "Kế hoạch đã ban hành".encode(), (), tree or {})
    return desk.change("issue", {"number": "12", "seal": seal.to_fields()}, kind="seal", root_id=root)


def _code(verdict: dict[str, Any]) -> str:
    assert verdict["verdict"] != "refused", verdict
    return str(verdict.get("reason", {}).get("code", ""))


def test_a_new_record_under_a_sealed_root_is_flagged(desk: Desk) -> None:
    runbook = desk.change("runbook", {"title": "Kịch bản chuyển đổi"})
    step = desk.change("runbook_step", {"content": "Ngắt kết nối"}, root_id=runbook.entity_id)
    sealing = _sealed(desk, runbook.entity_id, runbook, step, tree={runbook.entity_id: ("runbook", "runbook_step")})
    desk.push(runbook, step, sealing)
    [late] = desk.push(desk.change("runbook_step", {"content": "Kiểm tra lại"}, root_id=runbook.entity_id))
    assert late["reason"] == {"code": "after_seal", "text": "Sửa ngoài bản đã chốt."}
    assert len(desk.pull()["changes"]) == 4


def test_what_the_seal_is_not_over_is_not_flagged(desk: Desk) -> None:
    runbook, other = desk.change("runbook"), desk.change("runbook")
    desk.push(runbook, other, _sealed(desk, runbook.entity_id, runbook, tree={runbook.entity_id: ("runbook_step",)}))
    measured = desk.change("runbook_measured", {"seconds": 60}, root_id=runbook.entity_id)
    elsewhere = desk.change("runbook_step", {"content": "Bước khác"}, root_id=other.entity_id)
    assert [_code(one) for one in desk.push(measured, elsewhere)] == ["", ""]


def test_a_new_task_after_the_plan_was_issued_is_flagged_its_progress_is_not(desk: Desk) -> None:
    plan, task = desk.change("plan"), desk.change("task")
    desk.push(plan, task, _sealed(desk, plan.entity_id, plan, task, tree={EVERYWHERE: ("plan", "task", "task_unit")}))
    new = desk.change("task", {"content": "Việc thêm sau khi ban hành"})
    unit = desk.change("task_unit", {"unit_id": "xa-1"}, root_id=task.entity_id)
    progress = desk.change("progress", {"text": "Đã xong"}, root_id=task.entity_id)
    assert [_code(one) for one in desk.push(new, unit, progress)] == ["after_seal", "after_seal", ""]


def test_what_a_seal_covers_is_not_flagged_when_it_comes_after_it(desk: Desk) -> None:
    plan, task = desk.change("plan"), desk.change("task")
    sealing = _sealed(desk, plan.entity_id, plan, task, tree={EVERYWHERE: ("plan", "task")})
    assert [_code(one) for one in desk.push(sealing, plan, task)] == ["", "", ""]


def test_what_was_replaced_before_the_seal_is_not_flagged_when_it_comes_late(desk: Desk) -> None:
    early = desk.change("task", {"content": "Một"}, stamp=stamp(timedelta(hours=-1), device=desk.id))
    task = desk.change("task", {"content": "Hai"}, entity_id=early.entity_id, base={"content": (early.id,)})
    desk.push(task, _sealed(desk, new_id(), task, tree={EVERYWHERE: ("task",)}))
    [late] = desk.push(early)
    assert late == {"id": early.id, "verdict": "superseded"}


def test_a_write_behind_a_seal_of_the_same_batch_is_flagged(desk: Desk) -> None:
    plan = desk.change("plan", {"title": "Kế hoạch"})
    behind = desk.change("plan", {"title": "Khác"}, entity_id=plan.entity_id, base={"title": (plan.id,)})
    verdicts = desk.push(plan, _sealed(desk, plan.entity_id, plan), behind)
    assert [_code(one) for one in verdicts] == ["", "", "after_seal"]


def test_a_second_seal_over_all_of_it_ends_the_flagging_of_what_it_covers(desk: Desk) -> None:
    plan = desk.change("plan", {"title": "Kế hoạch"})
    behind = desk.change("plan", {"title": "Khác"}, entity_id=plan.entity_id, base={"title": (plan.id,)})
    desk.push(plan, _sealed(desk, plan.entity_id, plan))
    again = _sealed(desk, plan.entity_id, behind)
    assert [_code(one) for one in desk.push(again, behind)] == ["", ""]


def test_a_seal_of_several_megabytes_reaches_another_desk_whole(central: Central, desk: Desk) -> None:
    content = "".join(new_id() for _ in range(200_000)).encode()
    seal = Seal("kế-hoạch", frozenset(new_id() for _ in range(20_000)), content)
    sealing = desk.change("issue", {"seal": seal.to_fields()}, kind="seal")
    assert desk.words(sealing) == ["applied"]
    [pulled] = central.desk().pull()["changes"]
    assert Seal.from_fields(pulled["fields"]["seal"]) == seal
    assert desk.words(sealing) == ["known"]


def test_a_seal_that_is_none_is_stored_and_covers_nothing(desk: Desk) -> None:
    task = desk.change("task")
    odd = desk.change("issue", {"seal": {"packed": "không phải", "content_hash": "0"}}, kind="seal")
    edit = desk.change("task", entity_id=task.entity_id, base={"content": (task.id,)})
    assert [_code(one) for one in desk.push(task, odd, edit)] == ["", "", ""]
