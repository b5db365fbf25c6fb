"""The routes of the protocol: joining, pushing, pulling, snapshots, digests (docs/protocol.md)."""

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import StringConstraints

from server import metrics, rights, store_digests, store_read
from server.answers import bytes_answer, json_answer, lines_answer, problems, signed_in
from server.central import Central
from server.edge import PROTOCOL
from server.errors import other_epoch
from server.forms import (
    ChangesAnswer,
    DigestsAnswer,
    EnrolledPerson,
    HeadsAnswer,
    Hello,
    JoinAnswer,
    JoinRequest,
    PushAnswer,
    WireChange,
)
from server.instants import iso
from server.people import Device, Person
from server.rights import Holding
from server.store_joining import Joining
from server.store_push import Pushed

routes = APIRouter(prefix="/v1")
_Signed = Annotated[Device, Depends(signed_in)]
_MAX_SEQUENCE = 2**53 - 1
_MOST_KNOWN = 4
_Known = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,15}\.[A-Za-z0-9_-]{1,40}$")]
"""A number that the desk knows and the mark that it got with it."""


async def central_of(request: Request) -> Central:
    """The server that this request came to; on the event loop, since a thread would cost more than it does."""
    central: Central = request.app.state.central
    return central


_Centre = Annotated[Central, Depends(central_of)]


async def _raw(request: Request) -> bytes:
    return await request.body()


@routes.get("/hello", responses=problems())
def hello(centre: _Centre) -> Hello:
    """Say who answers here; needs no token."""
    return Hello(server="kh02-server", protocol=PROTOCOL, time=iso(centre.now()))


@routes.get("/health", responses=problems())
def health(centre: _Centre) -> dict[str, str]:
    """Tell whether every database answers; 503 when one does not."""
    for store in centre.databases.stores.values():
        store.answer()
    return {"status": "ok"}


@routes.post("/join", responses=problems(403, 413, 429))
def join(request: Request, centre: _Centre, asked: JoinRequest) -> JoinAnswer:
    """Give a device its token for a one-time code."""
    persons = {person.id: person.name for person in asked.persons}
    joining = Joining(asked.device, asked.name, asked.public_key, persons)
    address = request.client.host if request.client else ""
    joined = centre.join(code=asked.code, joining=joining, address=address)
    return JoinAnswer(
        token=joined.token,
        province=joined.province.code,
        epoch=joined.province.epoch,
        persons=[_enrolled(person) for person in joined.persons],
        province_key=joined.province_key,
    )


def _enrolled(person: Person) -> EnrolledPerson:
    begins = rights.may_begin(Holding(person.role, person.scope))
    return EnrolledPerson(id=person.id, name=person.name, role=person.role, scope=person.scope, begins=begins)


@routes.post("/leave", status_code=204, responses=problems(401))
def leave(centre: _Centre, device: _Signed) -> Response:
    """End the device's token."""
    centre.leave(device)
    return Response(status_code=204)


_BATCH: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "array", "maxItems": 2000, "items": WireChange}}},
    }
}


@routes.post(
    "/push", responses={200: {"model": PushAnswer}, **problems(401, 413)}, openapi_extra=_BATCH, response_model=None
)
def push(request: Request, centre: _Centre, device: _Signed, raw: Annotated[bytes, Depends(_raw)]) -> Response:
    """Store a batch of changes; one verdict for each, in order, after the commit."""
    return json_answer(request, push_answer(centre.push(device, raw)))


def push_answer(pushed: Pushed) -> dict[str, Any]:
    """The answer to a push, over HTTP and over the feed."""
    for (word, reason), number in Counter((one.verdict, one.reason) for one in pushed.verdicts).items():
        metrics.VERDICTS.labels(word, reason).inc(number)
    verdicts = [verdict.to_json() for verdict in pushed.verdicts]
    return {"epoch": pushed.epoch, "sequence": pushed.sequence, "mark": pushed.mark, "verdicts": verdicts}


@routes.get("/changes", responses={200: {"model": ChangesAnswer}, **problems(401, 409)}, response_model=None)
def changes(
    request: Request,
    centre: _Centre,
    device: _Signed,
    after: Annotated[int, Query(ge=0, le=_MAX_SEQUENCE)] = 0,
    limit: Annotated[int, Query(ge=1, le=store_read.MAX_PAGE)] = 1_000,
    known: Annotated[list[_Known] | None, Query(max_length=_MOST_KNOWN)] = None,
) -> Response:
    """Give the changes numbered after `after`, in order, if the `known` numbers (`number.mark`) are the same here."""
    _require_epoch(request, device)
    read = [(int(number), mark) for number, _, mark in (one.partition(".") for one in known or ())]
    page = store_read.changes_after(centre.store_of(device), device.province, after, limit, read)
    head = f'{{"epoch":"{page.epoch}","changes":['.encode()
    more = "true" if page.more else "false"
    tail = f'],"sequence":{page.sequence},"mark":"{page.mark}","more":{more}}}'.encode()
    return bytes_answer(request, head + b",".join(page.changes) + tail)


@routes.get(
    "/snapshot",
    responses={200: {"content": {"application/x-ndjson": {}}, "description": "Lines of JSON"}, **problems(401, 409)},
    response_model=None,
)
def snapshot(
    request: Request,
    centre: _Centre,
    device: _Signed,
    cursor: Annotated[str, Query(alias="from", max_length=2_000)] = "",
) -> Response:
    """Give every record with its heads, as lines; broken off, it goes on at the last cursor."""
    store = centre.store_of(device)
    head = store_read.snapshot_head(store, device.province, cursor)
    first = (
        f'{{"epoch":"{head.place.epoch}","sequence":{head.place.sequence},"mark":"{head.place.mark}",'
        f'"records":{head.records},"pages":{head.pages}}}\n'
    ).encode()

    def lines() -> Any:
        yield first
        yield from store_read.snapshot_pages(store, device.province, head.place)

    return lines_answer(request, lines())


@routes.get("/digests", responses={200: {"model": DigestsAnswer}, **problems(401)}, response_model=None)
def digests(request: Request, centre: _Centre, device: _Signed) -> Response:
    """Give a digest of the heads for each entity."""
    epoch, sequence, entities = store_digests.entity_digests(centre.store_of(device), device.province)
    return json_answer(request, {"epoch": epoch, "sequence": sequence, "entities": dict(entities)})


@routes.get("/heads", responses={200: {"model": HeadsAnswer}, **problems(401)}, response_model=None)
def heads(
    request: Request, centre: _Centre, device: _Signed, entity: Annotated[str, Query(min_length=1, max_length=100)]
) -> Response:
    """Give `[id, digest]` of each record of an entity."""
    epoch, sequence, found = store_digests.record_digests(centre.store_of(device), device.province, entity)
    return json_answer(request, {"epoch": epoch, "sequence": sequence, "heads": [list(one) for one in found]})


def _require_epoch(request: Request, device: Device) -> None:
    known = request.headers.get("kh02-epoch", device.epoch)
    if known != device.epoch:
        raise other_epoch()
