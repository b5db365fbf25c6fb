"""One database of the server: opening, transactions, and what SQLite and PostgreSQL do differently.

It must not know what the rows mean; the modules `store_*` beside it do.
"""

import json
import logging
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from sqlalchemy import (
    Connection,
    LargeBinary,
    Table,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from server import store_opening
from server import store_tables as tables
from server.errors import ServerError, busy

Result = TypeVar("Result")
Transaction = Connection
"""What the modules `store_*` work in; others only pass it on."""
_LOG = logging.getLogger(__name__)

_BUSY_SECONDS = 10
_POOL, _OVERFLOW = 10, 30
_PLANS = "-c enable_seqscan=off -c jit=off"
"""Every statement goes by a key that begins with the province; a table just filled has no statistics that say so."""
WORTH_COPYING = 16
"""Rows from which PostgreSQL is given them as one stream."""
_COPIED_AT_ONCE = 100
"""Rows handed over at a time: PostgreSQL works on them while the next are made."""
_WRITE = "kh02_write"


class Lock(IntEnum):
    """What one transaction at a time does, whatever rows there are: counting before adding, looking before inserting.

    In a transaction the order is: one of TABLES, CENTRE, PEOPLE; then the head row of the province; then BLOB, several
    by name; then other rows.
    """

    TABLES = 2
    """Making the tables."""
    CENTRE = 3
    """Who may look at the board: users, sessions, attempts at a password."""
    PEOPLE = 4
    """Who belongs to a province: joining with its wrong codes, persons and roles, devices that are admitted."""
    BLOB = 5
    """One attachment: its parts, its end, its going."""


class Store:
    """A database, SQLite or PostgreSQL. Safe to use from several threads."""

    def __init__(self, url: str) -> None:
        """Raises ServerError where the address is none of SQLite or PostgreSQL."""
        self.url = _address(url)
        self.is_postgres = self.url.get_backend_name() == "postgresql"
        self._engine = _postgres(self.url) if self.is_postgres else _sqlite(self.url)
        self._writer = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}

    def create(self) -> None:
        """Make the tables where they are missing.

        Raises:
            ServerError: the database was made by a newer version of the server, or why it cannot be opened.
        """
        try:
            self._engine.connect().close()
        except DBAPIError as error:
            raise store_opening.refusal(self.url, error) from error
        self.write(self._create)

    def answer(self) -> None:
        """See that the database answers.

        Raises:
            ServerError: it does not (503).
        """
        self.read(lambda connection: connection.execute(text("SELECT 1")).scalar())

    def _create(self, connection: Connection) -> None:
        alone(connection, Lock.TABLES)  # several processes may start at once on an empty database
        if not inspect(connection).has_table(tables.server.name):
            self._make_tables(connection)
        found = connection.execute(select(tables.server.c.value).where(tables.server.c.key == "schema")).scalar()
        if found is None:
            connection.execute(insert(tables.server).values(key="schema", value=str(tables.SCHEMA)))
        elif int(found) > tables.SCHEMA:
            raise ServerError(
                500, "newer_schema", "Cơ sở dữ liệu của phiên bản máy chủ mới hơn.", "Cập nhật kh02-server."
            )

    def _make_tables(self, connection: Connection) -> None:
        try:
            tables.metadata.create_all(connection)
        except DBAPIError as error:
            if isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
                raise store_opening.no_tables(self.url) from error
            raise

    def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run work in a transaction that writes; its result is given after the commit.

        A connection that broke is replaced and the work done once more: everything written here bears repeating.

        Raises:
            ServerError: the database is busy or away (503), or whatever `work` raises.
        """
        return self._run(self._writing, work)

    def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run work in a transaction that sees one state of the database and writes nothing.

        Raises:
            ServerError: the database is busy or away (503), or whatever `work` raises.
        """
        return self._run(self._reading, work)

    def look(self, work: Callable[[Connection], Result]) -> Result:
        """Run a single statement that writes nothing, without a transaction around it.

        Raises:
            ServerError: the database is busy or away (503), or whatever `work` raises.
        """
        return self._run(self._looking, work)

    @contextmanager
    def by_turns(self, about: str) -> Iterator[None]:
        """Let one thread of this process after the other do what the next then mostly finds done."""
        with self._turns.setdefault(about, threading.Lock()):
            yield

    def is_own_file(self, path: Path) -> bool:
        """Whether this file, which is there, is the SQLite database or its log."""
        name = "" if self.is_postgres else self.url.database or ""
        own = [Path(name + ending) for ending in ("", "-wal", "-shm")] if name else []
        return any(one.exists() and one.samefile(path) for one in own)

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        if self.is_postgres:
            with self._engine.begin() as connection:
                yield connection
            return
        if not self._writer.acquire(timeout=_BUSY_SECONDS):
            raise busy()
        try:
            with self._engine.connect().execution_options(**{_WRITE: True}) as connection, connection.begin():
                yield connection
        finally:
            self._writer.release()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            if self.is_postgres:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def _looking(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT") if self.is_postgres else connection

    def _run(self, transaction: Callable[[], Any], work: Callable[[Connection], Result]) -> Result:
        try:
            with transaction() as connection:
                return work(connection)
        except PoolTimeoutError as error:
            raise busy() from error
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise _translated(error) from error
        try:
            with transaction() as connection:
                return work(connection)
        except (DBAPIError, PoolTimeoutError) as error:
            raise _translated(error) from error


def is_postgres(connection: Connection) -> bool:
    """Which of the two databases this is."""
    return connection.dialect.name == "postgresql"


def alone(connection: Connection, lock: Lock, about: str = "") -> None:
    """Wait until no other transaction of any process has this lock for the same thing, and keep it to the end.

    SQLite lets one transaction write at a time as it is.
    """
    if is_postgres(connection):
        taken = text("SELECT pg_advisory_xact_lock(:number, hashtext(:about))")
        connection.execute(taken, {"number": lock.value, "about": about})


def members(connection: Connection, column: str, name: str) -> str:
    """The SQL for "column is one of these": one parameter `name`, bound by `many`."""
    if is_postgres(connection):
        return f"{column} = ANY(CAST(:{name} AS text[]))"
    return f"{column} IN (SELECT value FROM json_each(:{name}))"  # noqa: S608 our own names


def many(connection: Connection, values: Collection[str]) -> str:
    """The parameter for `members`: on PostgreSQL an array as it reads one from text, far quicker than its driver's."""
    if not is_postgres(connection):
        return json.dumps(list(values))
    return '{"' + '","'.join(_quoted(value) for value in values) + '"}' if values else "{}"


def _quoted(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"")


@contextmanager
def driver_of(connection: Connection) -> "Iterator[psycopg.Connection[tuple[Any, ...]]]":
    """PostgreSQL's own connection, for what SQLAlchemy has no words for; its errors come out as those of SQLAlchemy."""
    driver: Any = connection.connection.driver_connection
    try:
        yield driver
    except psycopg.Error as error:
        if driver.closed:
            connection.invalidate(error)
        raise DBAPIError(None, None, error, connection_invalidated=driver.closed) from error


def add_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows, in the order of the table's columns, by the fastest way the database has.

    Columns at the end may be left out of all rows.
    """
    if not rows:
        return
    columns = list(table.columns)[: len(rows[0])]
    names = ", ".join(column.name for column in columns)
    if is_postgres(connection) and len(rows) >= WORTH_COPYING:
        is_text = not any(column.nullable or isinstance(column.type, LargeBinary) for column in columns)
        order = f"COPY {table.name} ({names}) FROM STDIN"
        with driver_of(connection) as driver, driver.cursor() as cursor, cursor.copy(order.encode()) as copy:
            if is_text:
                for start in range(0, len(rows), _COPIED_AT_ONCE):
                    copy.write("".join(map(_copied, rows[start : start + _COPIED_AT_ONCE])))
            else:
                for row in rows:
                    copy.write_row(row)
    else:
        mark = "%s" if is_postgres(connection) else "?"
        marks = ", ".join([mark] * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", list(rows))  # noqa: S608 our own names


def _copied(row: tuple[Any, ...]) -> str:
    """A row of texts and numbers as COPY reads it."""
    line = "\t".join(map(str, row))
    if line.count("\t") == len(row) - 1 and not any(mark in line for mark in ("\\", "\n", "\r")):
        return line + "\n"
    return "\t".join(_escaped(str(value)) for value in row) + "\n"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace("\t", r"\t").replace("\n", r"\n").replace("\r", r"\r")


def _address(url: str) -> URL:
    try:
        made = make_url(url)
        if made.get_backend_name() in ("sqlite", "postgresql"):
            return made
    except (ArgumentError, NoSuchModuleError, ValueError):
        pass
    raise ServerError(
        500, "address", "Địa chỉ cơ sở dữ liệu không đúng.", "Ví dụ: sqlite:///kh02-server.db, postgresql://máy/kh02"
    )


def _translated(error: DBAPIError | PoolTimeoutError) -> ServerError:
    """A database that is away or locked is busy; anything else is ours to mend, and is logged without its text."""
    if isinstance(error, PoolTimeoutError):
        return busy()
    name = type(error.orig).__name__
    if name in _PASSING or error.connection_invalidated:
        _LOG.warning("database_busy", extra={"error": name})
        return busy()
    _LOG.error("database_refused", exc_info=error)
    return ServerError(500, "failed", "Cơ sở dữ liệu không nhận lệnh này.", f"Báo cơ quan quản trị máy chủ: {name}.")


_PASSING = (
    "OperationalError",
    "LockNotAvailable",
    "DeadlockDetected",
    "SerializationFailure",
    "AdminShutdown",
    "CannotConnectNow",
    "CrashShutdown",
    "TooManyConnections",
)


def _postgres(url: URL) -> Engine:
    options = f"-c lock_timeout={_BUSY_SECONDS}s -c idle_in_transaction_session_timeout=60s -c timezone=UTC {_PLANS}"
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=_POOL,
        max_overflow=_OVERFLOW,
        pool_timeout=_BUSY_SECONDS,
        connect_args={"options": options, "connect_timeout": _BUSY_SECONDS},
    )


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url,
        pool_size=_POOL,
        max_overflow=_OVERFLOW,
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 10000", "cache_size = -64000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
