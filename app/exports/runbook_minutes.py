"""The two minutes of the night: biên bản nghiệm thu kỹ thuật, and biên bản họp rút kinh nghiệm after a rehearsal.

Layout of a Biên bản (NĐ 30, PL III, mẫu 1.9): no date line, begun and ended in words, secretary left, chair right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.exports.layout import end_mark
from app.exports.paper_parts import (
    BLANK,
    fact,
    hour_of_day,
    letterhead,
    minutes_signatures,
    moment_in_words,
    number_text,
    or_none,
)
from app.exports.plan_words import rules_of
from app.exports.runbook_parts import (
    Printing,
    document,
    incident_table,
    mark_lines,
    note_text,
    overrun_table,
    progress_table,
    proof,
    trodden,
)
from app.exports.runbook_words import hour, moment, night_of, people_text, result_text
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
from app.models.runbook.records import Branch, Contact, Measure
from app.models.runbook.run_records import Result, RunState, StepState, StepStatus

KIND = "BIÊN BẢN"
ACCEPTANCE = "Nghiệm thu kỹ thuật hệ thống sau chuyển đổi"
LESSONS = "Họp rút kinh nghiệm"
ACCEPTANCE_STEP = 8
"""Number in Phụ lục V of the step whose result is these minutes."""
VENDOR, TASK_FORCE = "Tổ đối ứng doanh nghiệp", "Tổ Công tác Tỉnh"
PROPOSALS, PROPOSAL_ROW_MM = 5, 12.0
BLANK_PEOPLE = 3
MATCHES, DIFFERS, MISSING = "Khớp", "Không khớp", "Chưa có số liệu"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A recorded number with the one taken before (`before` None where it has none to agree with)."""

    measure: Measure
    step: StepState
    before: Decimal | None
    after: Decimal | None
    is_pair: bool

    @property
    def verdict(self) -> str:
        """Whether the two agree, or the one lies in its range."""
        if self.after is None or (self.is_pair and self.before is None):
            return MISSING
        if self.is_pair:
            return MATCHES if self.before == self.after else DIFFERS
        low, high = self.measure.low, self.measure.high
        if low is None and high is None:
            return ""
        inside = (low is None or self.after >= low) and (high is None or self.after <= high)
        return "Trong khoảng cho phép" if inside else f"Ngoài khoảng cho phép ({self.measure.allowed})"


def acceptance_minutes(state: RunState, printing: Printing) -> Document:
    """Biên bản nghiệm thu kỹ thuật: what was tested, the numbers before and after, what follows from them."""
    step = _acceptance(state)
    begun = step.attempts[0].started_at if step is not None and step.attempts else None
    ended = step.finished_at if step is not None else None
    blocks: tuple[Block, ...] = (
        *_opening(state, printing, ACCEPTANCE, begun),
        Heading(2, "1. Kết quả kiểm thử"),
        *or_none(_tests(state), "Không có bước kiểm thử bắt buộc trong kịch bản."),
        Heading(2, "2. Số liệu trước và sau chuyển đổi"),
        *or_none(_numbers(state), "Kịch bản không yêu cầu ghi số liệu."),
        Heading(2, "3. Sự cố trong quá trình thực hiện"),
        *or_none(incident_table(state), "Không có sự cố."),
        Heading(2, "4. Căn cứ"),
        *proof(state, printing),
        Heading(2, "5. Kết luận"),
        *_conclusion(state),
        fact("Ý kiến khác", BLANK),
        _closing(printing, ended, "Việc nghiệm thu"),
        _parties(),
        minutes_signatures(printing.body),
    )
    return document(f"{KIND} {ACCEPTANCE}", printing, state.run, (Section(blocks),))


