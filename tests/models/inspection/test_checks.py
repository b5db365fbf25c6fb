from dataclasses import replace
from datetime import timedelta

import pytest

from app.models.inspection.checks import check_minutes, check_plan
from app.models.inspection.clashes import clashes
from app.models.inspection.minutes_records import (
    AnsweredChecklist,
    AnsweredItem,
    Capacity,
    Checklist,
    Entry,
    FieldWork,
    Item,
    Medium,
    MediumKind,
    Part,
    Participant,
    Result,
)
from app.models.inspection.records import Delegate, InspectedUnit, Inspection, Notice, Role
from app.models.plan.deadline import parse
from tests.models.inspection.records import MORNING, UNIT, minutes, plan, visit

BEFORE = MORNING - timedelta(days=7)
LATEST = {"v1": MORNING - timedelta(days=3)}


def plan_rules(given: Inspection) -> list[str]:
    return [one.rule for one in check_plan(given, now=BEFORE, latest_notice=LATEST)]


def rules(**given: object) -> list[str]:
    return [one.rule for one in check_minutes(minutes(**given))]


def entries(*changed: Entry) -> tuple[Entry, ...]:
    return tuple({one.id: one for one in (*minutes().entries, *changed)}.values())


# Plans.


def test_a_complete_plan_only_waits_for_its_notice() -> None:
    assert plan_rules(plan()) == ["no_notice"]


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"purpose": ""}, "missing_field"),
        ({"delegates": ()}, "missing_field"),
        ({"last_day": None}, "missing_field"),
        ({"agreement": None}, "no_agreement"),
        ({"visits": ()}, "no_visit"),
        ({"visits": (visit(start=None),)}, "no_time"),
        ({"visits": (visit(place=""),)}, "no_place"),
        ({"visits": (visit(start=MORNING + timedelta(days=30)),)}, "outside_period"),
        ({"delegates": (Delegate("d1", "Đào", role=Role.SECRETARY),)}, "no_head"),
        ({"delegates": (Delegate("d1", "Đào", role=Role.HEAD), Delegate("d2", "Khải", role=Role.HEAD))}, "two_heads"),
        ({"delegates": (Delegate("d1", "Đào", role=Role.HEAD),)}, "no_secretary"),
        ({"visits": (visit(notice=Notice(MORNING - timedelta(days=2), "Đầu mối")),)}, "late_notice"),
    ],
)
def test_what_a_plan_lacks(given: dict[str, object], rule: str) -> None:
    assert rule in plan_rules(plan(**given))


def test_a_sudden_plan_needs_no_notice() -> None:
    assert plan_rules(plan(sudden_reason="Người dân phản ánh")) == []


# Clashes.


def test_visits_one_after_the_other_do_not_clash() -> None:
    second = visit("v2", unit=InspectedUnit("u2", "UBND xã Đạ Tẻh"), start=MORNING + timedelta(hours=3))
    assert clashes([plan(visits=(visit(), second))]) == ()


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"unit": InspectedUnit("u2", "UBND xã Đạ Tẻh"), "start": MORNING + timedelta(hours=2)}, "Trùng người"),
        ({"start": MORNING + timedelta(hours=5)}, "Trùng đơn vị"),
    ],
)
def test_what_clashes_is_named(given: dict[str, object], word: str) -> None:
    found = clashes([plan(visits=(visit(),)), plan(id="p2", visits=(visit("v2", **given),))])
    assert found
    assert found[0].message.startswith(word)
    assert (found[0].first_id, found[0].second_id) == ("v1", "v2")


def test_one_car_in_two_places() -> None:
    other = plan(
        id="p2",
        delegates=(Delegate("d9", "Đặng Hoài Phương", role=Role.HEAD),),
        visits=(visit("v2", unit=InspectedUnit("u2", "UBND xã Đạ Tẻh"), car="49a-012.34"),),
    )
    messages = [one.message for one in clashes([plan(visits=(visit(car="49A-012.34"),)), other])]
    assert [message.split(":")[0] for message in messages] == ["Trùng xe"]


