"""Joining: one-time codes, and the count of wrong ones."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select, text

from server import store_people as people
from server import store_same
from server import store_tables as tables
from server.codes import hashed, new_code, new_token
from server.errors import ServerError
from server.instants import iso
from server.people import Person, Province
from server.store import Lock, alone

_WINDOW = timedelta(minutes=15)
MAX_WRONG_HERE = 10
"""Wrong codes from one address within the window."""
MAX_WRONG = 200
"""Wrong codes from everywhere within the window."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What a device gets for its code."""

    token: str
    province: Province
    province_key: str
    persons: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Joining:
    """What a device says of itself; `persons` maps the ids of the desk's own people to their names."""

    device: str
    name: str
    public_key: str
    persons: Mapping[str, str]


def enrol(
    connection: Connection, *, province: str, name: str, persons: Iterable[str], expires: datetime, replaces: str = ""
) -> str:
    """Make a one-time code for a device; gives it. Only its hash is kept."""
    code = new_code()
    row = {"province": province, "code_hash": hashed(code), "name": name, "persons": people.enrolled(persons)}
    connection.execute(insert(tables.enrolment).values({**row, "replaces": replaces, "expires_at": iso(expires)}))
    return code


def join(connection: Connection, *, code: str, joining: Joining, now: datetime) -> Joined | None:
    """Give a device its token for a code; None where this database has no such code that is fresh and unused."""
    alone(connection, Lock.PEOPLE)
    used = text(
        "UPDATE enrolment SET used_at = :now WHERE code_hash = :hash AND used_at IS NULL AND expires_at > :now"
        " RETURNING province, name, persons, replaces"
    )
    row = connection.execute(used, {"now": iso(now), "hash": hashed(code)}).first()
    if row is None:
        return None
    province = people.require_province(connection, row.province)
    if row.replaces:
        people.revoke(connection, province=province.code, device=row.replaces, at=iso(now))
    token = new_token()
    people.set_device(
        connection,
        province=province.code,
        device=joining.device,
        name=row.name or joining.name,
        public_key=joining.public_key,
        token=token,
        at=iso(now),
    )
    seated = store_same.ids_on(connection, province.code, json.loads(row.persons), joining.persons)
    people.seat(connection, province=province.code, device=joining.device, persons=seated)
    shown = people.persons(connection, province.code, set(seated))
    return Joined(token, province, people.province_key(connection, province.code), shown)


def refuse_guessing(connection: Connection, *, address: str, now: datetime) -> None:
    """See that there were not too many wrong codes lately. Until the transaction ends nobody else tries a code.

    Raises:
        ServerError: 429.
    """
    alone(connection, Lock.PEOPLE)
    failure = tables.join_failure
    since = failure.c.at > iso(now - _WINDOW)
    everywhere = connection.execute(select(func.count()).where(since)).scalar_one()
    here = connection.execute(select(func.count()).where(since, failure.c.address == hashed(address))).scalar_one()
    if here >= MAX_WRONG_HERE or everywhere >= MAX_WRONG:
        seconds = int(_WINDOW.total_seconds())
        raise ServerError(
            429,
            "too_often",
            "Nhập sai mã tham gia quá nhiều lần.",
            f"Chờ {seconds // 60} phút rồi thử lại với mã mới do cơ quan quản trị cấp.",
            retry_after=seconds,
        )


def count_failure(connection: Connection, *, address: str, now: datetime) -> None:
    """Remember a wrong code."""
    connection.execute(insert(tables.join_failure).values(address=hashed(address), at=iso(now)))


def forget_old(connection: Connection, *, now: datetime) -> int:
    """Delete codes that ran out and wrong tries that no longer count; gives how many rows went."""
    gone = connection.execute(
        text("DELETE FROM join_failure WHERE at < :since"), {"since": iso(now - _WINDOW)}
    ).rowcount
    old = text("DELETE FROM enrolment WHERE expires_at < :since")
    return gone + connection.execute(old, {"since": iso(now - timedelta(days=30))}).rowcount
