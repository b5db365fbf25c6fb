"""Many rows in one statement of the driver: for local and derived columns, and for a file that nobody sits at.

Values go as they are. NULL costs the driver more than ten texts (it looks for an adapter), so it is best left out.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

Row = tuple[Any, ...]
_MARK = {True: "NULLIF(?, '')", False: "?"}
"""What stands for a value, by whether it may mean NULL."""


def insert(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    constants: Mapping[str, str | int | None] | None = None,
    nullable: Container[str] = (),
    replacing: bool = False,
    at_clash: str = "",
) -> None:
    """Add rows; `constants` are the same in all of them. "" in a `nullable` column means NULL.

    Where one of that key is there already it is replaced whole, or `at_clash` (ON CONFLICT ...) says what to do.
    """
    if not rows:
        return
    same = {name: value for name, value in (constants or {}).items() if value is not None}
    verb = "INSERT OR REPLACE" if replacing else "INSERT"
    names = ", ".join(f'"{name}"' for name in (*columns, *same))
    values = ", ".join((*(_MARK[name in nullable] for name in columns), *(_literal(value) for value in same.values())))
    statement = f"{verb} INTO {table} ({names}) VALUES ({values}) {at_clash}"  # noqa: S608 our own names
    connection.exec_driver_sql(statement, list(rows))


def update(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    nullable: Container[str] = (),
) -> None:
    """Write columns by id: each row holds the values, and the id at its end. "" in a `nullable` column means NULL."""
    values = ", ".join(f'"{name}" = {_MARK[name in nullable]}' for name in columns)
    listed = list(rows)
    if listed:
        connection.exec_driver_sql(f"UPDATE {table} SET {values} WHERE id = ?", listed)  # noqa: S608 our own names


def _literal(value: str | int) -> str:
    return str(int(value)) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
