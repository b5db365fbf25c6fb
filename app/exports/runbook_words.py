"""How the records of the cut-over night read on paper: hours, spans, persons, marks, what an entry of the log says."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby

from app.exports.paper_parts import day_month, unbroken
from app.models.pc_clock import WARN_FROM
from app.models.runbook.master import form_table
from app.models.runbook.ordering import instant
from app.models.runbook.records import Contact, Master, Measure, Stage, Step
from app.models.runbook.run_records import PC_TIME, Choice, EventKind, Result, RunEvent, RunState, StepState, StepStatus
from app.models.vietnam_time import local

FORM_HOUR = "21H00 NGÀY 30/6"
"""Stage A of Phụ lục V names the hour access is blocked; a paper of another night names its own."""
HASH_SHOWN = 8
"""Signs of a hash in a table; a head is printed whole."""
_MINUTES_AN_HOUR = 60


def night_of(master: Master) -> date:
    """The day the night begins; hours of another day are printed with their date."""
    return local(master.window_start).date()


def planned_hour(at: datetime | None, night: date) -> str:
    """`21h00`, and `00h15 (01/7)` on another day, as Phụ lục V writes them."""
    return _dated(at, night, "%Hh%M")


def hour(at: datetime | None, night: date) -> str:
    """`21:00`, and `00:15 (01/7)` on another day."""
    return _dated(at, night, "%H:%M")


def clock(at: datetime | None, night: date) -> str:
    """`22:14:05`, and `00:14:05 (01/7)` on another day."""
    return _dated(at, night, "%H:%M:%S")


def _dated(at: datetime | None, night: date, wanted: str) -> str:
    if at is None:
        return ""
    wall = local(at)
    day = "" if wall.date() == night else f" ({day_month(wall.date())})"
    return f"{wall.strftime(wanted)}{day}"


def moment(at: datetime) -> str:
    """`22:14:05 ngày 30/6/2025`."""
    wall = local(at)
    return f"{wall:%H:%M:%S} ngày\u00a0{day_month(wall.date())}/{wall.year}"


def window_line(master: Master) -> str:
    """`(Thời gian dự kiến: Từ 21h00 ngày 30/6/2025 đến 01h00 ngày 01/7/2025)`."""
    start, end = (f"{local(one):%Hh%M} ngày {_whole(one)}" for one in (master.window_start, master.window_end))
    return f"(Thời gian dự kiến: Từ {start} đến {end})"


def _whole(at: datetime) -> str:
    day = local(at).date()
    return f"{day_month(day)}/{day.year}"


def stage_heading(stage: Stage, master: Master) -> str:
    """The stage's heading with this night's hour where the form names its own."""
    start = local(master.window_start)
    return stage.heading.replace(FORM_HOUR, f"{start:%HH%M} NGÀY {day_month(start.date())}")


def title_of(master: Master) -> str:
    """The runbook's title; the form's own while the master has none."""
    return master.title or form_table().title


def minutes(span: timedelta) -> int:
    """Whole minutes, halves up."""
    return int(span.total_seconds() // 60 + (span.total_seconds() % 60 >= 30))


def span(duration: timedelta) -> str:
    """`45 phút`, `2 giờ`, `2 giờ 05 phút`."""
    hours, rest = divmod(minutes(duration), _MINUTES_AN_HOUR)
    if hours:
        return f"{hours} giờ {rest:02d} phút" if rest else f"{hours} giờ"
    return f"{rest} phút"


def difference(planned: timedelta, actual: timedelta) -> str:
    """`+12`, `-3`, `0` minutes, of the two figures as printed."""
    found = minutes(actual) - minutes(planned)
    return f"{found:+d}" if found else "0"


def units_of(step: Step) -> str:
    """Đơn vị phối hợp, in order."""
    return ", ".join(step.coordinating)


def contact_text(contact: Contact | None) -> str:
    """Name and phone."""
    if contact is None:
        return ""
    return ", ".join(part for part in (contact.name, unbroken(contact.phone)) if part)


def people_text(state: StepState) -> str:
    """Who did it: the attempt's person, else who was to."""
    done = next((attempt.person for attempt in reversed(state.attempts) if attempt.person), "")
    return done or (state.owner.name if state.owner else "")


def result_text(state: StepState) -> str:
    """Kết quả where it ended with one, else where the step stands."""
    if state.is_disputed:
        return "Hai máy báo khác nhau"
    if state.status is StepStatus.DONE and state.result is not None:
        return state.result.label
    return state.status.label


def step_title(step: Step) -> str:
    """`Bước 7. Kiểm thử nội bộ`."""
    return f"Bước {step.number}. {step.content}"


