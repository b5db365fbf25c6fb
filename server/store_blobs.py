"""Attachments: by SHA-256, in chunks that arrive in order, checked as a whole at the end."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Delete, RowMapping, delete, insert, select, update

from server import store_tables as tables
from server.errors import ServerError, malformed, not_found, too_large
from server.instants import iso
from server.store import Lock, Store, alone

CHUNK_BYTES = 1 << 20
MAX_BLOB_BYTES = 200 << 20
_NAME = re.compile(r"[0-9a-f]{64}")
_ABANDONED = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Blob:
    """What is held of an attachment, in bytes from its beginning."""

    sha256: str
    held: int
    total: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A run of bytes of an attachment: `start` up to and without `end`."""

    start: int
    end: int
    total: int


def require_name(sha256: str) -> str:
    """A name that is a SHA-256 and nothing else.

    Raises:
        ServerError: it is not.
    """
    if not _NAME.fullmatch(sha256):
        raise malformed("Tên tệp phải là mã SHA-256, 64 chữ số thập lục phân viết thường.")
    return sha256


def find(store: Store, province: str, sha256: str) -> Blob:
    """What is held; nothing (0 bytes) where it was never sent."""
    return store.read(lambda connection: _blob(_row(connection, province, sha256), sha256))


def take(store: Store, province: str, sha256: str, part: Part, content: bytes, *, now: datetime) -> Blob:
    """Store a part that begins where the held bytes end; a part held already changes nothing.

    Raises:
        ServerError: too large (413), not the next part (409), or the whole has another hash (422; it is dropped).
    """
    _refuse_odd(part, content)
    taken = store.write(lambda connection: _taken(connection, province, sha256, part, content, now))
    if taken.held == taken.total and not taken.whole:
        return store.write(lambda connection: _closed(connection, province, sha256)) or _wrong_hash()
    return taken


def content(store: Store, province: str, sha256: str, start: int, end: int) -> Iterator[bytes]:
    """The bytes from `start` up to and without `end`, chunk by chunk, each read in a transaction of its own."""
    at = start
    while at < end:
        found = store.read(lambda connection, at=at: _chunk_at(connection, province, sha256, at))  # type: ignore[misc]  # bound at once
        if found is None:
            return
        begins, chunk = found
        piece = chunk[at - begins : end - begins]
        yield piece
        at += len(piece)


def forget_abandoned(connection: Connection, *, now: datetime) -> int:
    """Drop uploads that nobody went on with for a week; gives how many."""
    old = select(tables.blob.c.province, tables.blob.c.sha256).where(
        tables.blob.c.whole == 0, tables.blob.c.touched_at < iso(now - _ABANDONED)
    )
    gone = 0
    for found in connection.execute(old.order_by(tables.blob.c.province, tables.blob.c.sha256)).all():
        _alone(connection, found.province, found.sha256)
        row = _row(connection, found.province, found.sha256)
        # Somebody may have gone on with it meanwhile.
        if row is not None and not row["whole"] and row["touched_at"] < iso(now - _ABANDONED):
            drop(connection, found.province, found.sha256)
            gone += 1
    return gone


def _refuse_odd(part: Part, content: bytes) -> None:
    if part.total > MAX_BLOB_BYTES:
        raise too_large(f"Tệp lớn hơn {MAX_BLOB_BYTES >> 20} MiB.")
    if len(content) > CHUNK_BYTES:
        raise too_large(f"Mỗi phần của tệp không quá {CHUNK_BYTES >> 20} MiB.")
    if not 0 <= part.start < part.end <= part.total or part.end - part.start != len(content):
        raise malformed("Content-Range không khớp với nội dung gửi lên.")


def _alone(connection: Connection, province: str, sha256: str) -> None:
    alone(connection, Lock.BLOB, f"{province} {sha256}")


def _row(connection: Connection, province: str, sha256: str) -> RowMapping | None:
    query = select(tables.blob).where(tables.blob.c.province == province, tables.blob.c.sha256 == sha256)
    return connection.execute(query).mappings().first()