def test_a_visit_without_an_end_is_reckoned_half_a_day() -> None:
    second = visit("v2", unit=InspectedUnit("u2", "UBND xã Đạ Tẻh"), start=MORNING + timedelta(hours=3, minutes=59))
    assert len(clashes([plan(visits=(visit(end=None), second))])) == 2


def test_two_persons_of_one_name_in_two_units_are_two() -> None:
    mine = plan(delegates=(Delegate("d1", "Nguyễn Văn Đức", unit="Sở Nội vụ", role=Role.HEAD),))
    theirs = plan(
        id="p2",
        delegates=(Delegate("d2", "Nguyễn Văn Đức", unit="Công an tỉnh", role=Role.HEAD),),
        visits=(visit("v2", unit=InspectedUnit("u2", "UBND xã Đạ Tẻh")),),
    )
    assert clashes([mine, theirs]) == ()


# Minutes.


def test_nothing_is_missing() -> None:
    assert check_minutes(minutes()) == ()


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"started_at": None}, "no_start"),
        ({"ended_at": None}, "no_end"),
        ({"ended_at": MORNING}, "end_before_start"),
        ({"ended_at": MORNING + timedelta(days=1)}, "other_day"),
        ({"place": ""}, "no_place"),
        ({"unit_name": ""}, "no_unit_name"),
        ({"content": ""}, "no_content"),
        ({"participants": ()}, "no_participant"),
        ({"participants": (*minutes().participants, Participant("n3", Capacity.ATTENDANT))}, "no_name"),
        ({"copies": None}, "no_copies"),
        ({"copies": 1}, "few_copies"),
        ({"signatories": minutes().signatories[:1]}, "few_signatories"),
        ({"signatories": (minutes().signatories[0], replace(minutes().signatories[1], name=""))}, "no_signatory"),
        ({"entries": minutes().entries[1:]}, "empty_part"),
        ({"entries": minutes().entries[:2]}, "no_conclusion"),
        ({"entries": entries(Entry("e1", Part.ACHIEVEMENT))}, "empty_entry"),
        ({"entries": entries(Entry("e2", Part.SHORTCOMING, "Máy scan hỏng."))}, "no_cause"),
        ({"entries": entries(Entry("e3", Part.CONCLUSION, "Thay máy", deadline=parse("10/7/2025")))}, "no_unit"),
        ({"entries": entries(Entry("e3", Part.CONCLUSION, "Thay máy", unit=UNIT))}, "no_deadline"),
        (
            {"entries": entries(Entry("e3", Part.CONCLUSION, "Thay máy", unit=UNIT, deadline=parse("03/7/2025")))},
            "past_deadline",
        ),
        (
            {"entries": entries(Entry("e3", Part.CONCLUSION, "Trực", unit=UNIT, deadline=parse("Thường xuyên")))},
            "open_deadline",
        ),
        ({"entries": entries(Entry("e4", Part.PROPOSAL, "Bổ sung kinh phí"))}, "no_addressee"),
    ],
)
def test_what_minutes_lack(given: dict[str, object], rule: str) -> None:
    assert rule in rules(**given)


def test_no_shortcomings_need_neither_cause_nor_conclusion() -> None:
    none = (Entry("e1", Part.ACHIEVEMENT, "Đủ."), Entry("e2", Part.SHORTCOMING, "Không có."))
    assert rules(entries=none) == []


def test_a_failing_answer_is_proved_by_note_or_photo() -> None:
    photo = Medium("x", MediumKind.PHOTO, "a.jpg", "0" * 64, 1)
    item = Item("i", "Mạng Internet")
    for answered, expected in (
        (AnsweredItem(item, Result.FAIL), ["no_proof"]),
        (AnsweredItem(item, Result.FAIL, "rớt mạng"), []),
        (AnsweredItem(item, Result.FAIL, media=(photo,)), []),
        (AnsweredItem(item), ["not_answered"]),
    ):
        work = FieldWork("v1", (AnsweredChecklist(Checklist("c", "C", 1, (item,)), (answered,)),))
        assert rules(field_work=work) == expected
