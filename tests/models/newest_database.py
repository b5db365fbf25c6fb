"""Writes `resources/newest-database.json` from what the migrations make: run as a module after adding one."""

import json
from typing import Any

from sqlalchemy import create_engine

from app.models.migrations import newest
from app.models.migrations.upgrade import upgrade
from app.models.resources import path_of
from app.models.versions import HEAD

_STATEMENTS = """
    SELECT type = 'table' AS is_table, tbl_name, sql FROM sqlite_master
    WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'search\\_fts\\_%' ESCAPE '\\'
    ORDER BY rowid
"""
"""Without what SQLite makes by itself."""


def migrated() -> dict[str, Any]:
    """What the migrations make of an empty file."""
    with create_engine("sqlite://").connect() as connection:
        upgrade(connection)
        rows = connection.exec_driver_sql(_STATEMENTS).all()
    rest = [[row.tbl_name, row.sql] for row in rows if not row.is_table]
    return {"version": HEAD, "tables": [row.sql for row in rows if row.is_table], "rest": rest}


if __name__ == "__main__":
    path_of(newest.PLACE).write_text(json.dumps(migrated(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
