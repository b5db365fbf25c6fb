"""Nights the papers are printed of: the untouched form, a rehearsal with everything in it, a real night, a way back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.exports.runbook_parts import Printing
from app.models.runbook import freezing
from app.models.runbook.forecast import Forecast
from app.models.runbook.log_chain import linked
from app.models.runbook.master import from_form, numbered, reopened_in_stages, with_rollback
from app.models.runbook.records import Branch, Contact, Master, Measure, Run, RunMode, Step, StepKind
from app.models.runbook.run_records import EventKind, RunEvent, RunState
from app.models.runbook.state import state
from app.models.vietnam_time import VIETNAM, iso
from tests.exports.samples import STATE

PRINTED_AT = datetime(2025, 6, 30, 18, 30, tzinfo=UTC)
PRINTING = Printing(STATE, PRINTED_AT)
FORECAST = Forecast(
    at=datetime(2025, 6, 30, 17, 36, tzinfo=UTC),
    finish=datetime(2025, 6, 30, 17, 47, tzinfo=UTC),
    low=datetime(2025, 6, 30, 17, 38, tzinfo=UTC),
    high=datetime(2025, 6, 30, 17, 58, tzinfo=UTC),
    on_time=0.94,
    hard_stop=datetime(2025, 6, 30, 18, tzinfo=UTC),
    cause="Bước 4 dự kiến dài hơn kế hoạch 9 phút",
    rollback=timedelta(minutes=40),
    decide_by=datetime(2025, 6, 30, 17, 10, tzinfo=UTC),
)
BEFORE, AFTER = (
    Measure("so-truoc", "Số bản ghi", "bản ghi"),
    Measure("so-sau", "Số bản ghi", "bản ghi", compare_with="so-truoc"),
)
PEOPLE = (
    Contact("c1", "Nguyễn Văn Ân", "0912 345 678", "Giám đốc Sở", "Sở Khoa học và Công nghệ"),
    Contact("c2", "Trần Thị Bích Phượng", "0987 654 321", "Trưởng nhóm kỹ thuật", "Tổ đối ứng doanh nghiệp"),
    Contact("c3", "Lê Hoàng Đức", "0903 111 222, 02633 888 999", "Kỹ sư dữ liệu", "Tổ đối ứng doanh nghiệp"),
    Contact("c4", "Phạm Quỳnh Như", "", "Phó Chánh Văn phòng", "Tổ Công tác Tỉnh"),
)


def made(entity: str, key: str) -> str:
    """An id that says what it is of."""
    return f"{entity}:{key}"


def form_master(province: str = "[TÊN TỈNH]") -> Master:
    """Phụ lục V as it is."""
    return from_form(made, province=province)


def full_master() -> Master:
    """The form with people, numbers, undo, the reopening in stages and the way back."""
    master = replace(form_master("TỈNH LÂM ĐỒNG"), contacts=PEOPLE, head_id="c1")
    master = replace(master, steps=tuple(_dressed(step) for step in master.steps))
    six = master.numbered("6")
    assert six is not None
    return with_rollback(reopened_in_stages(master, six.id, made), made)


def _dressed(step: Step) -> Step:
    task_force = step.lead_unit == "Tổ Công tác Tỉnh"
    measures = {3: (BEFORE,), 4: (AFTER,)}.get(step.form_number, ())
    return replace(
        step,
        owner_id="c4" if task_force else "c2",
        deputy_id="c3",
        undo_action="Khôi phục từ bản sao lưu" if step.form_number in (4, 5) else "",
        is_irreversible=step.form_number == 4,
        measures=measures,
    )


def night(mode: RunMode = RunMode.REHEARSAL, master: Master | None = None) -> "Recording":
    """A run to record events in."""
    used = master or full_master()
    title = "Diễn tập lần 1" if mode is RunMode.REHEARSAL else "Đêm 30/6"
    return Recording(used, Run("run", used.id, "lock", "ab" * 32, mode, title, used.anchor, used.anchor))


class Recording:
    """Writes events as two machines would and gives the run's state."""

    def __init__(self, master: Master, run: Run) -> None:
        self.master = master
        self.run = run
        self.events: list[RunEvent] = []

    def add(
        self,
        kind: EventKind,
        clock: str,
        number: str = "",
        *,
        person: str = "Trần Thị Bích Phượng",
        device: str = "may-1-ma-dai",
        **body: Any,
    ) -> RunEvent:
        """One entry; ``clock`` is "21:05" or "21:05:30" on the wall, hours before noon are of the next day."""
        step = self.master.numbered(number)
        paper = bool(body.pop("from_paper", False))
        entered = body.pop("entered", "")
        event = RunEvent(
            f"e{len(self.events) + 1}",
            self.run.id,
            kind,
            wall(clock),
            step.id if step else body.pop("step_id", ""),
            body,
            wall(entered) if entered else None,
            person=person,
            device=device,
            chain=f"{device}/1",
            from_paper=paper,
        )
        last = next((one for one in reversed(self.events) if one.chain == event.chain), None)
        self.events.append(linked(event, after=last, run=self.run))
        return self.events[-1]

    def step(self, number: str, begun: str, ended: str, **body: Any) -> None:
        """Start and finish of a step."""
        self.add(EventKind.START, begun, number)
        self.add(EventKind.FINISH, ended, number, **{"result": "passed", **body})

    def vote(self, number: str, clock: str, *choices: str) -> None:
        """Votes of the first roles of a gate."""
        step = self.master.numbered(number)
        assert step is not None
        for role, choice in zip(self.master.gate(step.id).roles, choices, strict=False):
            voter = self.master.contact(role.contact_id)
            self.add(EventKind.VOTE, clock, number, role_id=role.id, choice=choice, voter=voter.name if voter else "")

    @property
    def state(self) -> RunState:
        """What it comes to."""
        return state(self.master, self.run, self.events)


