"""The sample province's inspection: one visit agreed, one in preparation, made through the same verbs as any other."""

import tempfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.models import vietnam_time
from app.models.inspection.minutes_records import Capacity, Part, Result
from app.models.inspection.records import Colour, Role, Trigger
from app.models.plan.records import TaskStatus
from app.models.resources import load_yaml
from app.models.units.names import match_unit
from app.services import people, plan, tasks
from app.services.desk import Desk
from app.services.inspection import adopting, checklists, lines, media, minutes, plans, visits
from app.services.inspection.followups import followups

_FILE = "sample/inspection-lam-dong.yaml"
_SIZE = (1600, 1200)


def add(desk: Desk, *, at: Callable[[datetime], None]) -> None:
    """Give a workspace the sample inspection; `at` moves the desk's clock to a moment of the story."""
    data = load_yaml(_FILE)
    at(_moment(data["made_at"]))
    inspection_id = _plan(desk, data)
    for given in data["visits"]:
        visit_id = _visit(desk, inspection_id, given, at)
        if "answers" in given:
            _in_the_field(desk, visit_id, given, at)
            _minutes(desk, visit_id, given["minutes"], at)
            _progress(desk, given["progress"], at)


def _plan(desk: Desk, data: Mapping[str, Any]) -> str:
    trigger = data["trigger"]
    seen = Trigger(
        _unit(desk, trigger["unit"]),
        trigger["unit"],
        Colour(trigger["colour"]),
        tuple((name, value) for name, value in trigger["figures"]),
        desk.now(),
    )
    made = plans.create(
        desk,
        **{name: data[name] for name in ("title", "purpose", "subject", "content", "first_day", "last_day")},
        trigger=seen,
    )
    inspection_id = made.created[0]
    known = {card.full_name: card.id for card in people.people(desk)}
    for one in data["delegates"]:
        plans.add_delegate(
            desk,
            inspection_id=inspection_id,
            name=one["name"],
            position=one["position"],
            unit=one.get("unit", ""),
            role=Role(one["role"]),
            person_id=known.get(one["name"], ""),
        )
    plans.agree(desk, inspection_id=inspection_id, **data["agreement"])
    return inspection_id


def _visit(desk: Desk, inspection_id: str, given: Mapping[str, Any], at: Callable[[datetime], None]) -> str:
    unit_id = _unit(desk, given["unit"])
    start, end = _moment(given["start"]), _moment(given["end"])
    planned = plans.inspection(desk, inspection_id=inspection_id).visits
    known = next((one.id for one in planned if one.unit.id == unit_id), None)
    if known is None:
        made = visits.add_visit(
            desk,
            inspection_id=inspection_id,
            unit=unit_id,
            start=start,
            end=end,
            place=given["place"],
            car=given["car"],
        )
        return made.created[0]
    visits.set_visit_times(desk, visit_id=known, start=start, end=end)
    visits.edit_visit(desk, visit_id=known, place=given["place"], car=given["car"])
    notice = given["notice"]
    sent = _moment(notice["at"])
    at(sent)
    words = {name: notice[name] for name in ("recipient", "channel", "document")}
    visits.send_notice(desk, visit_id=known, sent_at=sent, **words)
    return known


def _in_the_field(desk: Desk, visit_id: str, given: Mapping[str, Any], at: Callable[[datetime], None]) -> None:
    at(_moment(given["start"]))
    for key in dict.fromkeys(one["list"] for one in given["answers"]):
        checklists.use_checklist(desk, visit_id=visit_id, key=key)
    at(_moment(given["photo"]["taken_at"]))
    for one in given["answers"]:
        place = {"visit_id": visit_id, "checklist_key": one["list"], "item_key": one["item"]}
        checklists.answer(desk, **place, result=Result(one["result"]))
        if one.get("note"):
            checklists.set_note(desk, **place, note=one["note"])
        if one.get("photo"):
            with tempfile.TemporaryDirectory() as folder:
                path = _photograph(Path(folder), given["photo"])
                media.add_medium(desk, **place, path=path, caption=given["photo"]["caption"], declared_open=True)


