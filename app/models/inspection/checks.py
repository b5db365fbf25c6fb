"""What to look at before a plan is announced and before minutes are agreed: plain rules over plain records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.models import vietnam_time
from app.models.findings import ERROR, ORDER, REMARK, WARNING, Level
from app.models.inspection.clashes import Clash
from app.models.inspection.minutes_records import Capacity, Entry, FieldWork, Minutes, Part
from app.models.inspection.records import Inspection, Role, Visit
from app.models.plan.deadline import DeadlineKind
from app.models.text import fold


@dataclass(frozen=True, slots=True)
class Finding:
    """One point to settle (Điểm cần rà soát)."""

    rule: str
    level: Level
    message: str
    record_id: str = ""
    """The visit, entry, line or checklist item ("CHECKLIST/ITEM") to go to; empty for the record as a whole."""
    field: str = ""


def check_plan(
    plan: Inspection, *, now: datetime, latest_notice: Mapping[str, datetime], clashes: tuple[Clash, ...] = ()
) -> tuple[Finding, ...]:
    """All findings of a plan. `latest_notice`: visit id -> the last instant at which its notice is in time."""
    found = [*_five_fields(plan), *_delegation(plan), *_visits(plan)]
    if not plan.is_sudden:
        found += _notices(plan, now, latest_notice)
    mine = {one.id for one in plan.visits}
    for clash in clashes:
        if mine & {clash.first_id, clash.second_id}:
            visit_id = clash.first_id if clash.first_id in mine else clash.second_id
            found.append(Finding("clash", WARNING, clash.message, visit_id, "times"))
    return _ordered(found)


def _five_fields(plan: Inspection) -> Iterator[Finding]:
    """Mục đích, đối tượng, nội dung, thời gian, thành phần đoàn kiểm tra (Sổ tay 6.3.a)."""
    for field, value, label in (
        ("purpose", plan.purpose, "mục đích"),
        ("subject", plan.subject, "đối tượng"),
        ("content", plan.content, "nội dung"),
        ("period", plan.first_day and plan.last_day, "thời gian"),
        ("delegates", plan.delegates, "thành phần đoàn kiểm tra"),
    ):
        if not value:
            yield Finding("missing_field", ERROR, f"Kế hoạch chưa nêu {label} (Sổ tay 6.3.a).", field=field)
    if plan.agreement is None:
        message = "Kế hoạch chưa ghi việc báo cáo, thống nhất với Cơ quan Thường trực Ban Chỉ đạo (Sổ tay 6.3.a)."
        yield Finding("no_agreement", WARNING, message, field="agreement")


def _delegation(plan: Inspection) -> Iterator[Finding]:
    heads = [one for one in plan.delegates if one.role is Role.HEAD]
    if plan.delegates and not heads:
        yield Finding("no_head", ERROR, "Đoàn kiểm tra chưa có Trưởng đoàn.", field="delegates")
    if len(heads) > 1:
        names = ", ".join(one.name for one in heads)
        yield Finding("two_heads", ERROR, f"Đoàn kiểm tra có {len(heads)} Trưởng đoàn: {names}.", field="delegates")
    if plan.delegates and not any(one.role is Role.SECRETARY for one in plan.delegates):
        yield Finding("no_secretary", REMARK, "Đoàn kiểm tra chưa có thư ký.", field="delegates")


def _visits(plan: Inspection) -> Iterator[Finding]:
    if not plan.visits:
        yield Finding("no_visit", ERROR, "Kế hoạch chưa có đơn vị nào để kiểm tra.", field="visits")
    for visit in plan.visits:
        name = visit.unit.shown
        if visit.start is None:
            yield Finding("no_time", WARNING, f"{name}: chưa có giờ làm việc.", visit.id, "times")
            continue
        if not visit.place:
            yield Finding("no_place", WARNING, f"{name}: chưa có địa điểm làm việc.", visit.id, "place")
        day = vietnam_time.today(visit.start)
        if plan.first_day and plan.last_day and not plan.first_day <= day <= plan.last_day:
            message = f"{name}: ngày {vietnam_time.show_date(day)} nằm ngoài thời gian của kế hoạch."
            yield Finding("outside_period", WARNING, message, visit.id, "times")


def _notices(plan: Inspection, now: datetime, latest: Mapping[str, datetime]) -> Iterator[Finding]:
    """At least 03 working days, through the unit's focal point (Sổ tay 6.3.b)."""
    for visit in plan.visits:
        last = latest.get(visit.id)
        if last is None:
            continue
        if visit.notice is None:
            late = now > last
            message = (
                f"{visit.unit.shown}: đã quá thời điểm phải thông báo ({vietnam_time.show_moment(last)}); "
                "dời ngày làm việc hoặc ghi lý do đột xuất."
                if late
                else f"{visit.unit.shown}: chưa thông báo lịch, chậm nhất {vietnam_time.show_moment(last)}."
            )
            yield Finding("no_notice", ERROR if late else WARNING, message, visit.id, "notice")
        elif visit.notice.sent_at > last:
            yield Finding("late_notice", ERROR, late_notice(visit, last), visit.id, "notice")


