"""One client of the live feed: an asyncio protocol that uvicorn hands the socket to.

The websockets library shakes hands and reads; what many clients get alike is written to the transport as it stands.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from typing import cast

from uvicorn.server import ServerState
from websockets.datastructures import Headers
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import OPEN, SEND_EOF
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from server import edge, feed_frames, metrics
from server.errors import ServerError, malformed
from server.feed_door import Door
from server.feed_frames import Prepared, Said
from server.feed_room import Room
from server.instants import Now, iso
from server.people import Device

_SUBPROTOCOL = Subprotocol("kh02.1")
_MAX_UNSENT_BYTES = 256 << 10
_GOODBYE_SECONDS = 2.0
_RESTART, _NOT_OF_FORM, _NO_BINARY, _NO_TOKEN = 1012, 1007, 1003, 4401
_LOG = logging.getLogger(__name__)
_SOCKET_LOG = logging.getLogger("server.feed.socket")
_SOCKET_LOG.setLevel(logging.WARNING)

EnterRoom = Callable[[str], Room]
LeaveRoom = Callable[[Room], None]


class Connection(asyncio.Protocol):
    """A client from the first byte of its handshake on. Belongs to the event loop."""

    __slots__ = (
        "_device", "_door", "_enter", "_is_alive", "_is_leaving", "_is_packed", "_leave", "_message", "_now",
        "_pushes", "_room", "_socket", "_state", "_task", "_transport", "slot", "token_hash",
    )  # fmt: skip

    def __init__(self, door: Door, enter: EnterRoom, leave: LeaveRoom, state: ServerState, now: Now, slot: int) -> None:
        self._door = door
        self._enter = enter
        self._leave = leave
        self._state = state
        self._now = now
        self._socket = ServerProtocol(
            extensions=[feed_frames.PACKING],
            subprotocols=[_SUBPROTOCOL],
            max_size=feed_frames.MAX_MESSAGE_BYTES,
            logger=_SOCKET_LOG,
        )
        self._transport: asyncio.Transport
        self._device: Device
        self.token_hash = ""
        self.slot = slot
        self._room: Room | None = None
        self._message: list[bytes] = []
        self._pushes: deque[Said] = deque()
        self._task: asyncio.Task[None] | None = None
        self._is_packed = False
        self._is_alive = True
        self._is_leaving = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the socket over."""
        self._transport = cast(asyncio.Transport, transport)
        self._state.connections.add(self)  # type: ignore[arg-type]  # uvicorn's set names its own protocols

    def data_received(self, data: bytes) -> None:
        """Read what came; the library answers pings and the end of the talk by itself."""
        self._is_alive = True
        self._socket.receive_data(data)
        for event in self._socket.events_received():
            if isinstance(event, Request):
                self._start(self._shake_hands(event))
            elif self._room is not None and isinstance(event, Frame):
                self._gather(event)
        self._send_out()

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the client; a push that is under way is stored all the same."""
        self._state.connections.discard(self)
        self._pushes.clear()
        self._go()

    def shutdown(self) -> None:
        """The server goes down: say so, after the answer to a push that is under way."""
        self._is_leaving = True
        self._pushes.clear()
        if self._room is None:
            self._transport.close()
        elif self._task is None:
            self._say_goodbye(_RESTART)

    def write(self, message: Prepared) -> None:
        """Write to the client at once; one that does not read is cut off: it comes again and pulls."""
        transport = self._transport
        if transport.get_write_buffer_size() > _MAX_UNSENT_BYTES:
            _LOG.info("feed_too_slow")
            self._cut_off()
        elif self._room is not None:
            transport.write(message.packed if self._is_packed else message.plain)

    def still_there(self) -> None:
        """Ask for a sign of life; a client that gave none since the last time is cut off."""
        if not self._is_alive:
            _LOG.info("feed_silent")
            self._cut_off()
            return
        self._is_alive = False
        self._transport.write(feed_frames.PING)

    def turn_away(self) -> None:
        """End the talk with a device whose token is no longer good."""
        self._say_goodbye(_NO_TOKEN, "token")

    def _start(self, work: "asyncio._CoroutineLike[None]") -> None:
        """Do what waits for the database; until it is done nothing more is read."""
        self._transport.pause_reading()
        self._task = asyncio.get_running_loop().create_task(work)
        self._state.tasks.add(self._task)
        self._task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._state.tasks.discard(task)
        self._task = None
        if not self._transport.is_closing():
            if self._is_leaving:
                self._say_goodbye(_RESTART)
            self._transport.resume_reading()

    async def _shake_hands(self, request: Request) -> None:
        try:
            self._device, self.token_hash = await self._door.admit(request)
            response = self._socket.accept(request)
            if response.status_code != HTTPStatus.SWITCHING_PROTOCOLS:
                response = _refusal(_no_handshake(response.status_code))
            response.headers.update(self._told())
        except ServerError as error:
            response = _refusal(error)
            response.headers.update(self._told())
        if self._transport.is_closing():
            return
        self._socket.send_response(response)
        self._send_out()
        if self._socket.state is OPEN:
            self._is_packed = feed_frames.can_unpack(self._socket.extensions)
            self._room = self._enter(self._device.province)
            self._room.members.add(self)
            metrics.FEEDS.inc()

    def _told(self) -> dict[str, str]:
        told = {"Kh02-Time": iso(self._now()), "Kh02-Protocol": edge.PROTOCOL}
        return {**told, "Kh02-Epoch": self._device.epoch} if self.token_hash else told

    def _gather(self, frame: Frame) -> None:
        if frame.opcode in (Opcode.TEXT, Opcode.CONT):
            self._message.append(bytes(frame.data))
            if frame.fin:
                message, self._message = b"".join(self._message), []
                self._answer(message)
        elif frame.opcode is Opcode.BINARY:
            self._say_goodbye(_NO_BINARY)

    def _answer(self, message: bytes) -> None:
        try:
            said = feed_frames.heard(message)
        except ValueError:
            self._say_goodbye(_NOT_OF_FORM)
            return
        if said.time is not None:
            self.write(feed_frames.prepared(feed_frames.time(iso(self._now()), said.time)))
        if said.presence is not None and self._room is not None and said.presence.person in self._device.persons:
            self._room.show(self._device.id, feed_frames.presence(said.presence, self._device.id))
        if bytes(said.push):
            self._pushes.append(said)
            if self._task is None:
                self._start(self._push_all())

    async def _push_all(self) -> None:
        while self._pushes:
            said = self._pushes.popleft()
            try:
                answer = await self._door.push(self.token_hash, bytes(said.push), said.ref)
            except ServerError as error:
                self._pushes.clear()
                if error.status == HTTPStatus.UNAUTHORIZED:
                    self.turn_away()
                else:
                    self.write(feed_frames.prepared(feed_frames.refusal(error, said.ref)))
            else:
                self.write(feed_frames.prepared(answer))

    def _say_goodbye(self, code: int, reason: str = "") -> None:
        """Begin the end of the talk; a client that does not answer is cut off."""
        self._go()
        if self._socket.state is OPEN:
            self._socket.send_close(code, reason)
            self._send_out()
            asyncio.get_running_loop().call_later(_GOODBYE_SECONDS, self._transport.abort)

    def _cut_off(self) -> None:
        self._go()
        self._transport.abort()

    def _go(self) -> None:
        room, self._room = self._room, None
        if room is not None:
            room.members.discard(self)
            self._leave(room)
            metrics.FEEDS.dec()

    def _send_out(self) -> None:
        for data in self._socket.data_to_send():
            if data is SEND_EOF or not data:
                self._transport.close()
            else:
                self._transport.write(data)


def _no_handshake(status: int) -> ServerError:
    error = malformed("Luồng tin trực tiếp cần WebSocket với giao thức con kh02.1.")
    return ServerError(status, error.code, error.title, error.detail)


def _refusal(error: ServerError) -> Response:
    body = edge.error_body(error)
    headers = Headers({"Content-Type": "application/json", "Content-Length": str(len(body)), "Connection": "close"})
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return Response(error.status, HTTPStatus(error.status).phrase, headers, body)
