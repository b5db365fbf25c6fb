"""What "Nhập Excel" lists of a plan's files: cell by cell what would be done, and the cells that files dispute."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.services.spreadsheets import Conflict, ImportPreview, MergePreview
from app.views.common.importing.lines import ADDED, CHANGED, REFUSED, REMARK, Line, sentence
from app.views.common.table import Column


@dataclass(frozen=True, slots=True)
class Claim:
    """What one file writes into a cell that files dispute; the first line of each cell bears only `heading`."""

    file: str = ""
    cell: str = ""
    value: str = ""
    heading: str = ""


CLAIM_COLUMNS = (
    Column[Claim]("file", "Tệp", lambda claim: claim.file, 420),
    Column[Claim]("cell", "Ô", lambda claim: claim.cell, 116),
    Column[Claim]("value", "Ghi trong tệp", lambda claim: claim.value, 240),
)


def lines(preview: ImportPreview) -> tuple[Line, ...]:
    """A preview cell by cell: refused first, then changed, added, remarks."""
    refused = [
        Line(REFUSED, _place(one.sheet, one.cell), sentence(one.reason), "", one.value) for one in preview.refused
    ]
    changed = [
        Line(CHANGED, one.cell, f"Dòng {one.number}: {one.field_label}", one.old, one.new) for one in preview.changed
    ]
    added = [Line(ADDED, one.cell, _added_where(one.lead, one.group_heading), "", one.content) for one in preview.added]
    remarks = [Line(REMARK, _place(one.sheet, one.cell), sentence(one.text)) for one in preview.remarks]
    return (*refused, *changed, *added, *remarks)


def merged_lines(merged: MergePreview) -> tuple[Line, ...]:
    """Several files one after another, each under its name; disputed cells are not among them."""
    found: list[Line] = []
    for preview in undisputed(merged):
        found.append(Line(REMARK, heading=f"{preview.path.name}: {summary([preview])}"))
        found += lines(preview)
    return tuple(found)


def undisputed(merged: MergePreview) -> list[ImportPreview]:
    """The files' previews without the refusals that only repeat a dispute."""
    disputed = {(one.file, one.sheet, one.cell) for conflict in merged.conflicts for one in conflict.values}
    return [
        replace(
            preview,
            refused=tuple(one for one in preview.refused if (one.file, one.sheet, one.cell) not in disputed),
        )
        for preview in merged.previews
    ]


def claims(conflicts: Sequence[Conflict]) -> tuple[Claim, ...]:
    """Each disputed cell with what the program has, then what every file writes there."""
    found: list[Claim] = []
    for conflict in conflicts:
        old = conflict.values[0].old or "trống"
        found.append(Claim(heading=f"Dòng {conflict.number}: {conflict.field_label} (đang có: {old})"))
        found += [Claim(one.file, one.cell, one.new) for one in conflict.values]
    return tuple(found)


def summary(previews: Sequence[ImportPreview]) -> str:
    """How much importing would do, in words."""
    added, changed, refused = (
        sum(len(getattr(one, name)) for one in previews) for name in ("added", "changed", "refused")
    )
    unchanged = sum(one.unchanged for one in previews)
    return f"thêm {added} dòng, đổi {changed} ô, từ chối {refused} ô; {unchanged} dòng không đổi"


def _place(sheet: str, cell: str) -> str:
    return f"{sheet}!{cell}" if cell else sheet


def _added_where(lead: str, group: str) -> str:
    parts = (f"Chủ trì: {lead}" if lead else "Chưa có đơn vị chủ trì", f"nhóm {group}" if group else "")
    return "; ".join(part for part in parts if part)
