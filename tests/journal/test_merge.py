from itertools import permutations

import pytest

from app.journal.change import Change
from app.journal.merge import (
    FieldState,
    Head,
    RecordState,
    base_for,
    base_for_delete,
    conflicts,
    digest,
    merge,
)

from .builders import delete, head_ids, merged, put, shown_values, stamp, title, values_of

A, B, C = title("a", 1), title("b", 2, ("a",)), title("c", 3, ("b",))
X, Y = title("x", 4, ("a",)), title("y", 5, ("a",))


def test_a_first_write_is_the_head() -> None:
    assert merged([A]) == RecordState({"title": FieldState((Head("a", stamp(1)),))})


def test_a_write_beats_what_it_saw() -> None:
    assert head_ids(merged([A, B])) == ["b"]


def test_a_write_beats_what_it_saw_whatever_the_clocks_say() -> None:
    assert head_ids(merged([title("late", 9), title("new", 1, ("late",))])) == ["new"]


def test_concurrent_writes_are_both_heads_the_later_shown() -> None:
    assert head_ids(merged([A, Y, X])) == ["y", "x"]


def test_equal_stamps_are_ranked_by_id() -> None:
    assert head_ids(merged([title("p", 1), title("q", 1)])) == ["q", "p"]


@pytest.mark.parametrize("order", list(permutations([A, B, C])))
def test_a_chain_ends_alike_in_any_order(order: tuple[Change, ...]) -> None:
    assert merged(order) == merged([A, B, C])


@pytest.mark.parametrize("order", list(permutations([A, X, Y, title("z", 6, ("x", "y"))])))
def test_a_settled_conflict_ends_alike_in_any_order(order: tuple[Change, ...]) -> None:
    assert merged(order) == RecordState({"title": FieldState((Head("z", stamp(6)),))})


def test_a_base_that_has_not_arrived_is_pending() -> None:
    assert merged([C]).fields["title"].pending == {"b"}


def test_what_arrives_after_its_successor_is_no_head_but_beats_its_own_base() -> None:
    state = merged([C, A, B])
    assert head_ids(state) == ["c"]
    assert state.fields["title"].pending == frozenset()


def test_a_base_known_from_before_does_not_become_pending() -> None:
    assert merged([A, B, title("d", 4, ("a",))]).fields["title"].pending == frozenset()


def test_fields_do_not_touch_each_other() -> None:
    state = merged([put("a", 1, title="t", note="n"), put("b", 2, base={"note": ("a",)}, note="m")])
    assert (head_ids(state, "title"), head_ids(state, "note")) == (["a"], ["b"])


def test_a_base_for_a_field_that_is_not_written_beats_nothing() -> None:
    assert head_ids(merged([A, put("b", 2, base={"title": ("a",)}, note="n")])) == ["a"]


@pytest.mark.parametrize("again", [A, B, C])
def test_a_repeat_changes_nothing(again: Change) -> None:
    assert merged([A, B, C, again]) == merged([A, B, C])


def test_a_head_merged_again_is_harmless_even_when_nothing_is_known() -> None:
    assert merge(merged([A]), A, knows=lambda _: False) == merged([A])


def test_a_cap_that_comes_later_lowers_the_head_and_sorts_again() -> None:
    capped = put("y", 5, base={"title": ("a",)}, cap=stamp(3), title="y")
    assert merged([A, X, Y, capped]) == merged([A, X, capped])
    assert head_ids(merged([A, X, Y, capped])) == ["x", "y"]


def test_a_repeat_without_its_cap_does_not_lift_the_head() -> None:
    capped = put("y", 5, cap=stamp(3), title="y")
    assert merged([capped, put("y", 5, title="y")]) == merged([capped])


def test_a_cap_of_a_beaten_write_changes_nothing() -> None:
    assert merged([A, B, put("a", 1, cap=stamp(0), title="a")]) == merged([A, B])


def test_the_state_that_was_given_is_not_changed() -> None:
    state = merged([A])
    merge(state, B, knows=lambda change_id: change_id == "a")
    assert state == merged([A])


def test_an_event_records_its_fields() -> None:
    event = put("e", 1, kind="event", what="started")
    assert shown_values(merged([event]), values_of(event)) == {"what": "started"}


def test_the_same_event_twice_is_one_event() -> None:
    event = put("e", 1, kind="event", what="started")
    assert merged([event, event]) == merged([event])


