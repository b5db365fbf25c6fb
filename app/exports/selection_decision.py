"""Quyết định lựa chọn hệ thống dùng chung, or Thông báo kết luận: what stays, what goes on by exception, what stops.

Layout of a Quyết định (NĐ 30, PL III, mẫu 1.2) and of a Thông báo (mẫu 1.4). Number and date are blank for the pen and
the paper a draft until the văn thư has given them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from app.exports.layout import date_in_words, date_line, end_mark, number_line, subject_line
from app.exports.paper_filed import filed_ending
from app.exports.paper_parts import document
from app.exports.plan_words import deadline_text, rules_of
from app.exports.selection_issuer import Issuer, is_of_type, issuer, number_of
from app.exports.selection_parts import Printing, appendix, article, attached, cited, grounds, texts
from app.exports.selection_words import course_text, exemption_text
from app.exports.tree import (
    Block,
    Column,
    Document,
    ListItems,
    Recipients,
    Role,
    Row,
    Section,
    SignatureBlock,
    Table,
    Title,
    TwoColumnHeader,
    paragraph,
)
from app.models.plan import form
from app.models.plan.records import Signing
from app.models.selection.aftermath import backup_before
from app.models.selection.aftermath_words import named, sentence
from app.models.selection.records import MISSING, Course, Decided, KindView
from app.models.selection.unchosen import Handover, Unchosen
from app.models.units.gazetteer import Province
from app.models.vietnam_time import show_date, show_moment

DECISION, NOTICE = "QĐ", "TB"
"""Abbreviations of the two types (NĐ 30, PL III)."""
_NAMES = {DECISION: "Quyết định", NOTICE: "Thông báo"}
DECISION_SUBJECT = "Về việc lựa chọn hệ thống thông tin dùng chung cho toàn {cap}"
NOTICE_SUBJECT = "Kết luận về việc lựa chọn hệ thống thông tin dùng chung cho toàn {cap}"
CHOSEN_TITLE, STOPPED_TITLE = "Danh sách hệ thống dùng chung", "Hệ thống không được lựa chọn và phương án xử lý"
NEW_SYSTEM = "thay thế bằng hệ thống mới"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a decision paper is of."""

    kinds: tuple[KindView, ...]
    """Decided ones only, in order, each as its document says it (`as_decided`)."""
    stopped: tuple[Unchosen, ...]
    """What becomes of the systems that were not chosen."""
    printing: Printing
    plan: Signing | None = None
    """The issued plan, which the paper then rests on."""

    @property
    def decided(self) -> Decided | None:
        """By whom, when and by which document, where it was one and the same for all."""
        found = {view.decision.decided for view in self.kinds if view.decision is not None}
        return next(iter(found)) if len(found) == 1 else None


def decision_paper(of: Contents) -> Document:
    """The Quyết định, by Điều."""
    paper = _Paper(of, DECISION)
    return paper.document(
        (
            paper.letterhead(),
            Title("QUYẾT ĐỊNH", paper.said(DECISION_SUBJECT, is_subject=True)),
            paragraph(paper.issuer.authority, Role.ENACTING),
            *paper.grounds(),
            paragraph("QUYẾT ĐỊNH:", Role.ENACTING),
            *paper.articles(),
            paper.signature(paper.executed_by()),
        )
    )


def notice_paper(of: Contents) -> Document:
    """The Thông báo kết luận, by points."""
    paper = _Paper(of, NOTICE)
    return paper.document(
        (
            paper.letterhead(),
            Title("THÔNG BÁO", paper.said(NOTICE_SUBJECT, is_subject=True)),
            *paper.points(),
            paper.signature(),
        )
    )


