"""Freezing, differing, the net of steps, ranks, the words of records."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.runbook import freezing, network
from app.models.runbook.differing import differences
from app.models.runbook.records import Measure, RunMode, StepKind
from app.models.runbook.run_records import Choice, EventKind, Result, StepStatus
from app.models.runbook.sample_master import sample_master
from app.models.runbook.writing import ranks_for

from .nights import at, changed, minutes, small
from .test_master import made


@pytest.mark.parametrize("master", [small(), sample_master(made, province="tỉnh Lâm Đồng")])
def test_a_frozen_master_thaws_to_the_same(master: object) -> None:
    assert freezing.thawed(freezing.frozen_bytes(master)) == master  # type: ignore[arg-type]


def test_frozen_durations_are_whole_seconds_and_numbers_text() -> None:
    plain = freezing.plain(small().steps[1])
    assert (plain["duration"], plain["measures"][0]["low"]) == (3300, "1")


def test_keys_of_a_newer_version_are_passed_over() -> None:
    plain = {**freezing.plain(small().steps[0]), "colour": "red"}
    assert freezing.read(plain, type(small().steps[0])) == small().steps[0]


def test_what_is_no_step_is_refused() -> None:
    with pytest.raises(ValueError, match="required"):
        freezing.read({}, type(small().steps[0]))


def test_equal_masters_do_not_differ() -> None:
    assert differences(small(), small()) == ()


def test_a_moved_hour_is_no_difference() -> None:
    from app.models.runbook.master import reanchored

    assert differences(small(), reanchored(small(), at(-5000))) == ()


def test_what_differs_is_said_in_words() -> None:
    (one,) = differences(small(), changed("backup", owner_id="chi", duration=minutes(70)))
    assert one.changes == (
        ("Người phụ trách", "Nguyễn Văn An", "Lê Thị Chi"),
        ("Thời lượng", "55 phút", "70 phút"),
    )


def test_added_and_removed_steps() -> None:
    fewer = replace(small(), steps=tuple(one for one in small().steps if one.id != "open"))
    assert [(one.kind, one.step_id) for one in differences(small(), fewer)] == [("removed", "open")]
    assert [(one.kind, one.step_id) for one in differences(fewer, small())] == [("added", "open")]


def test_ancestors_do_not_name_the_step_itself() -> None:
    assert network.ancestors({"a": ("b",), "b": ("a",)}, "a") == {"b"}


@given(st.dictionaries(st.integers(0, 9).map(str), st.sets(st.integers(0, 9).map(str), max_size=3)))
def test_topological_order_keeps_every_step_once(links: dict[str, set[str]]) -> None:
    assert sorted(network.topological(links)) == sorted(links)


@given(st.lists(st.sets(st.integers(0, 30), max_size=3), max_size=20))
def test_in_a_net_without_circles_needs_come_first(needs: list[set[int]]) -> None:
    links = {str(n): tuple(str(one) for one in wanted if one < n) for n, wanted in enumerate(needs)}
    order = network.topological(links)
    assert all(order.index(need) < order.index(one) for one in links for need in links[one])
    assert network.circles(links) == ()


def test_a_chain_of_3000_steps_needs_no_recursion() -> None:
    links = {str(n): (str(n - 1),) for n in range(3000)}
    assert network.circles(links) == ()


def test_the_critical_path_has_no_float() -> None:
    assert network.critical(small().steps[:5], at(0)) == {"block", "backup", "test", "gate", "open"}


@given(st.permutations(["a0", "a1", "a2", "a3", "a4"]))
def test_ranks_follow_any_new_order(order: list[str]) -> None:
    found = ranks_for(order)
    assert found == sorted(found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(("order", "kept"), [(["a1", "a2", "a0"], 2), (["a4", "a0", "a1", "a2"], 3), ([], 0)])
def test_ranks_are_kept_where_they_can_be(order: list[str], kept: int) -> None:
    assert sum(one == other for one, other in zip(order, ranks_for(order), strict=True)) == kept


def test_a_newcomer_gets_a_rank_between() -> None:
    first, new, last = ranks_for(["a0", None, "a1"])
    assert (first, last) == ("a0", "a1")
    assert first < new < last


@pytest.mark.parametrize("kind", [StepKind, EventKind, StepStatus, RunMode, Result, Choice])
def test_everything_has_its_own_vietnamese_label(kind: type) -> None:
    labels = [one.label for one in kind]  # type: ignore[attr-defined]
    assert all(labels)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(None, None, ""), (1, None, "từ 1"), (None, 9, "đến 9"), (1, 9, "1 đến 9")],
)
def test_a_range_in_words(low: int | None, high: int | None, words: str) -> None:
    measure = Measure("m", "Số", low=Decimal(low) if low else None, high=Decimal(high) if high else None)
    assert measure.allowed == words


def test_the_planned_end_crosses_midnight() -> None:
    assert changed("backup", planned_start=at(170), duration=timedelta(minutes=20)).steps[1].planned_end == at(190)
