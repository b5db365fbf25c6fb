"""Taking a mistaken entry with state-secret content out of the server, as `app/models/purging.py` does on a desk.

The fact remains (which record, when, by whom), the content does not: not in the log, the records, the seals, the blobs.
"""

import json
import re
from collections.abc import Collection, Iterable

from sqlalchemy import Connection, text

from app.journal import wire
from app.journal.change import Change, Json
from app.journal.seal import seal_in
from server import store_tables as tables
from server.store import add_rows, many, members

_SHA256 = re.compile(r'"sha256":"([0-9a-f]{64})"')


def purge(connection: Connection, province: str, change: Change) -> None:
    """Do what a purge change says: the record that its field `record_id` names is taken out with all it owns."""
    record_id = change.fields.get("record_id")
    if not isinstance(record_id, str) or not record_id:
        return
    ids = _owned(connection, province, record_id)
    named = {"province": province, "ids": many(connection, ids)}
    files: set[str] = set()
    for number, body in connection.execute(text(_bodies(connection)), named).all():
        files |= set(_SHA256.findall(body))
        _rewrite(connection, province, number, {**json.loads(body), "fields": {}})
    records = f"DELETE FROM record WHERE province = :province AND {members(connection, 'entity_id', 'ids')}"  # noqa: S608 our own names
    connection.execute(text(records), named)
    _unseal(connection, province, ids)
    known = set(connection.execute(text("SELECT record_id FROM purged WHERE province = :province"), named).scalars())
    add_rows(connection, tables.purged, [(province, one) for one in sorted(ids - known)])
    _drop_files(connection, province, files)


def _owned(connection: Connection, province: str, record_id: str) -> set[str]:
    query = text("SELECT DISTINCT entity_id FROM change WHERE province = :province AND root_id = :root")
    return {record_id, *connection.execute(query, {"province": province, "root": record_id}).scalars()}


def _bodies(connection: Connection) -> str:
    among = members(connection, "entity_id", "ids")
    return f"SELECT sequence, body FROM change WHERE province = :province AND kind <> 'purge' AND {among}"  # noqa: S608 our own names


def _rewrite(connection: Connection, province: str, number: int, body: dict[str, Json]) -> None:
    update = text("UPDATE change SET body = :body WHERE province = :province AND sequence = :number")
    connection.execute(update, {"body": wire.canonical(body).decode(), "province": province, "number": number})


def _unseal(connection: Connection, province: str, ids: Collection[str]) -> None:
    """Drop the bytes of every seal that covers a purged record: they hold its text."""
    given = {"province": province, "ids": many(connection, ids)}
    among = members(connection, "entity_id", "ids")
    written = text(f"SELECT id FROM change WHERE province = :province AND {among}")  # noqa: S608 our own names
    told = {*ids, *connection.execute(written, given).scalars()}
    seals = text("SELECT sequence, body FROM change WHERE province = :province AND kind = 'seal'")
    for number, body in connection.execute(seals, {"province": province}).all():
        found = json.loads(body)
        seal = seal_in(found["fields"])
        if seal.tells_of(told) if seal is not None else any(one in body for one in ids):
            found["fields"] = {name: value for name, value in found["fields"].items() if name != "seal"}
            _rewrite(connection, province, number, found)


def _drop_files(connection: Connection, province: str, files: Iterable[str]) -> None:
    """Delete the attachments that nothing names any more."""
    for sha256 in files:
        given = {"province": province, "sha256": sha256}
        named = text("SELECT 1 FROM change WHERE province = :province AND body LIKE '%' || :sha256 || '%' LIMIT 1")
        if connection.execute(named, given).first() is None:
            for table in ("blob_chunk", "blob"):
                connection.execute(text(f"DELETE FROM {table} WHERE province = :province AND sha256 = :sha256"), given)  # noqa: S608 our own names
