"""Names of records and fields as "Lịch sử" shows them, and their values in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.models import vietnam_time
from app.models.plan.records import SOURCE_LABELS, ObstacleKind, TaskStatus

_ENTITIES = {
    "task": "Nhiệm vụ",
    "task_unit": "Đơn vị phối hợp",
    "task_need": "Việc cần làm trước",
    "extension": "Gia hạn",
    "progress": "Tiến độ",
    "obstacle": "Vướng mắc",
    "evidence": "Minh chứng",
    "plan": "Kế hoạch",
    "plan_blank": "Chỗ trống của mẫu",
    "plan_line": "Nội dung kế hoạch",
    "task_group": "Nhóm nhiệm vụ",
    "unit": "Đơn vị",
    "person": "Người",
    "setting": "Thiết lập",
    "issue": "Ban hành",
    "runbook": "Kịch bản",
    "runbook_stage": "Giai đoạn",
    "runbook_step": "Bước",
    "runbook_need": "Bước phải xong trước",
    "runbook_measure": "Số liệu phải ghi",
    "runbook_contact": "Người trực",
    "runbook_gate_role": "Chức trách biểu quyết",
    "runbook_lock": "Bản kịch bản đã chốt",
    "run": "Lượt thực hiện",
    "run_event": "Sự kiện trong đêm",
    "run_anchor": "Mốc đối chiếu nhật ký",
}
_FIELDS = {
    "content": "Nội dung công việc",
    "access": "Truy cập",
    "allowed": "Khoảng cho phép",
    "anchor": "Giờ G",
    "deputy_id": "Người thay",
    "evidence_wanted": "Minh chứng cần có",
    "expected_result": "Kết quả cần đạt",
    "is_critical": "Bước trọng yếu",
    "is_irreversible": "Không quay lui được",
    "is_mandatory": "Kiểm thử bắt buộc",
    "lead_unit": "Đơn vị chủ trì",
    "owner_id": "Người phụ trách",
    "planned": "Giờ, thời lượng dự kiến",
    "role": "Chức trách",
    "team": "Tổ",
    "undo_action": "Cách quay lui",
    "window_end": "Mốc dừng",
    "window_start": "Bắt đầu khung giờ",
    "lead_id": "Đơn vị chủ trì",
    "unit_id": "Đơn vị",
    "products": "Sản phẩm đầu ra",
    "deadline": "Thời hạn",
    "status": "Trạng thái",
    "percent": "Tỷ lệ hoàn thành",
    "started_on": "Ngày bắt đầu",
    "finished_at": "Hoàn thành lúc",
    "note": "Ghi chú",
    "deleted": "Xoá",
    "group_id": "Nhóm",
    "rank": "Vị trí",
    "source": "Nguồn",
    "reason": "Lý do",
    "approver": "Người duyệt",
    "decided_on": "Ngày duyệt",
    "document": "Văn bản",
    "file": "Tệp",
    "title": "Tên",
    "text": "Nội dung",
    "category": "Loại vướng mắc",
    "raised_at": "Nêu lúc",
    "resolved_at": "Tháo gỡ lúc",
    "resolution": "Kết quả tháo gỡ",
    "occurred_at": "Thời điểm",
    "person": "Người báo cáo",
    "needs_id": "Chờ nhiệm vụ",
    "value": "Giá trị",
    "heading": "Tên nhóm",
    "name": "Tên",
    "short_name": "Tên gọn",
    "aliases": "Tên khác",
    "kind": "Loại",
    "valid_until": "Hết hiệu lực",
    "successor_id": "Đơn vị kế thừa",
    "phone": "Điện thoại",
    "email": "Thư điện tử",
    "full_name": "Họ và tên",
    "position": "Chức vụ",
    "unit": "Đơn vị",
    "cutover_day": "Ngày G",
    "signing": "Số, ngày, người ký",
}
_STATUSES = {status.value: status.label for status in TaskStatus}
_OBSTACLES = {kind.value: kind.label for kind in ObstacleKind}


_REFERENCES = ("lead_id", "unit_id", "successor_id", "needs_id", "group_id")
_DAYS = ("started_on", "decided_on", "valid_until", "cutover_day")


def entity_label(entity: str) -> str:
    """The Vietnamese of an entity's wire name."""
    return _ENTITIES.get(entity, entity)


def field_label(field: str) -> str:
    """The Vietnamese of a field's wire name; empty for one that tells a person nothing (ids, printed forms)."""
    return _FIELDS.get(field, "")


def show_value(field: str, value: Any, names: Mapping[str, str]) -> str:
    """A wire value in words; `names` are those of units, groups and tasks by id."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, dict):
        return _whole(value)
    if field == "rank":
        return ""
    if field in _REFERENCES:
        return names.get(str(value), "(không còn)")
    if field in _DAYS:
        return _day(value)
    if field in ("finished_at", "occurred_at", "raised_at", "resolved_at"):
        return vietnam_time.show_moment(vietnam_time.from_iso(str(value)))
    if field == "percent":
        return f"{value}%"
    return _STATUSES.get(str(value)) or _OBSTACLES.get(str(value)) or str(value)


def _whole(value: dict[str, Any]) -> str:
    """A compound value: a deadline by its words, a document by number and date, a file by name."""
    if "text" in value:
        return str(value["text"])
    if "library" in value:
        return f"{SOURCE_LABELS.get(value['library'], value['library'])} {value.get('ref', '')}".strip()
    if "number" in value:
        return f"số {value['number']} ngày {_day(value.get('issued_on'))}"
    return str(value.get("name", ""))


def _day(value: Any) -> str:
    return vietnam_time.show_date(date.fromisoformat(value)) if value else ""
