import pytest

from app.journal.change import Change
from app.journal.merge import Deletion, conflicts, is_deleted

from .builders import delete, merged, put, title, values_of

A, EDIT = title("a", 1), title("e", 2, ("a",))
GONE = delete("d", 5, sees=("a",))
CHILD = put("k", 1, entity_id="child", note="n")


def deletion(changes: list[Change], children: list[list[Change]] | None = None) -> Deletion:
    below = children or []
    every = [*changes, *(change for child in below for change in child)]
    return is_deleted(merged(changes), [merged(child) for child in below], value_of=values_of(*every))


def test_a_record_lives_until_it_is_deleted() -> None:
    assert deletion([A]) is Deletion.LIVE


def test_a_delete_that_saw_everything_deletes() -> None:
    assert deletion([A, GONE]) is Deletion.DELETED


def test_a_delete_may_arrive_before_what_it_saw() -> None:
    assert deletion([GONE, A]) is Deletion.DELETED


def test_an_edit_the_delete_did_not_see_revives() -> None:
    assert deletion([A, GONE, EDIT]) is Deletion.REVIVED


def test_an_edit_older_by_the_clock_revives_all_the_same() -> None:
    assert deletion([A, GONE, put("old", 0, note="n")]) is Deletion.REVIVED


def test_a_delete_that_saw_the_edit_too_ends_it() -> None:
    assert deletion([A, GONE, EDIT, delete("again", 6, ("e",), ("d",))]) is Deletion.DELETED


def test_a_restore_brings_it_back() -> None:
    assert deletion([A, GONE, put("back", 6, base={"deleted": ("d",)}, deleted=False)]) is Deletion.LIVE


def test_a_delete_after_a_restore_deletes() -> None:
    back = put("back", 6, base={"deleted": ("d",)}, deleted=False)
    assert deletion([A, GONE, back, delete("again", 7, ("a", "back"), ("back",))]) is Deletion.DELETED


def test_a_restore_concurrent_with_a_later_delete_revives() -> None:
    back = put("back", 6, base={"deleted": ("d",)}, deleted=False)
    assert deletion([A, GONE, back, delete("again", 7, ("a",), ("d",))]) is Deletion.REVIVED


def test_a_delete_and_a_concurrent_restore_are_a_conflict() -> None:
    changes = [A, GONE, put("back", 6, deleted=False)]
    assert list(conflicts(merged(changes), values_of(*changes))) == ["deleted"]


def test_two_concurrent_deletes_delete_and_do_not_conflict() -> None:
    changes = [A, GONE, delete("other", 6, ("a",))]
    assert deletion(changes) is Deletion.DELETED
    assert conflicts(merged(changes), values_of(*changes)) == {}


def test_what_either_of_two_concurrent_deletes_saw_was_seen() -> None:
    one, other = put("one", 1, note="n"), put("two", 1, place="p")
    assert deletion([one, other, delete("d", 5, ("one",)), delete("f", 6, ("two",))]) is Deletion.DELETED


def test_children_that_were_seen_go_with_their_owner() -> None:
    assert deletion([A, delete("d", 5, ("a", "k"))], [[CHILD]]) is Deletion.DELETED


def test_a_child_that_was_not_seen_revives_its_owner() -> None:
    assert deletion([A, GONE], [[CHILD]]) is Deletion.REVIVED


def test_an_unseen_edit_of_a_child_revives_its_owner() -> None:
    edit = put("l", 2, entity_id="child", base={"note": ("k",)}, note="m")
    assert deletion([A, delete("d", 5, ("a", "k"))], [[CHILD, edit]]) is Deletion.REVIVED


def test_a_child_deleted_on_its_own_does_not_revive_its_owner() -> None:
    assert deletion([A, GONE], [[CHILD, delete("x", 2, ("k",))]]) is Deletion.DELETED


def test_the_unseen_deletion_of_a_child_does_not_revive_its_owner() -> None:
    assert deletion([A, delete("d", 5, ("a", "k"))], [[CHILD, delete("x", 2, ("k",))]]) is Deletion.DELETED


def test_a_child_restored_unseen_revives_its_owner() -> None:
    child = [CHILD, delete("x", 2, ("k",)), put("y", 3, base={"deleted": ("x",)}, deleted=False)]
    assert deletion([A, delete("d", 5, ("a", "k", "x"))], [child]) is Deletion.REVIVED


def test_the_record_itself_may_stand_among_those_under_its_root() -> None:
    state = merged([A, GONE])
    assert is_deleted(state, [state], value_of=values_of(A, GONE)) is Deletion.DELETED


def test_a_beaten_delete_leaves_nothing_behind() -> None:
    assert merged([A, GONE, put("back", 6, base={"deleted": ("d",)}, deleted=False)]).seen_by_delete == {}


@pytest.mark.parametrize("backwards", [False, True])
def test_a_beaten_delete_leaves_nothing_behind_in_either_order(backwards: bool) -> None:
    pair = [GONE, put("back", 6, base={"deleted": ("d",)}, deleted=False)]
    state = merged(reversed(pair) if backwards else pair)
    assert state.seen_by_delete == {}
    assert state.fields["deleted"].pending == frozenset()
