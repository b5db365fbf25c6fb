"""The sample province: Lâm Đồng with a full plan, made through the same verbs a person uses, on a clock of its own.

Everything in it is invented (resources/sample/lam-dong.yaml says so); only names of places and departments are real.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from app.models import vietnam_time
from app.models.plan.records import IssuingBody, ObstacleKind, TaskStatus
from app.models.resources import load_yaml
from app.services import libraries, opening, people, plan, settings, tasks, units
from app.services.desk import Desk
from app.services.inspection import sample as inspection
from app.services.opening import NewPerson
from app.services.runbook import sample as runbook
from app.services.selection import aftermath_sample
from app.services.selection import sample as selection

_FILE = "sample/lam-dong.yaml"
PIN = "2468"
"""PIN of two persons of the sample, so that acts with a second person can be tried; README names it."""
_DRAFTING_DAYS = timedelta(days=21)
"""How long before the sample's moment its plan was drafted."""
_BEFORE_REHEARSALS = timedelta(days=3)
"""The runbook was locked before its rehearsals of 26 and 27/6."""


class _Clock:
    """A clock that the making of the sample moves from event to event."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def move_to(self, moment: datetime) -> None:
        """Stand at another moment."""
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


@dataclass(frozen=True, slots=True)
class _Event:
    """Something that happened to a task at a moment, still to be done through a verb."""

    at: datetime
    by: str
    act: Callable[[], object]


def make(path: Path) -> Desk:
    """Make the sample workspace and leave it open; its clock runs on from the sample's moment.

    Raises:
        WorkspaceMissingError, DiskError: the file cannot be made.
    """
    data = load_yaml(_FILE)
    moment = _moment(data["as_of"])
    clock = _Clock(moment - _DRAFTING_DAYS)
    author = next(person for person in data["people"] if person["key"] == "van")
    seat = NewPerson(author["name"], author["position"], author["unit"])
    desk = opening.create(path, province=data["province"], person=seat, cutover_day=data["cutover_day"], now=clock)
    seats = _people(desk, data["people"], seat)
    settings.set_body(desk, issuing=IssuingBody(**data["issuing_body"]))
    for key, value in data["blanks"].items():
        plan.set_blank(desk, key=key, value=value)
    for line in data["texts"]:
        plan.add_line(desk, part=line["part"], text=line["text"])
    ids = _rows(desk, data["tasks"])
    _needs(desk, data["tasks"], ids)
    selection.add(desk, move=clock.move_to)
    clock.moment = moment - _BEFORE_REHEARSALS
    runbook.add(desk)
    aftermath_sample.add(desk, move=clock.move_to)
    events = [event for row in data["tasks"] for event in _events(desk, row, ids[_key(row)], data["people"], moment)]
    for event in sorted(events, key=lambda event: event.at):
        clock.moment = event.at
        people.switch_person(desk, person_id=seats.get(event.by, seats["van"]))
        event.act()
    people.switch_person(desk, person_id=seats["van"])
    inspection.add(desk, at=clock.move_to)
    clock.moment = moment
    for key in ("khai", "khue"):
        people.set_pin(desk, person_id=seats[key], new_pin=PIN)
    desk.workspace.set_local(opening.SAMPLE_MOMENT, vietnam_time.iso(moment))
    desk.workspace.run_clock_from(moment)
    desk.is_sample = True
    return desk


def _people(desk: Desk, given: list[dict[str, str]], seat: NewPerson) -> dict[str, str]:
    seats = {}
    for person in given:
        if person["name"] == seat.full_name and desk.person is not None:
            seats[person["key"]] = desk.person.id
            continue
        made = people.add_person(desk, full_name=person["name"], position=person["position"], unit=person["unit"])
        seats[person["key"]] = made.created[0]
    return seats


def _rows(desk: Desk, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Key of each row -> task id, after its words, units and deadline are in."""
    groups = {group.numeral: group.id for group in plan.groups(desk)}
    ids = {task.form_key: task.id for task in plan.view(desk).tasks if task.form_key}
    chosen = []
    proposed = {candidate.task.key: candidate.proposed_group_id for candidate in libraries.candidates(desk)}
    for row in rows:
        if "library" in row:
            chosen.append((row["library"], groups.get(row.get("group", ""), proposed[row["library"]])))
    taken = libraries.add(desk, choices=chosen)
    task_ids = [ref.id for ref in taken.changed if ref.entity == "task" and ref.id in taken.created]
    ids |= dict(zip((key for key, _ in chosen), task_ids, strict=True))
    for row in rows:
        if "local" in row:
            made = tasks.add_task(desk, group_id=groups[row["group"]], content=row["content"])
            ids[row["local"]] = made.created[0]
    known = {name for unit in plan.units(desk) for name in (unit.name, unit.short_name, *unit.aliases)}
    for row in rows:
        _describe(desk, row, ids[_key(row)], known)
    return ids


