"""Changes of other desks come in: merged in slices so short that an act of a person never waits long.

A change that cannot be shown, for a reason nobody foresaw, is kept all the same: it must not stop those behind it.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from time import perf_counter

from app.journal.change import Change
from app.models import outbox, replaying
from app.models.applying import Applying
from app.models.errors import AppError
from app.models.outbox import Cursor
from app.models.recording import Ref
from app.services import purging
from app.services.desk import Desk, Outcome

_log = logging.getLogger(__name__)

LONGEST_S = 0.05
"""How long one transaction may take, in seconds."""
_AIM_S = 0.03
_FIRST, _FEWEST, _MOST = 5, 1, 400

OnSlice = Callable[[Outcome], None]


def take_in(
    desk: Desk,
    changes: Iterable[Change],
    *,
    title: str,
    reached: Cursor | None = None,
    on_slice: OnSlice = lambda _: None,
) -> tuple[Outcome, int]:
    """Merge changes; gives what became different and how many were new.

    `reached` is the place of the server's memory at which they end, kept in the transaction of the last of them; a
    crash before it only means that they come again.
    """
    refs: list[Ref] = []
    fresh, has_purged = 0, False
    sequence = reached.sequence if reached is not None else None
    for part, is_last in _slices(changes):
        for applying, new in _merged(desk, part, reached if is_last else None, sequence=sequence):
            fresh += new
            has_purged = has_purged or applying.has_purged
            refs += applying.refs
            if applying.refs:
                on_slice(Outcome("", title, tuple(applying.refs)))
    if has_purged:
        purging.reach_copies(desk)
    return Outcome("", title, tuple(refs)), fresh


def _merged(
    desk: Desk, part: Sequence[Change], reached: Cursor | None, *, sequence: int | None
) -> Iterator[tuple[Applying, int]]:
    """Merge one slice; one that fails is cut in halves until the change at fault stands alone and is kept unshown."""
    try:
        done = _merge(desk, part, reached, sequence=sequence)
    except AppError:
        raise  # of the disk or the file
    except Exception as error:
        if not part:
            raise
        if len(part) == 1:
            one, reason = part[0], type(error).__name__
            _log.error("change %s of %s %s is kept and not shown: %s", one.id, one.entity, one.entity_id, reason)
            done = _merge(desk, part, reached, sequence=sequence, are_shown=False)
        else:
            done = None
    if done is not None:
        yield done
        return
    middle = len(part) // 2
    yield from _merged(desk, part[:middle], None, sequence=sequence)
    yield from _merged(desk, part[middle:], reached, sequence=sequence)


def _merge(
    desk: Desk, part: Sequence[Change], reached: Cursor | None, *, sequence: int | None, are_shown: bool = True
) -> tuple[Applying, int]:
    """One transaction. `reached` is kept in it; gives how many changes were new."""
    with desk.workspace.applying() as applying:
        new = applying.apply(part, acknowledged=sequence, are_shown=are_shown)
        desk.arrivals.add(new)  # before the commit: no act comes in between
        if not are_shown:
            replaying.keep_unshown(applying.session, [(one.entity, one.entity_id) for one in part])
        if reached is not None:
            outbox.set_cursor(applying.session, reached)
    return applying, len(new)


def _slices(changes: Iterable[Change]) -> Iterator[tuple[Sequence[Change], bool]]:
    """Parts sized by how long the last one took; an empty one where there is nothing, so that the place is kept."""
    rest = iter(changes)
    part = list(islice(rest, _FIRST))
    while True:
        ahead = list(islice(rest, 1))
        started = perf_counter()
        yield part, not ahead
        if not ahead:
            return
        pace = _AIM_S / max(perf_counter() - started, 1e-6)
        size = min(max(round(len(part) * min(pace, 2.0)), _FEWEST), _MOST)
        part = [*ahead, *islice(rest, size - 1)]
