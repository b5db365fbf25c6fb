"""Dates that contradict each other: order of needs, cycles, the rehearsal, the form's own "trước ngày"."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime

from app.models.findings import ERROR, REMARK, WARNING
from app.models.plan.checks.finding import Context, Finding, Fix, row
from app.models.plan.deadline import Deadline, DeadlineKind
from app.models.plan.records import Task
from app.models.vietnam_time import show_date

OBJECTIVES = "objectives_specific"

_OBJECTIVE_OF = {"1.1": "to cong tac lien nganh", "1.2": "to ung cuu", "2.4": "so hoa", "3.1": "cau hinh"}
"""Form row -> folded words by which its objective (Phụ lục I, mục I.2) is known."""

_BEFORE = re.compile(r"truoc ngay (\d{1,2})/(\d{1,2})/(\d{4})")


def before_what_it_needs(plan: Context) -> Iterator[Finding]:
    """A row is not due before a row it needs."""
    for task in plan.tasks:
        for need in task.needs:
            other = plan.by_id.get(need)
            if other is None:
                yield Finding(
                    "missing_need",
                    WARNING,
                    f"{row(task)}: nhiệm vụ phải xong trước nó không còn trong Kế hoạch. Bỏ hoặc chọn lại việc trước.",
                    task.id,
                    "needs",
                )
            elif _is_earlier(task.deadline, other.deadline):
                yield Finding(
                    "before_its_need",
                    WARNING,
                    f"{row(task)}: hạn {_words(task.deadline)} sớm hơn hạn của dòng {other.number} "
                    f"({_words(other.deadline)}) mà nó cần. Sửa một trong hai thời hạn hoặc bỏ ràng buộc.",
                    task.id,
                    "deadline",
                )


def codes_before_the_team(plan: Context) -> Iterator[Finding]:
    """The form itself: row 1.4 (22/6) is due before row 1.1 (24/6), which sets up the team."""
    rows = {task.form_key: task for task in plan.tasks if task.form_key}
    first, fourth = rows.get("1.1"), rows.get("1.4")
    if first and fourth and _is_earlier(fourth.original_deadline, first.original_deadline):
        yield Finding(
            "form_order",
            REMARK,
            f"{row(fourth)}: hạn {_words(fourth.original_deadline)} sớm hơn việc thành lập Tổ Công tác "
            f"ở dòng {first.number} ({_words(first.original_deadline)}); mẫu in như vậy. "
            "Giữ theo mẫu hoặc sửa thời hạn.",
            fourth.id,
            "deadline",
        )


def on_the_day_called_before(plan: Context) -> Iterator[Finding]:
    """A form row falls on the day before which its objective wants it done (rows 1.2 and 2.4 as printed).

    The plan as issued is meant: an extension later on does not contradict its objectives.
    """
    for task in plan.tasks:
        wanted = _wanted_before(plan, task.form_key)
        last = task.original_deadline.last_day() if task.original_deadline else None
        if wanted and last and last >= wanted:
            yield Finding(
                "objective_date",
                REMARK if last == wanted else WARNING,
                f"{row(task)}: hạn {_words(task.original_deadline)}, nhưng mục tiêu (mục I.2) ghi "
                f"trước ngày {show_date(wanted)}. Sửa thời hạn thành “trước ngày” hoặc sửa mục tiêu.",
                task.id,
                "deadline",
                _before(wanted),
            )


def rehearsal_after_cutover(plan: Context) -> Iterator[Finding]:
    """A rehearsal comes before what it rehearses."""
    cutover = Deadline(DeadlineKind.NIGHT, "", plan.view.cutover_day).due_at(plan.view.night_ends)
    planned = [due for task in plan.cutovers() if (due := _due(task.deadline))]
    limit = min(planned, default=cutover)
    for task in plan.rehearsals():
        due = _due(task.deadline)
        if due and limit and due > limit:
            yield Finding(
                "rehearsal_after_cutover",
                ERROR,
                f"{row(task)}: diễn tập ({_words(task.deadline)}) sau khi đã cắt chuyển hệ thống. "
                "Đưa diễn tập lên trước.",
                task.id,
                "deadline",
            )


def cycles(plan: Context) -> Iterator[Finding]:
    """Rows that wait for each other in a circle, named in order."""
    for circle in _circles(plan):
        names = " → ".join(task.number for task in (*circle, circle[0]))
        yield Finding(
            "cycle",
            ERROR,
            f"Dòng {circle[0].number}: các nhiệm vụ chờ nhau thành vòng ({names}). Bỏ một ràng buộc trong vòng.",
            circle[0].id,
            "needs",
        )


def _circles(plan: Context) -> Iterator[tuple[Task, ...]]:
    """One circle for each knot of needs; without recursion, plans are long."""
    waiting = {task.id: [need for need in task.needs if need in plan.by_id] for task in plan.tasks}
    state: dict[str, int] = {}
    for start in waiting:
        path: list[str] = []
        todo = [(start, False)]
        while todo:
            task_id, leaving = todo.pop()
            if leaving:
                state[path.pop()] = 2
            elif state.get(task_id) == 1:
                yield tuple(plan.by_id[one] for one in path[path.index(task_id) :])
            elif task_id not in state:
                state[task_id] = 1
                path.append(task_id)
                todo.append((task_id, True))
                todo += [(need, False) for need in waiting[task_id]]


def _wanted_before(plan: Context, form_key: str) -> date | None:
    words = _OBJECTIVE_OF.get(form_key)
    if words is None:
        return None
    for line in plan.folded_texts.get(OBJECTIVES, "").split("\n"):
        if words in line and (found := _BEFORE.search(line)):
            return _as_date(found)
    return None


def _as_date(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def _before(day: date) -> Fix:
    words = f"Trước ngày {day.day}/{day.month}/{day.year}"
    return Fix("deadline", f"Sửa thành “{words}”", words)


def _due(deadline: Deadline | None) -> datetime | None:
    return deadline.due_at() if deadline else None


def _is_earlier(one: Deadline | None, other: Deadline | None) -> bool:
    mine, theirs = _due(one), _due(other)
    return mine is not None and theirs is not None and mine < theirs


def _words(deadline: Deadline | None) -> str:
    text = deadline.text if deadline else ""
    return text[:1].lower() + text[1:]


RULES: tuple[Callable[[Context], Iterator[Finding]], ...] = (
    before_what_it_needs,
    codes_before_the_team,
    on_the_day_called_before,
    rehearsal_after_cutover,
    cycles,
)
