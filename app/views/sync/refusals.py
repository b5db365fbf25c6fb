"""What to do about a change that the server did not take, and where its record is shown."""

from typing import TYPE_CHECKING

from app.views.common.office import Place

if TYPE_CHECKING:
    from app.services.exchange.rounds import Unsent

_ADVICE = {
    "not_allowed": (
        "{person} không được ghi mục này trên máy chủ. Được giao việc này: xin quản trị máy chủ cấp quyền rồi bấm "
        "“Gửi lại”. Không được giao: bấm “Bỏ thay đổi này”, hoặc người có quyền mở mục và ghi lại."
    ),
    "not_here": (
        "{person} chưa được ghi tên cho máy này. Xin quản trị máy chủ ghi tên rồi bấm “Gửi lại”; hoặc người có tên ở "
        "máy này mở mục và ghi lại."
    ),
    "unknown_author": "Máy chủ chưa có tên {person}. Xin quản trị máy chủ thêm người này; chương trình tự gửi lại.",
    "unknown_device": (
        "{person} ghi ở một máy chưa tham gia đồng bộ; máy này chỉ chuyển hộ. Xin quản trị máy chủ cấp máy đó; "
        "chương trình tự gửi lại."
    ),
    "device_revoked": (
        "{person} ghi ở một máy đã bị thu hồi quyền. Nội dung còn đúng thì người có quyền mở mục và ghi lại; không thì "
        "bấm “Bỏ thay đổi này”."
    ),
    "root_missing": "Mục cha chưa lên máy chủ. Không phải làm gì; chương trình tự gửi lại khi mục cha đã có.",
    "too_large": "Bấm “Mở mục”, rút gọn nội dung; phần dài đính kèm thành tệp. Bản sửa tự gửi thay cho bản này.",
    "malformed": "Bấm “Mở mục” và ghi lại giá trị đúng. Bản sửa tự gửi thay cho bản này.",
    "narrow_line": (
        "Proxy hoặc tường lửa của mạng không cho gửi dữ liệu lớn. Nhờ quản trị mạng nâng giới hạn; chương trình tự gửi "
        "lại."
    ),
    "crowded": "Mục này có quá nhiều bản sửa cùng lúc. Báo quản trị máy chủ; xử lý xong bấm “Gửi lại”.",
    "other_content": "Máy chủ đã có thay đổi này với nội dung khác. Bấm “Bỏ thay đổi này” để theo máy chủ.",
}
_ELSE = "Hỏi quản trị máy chủ lý do. Xử lý xong bấm “Gửi lại”; không cần nữa thì bấm “Bỏ thay đổi này”."
_SHOWN = frozenset({"task", "runbook_step", "system", "system_kind", "unchosen", "inspection", "visit", "minutes"})
"""Records that a page can open by themselves."""
_PAGES = {
    "plan": ("plan", "task", "extension", "progress", "obstacle", "evidence", "issue"),
    "directory": ("unit",),
    "settings": ("person", "setting", "working_hours", "calendar"),
    "runbook": ("runbook", "run"),
    "inspection": (
        *("inspection", "visit", "checklist", "minutes", "followup", "paper", "signatory", "signed", "signature"),
    ),
    "selection": (
        *("system", "assessment", "criterion", "assessor", "score", "veto", "decision", "exemption", "unchosen"),
        "selection",
    ),
}


def advice(line: "Unsent") -> str:
    """What the person can do about it."""
    return _ADVICE.get(line.code, _ELSE).format(person=line.person)


def place_of(line: "Unsent") -> Place | None:
    """Where the record, or the one that owns it, is shown; None where no page shows it."""
    page = next((page for page, names in _PAGES.items() if _belongs(line.entity, names)), None)
    if page is None:
        return None
    for entity, record_id in ((line.entity, line.record_id), line.owner):
        if entity in _SHOWN:
            return Place(page, entity, record_id)
    return Place(page)


def _belongs(entity: str, names: tuple[str, ...]) -> bool:
    return any(entity == name or entity.startswith(f"{name}_") for name in names)
