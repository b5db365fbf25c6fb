"""Several units' workbooks read together: what they agree on once, what they disagree on as a conflict."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.services.desk import Desk
from app.services.spreadsheets.errors import OtherPlanError
from app.services.spreadsheets.preview import CellChange, Conflict, ImportPreview, MergePreview, Refusal
from app.services.spreadsheets.reading import read

_Place = tuple[str, str]


def merge(desk: Desk, paths: Sequence[Path]) -> MergePreview:
    """Previews of all files, each cell in at most one of them."""
    previews = [_named(desk, path) for path in dict.fromkeys(paths)]
    told: dict[_Place, list[CellChange]] = defaultdict(list)
    for preview in previews:
        for change in preview.changed:
            told[change.task_id, change.field].append(change)
    split = {place: changes for place, changes in told.items() if any(one.value != changes[0].value for one in changes)}
    seen: set[_Place] = set()
    rows: set[tuple[str, str]] = set()
    return MergePreview(
        tuple(_once(preview, split, seen, rows) for preview in previews),
        tuple(
            Conflict(changes[0].task_id, changes[0].number, changes[0].field_label, tuple(changes))
            for changes in split.values()
        ),
    )


def _named(desk: Desk, path: Path) -> ImportPreview:
    preview = read(desk, path, None, None, None)
    if preview.kind != "returned":
        raise OtherPlanError(
            f"Tệp “{path.name}” không phải tệp do chương trình gửi đơn vị.",
            "Gộp chỉ nhận tệp “Gửi đơn vị” trả về; tệp khác nhập riêng bằng “Nhập kế hoạch từ Excel”.",
        )
    return replace(
        preview,
        changed=tuple(replace(change, file=path.name) for change in preview.changed),
        refused=tuple(replace(refusal, file=path.name) for refusal in preview.refused),
    )


def _once(
    preview: ImportPreview,
    split: dict[_Place, list[CellChange]],
    seen: set[_Place],
    rows: set[tuple[str, str]],
) -> ImportPreview:
    """A preview without what another file before it already says, and without conflicts."""
    kept: list[CellChange] = []
    refused = list(preview.refused)
    for change in preview.changed:
        place = change.task_id, change.field
        if place in split:
            others = "; ".join(f"{one.file}: “{one.new}”" for one in split[place])
            refused.append(
                Refusal(
                    change.sheet,
                    change.cell,
                    change.new,
                    f"các tệp ghi khác nhau ({others}); thống nhất giữa các đơn vị rồi nhập lại.",
                    change.file,
                )  # fmt: skip
            )
        elif place not in seen:
            seen.add(place)
            kept.append(change)
    added = tuple(row for row in preview.added if (row.content.casefold(), row.lead_id) not in rows)
    rows |= {(row.content.casefold(), row.lead_id) for row in added}
    return replace(preview, changed=tuple(kept), refused=tuple(refused), added=added)
