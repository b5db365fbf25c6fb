import pytest

from app.journal.change import Change, Json
from app.journal.undo import Reversal, reverse

from .builders import delete, merged, put, title

A, B = title("a", 1), title("b", 2, ("a",))
OLD: dict[str, Json] = {"title": "a"}


def test_the_old_value_comes_back() -> None:
    assert reverse(B, OLD, merged([A, B])) == Reversal({"title": "a"})


def test_what_somebody_has_changed_since_is_kept() -> None:
    assert reverse(B, OLD, merged([A, B, title("c", 3, ("b",))])) == Reversal({}, ("title",))


def test_what_somebody_changed_meanwhile_is_kept() -> None:
    assert reverse(B, OLD, merged([A, B, title("x", 1, ("a",))])) == Reversal({}, ("title",))


def test_of_two_fields_only_the_untouched_goes_back() -> None:
    both = put("p", 1, title="t", note="n")
    state = merged([both, put("q", 2, base={"note": ("p",)}, note="m")])
    assert reverse(both, {"title": "was", "note": None}, state) == Reversal({"title": "was"}, ("note",))


def test_a_whole_stack_is_taken_back_step_by_step() -> None:
    c, undo_c = title("c", 3, ("b",)), title("u", 4, ("c",), "b")
    state = merged([A, B, c, undo_c])
    assert reverse(B, OLD, state).kept == ("title",)
    assert reverse(B, OLD, state, undone={"c", "u"}) == Reversal({"title": "a"})


def test_taking_back_a_creation_deletes() -> None:
    assert reverse(A, {}, merged([A]), created=True).deletes


def test_a_creation_that_others_built_on_stays() -> None:
    state = merged([A, put("n", 2, note="n")])
    assert reverse(A, {}, state, created=True) == Reversal({}, ("note",))


def test_taking_back_a_delete_restores() -> None:
    gone = delete("d", 2, ("a",))
    plan = reverse(gone, {}, merged([A, gone]))
    assert plan == Reversal({"deleted": False})
    assert not plan.deletes


def test_a_delete_that_somebody_repeated_is_kept() -> None:
    gone, again = delete("d", 2, ("a",)), delete("e", 3, ("a",))
    assert reverse(gone, {}, merged([A, gone, again])) == Reversal({}, ("deleted",))


def test_taking_back_a_restore_deletes_again() -> None:
    gone, back = delete("d", 2, ("a",)), put("b", 3, base={"deleted": ("d",)}, deleted=False)
    assert reverse(back, {"deleted": True}, merged([A, gone, back])).deletes


@pytest.mark.parametrize("kind", ["event", "seal", "purge", "nova"])
def test_other_kinds_are_never_undone(kind: str) -> None:
    change: Change = put("e", 1, kind=kind, what=1)
    with pytest.raises(ValueError, match="never undone"):
        reverse(change, {}, merged([change]))


def test_a_field_without_its_old_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        reverse(B, {}, merged([A, B]))
