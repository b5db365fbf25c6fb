"""Attachments on a lane of their own: records first, then files, a chunk at a time, in both directions.

Broken off, each goes on at its last chunk. Nothing is taken away here: a file stays where it is.
"""

import logging
import re
from collections.abc import Callable

from app.models import attached, outbox
from app.models.errors import InvalidInputError
from app.services.desk import Desk
from app.sync.errors import MalformedError, OtherEpochError, ServerRefusedError, TooLargeError
from app.sync.http import CHUNK, Server
from app.sync.states import FileCounts
from app.workspace import files

_log = logging.getLogger(__name__)
_SHA256 = re.compile(r"[0-9a-f]{64}")
OnCounts = Callable[[FileCounts], None]


def counts(desk: Desk) -> FileCounts:
    """How many files are here of those that records name, and how many the server still lacks."""
    wanted, stored, known = _lists(desk)
    return FileCounts(len(wanted & stored), len(wanted), len(stored - known))


def carry(
    desk: Desk,
    server: Server,
    *,
    on_counts: OnCounts = lambda _: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> FileCounts:
    """Send what the server lacks, fetch what is missing here. A file that nobody has sent yet comes another time.

    Raises:
        SyncError: the line broke off; the next call goes on.
    """
    wanted, stored, known = _lists(desk)
    for sha256 in sorted(stored - known):
        if is_stopped():
            break
        if _send(desk, server, sha256, is_stopped):
            with desk.workspace.maintaining() as session:
                outbox.file_is_whole(session, sha256)
        on_counts(counts(desk))
    for sha256 in sorted(one for one in wanted - stored if _SHA256.fullmatch(one)):
        if is_stopped():
            break
        _fetch(desk, server, sha256, is_stopped)
        on_counts(counts(desk))
    return counts(desk)


def _lists(desk: Desk) -> tuple[set[str], set[str], set[str]]:
    with desk.workspace.reading() as session:
        wanted, known = attached.named(session), outbox.whole_files(session)
    return wanted, set(files.stored(desk.path, key=desk.workspace.key)), known


def _send(desk: Desk, server: Server, sha256: str, is_stopped: Callable[[], bool]) -> bool:
    """Whether the server says that it holds the whole file."""
    key = desk.workspace.key
    total = files.stored(desk.path, key=key)[sha256]
    there = server.blob(sha256)
    while not there.whole and there.held < total and not is_stopped():
        start, before = there.held // CHUNK * CHUNK, there.held
        data = files.chunk(desk.path, sha256, at=start, key=key)[before - start :]
        try:
            there = server.put_chunk(sha256, data, at=before, total=total)
        except OtherEpochError:  # another desk sends the same file: go on behind what it sent
            there = server.blob(sha256)
        except ServerRefusedError:
            return False  # this device may only read
        except (MalformedError, TooLargeError) as error:
            _log.warning("file %s cannot be sent: %s", sha256, error.title)
            return False  # it is damaged here: the others go on
        if there.held <= before:
            return False
    return there.whole


def _fetch(desk: Desk, server: Server, sha256: str, is_stopped: Callable[[], bool]) -> None:
    key = desk.workspace.key
    held = files.held(desk.path, sha256, key=key) // CHUNK * CHUNK
    is_whole = False
    while not is_whole and not is_stopped():
        try:
            data, total = server.get_chunk(sha256, at=held)
        except ServerRefusedError:
            return  # not sent by its owner yet
        try:
            is_whole = not data or files.receive_chunk(desk.path, sha256, data, at=held, total=total, key=key)
        except InvalidInputError:
            return  # spoilt on the way: begun anew with the next call
        held += len(data)
