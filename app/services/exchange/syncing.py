"""The sync that runs by itself behind a window: a thread of its own that calls back with frozen records.

It sends what is unsent, takes what is new, follows the live feed or polls, backs off when nobody answers and is back
within two seconds of the network. Attachments travel on a second thread. Nothing here touches a window, nor waits in
one: what a window says is put into the inbox.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from math import inf

from app.journal import wire
from app.journal.change import Change
from app.models import (
    awaiting,
    outbox,
    schema,  # noqa: F401 the first slice must not wait, in its transaction, for all tables to load
)
from app.models.errors import AppError
from app.services import conflicts, devices
from app.services.desk import Desk, Outcome
from app.services.exchange import attachments, clock, joining, rounds
from app.services.exchange.wording import Known, state_of
from app.sync.backoff import Backoff, is_reachable
from app.sync.errors import BusyError, OfflineError, OutdatedError, RevokedError, SyncError
from app.sync.feed import MAX_PUSH, Closed, Event, Feed, News, Rejected, Verdicts
from app.sync.http import Address, Changes, PushAnswer, Server
from app.sync.line import CutError, Line
from app.sync.pace import Pace
from app.sync.states import Phase, Presence, SyncState

POLL = timedelta(seconds=15)
POLL_ON_THE_NIGHT = timedelta(seconds=1)
_QUIET = timedelta(seconds=60)
"""How long a feed may say nothing before the desk asks by itself."""
_AT_ONCE = 0.5
"""Seconds to the next try where the line is back before the first look."""
_PATIENT = timedelta(seconds=5)
"""A pause from which on the server itself is in trouble: it is not asked sooner because it listens."""
_LOOK = 0.5
"""Seconds from one look whether the line is back to the next."""
_VERDICT_S = 15.0
"""Seconds after which an edit sent over the feed goes as a request too."""
_LONE = 8
"""Changes of one act that still count as a lone edit."""
_FILES_S = 30.0
_NAMES_S = 600.0
"""How often it is asked what the PCs of the province are called, in seconds."""
_FINAL = timedelta(minutes=5)
"""Pause where only a person can help."""
_STOP_S = 10.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Nudge:
    """Something was written here, or the sync is to end: look now."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The person here looks at something: tell the others."""

    presence: Presence


