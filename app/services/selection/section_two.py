"""Section II of the plan written from the decisions: a preview, and one act that never overwrites a hand unasked."""

from collections.abc import Collection, Sequence
from typing import Any

from app.models import rank
from app.models.errors import InvalidInputError
from app.models.plan import form as plan_form
from app.models.plan import queries as plan_queries
from app.models.plan import writing
from app.models.plan.entities import PlanLineRow
from app.models.recording import RecordingSession
from app.models.selection import aftermath_queries
from app.models.selection.aftermath_entities import SectionRow
from app.models.selection.aftermath_section import BLANK, LINE, LineState, SectionLine, compare, compose
from app.models.selection.aftermath_writing import say, take_out
from app.services import plan
from app.services.desk import Desk, Outcome

_SHOWN = 60
"""Characters of a kept line that the message repeats."""


def preview(desk: Desk) -> tuple[SectionLine, ...]:
    """Every place of section II that the decisions speak of or once wrote: what is there, what would be.

    Raises:
        NotFoundError: the workspace has no plan.
    """
    with desk.workspace.reading() as session:
        return _lines(desk, session)


def write(desk: Desk, *, overwrite: Collection[str] = ()) -> Outcome:
    """Write section II as the decisions say, in one act. `overwrite` names the hand-edited places that were agreed to.

    A place edited by hand that is not named stays as it is; the outcome's message names it.

    Raises:
        InvalidInputError: `overwrite` names a place that is not there (any more).
        NotFoundError: the workspace has no plan.
    """
    with desk.act("Ghi mục II của kế hoạch theo quyết định lựa chọn") as act:
        lines = _lines(desk, act.session)
        unknown = set(overwrite) - {line.key for line in lines}
        if unknown:
            raise InvalidInputError("Mục II đã thay đổi sau khi xem trước.", "Xem trước lại rồi ghi.")
        kept = []
        for line in lines:
            if line.state.is_ours or (line.state is LineState.EDITED and line.key in overwrite):
                _put(desk, act.session, line)
            elif line.state is LineState.EDITED:
                kept.append(line)
            if line not in kept:
                _remember(desk, act.session, line)
        act.outcome = _told(act.outcome, kept)
    return act.outcome


def _lines(desk: Desk, session: Any) -> tuple[SectionLine, ...]:
    form = plan_form.load()
    plan_queries.the_plan(session)
    views = aftermath_queries.kind_views(session, desk.province, desk.natural_id)
    stopped = aftermath_queries.stopped(session, views)
    places = compose(views, stopped, province=desk.province, form=form)
    written = aftermath_queries.written(session)
    keys = {*(place.key for place in places), *written}
    present = aftermath_queries.present(session, keys, desk.natural_id)
    return compare(places, present=present, written=written, form=form)


def _put(desk: Desk, session: RecordingSession, line: SectionLine) -> None:
    """Make a place say what the decisions say; nothing any more takes its line out, or empties its blank."""
    what, _, rest = line.key.partition("/")
    if what == BLANK:
        plan.put_blank(desk, session, rest, line.after)
        return
    plan_id = plan_queries.the_plan(session).id
    line_id = aftermath_queries.line_id(plan_id, line.key, desk.natural_id)
    if not line.after:
        take_out(session, PlanLineRow, line_id)
        return
    part, form_key = rest.split("/")[:2]
    if what == LINE:
        plan.reword(desk, session, part, form_key, line.after)
        return
    known = session.get(PlanLineRow, line_id)
    place = known.rank if known is not None else rank.between(writing.last_line_rank(session, plan_id, part), None)
    say(session, PlanLineRow, line_id, {"plan_id": plan_id, "part": part}, rank=place, text=line.after)
    session.flush()


def _remember(desk: Desk, session: RecordingSession, line: SectionLine) -> None:
    """Keep what a decision wrote at a place, so that a later edit by hand is told from it."""
    plan_id = plan_queries.the_plan(session).id
    record_id = desk.natural_id(SectionRow.ENTITY, f"{plan_id}/{line.key}")
    if line.after:
        owner = {"plan_id": plan_id, "place": line.key}
        say(session, SectionRow, record_id, owner, written=line.after, kind_id=line.kind_id)
    else:
        take_out(session, SectionRow, record_id)


def _told(outcome: Outcome, kept: Sequence[SectionLine]) -> Outcome:
    if not kept:
        return outcome
    named = "; ".join(f"“{(line.before or line.written)[:_SHOWN]}”" for line in kept)
    message = f"Giữ nguyên {len(kept)} chỗ đã sửa tay: {named}."
    return Outcome(outcome.act_id, outcome.title, outcome.changed, outcome.created, message)
