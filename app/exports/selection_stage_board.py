"""Bảng theo dõi tiến độ đưa hệ thống vào sử dụng: kinds by stages, with counts, days and the deadlines that bind."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from app.exports.layout import date_in_words
from app.exports.paper_parts import day_month, document, letterhead, number_text
from app.exports.selection_parts import Printing, listed
from app.exports.tree import (
    Block,
    Column,
    Document,
    Heading,
    Role,
    Row,
    Section,
    Sheet,
    SheetColumn,
    SheetRow,
    Table,
    Title,
    Value,
    paragraph,
)
from app.models.plan.deadline import Deadline, DeadlineKind
from app.models.selection.records import MISSING
from app.models.selection.stages import BoardRow, Stage, StageState, forms, state, tally
from app.models.vietnam_time import local

KIND = "BẢNG THEO DÕI TIẾN ĐỘ"
SUBJECT = "Đưa hệ thống thông tin dùng chung vào sử dụng"
NOTHING = "Chưa có hệ thống nào được chọn."
NO_MORE = "không còn được chọn"
_NUMBER_MM, _KIND_MM, _SYSTEM_MM, _STAGE_MM = 9.0, 29.0, 29.0, 19.0


def stage_board(rows: Sequence[BoardRow], printing: Printing, *, warn_days: int) -> Document:
    """The board as of the printing's instant; a deadline within ``warn_days`` is "sắp đến hạn"."""
    wall = local(printing.at)
    moment = f"(Số liệu đến {wall:%H:%M}, {date_in_words(wall.date())})"
    blocks: tuple[Block, ...] = (
        letterhead(printing.body),
        Title(KIND, SUBJECT),
        paragraph(moment, Role.APPENDIX_REF),
        *(_filled(rows, printing.at, warn_days) if rows else (paragraph(NOTHING),)),
    )
    sheets = (
        _board_sheet(rows, printing.at, warn_days, f"{KIND} {moment}"),
        _stage_sheet(rows, printing.at, warn_days),
    )
    title = f"{KIND.capitalize()}: {SUBJECT}"
    return document(title, printing, (Section(blocks, landscape=True),), sheets=sheets, subject=moment)


def cell_text(stage: Stage, *, now: datetime, warn_days: int) -> str:
    """A stage in a cell: its state, what is counted, the day it was done or has to be."""
    found = state(stage, now=now, warn_days=warn_days)
    if found is StageState.NOT_APPLICABLE:
        return found.label if stage.skipped else "-"
    counts = stage.counts
    counted = f"{number_text(counts.done)} trên {number_text(counts.total)} {stage.counted}" if counts else ""
    if stage.done_at is not None:
        late = " (sau hạn)" if stage.is_done_late else ""
        return "\n".join(part for part in (f"{found.label} {_day(stage.done_at)}{late}", counted) if part)
    due = due_text(stage)
    return "\n".join(part for part in (found.label, counted, f"Hạn {due}" if due else "") if part)


def due_text(stage: Stage) -> str:
    """The stricter of the national deadline and the planned day, shortly: `18h00 27/6`, `trước 28/6`, `30/6`."""
    if stage.national is not None and stage.national.deadline.due_at() == stage.due_at:
        return _short(stage.national.deadline)
    return day_month(stage.planned_on) if stage.planned_on else ""


def _short(deadline: Deadline) -> str:
    if deadline.day is None:
        return deadline.text
    day = day_month(deadline.day)
    if deadline.kind is DeadlineKind.TIME and deadline.hour is not None:
        return f"{deadline.hour:%Hh%M} {day}"
    return {DeadlineKind.BEFORE: f"trước {day}", DeadlineKind.NIGHT: f"đêm {day}"}.get(deadline.kind, day)


def _day(at: datetime) -> str:
    return day_month(local(at).date())


def _filled(rows: Sequence[BoardRow], now: datetime, warn_days: int) -> tuple[Block, ...]:
    skipped = tuple(
        f"{row.kind.shown}, {row.system}, {stage.name.lower()}: không áp dụng, lý do: {stage.skipped}"
        for row in rows
        for stage in row.stages
        if stage.applies and stage.skipped
    )
    remarks = (listed(skipped),) if skipped else ()
    counts = tally(rows, now=now, warn_days=warn_days)
    return (_board(rows, now, warn_days), *remarks, Heading(2, "Tổng hợp số giai đoạn"), _totals(counts))


