"""What a decision does in the act that records it: marks what it makes invalid, lays out what has to follow.

The records are laid out with the decision so that every desk that can write of them has them already: two desks that
each make the same record would write all its fields, and one would hide the other's.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.models import vietnam_time
from app.models.plan import form as plan_form
from app.models.selection import aftermath_invalidating, aftermath_queries, queries
from app.models.selection.aftermath import shipped
from app.models.selection.aftermath_entities import (
    BackupRow,
    HandoverRow,
    MigrationRow,
    ReviewRow,
    StageRow,
    UnchosenRow,
)
from app.models.selection.aftermath_invalidating import Invalidated
from app.models.selection.aftermath_writing import lay_out
from app.models.selection.kinds import Made
from app.models.selection.stages import forms
from app.models.units.gazetteer import Province

_PARTS = (("backups", BackupRow), ("migrations", MigrationRow), ("handovers", HandoverRow))


def invalidated(
    session: Session, province: Province, made: Made, *, kind_id: str, system_id: str, at: datetime
) -> tuple[Invalidated, ...]:
    """What becomes invalid when another system is chosen for a kind; nothing before its first decision."""
    now = aftermath_queries.standing(session, province, made)
    form = plan_form.load()
    return aftermath_invalidating.invalidated(now, kind_id, system_id, province=province, form=form, at=at)


def follow(
    session: Session,
    province: Province,
    made: Made,
    *,
    kind_id: str,
    decision_id: str,
    found: Sequence[Invalidated],
    at: datetime,
) -> None:
    """After the decision's record is added: mark what it made invalid "cần xem lại", and lay out what has to follow."""
    session.flush()
    for one in found:
        session.add(
            ReviewRow(
                id=made(ReviewRow.ENTITY, f"{decision_id}/{one.key}"),
                kind_id=kind_id,
                decision_id=decision_id,
                system_id=one.system_id,
                category=one.category.value,
                record_id=one.record_id,
                title=one.title,
                marked_at=vietnam_time.iso(at),
            )
        )
    lay_out_kind(session, province, made, kind_id=kind_id)


def lay_out_kind(session: Session, province: Province, made: Made, *, kind_id: str) -> None:
    """Lay out what has to follow for every system of a kind: as one decided, or as an exception begins or ends."""
    session.flush()
    view = queries.views(session, [queries.kind(session, kind_id, made)], province, with_outside=False)[0]
    for system in view.unchosen:
        _lay_out_stopped(session, made, kind_id, system.id)
    for system in filter(None, (view.chosen, *view.exempted)):
        for form in forms():
            key = form.key.value
            owner = {"kind_id": kind_id, "system_id": system.id, "key": key}
            lay_out(session, StageRow, made(StageRow.ENTITY, f"{system.id}/{key}"), **owner)


def _lay_out_stopped(session: Session, made: Made, kind_id: str, system_id: str) -> None:
    owner = {"kind_id": kind_id, "system_id": system_id}
    lay_out(session, UnchosenRow, made(UnchosenRow.ENTITY, system_id), **owner)
    for part, table in _PARTS:
        for row in shipped("unchosen")[part]:
            record_id = made(table.ENTITY, f"{system_id}/{row['key']}")
            lay_out(session, table, record_id, **owner, key=row["key"], name=row["name"])