class _Paper:
    """What both types say, with the number where the document bears this type."""

    def __init__(self, of: Contents, symbol: str) -> None:
        self._of = of
        self._symbol = symbol
        self._name = _NAMES[symbol]
        self._rules = rules_of(of.printing.body)
        decided = of.decided
        self._day = (decided.issued_on or decided.on) if decided else None
        number = decided.number if decided else ""
        self._number = number if is_of_type(number, symbol, otherwise=symbol == DECISION) else ""
        filed = of.printing.filed
        if filed is not None and filed.number is not None:
            self._number, self._day = filed.printed, filed.number.issued_on
        self.issuer: Issuer = issuer(of.printing, decided.by if decided else "", form.load().signing_note)

    def said(self, text: str, *, is_subject: bool = False, **more: str) -> str:
        """A shipped sentence with the province's words in it."""
        filled = text.format_map({**self._of.printing.words, **more})
        return subject_line(self._rules, filled) if is_subject else filled

    def letterhead(self) -> TwoColumnHeader:
        body = self.issuer.body
        number = number_of(body, self._symbol, self._number)
        return TwoColumnHeader(body.parent, body.name, number, date_line(body.place, self._signed_on))

    @property
    def _signed_on(self) -> date | None:
        return self._day if self._number else None

    def grounds(self) -> Iterator[Block]:
        """Each on its own line ending `;`, the last `.` (NĐ 30, PL I, II.6; HD 05: with a hyphen before it)."""
        mark = "- " if self._rules == "party" else ""
        found = list(grounds(self._of.printing, self._day))
        plan = self._of.plan
        if plan is not None and (self._day is None or plan.issued_on <= self._day):
            number = cited(number_line(self._rules, plan.symbol, plan.number))
            by = f"Ban Chỉ đạo {self._of.printing.province.title}"
            found.append(f"Kế hoạch hành động {number} {date_in_words(plan.issued_on)} của {by}")
        found.append("Biên bản họp đánh giá, lựa chọn hệ thống thông tin")
        yield from (paragraph(f"{mark}Căn cứ {one};", Role.BASIS) for one in found)
        yield paragraph(f"{mark}Theo đề nghị của {texts()['proposed_by']}.", Role.BASIS)

    @cached_property
    def _points(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What the paper decides, point by point, each with the lines below it."""
        return tuple(self._contents())

    def articles(self) -> Iterator[Block]:
        """Điều 1 what stays, then the exceptions, what stops, who follows it up, and from when it is in force."""
        for at, (first, lines) in enumerate(self._points, 1):
            yield article(at, first)
            if lines:
                yield ListItems(tuple(f"{place}. {line}" for place, line in enumerate(lines, 1)), "")
        yield article(self._last, end_mark(self._rules, self.said(texts()["effect"])))

    def points(self) -> Iterator[Block]:
        """The same by points with lists, between the sentences of a Thông báo."""
        yield paragraph(self.said(texts()["concluded"], issuer=self.issuer.name))
        for at, (first, lines) in enumerate(self._points, 1):
            yield paragraph(f"{at}. {first}")
            if lines:
                yield ListItems(lines)
        yield paragraph(end_mark(self._rules, self.said(texts()["notified"])))

    def _contents(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        yield self.said(texts()["single"]), tuple(_choice(view, self._of.printing.province) for view in self._of.kinds)
        exceptions = [
            f"{view.kind.name}: {exemption_text(view, one)}." for view in self._of.kinds for one in view.exemptions
        ]
        if exceptions:
            yield "Cho phép tiếp tục sử dụng có thời hạn bên cạnh hệ thống dùng chung:", tuple(exceptions)
        if self._of.stopped:
            backup = backup_before().deadline.text
            lines = tuple(self.said(text, backup=backup) for text in texts()["stopped"])
            yield "Đối với các hệ thống không được lựa chọn (Phụ lục II kèm theo):", lines
        yield self.said(texts()["follow_up"]), ()

    @property
    def _last(self) -> int:
        return len(self._points) + 1

    def executed_by(self) -> str:
        """The line of Nơi nhận for those whom the last Điều names."""
        return f"Như Điều {self._last};"

    def signature(self, first: str = "") -> SignatureBlock:
        """Nơi nhận and the place of the signature."""
        shared = tuple(self.said(one) for one in texts()["recipients"])
        lines = (*((first,) if first else ()), *shared, self.issuer.kept)
        filed = self._of.printing.filed
        if filed is not None and (filed.signatures or filed.recipients):
            return filed_ending(self.issuer.body, filed, lines[:-1])
        return SignatureBlock((self.issuer.signature,), Recipients(form.load().recipients_heading, lines))

    def document(self, blocks: Sequence[Block]) -> Document:
        """The paper with its lists as Phụ lục; a draft while it has no number."""
        stopped = self._of.stopped
        number = cited(number_of(self.issuer.body, self._symbol, self._number))
        reference = attached(self._name, number, self._signed_on, self.issuer.name)
        sections = [
            Section(tuple(blocks)),
            appendix("I" if stopped else "", CHOSEN_TITLE, reference, (_chosen_table(self._of.kinds),)),
        ]
        if stopped:
            sections.append(appendix("II", STOPPED_TITLE, reference, (_stopped_table(stopped),)))
        title = f"{self._name} lựa chọn hệ thống thông tin dùng chung"
        return document(title, self._of.printing, sections, is_draft=not self._number)


def _choice(view: KindView, province: Province) -> str:
    decision, system = view.decision, view.chosen
    name = named(system, province) if system else NEW_SYSTEM
    course = course_text(decision.course) if decision and system else ""
    reason = sentence(decision.reason) if decision else ""
    words = f"{view.kind.name}: {name}{f' ({course})' if course else ''}"
    return f"{words}. Lý do lựa chọn: {reason}." if reason else f"{words}."


def _chosen_table(kinds: Sequence[KindView]) -> Table:
    columns = (
        Column("TT", 12, "center"),
        Column("Loại hệ thống", 70),
        Column("Hệ thống dùng chung", 52),
        Column("Tỉnh cũ", 28),
        Column("Nhà cung cấp", 35),
        Column("Hướng xử lý", 28),
        Column("Ngoại lệ", 42),
    )
    rows = []
    for at, view in enumerate(kinds, 1):
        system, decision = view.chosen, view.decision
        course = decision.course if decision else Course.KEEP
        cells = (
            system.name if system else NEW_SYSTEM.capitalize(),
            (system.province or MISSING) if system else "",
            (system.vendor or MISSING) if system else "",
            course.label,
            "\n".join(exemption_text(view, one) for one in view.exemptions),
        )
        rows.append(Row((str(at), view.kind.name, *cells)))
    return Table(columns, tuple(rows), CHOSEN_TITLE)


def _stopped_table(stopped: Sequence[Unchosen]) -> Table:
    columns = (
        Column("TT", 10, "center"),
        Column("Hệ thống", 36),
        Column("Loại hệ thống", 33),
        Column("Sao lưu dữ liệu", 36),
        Column("Chuyển dữ liệu sang hệ thống dùng chung", 40),
        Column("Tra cứu", 36),
        Column("Chặn truy cập", 24),
        Column("Bàn giao", 42),
    )
    rows = tuple(Row((str(at), *_stopped_cells(one))) for at, one in enumerate(stopped, 1))
    return Table(columns, rows, "Hệ thống không được lựa chọn")


def _stopped_cells(one: Unchosen) -> tuple[str, ...]:
    """What is to become of a system, not how far that is: the paper says the same whenever it is printed."""
    lead = one.lead.shown if one.lead else MISSING
    until = deadline_text(one.deadline) or MISSING
    return (
        one.shown,
        one.kind,
        "\n".join(f"{part.name}: {backup_before().deadline.text}" for part in one.backups) or MISSING,
        f"{one.shared or NEW_SYSTEM.capitalize()}\nChủ trì: {lead}\nThời hạn: {until}",
        _lookup_text(one),
        show_moment(one.block_planned) if one.block_planned else MISSING,
        "\n".join(map(_handover_text, one.handovers)) or MISSING,
    )


def _lookup_text(one: Unchosen) -> str:
    if one.lookup is None:
        return MISSING
    until = f"Chỉ tra cứu đến hết {show_date(one.lookup.until)}" if one.lookup.until else f"Thời hạn: {MISSING}"
    person = ", ".join(part for part in (one.lookup.person, one.lookup.phone) if part) or MISSING
    return f"{until}\nĐầu mối: {person}"


def _handover_text(one: Handover) -> str:
    if one.skipped:
        return f"{one.name}: không bàn giao ({sentence(one.skipped)})"
    return f"{one.name}: {f'cho {one.receiver}' if one.receiver else MISSING}"