def _board(rows: Sequence[BoardRow], now: datetime, warn_days: int) -> Table:
    columns = (
        Column("TT", _NUMBER_MM, "center"),
        Column("Loại hệ thống", _KIND_MM),
        Column("Hệ thống", _SYSTEM_MM),
        *(Column(one.name, _STAGE_MM, "center") for one in forms()),
    )
    found = tuple(
        Row(
            (
                str(at),
                row.kind.shown,
                system_text(row),
                *(cell_text(one, now=now, warn_days=warn_days) for one in row.stages),
            )
        )
        for at, row in enumerate(rows, 1)
    )
    return Table(columns, found, "Tiến độ")


def system_text(row: BoardRow) -> str:
    """The system with its old province, and whether it goes on by exception or no more."""
    name = f"{row.system} ({row.province})" if row.province else row.system
    marks = [word for word, is_so in (("ngoại lệ", row.is_exemption), (NO_MORE, not row.is_in_force)) if is_so]
    return f"{name}\n({', '.join(marks)})" if marks else name


def _totals(counts: Mapping[StageState, int]) -> Table:
    shown = [(one.label, counts[one]) for one in StageState if one is not StageState.NOT_APPLICABLE]
    shown.append(("Tổng số", sum(count for _, count in shown)))
    columns = tuple(Column(label, 40, "center") for label, _ in shown)
    return Table(columns, (Row(tuple(str(count) for _, count in shown)),), "Tổng hợp")


def _board_sheet(rows: Sequence[BoardRow], now: datetime, warn_days: int, title: str) -> Sheet:
    columns = (
        SheetColumn("TT", 6, "center"),
        SheetColumn("Loại hệ thống", 26),
        SheetColumn("Hệ thống", 26),
        *(SheetColumn(one.name, 17, "center") for one in forms()),
    )
    found = tuple(
        SheetRow(
            (
                at,
                row.kind.name,
                system_text(row),
                *(cell_text(one, now=now, warn_days=warn_days) for one in row.stages),
            )
        )
        for at, row in enumerate(rows, 1)
    )
    return Sheet("Tiến độ", columns, found, title)


def _stage_sheet(rows: Sequence[BoardRow], now: datetime, warn_days: int) -> Sheet:
    columns = (
        SheetColumn("Loại hệ thống", 28),
        SheetColumn("Hệ thống", 28),
        SheetColumn("Giai đoạn", 18),
        SheetColumn("Tình trạng", 20),
        SheetColumn("Đã làm", 9, "center"),
        SheetColumn("Tổng số", 9, "center"),
        SheetColumn("Đơn vị tính", 14),
        SheetColumn("Dự kiến", 12, "center"),
        SheetColumn("Hạn quốc gia", 22),
        SheetColumn("Văn bản", 26),
        SheetColumn("Xong lúc", 17, "center"),
        SheetColumn("Chủ trì", 28),
        SheetColumn("Ghi chú", 36),
    )
    found = [SheetRow(tuple(_stage_cells(row, one, now, warn_days))) for row in rows for one in row.stages]
    return Sheet("Chi tiết", columns, tuple(found))


def _stage_cells(row: BoardRow, stage: Stage, now: datetime, warn_days: int) -> Iterator[Value]:
    yield row.kind.name
    yield system_text(row).replace("\n", " ")
    yield stage.name
    yield state(stage, now=now, warn_days=warn_days).label
    yield from (stage.counts.done, stage.counts.total) if stage.counts else ("", "")
    yield stage.counted
    yield stage.planned_on or ("" if not stage.is_applicable else MISSING)
    yield from (stage.national.deadline.text, stage.national.source) if stage.national else ("", "")
    yield stage.done_at or ""
    yield stage.lead.shown if stage.lead else ""
    yield "; ".join(part for part in (stage.skipped, stage.note, "cần xem lại" if stage.needs_review else "") if part)
