"""Provinces, persons and roles, devices and their tokens: what administration writes and each request reads."""

import hmac
import json
import unicodedata
import uuid
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, delete, insert, or_, select, update

from app.journal.change import new_id
from server import rights
from server import store_tables as tables
from server.codes import hashed, new_key
from server.errors import ServerError
from server.people import Device, EnrolledDevice, Person, Province
from server.rights import Holding
from server.store import Lock, alone, many, members
from server.store_asking import Question, Rows


def provinces(connection: Connection) -> tuple[Province, ...]:
    """The provinces of this database, by code."""
    rows = connection.execute(select(tables.province).order_by(tables.province.c.code))
    return tuple(Province(row.code, row.name, row.epoch, row.sequence) for row in rows)


def add_province(connection: Connection, *, code: str, name: str) -> Province:
    """Add a province with an epoch and a key of its own.

    Raises:
        ServerError: it is there already.
    """
    alone(connection, Lock.PEOPLE)
    if any(known.code == code for known in provinces(connection)):
        raise ServerError(409, "exists", f"Đã có tỉnh mã {code}.", "Xem: kh02-server province list")
    made = Province(code, unicodedata.normalize("NFC", name), str(uuid.uuid4()), 0)
    row = {"code": code, "name": made.name, "epoch": made.epoch, "sequence": 0, "key": new_key()}
    connection.execute(insert(tables.province).values(row))
    return made


def require_province(connection: Connection, code: str) -> Province:
    """A province of this database.

    Raises:
        ServerError: it is not here.
    """
    found = next((known for known in provinces(connection) if known.code == code), None)
    if found is None:
        raise ServerError(404, "not_found", f"Chưa có tỉnh mã {code}.", "Thêm bằng: kh02-server province add")
    return found


def province_key(connection: Connection, code: str) -> str:
    """The key that encrypts the bundles of a province (base64)."""
    found: str = connection.execute(select(tables.province.c.key).where(tables.province.c.code == code)).scalar_one()
    return found


def holdings_of(
    connection: Connection, province: str, persons: Collection[str]
) -> Question[dict[str, tuple[Holding, ...]]]:
    """The roles of these persons; one that the province does not know is left out."""
    source = (
        "FROM person LEFT JOIN person_role"
        " ON person_role.province = person.province AND person_role.person = person.id"
        f" WHERE person.province = :province AND {members(connection, 'person.id', 'ids')}"
    )

    def read(rows: Rows) -> dict[str, tuple[Holding, ...]]:
        found: dict[str, tuple[Holding, ...]] = {}
        for person, role, scope in rows:
            found[person] = found.get(person, ()) + ((Holding(role, scope),) if role is not None else ())
        return found

    given = {"province": province, "ids": many(connection, persons)}
    return Question(("person.id", "role", "scope"), source, given, read)


def persons(connection: Connection, province: str, ids: Collection[str] | None = None) -> tuple[Person, ...]:
    """Persons with their roles, a record for each role, by name; all of the province, or these."""
    person, role = tables.person, tables.person_role
    joined = person.join(role, (role.c.province == person.c.province) & (role.c.person == person.c.id))
    query = select(person.c.id, person.c.name, role.c.role, role.c.scope, person.c.same_as).select_from(joined)
    rows = connection.execute(
        query.where(person.c.province == province).order_by(person.c.name, person.c.id, role.c.role)
    )
    return tuple(Person(*row) for row in rows if ids is None or row[0] in ids)


def add_person(connection: Connection, *, province: str, name: str, person_id: str = "", same_as: str = "") -> str:
    """Add a person without a role, or with `same_as` another id of one; gives the id.

    Raises:
        ServerError: the name is empty, or the id is taken.
    """
    name = unicodedata.normalize("NFC", name).strip()
    if not name:
        raise ServerError(422, "malformed", "Thiếu họ và tên.", "Nhập --name.")
    alone(connection, Lock.PEOPLE)
    person_id = person_id or new_id()
    if find_id(connection, province, person_id):
        raise ServerError(409, "exists", f"Đã có người mã {person_id}.", "Xem: kh02-server person list")
    connection.execute(insert(tables.person).values(province=province, id=person_id, name=name, same_as=same_as))
    return person_id


def set_roles(connection: Connection, *, province: str, person: str, holdings: Iterable[Holding]) -> None:
    """Replace the roles of a person, under every id that is theirs.

    Raises:
        ServerError: an unknown role.
    """
    given = tuple(holdings)
    for holding in given:
        if holding.role not in rights.roles():
            known = ", ".join(rights.roles())
            raise ServerError(422, "malformed", f"Không có vai trò {holding.role}.", f"Các vai trò: {known}")
    alone(connection, Lock.PEOPLE)
    role = tables.person_role
    ids = ids_of(connection, province, person)
    connection.execute(delete(role).where(role.c.province == province, role.c.person.in_(ids)))
    for holding in dict.fromkeys(given):
        rows = [{"province": province, "person": one, "role": holding.role, "scope": holding.scope} for one in ids]
        connection.execute(insert(role), rows)


def ids_of(connection: Connection, province: str, person: str) -> tuple[str, ...]:
    """Every id of the person that one of them means, the person's own first."""
    row = tables.person.c
    here = row.province == province
    own = connection.execute(select(row.same_as).where(here, row.id == person)).scalar() or person
    query = select(row.id).where(here, or_(row.id == own, row.same_as == own)).order_by(row.id != own, row.id)
    return tuple(connection.execute(query).scalars())


