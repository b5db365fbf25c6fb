"""What follows the sample province's decisions, made through the same verbs a person uses, on the sample's clock.

Everything in it is invented (resources/selection/sample-lam-dong-aftermath.yaml says so). Add it after the sample's
plan, runbook and choice of systems. The sample's runbook is split and rehearsed already, so its steps for each system
stay a proposal.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.models import vietnam_time
from app.models.resources import load_yaml
from app.models.selection.aftermath_section import LineState
from app.models.selection.stages import StageKey
from app.services.desk import Desk
from app.services.selection import proposals, reading, section_two, stages, unchosen

_FILE = "selection/sample-lam-dong-aftermath.yaml"

Moving = Callable[[datetime], None]


@dataclass(frozen=True, slots=True)
class _Event:
    """Something that was recorded at a moment, still to be done through a verb."""

    at: datetime
    act: Callable[[], object]


def add(desk: Desk, *, move: Moving) -> None:
    """Give the sample workspace what follows its decisions; `move` sets the sample's clock."""
    data = load_yaml(_FILE)
    systems = {system.name: system.id for view in reading.overview(desk) for system in view.sheet.systems}
    events = [
        _Event(_moment(data["section_two"]), lambda: _write(desk)),
        _Event(_moment(data["proposals"]), lambda: _take(desk, data["take"], systems)),
    ]
    for name, row in data["unchosen"].items():
        events += _unchosen(desk, systems[name], row, data)
    for name, rows in data["stages"].items():
        for key, row in rows.items():
            events += _stage(desk, systems[name], StageKey(key), row, data)
    for event in sorted(events, key=lambda event: event.at):
        move(event.at)
        event.act()


def _write(desk: Desk) -> None:
    """Section II as decided; the plan's drafted words for it had been agreed to give way."""
    drafted = [line.key for line in section_two.preview(desk) if line.state is LineState.EDITED]
    section_two.write(desk, overwrite=drafted)


def _take(desk: Desk, wanted: list[str], systems: Mapping[str, str]) -> None:
    keys = []
    for one in wanted:
        template, _, name = one.partition("/")
        keys.append(f"{template}/{systems[name]}")
    proposals.take(desk, keys=keys)


def _unchosen(desk: Desk, system_id: str, row: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[_Event]:
    arranged, recorded = _moment(data["arranged"]), _moment(data["recorded"])

    def event(moment: datetime, verb: Callable[..., object], /, **given: Any) -> _Event:
        return _Event(moment, lambda: verb(desk, system_id=system_id, **given))

    yield from _arrangements(row, arranged, event)
    for name, verb in (("backup", unchosen.record_backup), ("restore", unchosen.record_restore)):
        if name in row:
            at = _moment(row[name]["at"])
            yield event(at, verb, **{**row[name], "at": at})
    for item, said in row.get("migrations", {}).items():
        yield event(recorded, unchosen.report_migration, item=item, done=said["done"], total=said["total"])
        if "old" in said:
            given = {name: said[name] for name in ("old", "new", "by")}
            yield event(recorded, unchosen.reconcile, item=item, **given)
        if "explained" in said:
            yield event(recorded, unchosen.explain, item=item, text=said["explained"])
    for subject, said in row.get("handovers", {}).items():
        given = {name: said[name] for name in ("content", "receiver", "number")}
        days = {"on": said["day"], "issued_on": said["issued"]}
        yield event(recorded, unchosen.hand_over, subject=subject, **given, **days)


def _arrangements(row: Mapping[str, Any], arranged: datetime, event: Callable[..., _Event]) -> Iterator[_Event]:
    """What was arranged once the decisions were there: who leads, until when, look-up, block, what is not migrated."""
    if "lead" in row:
        yield event(arranged, unchosen.set_lead, unit=row["lead"])
    if "deadline" in row:
        yield event(arranged, unchosen.set_deadline, text=row["deadline"])
    if "lookup" in row:
        yield event(arranged, unchosen.set_lookup, **row["lookup"])
    block = row.get("block", {})
    if "planned" in block:
        yield event(arranged, unchosen.plan_block, at=_moment(block["planned"]))
    if "done" in block:
        yield event(_moment(block["done"]), unchosen.record_block, at=_moment(block["done"]))
    for item, reason in row.get("skip", {}).items():
        yield event(arranged, unchosen.skip_migration, item=item, reason=reason)


def _stage(
    desk: Desk, system_id: str, stage: StageKey, row: Mapping[str, Any], data: Mapping[str, Any]
) -> Iterator[_Event]:
    arranged = _moment(data["arranged"])
    done = _moment(row["done"]) if "done" in row else None
    recorded = max(done, arranged) if done else _moment(data["recorded"])

    def event(moment: datetime, verb: Callable[..., object], /, **given: Any) -> _Event:
        return _Event(moment, lambda: verb(desk, system_id=system_id, stage=stage, **given))

    if "planned" in row:
        yield event(arranged, stages.plan_stage, on=row["planned"])
    if "lead" in row:
        yield event(arranged, stages.set_stage_lead, unit=row["lead"])
    if "skip" in row:
        yield event(arranged, stages.skip_stage, reason=row["skip"])
    if "counts" in row:
        yield event(recorded, stages.count_stage, done=row["counts"][0], total=row["counts"][1])
    if "note" in row:
        yield event(recorded, stages.note_stage, text=row["note"])
    if done is not None:
        yield event(recorded, stages.finish_stage, at=done)


def _moment(text: str) -> datetime:
    wall = datetime.fromisoformat(text)
    return vietnam_time.at(wall.date(), wall.time())
