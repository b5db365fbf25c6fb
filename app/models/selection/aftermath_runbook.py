"""The night's steps for each system: backup, merge, DNS, reopen (Phụ lục V, steps 3-6). Pure; reshapes a master."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.models.runbook.master import (
    Made,
    Part,
    SystemRow,
    numbered,
    reopened_in_stages,
    split,
    split_by_systems,
)
from app.models.runbook.records import Access, Branch, Master, Step
from app.models.selection.records import KindView
from app.models.text import fold

BACKUP, MERGE, DNS, REOPEN = 3, 4, 5, 6
"""Numbers of Phụ lục V."""

_WORDS = {
    BACKUP: "Sao lưu toàn bộ cơ sở dữ liệu: {name}.",
    MERGE: "Chuyển đổi, hợp nhất cơ sở dữ liệu: {name}.",
    DNS: "Trỏ lại tên miền (DNS) của tỉnh mới về hệ thống dùng chung: {name}.",
    REOPEN: "Mở lại truy cập, cấu hình hệ thống ở trạng thái hoạt động chính thức: {name}.",
}
_OF_STOPPING = (BACKUP, MERGE)
_OF_STAYING = (BACKUP, DNS, REOPEN)


@dataclass(frozen=True, slots=True)
class NightSystem:
    """A system as the night knows it: its name on the steps, and whether it stays."""

    system_id: str
    kind_id: str
    name: str
    stays: bool

    @property
    def numbers(self) -> tuple[int, ...]:
        """Steps of Phụ lục V that it needs a step of its own for."""
        return _OF_STAYING if self.stays else _OF_STOPPING


@dataclass(frozen=True, slots=True)
class NightStep:
    """One step that a system would get (for the preview)."""

    number: int
    """Of Phụ lục V."""
    system: str
    content: str


def night_systems(views: Sequence[KindView]) -> tuple[NightSystem, ...]:
    """Every candidate of the kinds that are decided; a name borne twice gets its kind before it."""
    found = [
        (view, system, system in (view.chosen, *view.exempted))
        for view in views
        if view.decision is not None and view.kind.is_used
        for system in view.sheet.systems
    ]
    often = Counter(fold(system.shown) for _, system, _ in found)
    return tuple(
        NightSystem(
            system.id,
            view.kind.id,
            system.shown if often[fold(system.shown)] == 1 else f"{view.kind.shown}: {system.shown}",
            stays,
        )
        for view, system, stays in found
    )


def missing(master: Master, systems: Sequence[NightSystem]) -> tuple[NightStep, ...]:
    """The steps that these systems still lack; none for a step of the form that the province took out."""
    return tuple(_missing(master, systems))


def with_systems(master: Master, systems: Sequence[NightSystem], made: Made) -> Master:
    """The master with a step for each system: the form's own steps are split, what is split already gets its like.

    Where step 6 opens to the public at once it is put in stages first, so that the night keeps one reopening to the
    public, behind test and gate, and the systems are opened one by one for the testers.
    """
    at_once = opens_at_once(master)
    if at_once is not None and any(REOPEN in one.numbers for one in systems):
        master = reopened_in_stages(master, at_once.id, made)
    master = split_by_systems(master, [SystemRow(one.name, one.stays) for one in systems], made)
    for number in (DNS, REOPEN):
        parts = [Part(one.name, _words(number, one.name)) for one in systems if number in one.numbers]
        whole = _whole(master, number)
        if whole is not None and parts:
            master = split(master, whole.id, parts, made)
    for step in missing(master, systems):
        master = _beside(master, step, made)
    return master


def opens_at_once(master: Master) -> Step | None:
    """The form's step 6 where it stands whole and opens to the public before test and acceptance."""
    whole = _whole(master, REOPEN)
    return whole if whole is not None and whole.access is Access.PUBLIC else None


def steps_against(master: Master, systems: Sequence[NightSystem]) -> Iterator[Step]:
    """Steps that say the opposite of the choice: merging a system that stays, DNS or reopening of one that stops."""
    names = {fold(one.name): one for one in systems}
    for step in master.of_branch(Branch.MAIN):
        one = names.get(fold(step.system)) if step.system else None
        if one is not None and step.form_number and step.form_number not in one.numbers:
            yield step


def _missing(master: Master, systems: Sequence[NightSystem]) -> Iterator[NightStep]:
    for number in _WORDS:
        like = _like(master, number)
        known = {fold(step.system) for step in like}
        for one in systems if like else ():
            if number in one.numbers and fold(one.name) not in known:
                yield NightStep(number, one.name, _words(number, one.name))


def _beside(master: Master, wanted: NightStep, made: Made) -> Master:
    """The master with one more step behind the last of its like: same predecessors, successors and times."""
    like = _like(master, wanted.number)
    last = like[-1]
    step = replace(
        last,
        id=made("runbook_step", f"{master.id}/{wanted.number}/{fold(wanted.system)}"),
        content=wanted.content,
        system=wanted.system,
        owner_id="",
        deputy_id="",
        measures=(),
    )
    steps: list[Step] = []
    for one in master.steps:
        waits = last.id in one.needs
        steps.append(replace(one, needs=tuple(sorted({*one.needs, step.id}))) if waits else one)
        if one.id == last.id:
            steps.append(step)
    return replace(master, steps=numbered(steps))


def _like(master: Master, number: int) -> list[Step]:
    return [step for step in master.of_branch(Branch.MAIN) if step.form_number == number]


def _whole(master: Master, number: int) -> Step | None:
    """The form's own step where it stands alone and speaks of no system."""
    like = _like(master, number)
    return like[0] if len(like) == 1 and not like[0].system else None


def _words(number: int, name: str) -> str:
    return _WORDS[number].format(name=name)
