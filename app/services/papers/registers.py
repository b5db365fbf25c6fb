"""The registers of the văn thư: lines, findings, the next number proposed, who signed what, terms of the Party."""

from datetime import date

from app.models.errors import InvalidInputError
from app.models.papers import checks, queries
from app.models.papers import registers as books
from app.models.papers.kinds import KINDS, issuer_in, required_kind, symbol_of
from app.models.papers.records import Number
from app.models.papers.registers import (
    Finding,
    Numbering,
    Proposal,
    RegisterLine,
    RegisterQuery,
    SignedLine,
)
from app.models.recording import RecordingSession
from app.models.working_time import queries as working_time
from app.models.working_time.reckoning import add_working_days
from app.services import settings
from app.services.desk import Desk, Outcome, typed


def numbering(desk: Desk) -> Numbering:
    """How this house numbers its papers."""
    with desk.workspace.reading() as session:
        return queries.numbering(session)


def register(desk: Desk, *, query: RegisterQuery | None = None) -> tuple[RegisterLine, ...]:
    """The register of outgoing papers, by series and number: what screens and the Excel sheet show."""
    with desk.workspace.reading() as session:
        lines = books.register(queries.papers(session, desk.natural_id), queries.numbering(session))
    return books.select(lines, query or RegisterQuery(), {kind.name: kind.code for kind in KINDS.values()})


def who_signed(desk: Desk, *, text: str = "") -> tuple[SignedLine, ...]:
    """Who signed what, latest first; only what holds every word of a text (marks apart)."""
    with desk.workspace.reading() as session:
        return books.signed(queries.papers(session, desk.natural_id), text)


def findings(desk: Desk) -> tuple[Finding, ...]:
    """Doubles, gaps, dates out of order, papers that wait for their number, steps that another desk overtook."""
    with desk.workspace.reading() as session:
        calendar = working_time.calendar(session)
        return checks.check(
            queries.papers(session, desk.natural_id),
            queries.numbering(session),
            now=desk.now(),
            next_working_day=lambda day: add_working_days(day, 1, calendar),
        )


def propose_symbol(desk: Desk, *, kind: str, drafting: str = "") -> str:
    """The ký hiệu a paper of a kind would bear: "BB-BCĐ".

    Raises:
        InvalidInputError: an unknown kind.
    """
    return symbol_of(required_kind(kind), issuer_in(settings.body(desk).symbol), drafting=drafting)


def propose_number(desk: Desk, *, paper_id: str, symbol: str, issued_on: date) -> Proposal:
    """The number that would come next in the series of a paper: the văn thư's register decides, not this.

    Raises:
        NotFoundError: no such paper.
    """
    with desk.workspace.reading() as session:
        paper = queries.paper(session, desk.natural_id, paper_id)
        known = queries.numbering(session)
        series = books.series_of(Number("", symbol, issued_on), paper.kind, paper.rule_set, known)
        return books.proposal(books.register(queries.papers(session, desk.natural_id), known), series)


def set_numbers_by_kind(desk: Desk, *, by_kind: bool) -> Outcome:
    """Say whether State papers of each kind have a series of their own."""
    with desk.act("Đổi cách đánh số văn bản") as act:
        settings.put_setting(desk, act.session, queries.BY_KIND, by_kind)
    return act.outcome


def set_term(desk: Desk, *, name: str, since: date) -> Outcome:
    """Add a term of the Party committee (nhiệm kỳ), or change the first day of one.

    Raises:
        InvalidInputError: no name, or another term begins that day.
    """
    name = typed(name, where="Nhiệm kỳ", required=True)
    with desk.act("Đặt nhiệm kỳ") as act:
        terms = {one.name: one.since for one in queries.numbering(act.session).terms}
        if any(known == since for other, known in terms.items() if other != name):
            raise InvalidInputError("Đã có nhiệm kỳ bắt đầu ngày này.", "Chọn ngày khác, hoặc sửa nhiệm kỳ kia.")
        _put_terms(desk, act.session, {**terms, name: since})
    return act.outcome


def remove_term(desk: Desk, *, name: str) -> Outcome:
    """Take a term out.

    Raises:
        InvalidInputError: there is none of that name.
    """
    with desk.act("Bỏ nhiệm kỳ") as act:
        terms = {one.name: one.since for one in queries.numbering(act.session).terms}
        if name not in terms:
            raise InvalidInputError(f"Không có nhiệm kỳ “{name}”.", "Chọn nhiệm kỳ trong danh sách.")
        del terms[name]
        _put_terms(desk, act.session, terms)
    return act.outcome


def _put_terms(desk: Desk, session: RecordingSession, terms: dict[str, date]) -> None:
    ordered = sorted(terms.items(), key=lambda one: one[1])
    settings.put_setting(
        desk, session, queries.TERMS, [{"name": name, "since": since.isoformat()} for name, since in ordered]
    )