def wall(clock: str) -> datetime:
    """An instant of the night by its wall time."""
    hour, minute, *rest = (int(part) for part in clock.split(":"))
    day = 30 if hour >= 12 else 1
    second = rest[0] if rest else 0
    return datetime(2025, 6 if day == 30 else 7, day, hour, minute, second, tzinfo=VIETNAM).astimezone(UTC)


def busy(mode: RunMode = RunMode.REHEARSAL) -> Recording:
    """A night with a hold, a failed step, a gate refused then overridden, incidents, corrections, a substitute."""
    run = night(mode)
    run.step("1", "20:00", "20:40")
    run.step("2", "21:00", "21:04")
    run.add(EventKind.START, "21:05", "3")
    run.add(EventKind.HOLD, "21:20", reason="Chờ đơn vị phối hợp")
    run.add(EventKind.RESUME, "21:30")
    wrong = run.add(EventKind.FINISH, "22:20", "3", result="passed", numbers={"so-truoc": "1204511"})
    run.add(EventKind.CORRECT, "22:25", "3", target=wrong.id, at=iso(wall("22:18")), reason="Bấm muộn")
    run.add(EventKind.START, "22:21", "4")
    run.add(EventKind.FAIL, "22:40", "4", reason="Lỗi kỹ thuật", text="Thiếu quyền trên lược đồ mới")
    run.add(EventKind.INCIDENT, "22:41", "4", title="Không ghi được vào CSDL mới", priority=1, owner="Lê Hoàng Đức")
    run.add(EventKind.INCIDENT_CLOSED, "22:55", target=run.events[-1].id, text="Cấp lại quyền")
    run.add(EventKind.RETRY, "22:56", "4", reason="Đã khắc phục lỗi")
    run.add(EventKind.FINISH, "23:30", "4", result="passed", numbers={"so-sau": "1204511"}, seconded_by="Lê Hoàng Đức")
    run.step("5", "23:30", "23:40")
    run.step("6", "23:41", "23:44", from_paper=True, entered="23:50")
    run.add(
        EventKind.SUBSTITUTE, "23:45", contact_id="c4", by=freezing.plain(Contact("c9", "Đỗ Mạnh Hùng", "0901 000 111"))
    )
    run.step("7", "23:45", "00:10")
    run.step("8", "00:15", "00:30", evidence="Ảnh màn hình")
    mistaken = run.add(EventKind.NOTE, "00:31", text="Ghi nhầm bước", device="may-2")
    run.add(EventKind.WITHDRAWN, "00:31:06", target=mistaken.id, device="may-2")
    run.vote("9", "00:32", "go", "stop")
    run.add(EventKind.DECIDE, "00:33", "9", outcome="stop", reason="Chờ xác nhận số liệu", decided_by="Nguyễn Văn Ân")
    run.vote("9", "00:36", "go", "stop", "go")
    run.add(
        EventKind.DECIDE,
        "00:37",
        "9",
        outcome="go",
        override=True,
        reason="Số liệu đã đối chiếu tại chỗ",
        decided_by="Nguyễn Văn Ân",
    )
    run.step("10", "00:38", "00:40")
    run.step("11", "00:41", "00:52")
    run.add(EventKind.CLOSE, "00:53")
    return run


def turned_back() -> Recording:
    """A night that goes back."""
    run = night(RunMode.REAL)
    run.step("1", "20:00", "20:40")
    run.step("2", "21:00", "21:04")
    run.step("3", "21:05", "22:00", numbers={"so-truoc": "1204511"})
    run.add(EventKind.START, "22:00", "4")
    run.add(EventKind.FAIL, "23:30", "4", reason="Kết quả không khớp")
    run.add(EventKind.ROLLBACK, "23:35", reason="Không kịp xử lý", person="Nguyễn Văn Ân")
    for number, begun, ended in (("K1", "23:36", "23:40"), ("K2", "23:40", "00:05"), ("K3", "00:05", "00:10")):
        run.step(number, begun, ended)
    run.step("K4", "00:10", "00:16")
    run.step("K5", "00:16", "00:20")
    run.add(EventKind.CLOSE, "00:21")
    return run


def many(count: int = 60) -> Master:
    """A master of many steps, three gates among them."""
    full = full_master()
    first = full.steps[0]
    steps = [
        replace(
            first,
            id=f"m{at}",
            content=f"Sao lưu và đối chiếu cơ sở dữ liệu của hệ thống thứ {at} trước khi hợp nhất",
            kind=StepKind.GATE if at % 20 == 0 else StepKind.CHECK if at % 5 == 0 else StepKind.DO,
            needs=(f"m{at - 1}",) if at > 1 else (),
            planned_start=full.anchor + timedelta(minutes=4 * at),
            duration=timedelta(minutes=4),
            stage_id=full.stages[1].id,
            undo_action="Xoá bản sao lưu dở dang, báo Chỉ huy",
            measures=(replace(BEFORE, id=f"n{at}", low=Decimal(0)),) if at % 7 == 0 else (),
        )
        for at in range(1, count + 1)
    ]
    gate = full.gates[0]
    gates = tuple(replace(gate, step_id=step.id) for step in steps if step.is_gate)
    return replace(full, steps=numbered((*steps, *full.of_branch(Branch.ROLLBACK))), gates=gates)
