"""The paper of agreed minutes ("Biên bản"), made and frozen inside the act that agrees them. Its way is elsewhere."""

from app.models.errors import NotFoundError
from app.models.inspection.entities import MinutesRow
from app.models.inspection.minutes_records import Minutes
from app.models.papers import writing
from app.models.papers.records import LinkKind
from app.models.recording import RecordingSession
from app.services.desk import Desk
from app.services.papers import drafting, reading

KIND = "BB"
_KEY = "minutes"


def title_of(minutes: Minutes) -> str:
    """How the paper of minutes is called."""
    return f"Biên bản làm việc với {minutes.unit_name}"


def paper_id(desk: Desk, minutes_id: str) -> str:
    """The id of the paper of minutes."""
    return desk.natural_id("paper", f"{MinutesRow.ENTITY}/{minutes_id}/{_KEY}")


def freeze(desk: Desk, session: RecordingSession, minutes: Minutes, content_hash: str) -> None:
    """Make the paper of agreed minutes and freeze it; a correction names the paper that it stands for."""
    made = drafting.put(
        desk,
        session,
        kind=KIND,
        title=title_of(minutes),
        subject_entity=MinutesRow.ENTITY,
        subject_id=minutes.id,
        unit_id=minutes.unit.id,
        signatures_needed=len(minutes.signatories),
        natural_key=_KEY,
    )
    session.flush()
    drafting.seal_in(desk, session, paper_id=made, content_hash=content_hash)
    if minutes.replaces:
        _link(desk, session, made, paper_id(desk, minutes.replaces))


def _link(desk: Desk, session: RecordingSession, made: str, old: str) -> None:
    """A paper that went out is replaced by one of equal form; one that did not is only an earlier version."""
    try:
        is_out = reading.paper(desk, paper_id=old).stage.is_out
    except NotFoundError:
        return
    kind = LinkKind.REPLACEMENT if is_out else LinkKind.VERSION
    record_id = desk.natural_id("paper_link", f"{made}/{old}/{kind}")
    writing.put_link(session, record_id, made, old, kind.value, "")
