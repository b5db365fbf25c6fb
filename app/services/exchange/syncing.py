"""The sync that runs by itself behind a window: a thread of its own that calls back with frozen records.

It sends what is unsent, takes what is new, follows the live feed or polls, backs off when nobody answers and is back
within two seconds of the network. Attachments travel on a second thread. Nothing here touches a window.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from app.journal import wire
from app.journal.change import Change
from app.models import outbox
from app.models.errors import AppError
from app.services import conflicts
from app.services.desk import Desk, Outcome
from app.services.exchange import attachments, joining, rounds
from app.services.exchange.wording import Known, state_of
from app.sync.backoff import Backoff, is_reachable
from app.sync.errors import BusyError, OfflineError, OutdatedError, RevokedError, SyncError
from app.sync.feed import MAX_PUSH, Closed, Event, Feed, News, Rejected, Verdicts
from app.sync.http import Changes, PushAnswer, Server
from app.sync.states import Phase, Presence, SyncState

POLL = timedelta(seconds=15)
POLL_ON_THE_NIGHT = timedelta(seconds=1)
_QUIET = timedelta(seconds=60)
"""How long a feed may say nothing before the desk asks by itself."""
_LOOK = 1.0
"""Seconds between two looks whether the line is back."""
_LONE = 8
"""Changes of one act that still count as a lone edit."""
_FILES_S = 30.0
_STOP_S = 10.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Nudge:
    """Something was written here, or the sync is to end: look now."""


class Syncing:
    """The running sync of one desk. Callbacks come on its thread; a window queues them to its own."""

    def __init__(
        self,
        desk: Desk,
        *,
        on_state: Callable[[SyncState], None],
        on_changed: Callable[[Outcome], None],
        on_presence: Callable[[Presence], None] = lambda _: None,
        is_night: Callable[[], bool] = lambda: False,
    ) -> None:
        self._desk = desk
        self._on_state = on_state
        self._on_changed = on_changed
        self._on_presence = on_presence
        self._is_night = is_night
        self._inbox: queue.SimpleQueue[Event | Nudge] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._files_wanted = threading.Event()
        self._known = Known()
        self._state = SyncState()
        self._feed: Feed | None = None
        self._on_their_way: dict[str, tuple[Change, ...]] = {}
        """Batches sent over the feed whose verdicts have not come, by their ref."""
        self._has_compared = False
        self._threads = [
            threading.Thread(target=self._run, name="kh02-sync", daemon=True),
            threading.Thread(target=self._carry_files, name="kh02-files", daemon=True),
        ]

    @property
    def state(self) -> SyncState:
        """The status line as it stands."""
        return self._state

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End; returns when no thread writes any more. What is unsent stays unsent."""
        self._stopped.set()
        self._files_wanted.set()
        self.nudge()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(_STOP_S)

    def nudge(self) -> None:
        """Look now: call it after each act, after joining and after leaving."""
        self._inbox.put(Nudge())

    def show(self, presence: Presence) -> None:
        """Tell the others who looks at what; nothing where there is no feed."""
        feed = self._feed
        if feed is not None:
            with suppress(OfflineError):
                feed.show(presence)

    def _run(self) -> None:
        backoff = Backoff()
        while not self._stopped.is_set():
            try:
                self._one_connection(backoff)
            except BusyError as busy:
                self._tell(error=busy)
                self._wait(busy.wait, looks=False)
            except AppError as error:
                if not isinstance(error, SyncError):
                    _log.warning("sync: %s %s", error.title, error.detail)
                self._tell(error=error)
                is_final = isinstance(error, OutdatedError | RevokedError)
                self._wait(
                    timedelta(minutes=5) if is_final else backoff.failed(), looks=isinstance(error, OfflineError)
                )

    def _one_connection(self, backoff: Backoff) -> None:
        """Everything between a connection and its end; returns when the desk leaves, or is to stop."""
        server = joining.connect(self._desk)
        if server is None:
            self._tell(error=None)
            self._wait(_QUIET, looks=False)
            return
        try:
            self._exchange(server)
            backoff.succeeded()
            while not self._stopped.is_set() and joining.has_token(self._desk):
                self._open_feed(server)
                self._follow(server)
        finally:
            self._close_feed()
            server.close()

    def _exchange(self, server: Server) -> None:
        self._on_their_way.clear()
        found = rounds.run(self._desk, server, compares=not self._has_compared, on_slice=self._on_changed)
        self._has_compared = True
        self._files_wanted.set()
        self._tell_synced(server, found.at)

    def _open_feed(self, server: Server) -> None:
        token = joining.token(self._desk)
        if self._feed is None and token:
            try:
                self._feed = Feed(server.address, token, self._inbox.put)
            except SyncError as error:
                _log.info("no live feed: %s", error.__cause__ or error)
            else:
                self._exchange(server)  # what was committed between the last page and the open socket

    def _follow(self, server: Server) -> None:
        """Take one thing from the inbox, or the pause that comes instead of it."""
        pause = _QUIET if self._feed is not None else POLL_ON_THE_NIGHT if self._is_night() else POLL
        try:
            event = self._inbox.get(timeout=pause.total_seconds())
        except queue.Empty:
            self._exchange(server)
            return
        if isinstance(event, Nudge):
            self._send(server)
        elif isinstance(event, News):
            self._take_news(server, event)
        elif isinstance(event, Verdicts):
            self._take_verdicts(server, event)
        elif isinstance(event, Presence):
            self._on_presence(event)
        elif isinstance(event, Rejected | Closed):
            if isinstance(event, Closed):
                self._close_feed()
            self._exchange(server)

    def _send(self, server: Server) -> None:
        """Send what is unsent: a lone edit over the socket, more as a request."""
        with self._desk.workspace.reading() as session:
            waiting = outbox.unsent(session, _LONE + 1)
        on_the_way = {change.id for batch in self._on_their_way.values() for change in batch}
        lone = tuple(change for change in waiting if change.id not in on_the_way)
        if self._feed is not None and 0 < len(lone) <= len(waiting) <= _LONE and self._send_lone(self._feed, lone):
            self._tell()
        elif lone:
            rounds.push(self._desk, server)
            self._tell_synced(server, self._desk.now())

    def _send_lone(self, feed: Feed, lone: tuple[Change, ...]) -> bool:
        try:
            encoded = [wire.encode(change) for change in lone]
        except wire.WireError:
            return False
        if sum(map(len, encoded)) > MAX_PUSH:
            return False
        ref = lone[-1].id
        self._on_their_way[ref] = lone
        feed.push(encoded, ref=ref)
        return True

    def _take_news(self, server: Server, news: News) -> None:
        with self._desk.workspace.reading() as session:
            known = outbox.cursor(session)
        if known is not None and news.sequence <= known.sequence:
            return
        if known is not None and news.after == known.sequence and bytes(news.changes):
            page = Changes(known.epoch, news.changes, news.sequence, more=False)
            rounds.take_page(self._desk, page, on_slice=self._on_changed)
        else:
            rounds.pull(self._desk, server, on_slice=self._on_changed)
        self._files_wanted.set()
        self._tell_synced(server, self._desk.now())

    def _take_verdicts(self, server: Server, found: Verdicts) -> None:
        batch = self._on_their_way.pop(found.ref, ())
        if batch:
            rounds.record_verdicts(self._desk, batch, PushAnswer(server.epoch, found.sequence, found.verdicts))
        self._tell_synced(server, self._desk.now())

    def _close_feed(self) -> None:
        if self._feed is not None:
            self._feed.close()
        self._feed = None
        self._on_their_way.clear()

    def _wait(self, pause: timedelta, *, looks: bool) -> None:
        """Wait, but not beyond a nudge; where the line was gone, not beyond its return either."""
        until = time.monotonic() + pause.total_seconds()
        address = joining.address(self._desk) if looks else None
        was_gone = address is not None and not is_reachable(address)
        while not self._stopped.is_set() and (left := until - time.monotonic()) > 0:
            try:
                event = self._inbox.get(timeout=min(left, _LOOK))
            except queue.Empty:
                event = None
            if isinstance(event, Nudge) and not was_gone:
                return
            if isinstance(event, Nudge):
                self._tell()
            if was_gone and address is not None and is_reachable(address):
                return

    def _carry_files(self) -> None:
        while not self._stopped.is_set():
            self._files_wanted.wait(_FILES_S)
            self._files_wanted.clear()
            if self._stopped.is_set() or self._state.phase not in (Phase.SYNCED, Phase.UNSENT):
                continue
            try:
                self._carry_once()
            except AppError as error:
                _log.info("files wait: %s", error.title)

    def _carry_once(self) -> None:
        server = joining.connect(self._desk)
        if server is None:
            return
        try:
            attachments.carry(
                self._desk,
                server,
                on_counts=lambda counts: self._tell(files=counts),
                is_stopped=self._stopped.is_set,
            )
        finally:
            server.close()

    def _tell_synced(self, server: Server, at: object) -> None:
        offset = server.offset
        self._tell(error=None, synced_at=at, **({"offset": offset} if offset is not None else {}))

    def _tell(self, **new: object) -> None:
        """Bring the status line up to date and hand it on where it says something else."""
        with self._desk.workspace.reading() as session:
            left = outbox.standing(session)
        split = conflicts.count(self._desk)
        known = joining.membership(self._desk)
        self._known = replace(
            self._known,
            is_joined=known is not None,
            has_token=joining.has_token(self._desk),
            unsent=left.unsent,
            parked=left.parked,
            conflicts=split.total,
            urgent=split.urgent,
            **new,  # type: ignore[arg-type]  # fields of Known
        )
        state = state_of(self._known)
        if state != self._state:
            self._state = state
            self._on_state(state)
