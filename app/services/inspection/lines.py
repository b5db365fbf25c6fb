"""The lists of the minutes: who took part, achievements, shortcomings, conclusions, proposals, who signs."""

from app.journal.change import new_id
from app.models.errors import InvalidInputError
from app.models.inspection.entities import MinutesEntryRow, ParticipantRow, SignatoryRow
from app.models.inspection.minutes_records import Capacity, Part
from app.models.inspection.prefilling import SIGNS_FOR
from app.models.plan.deadline import parse
from app.models.recording import RecordingSession
from app.models.vietnam_time import from_iso, local
from app.models.writing import assign, rank_after, require
from app.services.desk import Desk, Outcome, typed
from app.services.inspection import guarding
from app.services.tasks import find_unit

CENTRAL_COMMITTEE = "Ban Chỉ đạo Trung ương"
"""To whom a proposal of mục 6.2 goes, unless another body is named."""

_LABELS = {
    "text": "Nội dung",
    "objective_cause": "Nguyên nhân khách quan",
    "subjective_cause": "Nguyên nhân chủ quan",
    "addressee": "Cơ quan được kiến nghị",
    "name": "Họ và tên",
    "position": "Chức vụ",
    "title": "Tên khối chữ ký",
    "capacity": "Tư cách ký",
}


def add_participant(
    desk: Desk, *, minutes_id: str, capacity: Capacity, name: str = "", position: str = "", after: str | None = None
) -> Outcome:
    """Add a line of "3. Thành phần tham dự"."""
    values = _words(name=name, position=position)
    side = capacity.side.value
    with desk.act("Thêm thành phần tham dự") as act:
        guarding.open_minutes(act.session, minutes_id)
        place = rank_after(act.session, ParticipantRow, "minutes_id", minutes_id, after, side=side)
        act.session.add(
            ParticipantRow(id=new_id(), minutes_id=minutes_id, side=side, capacity=capacity.value, rank=place, **values)
        )
    return act.outcome


def edit_participant(
    desk: Desk,
    *,
    participant_id: str,
    name: str | None = None,
    position: str | None = None,
    capacity: Capacity | None = None,
) -> Outcome:
    """Change what is given of a line of "3. Thành phần tham dự".

    The signature of Trưởng đoàn and Chủ trì follows as long as it names the same person, or nobody.
    """
    values = _words(name=name, position=position)
    if capacity is not None:
        values |= {"capacity": capacity.value, "side": capacity.side.value}
    with desk.act("Sửa thành phần tham dự") as act:
        row = require(act.session, ParticipantRow, participant_id)
        guarding.open_minutes(act.session, row.minutes_id)
        _follow(desk, act.session, row, values)
        assign(row, **values)
    return act.outcome


def remove_participant(desk: Desk, *, participant_id: str) -> Outcome:
    """Take a line out of "3. Thành phần tham dự"."""
    with desk.act("Bỏ thành phần tham dự") as act:
        row = require(act.session, ParticipantRow, participant_id)
        guarding.open_minutes(act.session, row.minutes_id)
        row.deleted = True
    return act.outcome


def add_entry(
    desk: Desk,
    *,
    minutes_id: str,
    part: Part,
    text: str,
    objective_cause: str = "",
    subjective_cause: str = "",
    unit: str = "",
    deadline: str = "",
    addressee: str = "",
    after: str | None = None,
) -> Outcome:
    """Add an entry to mục 5 or 6. A conclusion is for the inspected unit unless `unit` (id or name) says another.

    Raises:
        InvalidInputError: no text, unknown unit, a deadline that cannot be read.
        RefusedError: the minutes were agreed.
    """
    values = _words(text=text, objective_cause=objective_cause, subjective_cause=subjective_cause, addressee=addressee)
    if not values["text"]:
        raise InvalidInputError("Mục chưa có nội dung.", "Nhập nội dung rồi làm lại.")
    if part is Part.PROPOSAL and not values["addressee"]:
        values["addressee"] = CENTRAL_COMMITTEE
    with desk.act(f"Thêm {_PART_NAMES[part]}") as act:
        minutes = guarding.open_minutes(act.session, minutes_id)
        unit_id = find_unit(act.session, unit, where="Đơn vị thực hiện") if unit else ""
        if part is Part.CONCLUSION and not unit_id:
            unit_id = minutes.unit_id
        place = rank_after(act.session, MinutesEntryRow, "minutes_id", minutes_id, after, part=part.value)
        act.session.add(
            MinutesEntryRow(
                id=new_id(),
                minutes_id=minutes_id,
                part=part.value,
                rank=place,
                unit_id=unit_id,
                deadline=_deadline(minutes.started_at, deadline),
                **values,
            )
        )
    return act.outcome


