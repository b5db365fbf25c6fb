"""Short ways to say changes and states in tests; how much a Hypothesis campaign tries."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, settings

from app.journal.change import DELETED, UNDER_ROOT, Change, Json
from app.journal.clock import Stamp
from app.journal.merge import RecordState, ValueOf, merge

START = datetime(2025, 6, 24, 1, 2, 3, 456000, tzinfo=UTC)
QUICK = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SOAK = settings(QUICK, max_examples=1000)


def stamp(minute: int, device: int = 1) -> Stamp:
    time = (START + timedelta(minutes=minute)).replace(tzinfo=None).isoformat(timespec="milliseconds")
    return f"{time}Z-0000-{device:016x}"


def put(
    change_id: str,
    minute: int = 0,
    *,
    base: Mapping[str, tuple[str, ...]] | None = None,
    kind: str = "put",
    cap: Stamp | None = None,
    entity_id: str = "r",
    **fields: Json,
) -> Change:
    """A change of record `r` by device 1."""
    return Change(
        id=change_id,
        act_id=f"act-{change_id}",
        stamp=stamp(minute),
        author="an",
        device=f"{1:016x}",
        entity="finding",
        entity_id=entity_id,
        root_id="r",
        scope="unit",
        kind=kind,
        fields=fields,
        base=base or {},
        schema=1,
        cap=cap,
    )


def title(change_id: str, minute: int = 0, base: tuple[str, ...] = (), value: Json = None) -> Change:
    """A write of the field `title`; its value is its id unless told."""
    return put(change_id, minute, base={"title": base}, title=change_id if value is None else value)


def delete(change_id: str, minute: int = 0, sees: tuple[str, ...] = (), base: tuple[str, ...] = ()) -> Change:
    return put(change_id, minute, kind="delete", base={UNDER_ROOT: sees, "deleted": base})


def shown_values(state: RecordState, value_of: ValueOf) -> dict[str, Json]:
    """The value shown for each field; the deletion is not among them."""
    heads = {name: known.shown for name, known in state.fields.items() if name != DELETED}
    return {name: value_of(head.change_id, name) for name, head in heads.items() if head is not None}


def merged(changes: Iterable[Change], state: RecordState | None = None) -> RecordState:
    """The state of one record after these changes, in this order."""
    state, known = state or RecordState(), set[str]()
    for change in changes:
        state = merge(state, change, knows=known.__contains__)
        known.add(change.id)
    return state


def values_of(*changes: Change) -> ValueOf:
    written = {change.id: change.written for change in changes}
    return lambda change_id, name: written[change_id][name]


def head_ids(state: RecordState, name: str = "title") -> list[str]:
    return [head.change_id for head in state.fields[name].heads]
