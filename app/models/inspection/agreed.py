"""Minutes as they are to be read: the agreed content where they were agreed, else as their records stand."""

from sqlalchemy.orm import Session

from app.journal.seal import Seal, rival_seals
from app.models import vietnam_time
from app.models.errors import NotFoundError
from app.models.inspection import freezing, queries
from app.models.inspection.entities import MinutesRow, MinutesSealRow
from app.models.inspection.minutes_records import AdoptedMinutes, Minutes
from app.models.inspection.records import Inspection
from app.models.writing import require


def shown(session: Session, minutes_id: str, *, delegation_name: str) -> Minutes:
    """The agreed content where they were agreed, else as their records stand.

    Raises:
        NotFoundError: no such minutes.
    """
    row = standing_seal(session, minutes_id)
    if row is None:
        return queries.minutes(session, minutes_id, delegation_name=delegation_name)
    return freezing.thawed(Seal.from_fields(row.seal).content)


def standing_seal(session: Session, minutes_id: str) -> MinutesSealRow | None:
    """The seal in force: the first, where two desks agreed the minutes at once; one of purged content is left out."""
    return next((row for row in queries.seals(session, minutes_id) if row.seal), None)


def required_seal(session: Session, minutes_id: str) -> MinutesSealRow:
    """The seal in force.

    Raises:
        NotFoundError: the minutes were not agreed.
    """
    row = standing_seal(session, minutes_id)
    if row is None:
        raise NotFoundError("Biên bản này chưa được thông qua.", "Thông qua biên bản trước.")
    return row


def are_rivals(session: Session, minutes_id: str) -> bool:
    """Whether two desks agreed the minutes at once with different content."""
    found = {row.id: Seal.from_fields(row.seal) for row in queries.seals(session, minutes_id) if row.seal}
    return bool(rival_seals(found))


def adopted(session: Session, row: MinutesSealRow) -> AdoptedMinutes:
    """Agreed minutes as their seal holds them."""
    seal = Seal.from_fields(row.seal)
    minutes = freezing.thawed(seal.content)
    later = [one for one in queries.versions(session, minutes.visit_id) if one != minutes.id]
    agreed = queries.adopted_ids(session, later)
    return AdoptedMinutes(
        row.id,
        minutes,
        seal.content_hash,
        vietnam_time.from_iso(row.sealed_at),
        row.person,
        is_replaced=any(require(session, MinutesRow, one).replaces == minutes.id for one in agreed),
    )


def of_plan(session: Session, plan: Inspection) -> dict[str, Minutes]:
    """Visit id -> the newest version that was agreed; a correction still being written does not hide it."""
    found = {}
    for visit in plan.visits:
        for minutes_id in reversed(queries.versions(session, visit.id)):
            row = standing_seal(session, minutes_id)
            if row is not None:
                found[visit.id] = freezing.thawed(Seal.from_fields(row.seal).content)
                break
    return found
