"""The slip of a gate (phiếu điểm quyết định): who voted what, on what grounds, what was decided, the log's heads."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from app.exports.layout import end_mark
from app.exports.paper_parts import fact, hour_of_day, letterhead, or_none
from app.exports.plan_words import rules_of
from app.exports.runbook_parts import Printing, document, mark_lines, outlook_lines, proof
from app.exports.runbook_words import clock, moment, night_of, planned_hour
from app.exports.tree import (
    Block,
    Column,
    Document,
    Heading,
    Paragraph,
    Row,
    Run,
    Section,
    Signature,
    SignatureBlock,
    Table,
    Title,
    paragraph,
)
from app.models.errors import NotFoundError
from app.models.runbook.records import Step
from app.models.runbook.run_records import Choice, Decision, GateState, RoleVote, RunState, Vote

KIND = "PHIẾU ĐIỂM QUYẾT ĐỊNH"
NO_VOTE = "chưa biểu quyết"


def gate_slip(state: RunState, step_id: str, printing: Printing, *, decision: Decision | None = None) -> Document:
    """The slip of one round of votes: of ``decision``, else of the last one decided, else of the votes so far.

    Raises:
        NotFoundError: no such gate in this run.
    """
    gate, known = state.gate(step_id), state.step(step_id)
    if gate is None or known is None:
        raise NotFoundError("Không có điểm quyết định này trong lượt thực hiện.", "Chọn lại bước.")
    step = known.step
    round_of = decision or (gate.decisions[-1] if gate.decisions else None)
    blocks: tuple[Block, ...] = (
        letterhead(printing.body),
        Title(KIND, f"Bước {step.number}. {step.content}"),
        *mark_lines(state.run),
        *_facts(state, step, printing),
        Heading(2, f"1. Biểu quyết lần {_place(gate, round_of)}"),
        *or_none(_votes(gate, round_of, night_of(state.master)), "Điểm quyết định này không có chức trách biểu quyết."),
        Heading(2, "2. Kiểm thử bắt buộc, sự cố nghiêm trọng"),
        _grounds(gate),
        *_verdict(gate, round_of, state, printing),
        *proof(state, printing),
        _signatures(state, round_of),
    )
    return document(f"{KIND} - Bước {step.number}", printing, state.run, (Section(blocks),))


def _place(gate: GateState, decision: Decision | None) -> int:
    """Which round of votes it is, from 1."""
    if decision is not None and decision in gate.decisions:
        return gate.decisions.index(decision) + 1
    return len(gate.decisions) + 1


def _facts(state: RunState, step: Step, printing: Printing) -> Iterator[Paragraph]:
    planned = planned_hour(step.planned_start, night_of(state.master)) or "không ghi"
    yield fact("Giờ theo kế hoạch", f"{planned}; phải xong trước {hour_of_day(state.master.window_end)}")
    yield from outlook_lines(printing, night_of(state.master))


def _votes(gate: GateState, decision: Decision | None, night: date) -> Table:
    columns = (
        Column("TT", 11, "center"),
        Column("Chức trách", 50),
        Column("Họ và tên", 43),
        Column("Biểu quyết", 29, "center"),
        Column("Giờ", 32, "center"),
    )
    cast = {vote.role_id: vote for vote in decision.votes} if decision is not None else None
    rows = tuple(
        Row(_vote_cells(at, one, one.vote if cast is None else cast.get(one.role.id), night))
        for at, one in enumerate(gate.votes, 1)
    )
    return Table(columns, rows, "Biểu quyết")


def _vote_cells(at: int, one: RoleVote, vote: Vote | None, night: date) -> tuple[str, ...]:
    named = one.contact.name if one.contact is not None else ""
    if vote is None:
        return (str(at), one.role.role, named, Choice.STOP.label, NO_VOTE)
    said = "\n".join(part for part in (vote.choice.label, vote.text) if part)
    return (str(at), one.role.role, vote.person or named, said, clock(vote.at, night))


def _grounds(gate: GateState) -> Table:
    columns = (Column("Bước", 17, "center"), Column("Nội dung", 109), Column("Kết quả", 39, "center"))
    rows = [
        Row((test.number, test.content, "Hai máy báo khác nhau" if test.is_disputed else test.result.label))
        for test in gate.tests
    ]
    open_ones = [f"{one.title} (báo lúc {moment(one.at)})" for one in gate.critical_incidents]
    rows.append(
        Row(
            (
                "",
                "\n".join(("Sự cố nghiêm trọng chưa xử lý", *open_ones)),
                str(len(open_ones)) if open_ones else "Không",
            )
        )
    )
    return Table(columns, tuple(rows), "Kiểm thử, sự cố")


def _verdict(gate: GateState, decision: Decision | None, state: RunState, printing: Printing) -> Iterator[Paragraph]:
    if decision is None:
        yield fact("3. Quyết định", "chưa có; chưa được đi tiếp vì:" if gate.blockers else "chưa có")
        yield from (paragraph(f"- {blocker}") for blocker in gate.blockers)
        return
    said = f", lúc {clock(decision.at, night_of(state.master))}; người quyết định: {decision.person}"
    runs = [Run(f"3. Quyết định: {decision.outcome.label}", bold=True), Run(said)]
    if decision.is_override:
        runs += [Run("."), Run(" Quyết định vượt biểu quyết, điều kiện", bold=True)]
    if decision.reason:
        runs.append(Run(f". Lý do: {decision.reason}"))
    runs[-1] = replace(runs[-1], text=end_mark(rules_of(printing.body), runs[-1].text))
    yield Paragraph(tuple(runs))


def _signatures(state: RunState, decision: Decision | None) -> SignatureBlock:
    head = state.master.contact(state.master.head_id)
    name = head.name if head is not None else ""
    position = "CHỈ HUY ĐÊM CHUYỂN ĐỔI"
    if decision is not None and decision.person != name:
        name, position = decision.person, "NGƯỜI QUYẾT ĐỊNH"
    note = "(Chữ ký)"
    return SignatureBlock((Signature(position="THƯ KÝ", note=note), Signature(position=position, note=note, name=name)))
