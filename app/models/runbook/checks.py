"""What to look at before a runbook is locked: one small function a rule; each finding names its step. Pure.

Where the program can make the change, the finding carries a fix that `services.runbook.checking` applies.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from app.models import vietnam_time
from app.models.findings import ERROR, ORDER, WARNING, Level
from app.models.runbook.network import ancestors, circles, critical, earliest, links_of
from app.models.runbook.records import Access, Branch, Master, Step, StepKind


@dataclass(frozen=True, slots=True)
class Fix:
    """A change the program can make when the person agrees."""

    kind: str
    """reopen_in_stages | add_rollback | start_after_needs"""
    label: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One point to settle (Điểm cần rà soát)."""

    rule: str
    level: Level
    message: str
    step_id: str = ""
    """The step to go to; empty for the runbook as a whole."""
    field: str = ""
    """The field there: owner_id, deputy_id, expected_result, undo_action, needs, times, measures, phone, gate."""
    fix: Fix | None = None


@dataclass(frozen=True)
class Context:
    """A master as the rules read it."""

    master: Master
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def main(self) -> tuple[Step, ...]:
        """The steps of the main way."""
        return self.master.of_branch(Branch.MAIN)

    @cached_property
    def back(self) -> tuple[Step, ...]:
        """The steps of the way back."""
        return self.master.of_branch(Branch.ROLLBACK)

    @cached_property
    def critical(self) -> frozenset[str]:
        """Marked then chốt, irreversible, or without float in the plan."""
        marked = {step.id for step in self.master.steps if step.is_critical or step.is_irreversible}
        begin = min((step.planned_start for step in self.main if step.planned_start), default=self.master.anchor)
        return frozenset(marked) | critical(self.main, begin)

    def before(self, step: Step) -> tuple[Step, ...]:
        """Every step that must end before this one."""
        found = ancestors(self.links, step.id)
        return tuple(one for one in self.master.steps if one.id in found)


Rule = Callable[[Context], Iterator[Finding]]


def check(master: Master) -> tuple[Finding, ...]:
    """All findings: errors, warnings, remarks; within each the runbook as a whole, then step by step."""
    context = Context(master, links_of(master.steps))
    found = [finding for rule in RULES for finding in rule(context)]
    place = {step.id: number for number, step in enumerate(master.steps)}
    return tuple(sorted(found, key=lambda one: (ORDER[one.level], place.get(one.step_id, -1))))


def owners(runbook: Context) -> Iterator[Finding]:
    """Somebody is in charge of each step."""
    for step in runbook.master.steps:
        if runbook.master.contact(step.owner_id) is None:
            yield _at("no_owner", ERROR, step, "chưa có người phụ trách. Chọn một người trực.", "owner_id")


def deputies(runbook: Context) -> Iterator[Finding]:
    """A critical step has a deputy, who is somebody else."""
    for step in runbook.master.steps:
        deputy = runbook.master.contact(step.deputy_id)
        if deputy is not None and step.deputy_id == step.owner_id:
            yield _at("same_deputy", WARNING, step, "người dự phòng trùng người phụ trách.", "deputy_id")
        elif deputy is None and step.id in runbook.critical:
            yield _at("no_deputy", WARNING, step, "bước then chốt chưa có người dự phòng.", "deputy_id")


def criteria(runbook: Context) -> Iterator[Finding]:
    """Each step says how one knows that it is done."""
    for step in runbook.master.steps:
        if not step.expected_result.strip():
            yield _at("no_criterion", ERROR, step, "chưa có kết quả cần đạt.", "expected_result")


def irreversible_without_gate(runbook: Context) -> Iterator[Finding]:
    """Before what cannot be undone people decide."""
    for step in runbook.main:
        if step.is_irreversible and not any(one.is_gate for one in runbook.before(step)):
            yield _at("no_gate", ERROR, step, "không thể hoàn lại mà trước nó chưa có điểm quyết định nào.", "needs")


def undo_actions(runbook: Context) -> Iterator[Finding]:
    """A step that changes something says how to undo it."""
    for step in runbook.main:
        changes = step.kind is StepKind.DO and not step.is_irreversible
        if changes and not step.undo_action.strip():
            yield _at("no_undo", WARNING, step, "chưa ghi cách hoàn lại.", "undo_action")


def no_circle(runbook: Context) -> Iterator[Finding]:
    """Steps do not wait for each other in a circle."""
    by_id = {step.id: step for step in runbook.master.steps}
    for circle in circles(runbook.links):
        names = " → ".join(by_id[one].number for one in (*circle, circle[0]))
        yield _at("cycle", ERROR, by_id[circle[0]], f"các bước chờ nhau thành vòng ({names}).", "needs")


