"""What the papers after an inspection are made from: figures of the result report, conclusions, the dossier."""

from app.models.inspection import agreed, queries, reporting
from app.models.inspection.minutes_records import FollowupQuery
from app.models.inspection.reporting import ConclusionLine, DossierItem, ReportFigures
from app.services.desk import Desk
from app.services.inspection.followups import EVERYTHING, followups


def report_figures(desk: Desk, *, inspection_id: str) -> ReportFigures:
    """The figures of an inspection as they stand now.

    Raises:
        NotFoundError: no such plan.
    """
    with desk.workspace.reading() as session:
        plan = queries.inspection(session, inspection_id)
        works = {visit.id: queries.field_work(session, visit.id) for visit in plan.visits}
        minutes = agreed.of_plan(session, plan)
    found = followups(desk, query=FollowupQuery(inspection_id=inspection_id))
    return reporting.figures(plan, minutes, works, found, as_of=desk.now())


def conclusions(desk: Desk, *, query: FollowupQuery = EVERYTHING) -> tuple[ConclusionLine, ...]:
    """The list of conclusions that fit a query, numbered as printed."""
    return reporting.conclusion_lines(followups(desk, query=query))


def dossier(desk: Desk, *, inspection_id: str) -> tuple[DossierItem, ...]:
    """Every paper of an inspection in the order of the file, with what is not ready yet ("In toàn bộ hồ sơ").

    Raises:
        NotFoundError: no such plan.
    """
    with desk.workspace.reading() as session:
        plan = queries.inspection(session, inspection_id)
        return reporting.dossier(plan, agreed.of_plan(session, plan))