def _minutes(desk: Desk, visit_id: str, given: Mapping[str, Any], at: Callable[[datetime], None]) -> None:
    at(_moment(given["at"]))
    minutes_id = minutes.start(desk, visit_id=visit_id).created[0]
    minutes.edit(desk, minutes_id=minutes_id, content=given["content"])
    minutes.set_copies(desk, minutes_id=minutes_id, copies=given["copies"])
    made = minutes.minutes(desk, minutes_id=minutes_id)
    for person in made.participants:
        if person.capacity is Capacity.CHAIR:
            lines.edit_participant(desk, participant_id=person.id, **given["chair"])
        elif person.capacity is Capacity.FOCAL_POINT:
            lines.edit_participant(desk, participant_id=person.id, position=_position(desk, person.name))
    lines.edit_signatory(desk, signatory_id=made.signatories[-1].id, **given["chair"])
    for entry in made.part(Part.SHORTCOMING):
        causes = given["causes"][entry.origin.removeprefix("item:")]
        objective, subjective = causes.get("objective", ""), causes.get("subjective", "")
        lines.edit_entry(desk, entry_id=entry.id, objective_cause=objective, subjective_cause=subjective)
    for part, listed in ((Part.CONCLUSION, given["conclusions"]), (Part.PROPOSAL, given["proposals"])):
        for one in listed:
            lines.add_entry(desk, minutes_id=minutes_id, part=part, **one)
    at(_moment(given["adopted_at"]))
    adopting.adopt(desk, minutes_id=minutes_id)


def _progress(desk: Desk, given: list[Mapping[str, Any]], at: Callable[[datetime], None]) -> None:
    by_place = {one.number.rsplit(".", 1)[-1]: one.task_id for one in followups(desk)}
    for one in given:
        at(_moment(one["at"]))
        task_id = by_place[str(one["conclusion"])]
        issued: date = one["issued"]
        tasks.add_document(desk, task_id=task_id, title=one["title"], number=one["number"], issued_on=issued)
        tasks.report_progress(desk, task_id=task_id, status=TaskStatus.DONE, text=one["text"])


def _photograph(folder: Path, given: Mapping[str, Any]) -> Path:
    """A JPEG as a telephone writes it, drawn here: a row of lamps of a network device, one of them out."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", _SIZE, (62, 66, 72))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((160, 380, 1440, 820), radius=40, fill=(28, 30, 34), outline=(120, 124, 130), width=6)
    for place in range(8):
        left = 240 + place * 145
        lit = (60, 200, 110) if place != 5 else (90, 40, 40)
        draw.ellipse((left, 470, left + 70, 540), fill=lit)
        draw.rectangle((left - 15, 620, left + 85, 740), fill=(70, 74, 80), outline=(150, 154, 160), width=3)
    exif = image.getexif()
    camera, position = exif.get_ifd(0x8769), exif.get_ifd(0x8825)
    camera[0x9003], camera[0x9011] = given["taken_at"].replace("-", ":"), "+07:00"
    position[1], position[2] = "N", tuple(map(float, given["latitude"]))
    position[3], position[4] = "E", tuple(map(float, given["longitude"]))
    path = folder / str(given["name"])
    image.save(path, exif=exif, quality=85)
    return path


def _position(desk: Desk, name: str) -> str:
    return next((card.position for card in people.people(desk) if card.full_name == name), "")


def _unit(desk: Desk, name: str) -> str:
    found = match_unit(name, {unit.name: unit.id for unit in plan.units(desk)})
    assert found is not None, name  # noqa: S101 the sample's own data
    return found


def _moment(text: str) -> datetime:
    wall = datetime.fromisoformat(text)
    return vietnam_time.at(wall.date(), wall.time())