def lessons_minutes(state: RunState, printing: Printing, *, begun_at: datetime | None = None) -> Document:
    """Biên bản họp rút kinh nghiệm: planned and actual, the largest overruns, what failed, room for proposals."""
    subject = f"{LESSONS} sau lượt {state.run.mode.label.lower()}"
    opening: tuple[Block, ...] = (
        *_opening(state, printing, subject, begun_at),
        Heading(2, "1. Kế hoạch và thực tế từng bước"),
        paragraph("Thời lượng thực tế không kể thời gian tạm dừng, chờ và biểu quyết; chi tiết tại bảng dưới đây."),
    )
    ending: tuple[Block, ...] = (
        Heading(2, "2. Các bước vượt thời lượng nhiều nhất"),
        *or_none(overrun_table(state), "Không có bước nào vượt thời lượng."),
        Heading(2, "3. Việc chưa đạt, làm lại, bỏ qua"),
        *or_none(_failures(state), "Không có."),
        Heading(2, "4. Sự cố"),
        *or_none(incident_table(state), "Không có sự cố."),
        Heading(2, "5. Kiến nghị, phân công khắc phục"),
        _proposals(),
        *proof(state, printing),
        _closing(printing, None, "Cuộc họp"),
        minutes_signatures(printing.body),
    )
    sections = (Section(opening), Section((progress_table(state),), landscape=True), Section(ending))
    return document(f"{KIND} {subject}", printing, state.run, sections)


def comparisons(state: RunState) -> tuple[Comparison, ...]:
    """Every number of the way taken, those measured before only beside the ones that must equal them."""
    found = {measure.id: (one, measure) for one in trodden(state) for measure in one.step.measures}
    befores = {measure.compare_with for _, measure in found.values() if measure.compare_with}
    return tuple(
        Comparison(
            measure,
            one,
            found[measure.compare_with][0].numbers.get(measure.compare_with) if measure.compare_with in found else None,
            one.numbers.get(measure.id),
            bool(measure.compare_with),
        )
        for one, measure in found.values()
        if measure.id not in befores
    )


def _opening(state: RunState, printing: Printing, subject: str, begun: datetime | None) -> Iterator[Block]:
    yield letterhead(printing.body, "BB")
    yield Title(KIND, subject)
    yield from mark_lines(state.run)
    yield fact("Thời gian bắt đầu", moment_in_words(begun))
    yield fact("Địa điểm", printing.place or BLANK)
    yield fact("Thành phần tham dự", "")
    yield ListItems(tuple(_attendees(state)))
    yield fact("Chủ trì", BLANK)
    yield fact("Thư ký", BLANK)
    yield fact("Nội dung", f"{state.master.title}, giờ G {hour_of_day(state.run.anchor)}.")


def _attendees(state: RunState) -> Iterator[str]:
    """Who tests, accepts and votes, each once; blank lines where nobody is named."""
    people: dict[str, tuple[Contact, str]] = {}
    for one in _new_system(state):
        for contact in (one.owner, one.deputy):
            if contact is not None:
                people.setdefault(contact.id, (contact, one.step.lead_unit))
    for gate in state.gates:
        for vote in gate.votes:
            if vote.contact is not None:
                people.setdefault(vote.contact.id, (vote.contact, vote.role.role))
    for contact, unit in people.values():
        about = [part for part in (contact.position, contact.team or unit) if part]
        yield ", ".join((f"Ông (bà) {contact.name}", *about)) + ";"
    for _ in range(0 if people else BLANK_PEOPLE):
        yield f"Ông (bà){BLANK}, chức vụ{BLANK};"


def _acceptance(state: RunState) -> StepState | None:
    tests = _new_system(state)
    named = [one for one in tests if one.step.form_number == ACCEPTANCE_STEP]
    found = named or tests
    return found[-1] if found else None


def _tests(state: RunState) -> Table:
    night = night_of(state.master)
    columns = (
        Column("Bước", 17, "center"),
        Column("Nội dung kiểm thử", 46),
        Column("Kết quả cần đạt", 34),
        Column("Kết quả", 22, "center"),
        Column("Giờ kết thúc", 22, "center"),
        Column("Người thực hiện, minh chứng", 38),
    )
    rows = tuple(
        Row(
            (
                one.step.number,
                one.step.content,
                one.step.expected_result,
                _tested(one),
                hour(one.finished_at, night),
                "\n".join(part for part in (people_text(one), one.evidence) if part),
            )
        )
        for one in _new_system(state)
    )
    return Table(columns, rows, "Kết quả kiểm thử")


def _new_system(state: RunState) -> list[StepState]:
    """The mandatory tests of the new system; those of the way back test the old one."""
    return [one for one in state.steps if one.step.is_test and one.step.branch is Branch.MAIN]


def _tested(one: StepState) -> str:
    return result_text(one) if one.status in (StepStatus.DONE, StepStatus.FAILED) else Result.NOT_TESTED.label


