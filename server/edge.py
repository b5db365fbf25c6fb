"""The edge of the server: what every HTTP exchange passes before and after the route that answers it.

Version, time, body limits and unpacking, headers for safety, metrics, one line in the log. No personal data goes there.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import cast

import anyio.to_thread
import msgspec
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server import compression, metrics
from server.errors import ServerError, malformed, too_large
from server.instants import Now, iso
from server.people import Device

MAJOR, MINOR = 1, 0
PROTOCOL = f"{MAJOR}.{MINOR}"
_LOG = logging.getLogger(__name__)
_ACCESS = logging.getLogger("server.access")
_SAFE = (("x-content-type-options", "nosniff"), ("cache-control", "no-store"))
_OF_STRANGERS = (
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("referrer-policy", "no-referrer"),
)
"""What only a browser minds: no browser ever shows what a device gets by its token."""
_HSTS = ("strict-transport-security", "max-age=31536000")
_BODIES = ("POST", "PUT", "PATCH")
_THREAD_FROM = 64 << 10
_STRANGER_BYTES = 64 << 10


class Edge:
    """ASGI middleware around all routes. A token is looked up before the body is read: strangers send little."""

    def __init__(self, app: ASGIApp, *, now: Now, device_of: Callable[[str], Device]) -> None:
        self._app = app
        self._now = now
        self._device_of = device_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a WebSocket passes as it is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        exchange = _Exchange(scope, send, iso(self._now()))
        try:
            require_version(exchange.headers)
            device = await self._signed_in(scope, exchange.headers)
            if scope["method"] in _BODIES:
                limit = compression.MAX_PACKED if device else _STRANGER_BYTES
                receive = _given(await _body(exchange.headers, receive, limit), receive)
                _forget_packing(scope)
            await self._app(scope, receive, exchange.send)
        except ServerError as error:
            await exchange.refuse(error)
        except Exception as error:  # noqa: BLE001 the last resort: whoever asked learns no more than that it failed
            _LOG.error("failed", exc_info=error)
            await exchange.refuse(_failed())
        finally:
            exchange.log(time.perf_counter() - started)

    async def _signed_in(self, scope: Scope, headers: Headers) -> Device | None:
        """The device whose token came along; it is kept in the state of the request."""
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        device = await anyio.to_thread.run_sync(self._device_of, token.strip())
        scope.setdefault("state", {})["device"] = device
        return device


def error_body(error: ServerError) -> bytes:
    """The JSON of a refusal."""
    return msgspec.json.encode({"title": error.title, "detail": error.detail, "code": error.code})


class _Exchange:
    """One request and what was answered."""

    def __init__(self, scope: Scope, send: Send, at: str) -> None:
        self.headers = Headers(scope=scope)
        self._scope = scope
        self._send = send
        self._at = at
        self._status = 0

    async def send(self, message: Message) -> None:
        """Send on, with the headers that every answer has."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            device = self._scope.get("state", {}).get("device")
            for name, value in (
                *_SAFE,
                *(() if device else _OF_STRANGERS),
                ("kh02-time", self._at),
                ("kh02-protocol", PROTOCOL),
            ):
                headers.setdefault(name, value)
            if device:
                headers.setdefault("kh02-epoch", device.epoch)
            if self._scope["scheme"] == "https":
                headers.setdefault(*_HSTS)
        await self._send(message)

    async def refuse(self, error: ServerError) -> None:
        """Answer with a refusal, unless an answer has begun."""
        if self._status:
            raise ConnectionAbortedError("the answer broke off") from error
        body = error_body(error)
        headers: Sequence[tuple[bytes, bytes]] = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            *([(b"retry-after", str(error.retry_after).encode())] if error.retry_after else []),
        ]
        await self.send({"type": "http.response.start", "status": error.status, "headers": list(headers)})
        await self._send({"type": "http.response.body", "body": b"" if self._scope["method"] == "HEAD" else body})

    def log(self, seconds: float) -> None:
        """Count it, and write one line: the route's pattern, never an address, a token or a name."""
        route = getattr(self._scope.get("route"), "path", "")
        method = self._scope["method"]
        metrics.REQUESTS.labels(method, route, str(self._status)).inc()
        metrics.SECONDS.labels(route).observe(seconds)
        device = self._scope.get("state", {}).get("device")
        place = {"province": device.province, "device": device.id} if device else {}
        facts = {"method": method, "route": route, "status": self._status, "ms": round(seconds * 1000, 1)}
        _ACCESS.info("request", extra={**facts, **place})


def _failed() -> ServerError:
    return ServerError(
        500,
        "failed",
        "Máy chủ gặp lỗi khi xử lý.",
        "Máy này tự gửi lại. Nếu còn lặp lại, báo cơ quan quản trị máy chủ.",
    )


def require_version(headers: Mapping[str, str]) -> None:
    """See that the other end speaks our major version.

    Raises:
        ServerError: it does not (426).
    """
    spoken = headers.get("kh02-protocol", PROTOCOL)
    major = spoken.partition(".")[0]
    if major == str(MAJOR):
        return
    is_desk_newer = major.isascii() and major.isdigit() and len(major) < 10 and int(major) > MAJOR
    what = "Cập nhật máy chủ kh02-server." if is_desk_newer else "Cập nhật chương trình trên máy này."
    raise ServerError(
        426,
        "version",
        "Máy này và máy chủ dùng hai phiên bản không hiểu nhau.",
        f"Máy chủ dùng giao thức {PROTOCOL}. {what}",
    )


async def _body(headers: Headers, receive: Receive, limit: int) -> bytes:
    """Read the body within its limits, unpacked."""
    announced = headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise too_large(f"Không quá {limit >> 10} KiB mỗi lần gửi.")
    packed = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise malformed("Kết nối bị ngắt khi đang gửi.")
        packed += message.get("body", b"")
        more = message.get("more_body", False)
        if len(packed) > limit:
            raise too_large(f"Không quá {limit >> 10} KiB mỗi lần gửi.")
    encoding = headers.get("content-encoding", "").strip().lower()
    try:
        if len(packed) < _THREAD_FROM:
            return compression.unpack(bytes(packed), encoding)
        return await anyio.to_thread.run_sync(compression.unpack, bytes(packed), encoding)
    except compression.TooLargeError as error:
        raise too_large("Dữ liệu nén bung ra quá lớn.") from error
    except ValueError as error:
        raise malformed("Dữ liệu nén không đọc được; chỉ nhận zstd, gzip hoặc không nén.") from error


def _given(body: bytes, receive: Receive) -> Receive:
    """A channel that gives the body read already, and then what comes."""
    left = [body]

    async def again() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return await receive()

    return again


def _forget_packing(scope: Scope) -> None:
    headers = cast("list[tuple[bytes, bytes]]", scope["headers"])
    scope["headers"] = [pair for pair in headers if pair[0] not in (b"content-encoding", b"content-length")]
