"""Makes and reshapes a master: from Phụ lục V, split finer by systems, moved to another giờ G, reopened in two stages.

Pure: each function takes a master and gives another. Ids of new parts come from `made(entity, key)`, so that two desks
that do the same give the same.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.models.errors import InvalidInputError, NotFoundError
from app.models.resources import load_yaml
from app.models.runbook.records import Access, Branch, Gate, GateRole, Master, Stage, Step, StepKind
from app.models.text import fold

VERSION = "appendix-05"
_FORM = "forms/appendix-05-cutover-runbook.yaml"
ROLLBACK_STAGE = "K"
ROLLBACK_HEADING = "NHÁNH KHÔI PHỤC HỆ THỐNG CŨ"
GATE_TIME = timedelta(minutes=10)
"""What a gate takes in a plan made by the program."""

Made = Callable[[str, str], str]

_FORM_KINDS = {7: StepKind.CHECK, 8: StepKind.CHECK, 9: StepKind.NOTIFY}
_FORM_ACCESS = {2: Access.BLOCK, 6: Access.PUBLIC}
_FORM_TIMED = frozenset({1, 2})
_FORM_CRITICAL = frozenset({3, 4, 5})
_BACKUP, _MERGE = 3, 4


@dataclass(frozen=True, slots=True)
class FormTable:
    """The words of Phụ lục V around its rows."""

    title: str
    columns: tuple[str, ...]
    """TT, Thời gian, Nội dung công việc, Đơn vị chủ trì, Đơn vị phối hợp, Kết quả cần đạt, Ghi chú."""
    placeholder: str


@dataclass(frozen=True, slots=True)
class SystemRow:
    """An information system and whether it stays (Giữ) or stops (Dừng): what the selection job feeds."""

    name: str
    stays: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One of the steps that a step is split into."""

    name: str
    content: str


def form_table() -> FormTable:
    """Title and columns exactly as Phụ lục V prints them."""
    data = load_yaml(_FORM)
    columns = tuple(data["columns"].values())
    return FormTable(data["title"], columns, data["placeholders"]["ten_tinh_in_hoa"])


def third(
    *, start: datetime | None = None, end: datetime | None = None, duration: timedelta | None = None
) -> tuple[datetime, datetime, timedelta]:
    """(start, end, duration) from any two of them; dates are part of the instants, so midnight is nothing special.

    Raises:
        InvalidInputError: fewer than two, an end before its start, or three that do not fit.
    """
    if start is None and end is not None and duration is not None:
        start = end - duration
    if end is None and start is not None and duration is not None:
        end = start + duration
    if start is None or end is None:
        raise InvalidInputError(
            "Chưa đủ để tính thời gian của bước.", "Ghi hai trong ba: giờ bắt đầu, giờ kết thúc, thời lượng."
        )
    found = end - start
    if found < timedelta() or (duration is not None and duration != found):
        raise InvalidInputError(
            "Giờ bắt đầu, giờ kết thúc và thời lượng không khớp nhau.",
            "Kiểm tra lại ngày và giờ, nhất là bước qua 0 giờ.",
        )
    return start, end, found


def from_form(made: Made, *, province: str, anchor: datetime | None = None) -> Master:
    """The nine steps of Phụ lục V in their stages, each after the one before, moved to `anchor` where one is given."""
    data = load_yaml(_FORM)
    runbook_id = made("runbook", VERSION)
    start, end = _instant(data["window"]["start"]), _instant(data["window"]["end"])
    rows = [(stage, row) for stage in data["stages"] for row in stage["steps"]]
    times = [_instant(row["planned_time"]["iso_datetime"]) for _, row in rows]
    ends = [*times[1:], max(end, times[-1])]
    stages = [Stage(made("runbook_stage", stage["code"]), stage["code"], stage["title"]) for stage in data["stages"]]
    stages.append(Stage(made("runbook_stage", ROLLBACK_STAGE), ROLLBACK_STAGE, ROLLBACK_HEADING, Branch.ROLLBACK))
    stage_ids = {stage.code: stage.id for stage in stages}
    steps: list[Step] = []
    for (stage, row), begun, ended in zip(rows, times, ends, strict=True):
        needs = (steps[-1].id,) if steps else ()
        steps.append(_form_step(row, made, stage_ids[stage["code"]], needs, begun, ended - begun))
    title = data["title"].replace(data["placeholders"]["ten_tinh_in_hoa"], province.upper())
    master = Master(runbook_id, title, start, start, end, tuple(steps), (), tuple(stages))
    return reanchored(master, anchor or start)


def _form_step(
    row: dict[str, Any], made: Made, stage_id: str, needs: tuple[str, ...], begun: datetime, duration: timedelta
) -> Step:
    number = int(row["number"])
    units = row["supporting_units"]
    return Step(
        id=made("runbook_step", str(number)),
        number=str(number),
        stage_id=stage_id,
        content=row["task"],
        kind=_FORM_KINDS.get(number, StepKind.DO),
        lead_unit=row["lead_unit"] or "",
        coordinating=(units,) if units else (),
        needs=needs,
        planned_start=begun,
        duration=duration,
        is_timed=number in _FORM_TIMED,
        expected_result=row["expected_result"] or "",
        is_critical=number in _FORM_CRITICAL,
        access=_FORM_ACCESS.get(number, Access.NONE),
        note=row["note"] or "",
        form_number=number,
    )


