"""Danh sách kiểm tra in the field: which lists there are, which a visit uses, one answer a key, each its own act."""

from collections.abc import Sequence

from app.journal.change import new_id
from app.models import vietnam_time
from app.models.errors import InvalidInputError, NotFoundError
from app.models.inspection import checklists as shipped_lists
from app.models.inspection import queries
from app.models.inspection.checks import Finding, check_field
from app.models.inspection.entities import AnswerRow, ChecklistRow, VisitChecklistRow, VisitRow
from app.models.inspection.minutes_records import Checklist, FieldWork, Result
from app.models.recording import RecordingSession
from app.models.writing import assign, put, rank_after, require
from app.services.desk import Desk, Outcome, typed
from app.services.inspection import guarding


def checklists(desk: Desk) -> tuple[Checklist, ...]:
    """The handbook's checklists, then the province's own: of each the newest version."""
    with desk.workspace.reading() as session:
        own = {one.key: one for one in queries.own_checklists(session)}
    return (*shipped_lists.shipped(), *own.values())


def add_checklist(desk: Desk, *, title: str, items: Sequence[tuple[str, str]]) -> Outcome:
    """Add a checklist of the province's own; each item is (label, what to look at).

    Raises:
        InvalidInputError: no title, no item, or an item without a label.
    """
    return _store(desk, new_id(), 1, title, items, "Thêm danh sách kiểm tra")


def new_version(desk: Desk, *, key: str, title: str, items: Sequence[tuple[str, str]]) -> Outcome:
    """Word a checklist anew; visits that use it keep the wording they answered to.

    Raises:
        NotFoundError: no own checklist has that key.
        InvalidInputError: as `add_checklist`.
    """
    with desk.workspace.reading() as session:
        known = [one.version for one in queries.own_checklists(session) if one.key == key]
    if not known:
        raise NotFoundError(
            "Không có danh sách kiểm tra này.", "Danh sách của Sổ tay giữ nguyên lời; thêm danh sách riêng."
        )
    return _store(desk, key, max(known) + 1, title, items, "Sửa danh sách kiểm tra")


def use_checklist(desk: Desk, *, visit_id: str, key: str) -> Outcome:
    """Let a visit use the newest version of a checklist, its wording kept with the visit.

    Raises:
        NotFoundError: no such checklist or visit.
        RefusedError: the minutes were agreed.
    """
    known = next((one for one in checklists(desk) if one.key == key), None)
    if known is None:
        raise NotFoundError("Không có danh sách kiểm tra này.", "Chọn trong danh sách.")
    with desk.act(f"Dùng danh sách: {known.title}") as act:
        require(act.session, VisitRow, visit_id)
        guarding.refuse_adopted_visit(act.session, visit_id)
        record_id = desk.natural_id("visit_checklist", f"{visit_id}/{key}")
        used = act.session.get(VisitChecklistRow, record_id)
        if used is None or used.deleted:
            place = rank_after(act.session, VisitChecklistRow, "visit_id", visit_id, None)
            content = shipped_lists.to_json(known)
            put(act.session, VisitChecklistRow, record_id, visit_id=visit_id, rank=place, key=key, content=content)
    return act.outcome


def drop_checklist(desk: Desk, *, visit_id: str, key: str) -> Outcome:
    """Take a checklist off a visit; its answers come back with it.

    Raises:
        RefusedError: the minutes were agreed.
    """
    with desk.act("Bỏ danh sách kiểm tra khỏi buổi làm việc") as act:
        guarding.refuse_adopted_visit(act.session, visit_id)
        _used(desk, act.session, visit_id, key).deleted = True
    return act.outcome


def answer(desk: Desk, *, visit_id: str, checklist_key: str, item_key: str, result: Result | None) -> Outcome:
    """Answer one item; None takes the answer back. Stored at once; a failing one still owes a photo or a note.

    Raises:
        NotFoundError: the visit does not use that checklist, or it has no such item.
        RefusedError: the minutes were agreed.
    """
    word = result.label if result else "Bỏ trả lời"
    stored = None
    if result is not None:
        person = desk.person.full_name if desk.person else ""
        stored = {"result": result.value, "at": vietnam_time.iso(desk.now()), "person": person}
    with desk.act(f"Kiểm tra: {word}") as act:
        row = _answer(desk, act.session, visit_id, checklist_key, item_key)
        if (row.answer or {}).get("result") != (result.value if result else None):
            row.answer = stored
    return act.outcome


def set_note(desk: Desk, *, visit_id: str, checklist_key: str, item_key: str, note: str) -> Outcome:
    """Write the note of one item.

    Raises:
        NotFoundError, RefusedError: as `answer`.
        SecretError: it bears a secrecy stamp.
    """
    note = typed(note, where="Ghi chú")
    with desk.act("Ghi chú mục kiểm tra") as act:
        assign(_answer(desk, act.session, visit_id, checklist_key, item_key), note=note)
    return act.outcome


def field_work(desk: Desk, *, visit_id: str) -> FieldWork:
    """What a visit found so far.

    Raises:
        NotFoundError: no such visit.
    """
    with desk.workspace.reading() as session:
        require(session, VisitRow, visit_id)
        return queries.field_work(session, visit_id)


def field_findings(desk: Desk, *, visit_id: str) -> tuple[Finding, ...]:
    """Failing answers without proof, items not answered."""
    return check_field(field_work(desk, visit_id=visit_id))


def _store(desk: Desk, key: str, version: int, title: str, items: Sequence[tuple[str, str]], act_title: str) -> Outcome:
    title = typed(title, where="Tên danh sách kiểm tra", required=True)
    if not items:
        raise InvalidInputError("Danh sách kiểm tra chưa có mục nào.", "Thêm ít nhất một mục.")
    stored = [
        {
            "key": f"{place:03d}",
            "label": typed(label, where=f"Mục {place}", required=True),
            "text": typed(text, where=f"Mục {place}: nội dung kiểm tra"),
        }
        for place, (label, text) in enumerate(items, 1)
    ]
    with desk.act(act_title) as act:
        record_id = desk.natural_id("checklist", f"{key}/{version}")
        put(act.session, ChecklistRow, record_id, key=key, version=version, title=title, items=stored)
    return act.outcome


def _used(desk: Desk, session: RecordingSession, visit_id: str, key: str) -> VisitChecklistRow:
    return require(session, VisitChecklistRow, desk.natural_id("visit_checklist", f"{visit_id}/{key}"))


def _answer(desk: Desk, session: RecordingSession, visit_id: str, checklist_key: str, item_key: str) -> AnswerRow:
    require(session, VisitRow, visit_id)
    guarding.refuse_adopted_visit(session, visit_id)
    asked = shipped_lists.from_json(checklist_key, _used(desk, session, visit_id, checklist_key).content)
    if not any(item.key == item_key for item in asked.items):
        raise NotFoundError("Danh sách kiểm tra không có mục này.", "Chọn lại mục.")
    record_id = desk.natural_id("visit_answer", f"{visit_id}/{checklist_key}/{item_key}")
    return put(session, AnswerRow, record_id, visit_id=visit_id, checklist_key=checklist_key, item_key=item_key)
