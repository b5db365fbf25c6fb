"""The after-run review (báo cáo kết quả): planned and actual, overruns, gates, incidents, decisions, downtime."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from app.exports.layout import end_mark
from app.exports.paper_parts import fact, hour_of_day, letterhead, or_none, recipients
from app.exports.plan_words import rules_of
from app.exports.runbook_parts import (
    Printing,
    document,
    downtime_text,
    incident_table,
    mark_lines,
    overrun_table,
    progress_table,
    proof,
    trodden,
    verdicts,
)
from app.exports.runbook_words import clock, hour, moment, night_of, span, what_happened
from app.exports.tree import (
    Block,
    Column,
    Document,
    Heading,
    ListItems,
    Paragraph,
    Row,
    Section,
    Signature,
    SignatureBlock,
    Table,
    Title,
    paragraph,
)
from app.models.runbook.ordering import effective
from app.models.runbook.run_records import Decision, EventKind, GateState, RunState, StepStatus

KIND = "BÁO CÁO"
SUBJECT = "Kết quả thực hiện kịch bản chuyển đổi hệ thống"
DECISIONS = (
    EventKind.SKIP,
    EventKind.RETRY,
    EventKind.INSERT,
    EventKind.HOLD,
    EventKind.RESUME,
    EventKind.SUBSTITUTE,
    EventKind.ROLLBACK,
    EventKind.CLOSE,
)
"""Entries of the log that were somebody's decision; those of gates have a section of their own."""


def run_review(state: RunState, printing: Printing) -> Document:
    """The review of a closed run, ready to sign; of one still open it says how far it has come."""
    opening: tuple[Block, ...] = (
        letterhead(printing.body, "BC", is_dated=True),
        Title(KIND, SUBJECT),
        *mark_lines(state.run),
        Heading(1, "I. TÓM TẮT"),
        *_summary(state),
        Heading(1, "II. KẾ HOẠCH VÀ THỰC TẾ TỪNG BƯỚC"),
        paragraph("Thời lượng thực tế không kể thời gian tạm dừng, chờ và biểu quyết; chi tiết tại bảng dưới đây."),
    )
    ending: tuple[Block, ...] = (
        Heading(1, "III. CÁC BƯỚC VƯỢT THỜI LƯỢNG NHIỀU NHẤT"),
        *or_none(overrun_table(state), "Không có bước nào vượt thời lượng."),
        Heading(1, "IV. ĐIỂM QUYẾT ĐỊNH"),
        *_gates(state),
        Heading(1, "V. SỰ CỐ"),
        *or_none(incident_table(state), "Không có sự cố."),
        Heading(1, "VI. QUYẾT ĐỊNH ĐIỀU HÀNH"),
        *or_none(_decisions(state), "Không có quyết định nào khác kịch bản."),
        Heading(1, "VII. NHẬT KÝ"),
        *_log_lines(state, printing),
        paragraph(
            end_mark(rules_of(printing.body), f"Báo cáo lập lúc {moment(printing.at)} từ nhật ký của lượt thực hiện")
        ),
        _signature(state, printing),
    )
    sections = (Section(opening), Section((progress_table(state),), landscape=True), Section(ending))
    return document(f"{KIND} {SUBJECT}", printing, state.run, sections)


def _summary(state: RunState) -> Iterator[Paragraph]:
    master = state.master
    begun, ended = _span_of(state)
    yield fact("Kịch bản", master.title)
    yield fact("Khung thời gian", f"từ {hour_of_day(master.window_start)} đến {hour_of_day(master.window_end)}")
    yield fact("Bắt đầu thực tế", moment(begun) if begun else "chưa bắt đầu")
    yield fact("Kết thúc thực tế", _ended_text(state, ended))
    yield fact("Thời gian ngừng phục vụ người dân, doanh nghiệp", downtime_text(state))
    yield fact("Các bước", _counts(state))
    yield fact("Tạm dừng", _holds(state))
    if state.rollback_begun_at is not None:
        why = f"; lý do: {state.rollback_reason}" if state.rollback_reason else ""
        yield fact("Khôi phục hệ thống cũ", f"bắt đầu lúc {moment(state.rollback_begun_at)}{why}")


def _span_of(state: RunState) -> tuple[datetime | None, datetime | None]:
    attempts = [attempt for one in state.steps for attempt in one.attempts]
    begun = min((one.started_at for one in attempts if one.started_at is not None), default=None)
    ended = max((one.finished_at for one in attempts if one.finished_at is not None), default=None)
    return begun, ended


