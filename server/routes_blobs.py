"""The routes of attachments: how much is held, a part in, a part out (docs/protocol.md, Blobs)."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.responses import StreamingResponse

from server import store_blobs
from server.answers import problems, signed_in
from server.central import Central
from server.errors import ServerError, malformed
from server.forms import BlobAnswer
from server.people import Device
from server.routes_sync import central_of
from server.store_blobs import Blob, Part

routes = APIRouter(prefix="/v1/blobs")
_Signed = Annotated[Device, Depends(signed_in)]
_Centre = Annotated[Central, Depends(central_of)]
_Name = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
_PART = re.compile(r"bytes ([0-9]{1,12})-([0-9]{1,12})/([0-9]{1,12})")
_RANGE = re.compile(r"bytes=([0-9]{1,12})-([0-9]{0,12})")
_OCTETS = "application/octet-stream"


async def _content(request: Request) -> bytes:
    return await request.body()


@routes.head("/{sha256}", responses=problems(401))
def held(centre: _Centre, device: _Signed, sha256: _Name) -> Response:
    """Tell how many bytes are held from the beginning (`Kh02-Held`) and whether that is all (`Kh02-Whole`)."""
    found = store_blobs.find(centre.store_of(device), device.province, store_blobs.require_name(sha256))
    return Response(headers=_held(found))


@routes.put(
    "/{sha256}",
    responses=problems(401, 403, 409, 413),
    openapi_extra={
        "requestBody": {"required": True, "content": {_OCTETS: {"schema": {"type": "string", "format": "binary"}}}}
    },
)
def put(
    centre: _Centre,
    device: _Signed,
    sha256: _Name,
    content: Annotated[bytes, Depends(_content)],
    content_range: Annotated[str, Header(max_length=100)],
) -> BlobAnswer:
    """Take the next part; after the last one the hash is checked."""
    if device.is_read_only:
        raise ServerError(403, "not_allowed", "Máy này chỉ được xem.", "Người dùng máy này chưa có quyền ghi.")
    match = _PART.fullmatch(content_range)
    if match is None:
        raise malformed("Content-Range phải có dạng: bytes A-B/TỔNG.")
    start, last, total = (int(number) for number in match.groups())
    part = Part(start, last + 1, total)
    name = store_blobs.require_name(sha256)
    taken = store_blobs.take(centre.store_of(device), device.province, name, part, content, now=centre.now())
    return BlobAnswer(held=taken.held, whole=taken.whole)


@routes.get(
    "/{sha256}",
    responses={
        200: {"content": {_OCTETS: {}}, "description": "The bytes"},
        206: {"content": {_OCTETS: {}}, "description": "A part of the bytes"},
        416: {"description": "Beyond its end"},
        **problems(401, 404),
    },
    response_model=None,
)
def get(
    centre: _Centre,
    device: _Signed,
    sha256: _Name,
    wanted: Annotated[str, Header(alias="Range", max_length=100)] = "",
) -> Response:
    """Give the bytes, or the part that `Range` asks for."""
    store = centre.store_of(device)
    found = store_blobs.require_whole(store_blobs.find(store, device.province, store_blobs.require_name(sha256)))
    match = _RANGE.fullmatch(wanted)
    start = int(match[1]) if match else 0
    end = min(int(match[2]) + 1, found.total) if match and match[2] else found.total
    if match and start >= end:
        return Response(status_code=416, headers={"content-range": f"bytes */{found.total}"})
    headers = {"content-length": str(end - start), "accept-ranges": "bytes"}
    if match:
        headers["content-range"] = f"bytes {start}-{end - 1}/{found.total}"
    pieces = store_blobs.content(store, device.province, found.sha256, start, end)
    return StreamingResponse(pieces, 206 if match else 200, headers, _OCTETS)


def _held(found: Blob) -> dict[str, str]:
    return {"kh02-held": str(found.held), "kh02-whole": "1" if found.whole else "0"}
