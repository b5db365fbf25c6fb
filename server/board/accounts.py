"""Who at the centre may look: users, sessions, and the brake on guessing. Passwords are hashed by argon2id."""

import base64
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION
from sqlalchemy import (
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy import update as change

from server import store_tables as tables
from server.codes import hashed, new_token
from server.errors import ServerError
from server.instants import iso
from server.store import Lock, Transaction, alone

SESSION = timedelta(hours=16)
"""From logging in, a night's watch and its handing over; a page that is left open does not prolong it."""
WALL_SESSION = timedelta(days=366)
"""A wall display is not logged out: it reads only, and looking at it renews it."""
LONGEST_NAME = 60
SHORTEST, LONGEST = 12, 200
"""Characters of a password."""
_RENEW = timedelta(minutes=10)
_WINDOW = timedelta(minutes=15)
_MAX_TOGETHER, _MAX_BY_ADDRESS, _MAX_BY_NAME, _MAX_IN_ALL = 10, 20, 100, 1_000
"""Attempts within the window: of a name from an address, of an address, of a name from anywhere, of everybody. Few from
one place; more of one name, else anybody could lock the officer on watch out by guessing from elsewhere."""
_HASHER = PasswordHasher()

user = Table(
    "centre_user",
    tables.metadata,
    Column("name", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("is_wall", Integer, nullable=False),
    Column("added_at", Text, nullable=False),
    PrimaryKeyConstraint("name"),
)
session = Table(
    "centre_session",
    tables.metadata,
    Column("token_hash", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    PrimaryKeyConstraint("token_hash"),
)
failure = Table(
    "centre_failure",
    tables.metadata,
    Column("attempt", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
    Index("ix_centre_failure_at", "at"),
)
"""Attempts of the last minutes that were not forgiven; `who` is the hash of a name, of an address, or of both."""


@dataclass(frozen=True, slots=True)
class CentreUser:
    """Somebody at the centre."""

    name: str
    is_wall: bool = False
    added_at: str = ""


def folded(name: str) -> str:
    """A user's name as it is compared: capitals do not count."""
    return unicodedata.normalize("NFC", name.strip()).lower()


def refuse_password(password: str) -> None:
    """Refuse what is too short or too long.

    Raises:
        ServerError: it is.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise ServerError(
            422, "password", "Mật khẩu quá ngắn hoặc quá dài.", f"Đặt mật khẩu từ {SHORTEST} đến {LONGEST} ký tự."
        )


def hash_of(password: str) -> str:
    """The argon2id hash of a password."""
    return _HASHER.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether it is this password; slow on purpose, also where there is no such user."""
    try:
        _HASHER.verify(password_hash or _hash_of_nobody(), password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def _hash_of_nobody() -> str:
    """A hash that no password has; to be compared with it takes as long, to make it takes no time."""
    salt, wanted = (
        base64.b64encode(secrets.token_bytes(length)).decode().rstrip("=")
        for length in (_HASHER.salt_len, _HASHER.hash_len)
    )
    cost = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${wanted}"


def put_user(transaction: Transaction, *, name: str, password_hash: str, is_wall: bool, at: datetime) -> None:
    """Add a user, or give a known one another password; their sessions end."""
    alone(transaction, Lock.CENTRE)
    key = folded(name)
    transaction.execute(delete(session).where(session.c.name == key))
    transaction.execute(delete(user).where(user.c.name == key))
    row = {"name": key, "password": password_hash, "is_wall": int(is_wall), "added_at": iso(at)}
    transaction.execute(insert(user).values(row))


def remove_user(transaction: Transaction, *, name: str) -> bool:
    """Take a user out, with all sessions; whether there was one."""
    alone(transaction, Lock.CENTRE)
    key = folded(name)
    transaction.execute(delete(session).where(session.c.name == key))
    return transaction.execute(delete(user).where(user.c.name == key)).rowcount > 0


def users(transaction: Transaction) -> tuple[CentreUser, ...]:
    """Every user by name."""
    rows = transaction.execute(select(user).order_by(user.c.name))
    return tuple(CentreUser(row.name, bool(row.is_wall), row.added_at) for row in rows)


def password_of(transaction: Transaction, name: str) -> tuple[str | None, bool]:
    """The hash of a user's password, None where there is no such user; and whether it is a wall display."""
    row = transaction.execute(select(user).where(user.c.name == folded(name))).one_or_none()
    return (row.password, bool(row.is_wall)) if row is not None else (None, False)


def begin_attempt(transaction: Transaction, *, name: str, address: str, now: datetime) -> str:
    """Count an attempt before its password is looked at, so that a hundred at once are a hundred; `forgive` takes back.

    Gives the attempt's id.

    Raises:
        ServerError: too many went wrong lately (429): of this name, from this address, or in all.
    """
    alone(transaction, Lock.CENTRE)
    transaction.execute(delete(failure).where(failure.c.at < iso(now - _WINDOW)))
    since = iso(now - _WINDOW)
    counted = select(func.count()).select_from(failure).where(failure.c.at >= since)
    whose = _whose(name, address)
    together, by_address, by_name = (
        transaction.execute(counted.where(failure.c.who == one)).scalar_one() for one in whose
    )
    in_all = transaction.execute(counted).scalar_one() // len(whose)
    is_close = together >= _MAX_TOGETHER or by_address >= _MAX_BY_ADDRESS
    if is_close or by_name >= _MAX_BY_NAME or in_all >= _MAX_IN_ALL:
        raise ServerError(
            429,
            "too_often",
            "Đăng nhập sai quá nhiều lần.",
            "Chờ 15 phút rồi thử lại, hoặc nhờ quản trị máy chủ đặt lại mật khẩu.",
            retry_after=int(_WINDOW.total_seconds()),
        )
    attempt = new_token()
    transaction.execute(insert(failure), [{"attempt": attempt, "who": one, "at": iso(now)} for one in whose])
    return attempt


def forgive(transaction: Transaction, *, attempt: str) -> None:
    """Take an attempt back: the password was right. Others stay counted, also those of the same instant."""
    transaction.execute(delete(failure).where(failure.c.attempt == attempt))


def open_session(transaction: Transaction, *, name: str, password_hash: str, now: datetime) -> tuple[str, bool] | None:
    """Begin a session of whoever proved the password of this hash; gives its token and whether it is a wall's.

    Only the token's hash is kept. None where the user was removed or given another password meanwhile.
    """
    alone(transaction, Lock.CENTRE)
    current, is_wall = password_of(transaction, name)
    if current != password_hash:
        return None
    token = new_token()
    transaction.execute(delete(session).where(session.c.expires_at < iso(now)))
    row = {
        "token_hash": hashed(token),
        "name": folded(name),
        "seen_at": iso(now),
        "expires_at": iso(now + (WALL_SESSION if is_wall else SESSION)),
    }
    transaction.execute(insert(session).values(row))
    return token, is_wall


def session_of(transaction: Transaction, *, token: str, now: datetime) -> tuple[CentreUser, bool] | None:
    """The user of a session that has not run out, and whether it is a wall's and time to renew it."""
    query = (
        select(user, session.c.seen_at)
        .join(session, session.c.name == user.c.name)
        .where(session.c.token_hash == hashed(token), session.c.expires_at >= iso(now))
    )
    row = transaction.execute(query).one_or_none()
    if row is None:
        return None
    is_due = bool(row.is_wall) and row.seen_at < iso(now - _RENEW)
    return CentreUser(row.name, bool(row.is_wall), row.added_at), is_due


def renew_session(transaction: Transaction, *, token: str, now: datetime) -> None:
    """Let the session of a wall display run on."""
    at_token = session.c.token_hash == hashed(token)
    values = {"seen_at": iso(now), "expires_at": iso(now + WALL_SESSION)}
    transaction.execute(change(session).where(at_token).values(values))


def close_session(transaction: Transaction, *, token: str) -> None:
    """End a session."""
    transaction.execute(delete(session).where(session.c.token_hash == hashed(token)))


def _whose(name: str, address: str) -> tuple[str, str, str]:
    """What an attempt is counted under: name and address together, the address, the name."""
    return _who("both", f"{folded(name)} {address}"), _who("address", address), _who("name", folded(name))


def _who(kind: str, value: str) -> str:
    return hashed(f"{kind}:{value}")
