"""Thông qua biên bản: the content frozen under its hash, its conclusions followed up; a correction is a new version."""

from collections.abc import Mapping

from app.journal.change import new_id
from app.journal.seal import Seal
from app.models import vietnam_time
from app.models.base import Synced
from app.models.errors import RefusedError
from app.models.findings import ERROR
from app.models.inspection import agreed, freezing, queries, sealing
from app.models.inspection.checks import check_minutes
from app.models.inspection.entities import (
    MinutesEntryRow,
    MinutesRow,
    MinutesSealRow,
    ParticipantRow,
    SignatoryRow,
)
from app.models.inspection.minutes_records import AdoptedMinutes, Entry, Minutes
from app.models.recording import RecordingSession
from app.models.sealing import seal_fields
from app.models.signing.records import SealedRef
from app.models.writing import put, rank_after, remove
from app.services.desk import Desk, Outcome, typed
from app.services.field_labels import entity_label, field_label
from app.services.inspection import filing, following, guarding


def adopt(desk: Desk, *, minutes_id: str) -> Outcome:
    """Agree the minutes as they stand ("Thông qua"): they are never changed again, and each conclusion is followed up.

    Number and date of the paper are the văn thư's and are no part of what is frozen. Never undone.

    Raises:
        RefusedError: they were agreed already, or something is missing; names the first point.
    """
    with desk.act("Thông qua biên bản", undoable=False) as act:
        guarding.open_minutes(act.session, minutes_id)
        minutes = queries.minutes(act.session, minutes_id, delegation_name=guarding.delegation_name(desk))
        errors = [one for one in check_minutes(minutes) if one.level == ERROR]
        if errors:
            raise RefusedError(
                f"Còn {len(errors)} điểm chưa thông qua được. {errors[0].message}", "Mở “Rà soát” để sửa."
            )
        earlier = [row.id for row in queries.seals(act.session, minutes_id)]
        seal = sealing.seal(act.session, minutes, earlier)
        act.session.add(
            MinutesSealRow(
                id=new_id(),
                minutes_id=minutes_id,
                sealed_at=vietnam_time.iso(desk.now()),
                person=desk.person.full_name if desk.person else "",
                seal=seal_fields(act.session, seal),
            )
        )
        following.follow(desk, act.session, minutes)
        filing.freeze(desk, act.session, minutes, seal.content_hash)
    return act.outcome


def adopted(desk: Desk, *, minutes_id: str) -> AdoptedMinutes:
    """Minutes as they were agreed, read back from the sealed bytes.

    Raises:
        NotFoundError: they were not agreed.
    """
    with desk.workspace.reading() as session:
        return agreed.adopted(session, agreed.required_seal(session, minutes_id))


def adoptions(desk: Desk) -> tuple[AdoptedMinutes, ...]:
    """Everything that was agreed, newest first."""
    with desk.workspace.reading() as session:
        rows = queries.all_seals(session)
        return tuple(agreed.adopted(session, row) for row in rows)


def sealed_ref(desk: Desk, *, minutes_id: str) -> SealedRef:
    """What signing and verifying call these minutes by.

    Raises:
        NotFoundError: they were not agreed.
    """
    found = adopted(desk, minutes_id=minutes_id)
    return SealedRef(MinutesRow.ENTITY, minutes_id, found.content_hash, filing.title_of(found.minutes))


def correct(desk: Desk, *, minutes_id: str, reason: str) -> Outcome:
    """Make a new version of agreed minutes, equal to them and naming them, to be corrected and agreed again.

    Raises:
        RefusedError: they were not agreed, or have a newer version already.
        InvalidInputError: no reason.
    """
    reason = typed(reason, where="Lý do đính chính", required=True)
    with desk.act("Lập bản đính chính biên bản") as act:
        row = agreed.standing_seal(act.session, minutes_id)
        if row is None:
            raise RefusedError("Biên bản chưa thông qua thì sửa trực tiếp.", "Mở dự thảo biên bản để sửa.")
        old = freezing.thawed(Seal.from_fields(row.seal).content)
        if queries.versions(act.session, old.visit_id)[-1] != minutes_id:
            raise RefusedError("Biên bản này đã có phiên bản sau.", "Mở phiên bản mới nhất.")
        record_id = desk.natural_id("minutes", f"{old.visit_id}/{old.version + 1}")
        put(
            act.session,
            MinutesRow,
            record_id,
            **_as_agreed(old),
            version=old.version + 1,
            replaces=minutes_id,
            correction_reason=reason,
        )
        _copy_lines(desk, act.session, old, record_id)
    return act.outcome