def _blob(row: RowMapping | None, sha256: str) -> Blob:
    return Blob(sha256, 0, 0, False) if row is None else Blob(sha256, row["held"], row["total"], bool(row["whole"]))


def _taken(connection: Connection, province: str, sha256: str, part: Part, content: bytes, now: datetime) -> Blob:
    _alone(connection, province, sha256)
    row = _row(connection, province, sha256)
    if row is None:
        begun = {"province": province, "sha256": sha256, "total": part.total, "held": 0, "whole": 0}
        connection.execute(insert(tables.blob).values({**begun, "touched_at": iso(now)}))
    found = Blob(sha256, 0, part.total, False) if row is None else _blob(row, sha256)
    if found.whole or (part.end <= found.held and part.total == found.total):
        return found
    if part.start == 0 and part.total != found.total:
        connection.execute(_chunks_of(province, sha256))
    elif part.start != found.held or part.total != found.total:
        raise ServerError(
            409, "not_next", "Phần tệp gửi lên không nối tiếp phần đã có.", f"Máy chủ đang giữ {found.held} byte đầu."
        )
    chunk = {"province": province, "sha256": sha256, "start": part.start, "content": content}
    connection.execute(insert(tables.blob_chunk).values(chunk))
    mine = (tables.blob.c.province == province, tables.blob.c.sha256 == sha256)
    connection.execute(update(tables.blob).where(*mine).values(held=part.end, total=part.total, touched_at=iso(now)))
    return Blob(sha256, part.end, part.total, False)


def _closed(connection: Connection, province: str, sha256: str) -> Blob | None:
    """Check the hash of the whole: right, it is whole; wrong, it is dropped and nothing given."""
    _alone(connection, province, sha256)
    found = _blob(_row(connection, province, sha256), sha256)
    if found.whole or found.held < found.total:
        return found
    running = hashlib.sha256()
    at = 0
    while at < found.total:
        chunk = _chunk_at(connection, province, sha256, at)
        if chunk is None:
            break
        running.update(chunk[1])
        at += len(chunk[1])
    if running.hexdigest() != sha256:
        drop(connection, province, sha256)
        return None
    mine = (tables.blob.c.province == province, tables.blob.c.sha256 == sha256)
    connection.execute(update(tables.blob).where(*mine).values(whole=1))
    return Blob(sha256, found.held, found.total, True)


def _wrong_hash() -> Blob:
    raise ServerError(
        422, "other_hash", "Tệp nhận được không đúng mã SHA-256.", "Máy này gửi lại tệp từ đầu; bản trên máy vẫn còn."
    )


def _chunk_at(connection: Connection, province: str, sha256: str, at: int) -> tuple[int, bytes] | None:
    chunk = tables.blob_chunk
    query = select(chunk.c.start, chunk.c.content).where(
        chunk.c.province == province, chunk.c.sha256 == sha256, chunk.c.start <= at
    )
    row = connection.execute(query.order_by(chunk.c.start.desc()).limit(1)).first()
    return None if row is None else (row.start, bytes(row.content))


def drop(connection: Connection, province: str, sha256: str) -> None:
    """Delete an attachment, whole or not; a part that is arriving is waited for."""
    _alone(connection, province, sha256)
    connection.execute(_chunks_of(province, sha256))
    blob = tables.blob
    connection.execute(delete(blob).where(blob.c.province == province, blob.c.sha256 == sha256))


def _chunks_of(province: str, sha256: str) -> Delete:
    chunk = tables.blob_chunk
    return delete(chunk).where(chunk.c.province == province, chunk.c.sha256 == sha256)


def require_whole(blob: Blob) -> Blob:
    """An attachment that can be read.

    Raises:
        ServerError: it is not here, or not whole (404).
    """
    if not blob.whole:
        raise not_found("Tệp này chưa được gửi đủ lên máy chủ.")
    return blob