def starts_before_its_needs(runbook: Context) -> Iterator[Finding]:
    """No planned start lies before a predecessor's planned end."""
    by_id = {step.id: step for step in runbook.master.steps}
    for step in runbook.master.steps:
        late = [
            by_id[need]
            for need in runbook.links[step.id]
            if step.planned_start and (end := by_id[need].planned_end) and end > step.planned_start
        ]
        if late:
            worst = max(late, key=lambda one: one.planned_end or one.planned_start or runbook.master.anchor)
            yield _at(
                "starts_early",
                ERROR,
                step,
                f"bắt đầu {_clock(step.planned_start)}, mà bước {worst.number} {_clock(worst.planned_end)} mới xong.",
                "times",
                Fix("start_after_needs", f"Dời bước {step.number} sang {_clock(worst.planned_end)}"),
            )


def reopens_before_acceptance(runbook: Context) -> Iterator[Finding]:
    """Phụ lục V itself: step 6 reopens (23h30) before testing (7) and acceptance (8)."""
    tests = [step for step in runbook.main if step.is_test]
    for step in runbook.main:
        if step.access is not Access.PUBLIC:
            continue
        before = {one.id for one in runbook.before(step)}
        missing = [one for one in tests if one.id not in before]
        if missing:
            numbers = ", ".join(one.number for one in missing)
            yield _at(
                "reopens_early",
                ERROR,
                step,
                f"mở lại truy cập khi chưa kiểm thử, nghiệm thu (bước {numbers}).",
                "needs",
                Fix("reopen_in_stages", "Mở cho người kiểm thử, thêm điểm quyết định, rồi mới mở cho người dân"),
            )
        elif not any(one.is_gate for one in runbook.before(step)):
            yield _at("reopens_without_gate", WARNING, step, "mở lại truy cập mà không qua điểm quyết định.", "needs")


def has_rollback(runbook: Context) -> Iterator[Finding]:
    """There is a way back, with steps of its own."""
    if not runbook.back:
        yield Finding(
            "no_rollback",
            ERROR,
            "Kịch bản chưa có nhánh khôi phục hệ thống cũ với từng bước và người phụ trách.",
            fix=Fix("add_rollback", "Thêm nhánh khôi phục thường dùng"),
        )
    elif not any(step.access is Access.PUBLIC for step in runbook.back):
        yield _at(
            "rollback_stays_shut", WARNING, runbook.back[-1], "nhánh khôi phục không mở lại hệ thống cũ.", "access"
        )


def rollback_fits(runbook: Context) -> Iterator[Finding]:
    """From the last gate one can still turn back before the hard stop."""
    if not runbook.back:
        return
    length = _length(runbook.back)
    latest = runbook.master.window_end - length - runbook.master.floor
    gates = [step for step in runbook.main if step.is_gate and step.planned_end is not None]
    for gate in gates:
        if gate.planned_end is not None and gate.planned_end > latest:
            yield _at(
                "rollback_too_late",
                WARNING,
                gate,
                f"quyết định lúc {_clock(gate.planned_end)} thì khôi phục ({_minutes(length)} phút, dự phòng "
                f"{_minutes(runbook.master.floor)} phút) không còn kịp trước {_clock(runbook.master.window_end)}; "
                f"muộn nhất {_clock(latest)}.",
                "times",
            )
    if not gates and latest < runbook.master.anchor:
        yield Finding("rollback_too_late", WARNING, "Nhánh khôi phục dài hơn cả khung giờ chuyển đổi.")


def ends_in_the_window(runbook: Context) -> Iterator[Finding]:
    """Everything is planned to be over by the hard stop, by the clock and by the net."""
    stop = runbook.master.window_end
    late = [step for step in runbook.main if step.planned_end is not None and step.planned_end > stop]
    for step in late:
        yield _at(
            "after_window",
            ERROR,
            step,
            f"xong lúc {_clock(step.planned_end)}, sau khung giờ ({_clock(stop)}).",
            "times",
        )
    if late:
        return
    begin = min((step.planned_start for step in runbook.main if step.planned_start), default=runbook.master.anchor)
    times = earliest(runbook.main, begin)
    last = max(runbook.main, key=lambda step: times[step.id][1], default=None)
    if last is not None and times[last.id][1] > stop:
        yield _at(
            "after_window",
            ERROR,
            last,
            f"tính theo các bước phải chờ thì {_clock(times[last.id][1])} mới xong, sau khung giờ ({_clock(stop)}).",
            "times",
        )


def one_place_at_a_time(runbook: Context) -> Iterator[Finding]:
    """Nobody is planned for two steps at once."""
    timed = [step for step in runbook.main if step.planned_start and step.duration and step.owner_id]
    for number, step in enumerate(timed):
        for other in timed[number + 1 :]:
            if step.owner_id == other.owner_id and _overlap(step, other):
                contact = runbook.master.contact(step.owner_id)
                name = contact.name if contact is not None else "Một người"
                yield _at(
                    "two_places",
                    WARNING,
                    other,
                    f"{name} cùng lúc phải làm bước {step.number} ({_clock(step.planned_start)} - "
                    f"{_clock(step.planned_end)}).",
                    "owner_id",
                )