def _describe(desk: Desk, row: dict[str, Any], task_id: str, known: set[str]) -> None:
    for name in filter(None, (row.get("lead"), *row.get("coordinating", ()))):
        if name not in known:
            known.add(name)
            units.add_unit(desk, name=name)
    if row.get("lead"):
        tasks.set_lead(desk, task_id=task_id, unit=row["lead"])
    if row.get("coordinating"):
        tasks.set_coordinating(desk, task_id=task_id, units=row["coordinating"])
    if row.get("products"):
        tasks.edit_task(desk, task_id=task_id, products=row["products"])
    if row.get("deadline"):
        tasks.set_deadline(desk, task_id=task_id, text=row["deadline"])


def _needs(desk: Desk, rows: list[dict[str, Any]], ids: dict[str, str]) -> None:
    for row in rows:
        if row.get("needs"):
            tasks.set_needs(desk, task_id=ids[_key(row)], needs=[ids[str(key)] for key in row["needs"]])


def _events(
    desk: Desk, row: dict[str, Any], task_id: str, known: list[dict[str, str]], until: datetime
) -> list[_Event]:
    names = {person["key"]: f"{person['name']}, {person['position']}" for person in known}
    found: list[_Event] = []

    def later(at: datetime, by: str, verb: Callable[..., object], **given: Any) -> None:
        found.append(_Event(min(at, until), by, lambda: verb(desk, **given)))

    for item in row.get("evidence", ()):
        day: date = item["issued"]
        given = {"task_id": task_id, "title": item["title"], "number": item["number"], "issued_on": day}
        before_finish = _finish(row, until) - timedelta(minutes=1)
        later(min(vietnam_time.at(day) + timedelta(hours=9), before_finish), "van", tasks.add_document, **given)
    for item in row.get("extensions", ()):
        later(
            vietnam_time.at(item["decided"]) + timedelta(hours=16),
            "van",
            tasks.extend_deadline,
            task_id=task_id,
            text=item["deadline"],
            reason=item["reason"],
            approver=names[item["approver"]],
            decided_on=item["decided"],
            document=item.get("document", ""),
        )
    for item in row.get("obstacles", ()):
        later(_moment(item["raised"]), "van", _obstacle(desk, task_id, item))
    return found + _progress(desk, row, task_id)


def _finish(row: dict[str, Any], until: datetime) -> datetime:
    """When the row was reported done, for what must be recorded before; else the sample's moment."""
    done = [_moment(item["at"]) for item in row.get("progress", ()) if item["status"] == TaskStatus.DONE.value]
    moments: list[datetime] = [until, *done]
    if row.get("finished"):
        moments.append(_moment(row["finished"]))
    return min(moments)


def _obstacle(desk: Desk, task_id: str, item: dict[str, Any]) -> Callable[..., object]:
    def act(_: Desk) -> object:
        made = tasks.add_obstacle(desk, task_id=task_id, kind=ObstacleKind(item["kind"]), text=item["text"])
        if item.get("resolved"):
            tasks.resolve_obstacle(desk, obstacle_id=made.created[0], resolution=item["resolution"])
        return made

    return act


def _progress(desk: Desk, row: dict[str, Any], task_id: str) -> list[_Event]:
    """Start, reports and finish of a row in order; the last report is the row's present status."""
    status = TaskStatus(row.get("status", "not_started"))
    if status is TaskStatus.NOT_STARTED:
        return []
    reports = [
        (_moment(item["at"]), item["by"], TaskStatus(item["status"]), item["percent"], item["text"])
        for item in row.get("progress", ())
    ]
    started = row.get("started")
    if started:
        start = vietnam_time.at(started) + timedelta(hours=8)
        reports.insert(0, (start, "van", TaskStatus.IN_PROGRESS, 0, "Bắt đầu triển khai."))
    finished = _moment(row["finished"]) if row.get("finished") else None
    last = reports[-1] if reports else None
    if last is None or (last[2], last[3]) != (status, row.get("percent", 0)):
        at = finished or (last[0] + timedelta(hours=1) if last else _moment("2025-06-27 16:00"))
        reports.append((at, "van", status, row.get("percent", 0), ""))
    elif finished:
        reports[-1] = (finished, *reports[-1][1:])

    def act(status: TaskStatus, percent: int, text: str) -> Callable[[], object]:
        return lambda: tasks.report_progress(desk, task_id=task_id, status=status, percent=percent, text=text)

    return [_Event(at, by, act(status, percent, text)) for at, by, status, percent, text in reports]


def _key(row: dict[str, Any]) -> str:
    return str(row.get("form") or row.get("library") or row["local"])


def _moment(text: str) -> datetime:
    wall = datetime.fromisoformat(text)
    return vietnam_time.at(wall.date(), wall.time())
