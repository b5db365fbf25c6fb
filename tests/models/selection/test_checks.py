from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.models.findings import ERROR, REMARK, WARNING
from app.models.selection.checks import Finding, check
from app.models.selection.records import (
    Course,
    Decided,
    Decision,
    Exemption,
    KindView,
    RoundState,
    Sheet,
    Veto,
    VetoRule,
)
from app.models.selection.system_records import System

from .sheets import NOON, rescored, sheet, with_system, with_veto

TODAY = date(2025, 6, 24)
WHOLE = sheet([60, 40], [[9, 8], [6, 7], [5, 5]], [[8, 8], [5, 9], [5, 5]])


def view(known: Sheet = WHOLE, state: RoundState = RoundState.SCORING, **given: Any) -> KindView:
    return KindView(known, state, **given)


def decision(system_id: str = "s0", **given: Any) -> Decision:
    by = Decided("UBND tỉnh", TODAY, "1209/QĐ-UBND")
    known = Decision("d1", "kind", "round", 1, system_id, Course.KEEP, "Tốt", "", by, NOON, "Đào", "hash")
    return replace(known, **given)


def found(known: KindView, today: date = TODAY) -> dict[str, Finding]:
    return {one.rule: one for one in check([known], today=today)}


def decided(known: Sheet = WHOLE, **given: Any) -> KindView:
    given.setdefault("decisions", (decision(),))
    return view(known, RoundState.DECIDED, **given)


def test_nothing_to_find() -> None:
    assert found(view()) == {}
    assert found(decided()) == {}


def test_weights_say_their_sum_and_are_an_error_once_locked() -> None:
    light = replace(WHOLE, criteria=(replace(WHOLE.criteria[0], weight=Decimal("50.5")), WHOLE.criteria[1]))
    assert found(view(light))["weights"].level == ERROR
    drafting = found(view(light, RoundState.DRAFTING))["weights"]
    assert (drafting.level, drafting.message) == (
        WARNING,
        "Giải quyết TTHC: tổng trọng số là 90,5, phải bằng 100.",
    )


def test_a_score_out_of_range_names_its_cell() -> None:
    one = found(view(rescored(WHOLE, "c1", "s2", "a0", 11)))["score_range"]
    assert (one.level, one.criterion_id, one.system_id, one.assessor_id) == (ERROR, "c1", "s2", "a0")
    assert "điểm 11 nằm ngoài 0-10" in one.message


def test_open_cells_are_counted_by_assessor_and_lead_to_the_first() -> None:
    open_cells = sheet([60, 40], [[9, None], [6, None]], [[8, 8], [5, 9]])
    one = found(view(open_cells))["unscored"]
    assert (one.message, one.criterion_id, one.system_id) == (
        "Giải quyết TTHC: Người 0 còn 2 ô chưa chấm.",
        "c1",
        "s0",
    )


def test_missing_evidence_is_counted_by_assessor() -> None:
    bare = replace(WHOLE, scores=tuple(replace(one, is_self=one.assessor_id != "a1") for one in WHOLE.scores))
    one = found(view(bare))["no_evidence"]
    assert (one.assessor_id, one.field) == ("a1", "evidence")
    assert "6 điểm" in one.message


def test_the_leaders_unsettled_veto_is_an_error() -> None:
    unknown = with_veto(WHOLE, Veto(VetoRule.SECURITY_LEVEL, 3))
    levels = {one.system_id: one.level for one in check([view(unknown)], today=TODAY) if one.rule == "veto_unknown"}
    assert levels == {"s0": ERROR, "s1": WARNING, "s2": WARNING}


def test_a_chosen_system_that_no_longer_passes() -> None:
    failing = with_system(with_veto(WHOLE, Veto(VetoRule.SECURITY_LEVEL, 3)), "s0", security_level=2)
    assert found(decided(failing))["chosen_excluded"].system_id == "s0"


