"""The register of candidates (Danh sách hệ thống): adding, editing field by field, integrations, taking out."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict, Unpack

from app.journal.change import new_id
from app.models import rank
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.recording import RecordingSession
from app.models.selection import alike, kinds, queries, register, writing
from app.models.selection.entities import SystemLinkRow, SystemRow
from app.models.selection.system_records import Contact, LinkState, System
from app.models.text import fold
from app.models.writing import assign, put, rank_among, require
from app.services.desk import Desk, Outcome, typed
from app.services.selection import ground


class SystemFields(TypedDict, total=False):
    """What `add_system` and `edit_system` may be given; None empties a number, a date or the contact."""

    province: str
    """Code or name of an old province; empty: none alone."""
    vendor: str
    version: str
    users: int | None
    max_users: int | None
    procedures: int | None
    online_services: int | None
    records: int | None
    data_mb: int | None
    security_level: int | None
    hosting: str
    contract_end: date | None
    yearly_cost: int | None
    incidents: int | None
    contact: Contact | None
    note: str
    links: Mapping[str, LinkState]
    """Integration -> state; those not named stay as they are."""


class NamedSystemFields(SystemFields, total=False):
    """The same with the name, for editing."""

    name: str


def add_system(
    desk: Desk, *, kind_id: str, name: str, is_sample: bool = False, **given: Unpack[SystemFields]
) -> Outcome:
    """Add a candidate at the end of its kind. Similar names are pointed out by `similar` and the checks, not refused.

    Raises:
        InvalidInputError: no name, an unknown old province, a figure out of its bounds; or the old province has a
            candidate of exactly this name.
        NotFoundError: no such kind.
    """
    links = given.pop("links", {})
    values = cleaned(desk, {**given, "name": name})
    with desk.act("Thêm hệ thống") as act:
        ground.kind(desk, act.session, kind_id)
        row = add_row(act.session, kind_id, values, {"sample": True} if is_sample else {})
        put_links(desk, act.session, row, links)
    return act.outcome


def edit_system(desk: Desk, *, system_id: str, **given: Unpack[NamedSystemFields]) -> Outcome:
    """Change what is given of a candidate.

    Raises:
        InvalidInputError: as `add_system`.
        NotFoundError: no such candidate.
    """
    links = given.pop("links", {})
    values = cleaned(desk, given)
    with desk.act("Sửa hệ thống") as act:
        row = require(act.session, SystemRow, system_id)
        _refuse_twin(
            act.session,
            row.kind_id,
            values.get("name", row.name),
            values.get("province_code", row.province_code),
            system_id,
        )
        assign(row, **values)
        put_links(desk, act.session, row, links)
    return act.outcome


def set_field(desk: Desk, *, system_id: str, field: str, text: str) -> Outcome:
    """Set one field from what was typed in its cell: "12.500", "1,5 TB", "1,25 tỷ", "31/12/2025", empty or "chưa có".

    Raises:
        InvalidInputError: the words cannot be read so.
        NotFoundError: no such candidate.
    """
    if field == "contact":
        name = typed(text, where=register.BY_NAME[field].label)
        return edit_system(desk, system_id=system_id, contact=Contact(name) if name else None)
    value = register.read(field, typed(text, where=register.BY_NAME[field].label))
    given: Any = {"province" if field == "province_code" else field: value}
    return edit_system(desk, system_id=system_id, **given)


def set_link(desk: Desk, *, system_id: str, target: str, state: LinkState, note: str = "") -> Outcome:
    """Say whether a system is connected to another: a key of the shipped list ("dvcqg"), its name, or any name.

    Raises:
        InvalidInputError: no target.
        NotFoundError: no such candidate.
    """
    note = typed(note, where="Ghi chú kết nối")
    with desk.act("Ghi kết nối của hệ thống") as act:
        put_links(desk, act.session, require(act.session, SystemRow, system_id), {target: state}, note)
    return act.outcome


def remove_link(desk: Desk, *, system_id: str, target: str) -> Outcome:
    """Take an integration off: nothing is known of it again.

    Raises:
        NotFoundError: there is none.
    """
    with desk.act("Bỏ kết nối của hệ thống") as act:
        row = next((one for one in writing.links(act.session, system_id) if one.target == target), None)
        if row is None:
            raise NotFoundError("Hệ thống không có kết nối này.", "Có thể đã bị bỏ; xem Lịch sử.")
        row.deleted = True
    return act.outcome


def remove_system(desk: Desk, *, system_id: str) -> Outcome:
    """Take a candidate out of the register; its scores stay and come back with it.

    Raises:
        RefusedError: it is chosen, or goes on by exception.
        NotFoundError: no such candidate.
    """
    with desk.act("Bỏ hệ thống khỏi danh sách") as act:
        row = require(act.session, SystemRow, system_id)
        of = ground.kind(desk, act.session, row.kind_id)
        view = queries.views(act.session, [of], desk.province)[0]
        if view.decision is not None and view.decision.system_id == system_id:
            raise RefusedError(f"“{row.name}” đang là hệ thống được chọn.", "Quyết định lại trước khi bỏ.")
        if any(one.system_id == system_id for one in view.exemptions):
            raise RefusedError(f"“{row.name}” đang được dùng theo ngoại lệ.", "Kết thúc ngoại lệ trước khi bỏ.")
        row.deleted = True
    return act.outcome


def restore_system(desk: Desk, *, system_id: str) -> Outcome:
    """Bring back a candidate that was taken out.

    Raises:
        NotFoundError: it never was here.
        InvalidInputError: the old province has another candidate of its name by now.
    """
    with desk.act("Đưa hệ thống trở lại danh sách") as act:
        row = act.session.get(SystemRow, system_id)
        if row is None:
            raise NotFoundError("Không tìm thấy hệ thống này.", "Có thể chưa đồng bộ về máy.")
        _refuse_twin(act.session, row.kind_id, row.name, row.province_code, system_id)
        if row.deleted:
            row.deleted = False
    return act.outcome


def similar(desk: Desk, *, kind_id: str, name: str, province: str = "") -> tuple[System, ...]:
    """The candidates that a new name may already be, to be pointed out before it is added."""
    with desk.workspace.reading() as session:
        of = queries.kind(session, kind_id, desk.natural_id)
        view = queries.views(session, [of], desk.province)[0]
    return alike.like(name, province_code(desk, province), view.sheet.systems)


def removed_systems(desk: Desk) -> tuple[tuple[str, System], ...]:
    """The candidates that were taken out, each behind the name of its kind, kind by kind."""
    with desk.workspace.reading() as session:
        kinds = queries.all_kinds(session, desk.natural_id)
        return tuple(
            (kind.name, one) for kind in kinds for one in queries.removed_systems(session, kind.id, desk.province)
        )


def province_code(desk: Desk, words: str) -> str:
    """The code of the old province that words name, by code or name with or without its kind and marks.

    Raises:
        InvalidInputError: none of this province's.
    """
    wanted = " ".join(fold(words).split())
    if not wanted:
        return ""
    for one in desk.province.old_provinces:
        if wanted in (one.code, fold(one.name), fold(one.title)):
            return one.code
    names = ", ".join(one.name for one in desk.province.old_provinces)
    raise InvalidInputError(
        f"“{words.strip()[:60]}” không phải tỉnh cũ của {desk.province.title}.", f"Ghi một trong: {names}."
    )


def cleaned(desk: Desk, given: Any) -> dict[str, Any]:
    """Given fields as the record keeps them.

    Raises:
        InvalidInputError: name emptied, unknown old province, a figure out of its bounds, text that cannot be stored.
    """
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name == "province":
            values["province_code"] = province_code(desk, typed(value, where="Tỉnh cũ"))
        elif name == "contact":
            values[name] = _contact(value)
        elif isinstance(value, str):
            values[name] = typed(value, where=register.BY_NAME[name].label, required=name == "name")
        else:
            checked = register.checked(name, value)
            values[name] = checked.isoformat() if isinstance(checked, date) else checked
    return values


def add_row(session: RecordingSession, kind_id: str, values: dict[str, Any], source: dict[str, Any]) -> SystemRow:
    """A new candidate at the end of its kind, inside an act; `values` as `cleaned` gives them."""
    _refuse_twin(session, kind_id, values["name"], values.get("province_code", ""), "")
    place = rank_among(writing.systems(session, kind_id), None)
    row = SystemRow(id=new_id(), kind_id=kind_id, rank=place, source=source, **values)
    session.add(row)
    session.flush()
    return row


def put_links(
    desk: Desk,
    session: RecordingSession,
    row: SystemRow,
    links: Mapping[str, LinkState],
    note: str | None = None,
) -> None:
    """Say integrations of a system, inside an act; without `note` the notes on them stay."""
    named = {kinds.link_target(typed(target, where="Kết nối", required=True)): state for target, state in links.items()}
    rows = writing.links(session, row.id) if named else ()
    known = {one.target: one for one in rows}
    last = rows[-1].rank if rows else None
    for target, state in named.items():
        values = {"state": state.value} if note is None else {"state": state.value, "note": note}
        if target not in known:
            last = rank.between(last, None)
            values["rank"] = last
        record_id = desk.natural_id(SystemLinkRow.ENTITY, f"{row.id}/{target}")
        fields = {"kind_id": row.kind_id, "system_id": row.id, "target": target, **values}
        put(session, SystemLinkRow, record_id, **fields)


def _contact(contact: Contact | None) -> dict[str, str] | None:
    if contact is None:
        return None
    labels = {"name": "Họ tên đầu mối", "phone": "Điện thoại", "email": "Thư điện tử", "unit": "Đơn vị"}
    return {name: typed(getattr(contact, name), where=label, required=name == "name") for name, label in labels.items()}


def _refuse_twin(session: RecordingSession, kind_id: str, name: str, province: str, system_id: str) -> None:
    for one in writing.systems(session, kind_id):
        if one.id != system_id and one.province_code == province and fold(one.name) == fold(name):
            raise InvalidInputError(
                f"Danh sách đã có “{one.name}” của tỉnh này.", "Sửa dòng đã có, hoặc đặt tên khác hẳn."
            )