def test_an_event_beats_nothing() -> None:
    events = [put("e", 1, kind="event", what=1), put("f", 2, kind="event", base={"what": ("e",)}, what=2)]
    assert head_ids(merged(events), "what") == ["f", "e"]


def test_an_unknown_kind_merges_like_any_write() -> None:
    assert head_ids(merged([A, put("n", 2, kind="nova", base={"title": ("a",)}, title="n")])) == ["n"]


def test_an_edit_names_only_what_was_shown() -> None:
    assert base_for(merged([A, X, Y]), ["title"], value_of=values_of(A, X, Y)) == {"title": ("y",)}


def test_an_edit_names_every_head_that_says_what_was_shown() -> None:
    alike = title("w", 3, ("a",), value="y")
    assert base_for(merged([A, X, Y, alike]), ["title"], value_of=values_of(A, X, Y, alike)) == {"title": ("y", "w")}


def test_settling_names_all_heads() -> None:
    assert base_for(merged([A, X, Y]), ["title"], value_of=values_of(A, X, Y), settle=True) == {"title": ("y", "x")}


def test_a_first_write_names_nothing() -> None:
    assert base_for(merged([A]), ["note"], value_of=values_of(A)) == {}


def test_an_edit_of_a_conflict_leaves_the_other_value_visible() -> None:
    state = merged([A, X, Y])
    base = base_for(state, ["title"], value_of=values_of(A, X, Y))
    assert head_ids(merged([A, X, Y, put("z", 6, base=base, title="z")])) == ["z", "x"]


def test_a_delete_names_every_head_under_its_root_once() -> None:
    other = put("b", 1, title="t", note="n")
    assert base_for_delete([merged([A, X, Y]), merged([other])]) == ("b", "x", "y")


def test_different_values_are_a_conflict() -> None:
    state = merged([A, X, Y])
    assert conflicts(state, values_of(A, X, Y)) == {"title": state.fields["title"].heads}


def test_equal_values_are_no_conflict() -> None:
    same = title("x", 4, ("a",), "s"), title("y", 5, ("a",), "s")
    assert conflicts(merged([A, *same]), values_of(A, *same)) == {}


def test_one_and_true_are_a_conflict() -> None:
    pair = title("x", 4, (), 1), title("y", 5, (), True)
    assert "title" in conflicts(merged(pair), values_of(*pair))


def test_the_order_of_keys_is_no_conflict() -> None:
    pair = title("x", 4, (), {"a": 1, "b": 2}), title("y", 5, (), {"b": 2, "a": 1})
    assert conflicts(merged(pair), values_of(*pair)) == {}


def test_the_value_shown_is_that_of_the_newest_head() -> None:
    assert shown_values(merged([A, X, Y]), values_of(A, X, Y)) == {"title": "y"}


def test_the_deletion_is_not_among_the_values() -> None:
    assert shown_values(merged([A, delete("d")]), values_of(A, delete("d"))) == {"title": "a"}


@pytest.mark.parametrize(
    "changes", [[], [A], [A, X, Y], [C], [A, delete("d", 2, ("a",))], [delete("d", 2, ("a",), ("p",)), Y]]
)
def test_a_stored_state_reads_back_the_same(changes: list[Change]) -> None:
    state = merged(changes)
    assert RecordState.from_json(state.to_json()) == state


def test_a_stored_state_names_each_write_once() -> None:
    stored = merged([put("a", 1, title="t", note="n", place="p")]).to_json()
    assert stored == {"w": [["a", stamp(1)]], "f": {"note": [0], "place": [0], "title": [0]}}


def test_a_digest_does_not_depend_on_the_order() -> None:
    pairs = [("r", merged([A])), ("s", merged([X]))]
    assert digest(pairs) == digest(reversed(pairs))


def test_a_digest_is_64_hex_digits_even_of_nothing() -> None:
    assert digest([]) == "0" * 64


@pytest.mark.parametrize(
    "other", [[("s", merged([A]))], [("r", merged([A, B]))], [("r", merged([A]))] * 2, [("r", merged([A, X, Y]))]]
)
def test_digests_differ_when_heads_or_records_do(other: list[tuple[str, RecordState]]) -> None:
    assert digest(other) != digest([("r", merged([A]))])


def test_a_missing_cap_shows_in_the_digest() -> None:
    capped = put("a", 1, cap=stamp(0), title="a")
    assert digest([("r", merged([A]))]) != digest([("r", merged([capped]))])


def test_what_is_pending_does_not_show_in_the_digest() -> None:
    assert digest([("r", merged([C]))]) == digest([("r", merged([A, B, C]))])
