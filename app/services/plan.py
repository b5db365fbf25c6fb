"""Reading the plan, and its text parts: what the table, the detail and the papers are made from."""

from dataclasses import dataclass

from app.journal.change import new_id
from app.models import queries as shared
from app.models import rank, vietnam_time
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.plan import form as plan_form
from app.models.plan import queries, table_queries, writing
from app.models.plan.entities import PlanBlankRow, PlanLineRow, TaskGroupRow
from app.models.plan.form import Blank
from app.models.plan.records import PlanView, Task
from app.models.plan.table import TaskCounts, TaskPage, TaskQuery
from app.models.queries import UnitCard
from app.models.recording import RecordingSession
from app.models.writing import put, require
from app.services.desk import Desk, Outcome, typed


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group of rows as menus show it."""

    id: str
    numeral: str
    heading: str
    count: int = 0


def page(desk: Desk, *, query: TaskQuery, offset: int, limit: int) -> TaskPage:
    """A slice of the task table; in plan order each group begins with a heading row."""
    now = desk.now()
    with desk.workspace.reading() as session:
        days = queries.warn_days(session)
        sizes = table_queries.group_sizes(session, query, now=now, warn_days=days)
        return table_queries.page(session, query, sizes, offset=offset, limit=limit, now=now, warn_days=days)


def total(desk: Desk) -> int:
    """How many tasks the plan has, whatever is filtered."""
    with desk.workspace.reading() as session:
        return table_queries.total(session)


def counts(desk: Desk, *, query: TaskQuery) -> TaskCounts:
    """How many tasks stand in each state and status; the states sum to the total."""
    with desk.workspace.reading() as session:
        days = queries.warn_days(session)
        return table_queries.counts(session, query, now=desk.now(), warn_days=days)


def task(desk: Desk, *, task_id: str) -> Task:
    """One task with all that hangs on it.

    Raises:
        NotFoundError: no such task.
    """
    with desk.workspace.reading() as session:
        return queries.task(session, task_id)


def view(desk: Desk) -> PlanView:
    """The whole plan as it stands.

    Raises:
        NotFoundError: the workspace has no plan.
    """
    with desk.workspace.reading() as session:
        return queries.view(session, desk.province)


def groups(desk: Desk) -> tuple[GroupCard, ...]:
    """The groups of the plan in order with their number of tasks."""
    with desk.workspace.reading() as session:
        sizes = table_queries.group_sizes(session, TaskQuery(), now=desk.now(), warn_days=queries.WARN_DAYS)
        own = table_queries.plan_groups(session)
    return tuple(GroupCard(*size) for size in sizes if size[0] in own)


def units(desk: Desk) -> tuple[UnitCard, ...]:
    """All units by the Vietnamese alphabet."""
    today = vietnam_time.today(desk.now()).isoformat()
    with desk.workspace.reading() as session:
        return shared.units(session, today=today)


def blanks(desk: Desk) -> tuple[tuple[Blank, str], ...]:
    """The form's placeholders that concern this province, with what was filled in."""
    form = plan_form.load()
    with desk.workspace.reading() as session:
        filled = queries.blanks(session, queries.the_plan(session).id)
    merged = bool(desk.province.merged_from)
    return tuple((blank, filled.get(blank.key, "")) for blank in form.blanks if merged or not blank.only_merged)


def set_blank(desk: Desk, *, key: str, value: str) -> Outcome:
    """Fill one placeholder of the form ("" asks for it again).

    Raises:
        InvalidInputError: no such placeholder, or text that cannot be stored.
    """
    blank = next((blank for blank in plan_form.load().blanks if blank.key == key), None)
    if blank is None:
        raise InvalidInputError(f"Mẫu không có chỗ trống “{key}”.", "Xem danh sách chỗ trống trong Nội dung kế hoạch.")
    value = typed(value, where=blank.question)
    with desk.act(f"Điền: {blank.question}") as act:
        put_blank(desk, act.session, key, value)
    return act.outcome


