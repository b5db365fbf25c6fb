"""What a push says to its database and asks of it, with as few trips as can be: PostgreSQL is a network away.

Statements go to the database's own driver; parameters stand in them as `:name`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Table

from server.store import WORTH_COPYING, add_rows, driver_of, is_postgres

Answer = TypeVar("Answer")
Rows = Sequence[tuple[Any, ...]]
_NAME = re.compile(r"(?<!:):(\w+)")


@dataclass(slots=True)
class Question(Generic[Answer]):
    """Rows of text to look for, and what they mean."""

    columns: tuple[str, ...]
    source: str
    """`FROM ... WHERE ...`."""
    given: Mapping[str, Any]
    read: Callable[[Rows], Answer]
    answer: Answer = field(init=False)
    """Once it was asked."""


def ask(connection: Connection, question: Question[Answer]) -> Answer:
    """Ask one question."""
    ask_all(connection, question)
    return question.answer


def ask_all(connection: Connection, *questions: Question[Any]) -> None:
    """Ask several as one statement: all answers are of one moment."""
    given = {f"{name}{place}": value for place, one in enumerate(questions) for name, value in one.given.items()}
    rows: list[list[tuple[Any, ...]]] = [[] for _ in questions]
    for row in tell(connection, _together(tuple((one.columns, one.source) for one in questions)), given):
        rows[row[0]].append(row[1 : len(questions[row[0]].columns) + 1])
    for one, found in zip(questions, rows, strict=True):
        one.answer = one.read(found)


def tell(connection: Connection, sql: str, given: Mapping[str, Any]) -> Rows:
    """Say one statement; gives the rows that come back."""
    if is_postgres(connection):
        with driver_of(connection) as driver:
            cursor = driver.execute(_for_psycopg(sql), given)
            return cursor.fetchall() if cursor.description else ()
    found = connection.exec_driver_sql(sql, dict(given))
    return [tuple(row) for row in found] if found.returns_rows else ()


def add(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows, in the order of the table's columns; of a few each is said by itself."""
    if len(rows) >= WORTH_COPYING:
        add_rows(connection, table, rows)
        return
    for row in rows:
        names = [column.name for column, _ in zip(table.columns, row, strict=False)]
        marks = ", ".join(f":{name}" for name in names)
        order = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 our own names
        tell(connection, order, dict(zip(names, row, strict=True)))


@cache
def _together(asked: tuple[tuple[tuple[str, ...], str], ...]) -> str:
    """The one statement: each row begins with the place of the question that it answers."""
    width = max(len(columns) for columns, _ in asked)
    parts = []
    for place, (columns, source) in enumerate(asked):
        listed = ", ".join([str(place), *columns, *["NULL"] * (width - len(columns))])
        parts.append(_NAME.sub(rf":\g<1>{place}", f"SELECT {listed} {source}"))
    return " UNION ALL ".join(parts)


@cache
def _for_psycopg(sql: str) -> str:
    return _NAME.sub(r"%(\1)s", sql.replace("%", "%%"))