@dataclass(frozen=True, slots=True)
class _Sent:
    """A batch that went over the feed."""

    changes: tuple[Change, ...]
    at: float
    """Seconds of the monotonic clock."""


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
        self._inbox: queue.SimpleQueue[Event | Nudge | Shown] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._files_wanted = threading.Event()
        self._telling = threading.Lock()
        known = clock.measured(desk)
        self._known = Known() if known is None else Known(offset=known.offset, offset_at=known.at)
        self._state = SyncState()
        self._line = Line()
        self._pace = Pace()
        self._feed: Feed | None = None
        self._on_their_way: dict[str, _Sent] = {}
        """Batches sent over the feed whose verdicts have not come, by their ref."""
        self._has_compared = False
        self._names_due = 0.0
        self._looked_at = time.monotonic()
        """When this desk last heard how far the server is, by the monotonic clock."""
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
        """End; returns when no thread touches the workspace any more. What is unsent stays unsent."""
        self._stopped.set()
        self._files_wanted.set()
        self._line.cut()
        self.nudge()
        for thread in self._threads:
            self._line.wait_for(thread, _STOP_S)

    def nudge(self) -> None:
        """Look now: call it after each act, after joining and after leaving."""
        self._inbox.put(Nudge())

    def show(self, presence: Presence) -> None:
        """Tell the others who looks at what; nothing where there is no feed."""
        self._inbox.put(Shown(presence))

    def _run(self) -> None:
        with suppress(CutError):
            self._go_on()

    def _go_on(self) -> None:
        backoff = Backoff()
        while not self._stopped.is_set():
            try:
                self._one_connection(backoff)
            except CutError:
                raise
            except Exception as error:  # noqa: BLE001 a sync that ends in silence would be worse than any error
                told = _told(error)
                self._tell_failure(told)
                self._wait(_pause(told, backoff), looks=isinstance(told, OfflineError))

    def _one_connection(self, backoff: Backoff) -> None:
        """Everything between a connection and its end; returns when the desk leaves, or is to stop."""
        while not self._stopped.is_set() and self._desk.workspace.finish_some():
            pass
        server = joining.connect(self._desk, line=self._line)
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
        is_first = not self._has_compared
        found = rounds.run(self._desk, server, compares=is_first, on_slice=self._on_changed, pace=self._pace)
        self._has_compared = True
        self._looked_at = time.monotonic()
        self._files_wanted.set()
        self._tell_synced(server, found.at)

    def _open_feed(self, server: Server) -> None:
        token = joining.token(self._desk)
        if self._feed is None and token:
            try:
                self._feed = Feed(server.address, token, self._inbox.put, line=self._line)
            except SyncError as error:
                if isinstance(error, OfflineError) and not self._is_there(server.address):
                    raise  # not the feed alone is missing: the line is gone
                _log.info("no live feed: %s", error.__cause__ or error)
            else:
                self._exchange(server)  # what was committed between the last page and the open socket

    def _follow(self, server: Server) -> None:
        """Take one thing from the inbox, or the pause that comes instead of it."""
        try:
            event = self._inbox.get(timeout=self._pause())
        except queue.Empty:
            self._exchange(server)
            return
        if isinstance(event, Nudge):
            if not self._send(server):
                self._tell()  # a refused change was dropped: nothing waits any more
        elif isinstance(event, News):
            self._take_news(server, event)
        elif isinstance(event, Verdicts):
            self._take_verdicts(server, event)
        elif isinstance(event, Presence):
            self._on_presence(event)
        elif isinstance(event, Shown) and self._feed is not None:
            self._feed.show(event.presence)
        elif isinstance(event, Rejected | Closed):
            if isinstance(event, Closed):
                self._close_feed()
            self._exchange(server)

    def _pause(self) -> float:
        """Seconds until the desk asks by itself, whatever others say meanwhile of who looks at what."""
        pause = _QUIET if self._feed is not None else POLL_ON_THE_NIGHT if self._is_night() else POLL
        sent = min((one.at for one in self._on_their_way.values()), default=inf)
        return max(0.0, min(self._looked_at + pause.total_seconds(), sent + _VERDICT_S) - time.monotonic())

    def _send(self, server: Server) -> bool:
        """Send what is unsent: a lone edit over the socket, more as a request. Whether there was anything."""
        with self._desk.workspace.reading() as session:
            waiting = outbox.unsent(session, _LONE + 1)
        on_the_way = {change.id for sent in self._on_their_way.values() for change in sent.changes}
        lone = tuple(change for change in waiting if change.id not in on_the_way)
        if self._feed is not None and 0 < len(lone) <= len(waiting) <= _LONE and self._send_lone(self._feed, lone):
            self._tell()
        elif lone:
            self._tell()  # a slow line takes its time: the person sees meanwhile what waits
            rounds.push(self._desk, server, pace=self._pace)
            self._tell_synced(server, self._desk.now())
        return bool(lone)

    def _send_lone(self, feed: Feed, lone: tuple[Change, ...]) -> bool:
        try:
            encoded = [wire.encode(change) for change in lone]
        except wire.WireError:
            return False
        if sum(map(len, encoded)) > MAX_PUSH:
            return False
        ref = lone[-1].id
        self._on_their_way[ref] = _Sent(lone, time.monotonic())
        feed.push(encoded, ref=ref)
        return True

    def _take_news(self, server: Server, news: News) -> None:
        with self._desk.workspace.reading() as session:
            known = outbox.cursor(session)
        if known is not None and news.sequence <= known.sequence:
            return
        if known is not None and (news.after, news.before) == (known.sequence, known.mark) and bytes(news.changes):
            page = Changes(known.epoch, news.changes, news.sequence, more=False, mark=news.mark)
            rounds.take_page(self._desk, page, on_slice=self._on_changed)
        else:
            self._exchange(server)  # a gap, or another memory of the server, or one that was set back
            return
        self._looked_at = time.monotonic()
        self._files_wanted.set()
        self._send(server)  # a purge that was in it may call for further ones
        self._tell_synced(server, self._desk.now())

    def _take_verdicts(self, server: Server, found: Verdicts) -> None:
        sent = self._on_their_way.pop(found.ref, None)
        if sent is not None:
            answer = PushAnswer(server.epoch, found.sequence, found.verdicts, found.mark)
            rounds.record_verdicts(self._desk, sent.changes, answer)
        self._tell_synced(server, self._desk.now())

    def _close_feed(self) -> None:
        """Let the feed go, with what it has said that nobody has read: an exchange follows, and says it all."""
        if self._feed is None:
            return
        self._feed.close()
        self._feed = None
        self._on_their_way.clear()
        with suppress(queue.Empty):
            while True:
                self._inbox.get_nowait()

    def _wait(self, pause: timedelta, *, looks: bool) -> None:
        """Wait, but not beyond a nudge. A line that is gone is waited for as long as it takes, and no moment longer."""
        until = time.monotonic() + pause.total_seconds()
        address = joining.address(self._desk) if looks else None
        was_gone = False
        is_early = pause < _PATIENT
        while not self._stopped.is_set() and ((now := time.monotonic()) < until or was_gone):
            if address is not None:
                is_there = self._is_there(address)
                if is_there and was_gone:
                    return
                was_gone = not is_there
                until = min(until, now + _AT_ONCE) if is_there and is_early else until
            if self._is_nudged(now + _LOOK if address is not None else until) and not was_gone:
                return

    def _is_there(self, address: Address) -> bool:
        with self._line.away():
            return is_reachable(address)

    def _is_nudged(self, until: float) -> bool:
        """Whether something was written here before `until`, in seconds of the monotonic clock."""
        try:
            while not isinstance(self._inbox.get(timeout=max(0.0, until - time.monotonic())), Nudge):
                pass
        except queue.Empty:
            return False
        if not self._stopped.is_set():
            self._tell()
        return True

    def _carry_files(self) -> None:
        while not self._stopped.is_set():
            self._files_wanted.wait(_FILES_S)
            self._files_wanted.clear()
            if self._stopped.is_set() or self._state.phase not in (Phase.SYNCED, Phase.UNSENT):
                continue
            try:
                self._carry_once()
            except CutError:
                return
            except Exception as error:  # noqa: BLE001 as above: files are tried again
                _log.info("files wait: %s", _told(error).title)

    def _carry_once(self) -> None:
        server = joining.connect(self._desk, line=self._line)
        if server is None:
            return
        try:
            if time.monotonic() >= self._names_due or devices.is_renamed(self._desk):
                self._names_due = time.monotonic() + _NAMES_S
                devices.learn(self._desk, server)
            attachments.carry(
                self._desk,
                server,
                on_counts=lambda counts: self._tell(files=counts),
                is_stopped=self._stopped.is_set,
            )
        finally:
            server.close()

    def _tell_failure(self, error: AppError) -> None:
        try:
            self._tell(error=error)
        except Exception as further:  # noqa: BLE001 what the status line counts cannot be read either
            _told(further)
            self._known = replace(self._known, error=error)
            self._state = state_of(self._known)
            self._on_state(self._state)

    def _tell_synced(self, server: Server, at: object) -> None:
        self._tell(error=None, synced_at=at, **({"offset_at": None} if server.offset is not None else {}))

    def _tell(self, **new: object) -> None:
        """Bring the status line up to date and hand it on where it says something else."""
        with self._telling:
            self._known = replace(self._known, **self._standing(), **new)  # type: ignore[arg-type]  # fields of Known
            state = state_of(self._known)
            if state != self._state:
                self._state = state
                self._on_state(state)

    def _standing(self) -> dict[str, object]:
        """What the workspace says of the sync, as fields of Known."""
        with self._desk.workspace.reading() as session:
            left, awaited = outbox.standing(session), awaiting.count(session)
        split = conflicts.count(self._desk)
        offset = self._desk.workspace.pc.offset
        return {
            **({"offset": offset} if offset is not None else {}),
            "is_joined": joining.is_joined(self._desk),
            "has_token": joining.has_token(self._desk),
            "unsent": left.unsent,
            "parked": left.parked,
            "conflicts": split.total,
            "urgent": split.urgent,
            "awaited": awaited,
        }


def _told(error: Exception) -> AppError:
    """What the person is told of a failure; the log gets the rest."""
    if isinstance(error, AppError):
        if not isinstance(error, SyncError):
            _log.warning("sync: %s %s", error.title, error.detail)
        return error
    _log.error("sync failed", exc_info=error)
    return SyncError(
        "Đồng bộ gặp lỗi trong chương trình.",
        "Thay đổi vẫn ở máy này và chương trình tự làm lại. Nếu còn mãi, gửi nhật ký lỗi cho bộ phận hỗ trợ.",
    )


def _pause(error: AppError, backoff: Backoff) -> timedelta:
    """How long to wait after a failure."""
    if isinstance(error, BusyError):
        return error.wait
    return _FINAL if isinstance(error, OutdatedError | RevokedError) else backoff.failed()
