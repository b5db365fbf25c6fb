"""The net of steps: order, ancestors, circles, the planned critical path. Pure functions over ids and steps."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from app.models.runbook.records import Step

Links = Mapping[str, Collection[str]]
"""Step id -> ids of the steps it needs."""


def links_of(steps: Iterable[Step]) -> dict[str, tuple[str, ...]]:
    """Who needs whom, among these steps only."""
    listed = tuple(steps)
    known = {step.id for step in listed}
    return {step.id: tuple(need for need in step.needs if need in known) for step in listed}


def ancestors(links: Links, start: str) -> frozenset[str]:
    """Every step that must end before `start`, directly or not."""
    found: set[str] = set()
    frontier = list(links.get(start, ()))
    while frontier:
        here = frontier.pop()
        if here not in found:
            found.add(here)
            frontier += links.get(here, ())
    return frozenset(found - {start})


def topological(links: Links) -> tuple[str, ...]:
    """Every step behind the steps it needs, deterministic.

    Steps of a circle come last, in the given order: a forecast must survive what a check refuses.
    """
    waiting = {step: {need for need in needs if need in links} for step, needs in links.items()}
    followers: dict[str, list[str]] = {}
    for step, needs in waiting.items():
        for need in needs:
            followers.setdefault(need, []).append(step)
    ready = [step for step, needs in waiting.items() if not needs]
    found: dict[str, None] = {}
    for step in ready:
        found[step] = None
        for follower in followers.get(step, ()):
            waiting[follower].discard(step)
            if not waiting[follower]:
                ready.append(follower)  # the queue grows while it is read
    return (*found, *(step for step in links if step not in found))


def circles(links: Links) -> tuple[tuple[str, ...], ...]:
    """One circle for each knot, its steps in order; without recursion."""
    state: dict[str, int] = {}
    found: list[tuple[str, ...]] = []
    for start in links:
        path: list[str] = []
        todo = [(start, False)]
        while todo:
            step, leaving = todo.pop()
            if leaving:
                state[path.pop()] = 2
            elif state.get(step) == 1:
                found.append(tuple(path[path.index(step) :]))
            elif step not in state:
                state[step] = 1
                path.append(step)
                todo.append((step, True))
                todo += [(need, False) for need in links.get(step, ()) if need in links]
    return tuple(found)


def way_from(links: Links, start: str, goal: str) -> tuple[str, ...]:
    """A way from `start` to `goal` along predecessors, ends included; empty where there is none."""
    stack: list[tuple[str, tuple[str, ...]]] = [(start, (start,))]
    seen: set[str] = set()
    while stack:
        here, way = stack.pop()
        for following in links.get(here, ()):
            if following == goal:
                return (*way, goal)
            if following not in seen:
                seen.add(following)
                stack.append((following, (*way, following)))
    return ()


def earliest(steps: Sequence[Step], begin: datetime) -> dict[str, tuple[datetime, datetime]]:
    """Earliest (start, end) of each step by dependency and duration, from `begin`; timed steps keep their hour."""
    links = links_of(steps)
    by_id = {step.id: step for step in steps}
    found: dict[str, tuple[datetime, datetime]] = {}
    for step_id in topological(links):
        step = by_id[step_id]
        start = max((found[need][1] for need in links[step_id] if need in found), default=begin)
        if step.is_timed and step.planned_start is not None:
            start = max(start, step.planned_start)
        found[step_id] = (start, start + step.duration)
    return found


def critical(steps: Sequence[Step], begin: datetime) -> frozenset[str]:
    """Ids of the steps without float between `begin` and the earliest end of all."""
    times = earliest(steps, begin)
    links = links_of(steps)
    last = max((end for _, end in times.values()), default=begin)
    latest: dict[str, datetime] = {}
    for step_id in reversed(topological(links)):
        end = latest.get(step_id, last)
        begun = end - (times[step_id][1] - times[step_id][0])
        latest[step_id] = end
        for need in links[step_id]:
            latest[need] = min(latest.get(need, begun), begun)
    return frozenset(step_id for step_id, (_, end) in times.items() if latest[step_id] - end <= timedelta())