def edit_entry(
    desk: Desk,
    *,
    entry_id: str,
    text: str | None = None,
    objective_cause: str | None = None,
    subjective_cause: str | None = None,
    unit: str | None = None,
    deadline: str | None = None,
    addressee: str | None = None,
) -> Outcome:
    """Change what is given of an entry; each field is its own, so that two secretaries do not undo each other.

    Raises:
        InvalidInputError: unknown unit, a deadline that cannot be read.
        RefusedError: the minutes were agreed.
    """
    values: dict[str, object] = dict(
        _words(text=text, objective_cause=objective_cause, subjective_cause=subjective_cause, addressee=addressee)
    )
    with desk.act("Sửa nội dung biên bản") as act:
        row = require(act.session, MinutesEntryRow, entry_id)
        minutes = guarding.open_minutes(act.session, row.minutes_id)
        if unit is not None:
            values["unit_id"] = find_unit(act.session, unit, where="Đơn vị thực hiện") if unit.strip() else ""
        if deadline is not None:
            values["deadline"] = _deadline(minutes.started_at, deadline)
        assign(row, **values)
    return act.outcome


def move_entry(desk: Desk, *, entry_id: str, after: str | None = None) -> Outcome:
    """Put an entry after another of its part; "" first, None last."""
    with desk.act("Đổi thứ tự nội dung biên bản") as act:
        row = require(act.session, MinutesEntryRow, entry_id)
        guarding.open_minutes(act.session, row.minutes_id)
        if after != row.id:
            row.rank = rank_after(act.session, MinutesEntryRow, "minutes_id", row.minutes_id, after, part=row.part)
    return act.outcome


def remove_entry(desk: Desk, *, entry_id: str) -> Outcome:
    """Take an entry out of the minutes."""
    with desk.act("Bỏ nội dung biên bản") as act:
        row = require(act.session, MinutesEntryRow, entry_id)
        guarding.open_minutes(act.session, row.minutes_id)
        row.deleted = True
    return act.outcome


def add_signatory(
    desk: Desk,
    *,
    minutes_id: str,
    title: str,
    capacity: str = "",
    name: str = "",
    position: str = "",
    after: str | None = None,
) -> Outcome:
    """Add one who signs.

    Raises:
        InvalidInputError: no title.
    """
    values = _words(capacity=capacity, name=name, position=position)
    values["title"] = typed(title, where=_LABELS["title"], required=True)
    with desk.act("Thêm người ký biên bản") as act:
        guarding.open_minutes(act.session, minutes_id)
        place = rank_after(act.session, SignatoryRow, "minutes_id", minutes_id, after)
        act.session.add(SignatoryRow(id=new_id(), minutes_id=minutes_id, rank=place, **values))
    return act.outcome


def edit_signatory(
    desk: Desk,
    *,
    signatory_id: str,
    title: str | None = None,
    capacity: str | None = None,
    name: str | None = None,
    position: str | None = None,
) -> Outcome:
    """Change what is given of one who signs."""
    values = _words(title=title, capacity=capacity, name=name, position=position)
    with desk.act("Sửa người ký biên bản") as act:
        row = require(act.session, SignatoryRow, signatory_id)
        guarding.open_minutes(act.session, row.minutes_id)
        assign(row, **values)
    return act.outcome


def move_signatory(desk: Desk, *, signatory_id: str, after: str | None = None) -> Outcome:
    """Put one who signs after another; "" first, None last."""
    with desk.act("Đổi thứ tự ký") as act:
        row = require(act.session, SignatoryRow, signatory_id)
        guarding.open_minutes(act.session, row.minutes_id)
        if after != row.id:
            row.rank = rank_after(act.session, SignatoryRow, "minutes_id", row.minutes_id, after)
    return act.outcome


def remove_signatory(desk: Desk, *, signatory_id: str) -> Outcome:
    """Take one who signs out of the minutes."""
    with desk.act("Bỏ người ký biên bản") as act:
        row = require(act.session, SignatoryRow, signatory_id)
        guarding.open_minutes(act.session, row.minutes_id)
        row.deleted = True
    return act.outcome


_PART_NAMES = {
    Part.ACHIEVEMENT: "kết quả đã đạt được",
    Part.SHORTCOMING: "tồn tại, hạn chế",
    Part.CONCLUSION: "kết luận",
    Part.PROPOSAL: "kiến nghị",
}


def _follow(desk: Desk, session: RecordingSession, row: ParticipantRow, values: dict[str, str]) -> None:
    key = SIGNS_FOR.get(Capacity(row.capacity)) if row.capacity in set(Capacity) else None
    signs = session.get(SignatoryRow, desk.natural_id(SignatoryRow.ENTITY, f"{row.minutes_id}/{key}")) if key else None
    if signs is not None and not signs.deleted:
        for name in ("name", "position"):
            if name in values and getattr(signs, name) in ("", getattr(row, name)):
                assign(signs, **{name: values[name]})


def _words(**given: str | None) -> dict[str, str]:
    """What was given of some fields, ready to store."""
    return {name: typed(value, where=_LABELS[name]) for name, value in given.items() if value is not None}


def _deadline(started_at: str | None, text: str) -> dict[str, object] | None:
    """A conclusion's deadline as worded; "5/7" is of the year of the meeting."""
    words = typed(text, where="Thời hạn hoàn thành")
    if not words:
        return None
    return parse(words, year=local(from_iso(started_at)).year if started_at else None).to_json()
