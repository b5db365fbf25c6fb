"""A night for pictures, tests and benchmarks: a master with real people, a rehearsal, and a run in full swing.

Everything is done through the services on a desk that is thrown away afterwards, with a clock that is moved by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from app.models.runbook.master import SystemRow
from app.models.runbook.records import Branch, GateRole, Master, Measure, RunMode, Step, StepKind
from app.models.runbook.run_records import Choice, Result, StepStatus
from app.services import people
from app.services.desk import Desk
from app.services.runbook import acts, checking, deciding, duty, entries, locking, masters, runs
from app.services.runbook.seconding import Second
from app.views.camera import HandClock

PIN = "2468"
PEOPLE = (
    ("Nguyễn Thị Thanh Huyền", "0912 345 678", "Phó Chủ tịch UBND tỉnh, Tổ trưởng", "Tổ Công tác Tỉnh"),
    ("Trần Quốc Bảo Khánh Dương", "0913 222 118, 0263 3822 999", "Giám đốc Sở KHCN", "Tổ Công tác Tỉnh"),
    ("Lê Hoàng Phương Uyên", "0905 771 220", "Trưởng phòng Hạ tầng số", "Tổ đối ứng doanh nghiệp"),
    ("Phạm Đình Ngọc Khuê", "0987 110 345", "Kỹ sư cơ sở dữ liệu", "Tổ đối ứng doanh nghiệp"),
    ("Võ Nguyễn Hoài Thương", "0977 450 021", "Chuyên viên Trung tâm Phục vụ hành chính công", "Tổ Công tác Tỉnh"),
    ("Đặng Thị Mỹ Lệ", "0966 018 332", "Kỹ sư mạng", "Tổ đối ứng doanh nghiệp"),
)
SYSTEMS = (
    "Hệ thống thông tin giải quyết thủ tục hành chính tỉnh Lâm Đồng",
    "Hệ thống thông tin giải quyết thủ tục hành chính tỉnh Đắk Nông",
    "Hệ thống thông tin giải quyết thủ tục hành chính tỉnh Bình Thuận",
    "Hệ thống quản lý văn bản và điều hành",
    "Cơ sở dữ liệu đất đai",
    "Cơ sở dữ liệu hộ tịch điện tử",
    "Hệ thống thông tin báo cáo tỉnh",
    "Cổng thông tin điện tử các sở, ban, ngành và Uỷ ban nhân dân cấp xã",
)


@dataclass(frozen=True, slots=True)
class Night:
    """What was made: the run in full swing, and who sits where."""

    run_id: str
    second_id: str
    head_id: str


def prepare_master(desk: Desk) -> Master:
    """A whole master that may be locked, in place of the bare form."""
    if not masters.has_master(desk):
        masters.create(desk)
    _staff(desk)
    masters.split_by_systems(desk, systems=[SystemRow(name, stays=at == 0) for at, name in enumerate(SYSTEMS)])
    masters.add_rollback(desk)
    for _ in range(4):
        fixable = [each for each in checking.findings(desk) if each.fix is not None]
        if not fixable:
            break
        checking.apply_fix(desk, finding=fixable[0])
    _fill(desk)
    return masters.master(desk)


def _staff(desk: Desk) -> None:
    known = {contact.name for contact in masters.master(desk).contacts}
    for at, (name, phone, position, team) in enumerate(PEOPLE):
        if name in known:
            continue
        person_id = ""
        if at < 2:
            people.add_person(desk, full_name=name, position=position, unit=team, pin=PIN)
            person_id = next(each.id for each in people.people(desk) if each.full_name == name)
        elif at == 2 and desk.person is not None:
            person_id = desk.person.id
        duty.add_contact(desk, name=name, phone=phone, position=position, team=team, person_id=person_id)
    duty.set_head(desk, contact_id=masters.master(desk).contacts[0].id)


def _fill(desk: Desk) -> None:
    """Give every step people, a criterion and a way back; gates their voters, a backup its numbers."""
    master = masters.master(desk)
    crew = [contact.id for contact in master.contacts]
    for at, step in enumerate(master.steps):
        masters.edit_step(
            desk,
            step_id=step.id,
            owner_id=crew[at % len(crew)],
            deputy_id=crew[(at + 1) % len(crew)],
            expected_result=step.expected_result or "Kiểm tra trên màn hình giám sát, không còn cảnh báo",
            undo_action=step.undo_action or "Khôi phục cấu hình đã lưu trước bước này",
            lead_unit=step.lead_unit or "Tổ đối ứng doanh nghiệp",
        )
        if step.is_gate:
            roles = [GateRole("", role, crew[place]) for place, role in enumerate(_ROLES)]
            masters.set_gate_roles(desk, step_id=step.id, roles=roles)
        if not step.duration and step.planned_start != master.window_end:
            masters.set_times(desk, step_id=step.id, duration=timedelta(minutes=10))
    backups = [step for step in masters.master(desk).steps if step.form_number == 3]
    if backups:
        counted = Measure("", "Số hồ sơ trước khi sao lưu", "hồ sơ", Decimal(1), Decimal(2_000_000))
        masters.set_measures(desk, step_id=backups[0].id, measures=[counted])


_ROLES = ("Tổ trưởng Tổ Công tác Tỉnh", "Giám đốc Sở Khoa học và Công nghệ", "Tổ trưởng Tổ đối ứng doanh nghiệp")


def play(desk: Desk, clock: HandClock, *, running: int = 5, failed: int = 2, mode: RunMode = RunMode.REAL) -> Night:
    """A rehearsal finished, and a run at about 22h20: some steps run, some failed, the rest come."""
    master = prepare_master(desk)
    locking.lock(desk, despite_errors=True)
    head = master.contact(master.head_id)
    people_here = people.people(desk)
    second = next(each.id for each in people_here if desk.person is None or each.id != desk.person.id)
    _rehearse(desk, clock, master, second)
    clock.moment = master.anchor - timedelta(minutes=70)
    run_id = _make(desk, mode, master.anchor)
    _run_until_backups(desk, clock, run_id, second)
    ready = runs.read(desk, run_id=run_id).with_status(StepStatus.READY)
    for at, one in enumerate(ready[: running + failed]):
        clock.moment += timedelta(minutes=1, seconds=17)
        acts.start(desk, run_id=run_id, step_id=one.step.id, second=Second(second, PIN))
        if at < failed:
            clock.moment += timedelta(minutes=4)
            acts.fail(desk, run_id=run_id, step_id=one.step.id, reason="Lỗi kỹ thuật")
    if failed:
        entries.incident(desk, run_id=run_id, step_id=ready[0].step.id)
    clock.moment += timedelta(minutes=9, seconds=41)
    return Night(run_id, second, head.person_id if head else "")


def _make(desk: Desk, mode: RunMode, anchor: datetime) -> str:
    known = {run.id for run in runs.runs(desk)}
    runs.make(desk, mode=mode, anchor=anchor)
    return next(run.id for run in runs.runs(desk) if run.id not in known)


def _rehearse(desk: Desk, clock: HandClock, master: Master, second: str) -> None:
    anchor = master.anchor - timedelta(days=3)
    clock.moment = anchor
    run_id = _make(desk, RunMode.REHEARSAL, anchor)
    steps = [step for step in master.steps if step.branch is Branch.MAIN]
    for at, step in enumerate(steps):
        if step.is_gate:
            _pass_gate(desk, run_id, step.id)
            continue
        _do(desk, clock, run_id, step, second, timedelta(seconds=step.duration.total_seconds() * (0.9 + at % 5 * 0.08)))
    entries.close(desk, run_id=run_id, reason="Kết thúc diễn tập")


def _do(desk: Desk, clock: HandClock, run_id: str, step: Step, second: str, length: timedelta) -> None:
    planned = step.planned_start if step.is_timed else None
    state = runs.read(desk, run_id=run_id)
    fixed = state.step(step.id)
    if planned is not None and fixed is not None and fixed.step.planned_start is not None:
        clock.moment = max(clock.moment, fixed.step.planned_start)
    voucher = Second(second, PIN)
    acts.start(desk, run_id=run_id, step_id=step.id, second=voucher)
    clock.moment += length
    numbers = {measure.id: "10234" for measure in step.measures}
    evidence = "Ảnh màn hình" if step.kind is StepKind.CHECK else ""
    acts.finish(
        desk, run_id=run_id, step_id=step.id, result=Result.PASSED, numbers=numbers, evidence=evidence, second=voucher
    )


def _pass_gate(desk: Desk, run_id: str, step_id: str) -> None:
    state = runs.read(desk, run_id=run_id)
    gate = state.gate(step_id)
    for vote in gate.votes if gate is not None else ():
        person = vote.contact.person_id if vote.contact is not None else ""
        own = desk.person is not None and person == desk.person.id
        voter = Second(person, PIN) if person and not own else None
        deciding.vote(desk, run_id=run_id, step_id=step_id, role_id=vote.role.id, choice=Choice.GO, voter=voter)
    deciding.decide(desk, run_id=run_id, step_id=step_id, outcome=Choice.GO)


def _run_until_backups(desk: Desk, clock: HandClock, run_id: str, second: str) -> None:
    """Do the steps before the backups, a little late."""
    for step in _first_steps(runs.read(desk, run_id=run_id).master.steps):
        _do(desk, clock, run_id, step, second, step.duration * 0.1 + timedelta(minutes=3))


def _first_steps(steps: Sequence[Step]) -> list[Step]:
    found = []
    for step in steps:
        if step.system:
            break
        found.append(step)
    return found