def step_numbers(master: Master, chosen: Iterable[bool]) -> str:
    """`1-4, 6, K2`: the numbers of the chosen steps, neighbours drawn together."""
    numbers = [step.number for step in master.steps]
    parts = []
    for wanted, group in groupby(zip(chosen, numbers, strict=True), key=lambda pair: pair[0]):
        found = [number for _, number in group]
        if wanted:
            parts.append(f"{found[0]}-{found[-1]}" if len(found) > 2 else ", ".join(found))
    return ", ".join(parts)


def measure_text(measure: Measure) -> str:
    """`Số bản ghi (bản ghi; từ 0)`."""
    about = "; ".join(part for part in (measure.unit, measure.allowed) if part)
    return f"{measure.name} ({about})" if about else measure.name


def what_happened(event: RunEvent, state: RunState) -> str:
    """An entry of the log in words: everything its body says that a person should read."""
    return "\n".join(line for line in _lines(event, state) if line)


def _lines(event: RunEvent, state: RunState) -> Iterable[str]:
    body = event.body
    special = _SPECIAL.get(event.kind)
    if special is not None:
        yield special(event, state)
    result = str(body.get("result", ""))
    yield Result(result).label if result in set(Result) else ""
    yield from _numbers(event, state)
    for key, label in _KEYS:
        yield f"{label}{body[key]}" if body.get(key) else ""
    yield "Nhập bổ sung từ bản giấy" if event.from_paper else ""
    wall = instant(body, PC_TIME)
    is_wrong = wall is not None and abs(wall - event.entered_at) > WARN_FROM
    yield f"Đồng hồ máy lúc ghi: {moment(wall)}" if wall is not None and is_wrong else ""


_KEYS = (
    ("reason", "Lý do: "),
    ("text", ""),
    ("explanation", "Giải trình: "),
    ("evidence", "Minh chứng: "),
    ("seconded_by", "Người xác nhận thứ hai: "),
)


def _numbers(event: RunEvent, state: RunState) -> Iterable[str]:
    numbers = event.body.get("numbers")
    names = {one.id: one for step in state.master.steps for one in step.measures}
    for key, value in numbers.items() if isinstance(numbers, dict) else ():
        known = names.get(str(key))
        yield f"{known.name if known else key}: {value}{f' {known.unit}' if known and known.unit else ''}"


def _vote(event: RunEvent, state: RunState) -> str:
    roles = {role.id: role.role for gate in state.master.gates for role in gate.roles}
    role = roles.get(str(event.body.get("role_id", "")), "")
    voter = str(event.body.get("voter", ""))
    return f"{role}{f' ({voter})' if voter else ''}: {_choice(event.body.get('choice'))}"


def _decide(event: RunEvent, _: RunState) -> str:
    forced = ", vượt biểu quyết, điều kiện" if event.body.get("override") else ""
    by = str(event.body.get("decided_by", ""))
    return f"{_choice(event.body.get('outcome'))}{forced}{f' (người quyết định: {by})' if by else ''}"


def _choice(value: object) -> str:
    return (Choice.GO if value == Choice.GO.value else Choice.STOP).label


def _insert(event: RunEvent, _: RunState) -> str:
    step = event.body.get("step")
    return str(step.get("content", "")) if isinstance(step, dict) else ""


def _substitute(event: RunEvent, state: RunState) -> str:
    leaving = state.master.contact(str(event.body.get("contact_id", "")))
    by = event.body.get("by")
    name = str(by.get("name", "")) if isinstance(by, dict) else ""
    return f"{name} thay {leaving.name if leaving else ''}"


def _incident(event: RunEvent, _: RunState) -> str:
    priority = event.body.get("priority")
    return f"{event.body.get('title', '')}{f' (ưu tiên {priority})' if priority else ''}"


def _target(event: RunEvent, state: RunState) -> str:
    wanted = event.body.get("target")
    places = {line.event.id: place for place, line in enumerate(state.log, 1)}
    about = f"Mục {places[wanted]}" if wanted in places else "Mục chưa có trên máy này"
    void = ": mục này không có giá trị" if event.body.get("void") else ""
    return f"{about}{void}"


def _correct(event: RunEvent, state: RunState) -> str:
    at = instant(event.body, "at")
    return f"{_target(event, state)}{f'; giờ đúng: {moment(at)}' if at is not None else ''}"


def _hold(event: RunEvent, _: RunState) -> str:
    return "Theo kế hoạch" if event.body.get("planned") else ""


_SPECIAL = {
    EventKind.VOTE: _vote,
    EventKind.DECIDE: _decide,
    EventKind.INSERT: _insert,
    EventKind.SUBSTITUTE: _substitute,
    EventKind.INCIDENT: _incident,
    EventKind.INCIDENT_CLOSED: _target,
    EventKind.CORRECT: _correct,
    EventKind.WITHDRAWN: _target,
    EventKind.HOLD: _hold,
}
