"""Everything that a person opens, read once through the services: every page, every list, every paper.

A paper that is made of one of several subjects is made of the first and of the last.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from app.models.errors import AppError
from app.models.plan.table import TaskQuery
from app.services import (
    board,
    checking,
    conflicts,
    documents,
    history,
    people,
    plan,
    search,
    settings,
    working_time,
)
from app.services.desk import Desk
from app.services.inspection import checklists, followups, minutes, plans, reporting, visits
from app.services.papers import reading as papers
from app.services.papers import registers
from app.services.runbook import checking as night_checking
from app.services.runbook import masters, proof, runs
from app.services.selection import proposals, reading, section_two, stages, unchosen

Reader = Callable[[], object]


def read_all(desk: Desk) -> dict[str, str]:
    """Open all of it; gives what was refused, by reader. What a reader raises besides an `AppError` goes through."""
    refused: dict[str, str] = {}
    for name, reader in _readers(desk):
        try:
            reader()
        except AppError as error:
            refused[name] = error.title
    return refused


def _readers(desk: Desk) -> Iterator[tuple[str, Reader]]:
    yield from _of_plan(desk)
    yield from _of_night(desk)
    yield from _of_choice(desk)
    yield from _of_inspections(desk)
    yield "papers", lambda: papers.papers(desk)
    yield "register", lambda: registers.register(desk)
    yield "signed", lambda: registers.who_signed(desk)
    yield "register findings", lambda: registers.findings(desk)
    for kind in documents.catalogue():
        subjects = [one.id for one in documents.subjects(desk, name=kind.name)] if kind.wants_subject else [""]
        for subject in dict.fromkeys((*subjects[:1], *subjects[-1:])):
            yield f"paper {kind.name} {subject}", partial(kind.compose, desk, subject)


def _of_plan(desk: Desk) -> Iterator[tuple[str, Reader]]:
    yield "plan", lambda: plan.view(desk)
    yield "counts", lambda: plan.counts(desk, query=TaskQuery())
    yield "page", lambda: plan.page(desk, query=TaskQuery(), offset=0, limit=500)
    yield "blanks", lambda: plan.blanks(desk)
    yield "groups", lambda: plan.groups(desk)
    yield "units", lambda: plan.units(desk)
    yield "people", lambda: people.people(desk)
    yield "findings", lambda: checking.findings(desk)
    yield "search", lambda: search.search(desk, text="so y te")
    yield "board", lambda: board.compute(desk)
    yield "body", lambda: settings.body(desk)
    yield "night ends", lambda: settings.night_ends(desk)
    yield "hours", lambda: working_time.own_hours(desk)
    yield "days", lambda: working_time.days(desk, year=2025)
    yield "calendar findings", lambda: working_time.findings(desk)
    yield "latest", lambda: history.latest(desk)
    yield "conflicts", lambda: conflicts.listed(desk)
    for task in plan.view(desk).tasks:
        yield f"task {task.number}", partial(plan.task, desk, task_id=task.id)
        yield f"history {task.number}", partial(history.history, desk, entity="task", record_id=task.id)


def _of_night(desk: Desk) -> Iterator[tuple[str, Reader]]:
    yield "runs", lambda: runs.runs(desk)
    yield "rehearsals", lambda: runs.rehearsals(desk)
    yield "master", lambda: masters.master(desk)
    yield "night findings", lambda: night_checking.findings(desk)
    yield "verify", lambda: proof.verify_runs(desk)
    for run in runs.runs(desk):
        yield f"run {run.title}", partial(runs.read, desk, run_id=run.id)
        yield f"run board {run.title}", partial(runs.board, desk, run_id=run.id)
        yield f"codes {run.title}", partial(proof.codes, desk, run_id=run.id)


def _of_choice(desk: Desk) -> Iterator[tuple[str, Reader]]:
    yield "overview", lambda: reading.overview(desk, with_unused=True)
    yield "choice findings", lambda: reading.findings(desk)
    yield "stages", lambda: stages.board(desk)
    yield "stage findings", lambda: stages.findings(desk)
    yield "unchosen", lambda: unchosen.systems(desk)
    yield "unchosen findings", lambda: unchosen.findings(desk)
    yield "proposals", lambda: proposals.proposed(desk)
    yield "night steps", lambda: proposals.night_steps(desk)
    yield "section two", lambda: section_two.preview(desk)
    for view in reading.overview(desk, with_unused=True):
        kind_id = view.kind.id
        yield f"kind {view.kind.name}", partial(reading.kind, desk, kind_id=kind_id)
        yield f"results {view.kind.name}", partial(reading.results, desk, kind_id=kind_id)


def _of_inspections(desk: Desk) -> Iterator[tuple[str, Reader]]:
    yield "inspections", lambda: plans.inspections(desk)
    yield "visits", lambda: visits.calendar(desk, first=date(2025, 1, 1), last=date(2025, 12, 31))
    yield "checklists", lambda: checklists.checklists(desk)
    yield "followups", lambda: followups.followups(desk)
    yield "followups by unit", lambda: followups.overview(desk)
    yield "conclusions", lambda: reporting.conclusions(desk)
    for each in plans.inspections(desk):
        yield f"inspection {each.title}", partial(plans.inspection, desk, inspection_id=each.id)
        yield f"inspection findings {each.title}", partial(plans.findings, desk, inspection_id=each.id)
        yield f"figures {each.title}", partial(reporting.report_figures, desk, inspection_id=each.id)
        yield f"dossier {each.title}", partial(reporting.dossier, desk, inspection_id=each.id)
        for visit in each.visits:
            yield f"visit {visit.id}", partial(visits.visit, desk, visit_id=visit.id)
            yield f"field work {visit.id}", partial(checklists.field_work, desk, visit_id=visit.id)
            yield f"field findings {visit.id}", partial(checklists.field_findings, desk, visit_id=visit.id)
            for record in minutes.of_visit(desk, visit_id=visit.id):
                yield f"minutes {record.id}", partial(minutes.minutes, desk, minutes_id=record.id)
                yield f"minutes findings {record.id}", partial(minutes.findings, desk, minutes_id=record.id)