def find_persons(connection: Connection, province: str, wanted: str) -> tuple[str, ...]:
    """The persons' own ids for this id or name; names are compared without regard to case and Unicode form."""
    row = tables.person.c
    rows = connection.execute(select(row.id, row.name, row.same_as).where(row.province == province))
    meant = (one.same_as or one.id for one in rows if one.id == wanted or folded(one.name) == folded(wanted))
    return tuple(dict.fromkeys(meant))


def find_id(connection: Connection, province: str, person_id: str) -> bool:
    """Whether the province knows a person under this id."""
    return name_of(connection, province, person_id) != ""


def name_of(connection: Connection, province: str, person_id: str) -> str:
    """The name of a person, or nothing."""
    query = select(tables.person.c.name).where(tables.person.c.province == province, tables.person.c.id == person_id)
    return connection.execute(query).scalar() or ""


def folded(name: str) -> str:
    """A name for comparing: NFC, one space between words, no case."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def device_of(token_hash: str) -> Question[Device | None]:
    """The device whose token has this hash, unless it was revoked; with its persons and what roles they have."""
    columns = ("device.province", "epoch", "device.id", "device.name", "token_hash", "seat.person", "held.role")
    source = (
        "FROM device JOIN province ON province.code = device.province"
        " LEFT JOIN device_person AS seat ON seat.province = device.province AND seat.device = device.id"
        " LEFT JOIN person_role AS held ON held.province = device.province AND held.person = seat.person"
        " WHERE device.token_hash = :hash AND device.revoked_at IS NULL"
    )

    def read(rows: Rows) -> Device | None:
        if not rows or not hmac.compare_digest(rows[0][4], token_hash):
            return None
        province, epoch, device, name = rows[0][:4]
        known = rights.roles()
        writes = any(row[6] in known and not known[row[6]].is_read_only for row in rows)
        return Device(
            province, epoch, device, name, frozenset(row[5] for row in rows if row[5] is not None), not writes
        )

    return Question(columns, source, {"hash": token_hash}, read)


def devices(connection: Connection, province: str) -> tuple[EnrolledDevice, ...]:
    """Every device that ever joined, the newest last."""
    device = tables.device
    names = dict(
        connection.execute(
            select(tables.person.c.id, tables.person.c.name).where(tables.person.c.province == province)
        ).all()
    )
    rows = connection.execute(select(device).where(device.c.province == province).order_by(device.c.joined_at)).all()
    return tuple(
        EnrolledDevice(
            row.id,
            row.name,
            row.joined_at,
            row.revoked_at,
            tuple(sorted({names.get(one, one) for one in seated(connection, province, row.id)})),
            row.token_hash == "",
        )
        for row in rows
    )


def require_device(connection: Connection, province: str, device: str) -> EnrolledDevice:
    """A device of the province.

    Raises:
        ServerError: it never joined.
    """
    found = next((known for known in devices(connection, province) if known.id == device), None)
    if found is None:
        raise ServerError(404, "not_found", f"Không có máy {device}.", "Xem: kh02-server device list")
    return found


def seat(connection: Connection, *, province: str, device: str, persons: Iterable[str]) -> None:
    """Let persons write on a device."""
    alone(connection, Lock.PEOPLE)
    known = set(seated(connection, province, device))
    for person in sorted(set(persons) - known):
        connection.execute(insert(tables.device_person).values(province=province, device=device, person=person))


def set_device(
    connection: Connection, *, province: str, device: str, name: str, public_key: str, token: str, at: str
) -> None:
    """Write a device that joins, or joins again with a new code; its persons are set anew by `seat`."""
    found = (tables.device.c.province == province, tables.device.c.id == device)
    connection.execute(delete(tables.device).where(*found))
    mine = (tables.device_person.c.province == province, tables.device_person.c.device == device)
    connection.execute(delete(tables.device_person).where(*mine))
    row = {"province": province, "id": device, "name": name, "public_key": public_key, "token_hash": hashed(token)}
    connection.execute(insert(tables.device).values({**row, "joined_at": at, "revoked_at": None}))


def revoke(connection: Connection, *, province: str, device: str, at: str) -> bool:
    """End a device's token; tells whether there was one to end."""
    found = (tables.device.c.province == province, tables.device.c.id == device, tables.device.c.revoked_at.is_(None))
    return connection.execute(update(tables.device).where(*found).values(revoked_at=at)).rowcount > 0


def write_audit(connection: Connection, *, at: str, who: str, act: str, province: str, about: str) -> None:
    """Record an act of administration in the transaction that does it."""
    row = {"id": new_id(), "at": at, "who": who, "act": act, "province": province, "about": about}
    connection.execute(insert(tables.audit).values(row))


def audits(connection: Connection) -> Sequence[tuple[str, str, str, str, str]]:
    """What administration did, oldest first: at, who, act, province, about."""
    a = tables.audit.c
    return [tuple(row) for row in connection.execute(select(a.at, a.who, a.act, a.province, a.about).order_by(a.id))]


def forget_audits(connection: Connection, *, before: str) -> int:
    """Delete what administration did before an instant; gives how many rows."""
    return connection.execute(delete(tables.audit).where(tables.audit.c.at < before)).rowcount


def seated(connection: Connection, province: str, device: str) -> list[str]:
    """The ids of the persons enrolled on a device."""
    seat_of = tables.device_person.c
    query = select(seat_of.person).where(seat_of.province == province, seat_of.device == device)
    return list(connection.execute(query).scalars())


def enrolled(persons: Iterable[str]) -> str:
    """The persons of a code as its row keeps them."""
    return json.dumps(sorted(persons))