def _ended_text(state: RunState, ended: datetime | None) -> str:
    if ended is None:
        return "chưa có bước nào xong"
    if not state.is_over:
        return f"lượt thực hiện chưa kết thúc; bước gần nhất xong lúc {moment(ended)}"
    late = ended - state.master.window_end
    against = f"quá khung thời gian {span(late)}" if late > timedelta() else "trong khung thời gian"
    return f"{moment(ended)}, {against}"


def _counts(state: RunState) -> str:
    """Every step of the way taken in exactly one state, so that the figures sum."""
    counts = Counter(one.status for one in trodden(state))
    parts = [f"{status.label.lower()} {counts[status]}" for status in StepStatus if counts[status]]
    return f"tổng số {sum(counts.values())}: {', '.join(parts)}"


def _holds(state: RunState) -> str:
    if not state.holds:
        return "không có"
    ended = [hold.ended_at - hold.begun_at for hold in state.holds if hold.ended_at is not None]
    still = len(state.holds) - len(ended)
    return (
        f"{len(state.holds)} lần, tổng {span(sum(ended, timedelta()))}{f'; {still} lần chưa tiếp tục' if still else ''}"
    )


def _gates(state: RunState) -> Iterator[Block]:
    if not state.gates:
        yield paragraph("Kịch bản không có điểm quyết định.")
    for gate in state.gates:
        found = state.step(gate.step_id)
        name = f"Bước {found.step.number}. {found.step.content}" if found is not None else ""
        yield Heading(2, name)
        if not gate.decisions:
            yield paragraph("Chưa quyết định.")
        for decision in gate.decisions:
            yield paragraph(_decision_text(decision))
            yield ListItems(tuple(_vote_lines(gate, decision, state)))


def _decision_text(decision: Decision) -> str:
    forced = ", vượt biểu quyết, điều kiện" if decision.is_override else ""
    why = f"; lý do: {decision.reason}" if decision.reason else ""
    return f"{decision.outcome.label} lúc {moment(decision.at)}, người quyết định: {decision.person}{forced}{why}."


def _vote_lines(gate: GateState, decision: Decision, state: RunState) -> Iterator[str]:
    night = night_of(state.master)
    cast = {vote.role_id: vote for vote in decision.votes}
    for one in gate.votes:
        vote = cast.get(one.role.id)
        if vote is None:
            yield f"{one.role.role}: không biểu quyết, tính là DỪNG;"
        else:
            said = f" ({vote.text})" if vote.text else ""
            yield f"{one.role.role}, {vote.person}: {vote.choice.label} lúc {clock(vote.at, night)}{said};"


def _decisions(state: RunState) -> Table:
    night = night_of(state.master)
    columns = (
        Column("Giờ", 24, "center"),
        Column("Việc", 34),
        Column("Bước", 17, "center"),
        Column("Nội dung, lý do", 60),
        Column("Người ghi", 33),
    )
    numbers = {one.step.id: one.step.number for one in state.steps}
    rows = tuple(
        Row(
            (
                hour(event.occurred_at, night),
                event.kind.label,
                numbers.get(event.step_id, ""),
                what_happened(event, state),
                event.person,
            )
        )
        for event in effective([line.event for line in state.log])
        if event.kind in DECISIONS
    )
    return Table(columns, rows, "Quyết định điều hành")


def _log_lines(state: RunState, printing: Printing) -> Iterator[Block]:
    struck = sum(line.is_struck for line in state.log)
    paper = sum(line.event.from_paper for line in state.log)
    yield paragraph(
        f"Nhật ký có {len(state.log)} mục; {struck} mục đã hoàn tác hoặc đính chính; {paper} mục nhập từ bản giấy."
    )
    if state.remarks:
        yield paragraph("Lưu ý về việc ghi:")
        yield ListItems(tuple(remark.text for remark in state.remarks))
    yield from proof(state, printing)
    yield from verdicts(state, printing)


def _signature(state: RunState, printing: Printing) -> SignatureBlock:
    head = state.master.contact(state.master.head_id)
    signer = Signature(position="CHỈ HUY ĐÊM CHUYỂN ĐỔI", note="(Chữ ký)", name=head.name if head else "")
    return SignatureBlock((signer,), recipients(printing.body))
