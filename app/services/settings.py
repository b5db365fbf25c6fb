"""Settings that the whole province shares, and the body that issues its papers."""

from dataclasses import asdict
from datetime import time
from typing import Any

from app.models.errors import InvalidInputError
from app.models.plan import deriving, queries
from app.models.plan import form as plan_form
from app.models.plan.entities import SettingRow
from app.models.plan.records import IssuingBody
from app.models.recording import RecordingSession
from app.models.units.gazetteer import Province
from app.services.desk import Desk, Outcome, typed
from app.services.plan import put_blank

_WARN_RANGE = range(0, 31)


def warn_days(desk: Desk) -> int:
    """From how many days before its deadline a task is "sắp đến hạn"."""
    with desk.workspace.reading() as session:
        return queries.warn_days(session)


def set_warn_days(desk: Desk, *, days: int) -> Outcome:
    """Set from how many days before its deadline a task is "sắp đến hạn" (0-30)."""
    if days not in _WARN_RANGE:
        raise InvalidInputError(f"Số ngày báo trước {days} không hợp lệ.", "Nhập từ 0 đến 30 ngày.")
    return _set(desk, "Đổi số ngày báo trước hạn", "warn_days", days)


def night_ends(desk: Desk) -> time:
    """Until when on the next morning "Đêm D" lasts."""
    with desk.workspace.reading() as session:
        return deriving.night_ends(session)


def set_night_ends(desk: Desk, *, at: time) -> Outcome:
    """Set until when on the next morning "Đêm D" lasts (Phụ lục V: 01h00)."""
    return _set(desk, "Đổi giờ kết thúc đêm chuyển đổi", "night_ends", at.strftime("%H:%M"))


def body(desk: Desk) -> IssuingBody:
    """The body that issues the papers: what was set, else the form's lines with the province filled in."""
    with desk.workspace.reading() as session:
        stored = queries.issuing_body(session)
        filled = queries.blanks(session, queries.the_plan(session).id)
    default = default_body(desk.province, stored.get("kind", "state"))
    known = {key: value for key, value in stored.items() if key in asdict(default)}
    committee = filled.get("ten_ban_chi_dao_cap_tinh", "")
    if committee:
        known["name"] = committee
    return IssuingBody(**{**asdict(default), **known})


def default_body(province: Province, kind: str = "state") -> IssuingBody:
    """The form's header for a province, before anything is set."""
    capital = f"{'THÀNH PHỐ' if province.is_city else 'TỈNH'} {province.name}".upper()
    parent = capital
    if kind == "party":
        parent = f"{'THÀNH ỦY' if province.is_city else 'TỈNH ỦY'} {province.name}".upper()
    return IssuingBody(kind=kind, parent=parent, name=plan_form.load().issuing_lines[1], place=province.place)


def set_body(desk: Desk, *, issuing: IssuingBody) -> Outcome:
    """Set who issues the papers; a document belongs to exactly one rule set.

    Raises:
        InvalidInputError: an empty line, or a kind that is neither "state" nor "party".
    """
    if issuing.kind not in ("state", "party"):
        raise InvalidInputError("Loại cơ quan ban hành không hợp lệ.", "Chọn cơ quan nhà nước hoặc cơ quan Đảng.")
    labels = {
        "parent": "Cơ quan chủ quản",
        "name": "Tên Ban Chỉ đạo",
        "place": "Địa danh",
        "symbol": "Ký hiệu",
        "on_behalf_of": "Thay mặt",
        "position": "Chức vụ người ký",
    }
    values: dict[str, Any] = {"kind": issuing.kind}
    for name, label in labels.items():
        values[name] = typed(getattr(issuing, name), where=label, required=True)
    with desk.act("Đổi cơ quan ban hành") as act:
        put_setting(desk, act.session, "issuing_body", values)
        if values["name"] != plan_form.load().issuing_lines[1]:
            put_blank(desk, act.session, "ten_ban_chi_dao_cap_tinh", values["name"])
    return act.outcome


def put_setting(desk: Desk, session: RecordingSession, key: str, value: Any) -> None:
    """Set one shared setting inside an act."""
    record_id = desk.natural_id("setting", key)
    known = session.get(SettingRow, record_id)
    if known is None:
        session.add(SettingRow(id=record_id, key=key, value=value))
        return
    if known.deleted:  # by an undo of its first setting
        known.deleted = False
    known.value = value


def _set(desk: Desk, title: str, key: str, value: Any) -> Outcome:
    with desk.act(title) as act:
        put_setting(desk, act.session, key, value)
    return act.outcome
