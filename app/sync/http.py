"""The desk's end of docs/protocol.md over HTTP: one method a request, frozen answers, every failure in plain words.

It must not know the workspace: it takes and gives bytes of `app.journal.wire`. One object belongs to one thread.
"""

import ssl
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import httpx
import msgspec
import truststore
import zstandard

from app.models.pc_clock import Look, Watch, since_start
from app.sync.errors import (
    BusyError,
    GarbledError,
    InBetweenError,
    MalformedError,
    NarrowError,
    OfflineError,
    OtherEpochError,
    OutdatedError,
    RevokedError,
    ServerRefusedError,
    SyncError,
    TooLargeError,
    UntrustedError,
)
from app.sync.line import Line

PROTOCOL = "1.0"
CHUNK = 1 << 20
"""Bytes of an attachment in one request."""
_MAJOR_STATUS = 426
_PROXY_LOGIN = 407
_TOO_LARGE = 413
_KINDS: dict[int, type[SyncError]] = {
    401: RevokedError,
    409: OtherEpochError,
    _TOO_LARGE: TooLargeError,
    422: MalformedError,
    _MAJOR_STATUS: OutdatedError,
}
_BUSY = (429, 502, 503, 504)
_MARKS = ("Kh02-Time", "Kh02-Epoch")
"""Headers of which every answer of the server bears one; what bears none was answered by somebody else."""
_ANSWER_S = 30.0
"""Seconds without a byte of an answer; a line that is gone is noticed much sooner (`app.sync.line`)."""
_CONNECT_S = 5.0
_SLOWEST = 1_000
"""Bytes a second that a line may bring: what was sent is given the time to arrive."""
_PACK_FROM = 200
"""Bytes from which packing pays."""
_ROUNDS_KEPT = 8
_LONGEST_WAIT = 300
Form = TypeVar("Form")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is and how to get there; `ca_file` and `proxy` are empty where the PC's own settings do."""

    url: str
    ca_file: str = ""
    proxy: str = ""


class JoinedPerson(msgspec.Struct, frozen=True):
    """A person that this device may write for."""

    id: str
    name: str
    role: str
    scope: str = ""
    begins: bool = True
    """Whether this role lets a person begin the plan of a province of which the server holds nothing yet."""


class JoinAnswer(msgspec.Struct, frozen=True):
    """What a device gets for its code."""

    token: str
    province: str
    epoch: str
    persons: tuple[JoinedPerson, ...]
    province_key: str


class Verdict(msgspec.Struct, frozen=True):
    """What became of one pushed change."""

    id: str
    verdict: str
    reason: Any = None
    """A refusal: {"code", "text"}, or the code alone."""
    cap: str | None = None


class PushAnswer(msgspec.Struct, frozen=True):
    """The verdicts of one batch, after the commit."""

    epoch: str
    sequence: int
    verdicts: tuple[Verdict, ...]
    mark: str = ""
    """Of `sequence`: if the server is set back and gives that number anew, it has another one."""


class Changes(msgspec.Struct, frozen=True):
    """A page of the server's log."""

    epoch: str
    changes: msgspec.Raw
    """A batch as `app.journal.wire` reads it."""
    sequence: int
    more: bool
    mark: str = ""
    """Of `sequence`."""


class Digests(msgspec.Struct, frozen=True):
    """One digest for each entity."""

    epoch: str
    sequence: int
    entities: dict[str, str]


class HeldBlob(msgspec.Struct, frozen=True):
    """How much of an attachment the server holds."""

    held: int
    whole: bool


class _Heads(msgspec.Struct, frozen=True):
    heads: list[tuple[str, str]]


class _Named(msgspec.Struct, frozen=True):
    id: str
    name: str


class _Devices(msgspec.Struct, frozen=True):
    devices: list[_Named]


class _Problem(msgspec.Struct, frozen=True):
    title: str = ""
    detail: str = ""
    code: str = ""


