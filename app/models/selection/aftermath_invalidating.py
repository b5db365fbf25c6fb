"""What a changed decision makes invalid, and the marks "cần xem lại" it leaves. Nothing is deleted.

Pure: the reading of what stands is `Standing`; what would stand after the change is composed by the same rules.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.models import vietnam_time
from app.models.plan.form import PlanForm
from app.models.runbook.records import Master
from app.models.selection.aftermath_proposals import proposed
from app.models.selection.aftermath_runbook import night_systems, steps_against
from app.models.selection.aftermath_section import Place, compose, heading_of
from app.models.selection.records import Decided, Decision, KindView
from app.models.selection.stages import BoardRow
from app.models.selection.unchosen import Unchosen
from app.models.text import fold
from app.models.units.gazetteer import Province
from app.models.vietnam_time import show_date, today


class Category(StrEnum):
    """What kind of thing becomes invalid."""

    SECTION = "section"
    TASK = "task"
    STEP = "step"
    UNCHOSEN = "unchosen"
    STAGE = "stage"
    PAPER = "paper"

    @property
    def label(self) -> str:
        """The Vietnamese on screen."""
        return _CATEGORY_LABELS[self]


_CATEGORY_LABELS = {
    Category.SECTION: "Mục II của kế hoạch",
    Category.TASK: "Nhiệm vụ đã đưa vào kế hoạch",
    Category.STEP: "Bước của kịch bản chuyển đổi",
    Category.UNCHOSEN: "Phương án cho hệ thống không được chọn",
    Category.STAGE: "Giai đoạn của hệ thống đang được chọn",
    Category.PAPER: "Văn bản đã ban hành, bản đã chốt",
}


@dataclass(frozen=True, slots=True)
class Invalidated:
    """One thing that a changed decision makes invalid (Điểm phải xem lại)."""

    category: Category
    record_id: str
    """Of the section place, task, step, system, issue, lock or decision."""
    title: str
    system_id: str = ""

    @property
    def key(self) -> str:
        """What a person who has read the list acknowledges."""
        return f"{self.category.value}/{self.record_id}"


@dataclass(frozen=True, slots=True)
class Review:
    """A mark "cần xem lại" that a changed decision left."""

    id: str
    kind_id: str
    kind: str
    decision_id: str
    category: Category
    record_id: str
    title: str
    system_id: str
    marked_at: datetime
    settled_at: datetime | None = None
    settled_by: str = ""
    note: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has looked at it yet."""
        return self.settled_at is None


@dataclass(frozen=True, slots=True)
class Taken:
    """A proposal that became a row of the plan."""

    task_id: str
    kind_id: str
    system_id: str
    number: str
    content: str
    is_alive: bool = True
    """Whether the row is still in the plan."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Something issued or locked, with the words of it that a choice may contradict."""

    id: str
    title: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """Everything that the decisions in force have reached so far, as it stands now."""

    views: tuple[KindView, ...]
    stopped: tuple[Unchosen, ...]
    board: tuple[BoardRow, ...]
    written: Mapping[str, tuple[str, str]]
    """Place of section II -> what a decision wrote there and for which kind."""
    taken: Mapping[str, Taken]
    """Key of a proposal -> the row it became."""
    master: Master | None
    issues: tuple[Paper, ...]
    """The issued plan with its lines of section II."""
    locks: tuple[Paper, ...]
    """The locked runbook with the names of its systems."""
    papers: tuple[tuple[str, Paper], ...]
    """Numbered or sealed papers whose subject is a decision, a kind or a system, each with its kind's id."""
    recorded: frozenset[str]
    """Ids of the systems of which something was recorded."""


def after(views: Sequence[KindView], kind_id: str, system_id: str) -> tuple[KindView, ...]:
    """The kinds as they would stand with another system chosen for one of them."""
    return tuple(_with(view, system_id) if view.kind.id == kind_id else view for view in views)


def invalidated(
    now: Standing, kind_id: str, system_id: str, *, province: Province, form: PlanForm, at: datetime
) -> tuple[Invalidated, ...]:
    """All that the choice of another system makes invalid, in the order of `Category`; nothing before a decision."""
    view = next((one for one in now.views if one.kind.id == kind_id), None)
    if view is None or view.decision is None or view.decision.system_id == system_id:
        return ()
    later = after(now.views, kind_id, system_id)
    stops = _stopping(now.stopped, later)
    changed = _changed_places(now, kind_id, compose(later, stops, province=province, form=form))
    before, behind = (
        {one.key: one.content for one in proposed(views, systems, province=province, today=today(at))}
        for views, systems in ((now.views, now.stopped), (later, stops))
    )
    found = [
        *(
            Invalidated(Category.SECTION, key, f"Mục II, {heading_of(key, form)} “{text}”")
            for key, text in changed.items()
        ),
        *_tasks(now, kind_id, before, behind),
        *_steps(now, later, kind_id),
        *_unchosen(now, kind_id, system_id),
        *_stages(now, kind_id, system_id),
    ]
    return (*found, *_papers(now, view, view.decision, changed.values()))