def written_outside(desk: Desk, *, minutes_id: str) -> tuple[str, ...]:
    """What somebody wrote outside the agreed content (by merge): one line a record, in words; nothing before."""
    with desk.workspace.reading() as session:
        row = agreed.standing_seal(session, minutes_id)
        if row is None:
            return ()
        seal = Seal.from_fields(row.seal)
        minutes = freezing.thawed(seal.content)
        newest = queries.newest_minutes(session, [minutes.visit_id]).get(minutes.visit_id)
        if newest is None or newest.id != minutes_id:
            return ()  # the field work belongs to the later version now
        found = sealing.written_outside(session, minutes, seal)
        entities = queries.entities_of(session, list(found))
        lines = [
            f"{entity_label(entities.get(record_id, ''))}: "
            + ", ".join(dict.fromkeys(field_label(name) or name for name in names))
            for record_id, names in found.items()
        ]
        if agreed.are_rivals(session, minutes_id):
            lines.append("Hai máy đã thông qua hai nội dung khác nhau của biên bản này.")
    return tuple(sorted(lines))


def _as_agreed(old: Minutes) -> dict[str, object]:
    """The single fields of agreed minutes as their record keeps them: what was written outside the seal is left out."""
    return {
        "visit_id": old.visit_id,
        "inspection_id": old.inspection_id,
        "unit_id": old.unit.id,
        "unit_name": old.unit_name,
        "started_at": vietnam_time.iso(old.started_at) if old.started_at else None,
        "ended_at": vietnam_time.iso(old.ended_at) if old.ended_at else None,
        "place": old.place,
        "delegation": {"kind": old.delegation.kind.value, "group_number": old.delegation.group_number},
        "content": old.content,
        "copies": old.copies,
        "taker": {"name": old.taker.name, "position": old.taker.position} if old.taker else None,
        "has_national_header": old.has_national_header,
        "has_agency_header": old.has_agency_header,
        "has_annex": old.has_annex,
    }


def _copy_lines(desk: Desk, session: RecordingSession, old: Minutes, minutes_id: str) -> None:
    """The lines of agreed minutes in a new version; a conclusion keeps the origin that its follow-up hangs on.

    Of a version that was begun before and deleted nothing else comes back.
    """
    for table in (ParticipantRow, MinutesEntryRow, SignatoryRow):
        remove(session, table, "minutes_id", minutes_id)
    session.flush()
    for person in old.participants:
        values = {
            "side": person.capacity.side.value,
            "capacity": person.capacity.value,
            "name": person.name,
            "position": person.position,
        }
        _copy(desk, session, ParticipantRow, minutes_id, person.id, values, {"side": values["side"]})
    for entry in old.entries:
        stored = _entry_values(entry)
        _copy(desk, session, MinutesEntryRow, minutes_id, entry.id, stored, {"part": entry.part.value})
    for one in old.signatories:
        values = {"title": one.title, "capacity": one.capacity, "name": one.name, "position": one.position}
        _copy(desk, session, SignatoryRow, minutes_id, one.id, values, {})


def _entry_values(entry: Entry) -> dict[str, object]:
    return {
        "part": entry.part.value,
        "text": entry.text,
        "objective_cause": entry.objective_cause,
        "subjective_cause": entry.subjective_cause,
        "unit_id": entry.unit.id if entry.unit else "",
        "deadline": entry.deadline.to_json() if entry.deadline else None,
        "addressee": entry.addressee,
        "origin": f"entry:{following.first_entry(entry)}",
    }


def _copy(
    desk: Desk,
    session: RecordingSession,
    table: type[Synced],
    minutes_id: str,
    old_id: str,
    values: Mapping[str, object],
    among: Mapping[str, object],
) -> None:
    record_id = desk.natural_id(table.ENTITY, f"{minutes_id}/copy:{old_id}")
    place = rank_after(session, table, "minutes_id", minutes_id, None, **among)
    put(session, table, record_id, minutes_id=minutes_id, rank=place, **values)
    session.flush()
