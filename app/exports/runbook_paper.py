"""The runbook in the table of Phụ lục V, title, window, columns and rows word for word; then the way back."""

from app.exports.runbook_parts import Night, Printing, document, grouped, mark_lines, master_of, run_of
from app.exports.runbook_words import (
    contact_text,
    measure_text,
    night_of,
    planned_hour,
    span,
    title_of,
    units_of,
    window_line,
)
from app.exports.tree import (
    Align,
    Block,
    Column,
    Document,
    Role,
    Section,
    Sheet,
    SheetColumn,
    SheetRow,
    Table,
    Title,
    paragraph,
)
from app.models.runbook.master import form_table
from app.models.runbook.records import Branch, Master, Step

COLUMN_WIDTHS_MM = (12.0, 24.0, 74.0, 38.0, 38.0, 43.0, 28.0)
SHEET_WIDTHS = (6.0, 14.0, 50.0, 24.0, 24.0, 30.0, 20.0)
_CENTRED = (0, 1)
_NAMES = {Branch.MAIN: "Kịch bản", Branch.ROLLBACK: "Khôi phục hệ thống cũ"}
WAY_BACK = (
    "Nhánh khôi phục hệ thống cũ: chỉ thực hiện khi Chỉ huy đêm chuyển đổi ra lệnh; "
    "cột thời gian ghi thời lượng của bước."
)


def runbook_paper(night: Night, printing: Printing) -> Document:
    """The runbook (Kịch bản chuyển đổi hệ thống) with its sheets; of a run it bears the run's mark."""
    master, run = master_of(night), run_of(night)
    title = title_of(master)
    tables = [runbook_table(master, branch) for branch in Branch if master.of_branch(branch)]
    blocks: list[Block] = [Title(title), *mark_lines(run), paragraph(window_line(master), Role.APPENDIX_REF)]
    blocks += tables[:1]
    for table in tables[1:]:
        blocks += [paragraph(WAY_BACK, Role.NOTE), table]
    heading = f"{title} - {run.mode.label}" if run is not None else title
    sheets = (*(_sheet(table, heading) for table in tables), _details(master, heading))
    return document(title, printing, run, (Section(tuple(blocks), landscape=True),), sheets)


def runbook_table(master: Master, branch: Branch) -> Table:
    """One way of the runbook in the form's columns."""
    columns = tuple(
        Column(heading, width, _align(at))
        for at, (heading, width) in enumerate(zip(form_table().columns, COLUMN_WIDTHS_MM, strict=True))
    )
    rows = grouped(master.of_branch(branch), master, lambda step: step, lambda step: _cells(step, master))
    return Table(columns, tuple(rows), _NAMES[branch])


def _align(column: int) -> Align:
    return "center" if column in _CENTRED else "left"


def _cells(step: Step, master: Master) -> tuple[str, ...]:
    return (
        step.number,
        planned_hour(step.planned_start, night_of(master)) or _length(step),
        step.content,
        step.lead_unit,
        units_of(step),
        step.expected_result,
        step.note,
    )


def _length(step: Step) -> str:
    return span(step.duration) if step.branch is Branch.ROLLBACK else ""


def _sheet(table: Table, title: str) -> Sheet:
    columns = tuple(
        SheetColumn(column.heading, width, column.align)
        for column, width in zip(table.columns, SHEET_WIDTHS, strict=True)
    )
    rows = tuple(SheetRow(row.cells + ("",) * (len(columns) - len(row.cells)), group=row.group) for row in table.rows)
    return Sheet(table.name, columns, rows, title)


def _details(master: Master, title: str) -> Sheet:
    """What the form has no column for, one row a step."""
    columns = (
        SheetColumn("TT", 6, "center"),
        SheetColumn("Nội dung công việc", 44),
        SheetColumn("Loại bước", 16),
        SheetColumn("Bước phải xong trước", 12, "center"),
        SheetColumn("Bắt đầu", 17, "center"),
        SheetColumn("Thời lượng (phút)", 11, "center"),
        SheetColumn("Người phụ trách", 26),
        SheetColumn("Người dự phòng", 26),
        SheetColumn("Cách hoàn lại", 34),
        SheetColumn("Không thể hoàn lại", 12, "center"),
        SheetColumn("Truy cập", 24),
        SheetColumn("Số liệu phải ghi", 34),
        SheetColumn("Minh chứng", 24),
    )
    numbers = {step.id: step.number for step in master.steps}
    rows = tuple(
        SheetRow(
            (
                step.number,
                step.content,
                step.kind.label,
                ", ".join(numbers[need] for need in step.needs if need in numbers),
                step.planned_start,
                step.duration.total_seconds() / 60,
                contact_text(master.contact(step.owner_id)),
                contact_text(master.contact(step.deputy_id)),
                step.undo_action,
                "Có" if step.is_irreversible else "",
                step.access.label,
                "\n".join(measure_text(one) for one in step.measures),
                step.evidence_wanted,
            )
        )
        for step in master.steps
    )
    return Sheet("Chi tiết các bước", columns, rows, title)
