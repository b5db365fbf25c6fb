"""The central server without HTTP: what one request may ask of it. One place wires stores, news and rights together."""

import logging
from collections.abc import Sequence

from server import store_joining, store_people, store_push
from server.codes import hashed, normal
from server.errors import ServerError, unauthorized
from server.instants import Now, iso
from server.news import News, committed
from server.people import Device
from server.presence import Presences
from server.routing import Databases
from server.store import Store, Transaction
from server.store_joining import Joined, Joining
from server.store_news import Wire
from server.store_push import Pushed
from server.store_read import Page, changes_after
from server.wire_batch import read_batch

_LOG = logging.getLogger(__name__)


class Central:
    """The databases of this server and the news among its processes. Safe to use from several threads."""

    def __init__(self, databases: Databases, now: Now) -> None:
        self.databases = databases
        self.now = now
        self.news = News(self._page)
        self.presences = Presences(self._tell_presences)
        self._wires = {
            store: Wire(store.url, self.news.catch_up, self.presences.heard)
            for store in databases.stores.values()
            if store.is_postgres
        }

    def start(self) -> None:
        """Make the tables where they are missing and begin to listen to the other processes."""
        self.databases.create()
        for wire in self._wires.values():
            wire.start()

    def stop(self) -> None:
        """Stop listening and let go of the databases."""
        for wire in self._wires.values():
            wire.stop()
        self.databases.close()

    def device_of(self, token: str) -> Device:
        """The device that a token belongs to.

        Raises:
            ServerError: unknown or revoked (401).
        """
        found = self.databases.device_of(hashed(token)) if token else None
        if found is None:
            raise unauthorized()
        return found[1]

    def store_of(self, device: Device) -> Store:
        """The database of a device's province."""
        return self.databases.of_province(device.province)

    def push(self, device: Device, raw: bytes) -> Pushed:
        """Store a batch and tell everybody; what is given back was committed.

        Raises:
            ServerError: no batch (422), too many changes (413), busy (503).
        """
        batch = read_batch(raw)
        store = self.store_of(device)
        pushed = store_push.push(store, device, batch, now=self.now())
        if pushed.stored:
            self.news.publish(committed(device.province, pushed))
            if store in self._wires:
                self._wires[store].tell(device.province, pushed.after, pushed.sequence)
        return pushed

    def join(self, *, code: str, joining: Joining, address: str) -> Joined:
        """Give a device its token for a one-time code.

        Raises:
            ServerError: a code that is wrong, used or run out (403), or too many of those (429).
        """
        main, now = self.databases.main, self.now()

        def join(transaction: Transaction) -> Joined | None:
            return store_joining.join(transaction, code=normal(code), joining=joining, now=now)

        def tried(transaction: Transaction) -> Joined | None:
            store_joining.refuse_guessing(transaction, address=address, now=now)
            joined = join(transaction) or self.databases.first_write_beside(join)
            if joined is None:
                store_joining.count_failure(transaction, address=address, now=now)
            return joined

        joined = main.write(tried)
        if joined is None:
            raise ServerError(
                403, "wrong_code", "Mã tham gia không đúng hoặc đã hết hiệu lực.", "Mỗi mã dùng một lần; xin mã mới."
            )
        _LOG.info("device_joined", extra={"province": joined.province.code, "device": joining.device})
        return joined

    def leave(self, device: Device) -> None:
        """End a device's own token."""
        at = iso(self.now())
        self.store_of(device).write(
            lambda connection: store_people.revoke(connection, province=device.province, device=device.id, at=at)
        )

    def _tell_presences(self, province: str, messages: Sequence[bytes]) -> None:
        wire = self._wires.get(self.databases.of_province(province))
        if wire is not None:
            wire.show(province, messages)

    def _page(self, province: str, after: int, limit: int) -> Page:
        return changes_after(self.databases.of_province(province), province, after, limit)
