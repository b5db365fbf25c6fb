"""Who is let in to the live feed, and what they push: what waits for the database, in threads of its own.

Pushes that wait for one another keep nobody waiting at the door.
"""

import asyncio
import logging
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Connection, text
from websockets.http11 import Request

from server import feed_frames
from server.central import Central
from server.codes import hashed
from server.edge import require_version
from server.errors import ServerError, not_found, unauthorized
from server.people import Device
from server.routes_sync import push_answer
from server.store import many, members

PATH = "/v1/feed"
_DOOR_THREADS, _PUSH_THREADS = 4, 8
_LOG = logging.getLogger(__name__)


class Door:
    """The database as the feed needs it."""

    def __init__(self, central: Central) -> None:
        self._central = central
        self._at_door = ThreadPoolExecutor(_DOOR_THREADS, "feed-door")
        self._pushing = ThreadPoolExecutor(_PUSH_THREADS, "feed-push")

    async def admit(self, request: Request) -> tuple[Device, str]:
        """The device that asks to be let in, and the hash of its token.

        Raises:
            ServerError: another address (404), another protocol (426), no good token (401), busy (503).
        """
        if request.path.partition("?")[0] != PATH:
            raise not_found("Máy chủ chỉ có một luồng tin trực tiếp.")
        require_version(request.headers)
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise unauthorized()
        token_hash = hashed(token.strip())
        return await asyncio.get_running_loop().run_in_executor(self._at_door, self._device, token_hash), token_hash

    async def push(self, token_hash: str, raw: bytes, ref: object) -> bytes:
        """Store a batch; gives the message that answers it.

        Raises:
            ServerError: the token is no longer good (401); every other refusal is an answer.
        """
        return await asyncio.get_running_loop().run_in_executor(self._pushing, self._push, token_hash, raw, ref)

    async def still_good(self, province: str, token_hashes: Collection[str]) -> frozenset[str]:
        """Those of a province's tokens that are still good.

        Raises:
            ServerError: the database does not answer (503).
        """
        return await asyncio.get_running_loop().run_in_executor(self._at_door, self._good, province, token_hashes)

    def _device(self, token_hash: str) -> Device:
        found = self._central.databases.device_of(token_hash)
        if found is None:
            raise unauthorized()
        return found[1]

    def _push(self, token_hash: str, raw: bytes, ref: object) -> bytes:
        device = self._device(token_hash)
        try:
            return feed_frames.verdicts(push_answer(self._central.push(device, raw)), ref)
        except ServerError as error:
            return feed_frames.refusal(error, ref)
        except Exception as error:  # noqa: BLE001 the last resort: whoever pushed learns no more than that it failed
            _LOG.error("failed", exc_info=error)
            failed = ServerError(500, "failed", "Máy chủ gặp lỗi khi xử lý.", "Máy này tự gửi lại.")
            return feed_frames.refusal(failed, ref)

    def _good(self, province: str, token_hashes: Collection[str]) -> frozenset[str]:
        def good(connection: Connection) -> frozenset[str]:
            query = (
                "SELECT token_hash FROM device WHERE province = :province AND revoked_at IS NULL"  # noqa: S608 our own names
                f" AND {members(connection, 'token_hash', 'hashes')}"
            )
            given = {"province": province, "hashes": many(connection, token_hashes)}
            return frozenset(connection.execute(text(query), given).scalars())

        return self._central.databases.of_province(province).read(good)
