"""Changes of other desks come in: merged in slices so short that an act of a person never waits long."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from time import perf_counter

from app.journal.change import Change
from app.models import outbox
from app.models.outbox import Cursor
from app.models.recording import Ref
from app.services import purging
from app.services.desk import Desk, Outcome

LONGEST_S = 0.05
"""How long one transaction may take, in seconds."""
_AIM_S = 0.03
_FIRST, _FEWEST, _MOST = 20, 1, 400

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
    fresh = 0
    for part, is_last in _slices(changes):
        with desk.workspace.applying() as applying:
            sequence = reached.sequence if reached is not None else None
            fresh += len(applying.apply(part, acknowledged=sequence))
            if is_last and reached is not None:
                outbox.set_cursor(applying.session, reached)
        for gone, orphans in applying.purged:
            purging.reach_copies(desk, gone, orphans)
        refs += applying.refs
        if applying.refs:
            on_slice(Outcome("", title, tuple(applying.refs)))
    return Outcome("", title, tuple(refs)), fresh


def _slices(changes: Iterable[Change]) -> Iterator[tuple[Sequence[Change], bool]]:
    """Parts sized by how long the last one took; an empty one where there is nothing, so that the place is kept."""
    rest = iter(changes)
    size = _FIRST
    part = list(islice(rest, size))
    while True:
        following = list(islice(rest, size))
        started = perf_counter()
        yield part, not following
        if not following:
            return
        pace = _AIM_S / max(perf_counter() - started, 1e-6)
        size = min(max(int(len(part) * min(pace, 2.0)), _FEWEST), _MOST)
        part = following