def phones(runbook: Context) -> Iterator[Finding]:
    """Whoever is in charge, or stands in, can be called."""
    seen: set[str] = set()
    for step in runbook.master.steps:
        for contact_id in (step.owner_id, step.deputy_id):
            contact = runbook.master.contact(contact_id)
            if contact is not None and contact_id not in seen and not contact.phone.strip():
                seen.add(contact_id)
                yield _at("no_phone", WARNING, step, f"{contact.name} chưa có số điện thoại.", "phone")


def on_duty(runbook: Context) -> Iterator[Finding]:
    """Nobody is planned outside the hours of duty."""
    for step in runbook.main:
        contact = runbook.master.contact(step.owner_id)
        start, end = step.planned_start, step.planned_end
        if contact is None or start is None or end is None:
            continue
        early = contact.available_from is not None and start < contact.available_from
        late = contact.available_until is not None and end > contact.available_until
        if early or late:
            yield _at("off_duty", WARNING, step, f"{contact.name} không trực vào giờ của bước này.", "owner_id")


def gates_vote(runbook: Context) -> Iterator[Finding]:
    """Each gate has roles, each role a person."""
    for step in runbook.master.steps:
        if not step.is_gate:
            continue
        roles = runbook.master.gate(step.id).roles
        if not roles:
            yield _at("no_voters", ERROR, step, "điểm quyết định chưa có chức trách biểu quyết.", "gate")
        for role in roles:
            if runbook.master.contact(role.contact_id) is None:
                yield _at("no_voter", ERROR, step, f"chức trách “{role.role}” chưa có người.", "gate")


def commander(runbook: Context) -> Iterator[Finding]:
    """Somebody commands the night, with a profile in the program."""
    head = runbook.master.contact(runbook.master.head_id)
    if head is None:
        yield Finding("no_head", ERROR, "Kịch bản chưa có chỉ huy đêm chuyển đổi.", field="head_id")
    elif not head.person_id:
        text = f"Chỉ huy {head.name} chưa gắn với người dùng của chương trình nên không xác nhận được."
        yield Finding("head_without_profile", WARNING, text, field="head_id")


def durations(runbook: Context) -> Iterator[Finding]:
    """Work has a start and a duration, else nothing can be forecast."""
    for step in runbook.master.steps:
        if step.kind.is_work and step.kind is not StepKind.NOTIFY and not step.duration:
            yield _at("no_duration", WARNING, step, "chưa có thời lượng.", "times")
        elif step.branch is Branch.MAIN and step.planned_start is None:
            yield _at("no_start", WARNING, step, "chưa có giờ bắt đầu.", "times")


def compared_measures(runbook: Context) -> Iterator[Finding]:
    """A number is compared with one that is taken earlier."""
    taken = {measure.id: step for step in runbook.master.steps for measure in step.measures}
    for step in runbook.master.steps:
        before = {one.id for one in runbook.before(step)}
        for measure in step.measures:
            other = taken.get(measure.compare_with)
            if measure.compare_with and (other is None or other.id not in before):
                yield _at(
                    "no_number_before",
                    WARNING,
                    step,
                    f"“{measure.name}” không có số liệu trước để đối chiếu.",
                    "measures",
                )


RULES: tuple[Rule, ...] = (
    has_rollback,
    commander,
    no_circle,
    owners,
    criteria,
    irreversible_without_gate,
    starts_before_its_needs,
    reopens_before_acceptance,
    ends_in_the_window,
    gates_vote,
    deputies,
    undo_actions,
    rollback_fits,
    one_place_at_a_time,
    phones,
    on_duty,
    durations,
    compared_measures,
)


def _at(rule: str, level: Level, step: Step, text: str, where: str, fix: Fix | None = None) -> Finding:
    return Finding(rule, level, f"Bước {step.number}: {text}", step.id, where, fix)


def _overlap(one: Step, other: Step) -> bool:
    if one.planned_start is None or other.planned_start is None:
        return False
    ends = one.planned_start + one.duration, other.planned_start + other.duration
    return one.planned_start < ends[1] and other.planned_start < ends[0]


def _length(steps: tuple[Step, ...]) -> timedelta:
    zero = datetime(2025, 6, 30, tzinfo=UTC)
    return max((end for _, end in earliest(steps, zero).values()), default=zero) - zero


def _clock(moment: datetime | None) -> str:
    return vietnam_time.local(moment).strftime("%Hh%M (%d/%m)") if moment is not None else "?"


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)
