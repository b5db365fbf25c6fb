from dataclasses import replace
from typing import Any

import pytest

from app.models.runbook.checks import Finding, check
from app.models.runbook.records import Access, Contact, Gate, GateRole, Master, Measure, StepKind

from .nights import CONTACTS, at, changed, minutes, small


def found(rule: str, master: Master) -> list[Finding]:
    return [one for one in check(master) if one.rule == rule]


def without_back(**more: Any) -> Master:
    known = small(**more)
    return replace(known, steps=known.steps[:5])


def test_a_sound_runbook_has_no_findings() -> None:
    assert [one.message for one in check(small())] == []


@pytest.mark.parametrize(
    ("rule", "step_id", "fields"),
    [
        ("no_owner", "backup", {"owner_id": ""}),
        ("no_owner", "back1", {"owner_id": "gone"}),
        ("no_deputy", "backup", {"deputy_id": ""}),
        ("same_deputy", "backup", {"deputy_id": "an"}),
        ("no_criterion", "test", {"expected_result": " "}),
        ("no_undo", "backup", {"undo_action": ""}),
        ("no_gate", "backup", {"is_irreversible": True}),
        ("starts_early", "test", {"planned_start": at(30)}),
        ("after_window", "open", {"duration": minutes(200)}),
        ("no_duration", "backup", {"duration": minutes(0)}),
        ("no_start", "test", {"planned_start": None}),
        ("reopens_early", "open", {"needs": ("backup",)}),
        ("reopens_without_gate", "open", {"needs": ("test",)}),
        ("rollback_stays_shut", "back2", {"access": Access.NONE}),
        ("rollback_too_late", "gate", {"planned_start": at(220)}),
    ],
)
def test_each_rule_names_its_step(rule: str, step_id: str, fields: dict[str, Any]) -> None:
    findings = found(rule, changed(step_id, **fields))
    assert step_id in [one.step_id for one in findings]
    assert all(one.message.startswith("Bước ") for one in findings)


def test_a_circle_is_named_in_order() -> None:
    (one,) = found("cycle", changed("block", needs=("test",)))
    assert one.message == "Bước 1: các bước chờ nhau thành vòng (1 → 3 → 2 → 1)."


def test_no_way_back_is_found_and_offered() -> None:
    (one,) = found("no_rollback", without_back())
    assert one.fix is not None
    assert one.fix.kind == "add_rollback"


def test_a_step_that_starts_early_offers_the_move() -> None:
    (one,) = found("starts_early", changed("test", planned_start=at(30)))
    assert one.fix is not None
    assert one.fix.kind == "start_after_needs"


def test_the_net_may_end_later_than_the_clock_says() -> None:
    late = changed("backup", duration=minutes(210))
    assert found("after_window", late)


def test_a_late_gate_leaves_no_time_to_turn_back() -> None:
    (one,) = found("rollback_too_late", changed("gate", planned_start=at(200)))
    assert "muộn nhất 00h25 (01/07)" in one.message


def test_one_person_in_two_places() -> None:
    known = small()
    other = replace(known.steps[1], id="other")
    (one,) = found("two_places", replace(known, steps=(*known.steps[:2], other, *known.steps[2:])))
    assert "Nguyễn Văn An cùng lúc" in one.message


def test_side_by_side_by_two_people_is_fine() -> None:
    known = small()
    other = replace(known.steps[1], id="other", owner_id="binh")
    assert not found("two_places", replace(known, steps=(*known.steps[:2], other, *known.steps[2:])))


def test_a_missing_phone_is_named_once() -> None:
    contacts = (replace(CONTACTS[0], phone=" "), *CONTACTS[1:])
    (one,) = found("no_phone", small(contacts=contacts))
    assert "Nguyễn Văn An chưa có số điện thoại" in one.message


def test_off_duty() -> None:
    contacts = (replace(CONTACTS[0], available_until=at(30)), *CONTACTS[1:])
    assert "backup" in [one.step_id for one in found("off_duty", small(contacts=contacts))]


@pytest.mark.parametrize(
    ("rule", "gate"),
    [("no_voters", Gate("gate")), ("no_voter", Gate("gate", (GateRole("r1", "Chỉ huy", "gone"),)))],
)
def test_gates_have_voters(rule: str, gate: Gate) -> None:
    assert found(rule, small(gates=(gate,)))


def test_somebody_commands() -> None:
    assert found("no_head", small(head_id=""))
    unlinked = small(contacts=(Contact("an", "An", "1"), *CONTACTS[1:]))
    assert found("head_without_profile", unlinked)


def test_a_number_is_compared_with_an_earlier_one() -> None:
    measure = Measure("after", "Sau", compare_with="rows")
    assert not found("no_number_before", changed("test", measures=(measure,)))
    assert found("no_number_before", changed("block", measures=(measure,)))


def test_errors_come_first() -> None:
    known = changed("backup", changed("block", deputy_id=""), owner_id="")
    levels = [one.level for one in check(known)]
    assert levels == sorted(levels, key=["error", "warning", "remark"].index)


def test_an_empty_runbook_survives() -> None:
    assert check(small(steps=(), gates=()))


def test_waiting_needs_no_undo() -> None:
    assert not found("no_undo", changed("backup", kind=StepKind.WAIT, undo_action=""))
