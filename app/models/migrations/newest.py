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


def indexes() -> tuple[tuple[str, str], ...]:
    """The indexes and triggers: each one's table and statement."""
    return tuple((table, statement) for table, statement in _newest()["rest"])
