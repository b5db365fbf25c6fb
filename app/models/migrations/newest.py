"""A new file made at once, as all migrations together leave it: running them one by one takes half a second.

The statements are in `resources/newest-database.json`; a test keeps them equal to what the migrations make, and
`python -m tests.models.newest_database` writes them anew after a migration was added.
"""

import json
from functools import cache
from typing import TypedDict

from sqlalchemy import Connection

from app.models.resources import path_of

PLACE = "newest-database.json"


class _Newest(TypedDict):
    version: str
    tables: list[str]
    rest: list[tuple[str, str]]
    """Table, and the statement of one of its indexes or triggers."""


@cache
def _newest() -> _Newest:
    found: _Newest = json.loads(path_of(PLACE).read_text(encoding="utf-8"))
    return found


def make(connection: Connection) -> None:
    """Make every table, index and trigger of the newest version in an empty database."""
    newest = _newest()
    for statement in (*newest["tables"], *(statement for _, statement in newest["rest"])):
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("INSERT INTO alembic_version (version_num) VALUES (?)", (newest["version"],))


def make_index(connection: Connection, name: str) -> None:
    """Make one index where it is not there."""
    for _, statement in lacking(connection):
        if _name(statement) == name:
            connection.exec_driver_sql(statement)


def lacking(connection: Connection) -> list[tuple[str, str]]:
    """The indexes and triggers that are not there: each one's table and statement."""
    there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars())
    return [(table, statement) for table, statement in _newest()["rest"] if _name(statement) not in there]


def _name(statement: str) -> str:
    """Of an index or trigger: behind CREATE [UNIQUE] INDEX or TRIGGER."""
    words = statement.split(None, 4)
    return words[3] if words[1] == "UNIQUE" else words[2]
