"""An inspection plan as plain frozen records. Instants are aware UTC; days and wall times are Vietnam's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.models import vietnam_time


class DelegationKind(StrEnum):
    """Whose delegation it is: the form's central working group, or the province's own task force."""

    CENTRAL = "central"
    PROVINCE = "province"

    @property
    def label(self) -> str:
        """As a person chooses it."""
        labels = {self.CENTRAL: "Nhóm Công tác của Ban Chỉ đạo Trung ương", self.PROVINCE: "Tổ Công tác cấp tỉnh"}
        return labels[self]


class Role(StrEnum):
    """A member's role in the delegation."""

    HEAD = "head"
    SECRETARY = "secretary"
    MEMBER = "member"

    @property
    def label(self) -> str:
        """The official Vietnamese."""
        return {self.HEAD: "Trưởng đoàn", self.SECRETARY: "Thư ký", self.MEMBER: "Thành viên"}[self]


class Colour(StrEnum):
    """The warning that an inspection starts from (Sổ tay 6.3.a)."""

    RED = "red"
    YELLOW = "yellow"

    @property
    def label(self) -> str:
        """The handbook's word."""
        return {self.RED: "đỏ", self.YELLOW: "vàng"}[self]


class VisitState(StrEnum):
    """How far a visit has come."""

    PLANNED = "planned"
    IN_FIELD = "in_field"
    DRAFTED = "drafted"
    ADOPTED = "adopted"

    @property
    def label(self) -> str:
        """The word shown."""
        return {
            self.PLANNED: "Chưa kiểm tra",
            self.IN_FIELD: "Đang kiểm tra thực tế",
            self.DRAFTED: "Dự thảo biên bản",
            self.ADOPTED: "Đã thông qua",
        }[self]


@dataclass(frozen=True, slots=True)
class Delegation:
    """The line of the form: central working group with its number, or the province's task force."""

    kind: DelegationKind = DelegationKind.PROVINCE
    group_number: str = ""


@dataclass(frozen=True, slots=True)
class Delegate:
    """A member of the delegation."""

    id: str
    name: str
    position: str = ""
    unit: str = ""
    role: Role = Role.MEMBER
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice of the schedule to one unit (Thông báo lịch làm việc, Sổ tay 6.3.b)."""

    sent_at: datetime
    recipient: str
    """The unit's focal point (đầu mối)."""
    channel: str = ""
    document: str = ""
    calendar_version: str = ""
    """The working calendar under which it was found to be in time."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """That the plan was reported to and agreed with the standing body (Sổ tay 6.3.a)."""

    agreed_on: date
    body: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Trigger:
    """The red or yellow unit that the inspection starts from, with its figures at that moment."""

    unit_id: str
    unit_name: str
    colour: Colour
    figures: tuple[tuple[str, str], ...]
    """(name, value) as they were shown."""
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class InspectedUnit:
    """A unit by its record and name; an empty name is a unit that is not here (any more)."""

    id: str
    name: str

    @property
    def shown(self) -> str:
        """What a person reads."""
        return self.name or "(đơn vị không còn)"


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to one unit; `state` says how far it has come."""

    id: str
    inspection_id: str
    unit: InspectedUnit
    start: datetime | None = None
    end: datetime | None = None
    place: str = ""
    car: str = ""
    notice: Notice | None = None
    delegate_ids: tuple[str, ...] = ()
    """Who goes; empty: the whole delegation."""
    state: VisitState = VisitState.PLANNED
    minutes_id: str = ""
    """The newest version of its minutes."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """An inspection plan whole."""

    id: str
    title: str
    purpose: str = ""
    subject: str = ""
    content: str = ""
    first_day: date | None = None
    last_day: date | None = None
    delegation: Delegation = Delegation()
    delegates: tuple[Delegate, ...] = ()
    visits: tuple[Visit, ...] = ()
    sudden_reason: str = ""
    agreement: Agreement | None = None
    trigger: Trigger | None = None
    made_at: datetime | None = None
    note: str = ""

    @property
    def is_sudden(self) -> bool:
        """Whether it is "đột xuất", which needs no notice (Sổ tay 6.3.b)."""
        return bool(self.sudden_reason)

    @property
    def head(self) -> Delegate | None:
        """The head of the delegation (Trưởng đoàn)."""
        return next((one for one in self.delegates if one.role is Role.HEAD), None)

    def going(self, visit: Visit) -> tuple[Delegate, ...]:
        """Who goes to a visit, in the order of the delegation."""
        chosen = [one for one in self.delegates if one.id in visit.delegate_ids]
        return tuple(chosen) or self.delegates


def period_of(data: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """First and last day of an inspection, as stored.

    Raises:
        ValueError, TypeError: those are no days.
    """
    start, end = data.get("start"), data.get("end")
    return date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None


def agreement_of(data: Mapping[str, Any]) -> Agreement:
    """That the plan was agreed, as stored.

    Raises:
        KeyError, ValueError, TypeError: that is not what stands there.
    """
    return Agreement(date.fromisoformat(data["agreed_on"]), data["body"], data["document"])


def trigger_of(data: Mapping[str, Any]) -> Trigger:
    """The unit that an inspection starts from, as stored; a colour of a newer version is yellow.

    Raises:
        KeyError, ValueError, TypeError, AttributeError: that is not what stands there.
    """
    colour = data["colour"]
    return Trigger(
        data["unit_id"],
        data["unit_name"],
        Colour(colour) if colour in set(Colour) else Colour.YELLOW,
        tuple((name, value) for name, value in data["figures"]),
        vietnam_time.from_iso(data["seen_at"]),
    )


def times_of(data: Mapping[str, Any]) -> tuple[datetime | None, datetime | None]:
    """From when until when a visit lasts, as stored.

    Raises:
        ValueError, AttributeError: those are no instants.
    """
    start, end = data.get("start"), data.get("end")
    return vietnam_time.from_iso(start) if start else None, vietnam_time.from_iso(end) if end else None


def notice_of(data: Mapping[str, Any]) -> Notice:
    """The notice of a visit, as stored.

    Raises:
        KeyError, ValueError, AttributeError: that is not what stands there.
    """
    return Notice(
        vietnam_time.from_iso(data["sent_at"]),
        data["recipient"],
        data.get("channel", ""),
        data.get("document", ""),
        data.get("calendar", ""),
    )