class Server:
    """The central server as one device of one province sees it.

    Every method raises a `SyncError`: `OfflineError` where nobody answers, else by what was answered.
    """

    def __init__(
        self,
        address: Address,
        token: str = "",
        *,
        line: Line | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        ticks: Callable[[], float] = since_start,
    ) -> None:
        self.address = address
        self.line = line or Line()
        self.epoch = ""
        """The epoch of the last answer."""
        self._packs = True
        self._watch = Watch(now, ticks)
        self._rounds: deque[tuple[timedelta, timedelta]] = deque(maxlen=_ROUNDS_KEPT)
        headers = {"Kh02-Protocol": PROTOCOL, "User-Agent": "kh02", "Accept-Encoding": "zstd, gzip"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        with _translated():
            self._client = httpx.Client(
                base_url=address.url.rstrip("/"),
                headers=headers,
                verify=trust(address.ca_file),
                proxy=address.proxy or None,
                timeout=_patience(0),
            )

    @property
    def offset(self) -> timedelta | None:
        """Server time minus ours, from the shortest round trip of the last eight; None before the first."""
        self._look()
        return min(self._rounds)[1] if self._rounds else None

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def join(self, given: Mapping[str, Any]) -> JoinAnswer:
        """Trade a one-time code for a token."""
        return _read(self._ask("POST", "/v1/join", content=msgspec.json.encode(given)), JoinAnswer)

    def leave(self) -> None:
        """End this device's token."""
        self._ask("POST", "/v1/leave")

    def push(self, batch: bytes) -> PushAnswer:
        """Send a batch of changes; sent twice it counts once.

        Where a proxy takes away the word that the body is packed, the server cannot read it: it goes unpacked then.
        """
        try:
            return self._push(batch)
        except MalformedError:
            if not self._packs:
                raise
        self._packs = False
        try:
            return self._push(batch)
        except MalformedError:
            self._packs = True  # not for that it could not be read
            raise

    def _push(self, batch: bytes) -> PushAnswer:
        return _read(self._ask("POST", "/v1/push", content=batch), PushAnswer)

    def changes(self, *, after: int, limit: int, epoch: str, known: Iterable[tuple[int, str]]) -> Changes:
        """The changes numbered after `after` in the memory `epoch`, if the `known` numbers have these marks in it.

        OtherEpochError where that memory is gone or was set back.
        """
        marks = [f"{number}.{mark}" for number, mark in known]
        asked: dict[str, int | list[str]] = {"after": after, "limit": limit, "known": marks}
        return _read(self._ask("GET", "/v1/changes", params=asked, headers={"Kh02-Epoch": epoch}), Changes)

    @contextmanager
    def snapshot(self, cursor: str) -> Iterator[Iterator[bytes]]:
        """The lines of a snapshot from a cursor on (empty: from the start), as they arrive."""
        sent = self._look().at
        with (
            _translated(),
            self._client.stream(
                "GET",
                "/v1/snapshot",
                params={"from": cursor} if cursor else {},
                extensions={"trace": self._traced},
            ) as answer,
        ):
            self._note(answer, sent)
            if answer.is_error or not _is_servers(answer):
                answer.read()
                raise _problem(answer)
            yield _lines(answer)

    def digests(self) -> Digests:
        """What two memories are compared by."""
        return _read(self._ask("GET", "/v1/digests"), Digests)

    def heads(self, entity: str) -> dict[str, str]:
        """Record id -> digest, of one entity."""
        answer = _read(self._ask("GET", "/v1/heads", params={"entity": entity}), _Heads)
        return dict(answer.heads)

    def devices(self) -> dict[str, str]:
        """What the PCs of the province are called, by their ids."""
        return {one.id: one.name for one in _read(self._ask("GET", "/v1/devices"), _Devices).devices}

    def rename(self, name: str) -> None:
        """Call this PC so."""
        self._ask("PUT", "/v1/devices/own", content=msgspec.json.encode({"name": name}))

    def blob(self, sha256: str) -> HeldBlob:
        """How much of an attachment the server holds."""
        try:
            answer = self._ask("HEAD", f"/v1/blobs/{sha256}")
        except ServerRefusedError:  # 404: nothing of it
            return HeldBlob(0, whole=False)
        held = int(answer.headers.get("Kh02-Held", "0"))
        return HeldBlob(held, whole=answer.headers.get("Kh02-Whole", "").lower() in ("true", "1"))

    def put_chunk(self, sha256: str, data: bytes, *, at: int, total: int) -> HeldBlob:
        """Send the bytes of an attachment that stand at `at`."""
        span = {"Content-Range": f"bytes {at}-{at + len(data) - 1}/{total}"}
        return _read(self._ask("PUT", f"/v1/blobs/{sha256}", content=data, headers=span, is_packed=False), HeldBlob)

    def get_chunk(self, sha256: str, *, at: int) -> tuple[bytes, int]:
        """The bytes of an attachment from `at` on, at most CHUNK, and its whole size."""
        span = {"Range": f"bytes={at}-{at + CHUNK - 1}", "Accept-Encoding": "identity"}
        answer = self._ask("GET", f"/v1/blobs/{sha256}", headers=span)
        said = answer.headers.get("Content-Range", "").rpartition("/")[2]
        return answer.content, int(said) if said.isdigit() else at + len(answer.content)

    def _ask(
        self,
        method: str,
        path: str,
        *,
        content: bytes = b"",
        params: Mapping[str, str | int | Sequence[str]] | None = None,
        headers: Mapping[str, str] | None = None,
        is_packed: bool = True,
    ) -> httpx.Response:
        more = dict(headers or {})
        if content:
            more["Content-Type"] = "application/json" if is_packed else "application/octet-stream"
            if is_packed and self._packs and len(content) >= _PACK_FROM:
                content = zstandard.ZstdCompressor(level=3).compress(content)
                more["Content-Encoding"] = "zstd"
        sent = self._look().at
        with self.line.away(), _translated():
            answer = self._client.request(
                method,
                path,
                content=content or None,
                params=params,
                headers=more,
                timeout=_patience(len(content)),
                extensions={"trace": self._traced},
            )
        self._note(answer, sent)
        if answer.is_error or not _is_servers(answer):
            raise _problem(answer)
        return answer

    def _traced(self, event: str, known: Mapping[str, Any]) -> None:
        """Look after each connection that the library opens."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self.line.hold(known["return_value"].get_extra_info("socket"))

    def _look(self) -> Look:
        """This PC's clock; where it was moved, what was measured before is forgotten."""
        seen = self._watch.look()
        if seen.jump:
            self._rounds.clear()
        return seen

    def _note(self, answer: httpx.Response, sent: datetime) -> None:
        """Measure the clock and remember the epoch."""
        self.epoch = answer.headers.get("Kh02-Epoch", self.epoch)
        seen = self._look()
        if seen.jump:
            return
        received = seen.at
        try:
            said = datetime.fromisoformat(answer.headers["Kh02-Time"])
        except (KeyError, ValueError):
            return
        trip = received - sent
        if trip >= timedelta():
            self._rounds.append((trip, said - (sent + trip / 2)))


def _patience(size: int) -> httpx.Timeout:
    return httpx.Timeout(_ANSWER_S + size / _SLOWEST, connect=_CONNECT_S)


def _lines(answer: httpx.Response) -> Iterator[bytes]:
    """Whole lines as they arrive; what is cut off at the end is no line."""
    parts: list[bytes] = []
    for part in answer.iter_bytes():
        first, *others = part.split(b"\n")
        parts.append(first)
        for other in others:
            yield b"".join(parts)
            parts = [other]


def trust(ca_file: str) -> ssl.SSLContext:
    """Whom this PC trusts: the store of the operating system, and the authority of a file where one is given."""
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca_file:
        context.load_verify_locations(cafile=ca_file)
    return context


def offline(error: Exception | None = None) -> OfflineError:
    """The message for a line that is not there."""
    made = OfflineError("Mất kết nối với máy chủ.", "Kiểm tra mạng. Cứ làm tiếp: mọi thay đổi được giữ và tự gửi lại.")
    made.__cause__ = error
    return made


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except httpx.ConnectError as error:
        if isinstance(error.__cause__ and error.__cause__.__cause__, ssl.SSLError) or "CERTIFICATE" in str(error):
            raise UntrustedError(
                "Chứng thư của máy chủ chưa được máy này tin cậy.",
                "Kiểm tra địa chỉ máy chủ và giờ của máy; tỉnh dùng chứng thư riêng thì chọn tệp CA trong Thiết lập.",
            ) from error
        raise offline() from error
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise ServerRefusedError(
            "Địa chỉ máy chủ không đúng.", "Nhập dạng https://tên-máy-chủ, như cơ quan quản trị đã cấp."
        ) from error
    except httpx.DecodingError as error:
        raise garbled() from error
    except httpx.ProxyError as error:
        if str(error).startswith(str(_PROXY_LOGIN)):
            raise _proxy_login() from error
        raise offline() from error
    except httpx.TransportError as error:
        raise offline() from error
    except (FileNotFoundError, ssl.SSLError) as error:
        raise UntrustedError(
            "Không đọc được tệp CA.", "Chọn lại tệp chứng thư gốc (PEM) do cơ quan quản trị cấp."
        ) from error


def garbled() -> GarbledError:
    """The message for an answer that is not of the protocol."""
    return GarbledError(
        "Máy chủ trả lời không đúng giao thức.",
        "Kiểm tra địa chỉ máy chủ; có thể cổng đăng nhập mạng đang chặn ở giữa.",
    )


def _proxy_login() -> ServerRefusedError:
    return ServerRefusedError(
        "Máy chủ proxy đòi tên và mật khẩu.",
        "Ghi địa chỉ proxy dạng http://tên:mật-khẩu@máy:cổng, như quản trị mạng đã cấp.",
    )


def _is_servers(answer: httpx.Response) -> bool:
    """Whether the server itself answered; a portal, a proxy or another program can say anything, in any status."""
    return any(mark in answer.headers for mark in _MARKS)


def _of_somebody_else(answer: httpx.Response) -> SyncError:
    if answer.status_code == _PROXY_LOGIN:
        return _proxy_login()
    if answer.status_code == _TOO_LARGE:
        return NarrowError(
            "Thiết bị mạng ở giữa không cho gửi dữ liệu lớn.",
            "Nhờ quản trị mạng nâng giới hạn của proxy hoặc tường lửa; mọi thay đổi được giữ và tự gửi lại.",
        )
    return InBetweenError(
        "Trả lời không phải của máy chủ đồng bộ.",
        "Mạng đang đòi đăng nhập hoặc proxy đang chặn: mở trình duyệt đăng nhập mạng, kiểm tra địa chỉ máy chủ. "
        "Cứ làm tiếp: mọi thay đổi được giữ và tự gửi lại.",
    )


def _problem(answer: httpx.Response) -> SyncError:
    said = _Problem()
    if _is_servers(answer):
        with suppress(msgspec.DecodeError, UnicodeDecodeError):
            said = msgspec.json.decode(answer.content, type=_Problem)
    elif answer.status_code not in _BUSY:
        return _of_somebody_else(answer)
    if answer.status_code in _BUSY:
        wait = answer.headers.get("Retry-After", "")
        seconds = min(int(wait), _LONGEST_WAIT) if wait.isdigit() else 5
        return BusyError(said.title or "Máy chủ đang bận.", said.detail, timedelta(seconds=seconds))
    kind = _KINDS.get(answer.status_code, ServerRefusedError)
    if not said.title:
        return kind("Máy chủ từ chối yêu cầu.", f"Mã {answer.status_code}. Báo cơ quan quản trị máy chủ.")
    return kind(said.title, said.detail)


def _read(answer: httpx.Response, form: type[Form]) -> Form:
    return _decoded(answer.content, form)


def _decoded(content: bytes, form: type[Form]) -> Form:
    try:
        return msgspec.json.decode(content, type=form)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise garbled() from error
