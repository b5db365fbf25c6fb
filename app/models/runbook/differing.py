"""How two masters differ, step by step and in words: "khác bản diễn tập: n bước". Pure."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from app.models import vietnam_time
from app.models.runbook.records import Access, Branch, Master, Measure, Step, StepKind

_LABELS = {
    "content": "Nội dung",
    "kind": "Loại bước",
    "lead_unit": "Đơn vị chủ trì",
    "coordinating": "Đơn vị phối hợp",
    "owner_id": "Người phụ trách",
    "deputy_id": "Người dự phòng",
    "needs": "Bước phải xong trước",
    "planned_start": "Giờ bắt đầu",
    "duration": "Thời lượng",
    "expected_result": "Kết quả cần đạt",
    "undo_action": "Cách hoàn lại",
    "is_irreversible": "Không thể hoàn lại",
    "is_critical": "Then chốt",
    "is_mandatory": "Kiểm thử bắt buộc",
    "is_timed": "Đúng giờ",
    "access": "Truy cập",
    "measures": "Số liệu phải ghi",
    "evidence_wanted": "Minh chứng",
    "note": "Ghi chú",
}


@dataclass(frozen=True, slots=True)
class StepDifference:
    """One step that differs: added, removed or changed, with what changed in words."""

    step_id: str
    number: str
    content: str
    kind: str
    """added | removed | changed"""
    changes: tuple[tuple[str, str, str], ...] = ()
    """(field in words, old, new)"""


def differences(old: Master, new: Master) -> tuple[StepDifference, ...]:
    """Every step that differs, in the new order, the removed ones last. A move of giờ G alone is no difference."""
    shift = new.anchor - old.anchor
    before = {step.id: step for step in old.steps}
    after = {step.id: step for step in new.steps}
    found = []
    for step in new.steps:
        known = before.get(step.id)
        if known is None:
            found.append(StepDifference(step.id, step.number, step.content, "added"))
            continue
        changes = _changes(known, step, shift, old, new)
        if changes:
            found.append(StepDifference(step.id, step.number, step.content, "changed", changes))
    gone = [step for step in old.steps if step.id not in after]
    return (*found, *(StepDifference(step.id, step.number, step.content, "removed") for step in gone))


def _changes(
    old: Step, new: Step, shift: timedelta, old_master: Master, new_master: Master
) -> tuple[tuple[str, str, str], ...]:
    found = []
    for one in fields(Step):
        label = _LABELS.get(one.name)
        if label is None:
            continue
        was, now = getattr(old, one.name), getattr(new, one.name)
        if isinstance(was, datetime):
            was += shift
        if was != now:
            found.append((label, _words(one.name, was, old_master), _words(one.name, now, new_master)))
    return tuple(found)


def _words(name: str, value: Any, master: Master) -> str:
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, datetime):
        return vietnam_time.show_moment(value)
    if isinstance(value, timedelta):
        return f"{value.total_seconds() / 60:g} phút"
    if isinstance(value, StepKind | Access | Branch):
        return value.label
    if name in ("owner_id", "deputy_id"):
        contact = master.contact(value)
        return contact.name if contact is not None else ""
    if isinstance(value, tuple):
        return ", ".join(_item(name, item, master) for item in value)
    return str(value) if value is not None else ""


def _item(name: str, item: Any, master: Master) -> str:
    if isinstance(item, Measure):
        return f"{item.name} {item.allowed}".strip()
    step = master.step(item) if name == "needs" else None
    return step.number if step is not None else str(item)