def put_blank(desk: Desk, session: RecordingSession, key: str, value: str) -> None:
    """Fill one placeholder inside an act."""
    plan_id = queries.the_plan(session).id
    record_id = desk.natural_id("plan_blank", f"{plan_id}/{key}")
    put(session, PlanBlankRow, record_id, plan_id=plan_id, key=key, value=value)


def add_line(desk: Desk, *, part: str, text: str) -> Outcome:
    """Add a line of the province's own ("bổ sung") to a text part of the plan.

    Raises:
        InvalidInputError: no such part, or nothing typed.
    """
    parts = {line.part for line in plan_form.load().lines} - {"preamble", "closing"}
    if part not in parts:
        raise InvalidInputError(f"Kế hoạch không có phần “{part}”.", "Chọn một phần của mẫu Phụ lục I.")
    text = typed(text, where="Nội dung bổ sung", required=True)
    with desk.act("Bổ sung nội dung kế hoạch") as act:
        plan_id = queries.the_plan(act.session).id
        place = rank.between(writing.last_line_rank(act.session, plan_id, part), None)
        act.session.add(PlanLineRow(id=new_id(), plan_id=plan_id, part=part, rank=place, text=text))
    return act.outcome


def edit_line(desk: Desk, *, text: str, line_id: str = "", part: str = "", form_key: str = "") -> Outcome:
    """Change an addition (`line_id`), or give a form line the province's own wording (`part` and `form_key`).

    Raises:
        NotFoundError: no such line.
    """
    text = typed(text, where="Nội dung", required=True)
    with desk.act("Sửa nội dung kế hoạch") as act:
        if line_id:
            require(act.session, PlanLineRow, line_id).text = text
        elif any(line.key == form_key for line in plan_form.load().part(part)):
            reword(desk, act.session, part, form_key, text)
        else:
            raise NotFoundError("Mẫu không có dòng này.", "Chọn lại dòng trong Nội dung kế hoạch.")
    return act.outcome


def remove_line(desk: Desk, *, line_id: str) -> Outcome:
    """Take out an addition, or go back to the form's own wording of a line.

    Raises:
        NotFoundError: no such line.
    """
    with desk.act("Bỏ nội dung bổ sung") as act:
        require(act.session, PlanLineRow, line_id).deleted = True
    return act.outcome


def add_group(desk: Desk, *, heading: str) -> Outcome:
    """Add a group of tasks after the last one."""
    heading = typed(heading, where="Tên nhóm nhiệm vụ", required=True)
    with desk.act("Thêm nhóm nhiệm vụ") as act:
        plan_id = queries.the_plan(act.session).id
        place = rank.between(writing.last_group_rank(act.session, plan_id), None)
        act.session.add(TaskGroupRow(id=new_id(), plan_id=plan_id, rank=place, heading=heading))
    return act.outcome


def rename_group(desk: Desk, *, group_id: str, heading: str) -> Outcome:
    """Rename a group that the province added.

    Raises:
        RefusedError: a group of the form keeps its wording.
    """
    heading = typed(heading, where="Tên nhóm nhiệm vụ", required=True)
    with desk.act("Đổi tên nhóm nhiệm vụ") as act:
        group = require(act.session, TaskGroupRow, group_id)
        if group.form_key:
            raise RefusedError("Tên nhóm của mẫu Phụ lục I giữ nguyên.", "Thêm nhóm mới nếu cần tên khác.")
        group.heading = heading
    return act.outcome


def reword(desk: Desk, session: RecordingSession, part: str, form_key: str, text: str) -> None:
    """Give a form line the province's own wording inside an act; the form's own words need no record."""
    plan_id = queries.the_plan(session).id
    record_id = desk.natural_id("plan_line", f"{plan_id}/{part}/{form_key}")
    known = session.get(PlanLineRow, record_id)
    if any(line.key == form_key and line.text == text for line in plan_form.load().part(part)):
        if known is not None and not known.deleted:
            known.deleted = True
    else:
        put(session, PlanLineRow, record_id, plan_id=plan_id, part=part, form_key=form_key, text=text)
