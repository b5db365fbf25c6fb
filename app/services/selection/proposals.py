"""What the decisions propose elsewhere: rows of the plan, each to be chosen, and the night's steps for each system."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from app.models import vietnam_time
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.plan import queries as plan_queries
from app.models.plan import writing
from app.models.plan.entities import TaskRow
from app.models.plan.records import PlanView
from app.models.recording import RecordingSession
from app.models.runbook import queries as runbook_queries
from app.models.selection import aftermath_proposals, aftermath_queries, aftermath_runbook
from app.models.selection.aftermath import interim
from app.models.selection.aftermath_entities import ProposalRow
from app.models.selection.aftermath_proposals import Proposal, ProposalState, covering
from app.models.selection.aftermath_runbook import NightStep, NightSystem
from app.models.selection.aftermath_writing import say
from app.models.units.names import match_unit
from app.models.writing import put, rank_after
from app.services.desk import Desk, Outcome
from app.services.runbook import masters
from app.services.tasks import assign_coordinating

_LIBRARY = "local"
"""Rows made from a proposal are the province's own ("bổ sung")."""


def proposed(desk: Desk, *, workflow_steps: int = 4) -> tuple[Proposal, ...]:
    """Every task that the decisions in force ask for, with how it stands against the plan.

    Raises:
        InvalidInputError: `workflow_steps` is neither 3 nor 4 (Sổ tay 8.5.a).
        NotFoundError: the workspace has no plan.
    """
    with desk.workspace.reading() as session:
        return _proposed(desk, session, workflow_steps)


def take(desk: Desk, *, keys: Sequence[str], workflow_steps: int = 4) -> Outcome:
    """Take proposals into the plan as rows marked "bổ sung", each in its group. One act; none is ever taken twice.

    A row that was deleted since comes back where its proposal is named again.

    Raises:
        InvalidInputError: a proposal that no decision makes (any more).
        RefusedError: one that is in the plan already.
    """
    with desk.act(f"Đưa {len(keys)} nhiệm vụ đề xuất vào kế hoạch") as act:
        known = {one.key: one for one in _proposed(desk, act.session, workflow_steps)}
        view = plan_queries.view(act.session, desk.province)
        for key in dict.fromkeys(keys):
            one = known.get(key)
            if one is None:
                raise InvalidInputError("Đề xuất này không còn theo quyết định đang có.", "Xem lại danh sách đề xuất.")
            if one.state is ProposalState.TAKEN:
                raise RefusedError(f"Đã có trong kế hoạch: dòng {one.number}.", "Bỏ chọn đề xuất này.")
            _take(desk, act.session, one, view)
    return act.outcome


def night_systems(desk: Desk) -> tuple[NightSystem, ...]:
    """The systems of the decided kinds as the night names them, with whether they stay."""
    with desk.workspace.reading() as session:
        return _night_systems(desk, session)


def night_steps(desk: Desk, *, system_ids: Collection[str] | None = None) -> tuple[NightStep, ...]:
    """The steps that these systems (all, where none are named) still lack in the runbook.

    Raises:
        NotFoundError: the workspace has no runbook.
    """
    with desk.workspace.reading() as session:
        wanted = _of(_night_systems(desk, session), system_ids)
        return aftermath_runbook.missing(runbook_queries.master(session), wanted)


def night_warnings(desk: Desk, *, system_ids: Collection[str] | None = None) -> tuple[str, ...]:
    """What else splitting the runbook does, to be read before it is agreed to; empty where it only adds steps.

    Raises:
        NotFoundError: the workspace has no runbook.
    """
    with desk.workspace.reading() as session:
        wanted = _of(_night_systems(desk, session), system_ids)
        master = runbook_queries.master(session)
        locks = runbook_queries.locks(session)
        rehearsed = sum(1 for run in runbook_queries.runs(session) if run.is_rehearsal)
    if not aftermath_runbook.missing(master, wanted):
        return ()
    found = []
    at_once = aftermath_runbook.opens_at_once(master)
    if at_once is not None and any(one.stays for one in wanted):
        found.append(
            f"Bước {at_once.number} mở thẳng cho người dân, doanh nghiệp: sẽ đổi thành mở cho người kiểm thử từng hệ "
            "thống, điểm quyết định, rồi mới mở cho người dân."
        )
    if locks:
        words = f"Kịch bản đã chốt bản {locks[-1].version}"
        words += f", đã diễn tập {rehearsed} lượt" if rehearsed else ""
        found.append(f"{words}: các bước thêm vào chưa được chốt và chưa được diễn tập.")
    return tuple(found)


