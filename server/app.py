"""The web application: routes behind the edge, and errors as the protocol writes them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from server import metrics, routes_blobs, routes_devices, routes_sync
from server.answers import problem
from server.central import Central
from server.edge import PROTOCOL, Edge
from server.errors import ServerError, malformed
from server.feed import Feed

_LOOPBACK = ("127.0.0.1", "::1")


def make_app(central: Central, *, more_routes: Sequence[APIRouter] = ()) -> FastAPI:
    """Make the application over a central server; it starts and stops with it."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[dict[str, Feed]]:
        await anyio.to_thread.run_sync(central.start)
        yield {"feed": Feed(central)}
        await anyio.to_thread.run_sync(central.stop)

    app = FastAPI(
        title="Máy chủ trung tâm kh02",
        version=PROTOCOL,
        lifespan=life,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.central = central
    for routes in (routes_sync.routes, routes_blobs.routes, routes_devices.routes, *more_routes):
        app.include_router(routes)
    app.add_api_route("/metrics", _metrics, include_in_schema=False)
    app.add_exception_handler(ServerError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_middleware(Edge, now=central.now, device_of=central.device_of)
    return app


def _metrics(request: Request) -> Response:
    """Give the counts, to whoever asks from this machine and not through a proxy."""
    is_near = request.client is None or request.client.host in _LOOPBACK
    if not is_near or "x-forwarded-for" in request.headers:
        raise ServerError(403, "not_allowed", "Số liệu vận hành chỉ xem được từ chính máy chủ.")
    return Response(metrics.exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")


def _refused(_: Request, error: Exception) -> Response:
    if not isinstance(error, ServerError):
        raise error
    return problem(error)


def _invalid(_: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    where = sorted({".".join(str(step) for step in found["loc"])[:100] for found in error.errors()})
    return problem(malformed(f"Sai hoặc thiếu: {', '.join(where[:5])}."))


def _http(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    titles = {404: "Không có địa chỉ này trên máy chủ.", 405: "Địa chỉ này không nhận cách gọi đó."}
    title = titles.get(error.status_code, "Máy chủ không hiểu yêu cầu.")
    answer = problem(ServerError(error.status_code, "http", title))
    answer.headers.update(error.headers or {})
    return answer
