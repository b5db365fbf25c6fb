"""What the records already know of minutes: lines and entries to propose, as plain values. Pure.

Each proposal has a key that says what it comes from, so that filling twice, or on two desks, adds nothing twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.models import vietnam_time
from app.models.inspection.form import load
from app.models.inspection.minutes_records import (
    AnsweredItem,
    Capacity,
    Checklist,
    FieldWork,
    Followup,
    FollowupState,
    Part,
    Result,
)
from app.models.inspection.records import Delegate, Role

COPIES = 2
"""Copies to propose: each side keeps one."""
SIGNS_FOR = {Capacity.HEAD: "delegation", Capacity.CHAIR: "host"}
"""Key of the signature of the form that somebody gives by what they are."""


@dataclass(frozen=True, slots=True)
class ProposedParticipant:
    """A line of "3. Thành phần tham dự" to propose."""

    key: str
    capacity: Capacity
    name: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class ProposedEntry:
    """An achievement, shortcoming or conclusion to propose."""

    key: str
    part: Part
    text: str


@dataclass(frozen=True, slots=True)
class ProposedSignatory:
    """A signature to propose, with the form's words."""

    key: str
    title: str
    capacity: str
    name: str
    position: str


@dataclass(frozen=True, slots=True)
class Host:
    """Who is known of the unit: name and position of its chair and its focal point, empty where unknown."""

    chair: tuple[str, str] = ("", "")
    focal_point: tuple[str, str] = ("", "")


def participants(going: Sequence[Delegate], host: Host) -> tuple[ProposedParticipant, ...]:
    """The delegation; of the unit the chair, whose line stands even without a name, and the focal point."""
    delegation = [
        ProposedParticipant(
            f"delegate:{one.id}",
            Capacity.HEAD if one.role is Role.HEAD else Capacity.MEMBER,
            one.name,
            ", ".join(filter(None, (one.position, one.unit))),
        )
        for one in going
    ]
    unit = [ProposedParticipant("chair", Capacity.CHAIR, *host.chair)]
    unit += [ProposedParticipant("focal_point", Capacity.FOCAL_POINT, *host.focal_point)] if host.focal_point[0] else []
    return (*delegation, *unit)


def entries(work: FieldWork, earlier: Sequence[Followup]) -> tuple[ProposedEntry, ...]:
    """What the checklists and the conclusions of earlier inspections say for the minutes."""
    return (*_from_checklists(work), *_from_conclusions(earlier))


def _from_checklists(work: FieldWork) -> Iterator[ProposedEntry]:
    for answered in work.checklists:
        for one in answered.items:
            if one.result is Result.PASS:
                yield ProposedEntry(_item_key(answered.checklist, one), Part.ACHIEVEMENT, f"{one.item.label}: Đạt.")
            elif one.result is Result.FAIL:
                note = f": {one.note.rstrip('.')}" if one.note else ""
                text = f"{one.item.label}: Không đạt{note}."
                yield ProposedEntry(_item_key(answered.checklist, one), Part.SHORTCOMING, text)


def _item_key(checklist: Checklist, one: AnsweredItem) -> str:
    return f"item:{checklist.key}/{one.item.key}"


def _from_conclusions(earlier: Sequence[Followup]) -> Iterator[ProposedEntry]:
    for one in earlier:
        day = f" ngày {vietnam_time.show_date(one.visited_on)}" if one.visited_on else ""
        what = f"kết luận tại Biên bản làm việc{day}: “{one.content}”"
        due = f"thời hạn {one.deadline.text}, " if one.deadline else ""
        if one.state is FollowupState.DONE:
            yield ProposedEntry(f"task:{one.task_id}", Part.ACHIEVEMENT, f"Đã thực hiện {what}.")
        elif one.state is FollowupState.IMPOSSIBLE:
            reason = one.impossible.reason.rstrip(".") if one.impossible else ""
            yield ProposedEntry(
                f"task:{one.task_id}", Part.SHORTCOMING, f"Không thực hiện được {what}. Lý do: {reason}."
            )
        else:
            state = "đã quá hạn" if one.state is FollowupState.OVERDUE else f"đạt {one.percent}%"
            yield ProposedEntry(f"task:{one.task_id}", Part.SHORTCOMING, f"Chưa hoàn thành {what} ({due}{state}).")


def signatories(going: Sequence[Delegate], host: Host) -> tuple[ProposedSignatory, ...]:
    """The two signatures of the form: the head of the delegation, and the chair of the unit."""
    delegation, unit = load().signatures
    head = next((one for one in going if one.role is Role.HEAD), None)
    return (
        ProposedSignatory(
            SIGNS_FOR[Capacity.HEAD],
            delegation.title,
            delegation.capacity,
            head.name if head else "",
            head.position if head else "",
        ),
        ProposedSignatory(SIGNS_FOR[Capacity.CHAIR], unit.title, unit.capacity, *host.chair),
    )
