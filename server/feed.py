"""The live feed of this process: its rooms, one for each province, and the rounds that look after their clients.

uvicorn is given `connection` as its WebSocket protocol: a client of the feed never passes through the web application.
"""

import asyncio
from itertools import count, cycle
from typing import Any

from uvicorn.server import ServerState

from server.central import Central
from server.errors import ServerError
from server.feed_connection import Connection
from server.feed_door import Door
from server.feed_room import Member, Room

_TICK_SECONDS = 1.0
_ROUND_TICKS = 30
"""Each client is asked for a sign of life once in so many ticks."""
_TOKEN_TICKS = 5


class Feed:
    """Every client of this process. Belongs to the event loop on which its first client came."""

    def __init__(self, central: Central) -> None:
        self._central = central
        self._door = Door(central)
        self._rooms: dict[str, Room] = {}
        self._ticks = count()
        self._slots = cycle(range(_ROUND_TICKS))
        self._next: asyncio.TimerHandle | None = None
        self._checks: set[asyncio.Task[None]] = set()

    def connection(self, server_state: ServerState) -> Connection:
        """Make the protocol for one client."""
        return Connection(self._door, self._enter, self._leave, server_state, self._central.now, next(self._slots))

    def _enter(self, province: str) -> Room:
        room = self._rooms.get(province)
        if room is None:
            room = self._rooms[province] = Room(self._central.news, self._central.presences, province)
        if self._next is None:
            self._next = asyncio.get_running_loop().call_later(_TICK_SECONDS, self._tick)
        return room

    def _leave(self, room: Room) -> None:
        if not room.members and self._rooms.get(room.province) is room:
            del self._rooms[room.province]
            room.close()

    def _tick(self) -> None:
        """Look after a part of the clients; every few seconds see whose token is no longer good."""
        self._next = None
        tick, loop = next(self._ticks), asyncio.get_running_loop()
        for room in tuple(self._rooms.values()):
            for member in tuple(room.members):
                if member.slot == tick % _ROUND_TICKS:
                    member.still_there()
            if tick % _TOKEN_TICKS == 0:
                check = loop.create_task(self._check(room))
                self._checks.add(check)
                check.add_done_callback(self._checks.discard)
        if self._rooms:
            self._next = loop.call_later(_TICK_SECONDS, self._tick)

    async def _check(self, room: Room) -> None:
        asked: dict[str, list[Member]] = {}
        for member in room.members:
            asked.setdefault(member.token_hash, []).append(member)
        try:
            good = await self._door.still_good(room.province, asked.keys())
        except ServerError:
            return  # the database is away; pushes ask it again, and so does the next round
        for token_hash in asked.keys() - good:
            for member in asked[token_hash]:
                member.turn_away()


def connection(config: object, server_state: ServerState, app_state: dict[str, Any]) -> Connection:
    """Make the protocol for one client, as uvicorn asks for it; the application's lifespan gives the state "feed"."""
    feed: Feed = app_state["feed"]
    return feed.connection(server_state)
