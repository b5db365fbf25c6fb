"""What taking back a change comes to: pure planning; the act that carries it out is written by who calls."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.journal.change import DELETED, Change, Json
from app.journal.merge import RecordState

_REVERSIBLE = ("put", "delete")


@dataclass(frozen=True, slots=True)
class Reversal:
    """The values that the undoing act writes, and the fields it leaves because somebody has changed them since."""

    restore: dict[str, Json]
    kept: tuple[str, ...] = ()

    @property
    def deletes(self) -> bool:
        """Tell whether the undoing act is a delete (what is undone created the record)."""
        return self.restore.get(DELETED) is True


def reverse(
    change: Change,
    old: Mapping[str, Json],
    state: RecordState,
    *,
    created: bool = False,
    undone: Collection[str] = (),
) -> Reversal:
    """Plan the undoing of a change: each field goes back to its `old` value where this write is still the only head.

    `created` says that the record did not exist before; it is then deleted, or left whole if anybody wrote to it since.
    `undone` are the ids of later changes of the same undo stack, already taken back, and of those that took them back:
    a field they lead back to this change counts as untouched.

    Raises:
        ValueError: an event, a seal, a purge or a kind of a newer version, which are never undone.
        KeyError: `old` lacks a field that would be restored.

    """
    if change.kind not in _REVERSIBLE:
        raise ValueError(f"a change of kind {change.kind} is never undone")
    names = state.fields.keys() if created else change.written.keys()
    kept = tuple(sorted(name for name in names if not _untouched(state, name, {change.id, *undone})))
    if created:
        return Reversal({}, kept) if kept else Reversal({DELETED: True})
    if change.kind == "delete":
        return Reversal({}, kept) if DELETED in kept else Reversal({DELETED: False})
    return Reversal({name: old[name] for name in change.fields if name not in kept}, kept)


def _untouched(state: RecordState, name: str, mine: Collection[str]) -> bool:
    known = state.fields.get(name)
    return known is not None and len(known.heads) == 1 and known.heads[0].change_id in mine