def late_notice(visit: Visit, last: datetime) -> str:
    """What is said of a notice that leaves less than 03 working days."""
    return (
        f"{visit.unit.shown}: thông báo chưa đủ 03 ngày làm việc trước buổi làm việc "
        f"(chậm nhất {vietnam_time.show_moment(last)})."
    )


def check_field(work: FieldWork) -> tuple[Finding, ...]:
    """All findings of the field work: a failing answer needs a photo or a note; items not answered."""
    found = []
    for answered in work.checklists:
        for one in answered.items:
            place = f"{answered.checklist.key}/{one.item.key}"
            if one.lacks_proof:
                message = f"“{one.item.label}” không đạt nhưng chưa có ảnh hoặc ghi chú."
                found.append(Finding("no_proof", ERROR, message, place, "note"))
            elif one.result is None:
                found.append(Finding("not_answered", WARNING, f"“{one.item.label}” chưa được trả lời.", place))
    return _ordered(found)


def check_minutes(minutes: Minutes) -> tuple[Finding, ...]:
    """All findings of minutes: what the form asks for and a conclusion cannot do without; errors refuse "Thông qua"."""
    found = [
        *_times(minutes),
        *_opening(minutes),
        *_results(minutes),
        *_conclusions(minutes),
        *_closing(minutes),
        *check_field(minutes.field_work),
    ]
    return _ordered(found)


def _times(minutes: Minutes) -> Iterator[Finding]:
    start, end = minutes.started_at, minutes.ended_at
    if start is None:
        yield Finding("no_start", ERROR, "Mục 1: chưa có giờ, ngày bắt đầu.", field="started_at")
    if end is None:
        yield Finding("no_end", ERROR, "Chưa có giờ kết thúc buổi làm việc.", field="ended_at")
    if start and end:
        if end <= start:
            yield Finding("end_before_start", ERROR, "Giờ kết thúc không sau giờ bắt đầu.", field="ended_at")
        elif vietnam_time.today(start) != vietnam_time.today(end):
            message = "Mẫu ghi kết thúc “cùng ngày”, nhưng giờ kết thúc là ngày khác."
            yield Finding("other_day", ERROR, message, field="ended_at")


def _opening(minutes: Minutes) -> Iterator[Finding]:
    if not minutes.place:
        yield Finding("no_place", ERROR, "Mục 2: chưa có địa điểm.", field="place")
    if not minutes.unit_name:
        yield Finding("no_unit_name", ERROR, "Mục 3.b: chưa có tên đơn vị.", field="unit_name")
    for capacity, message in (
        (Capacity.HEAD, "Mục 3.a: chưa có Trưởng đoàn."),
        (Capacity.CHAIR, "Mục 3.b: chưa có người chủ trì của đơn vị."),
    ):
        if not any(one.capacity is capacity and one.name for one in minutes.participants):
            yield Finding("no_participant", ERROR, message, field="participants")
    for one in minutes.participants:
        if not one.name:
            yield Finding("no_name", ERROR, "Mục 3: có dòng chưa ghi họ tên.", one.id, "name")
        elif not one.position:
            yield Finding("no_position", WARNING, f"Mục 3: {one.name} chưa ghi chức vụ.", one.id, "position")
    if not minutes.content:
        yield Finding("no_content", ERROR, "Mục 4: chưa có nội dung làm việc.", field="content")


