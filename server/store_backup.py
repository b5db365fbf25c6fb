"""Backup and restore: every table as lines of JSON, packed, in one form for SQLite and PostgreSQL.

A restored server is another memory: each province gets a new epoch, so that desks compare and send again what it lacks.
Its codes for joining are void, since they may have been used after the backup.
"""

import base64
import hashlib
import io
import json
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import zstandard
from sqlalchemy import Connection, LargeBinary, Table, delete, func, select, update

from app.journal.causes import cause
from server import store_tables as tables
from server.errors import ServerError
from server.store import Lock, Store, add_rows, alone

_FORM = "kh02-server-backup 1"
_ROWS = 500
_LEFT_OUT = ("server", "join_failure", "centre_session", "centre_failure")


def back_up(store: Store, path: Path, *, replaces: bool = False) -> int:
    """Write one state of the database into a file; gives the number of rows. Half done it never has that name.

    Raises:
        ServerError: it is there already and shall not be replaced, it cannot be written, or the database is busy.
    """
    _see_free(store, path, replaces=replaces)
    making = path.with_name(path.name + ".part")
    try:
        with making.open("wb") as target:
            os.fchmod(target.fileno(), 0o600)
            with zstandard.ZstdCompressor(level=6).stream_writer(target, closefd=False) as packed:
                rows = store.read(lambda connection: _write(connection, packed))
            target.flush()
            os.fsync(target.fileno())
        making.replace(path)
    except OSError as error:
        raise ServerError(500, "disk", f"Không ghi được tệp sao lưu {path.name}.", f"Lý do: {cause(error)}.") from error
    finally:
        making.unlink(missing_ok=True)
    return rows


def _see_free(store: Store, path: Path, *, replaces: bool) -> None:
    if not path.exists():
        return
    if store.is_own_file(path):
        raise ServerError(409, "taken", f"{path.name} là cơ sở dữ liệu đang dùng.", "Chọn tên khác.")
    if not replaces:
        raise ServerError(409, "taken", f"{path.name} đã có.", "Chọn tên khác, hoặc thêm --force để ghi đè tệp đã có.")


def restore(store: Store, path: Path) -> int:
    """Fill an empty database from a backup, with new epochs; all of it or nothing. Gives the number of rows.

    Raises:
        ServerError: the database holds something, or the file is no whole backup of ours.
    """
    store.create()
    try:
        with path.open("rb") as source:
            return store.write(lambda connection: _read(connection, source))
    except OSError as error:
        raise ServerError(500, "disk", f"Không đọc được tệp sao lưu {path.name}.", f"Lý do: {cause(error)}.") from error


def _write(connection: Connection, packed: Any) -> int:
    running = hashlib.sha256()
    count = 0

    def put(line: Any) -> None:
        data = json.dumps(line, ensure_ascii=False).encode() + b"\n"
        running.update(data)
        packed.write(data)

    put({"form": _FORM, "schema": tables.SCHEMA})
    for table in _backed_up():
        put({"table": table.name})
        for row in connection.execution_options(stream_results=True, max_row_buffer=_ROWS).execute(select(table)):
            put([_plain(value) for value in row])
            count += 1
    packed.write(json.dumps({"rows": count, "sha256": running.hexdigest()}).encode() + b"\n")
    return count


def _read(connection: Connection, source: io.BufferedReader) -> int:
    alone(connection, Lock.PEOPLE)
    if connection.execute(select(func.count()).select_from(tables.province)).scalar_one():
        raise ServerError(
            409,
            "not_empty",
            "Cơ sở dữ liệu đích đã có dữ liệu.",
            "Khôi phục vào một cơ sở dữ liệu trống rồi mới chuyển máy chủ sang.",
        )
    try:
        count = _fill(connection, source)
    except (ValueError, KeyError, TypeError, zstandard.ZstdError) as error:
        raise ServerError(422, "malformed", "Tệp không phải bản sao lưu của kh02-server, hoặc đã hỏng.") from error
    connection.execute(delete(tables.enrolment))
    for code in connection.execute(select(tables.province.c.code)).scalars().all():
        new = update(tables.province).where(tables.province.c.code == code).values(epoch=str(uuid.uuid4()))
        connection.execute(new)
    return count


def _fill(connection: Connection, source: io.BufferedReader) -> int:
    running = hashlib.sha256()
    by_name = {table.name: table for table in _backed_up()}
    table: Table | None = None
    waiting: list[tuple[Any, ...]] = []
    count = 0
    for line in _lines(source):
        entry = json.loads(line)
        if isinstance(entry, dict) and "sha256" in entry:
            _flush(connection, table, waiting)
            if entry != {"rows": count, "sha256": running.hexdigest()}:
                raise ValueError("the backup is not what it says")
            return count
        running.update(line)
        if isinstance(entry, dict):
            if entry.get("form", _FORM) != _FORM or entry.get("schema", 0) > tables.SCHEMA:
                raise ValueError("another form")
            _flush(connection, table, waiting)
            table = by_name[entry["table"]] if "table" in entry else None
        elif table is not None:
            waiting.append(
                tuple(_column_value(column, value) for column, value in zip(table.columns, entry, strict=True))
            )
            count += 1
            if len(waiting) == _ROWS:
                _flush(connection, table, waiting)
    raise ValueError("the backup is cut off")


def _flush(connection: Connection, table: Table | None, waiting: list[tuple[Any, ...]]) -> None:
    if table is not None:
        add_rows(connection, table, waiting)
    waiting.clear()


def _lines(source: io.BufferedReader) -> Iterator[bytes]:
    with zstandard.ZstdDecompressor().stream_reader(source) as plain:
        yield from io.BufferedReader(plain)


def _plain(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes | memoryview) else value


def _column_value(column: Any, value: Any) -> Any:
    return base64.b64decode(value) if isinstance(column.type, LargeBinary) else value


def _backed_up() -> list[Table]:
    return [table for table in tables.metadata.sorted_tables if table.name not in _LEFT_OUT]