def _with(view: KindView, system_id: str) -> KindView:
    """A view whose decision in force names another system."""
    decision = view.decision
    if decision is None:
        return view
    changed = replace(decision, id="", system_id=system_id, decided=Decided("", decision.decided.on))
    return replace(
        view,
        decisions=(*view.decisions, changed),
        exemptions=tuple(one for one in view.exemptions if one.system_id != system_id),
    )


def _stopping(stopped: Sequence[Unchosen], later: Sequence[KindView]) -> tuple[Unchosen, ...]:
    stops = {system.id for view in later for system in view.unchosen}
    return tuple(replace(one, is_stopped=one.system_id in stops) for one in stopped)


def _changed_places(now: Standing, kind_id: str, later: Sequence[Place]) -> dict[str, str]:
    """Place -> what was written there and would read otherwise."""
    wanted = {place.key: place.text for place in later}
    return {
        key: text
        for key, (text, kind) in now.written.items()
        if text and kind in ("", kind_id) and wanted.get(key, "") != text
    }


def _tasks(now: Standing, kind_id: str, before: Mapping[str, str], behind: Mapping[str, str]) -> Iterator[Invalidated]:
    """Rows whose proposal would read otherwise or not be made; a row that a person reworded is judged by it too."""
    for key, one in now.taken.items():
        if one.kind_id == kind_id and one.is_alive and behind.get(key) != before.get(key, one.content):
            yield Invalidated(Category.TASK, one.task_id, f"Dòng {one.number}: {one.content}", one.system_id)


def _steps(now: Standing, later: Sequence[KindView], kind_id: str) -> Iterator[Invalidated]:
    if now.master is None:
        return
    systems = [one for one in night_systems(later) if one.kind_id == kind_id]
    for step in steps_against(now.master, systems):
        yield Invalidated(Category.STEP, step.id, f"Bước {step.number}: {step.content}")


def _unchosen(now: Standing, kind_id: str, system_id: str) -> Iterator[Invalidated]:
    """What was recorded of the system that now stays, and counts of the others, which were against another target."""
    for one in now.stopped:
        if one.kind_id != kind_id or one.system_id not in now.recorded:
            continue
        if one.system_id == system_id:
            words = f"{one.shown}: sao lưu, chuyển dữ liệu, bàn giao đã ghi khi hệ thống này không được chọn"
            yield Invalidated(Category.UNCHOSEN, one.system_id, words, one.system_id)
        elif any(part.progress or part.counted for part in one.migrations):
            words = f"{one.shown}: tiến độ, đối chiếu chuyển dữ liệu sang {one.shared or 'hệ thống dùng chung'}"
            yield Invalidated(Category.UNCHOSEN, one.system_id, words, one.system_id)


def _stages(now: Standing, kind_id: str, system_id: str) -> Iterator[Invalidated]:
    for row in now.board:
        gives_way = row.is_in_force and not row.is_exemption and row.system_id != system_id
        if row.kind.id == kind_id and gives_way and row.system_id in now.recorded:
            words = f"{row.kind.shown}: các giai đoạn đã ghi của {row.system}"
            yield Invalidated(Category.STAGE, row.system_id, words, row.system_id)


def _papers(now: Standing, view: KindView, decision: Decision, changed: Iterable[str]) -> Iterator[Invalidated]:
    """The decision itself, the issued plan that says what would change, the locked runbook that names its systems."""
    number = f"số {decision.decided.number} " if decision.decided.number else ""
    words = f"Quyết định lựa chọn {number}ngày {show_date(decision.decided.on)} ({view.kind.shown})"
    yield Invalidated(Category.PAPER, decision.id, words)
    texts = [fold(text) for text in changed]
    for paper in now.issues:
        if any(text in fold(line) for text in texts for line in paper.words):
            yield Invalidated(Category.PAPER, paper.id, paper.title)
    for kind_id, paper in now.papers:
        if kind_id == view.kind.id:
            yield Invalidated(Category.PAPER, paper.id, paper.title)
    names = {fold(one.name) for one in night_systems(now.views) if one.kind_id == view.kind.id}
    for paper in now.locks:
        if names & {fold(word) for word in paper.words}:
            yield Invalidated(Category.PAPER, paper.id, paper.title)


def settled_of(data: Mapping[str, Any]) -> tuple[datetime | None, str, str]:
    """When, by whom and with which note a mark was settled, as stored.

    Raises:
        ValueError, AttributeError: that is no instant.
    """
    at = data.get("at")
    return vietnam_time.from_iso(at) if at else None, data.get("by", ""), data.get("note", "")
