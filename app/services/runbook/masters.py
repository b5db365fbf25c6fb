"""Acts on the master runbook: making it from Phụ lục V, steps, times, predecessors, people, gates."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from app.journal.change import new_id
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.plan import writing as plan_writing
from app.models.recording import RecordingSession
from app.models.runbook import master as shapes
from app.models.runbook import queries, writing
from app.models.runbook.master import Part, SystemRow
from app.models.runbook.network import links_of, way_from
from app.models.runbook.records import (
    Access,
    Gate,
    GateRole,
    Master,
    Measure,
    Stage,
    Step,
    StepKind,
)
from app.models.runbook.step_rows import RowsRead, with_rows
from app.models.units.names import match_unit
from app.services.desk import Desk, Outcome, typed

LONGEST = timedelta(hours=24)


class StepFields(TypedDict, total=False):
    """What `add_step` and `edit_step` may be given."""

    content: str
    kind: StepKind
    lead_unit: str
    coordinating: Sequence[str]
    owner_id: str
    deputy_id: str
    is_timed: bool
    expected_result: str
    undo_action: str
    is_irreversible: bool
    is_critical: bool
    is_mandatory: bool
    access: Access
    evidence_wanted: str
    note: str
    system: str


_TEXTS = {
    "content": "Nội dung công việc",
    "lead_unit": "Đơn vị chủ trì",
    "expected_result": "Kết quả cần đạt",
    "undo_action": "Cách hoàn lại",
    "evidence_wanted": "Minh chứng cần có",
    "note": "Ghi chú",
    "system": "Hệ thống",
    "name": "Họ và tên",
    "phone": "Điện thoại",
    "position": "Chức vụ",
    "team": "Tổ, đơn vị",
}


def has_master(desk: Desk) -> bool:
    """Whether this workspace has a runbook."""
    with desk.workspace.reading() as session:
        return queries.has_runbook(session)


def master(desk: Desk) -> Master:
    """The master as it stands.

    Raises:
        NotFoundError: the workspace has none yet.
    """
    with desk.workspace.reading() as session:
        return queries.master(session)


def create(desk: Desk, *, anchor: datetime | None = None) -> Outcome:
    """Make the master from Phụ lục V, at its own giờ G or another.

    Raises:
        RefusedError: there is one already.
    """
    made = shapes.from_form(desk.natural_id, province=desk.province.title, anchor=anchor)
    with desk.act("Tạo kịch bản chuyển đổi từ Phụ lục V") as act:
        if queries.has_runbook(act.session):
            raise RefusedError("Đã có kịch bản chuyển đổi.", "Mở kịch bản đang có và sửa tiếp.")
        store(desk, act.session, made)
    return act.outcome


def add_step(
    desk: Desk,
    *,
    stage_id: str,
    after: str = "",
    needs: Sequence[str] | None = None,
    start: datetime | None = None,
    duration: timedelta = timedelta(),
    **given: Unpack[StepFields],
) -> Outcome:
    """Add a step behind another (or at the end of its stage). Without `needs` it waits for the one it stands behind.

    Raises:
        InvalidInputError: no content, or predecessors in a circle.
        NotFoundError: no such stage.
    """
    values = cleaned_fields(given)
    if not values.get("content"):
        raise InvalidInputError("Nội dung công việc đang để trống.", "Nhập nội dung rồi làm lại.")

    def added(known: Master) -> Master:
        stage = _stage(known, stage_id)
        step = Step(new_id(), "", stage_id, branch=stage.branch, **values)
        place = _place_behind(known, stage_id, after)
        default = (known.steps[place - 1].id,) if after and place else ()
        wanted = tuple(sorted(default if needs is None else needs))
        begun = start if start is not None else _end_of(known, wanted)
        step = replace(step, needs=wanted, planned_start=begun, duration=_duration(duration))
        return replace(known, steps=(*known.steps[:place], step, *known.steps[place:]))

    return change(desk, "Thêm bước", added)


def edit_step(desk: Desk, *, step_id: str, **given: Unpack[StepFields]) -> Outcome:
    """Change what is said of a step.

    Raises:
        InvalidInputError: content emptied, or text that cannot be stored.
        NotFoundError: no such step, owner or deputy.
    """
    values = cleaned_fields(given)
    if values.get("content") == "":
        raise InvalidInputError("Nội dung công việc đang để trống.", "Nhập nội dung, hoặc xoá bước.")

    def edited(known: Master) -> Master:
        for name in ("owner_id", "deputy_id"):
            if values.get(name) and known.contact(values[name]) is None:
                raise NotFoundError("Người này không có trong danh sách trực.", "Thêm người trực trước.")
        return with_step(known, replace(required(known, step_id), **values))

    return change(desk, "Sửa bước", edited)


def set_times(
    desk: Desk,
    *,
    step_id: str,
    start: datetime | None = None,
    end: datetime | None = None,
    duration: timedelta | None = None,
) -> Outcome:
    """Set a step's time by any two of start, end and duration (aware); one alone keeps the other as it is.

    Raises:
        InvalidInputError: an end before its start, three that do not fit, or longer than a day.
    """

    def timed(known: Master) -> Master:
        step = required(known, step_id)
        keeps_start = start is None and (end is None or duration is None)
        begun = step.planned_start if keeps_start else start
        length = step.duration if end is None and duration is None else duration
        if begun is None and end is None:
            return with_step(known, replace(step, duration=_duration(length or timedelta())))
        begun, _, found = shapes.third(start=begun, end=end, duration=length)
        return with_step(known, replace(step, planned_start=begun, duration=_duration(found)))

    return change(desk, "Đặt thời gian bước", timed)


def set_needs(desk: Desk, *, step_id: str, needs: Sequence[str]) -> Outcome:
    """Say which steps must end first.

    Raises:
        InvalidInputError: they would wait for each other; the message names the circle.
    """

    def linked(known: Master) -> Master:
        step = required(known, step_id)
        for need in needs:
            required(known, need)
        changed = with_step(known, replace(step, needs=tuple(sorted(set(needs)))))
        circle = way_from(links_of(changed.steps), step_id, step_id)
        if circle:
            names = " → ".join(required(known, one).number for one in circle)
            raise InvalidInputError(f"Bước {step.number}: các bước chờ nhau thành vòng: {names}.", "Bỏ một ràng buộc.")
        return changed

    return change(desk, "Đổi bước phải xong trước", linked)


def set_measures(desk: Desk, *, step_id: str, measures: Sequence[Measure]) -> Outcome:
    """Make the numbers that a step records exactly these, in order; an empty id is a new one.

    Raises:
        InvalidInputError: a measure without name, or a range upside down.
    """
    cleaned = []
    for one in measures:
        name = typed(one.name, where="Tên số liệu", required=True)
        if one.low is not None and one.high is not None and one.low > one.high:
            raise InvalidInputError(f"{name}: cận dưới lớn hơn cận trên.", "Sửa lại khoảng cho phép.")
        cleaned.append(replace(one, id=one.id or new_id(), name=name, unit=typed(one.unit, where="Đơn vị tính")))
    return change(
        desk,
        "Đặt số liệu phải ghi",
        lambda known: with_step(known, replace(required(known, step_id), measures=tuple(cleaned))),
    )


def set_gate_roles(desk: Desk, *, step_id: str, roles: Sequence[GateRole]) -> Outcome:
    """Make the roles that vote at a gate exactly these, in order; an empty id is a new one.

    Raises:
        RefusedError: the step is no gate.
        InvalidInputError: a role without name.
    """
    cleaned = tuple(
        replace(one, id=one.id or new_id(), role=typed(one.role, where="Chức trách", required=True)) for one in roles
    )

    def voted(known: Master) -> Master:
        step = required(known, step_id)
        if not step.is_gate:
            raise RefusedError(f"Bước {step.number} không phải điểm quyết định.", "Đổi loại bước trước.")
        others = tuple(gate for gate in known.gates if gate.step_id != step_id)
        return replace(known, gates=(*others, Gate(step_id, cleaned)))

    return change(desk, "Đặt chức trách biểu quyết", voted)


def move_step(desk: Desk, *, step_id: str, stage_id: str, after: str = "") -> Outcome:
    """Move a step behind another of a stage (`after` empty: first in the stage). Numbers follow by themselves."""

    def moved(known: Master) -> Master:
        step = required(known, step_id)
        stage = _stage(known, stage_id)
        rest = replace(known, steps=tuple(one for one in known.steps if one.id != step_id))
        place = _place_behind(rest, stage_id, after, first=True)
        step = replace(step, stage_id=stage_id, branch=stage.branch)
        return replace(known, steps=(*rest.steps[:place], step, *rest.steps[place:]))

    return change(desk, "Chuyển vị trí bước", moved)


def remove_step(desk: Desk, *, step_id: str) -> Outcome:
    """Take a step out; what waited for it waits for what it waited for."""

    def removed(known: Master) -> Master:
        gone = required(known, step_id)
        steps = tuple(
            replace(one, needs=tuple(sorted((set(one.needs) - {step_id}) | set(gone.needs))))
            if step_id in one.needs
            else one
            for one in known.steps
            if one.id != step_id
        )
        return replace(known, steps=steps, gates=tuple(gate for gate in known.gates if gate.step_id != step_id))

    return change(desk, "Xoá bước", removed)


def split_step(desk: Desk, *, step_id: str, parts: Sequence[Part]) -> Outcome:
    """Split a step into several that run side by side."""
    cleaned = [Part(typed(one.name, where="Tên"), typed(one.content, where="Nội dung", required=True)) for one in parts]
    return change(desk, "Tách bước", lambda known: shapes.split(known, step_id, cleaned, desk.natural_id))


def split_by_systems(desk: Desk, *, systems: Sequence[SystemRow]) -> Outcome:
    """One backup step a system and one merge step a system that stops, in place of steps 3 and 4 of Phụ lục V."""
    cleaned = [SystemRow(typed(one.name, where="Tên hệ thống", required=True), one.stays) for one in systems]
    return change(
        desk, "Tách bước theo hệ thống", lambda known: shapes.split_by_systems(known, cleaned, desk.natural_id)
    )


def add_rows(desk: Desk, *, stage_id: str, rows: Sequence[Mapping[str, str]]) -> tuple[Outcome, RowsRead]:
    """Add a step list copied from Excel (field -> text, see `step_rows.COLUMNS`) at the end of a stage, in one act.

    Raises:
        InvalidInputError: no such stage.
    """
    cleaned = [{name: typed(text, where=name) for name, text in row.items()} for row in rows]
    made = [new_id() for _ in cleaned]
    with desk.workspace.reading() as session:
        read = with_rows(queries.master(session), cleaned, stage_id=stage_id, made=made)
    title = f"Nhập {len(read.added)} bước từ Excel"
    return change(desk, title, lambda known: with_rows(known, cleaned, stage_id=stage_id, made=made).master), read


def add_rollback(desk: Desk) -> Outcome:
    """Add the usual way back as a branch of steps, where the master has none."""
    return change(desk, "Thêm nhánh khôi phục hệ thống cũ", lambda known: shapes.with_rollback(known, desk.natural_id))


def reanchor(desk: Desk, *, anchor: datetime) -> Outcome:
    """Move giờ G; every planned time and the window move with it."""
    return change(desk, "Dời giờ G", lambda known: shapes.reanchored(known, anchor))


def set_window(
    desk: Desk, *, start: datetime | None = None, end: datetime | None = None, floor: timedelta | None = None
) -> Outcome:
    """Set the window, its hard stop, and the safety kept before it.

    Raises:
        InvalidInputError: the window ends before it starts.
    """

    def windowed(known: Master) -> Master:
        changed = replace(
            known,
            window_start=start or known.window_start,
            window_end=end or known.window_end,
            floor=_duration(floor) if floor is not None else known.floor,
        )
        if changed.window_end <= changed.window_start:
            raise InvalidInputError("Khung giờ kết thúc trước khi bắt đầu.", "Kiểm tra lại ngày và giờ.")
        return changed

    return change(desk, "Đặt khung giờ chuyển đổi", windowed)


def change(desk: Desk, title: str, reshape: Callable[[Master], Master]) -> Outcome:
    """Reshape the master by a pure function, in one act that journals only what differs."""
    with desk.act(title) as act:
        known = queries.master(act.session)
        changed = reshape(known)
        store(desk, act.session, replace(changed, steps=shapes.numbered(changed.steps)))
    return act.outcome


def store(desk: Desk, session: RecordingSession, made: Master) -> None:
    """Store a master inside an act."""
    names = plan_writing.unit_names(session)
    leads = {step.lead_unit: match_unit(step.lead_unit, names) or "" for step in made.steps if step.lead_unit}
    writing.store(session, made, desk.natural_id, leads)


def with_step(known: Master, step: Step) -> Master:
    """The master with one step replaced."""
    return replace(known, steps=tuple(step if one.id == step.id else one for one in known.steps))


def required(known: Master, step_id: str) -> Step:
    """A step of the master.

    Raises:
        NotFoundError: no such step.
    """
    step = known.step(step_id)
    if step is None:
        raise NotFoundError("Không tìm thấy bước này trong kịch bản.", "Có thể đã bị xoá; xem Lịch sử.")
    return step


def cleaned_fields(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given of a step or person, its texts cleaned."""
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name == "coordinating":
            named: Iterable[str] = value
            cleaned = (typed(one, where="Đơn vị phối hợp") for one in named)
            values[name] = tuple(dict.fromkeys(one for one in cleaned if one))
        elif name in _TEXTS:
            values[name] = typed(value, where=_TEXTS[name])
        else:
            values[name] = value
    return values


def _place_behind(known: Master, stage_id: str, after: str, *, first: bool = False) -> int:
    """The index at which a step of a stage goes: behind `after`, else at the stage's end (or its beginning)."""
    ids = [one.id for one in known.steps]
    if after in ids:
        return ids.index(after) + 1
    order = [stage.id for stage in known.stages]
    upto = order.index(stage_id) if stage_id in order else len(order)
    reached = upto if first else upto + 1
    return sum(1 for one in known.steps if one.stage_id in order[:reached])


def _end_of(known: Master, needs: Sequence[str]) -> datetime | None:
    ends = [one.planned_end for one in known.steps if one.id in needs and one.planned_end is not None]
    return max(ends, default=None)


def _duration(duration: timedelta) -> timedelta:
    if not timedelta() <= duration <= LONGEST:
        raise InvalidInputError("Thời lượng bước không hợp lệ.", "Nhập từ 0 phút đến 24 giờ.")
    return timedelta(seconds=round(duration.total_seconds()))


def _stage(known: Master, stage_id: str) -> Stage:
    stage = next((stage for stage in known.stages if stage.id == stage_id), None)
    if stage is None:
        raise NotFoundError("Không tìm thấy giai đoạn này.", "Chọn lại giai đoạn.")
    return stage
