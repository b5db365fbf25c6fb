"""How routes answer: bytes that are JSON already, packed as the desk accepts."""

from collections.abc import Iterable, Iterator

import msgspec
import zstandard
from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from app.journal.change import Json
from server import compression
from server.errors import ServerError, unauthorized
from server.forms import Problem
from server.people import Device

JSON = "application/json"
NDJSON = "application/x-ndjson"
_MEANINGS = {
    401: "Unknown or revoked token",
    403: "Not allowed",
    404: "Nothing there",
    409: "Of another epoch, or not the next part",
    413: "Too large",
    422: "Not of this form",
    426: "Another major version of the protocol",
    429: "Too often",
    503: "Busy",
}


def problems(*statuses: int) -> dict[int | str, dict[str, object]]:
    """What a route may answer beside its own, for the OpenAPI document; 422, 426 and 503 may always come."""
    return {status: {"model": Problem, "description": _MEANINGS[status]} for status in (*statuses, 422, 426, 503)}


async def signed_in(request: Request) -> Device:
    """The device whose token came with the request.

    Raises:
        ServerError: none came (401).
    """
    device = getattr(request.state, "device", None)
    if not isinstance(device, Device):
        raise unauthorized()
    return device


def json_answer(request: Request, value: Json) -> Response:
    """An answer from plain values."""
    return bytes_answer(request, msgspec.json.encode(value))


def bytes_answer(request: Request, plain: bytes) -> Response:
    """An answer that is JSON already."""
    encoding = compression.choose(request.headers.get("accept-encoding", ""))
    if not encoding or not compression.worth_packing(plain):
        return Response(plain, media_type=JSON)
    return Response(compression.pack(plain, encoding), media_type=JSON, headers={"content-encoding": encoding})


def lines_answer(request: Request, lines: Iterable[bytes]) -> Response:
    """Lines as they are made; each is flushed, so that a desk that is cut off has whole pages."""
    if compression.choose(request.headers.get("accept-encoding", "")) == "zstd":
        return StreamingResponse(_packed(lines), media_type=NDJSON, headers={"content-encoding": "zstd"})
    return StreamingResponse(iter(lines), media_type=NDJSON)


def problem(error: ServerError) -> Response:
    """A refusal."""
    headers = {"retry-after": str(error.retry_after)} if error.retry_after else {}
    body = msgspec.json.encode({"title": error.title, "detail": error.detail, "code": error.code})
    return Response(body, error.status, headers, JSON)


def _packed(lines: Iterable[bytes]) -> Iterator[bytes]:
    # Pages of records pack no tighter at a higher level, and at three times the cost.
    packer = zstandard.ZstdCompressor(level=1).compressobj()
    for line in lines:
        yield packer.compress(line) + packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    yield packer.flush()
