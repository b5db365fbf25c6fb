"""What changed between an issued plan and the plan as it stands: rows added, removed, moved, and each field."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.exports.plan_words import coordinating_text, deadline_text, lead_text
from app.models.plan import form
from app.models.plan.records import PlanText, PlanView, Task, TaskGroup

ADDED, REMOVED, MOVED, REWORDED = "Bổ sung", "Bãi bỏ", "Chuyển vị trí", "Nội dung"


@dataclass(frozen=True, slots=True)
class Difference:
    """One change (Nội dung sửa đổi, bổ sung): where it is, what of it, how it read and how it reads now."""

    where: str
    field: str
    old: str
    new: str


def compare(issued: PlanView, live: PlanView) -> tuple[Difference, ...]:
    """All changes in the order of the paper; a number that shifts with its neighbours is no change."""
    return (*_texts(issued.texts, live.texts), *_groups(issued.groups, live.groups), *_tasks(issued, live))


def _texts(issued: Sequence[PlanText], live: Sequence[PlanText]) -> Iterator[Difference]:
    old, new = {_text_key(text): text for text in issued}, {_text_key(text): text for text in live}
    for key, text in old.items():
        if key not in new:
            yield Difference(_part_name(text.part), REMOVED, text.text, "")
    for key, text in new.items():
        before = old.get(key)
        if before is None:
            yield Difference(_part_name(text.part), ADDED, "", text.text)
        elif before.text != text.text:
            yield Difference(_part_name(text.part), REWORDED, before.text, text.text)


def _text_key(text: PlanText) -> tuple[str, str]:
    return (text.part, text.form_key) if text.form_key else ("", text.id)


def _part_name(part: str) -> str:
    shipped = form.load()
    own = next((line.heading for line in shipped.part(part) if line.heading), "")
    name = _NAMES.get(part) or shipped.headings.get(part) or own or part
    section = shipped.headings.get(part.split("_")[0], "").partition(".")[0]
    return f"Mục {section}, khoản {name.rstrip(':')}" if section and part not in _NAMES else name


_NAMES = {"preamble": "Phần mở đầu", "closing": "Phần kết thúc", "recipients": "Nơi nhận"}


def _groups(issued: Sequence[TaskGroup], live: Sequence[TaskGroup]) -> Iterator[Difference]:
    old, new = {group.id: group for group in issued}, {group.id: group for group in live}
    for key, group in old.items():
        if key not in new:
            yield Difference(f"Nhóm {group.numeral}", REMOVED, group.heading, "")
    for key, group in new.items():
        before = old.get(key)
        if before is None:
            yield Difference(f"Nhóm {group.numeral}", ADDED, "", group.heading)
        elif before.heading != group.heading:
            yield Difference(f"Nhóm {group.numeral}", "Tên nhóm", before.heading, group.heading)


def _tasks(issued: PlanView, live: PlanView) -> Iterator[Difference]:
    old, new = {task.id: task for task in issued.tasks}, {task.id: task for task in live.tasks}
    for key, task in old.items():
        if key not in new:
            yield Difference(f"Nhiệm vụ {task.number}", REMOVED, _whole(task), "")
    moved = set(_moved(old, new))
    for key, task in new.items():
        before = old.get(key)
        if before is None:
            yield Difference(f"Nhiệm vụ {task.number}", ADDED, "", _whole(task))
            continue
        if key in moved:
            yield Difference(f"Nhiệm vụ {task.number}", MOVED, _place(before, issued), _place(task, live))
        yield from _fields(before, task)


def _fields(old: Task, new: Task) -> Iterator[Difference]:
    columns = form.load().columns[1:]
    for field, before, after in zip(columns, _cells(old), _cells(new), strict=True):
        if before != after:
            yield Difference(f"Nhiệm vụ {new.number}", field, before, after)


def _cells(task: Task) -> tuple[str, ...]:
    return (task.content, lead_text(task), coordinating_text(task), task.products, deadline_text(task.deadline))


def _whole(task: Task) -> str:
    """A row in one cell: its content, then what its other columns say."""
    columns = form.load().columns[2:]
    rest = (f"{name}: {text}" for name, text in zip(columns, _cells(task)[1:], strict=True) if text)
    return "\n".join((task.content, *rest))


def _place(task: Task, view: PlanView) -> str:
    numeral = next((group.numeral for group in view.groups if group.id == task.group_id), "")
    return f"Nhóm {numeral}, TT {task.number}"


def _moved(old: Mapping[str, Task], new: Mapping[str, Task]) -> Iterator[str]:
    """Rows that changed group, and the fewest others whose moving explains the new order."""
    for key in old.keys() & new.keys():
        if old[key].group_id != new[key].group_id:
            yield key
    places = {key: at for at, key in enumerate(old)}
    stayed = [key for key in new if key in old and old[key].group_id == new[key].group_id]
    kept = _longest_rising([places[key] for key in stayed])
    yield from (key for key in stayed if places[key] not in kept)


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """A longest rising choice of different numbers, in their order."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(tails, number)
        before[number] = tails[at - 1] if at else None
        tails[at : at + 1] = [number]
    chosen: set[int] = set()
    last = tails[-1] if tails else None
    while last is not None:
        chosen.add(last)
        last = before[last]
    return chosen
