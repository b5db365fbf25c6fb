"""The live feed: news as they are committed, lone edits sent over the open socket, who looks at what.

Frames are read on a thread of their own and handed on as frozen records; docs/protocol.md says their form.
"""

import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict
from typing import Any, cast
from urllib.parse import urlsplit

import msgspec
from websockets.exceptions import InvalidHandshake, InvalidURI, WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from app.sync.errors import SyncError
from app.sync.http import PROTOCOL, Address, Verdict, garbled, offline, trust
from app.sync.line import Line, shut
from app.sync.states import Presence

SUBPROTOCOL = "kh02.1"
MAX_FRAME = 4 << 20
MAX_PUSH = 60_000
"""Bytes of changes that still travel over the socket; more goes as a request."""
_OPEN_S = 5.0
_CLOSE_S = 1.0
_PING_S = 10.0
_PONG_S = 25.0
"""On a slow line the sign of life stands behind what is still to come; a dead one is noticed by `app.sync.line`."""


class News(msgspec.Struct, frozen=True):
    """Something was committed: numbers after `after` up to `sequence`; without `changes` they are to be pulled."""

    after: int
    sequence: int
    changes: msgspec.Raw = msgspec.Raw()
    before: str = ""
    """The mark of `after`."""
    mark: str = ""
    """The mark of `sequence`."""


class Verdicts(msgspec.Struct, frozen=True):
    """What became of the batch that was sent as `ref`."""

    ref: str
    sequence: int
    verdicts: tuple[Verdict, ...]
    mark: str = ""
    """Of `sequence`."""


class Rejected(msgspec.Struct, frozen=True):
    """A batch was not taken as a whole, nor any sent behind it: all go as requests, whose answers say more."""


class Closed(msgspec.Struct, frozen=True):
    """The socket is gone."""


Event = News | Verdicts | Rejected | Presence | Closed
"""What a feed hands on."""


class _Frame(msgspec.Struct, frozen=True):
    news: News | None = None
    verdicts: tuple[Verdict, ...] | None = None
    sequence: int = 0
    mark: str = ""
    ref: str | None = None
    error: msgspec.Raw = msgspec.Raw()
    presence: Presence | None = None


_frame = msgspec.json.Decoder(_Frame).decode


class Feed:
    """An open socket. `take` is called on the feed's own thread."""

    def __init__(
        self, address: Address, token: str, take: Callable[[Event], None], *, line: Line | None = None
    ) -> None:
        """Connect.

        Raises:
            SyncError: no feed there; the desk polls instead.
        """
        self._take = take
        self._open = ExitStack()
        self._line = line or Line()
        with self._line.away():
            self._socket = _connected(self._open, address, token, self._line)
        self._thread = threading.Thread(target=self._read, name="kh02-feed", daemon=True)
        self._thread.start()

    def push(self, encoded: Sequence[bytes], *, ref: str) -> None:
        """Send changes, encoded by `app.journal.wire`; the answer comes as `Verdicts`.

        Raises:
            OfflineError: the socket is gone.
        """
        self._send(b'{"push":[' + b",".join(encoded) + b'],"ref":' + msgspec.json.encode(ref) + b"}")

    def show(self, presence: Presence) -> None:
        """Tell the others who looks at what.

        Raises:
            OfflineError: the socket is gone.
        """
        self._send(msgspec.json.encode({"presence": asdict(presence)}))

    def close(self) -> None:
        """Let the socket go and wait for its thread; a line that is dead is not waited for."""
        shut(self._socket.socket)
        with suppress(WebSocketException, OSError):
            self._open.close()
        self._thread.join(_OPEN_S)

    def _send(self, frame: bytes) -> None:
        try:
            with self._line.away():
                self._socket.send(frame.decode())
        except (WebSocketException, OSError) as error:
            raise offline(error) from error

    def _read(self) -> None:
        try:
            for message in self._socket:
                found = _event(message)
                if found is not None:
                    self._take(found)
        except (WebSocketException, OSError):
            pass  # told below, as the end of it
        finally:
            self._take(Closed())


def _event(message: str | bytes) -> Event | None:
    """What a frame says; None for one of a newer version."""
    try:
        frame = _frame(message)
    except msgspec.DecodeError:
        return None
    if frame.verdicts is not None:
        return Verdicts(frame.ref or "", frame.sequence, frame.verdicts, frame.mark)
    if bytes(frame.error):
        return Rejected()
    return frame.news or frame.presence


def _connected(opened: ExitStack, address: Address, token: str, line: Line) -> ClientConnection:
    parts = urlsplit(address.url)
    is_safe = parts.scheme == "https"
    more: dict[str, Any] = {"ssl": trust(address.ca_file)} if is_safe else {}
    if address.proxy:
        more["proxy"] = address.proxy

    def held(made: socket.socket, *given: Any, **options: Any) -> ClientConnection:
        line.hold(made)
        return ClientConnection(made, *given, **options)

    try:
        opening = connect(
            f"{'wss' if is_safe else 'ws'}://{parts.netloc}{parts.path.rstrip('/')}/v1/feed",
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            additional_headers={"Authorization": f"Bearer {token}", "Kh02-Protocol": PROTOCOL},
            open_timeout=_OPEN_S,
            close_timeout=_CLOSE_S,
            ping_interval=_PING_S,
            ping_timeout=_PONG_S,
            max_size=MAX_FRAME,
            create_connection=cast(type[ClientConnection], held),
            **more,
        )
        opened_socket: ClientConnection = opened.enter_context(opening)
    except (InvalidHandshake, InvalidURI) as error:
        raise _no_feed(error) from error
    except (WebSocketException, OSError, TimeoutError) as error:
        raise offline(error) from error
    return opened_socket


def _no_feed(error: Exception) -> SyncError:
    made = garbled()
    made.__cause__ = error
    return made