def _results(minutes: Minutes) -> Iterator[Finding]:
    for part, message in (
        (Part.ACHIEVEMENT, "Mục 5.1: chưa ghi kết quả đã đạt được."),
        (Part.SHORTCOMING, "Mục 5.2: chưa ghi tồn tại, hạn chế; nếu không có thì ghi “Không có”."),
    ):
        if not minutes.part(part):
            yield Finding("empty_part", ERROR, message, field=part.value)
    for entry in minutes.entries:
        if not entry.text:
            yield Finding("empty_entry", ERROR, "Có mục chưa ghi nội dung.", entry.id, "text")
    for entry in minutes.part(Part.SHORTCOMING):
        if not (entry.objective_cause or entry.subjective_cause or says_none(entry)):
            message = f"Mục 5.2: “{_short(entry)}” chưa ghi nguyên nhân khách quan hoặc chủ quan."
            yield Finding("no_cause", ERROR, message, entry.id, "objective_cause")


def says_none(entry: Entry) -> bool:
    """Whether an entry says that there is nothing ("Không có")."""
    return fold(entry.text).startswith("khong co")


def _conclusions(minutes: Minutes) -> Iterator[Finding]:
    conclusions = minutes.part(Part.CONCLUSION)
    if not conclusions and any(not says_none(one) for one in minutes.part(Part.SHORTCOMING)):
        message = "Mục 6.1: có tồn tại nhưng chưa có kết luận để khắc phục."
        yield Finding("no_conclusion", ERROR, message, field=Part.CONCLUSION.value)
    for entry in conclusions:
        if entry.unit is None:
            yield Finding("no_unit", ERROR, f"Mục 6.1: “{_short(entry)}” chưa có đơn vị thực hiện.", entry.id, "unit")
        elif not entry.unit.name:
            yield Finding("lost_unit", ERROR, f"Mục 6.1: đơn vị của “{_short(entry)}” không còn.", entry.id, "unit")
        if entry.deadline is None:
            message = f"Mục 6.1: “{_short(entry)}” chưa có thời hạn hoàn thành."
            yield Finding("no_deadline", ERROR, message, entry.id, "deadline")
        else:
            yield from _deadline(entry, minutes.started_at)
    for entry in minutes.part(Part.PROPOSAL):
        if not entry.addressee:
            message = f"Mục 6.2: “{_short(entry)}” chưa ghi kiến nghị với cơ quan nào."
            yield Finding("no_addressee", WARNING, message, entry.id, "addressee")


def _deadline(entry: Entry, started_at: datetime | None) -> Iterator[Finding]:
    if entry.deadline is None:
        return
    due = entry.deadline.due_at()
    if due is None or entry.deadline.kind is DeadlineKind.ONGOING:
        message = f"Mục 6.1: thời hạn của “{_short(entry)}” không có ngày cụ thể (Sổ tay 6.3.c)."
        yield Finding("open_deadline", WARNING, message, entry.id, "deadline")
    elif started_at is not None and due <= started_at:
        message = f"Mục 6.1: thời hạn của “{_short(entry)}” trước buổi làm việc."
        yield Finding("past_deadline", ERROR, message, entry.id, "deadline")


def _closing(minutes: Minutes) -> Iterator[Finding]:
    if not minutes.copies:
        yield Finding("no_copies", ERROR, "Chưa ghi biên bản lập thành mấy bản.", field="copies")
    if len(minutes.signatories) < _SIDES:
        message = "Biên bản cần ít nhất hai người ký: đại diện Đoàn công tác và đại diện đơn vị."
        yield Finding("few_signatories", ERROR, message, field="signatories")
    for one in minutes.signatories:
        if not one.name:
            yield Finding("no_signatory", ERROR, f"“{one.title}” chưa ghi họ tên người ký.", one.id, "name")
    if minutes.copies and len(minutes.signatories) >= _SIDES and minutes.copies < _SIDES:
        yield Finding("few_copies", WARNING, "Số bản ít hơn số bên giữ biên bản.", field="copies")


_SIDES = 2
_SHORT = 60


def _short(entry: Entry) -> str:
    return entry.text if len(entry.text) <= _SHORT else f"{entry.text[:_SHORT].rstrip()}…"


def _ordered(found: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda one: ORDER[one.level]))
