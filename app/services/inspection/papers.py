"""The papers of an inspection: plan, notice, minutes, report, conclusions, and all of them as one job.

Agreed minutes are printed from their sealed bytes, never from the records as they stand now.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from app.exports import inspection_conclusions, inspection_report
from app.exports.inspection_annex import rough
from app.exports.inspection_dossier import Filed
from app.exports.inspection_dossier import dossier as whole_dossier
from app.exports.inspection_minutes import PrintedMinutes, cited, minutes_paper, minutes_sections
from app.exports.inspection_notice import notice_sections, schedule_notice
from app.exports.inspection_parts import Printing
from app.exports.inspection_plan import inspection_plan, plan_sections
from app.exports.tree import Document, Section
from app.models.errors import AppError, NotFoundError, RefusedError
from app.models.inspection.entities import InspectionRow, VisitRow
from app.models.inspection.minutes_records import FollowupQuery, MediumKind, Minutes
from app.models.inspection.records import Inspection, Visit
from app.models.inspection.reporting import DossierItem
from app.models.papers.records import Paper, Standing
from app.models.vietnam_time import show_date, today
from app.services import settings
from app.services.desk import Desk
from app.services.documents import Subject
from app.services.inspection import adopting, filing, guarding, media, minutes, plans, reporting
from app.services.papers import reading

PLAN, NOTICE, REPORT = "KH", "TB", "BC"
"""Kinds of the papers of an inspection, or of a visit, on their way."""
_GONE = (Standing.REPLACED, Standing.WITHDRAWN)


def plan(desk: Desk, inspection: str) -> Document:
    """Kế hoạch kiểm tra.

    Raises:
        RefusedError: there is none.
    """
    found = _inspection(desk, inspection)
    return inspection_plan(found, _Pages(desk, found).of_plan(PLAN))


def notice(desk: Desk, visit: str) -> Document:
    """Thông báo lịch làm việc to the unit of a visit.

    Raises:
        RefusedError: no plan has a visit.
    """
    found, one = _visit(desk, visit)
    return schedule_notice(found, one, _Pages(desk, found).of_visit(one), guarding.latest_notice(desk, one))


def minutes_of(desk: Desk, minutes_id: str) -> Document:
    """Biên bản làm việc (mẫu 6.4): a draft until it is agreed, then the sealed content.

    Raises:
        RefusedError: there is none.
    """
    return minutes_paper(*_printed(desk, _minutes(desk, minutes_id)))


def minutes_draft(desk: Desk, record: Minutes) -> Document:
    """The paper of minutes as they are given, stored or not; of agreed ones always the sealed content.

    The photos of a draft are rough: this is the preview that follows the typing.
    """
    of, printing = _printed(desk, record)
    if of.is_draft:
        of = replace(of, pictures={key: rough(data) for key, data in of.pictures.items()})
    return minutes_paper(of, printing)


def report(desk: Desk, inspection: str) -> Document:
    """Báo cáo kết quả kiểm tra.

    Raises:
        RefusedError: there is no plan.
    """
    found = _inspection(desk, inspection)
    figures = reporting.report_figures(desk, inspection_id=found.id)
    return inspection_report.result_report(figures, _Pages(desk, found).of_plan(REPORT))


def conclusions(desk: Desk, inspection: str) -> Document:
    """Danh mục kết luận of one inspection where it is named, else of all of them."""
    if not inspection:
        return inspection_conclusions.conclusion_list(reporting.conclusions(desk), _printing(desk))
    found = _inspection(desk, inspection)
    lines = reporting.conclusions(desk, query=FollowupQuery(inspection_id=found.id))
    return inspection_conclusions.conclusion_list(lines, _printing(desk), found.title)


def dossier(desk: Desk, inspection: str) -> Document:
    """Hồ sơ kiểm tra: every paper that is ready, as one job ("In toàn bộ hồ sơ").

    Raises:
        RefusedError: there is no plan.
    """
    found = _inspection(desk, inspection)
    pages = _Pages(desk, found)
    lines = [pages.line(item) for item in reporting.dossier(desk, inspection_id=found.id)]
    return whole_dossier(found, lines, _printing(desk))


def subjects(desk: Desk) -> tuple[Subject, ...]:
    """The inspections a paper can be of, newest last."""
    return tuple(Subject(one.id, one.title) for one in reversed(plans.inspections(desk)))


def visit_subjects(desk: Desk) -> tuple[Subject, ...]:
    """The visits a notice can be of."""
    return tuple(Subject(visit.id, _visit_title(visit)) for _, visit in _visits(desk))


def minutes_subjects(desk: Desk) -> tuple[Subject, ...]:
    """The minutes that can be printed, each version by itself."""
    return tuple(Subject(one.id, _minutes_title(one)) for one in _all_minutes(desk))


def _inspection(desk: Desk, subject: str) -> Inspection:
    """The plan meant; the newest where none is named."""
    known = plans.inspections(desk)
    found = next((one for one in known if subject in ("", one.id, one.title)), None)
    if found is None:
        raise RefusedError(
            "Không có kế hoạch kiểm tra này." if subject else "Chưa có kế hoạch kiểm tra nào.",
            "Mở mục Kiểm tra, lập kế hoạch kiểm tra rồi in.",
        )
    return found


def _visits(desk: Desk) -> Iterator[tuple[Inspection, Visit]]:
    for plan_ in reversed(plans.inspections(desk)):
        yield from ((plan_, visit) for visit in plan_.visits)


def _visit(desk: Desk, subject: str) -> tuple[Inspection, Visit]:
    """The visit meant; the last one where none is named."""
    known = list(_visits(desk))
    found = next((pair for pair in reversed(known) if subject in ("", pair[1].id, _visit_title(pair[1]))), None)
    if found is None:
        raise RefusedError(
            "Không có buổi làm việc này." if subject else "Chưa có buổi làm việc nào trong kế hoạch kiểm tra.",
            "Thêm đơn vị được kiểm tra vào kế hoạch rồi in thông báo.",
        )
    return found


def _visit_title(visit: Visit) -> str:
    return f"{visit.unit.shown}, {show_date(today(visit.start))}" if visit.start else visit.unit.shown


def _all_minutes(desk: Desk) -> Iterator[Minutes]:
    for _, visit in _visits(desk):
        yield from minutes.of_visit(desk, visit_id=visit.id)


def _minutes(desk: Desk, subject: str) -> Minutes:
    """The minutes meant; the last ones where none are named."""
    with suppress(NotFoundError):
        return minutes.minutes(desk, minutes_id=subject)
    known = list(_all_minutes(desk))
    found = next((one for one in reversed(known) if subject in ("", _minutes_title(one))), None)
    if found is None:
        raise RefusedError(
            "Không có biên bản này." if subject else "Chưa lập biên bản làm việc nào.",
            "Mở buổi làm việc trong mục Kiểm tra rồi lập biên bản.",
        )
    return found


def _minutes_title(one: Minutes) -> str:
    day = f", {show_date(today(one.started_at))}" if one.started_at else ""
    version = f" (phiên bản {one.version})" if one.version > 1 else ""
    return f"{filing.title_of(one)}{day}{version}"


def _printed(desk: Desk, record: Minutes) -> tuple[PrintedMinutes, Printing]:
    """Minutes ready for print; of agreed ones the file bears the time of the seal, so that it is always the same."""
    try:
        sealed = adopting.adopted(desk, minutes_id=record.id)
    except NotFoundError:
        of = PrintedMinutes(record, True, _pictures(desk, record), _replaced(desk, record))
        return of, _printing(desk)
    agreed = sealed.minutes
    filed = _paper(desk, agreed.id)
    printing = Printing(settings.body(desk), sealed.adopted_at, guarding.delegation_name(desk), filed)
    return PrintedMinutes(agreed, False, _pictures(desk, agreed), _replaced(desk, agreed)), printing


def _replaced(desk: Desk, record: Minutes) -> str:
    """How a correction cites the version that it stands for; empty for a first version."""
    if not record.replaces:
        return ""
    try:
        old = adopting.adopted(desk, minutes_id=record.replaces).minutes
    except NotFoundError:
        return ""
    filed = _paper(desk, old.id)
    return cited(old, filed.printed if filed else "")


def _paper(desk: Desk, minutes_id: str) -> Paper | None:
    try:
        return reading.paper(desk, paper_id=filing.paper_id(desk, minutes_id))
    except NotFoundError:
        return None


def _pictures(desk: Desk, record: Minutes) -> dict[str, bytes]:
    """The photos of the annex; one that is not on this PC (yet) is left out."""
    work = record.field_work
    every = [medium for one in work.checklists for item in one.items for medium in item.media] + list(work.media)
    found = {}
    for medium in every if record.has_annex else ():
        if medium.kind is MediumKind.PHOTO:
            try:
                found[medium.id] = media.content(desk, sha256=medium.shown_sha256 or medium.sha256)
            except AppError:
                continue
    return found


def _printing(desk: Desk, filed: Paper | None = None, plan_filed: Paper | None = None) -> Printing:
    return Printing(settings.body(desk), desk.now(), guarding.delegation_name(desk), filed, plan_filed)


class _Pages:
    """The pages of an inspection's papers; the papers on their way are read once."""

    def __init__(self, desk: Desk, found: Inspection) -> None:
        self._desk = desk
        self._plan = found
        self._papers = reading.papers(desk)

    def of_plan(self, kind: str) -> Printing:
        """What a paper of the plan says besides."""
        plan_filed = self._filed(InspectionRow.ENTITY, self._plan.id, PLAN)
        return _printing(self._desk, self._filed(InspectionRow.ENTITY, self._plan.id, kind), plan_filed)

    def of_visit(self, visit: Visit) -> Printing:
        """What a notice says besides."""
        plan_filed = self._filed(InspectionRow.ENTITY, self._plan.id, PLAN)
        return _printing(self._desk, self._filed(VisitRow.ENTITY, visit.id, NOTICE), plan_filed)

    def _filed(self, entity: str, record_id: str, kind: str) -> Paper | None:
        """The newest paper of a kind on its way for a record, none that was replaced or withdrawn."""
        wanted = (entity, record_id, kind)
        return next(
            (
                one
                for one in reversed(self._papers)
                if (one.subject_entity, one.subject_id, one.kind.code) == wanted and one.standing not in _GONE
            ),
            None,
        )

    def line(self, item: DossierItem) -> Filed:
        """One line of the dossier with its pages."""
        made = self._sections(item) if item.is_ready else None
        if made is None:
            return Filed(item)
        printing, sections = made
        given = printing.filed.printed if printing.filed else ""
        return Filed(item, sections, given or self._written(item))

    def _written(self, item: DossierItem) -> str:
        """The number of a notice as it was noted when it was sent."""
        visit = next((one for one in self._plan.visits if one.id == item.subject), None)
        return visit.notice.document if visit is not None and visit.notice is not None else ""

    def _sections(self, item: DossierItem) -> tuple[Printing, tuple[Section, ...]] | None:
        """The pages of a line; None for what others wrote, and for an annex, which follows its minutes."""
        desk, found = self._desk, self._plan
        match item.kind:
            case "plan":
                printing = self.of_plan(PLAN)
                return printing, plan_sections(found, printing)
            case "notice":
                visit = next(one for one in found.visits if one.id == item.subject)
                printing = self.of_visit(visit)
                return printing, notice_sections(found, visit, printing, guarding.latest_notice(desk, visit))
            case "minutes":
                of, printing = _printed(desk, minutes.minutes(desk, minutes_id=item.subject))
                return printing, minutes_sections(of, printing)
            case "report":
                printing = self.of_plan(REPORT)
                figures = reporting.report_figures(desk, inspection_id=found.id)
                return printing, inspection_report.report_sections(figures, printing)
            case "conclusions":
                printing = _printing(desk)
                lines = reporting.conclusions(desk, query=FollowupQuery(inspection_id=found.id))
                return printing, inspection_conclusions.list_sections(lines, printing, found.title)
        return None
