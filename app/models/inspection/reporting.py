"""Figures and lists for the papers after an inspection: result report, list of conclusions, dossier. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.models import vietnam_time
from app.models.inspection.minutes_records import (
    Entry,
    FieldWork,
    Followup,
    FollowupState,
    Minutes,
    Part,
    Result,
)
from app.models.inspection.records import InspectedUnit, Inspection, Visit, VisitState


@dataclass(frozen=True, slots=True)
class VisitResult:
    """What one visit brought, from its agreed minutes; before them the lists are empty."""

    visit: Visit
    minutes_id: str = ""
    """The agreed version; empty before."""
    achievements: tuple[Entry, ...] = ()
    shortcomings: tuple[Entry, ...] = ()
    conclusions: tuple[Entry, ...] = ()
    proposals: tuple[Entry, ...] = ()
    answers: Mapping[str, int] | None = None
    """Result -> number of items, "" those not answered; None where no checklist was used."""
    photos: int = 0


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """What the inspection result report tells."""

    inspection: Inspection
    results: tuple[VisitResult, ...]
    followups: tuple[Followup, ...]
    planned: int
    """Units of the plan."""
    visited: int
    """Those with agreed minutes."""
    by_state: Mapping[FollowupState, int]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class ConclusionLine:
    """One row of the list of conclusions (Danh mục kết luận): what its Excel columns show."""

    place: int
    content: str
    unit: str
    inspected: str
    inspection: str
    visited_on: date | None
    original_deadline: str
    deadline: str
    last_day: date | None
    extensions: int
    status: str
    state: FollowupState
    percent: int
    finished_at: datetime | None
    evidence: str
    """Titles with number and date, one a line."""
    latest: str
    impossible_reason: str
    task_id: str


@dataclass(frozen=True, slots=True)
class DossierItem:
    """One paper of the dossier in its order."""

    kind: str
    """plan | agreement | notice | minutes | annex | report | conclusions"""
    title: str
    subject: str
    """Id of the inspection, visit or minutes that the paper is of."""
    is_ready: bool
    missing: str = ""
    """Why it is not ready, in words."""


def figures(
    plan: Inspection,
    agreed: Mapping[str, Minutes],
    works: Mapping[str, FieldWork],
    found: Sequence[Followup],
    *,
    as_of: datetime,
) -> ReportFigures:
    """The figures of a plan. `agreed` and `works`: visit id -> agreed minutes, field work."""
    results = tuple(_result(visit, agreed.get(visit.id), works.get(visit.id)) for visit in plan.visits)
    counts = dict.fromkeys(FollowupState, 0)
    for one in found:
        counts[one.state] += 1
    visited = sum(1 for one in results if one.minutes_id)
    return ReportFigures(plan, results, tuple(found), len(plan.visits), visited, counts, as_of)


def _result(visit: Visit, minutes: Minutes | None, live: FieldWork | None) -> VisitResult:
    work = minutes.field_work if minutes else live
    answers: dict[str, int] | None = None
    photos = 0
    if work is not None:
        if work.checklists:
            answers = {**{one.value: 0 for one in Result}, "": 0}
            for answered in work.checklists:
                for result, count in answered.counts.items():
                    answers[result] += count
        photos = len(work.media) + sum(len(item.media) for one in work.checklists for item in one.items)
    if minutes is None:
        return VisitResult(visit, answers=answers, photos=photos)
    return VisitResult(
        visit,
        minutes.id,
        minutes.part(Part.ACHIEVEMENT),
        minutes.part(Part.SHORTCOMING),
        minutes.part(Part.CONCLUSION),
        minutes.part(Part.PROPOSAL),
        answers,
        photos,
    )


def conclusion_lines(found: Sequence[Followup]) -> tuple[ConclusionLine, ...]:
    """The list of conclusions in the order given."""
    return tuple(
        ConclusionLine(
            place=place,
            content=one.content,
            unit=one.unit.shown,
            inspected=one.inspected.shown,
            inspection=one.inspection_title,
            visited_on=one.visited_on,
            original_deadline=one.original_deadline.text if one.original_deadline else "",
            deadline=one.deadline.text if one.deadline else "",
            last_day=one.deadline.last_day() if one.deadline else None,
            extensions=len(one.extensions),
            status=one.state.label if one.state is FollowupState.IMPOSSIBLE else one.status.label,
            state=one.state,
            percent=one.percent,
            finished_at=one.finished_at,
            evidence="\n".join(
                f"{item.title} ({item.number}, {vietnam_time.show_date(item.issued_on)})"
                if item.number and item.issued_on
                else item.title
                for item in one.evidence
            ),
            latest=one.latest,
            impossible_reason=one.impossible.reason if one.impossible else "",
            task_id=one.task_id,
        )
        for place, one in enumerate(found, 1)
    )


def dossier(plan: Inspection, agreed: Mapping[str, Minutes]) -> tuple[DossierItem, ...]:
    """Every paper of an inspection in the order of the file: plan, agreement, then of each visit, then the whole."""
    items = [DossierItem("plan", plan.title, plan.id, is_ready=True)]
    if plan.agreement is not None:
        title = plan.agreement.document or f"Ý kiến thống nhất của {plan.agreement.body}"
        items.append(DossierItem("agreement", title, plan.id, is_ready=True))
    for visit in plan.visits:
        items += _of_visit(plan, visit, agreed.get(visit.id))
    done = bool(agreed)
    missing = "" if done else "Chưa có biên bản nào được thông qua."
    items.append(DossierItem("report", "Báo cáo kết quả kiểm tra", plan.id, done, missing))
    items.append(DossierItem("conclusions", "Danh mục kết luận kiểm tra", plan.id, done, missing))
    return tuple(items)


def _of_visit(plan: Inspection, visit: Visit, minutes: Minutes | None) -> list[DossierItem]:
    unit: InspectedUnit = visit.unit
    items = []
    if not plan.is_sudden:
        sent = visit.notice is not None
        missing = "" if sent else "Chưa thông báo lịch làm việc."
        items.append(DossierItem("notice", f"Thông báo lịch làm việc với {unit.shown}", visit.id, sent, missing))
    title = f"Biên bản làm việc với {unit.shown}"
    if minutes is None:
        items.append(DossierItem("minutes", title, visit.minutes_id, is_ready=False, missing=_why_not(visit)))
        return items
    if minutes.version > 1:
        title = f"{title} (phiên bản {minutes.version}, thay phiên bản {minutes.version - 1})"
    items.append(DossierItem("minutes", title, minutes.id, is_ready=True))
    work = minutes.field_work
    if minutes.has_annex and (work.checklists or work.media):
        annex = f"Phụ lục: danh sách kiểm tra và ảnh tại {unit.shown}"
        items.append(DossierItem("annex", annex, minutes.id, is_ready=True))
    return items


def _why_not(visit: Visit) -> str:
    return "Biên bản chưa thông qua." if visit.state is VisitState.DRAFTED else "Chưa lập biên bản."
