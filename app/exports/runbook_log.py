"""The log of a run (nhật ký): every entry in order, those taken back or corrected struck through, with its hash."""

from datetime import datetime

from app.exports.paper_parts import letterhead
from app.exports.runbook_parts import Printing, document, machine, mark_lines, proof, verdicts
from app.exports.runbook_words import HASH_SHOWN, clock, night_of, what_happened
from app.exports.tree import (
    Block,
    Column,
    Document,
    Row,
    Section,
    Sheet,
    SheetColumn,
    SheetRow,
    Table,
    Title,
    paragraph,
)
from app.models.runbook.run_records import LogLine, RunState

KIND = "NHẬT KÝ ĐÊM CHUYỂN ĐỔI"
STRUCK = (1, 3, 5, 6, 7)
"""What of a struck entry is struck: hour, person, act, step and words; number, device and hash still stand."""
_COLUMNS = (
    Column("Mục", 21, "center"),
    Column("Giờ xảy ra", 33, "center"),
    Column("Giờ ghi (nếu khác)", 28, "center"),
    Column("Người ghi", 41),
    Column("Máy", 25),
    Column("Việc", 29),
    Column("Bước", 14, "center"),
    Column("Nội dung", 62),
    Column("Mã băm", 24, "center"),
)
_SHEET_WIDTHS = (6.0, 20.0, 20.0, 24.0, 16.0, 22.0, 8.0, 60.0, 20.0)


def run_log(state: RunState, printing: Printing) -> Document:
    """The whole log, with the heads that prove it."""
    entries = _Entries(state)
    table = Table(_COLUMNS, tuple(entries.row(at) for at in range(len(state.log))), "Nhật ký")
    heads = proof(state, printing)
    blocks: tuple[Block, ...] = (
        letterhead(printing.body),
        Title(KIND, state.master.title),
        *mark_lines(state.run),
        _legend(state),
        table,
        *heads,
        *verdicts(state, printing),
    )
    title = f"{KIND} - {state.run.mode.label}"
    return document(
        KIND,
        printing,
        state.run,
        (Section(blocks, landscape=True),),
        (entries.sheet(title), *(_heads_sheet(block, title) for block in heads if isinstance(block, Table))),
    )


def _legend(state: RunState) -> Block:
    struck = sum(line.is_struck for line in state.log)
    return paragraph(f"Tổng số {len(state.log)} mục, trong đó {struck} mục đã hoàn tác hoặc đính chính (gạch ngang).")


class _Entries:
    """The entries as cells, for the table and for the sheet."""

    def __init__(self, state: RunState) -> None:
        self._state = state
        self._night = night_of(state.master)
        self._places = {line.event.id: at for at, line in enumerate(state.log, 1)}

    def row(self, at: int) -> Row:
        """One entry as a row."""
        line = self._state.log[at]
        event = line.event
        return Row(
            (
                self._place(at, line),
                clock(event.occurred_at, self._night),
                clock(_later(line), self._night),
                event.person,
                machine(event.device),
                event.kind.label,
                self._step(line),
                what_happened(event, self._state),
                event.hash[:HASH_SHOWN],
            ),
            struck=STRUCK if line.is_struck else (),
        )

    def _step(self, line: LogLine) -> str:
        found = self._state.step(line.event.step_id)
        return found.step.number if found is not None else ""

    def _place(self, at: int, line: LogLine) -> str:
        """Its number, and that of the entry which took its place."""
        by = self._places.get(line.struck_by)
        return f"{at + 1}\n(xem {by})" if by else str(at + 1)

    def sheet(self, title: str) -> Sheet:
        """All entries with real instants and whole hashes."""
        columns = (
            *(
                SheetColumn(column.heading, width, column.align, seconds=True)
                for column, width in zip(_COLUMNS, _SHEET_WIDTHS, strict=True)
            ),
            SheetColumn("Chuỗi", 30, detail=True),
            SheetColumn("Số trong chuỗi", 10, "center", detail=True),
            SheetColumn("Mã băm mục trước", 70, detail=True),
            SheetColumn("Mã băm đầy đủ", 70, detail=True),
        )
        rows = []
        for at, line in enumerate(self._state.log):
            row, event = self.row(at), line.event
            cells = (row.cells[0], event.occurred_at, _later(line), *row.cells[3:], event.chain, event.seq)
            rows.append(SheetRow((*cells, event.prev, event.hash), struck=row.struck))
        return Sheet("Nhật ký", columns, tuple(rows), title)


def _later(line: LogLine) -> datetime | None:
    """When it was entered, where that is another second than it happened."""
    event = line.event
    return event.entered_at if abs((event.entered_at - event.occurred_at).total_seconds()) >= 1 else None


def _heads_sheet(table: Table, title: str) -> Sheet:
    columns = tuple(SheetColumn(column.heading, column.width / 2, column.align) for column in table.columns)
    return Sheet(table.name, columns, tuple(SheetRow(row.cells) for row in table.rows), title)
