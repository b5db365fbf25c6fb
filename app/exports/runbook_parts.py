"""What several papers of the cut-over night share: mark, letterhead, proof of the log, planned against actual."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias, TypeVar

from app.exports.paper_parts import HASH_BLOCK, blocks, fact
from app.exports.plan_words import rules_of
from app.exports.runbook_words import (
    difference,
    hour,
    minutes,
    moment,
    night_of,
    people_text,
    result_text,
    span,
    stage_heading,
)
from app.exports.tree import (
    Block,
    Column,
    Document,
    ListItems,
    Paragraph,
    Role,
    Row,
    Run,
    Section,
    Sheet,
    Table,
    paragraph,
)
from app.models.plan.records import IssuingBody
from app.models.runbook import log_chain
from app.models.runbook import records as runbook
from app.models.runbook.forecast import Forecast
from app.models.runbook.log_chain import ChainReport
from app.models.runbook.records import Branch, Master, Step
from app.models.runbook.run_records import RunState, StepState, StepStatus
from app.models.vietnam_time import local

Night: TypeAlias = Master | RunState
"""A paper before the night is made of the master, or of a run of it (which bears the run's mark)."""

Item = TypeVar("Item")

DECIDE_BY = "Hạn cuối quyết định khôi phục hệ thống cũ"
OVERRUNS = 5
"""How many overruns a review names."""


@dataclass(frozen=True, slots=True)
class Printing:
    """What a paper of the night says besides the run itself."""

    body: IssuingBody
    at: datetime
    """When it is made; aware."""
    place: str = ""
    """Where the people met; blank for the pen while unknown."""
    forecast: Forecast | None = None
    chains: tuple[ChainReport, ...] = ()
    """The log as verified, with its anchors; made from the run's own log where none is given."""


@dataclass(frozen=True, slots=True)
class Overrun:
    """A step that took longer than planned."""

    state: StepState
    planned: timedelta
    actual: timedelta


def master_of(night: Night) -> Master:
    """The steps of a night, moved to its hour."""
    return night.master if isinstance(night, RunState) else night


def run_of(night: Night) -> runbook.Run | None:
    """The run a paper is of; None for the master itself."""
    return night.run if isinstance(night, RunState) else None


def document(
    title: str,
    printing: Printing,
    run: runbook.Run | None,
    sections: Sequence[Section],
    sheets: Sequence[Sheet] = (),
) -> Document:
    """A paper with the mark of its run: the watermark on each page of a rehearsal, none on the real night's."""
    mark = run.mode.label if run is not None else ""
    return Document(
        title=f"{title} - {mark}" if mark else title,
        sections=tuple(sections),
        sheets=tuple(sheets),
        rules=rules_of(printing.body),
        subject=run.title if run is not None else "",
        author=printing.body.name,
        watermark=mark if run is not None and run.is_rehearsal else "",
        created=printing.at,
    )


def mark_lines(run: runbook.Run | None) -> tuple[Paragraph, ...]:
    """DIỄN TẬP or CHÍNH THỨC under the title, with the run's name."""
    if run is None:
        return ()
    return (paragraph(" - ".join(part for part in (run.mode.label, run.title) if part), Role.APPENDIX_TITLE),)


def outlook_lines(printing: Printing, night: date) -> Iterator[Paragraph]:
    """Projected finish with its range and cause, and the latest decision; nothing while there is no forecast."""
    known = printing.forecast
    if known is None:
        return
    chance = f"khả năng kịp {known.on_time * 100:.0f}%"
    within = f"từ {local(known.low):%H:%M} đến {local(known.high):%H:%M}; {chance}"
    cause = f". {known.cause}" if known.cause else ""
    yield fact("Dự kiến xong", f"{hour(known.finish, night)}, {within}{cause}")
    if known.decide_by is not None:
        yield fact(DECIDE_BY, f"{hour(known.decide_by, night)}{unrehearsed(printing)}")


def unrehearsed(printing: Printing) -> str:
    """The remark that the way back was never rehearsed."""
    known = printing.forecast
    return " (chưa diễn tập)" if known is not None and not known.is_rollback_rehearsed else ""


def chains_of(state: RunState, printing: Printing) -> tuple[ChainReport, ...]:
    """The chains of a run as verified."""
    if printing.chains:
        return printing.chains
    entries = [log_chain.entry_of(line.event) for line in state.log]
    return log_chain.verify(entries, (), log_chain.genesis(state.run))


def proof(state: RunState, printing: Printing) -> tuple[Block, ...]:
    """The heads of the log: what proves later that no entry was changed, cut or added before them."""
    columns = (
        Column("Máy", 32),
        Column("Số mục", 20, "center"),
        Column("Mã băm của mục cuối", 78),
        Column("Mã đọc", 37, "center"),
    )
    names = _chain_names(state)
    rows = tuple(
        Row((names.get(chain.chain, chain.chain[:HASH_BLOCK]), str(chain.length), blocks(chain.head), chain.code))
        for chain in chains_of(state, printing)
    )
    if not rows:
        return ()
    lead = Paragraph((Run(f"Mã đối chiếu nhật ký lúc {moment(printing.at)}:"),), Role.NOTE, keep_next=True)
    return (lead, Table(columns, rows, "Mã đối chiếu"))


def machine(device: str) -> str:
    """A PC as codes are read aloud: the same on every desk that prints the paper, whose own names it cannot know."""
    return device[:HASH_BLOCK]


def _chain_names(state: RunState) -> dict[str, str]:
    return {line.event.chain: machine(line.event.device) for line in state.log}


def verdicts(state: RunState, printing: Printing) -> tuple[Block, ...]:
    """What verifying the log found, a line a machine: whole or where it is wrong, and how much no anchor proves."""
    names = _chain_names(state)
    lines = tuple(
        f"{names.get(chain.chain, chain.chain[:HASH_BLOCK])}: {_verdict(chain)}" for chain in chains_of(state, printing)
    )
    return (paragraph("Kết quả kiểm tra nhật ký:"), ListItems(lines)) if lines else ()


def _verdict(chain: ChainReport) -> str:
    if chain.problem is not None:
        return chain.problem.text
    whole = f"{chain.length} mục nối liền"
    if not chain.anchored_through:
        return f"{whole}; chưa có mốc đối chiếu bên ngoài."
    rest = f"; {chain.unanchored} mục cuối chưa có mốc" if chain.unanchored else ""
    return f"{whole}; có mốc đối chiếu bên ngoài đến mục {chain.anchored_through}{rest}."


def trodden(state: RunState) -> tuple[StepState, ...]:
    """The steps of the way taken: the way back only where it was begun."""
    return tuple(one for one in state.steps if one.step.branch is Branch.MAIN or one.status is not StepStatus.DORMANT)


def grouped(
    items: Iterable[Item], master: Master, step_of: Callable[[Item], Step], cells: Callable[[Item], tuple[str, ...]]
) -> Iterator[Row]:
    """A row an item, under a row for each stage: `A`, `GIAI ĐOẠN ...`."""
    stages = {stage.id: stage for stage in master.stages}
    present = ""
    for item in items:
        stage_id = step_of(item).stage_id
        if stage_id != present and stage_id in stages:
            yield Row((stages[stage_id].code, stage_heading(stages[stage_id], master)), group=True)
        present = stage_id
        yield Row(cells(item))


def spent(state: StepState) -> timedelta | None:
    """Time of work over all attempts, holds left out; None where it is no work or nothing is known."""
    if not state.step.kind.is_work:
        return None
    found = [attempt.worked for attempt in state.attempts if attempt.worked is not None]
    return sum(found, timedelta()) if found else None


def overruns(state: RunState) -> tuple[Overrun, ...]:
    """The largest overruns, largest first, equal ones in shown order. A step without a planned time has none."""
    planned = [one for one in state.steps if one.step.duration]
    found = [Overrun(one, one.step.duration, actual) for one in planned if (actual := spent(one)) is not None]
    late = [one for one in found if one.actual > one.planned]
    return tuple(sorted(late, key=lambda one: one.planned - one.actual)[:OVERRUNS])


def note_text(state: StepState) -> str:
    """What a reader of the table should know besides: inserted, retried, why, remarks."""
    parts = ["Thêm trong đêm"] if state.is_inserted else []
    if len(state.attempts) > 1:
        parts.append(f"Thực hiện {len(state.attempts)} lần")
    parts += [part for part in (state.reason, state.explanation) if part]
    parts += [remark.text for remark in state.remarks]
    return "\n".join(parts)


def progress_table(state: RunState) -> Table:
    """Planned against actual, step by step; minutes of work without holds."""
    columns = (
        Column("TT", 11, "center"),
        Column("Nội dung công việc", 56),
        Column("Người thực hiện", 31),
        Column("Bắt đầu theo kế hoạch", 22, "center"),
        Column("Bắt đầu thực tế", 22, "center"),
        Column("Kết thúc theo kế hoạch", 22, "center"),
        Column("Kết thúc thực tế", 22, "center"),
        Column("Phút theo kế hoạch", 20, "center"),
        Column("Phút thực tế", 20, "center"),
        Column("Chênh lệch", 20, "center"),
        Column("Kết quả", 22, "center"),
        Column("Ghi chú", 34),
    )
    rows = tuple(grouped(trodden(state), state.master, lambda one: one.step, lambda one: _progress_cells(one, state)))
    return Table(columns, rows, "Kế hoạch và thực tế")


def _progress_cells(one: StepState, state: RunState) -> tuple[str, ...]:
    night = night_of(state.master)
    step, actual = one.step, spent(one)
    begun = one.attempts[0].started_at if one.attempts else None
    counted = step.kind.is_work and bool(step.duration)
    return (
        step.number,
        step.content,
        people_text(one),
        hour(step.planned_start, night),
        hour(begun, night),
        hour(step.planned_end, night),
        hour(one.finished_at, night),
        str(minutes(step.duration)) if counted else "",
        str(minutes(actual)) if actual is not None else "",
        difference(step.duration, actual) if counted and actual is not None else "",
        result_text(one),
        note_text(one),
    )


def overrun_table(state: RunState) -> Table:
    """The five largest overruns."""
    columns = (
        Column("TT", 12, "center"),
        Column("Bước", 70),
        Column("Phút theo kế hoạch", 22, "center"),
        Column("Phút thực tế", 20, "center"),
        Column("Vượt (phút)", 20, "center"),
        Column("Ghi chú", 40),
    )
    rows = tuple(
        Row(
            (
                one.state.step.number,
                one.state.step.content,
                str(minutes(one.planned)),
                str(minutes(one.actual)),
                difference(one.planned, one.actual),
                note_text(one.state),
            )
        )
        for one in overruns(state)
    )
    return Table(columns, rows, "Bước vượt thời lượng")


def incident_table(state: RunState) -> Table:
    """The incidents of the run."""
    night = night_of(state.master)
    columns = (
        Column("TT", 10, "center"),
        Column("Sự cố", 48),
        Column("Mức ưu tiên", 16, "center"),
        Column("Báo lúc", 22, "center"),
        Column("Xử lý xong lúc", 22, "center"),
        Column("Người xử lý", 28),
        Column("Kết quả xử lý", 36),
    )
    rows = tuple(
        Row(
            (
                str(at),
                f"{one.title}{_at_step(state, one.step_id)}",
                str(one.priority),
                hour(one.at, night),
                hour(one.closed_at, night) or "Chưa xử lý xong",
                one.owner,
                one.resolution,
            )
        )
        for at, one in enumerate(state.incidents, 1)
    )
    return Table(columns, rows, "Sự cố")


def _at_step(state: RunState, step_id: str) -> str:
    found = state.step(step_id)
    return f" (bước {found.step.number})" if found is not None else ""


def downtime_text(state: RunState) -> str:
    """`2 giờ 35 phút (từ 21:00 đến 23:35)`, to the minute."""
    night = night_of(state.master)
    if state.blocked_at is None:
        return "Chưa chặn truy cập"
    since = f"từ {hour(state.blocked_at, night)}"
    if state.reopened_at is None:
        return f"Chưa mở lại truy cập cho người dân, doanh nghiệp ({since})"
    found = state.reopened_at - state.blocked_at
    return f"{span(found)} ({since} đến {hour(state.reopened_at, night)})"
