"""Does what a preview of a register shows, in one act; refuses where the register is no longer what it saw."""

from collections import defaultdict
from typing import Any

from app.models.errors import RefusedError
from app.models.recording import RecordingSession
from app.models.selection import queries
from app.models.selection.entities import SystemRow
from app.models.selection.system_records import System
from app.models.writing import assign, require
from app.services.desk import Desk, Outcome
from app.services.selection import ground, register
from app.services.spreadsheets.systems_preview import SystemChange, SystemsPreview


def apply_systems(desk: Desk, preview: SystemsPreview) -> Outcome:
    """Apply one file's preview."""
    title = f"Nhập Excel: {preview.path.name}"
    if preview.is_empty:
        return Outcome("", title, message="Tệp không có thay đổi nào so với chương trình.")
    by_system: dict[str, list[SystemChange]] = defaultdict(list)
    for change in preview.changed:
        by_system[change.system_id].append(change)
    with desk.act(title) as act:
        for system_id, changes in by_system.items():
            row = require(act.session, SystemRow, system_id)
            _refuse_changed(desk, act.session, row, changes)
            values: dict[str, Any] = {one.field: one.value for one in changes if one.field != "links"}
            assign(row, **register.cleaned(desk, values))
            for change in changes:
                if change.field == "links":
                    register.put_links(desk, act.session, row, change.value)
        for new in preview.added:
            ground.kind(desk, act.session, new.kind_id)
            values = register.cleaned(desk, {**new.values, "name": new.name})
            made = register.add_row(act.session, new.kind_id, values, {"import": new.ref})
            register.put_links(desk, act.session, made, new.links)
    return act.outcome


def _refuse_changed(desk: Desk, session: RecordingSession, row: SystemRow, changes: list[SystemChange]) -> None:
    of = ground.kind(desk, session, row.kind_id)
    sheet = queries.views(session, [of], desk.province, with_outside=False)[0].sheet
    system = sheet.system(row.id)
    for change in changes:
        if system is None or _now(system, change) != change.seen:
            raise RefusedError(
                f"{change.system}: “{change.field_label}” đã đổi sau khi xem trước.",
                "Chưa có gì được ghi. Đọc lại tệp để xem trước lần nữa.",
            )


def _now(system: System, change: SystemChange) -> Any:
    if change.field != "links":
        return getattr(system, change.field)
    links = {one.target: one.state for one in system.links}
    return {target: links.get(target) for target in change.seen}