def split_runbook(desk: Desk, *, system_ids: Collection[str] | None = None) -> Outcome:
    """Give these systems (all, where none are named) their steps of backup, merge, DNS and reopening, in one act.

    Raises:
        NotFoundError: the workspace has no runbook.
        RefusedError: nothing is missing.
        InvalidInputError: two systems of one kind bear the same name.
    """
    with desk.workspace.reading() as session:
        wanted = _of(_night_systems(desk, session), system_ids)
        if not aftermath_runbook.missing(runbook_queries.master(session), wanted):
            raise RefusedError("Kịch bản đã có đủ bước cho các hệ thống này.", "Chọn hệ thống khác.")
    return masters.change(
        desk,
        "Tách bước kịch bản theo quyết định lựa chọn",
        lambda known: aftermath_runbook.with_systems(known, wanted, desk.natural_id),
    )


def _proposed(desk: Desk, session: Any, workflow_steps: int) -> tuple[Proposal, ...]:
    if workflow_steps not in interim().step_counts:
        raise InvalidInputError(
            f"Quy trình tạm thời không có {workflow_steps} bước.", "Chọn 3 hoặc 4 bước (Sổ tay, mục 8.5)."
        )
    views = aftermath_queries.kind_views(session, desk.province, desk.natural_id)
    stopped = aftermath_queries.stopped(session, views)
    today = vietnam_time.today(desk.now())
    made = aftermath_proposals.proposed(
        views, stopped, province=desk.province, today=today, workflow_steps=workflow_steps
    )
    taken = aftermath_queries.taken(session)
    made_here = {one.task_id for one in taken.values()}
    tasks = [task for task in plan_queries.view(session, desk.province).tasks if task.id not in made_here]
    found = []
    for one in made:
        known = taken.get(one.key)
        if known is not None:
            state = ProposalState.TAKEN if known.is_alive else ProposalState.REMOVED
            number = known.number if known.is_alive else ""
            found.append(replace(one, state=state, number=number, task_id=known.task_id))
        elif (covers := covering(one, tasks)) is not None:
            found.append(replace(one, state=ProposalState.COVERED, number=covers.number))
        else:
            found.append(one)
    return tuple(found)


def _take(desk: Desk, session: RecordingSession, one: Proposal, view: PlanView) -> None:
    template, _, system_id = one.key.partition("/")
    group = next((group for group in view.groups if group.numeral == one.group), None)
    if group is None:
        raise NotFoundError(f"Kế hoạch không còn nhóm {one.group}.", "Khôi phục nhóm, hoặc thêm nhiệm vụ bằng tay.")
    task_id = desk.natural_id(TaskRow.ENTITY, f"selection/{one.key}")
    names = writing.unit_names(session)
    values = {
        "plan_id": view.id,
        "group_id": group.id,
        "rank": rank_after(session, TaskRow, "group_id", group.id, None),
        "content": one.content,
        "lead_id": match_unit(one.lead, names) if one.lead else None,
        "products": one.products,
        "deadline": one.deadline.to_json() if one.deadline else None,
        "source": {"library": _LIBRARY, "ref": one.source},
    }
    row = put(session, TaskRow, task_id, **values)  # one that a person deleted comes back as it was reported
    found = [match_unit(name, names) for name in one.coordinating]
    wanted = [unit_id for unit_id in found if unit_id and unit_id != row.lead_id]
    session.flush()
    assign_coordinating(desk, session, row, wanted)
    owner = {"kind_id": one.kind_id, "system_id": system_id, "key": template}
    say(session, ProposalRow, desk.natural_id(ProposalRow.ENTITY, one.key), owner, task_id=task_id)
    session.flush()


def _night_systems(desk: Desk, session: Any) -> tuple[NightSystem, ...]:
    views = aftermath_queries.kind_views(session, desk.province, desk.natural_id)
    return aftermath_runbook.night_systems(views)


def _of(systems: Sequence[NightSystem], system_ids: Collection[str] | None) -> tuple[NightSystem, ...]:
    return tuple(one for one in systems if system_ids is None or one.system_id in system_ids)