def _numbers(state: RunState) -> Table:
    columns = (
        Column("Bước", 17, "center"),
        Column("Số liệu", 44),
        Column("Trước", 25, "right"),
        Column("Sau", 25, "right"),
        Column("Chênh lệch", 22, "right"),
        Column("Đánh giá, giải trình", 46),
    )
    rows = tuple(
        Row(
            (
                one.step.step.number,
                f"{one.measure.name}{f' ({one.measure.unit})' if one.measure.unit else ''}",
                number_text(one.before),
                number_text(one.after),
                number_text(one.after - one.before) if one.after is not None and one.before is not None else "",
                "\n".join(part for part in (one.verdict, one.step.explanation) if part),
            )
        )
        for one in comparisons(state)
    )
    return Table(columns, rows, "Số liệu trước và sau")


def _conclusion(state: RunState) -> Iterator[Block]:
    tests = _new_system(state)
    results = [_tested(one) for one in tests]
    passed = results.count(Result.PASSED.label)
    wrong = [one for one in comparisons(state) if one.verdict in (DIFFERS, MISSING)]
    unexplained = [one for one in wrong if one.verdict == MISSING or not one.step.explanation]
    critical = [one for one in state.incidents if one.is_critical]
    yield paragraph(
        f"Kiểm thử bắt buộc: {passed}/{len(tests)} nội dung đạt. Số liệu không khớp hoặc chưa có: {len(wrong)}, "
        f"trong đó chưa giải trình: {len(unexplained)}. Sự cố nghiêm trọng chưa xử lý: {len(critical)}."
    )
    if state.rollback_begun_at is not None:
        yield paragraph(
            f"Việc chuyển đổi đã dừng lúc {moment(state.rollback_begun_at)} để khôi phục hệ thống cũ "
            f"(lý do: {state.rollback_reason}). Hệ thống mới không được nghiệm thu."
        )
    elif tests and passed == len(tests) and not unexplained and not critical:
        yield paragraph(_accepted(state))
    else:
        yield paragraph("Chưa đủ căn cứ kết luận hệ thống đạt yêu cầu kỹ thuật; còn phải xử lý:")
        yield ListItems(
            (
                *(f"Bước {one.step.number}: {_tested(one).lower()};" for one in tests if not _passed(one)),
                *(f"{one.measure.name}: {one.verdict.lower()};" for one in unexplained),
                *(f"Sự cố: {one.title};" for one in critical),
            )
        )


def _passed(one: StepState) -> bool:
    return _tested(one) == Result.PASSED.label


def _accepted(state: RunState) -> str:
    if state.run.is_rehearsal:
        return "Lượt diễn tập đạt yêu cầu kỹ thuật. Kết luận này không thay cho nghiệm thu chính thức."
    return "Hệ thống đạt yêu cầu kỹ thuật, đủ điều kiện vận hành chính thức."


def _failures(state: RunState) -> Table:
    night = night_of(state.master)
    columns = (
        Column("Bước", 17, "center"),
        Column("Nội dung công việc", 60),
        Column("Kết quả", 26, "center"),
        Column("Giờ", 25, "center"),
        Column("Lý do, ghi chú", 50),
    )
    wanted = (StepStatus.FAILED, StepStatus.SKIPPED)
    rows = tuple(
        Row((one.step.number, one.step.content, result_text(one), hour(one.finished_at, night), note_text(one)))
        for one in trodden(state)
        if one.status in wanted or one.is_disputed or len(one.attempts) > 1 or one.result is Result.FAILED
    )
    return Table(columns, rows, "Việc chưa đạt")


def _proposals() -> Table:
    columns = (
        Column("TT", 12, "center"),
        Column("Kiến nghị", 78),
        Column("Đơn vị thực hiện", 42),
        Column("Thời hạn", 33),
    )
    rows = tuple(Row((str(at), "", "", "")) for at in range(1, PROPOSALS + 1))
    return Table(columns, rows, "Kiến nghị", PROPOSAL_ROW_MM)


def _closing(printing: Printing, ended: datetime | None, what: str) -> Paragraph:
    return paragraph(end_mark(rules_of(printing.body), f"{what} kết thúc vào {moment_in_words(ended)}"))


def _parties() -> SignatureBlock:
    """Who hands over and who accepts sign besides secretary and chair."""
    note = "(Chữ ký)"
    return SignatureBlock(
        tuple(Signature(position=f"ĐẠI DIỆN {unit.upper()}", note=note) for unit in (VENDOR, TASK_FORCE))
    )