def test_two_decisions_in_force() -> None:
    two = (decision(), decision("s1", id="d2"))
    one = found(decided(decisions=two))["two_decisions"]
    assert one.level == ERROR
    assert "Hệ thống 0 (Lâm Đồng) (24/06/2025, UBND tỉnh); Hệ thống 1" in one.message
    assert "two_decisions" not in found(decided(decisions=(replace(two[0], is_in_force=False), two[1])))


@pytest.mark.parametrize(
    ("given", "rule", "level"),
    [
        ({"system_id": "gone"}, "chosen_missing", ERROR),
        ({"decided": Decided("UBND tỉnh", TODAY)}, "no_number", REMARK),
        ({"outside": ("score",)}, "outside", WARNING),
    ],
)
def test_a_decision_is_whole(given: dict[str, Any], rule: str, level: str) -> None:
    assert found(decided(decisions=(decision(**given),)))[rule].level == level


def test_a_decision_to_replace_all_misses_nothing() -> None:
    assert "chosen_missing" not in found(decided(decisions=(decision("", course=Course.REPLACE),)))


@pytest.mark.parametrize(
    ("system_id", "until", "rule"),
    [
        ("s1", date(2025, 6, 23), "exemption_over"),
        ("s0", date(2025, 12, 31), "idle_exemption"),
        ("gone", date(2025, 12, 31), "lost_exemption"),
    ],
)
def test_exceptions_are_watched(system_id: str, until: date, rule: str) -> None:
    exemption = Exemption("e", "kind", system_id, "Phú Quý", until)
    assert rule in found(decided(exemptions=(exemption,)))


def test_an_exception_within_its_term_is_fine() -> None:
    assert found(decided(exemptions=(Exemption("e", "kind", "s1", "Phú Quý", TODAY),))) == {}


def test_a_contract_that_ran_out() -> None:
    over = with_system(WHOLE, "s0", contract_end=date(2025, 6, 23))
    assert found(decided(over))["contract_over"].field == "contract_end"
    assert "contract_over" not in found(view(over))


def test_the_day_of_the_choice_is_the_25th() -> None:
    assert "due" not in found(view(), date(2025, 6, 25))
    assert found(view(), date(2025, 6, 26))["due"].level == WARNING
    assert "due" not in found(decided(), date(2025, 6, 26))
    alone = replace(WHOLE, provinces=WHOLE.provinces[:1])
    assert "due" not in found(view(alone), date(2025, 6, 26))


def test_an_old_province_that_said_nothing_yet() -> None:
    two = sheet([60, 40], [[9, 8], [6, 7]], [[8, 8], [5, 9]])
    assert found(view(two))["no_system_of"].message == "Giải quyết TTHC: chưa ghi hệ thống của Bình Thuận."
    assert "no_system" in found(view(sheet([100]), RoundState.DRAFTING))


def test_one_assessor_is_few() -> None:
    assert "few_assessors" in found(view(sheet([100], [[9], [6], [5]])))


def systems(*names: tuple[str, str]) -> tuple[System, ...]:
    return tuple(System(f"s{at}", "kind", name, code) for at, (name, code) in enumerate(names))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (("VNPT iGate", "68"), ("Hệ thống VNPT-iGate", "68"), True),
        (("Một cửa điện tử", "68"), ("một cửa điên tử", "68"), True),
        (("VNPT iGate", "68"), ("VNPT iGate", "67"), False),
        (("VNPT iGate", "68"), ("VNPT iOffice", "68"), False),
        (("Viettel", "68"), ("FPT", "68"), False),
    ],
)
def test_one_system_under_two_names(first: tuple[str, str], second: tuple[str, str], *, same: bool) -> None:
    known = replace(WHOLE, systems=systems(first, second))
    assert ("twice" in found(view(known))) is same


def test_the_same_figures_in_two_provinces_are_pointed_out() -> None:
    figures = {"records": 5, "data_mb": 7, "users": 9}
    known = with_system(with_system(WHOLE, "s0", **figures), "s2", **figures)
    assert found(view(known))["twice"].system_id == "s2"


def test_a_kind_left_out_is_silent() -> None:
    left_out = replace(WHOLE, kind=replace(WHOLE.kind, is_used=False), systems=())
    assert check([view(left_out)], today=TODAY) == ()
