"""Changes that one device brings of another: where they come from, who waits to be known, and what is audited.

No change is signed by itself; docs/decisions/018-a-relayed-author-is-known-at-the-origin.md says what that leaves open.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, delete, exists, func, insert, select, text, update

from app.journal import wire
from app.journal.change import Change
from server import store_people as people
from server import store_same
from server import store_tables as tables
from server.errors import ServerError
from server.instants import iso
from server.people import Device, Origin, Stranger
from server.store import Lock, alone, many, members
from server.store_asking import Question, Rows

NO_TOKEN = ""
"""In place of a token's hash: nobody has a token with this one."""

_PERSON, _NAME = "person", "full_name"
_MAX_ID, _MAX_NAME = 200, 200
_MOST = 1_000
"""Strangers kept for a province: a device that invents more is not written down."""


def origins_of(connection: Connection, province: str, devices: Collection[str]) -> Question[dict[str, Origin]]:
    """Those of these devices that the province knows, the revoked included."""
    source = (
        "FROM device LEFT JOIN device_person"
        " ON device_person.province = device.province AND device_person.device = device.id"
        f" WHERE device.province = :province AND {members(connection, 'device.id', 'ids')}"
    )

    def read(rows: Rows) -> dict[str, Origin]:
        found: dict[str, Origin] = {}
        for device, revoked_at, person in rows:
            known = found[device].persons if device in found else frozenset()
            found[device] = Origin(known | ({person} if person is not None else set()), revoked_at)
        return found

    given = {"province": province, "ids": many(connection, devices)}
    return Question(("device.id", "revoked_at", "person"), source, given, read)


def write_relayed(connection: Connection, device: Device, stored: Iterable[Change], now: datetime) -> None:
    """Audit how many changes of which other devices this one brought."""
    for origin, number in sorted(Counter(one.device for one in stored if one.device != device.id).items()):
        about = f"máy ghi {origin}: {number} thay đổi"
        people.write_audit(connection, at=iso(now), who=device.id, act="relay", province=device.province, about=about)


def keep_strangers(connection: Connection, device: Device, waiting: Sequence[Change], now: datetime) -> None:
    """Remember whose changes wait for administration, with the name that came along with them."""
    relayed = [one for one in waiting if one.device != device.id]
    if not relayed:
        return
    names = {(one.device, one.entity_id): _name(one) for one in relayed if one.entity == _PERSON and _name(one)}
    wanted = {**{(one.device, one.author): "" for one in relayed}, **names}
    row = tables.stranger.c
    here = row.province == device.province
    known = {
        (found.device, found.person): found.name
        for found in connection.execute(select(row.device, row.person, row.name).where(here))
    }
    for (origin, person), name in wanted.items():
        if (origin, person) in known:
            if name and name != known[origin, person]:
                found = (here, row.device == origin, row.person == person)
                connection.execute(update(tables.stranger).where(*found).values(name=name))
        elif len(known) < _MOST and person and max(len(origin), len(person)) <= _MAX_ID:
            known[origin, person] = name
            values = {"province": device.province, "device": origin, "person": person, "name": name}
            connection.execute(insert(tables.stranger).values({**values, "via": device.id, "at": iso(now)}))


def strangers(connection: Connection, province: str, device: str = "") -> tuple[Stranger, ...]:
    """Who waits to be let in, by device; of one device or of all."""
    row, via = tables.stranger.c, tables.device.c
    joined = tables.stranger.outerjoin(tables.device, (via.province == row.province) & (via.id == row.via))
    query = select(row.device, row.person, row.name, func.coalesce(via.name, row.via), row.at).select_from(joined)
    seat = tables.device_person.c
    is_seated = exists().where(seat.province == row.province, seat.device == row.device, seat.person == row.person)
    waiting = query.where(row.province == province, ~is_seated).order_by(row.device, row.at, row.person)
    found = connection.execute(waiting).all()
    listed = (Stranger(*one) for one in found if device in ("", one.device))
    return tuple(one if one.name else replace(one, name=_name_in_log(connection, province, one)) for one in listed)


def admit(
    connection: Connection, *, province: str, device: str, name: str, persons: Sequence[str], now: datetime
) -> bool:
    """Let a device's changes in that others bring; it gets no token. Its persons take the ids that it has for them.

    A device that is known keeps what it has, and these persons more; one that was revoked may be relayed from now on,
    but what it holds of a token stays worthless. Gives whether anything is different now.

    Raises:
        ServerError: nobody brought a change of this device, and it is not known either.
    """
    own = {one.person: one.name for one in strangers(connection, province, device)}
    alone(connection, Lock.PEOPLE)
    row = tables.device
    here = (row.c.province == province, row.c.id == device)
    known = connection.execute(select(row.c.revoked_at).where(*here)).first()
    if known is None and not own:
        how = f"Xem máy đang chờ: kh02-server device waiting --province {province}"
        raise ServerError(404, "not_found", f"Không có máy nào mã {device} đang chờ cấp.", how)
    before = people.seated(connection, province, device)
    if known is None:
        values = {"province": province, "id": device, "name": name, "public_key": "", "token_hash": NO_TOKEN}
        connection.execute(insert(row).values({**values, "joined_at": iso(now), "revoked_at": None}))
    elif known.revoked_at is not None:
        connection.execute(update(row).where(*here).values(token_hash=NO_TOKEN, revoked_at=None))
    seated = [*store_same.ids_on(connection, province, persons, own), *persons]
    people.seat(connection, province=province, device=device, persons=seated)
    gone = tables.stranger.c
    of_device = (gone.province == province, gone.device == device, gone.person.in_(seated))
    connection.execute(delete(tables.stranger).where(*of_device))
    return known is None or known.revoked_at is not None or not set(seated) <= set(before)


def _name_in_log(connection: Connection, province: str, stranger: Stranger) -> str:
    """What somebody else, who is known, called this person last; empty where nobody did."""
    query = (
        "SELECT body FROM change WHERE province = :province AND root_id = :person AND entity = :entity"
        " ORDER BY sequence DESC"
    )
    given = {"province": province, "person": stranger.person, "entity": _PERSON}
    bodies = connection.execute(text(query), given).scalars()
    return next((name for body in bodies if (name := _name(wire.decode(body.encode())))), "")


def _name(change: Change) -> str:
    given = change.fields.get(_NAME)
    return given if isinstance(given, str) and len(given) <= _MAX_NAME else ""
