"""Taking a mistaken entry with state-secret content out of the server, as `app/models/purging.py` does on a desk.

The fact remains (which record, when, by whom), the content does not: not in the log, the records, the seals, the blobs.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import Connection, text

from app.journal import wire
from app.journal.change import Change
from app.journal.seal import tells_of, unsealed
from server import store_tables as tables
from server.store import add_rows, many, members
from server.store_blobs import drop

_PURGE = "purge"
_SHA256 = re.compile(r'"sha256":"([0-9a-f]{64})"')


def purge(
    connection: Connection, province: str, stored: Iterable[Change], *, known: Collection[str], sealed: Collection[str]
) -> None:
    """Do what changes that were just stored ask for: what a purge names is taken out with all it owns, at any depth.

    So is what a late change of a record purged before (`known`) shows to belong to it, and what seals hold of it: they
    cover the changes `sealed`.
    """
    ids = set()
    for one in stored:
        if one.kind == _PURGE:
            ids.add(one.fields.get("record_id"))
        elif one.root_id in known or one.entity_id in known:
            ids |= {one.entity_id} if one.entity_id not in known or one.id in sealed else set()
    named = {one for one in ids if isinstance(one, str) and one}
    if named:
        _purge(connection, province, named)


def told(connection: Connection, province: str) -> frozenset[str]:
    """Ids of all that was purged and of the changes that wrote it: what seals must not tell of."""
    gone = _purged(connection, province)
    return frozenset(gone | _written(connection, province, gone)) if gone else frozenset()


def _purge(connection: Connection, province: str, named: Collection[str]) -> None:
    ids = _owned(connection, province, named)
    files: set[str] = set()
    given = {"province": province, "ids": many(connection, ids)}
    for number, body in connection.execute(text(_bodies(connection)), given).all():
        files |= set(_SHA256.findall(body))
        _rewrite(connection, province, number, replace(_change(body), fields={}, extra={}))
    records = f"DELETE FROM record WHERE province = :province AND {members(connection, 'entity_id', 'ids')}"  # noqa: S608 our own names
    connection.execute(text(records), given)
    _unseal(connection, province, ids)
    add_rows(connection, tables.purged, [(province, one) for one in sorted(ids - _purged(connection, province))])
    _drop_files(connection, province, files)


def _purged(connection: Connection, province: str) -> set[str]:
    query = text("SELECT record_id FROM purged WHERE province = :province")
    return set(connection.execute(query, {"province": province}).scalars())


def _owned(connection: Connection, province: str, named: Collection[str]) -> set[str]:
    """These records and what they own, what that owns, and so on."""
    among = members(connection, "root_id", "ids")
    query = text(f"SELECT DISTINCT entity_id FROM change WHERE province = :province AND {among}")  # noqa: S608 our own names
    found, fresh = set(named), set(named)
    while fresh:
        given = {"province": province, "ids": many(connection, fresh)}
        fresh = set(connection.execute(query, given).scalars()) - found
        found |= fresh
    return found


def _written(connection: Connection, province: str, ids: Collection[str]) -> set[str]:
    """Ids of the changes that wrote these records."""
    among = members(connection, "entity_id", "ids")
    query = text(f"SELECT id FROM change WHERE province = :province AND {among}")  # noqa: S608 our own names
    return set(connection.execute(query, {"province": province, "ids": many(connection, ids)}).scalars())


def _bodies(connection: Connection) -> str:
    among = members(connection, "entity_id", "ids")
    return f"SELECT sequence, body FROM change WHERE province = :province AND kind <> 'purge' AND {among}"  # noqa: S608 our own names


def _rewrite(connection: Connection, province: str, number: int, bare: Change) -> None:
    update = text("UPDATE change SET body = :body WHERE province = :province AND sequence = :number")
    connection.execute(update, {"body": wire.encode(bare).decode(), "province": province, "number": number})


def _unseal(connection: Connection, province: str, ids: Collection[str]) -> None:
    """Drop the bytes of every seal that tells of what was purged: they hold its text."""
    gone = {*ids, *_written(connection, province, ids)}
    seals = text("SELECT sequence, body FROM change WHERE province = :province AND kind = 'seal'")
    for number, body in connection.execute(seals, {"province": province}).all():
        sealing = _change(body)
        if tells_of(sealing.fields, gone):
            _rewrite(connection, province, number, replace(sealing, fields=unsealed(sealing.fields)))


def _change(body: str) -> Change:
    return wire.decode(body.encode())


def _drop_files(connection: Connection, province: str, files: Iterable[str]) -> None:
    """Delete the attachments that nothing names any more."""
    for sha256 in sorted(files):
        given = {"province": province, "sha256": sha256}
        named = text("SELECT 1 FROM change WHERE province = :province AND body LIKE '%' || :sha256 || '%' LIMIT 1")
        if connection.execute(named, given).first() is None:
            drop(connection, province, sha256)
