"""The minutes' form 6.4 as data: every line in its order and wording, filled with what is known.

The form is read from `resources/inspection/minutes-6-4.yaml`; nothing of its wording stands in code. What is not known
stays the form's dotted blank.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from app.models import vietnam_time
from app.models.inspection.minutes_records import Capacity, Participant
from app.models.inspection.records import Delegation, DelegationKind
from app.models.resources import load_yaml


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """One signature of the form: title, capacity and what the signer does."""

    title: str
    capacity: str
    instruction: str


@dataclass(frozen=True, slots=True)
class MinutesForm:
    """The whole form. `lines` and `guidance` are keyed as in the file."""

    version: str
    title: str
    subtitle: str
    blank: str
    unit_blank: str
    lines: Mapping[str, str]
    guidance: Mapping[str, str]
    """The form's own words in brackets about what goes where."""
    objective_cause: str
    subjective_cause: str
    signatures: tuple[SignatureBlock, ...]
    taker: SignatureBlock
    """Not of the form; printed only where switched on."""

    def time_line(self, started_at: datetime | None) -> str:
        """Line 1 with hour, minute and date; the year is that of the visit, never pre-printed."""
        start = vietnam_time.local(started_at) if started_at else None
        return self._filled(
            "time",
            start_hour=f"{start:%H}" if start else "",
            start_minute=f"{start:%M}" if start else "",
            day=f"{start:%d}" if start else "",
            month=_month(start.month) if start else "",
            year=f"{start:%Y}" if start else "",
        )

    def place_line(self, place: str) -> str:
        """Line 2 with the place."""
        return self._filled("place", place=place)

    def delegation_line(self, delegation: Delegation, name: str) -> str:
        """Line a): the central working group with its number, or the province's own task force by `name`."""
        if delegation.kind is DelegationKind.CENTRAL:
            line = self.lines["delegation_central"]
            if not delegation.group_number:
                return line.replace(" {group_number}", "...")  # as the form prints it
            return line.format(group_number=delegation.group_number)
        return self._filled("delegation_province", delegation_name=name)

    def host_line(self, unit_name: str) -> str:
        """Line b) with the name of the unit."""
        return self.lines["host"].format(unit_name=unit_name or self.unit_blank)

    def participant_line(self, one: Participant) -> str:
        """One person of either side."""
        return self._filled(_LINE_OF[one.capacity], name=one.name, position=one.position)

    def for_unit_line(self, unit_name: str) -> str:
        """Line 6.1 with the name of the unit."""
        return self.lines["for_unit"].format(unit_name=unit_name or self.unit_blank)

    def deadline_line(self, deadline: str) -> str:
        """The line of a conclusion's deadline."""
        return self._filled("deadline", deadline=deadline)

    def closing_line(self, ended_at: datetime | None, copies: int | None) -> str:
        """The closing sentence with hour, minute and number of copies (two figures, as official papers write)."""
        end = vietnam_time.local(ended_at) if ended_at else None
        return self._filled(
            "closing",
            end_hour=f"{end:%H}" if end else "",
            end_minute=f"{end:%M}" if end else "",
            copies=f"{copies:02d}" if copies else "",
        )

    def _filled(self, line: str, **values: str) -> str:
        return self.lines[line].format(**{key: value or self.blank for key, value in values.items()})


def _month(month: int) -> str:
    """A zero stands before the months 1 and 2 only (NĐ 30/2020, Phụ lục I, II.4)."""
    return f"{month:02d}" if month <= _LAST_PADDED else str(month)


_LAST_PADDED = 2

_LINE_OF = {
    Capacity.HEAD: "delegation_head",
    Capacity.MEMBER: "delegation_member",
    Capacity.CHAIR: "host_chair",
    Capacity.FOCAL_POINT: "host_focal_point",
    Capacity.ATTENDANT: "host_attendant",
}


@cache
def load() -> MinutesForm:
    """The form as the program ships it."""
    data = load_yaml("inspection/minutes-6-4.yaml")
    return MinutesForm(
        version=data["version"],
        title=data["title"],
        subtitle=data["subtitle"],
        blank=data["blank"],
        unit_blank=data["unit_blank"],
        lines=data["lines"],
        guidance=data["guidance"],
        objective_cause=data["causes"]["objective"],
        subjective_cause=data["causes"]["subjective"],
        signatures=tuple(SignatureBlock(**one) for one in data["signatures"]),
        taker=SignatureBlock(data["taker"]["title"], "", data["taker"]["instruction"]),
    )