def reanchored(master: Master, anchor: datetime) -> Master:
    """The same master at another giờ G: every planned time and the window move by the same span."""
    shift = anchor - master.anchor
    if not shift:
        return master
    return replace(
        master,
        anchor=anchor,
        window_start=master.window_start + shift,
        window_end=master.window_end + shift,
        steps=tuple(
            replace(step, planned_start=step.planned_start + shift if step.planned_start else None)
            for step in master.steps
        ),
        contacts=tuple(
            replace(
                contact,
                available_from=contact.available_from + shift if contact.available_from else None,
                available_until=contact.available_until + shift if contact.available_until else None,
            )
            for contact in master.contacts
        ),
    )


def numbered(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps with the numbers shown: 1, 2, ... on the main way, then K1, K2, ... on the way back."""
    listed = list(steps)
    main = [step for step in listed if step.branch is Branch.MAIN]
    back = [step for step in listed if step.branch is Branch.ROLLBACK]
    return (
        *(replace(step, number=str(place)) for place, step in enumerate(main, 1)),
        *(replace(step, number=f"{ROLLBACK_STAGE}{place}") for place, step in enumerate(back, 1)),
    )


def split(master: Master, step_id: str, parts: Sequence[Part], made: Made) -> Master:
    """The master with one step in several that run side by side: same predecessors, same successors, same times.

    Raises:
        NotFoundError: no such step.
        InvalidInputError: fewer than one part, or two of the same name.
    """
    step = _required(master, step_id)
    names = [fold(part.name) for part in parts]
    if not parts or len(set(names)) < len(names) or not all(names):
        raise InvalidInputError(f"Bước {step.number}: danh sách tách bước trống hoặc trùng tên.", "Kiểm tra lại tên.")
    pieces = tuple(
        replace(
            step,
            id=made("runbook_step", f"{step.id}/{name}"),
            content=part.content,
            system=part.name,
            measures=tuple(
                replace(one, id=made("runbook_measure", f"{one.id}/{name}"), compare_with="") for one in step.measures
            ),
        )
        for part, name in zip(parts, names, strict=True)
    )
    steps: list[Step] = []
    for one in master.steps:
        steps += pieces if one.id == step_id else (_with_needs(one, {step_id: tuple(piece.id for piece in pieces)}),)
    return replace(master, steps=numbered(steps))


def split_by_systems(master: Master, systems: Sequence[SystemRow], made: Made) -> Master:
    """One backup step for each system and one merge step for each that stops, in place of steps 3 and 4 of the form.

    A step of the form that was split or taken out already stays as it is.
    """
    backups = [Part(one.name, f"Sao lưu toàn bộ cơ sở dữ liệu: {one.name}.") for one in systems]
    merges = [Part(one.name, f"Chuyển đổi, hợp nhất cơ sở dữ liệu: {one.name}.") for one in systems if not one.stays]
    for number, parts in ((_BACKUP, backups), (_MERGE, merges)):
        found = [step for step in master.steps if step.form_number == number]
        if len(found) == 1 and not found[0].system and parts:
            master = split(master, found[0].id, parts, made)
    return master


def reopened_in_stages(master: Master, step_id: str, made: Made) -> Master:
    """The fix of the form's own order: reopen for testers only, test and accept, a gate, then the public.

    The last test gives up the time of gate and reopening where it can; else the end moves and the checks say so.

    Raises:
        NotFoundError: no such step.
    """
    step = _required(master, step_id)
    tests = [one for one in master.of_branch(Branch.MAIN) if one.is_test and one.id != step_id]
    last = tests[-1] if tests else step
    room = GATE_TIME + step.duration
    shortened = replace(last, duration=last.duration - room) if last.duration > 2 * room else last
    gate_start = shortened.planned_end
    gate = Step(
        id=made("runbook_step", f"{step.id}/gate"),
        number="",
        stage_id=last.stage_id,
        content="Điểm quyết định: mở lại truy cập cho người dân, doanh nghiệp.",
        kind=StepKind.GATE,
        lead_unit="Tổ Công tác Tỉnh",
        owner_id=master.head_id,
        deputy_id=next((gate.roles[0].contact_id for gate in master.gates if gate.roles), ""),
        needs=tuple(sorted({one.id for one in tests} | {step.id})),
        planned_start=gate_start,
        duration=GATE_TIME,
        expected_result="Các chức trách biểu quyết TIẾP TỤC",
        undo_action="Giữ chế độ bảo trì, xử lý tiếp hoặc khôi phục hệ thống cũ",
        is_critical=True,
    )
    public = replace(
        step,
        id=made("runbook_step", f"{step.id}/public"),
        content="Mở lại truy cập cho người dân, doanh nghiệp.",
        stage_id=last.stage_id,
        needs=(gate.id,),
        planned_start=gate_start + GATE_TIME if gate_start else None,
        expected_result="Người dân, doanh nghiệp truy cập được hệ thống mới",
        form_number=0,
        measures=(),
    )
    testers = replace(
        step,
        access=Access.TESTERS,
        content="Mở truy cập cho người kiểm thử, cấu hình hệ thống ở trạng thái hoạt động chính thức; "
        "người dân, doanh nghiệp vẫn thấy thông báo bảo trì.",
    )
    steps: list[Step] = []
    for one in master.steps:
        one = testers if one.id == step.id else _with_needs(one, {last.id: (public.id,)}, unless=tests)
        steps += (shortened, gate, public) if one.id == last.id else (one,)
    roles = tuple(
        GateRole(made("runbook_gate_role", f"{gate.id}/{place}"), role, contact)
        for place, (role, contact) in enumerate(_usual_roles(master, step), 1)
    )
    return replace(master, steps=numbered(steps), gates=(*master.gates, Gate(gate.id, roles)))


def _usual_roles(master: Master, step: Step) -> list[tuple[str, str]]:
    """Who votes on reopening: as at the last gate there is, else vendor, task force, head."""
    if master.gates and master.gates[-1].roles:
        return [(role.role, role.contact_id) for role in master.gates[-1].roles]
    return [
        ("Tổ đối ứng doanh nghiệp", step.owner_id),
        ("Tổ Công tác Tỉnh", next((one.owner_id for one in master.steps if one.lead_unit == "Tổ Công tác Tỉnh"), "")),
        ("Chỉ huy đêm chuyển đổi", master.head_id),
    ]


def with_rollback(master: Master, made: Made) -> Master:
    """The master with the usual way back where it has none: decide, restore, point back, check, reopen."""
    if master.of_branch(Branch.ROLLBACK):
        return master
    stage = next((one for one in master.stages if one.branch is Branch.ROLLBACK), None)
    stages = master.stages
    if stage is None:
        stage = Stage(made("runbook_stage", ROLLBACK_STAGE), ROLLBACK_STAGE, ROLLBACK_HEADING, Branch.ROLLBACK)
        stages = (*stages, stage)
    lead = next((one.lead_unit for one in master.steps if one.access is Access.BLOCK), "Tổ đối ứng doanh nghiệp")
    steps: list[Step] = []
    for place, (content, minutes, result, kind, access) in enumerate(_WAY_BACK, 1):
        steps.append(
            Step(
                id=made("runbook_step", f"{master.id}/{ROLLBACK_STAGE}{place}"),
                number="",
                stage_id=stage.id,
                content=content,
                kind=kind,
                branch=Branch.ROLLBACK,
                lead_unit=lead,
                needs=(steps[-1].id,) if steps else (),
                duration=timedelta(minutes=minutes),
                expected_result=result,
                access=access,
                is_critical=True,
            )
        )
    return replace(master, steps=numbered((*master.steps, *steps)), stages=stages)


_WAY_BACK: tuple[tuple[str, int, str, StepKind, Access], ...] = (
    (
        "Dừng mọi thao tác trên hệ thống mới, ghi mốc quay lui.",
        5,
        "Không còn ai ghi dữ liệu vào hệ thống mới",
        StepKind.ROLLBACK,
        Access.NONE,
    ),
    (
        "Khôi phục cơ sở dữ liệu các hệ thống cũ từ bản sao lưu đầu đêm.",
        20,
        "Số bản ghi khớp trước khi sao lưu",
        StepKind.ROLLBACK,
        Access.NONE,
    ),
    ("Trỏ tên miền (DNS) về hệ thống cũ.", 5, "Tên miền cũ hoạt động", StepKind.ROLLBACK, Access.NONE),
    (
        "Kiểm tra đăng nhập, nộp và xử lý hồ sơ trên hệ thống cũ.",
        5,
        "Luồng chính chạy đúng",
        StepKind.CHECK,
        Access.NONE,
    ),
    (
        "Mở lại truy cập hệ thống cũ, thông báo hoãn chuyển đổi.",
        5,
        "Người dân, doanh nghiệp dùng lại hệ thống cũ",
        StepKind.ROLLBACK,
        Access.PUBLIC,
    ),
)


def _with_needs(step: Step, instead: dict[str, tuple[str, ...]], *, unless: Sequence[Step] = ()) -> Step:
    """The step with some predecessors replaced by others."""
    if any(one.id == step.id for one in unless) or not set(instead) & set(step.needs):
        return step
    needs = {new for need in step.needs for new in instead.get(need, (need,))}
    return replace(step, needs=tuple(sorted(needs)))


def _required(master: Master, step_id: str) -> Step:
    step = master.step(step_id)
    if step is None:
        raise NotFoundError("Không tìm thấy bước này trong kịch bản.", "Có thể đã bị xoá; xem Lịch sử.")
    return step


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
