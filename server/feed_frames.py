"""The words of the live feed (docs/protocol.md): what desks say, read strictly, what the server says, ready to write.

A message is made into WebSocket bytes once, however many clients get it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.frames import Frame, Opcode

from server.errors import ServerError
from server.news import MAX_NEWS_BYTES, Committed

MAX_MESSAGE_BYTES = 256 << 10
"""The largest message taken from a desk; what is larger goes as a request."""

_WINDOW_BITS = 12
"""What the websockets library asks for by default; 4 KB hold several changes."""

_PACK_FROM = 200
_Name = Annotated[str, msgspec.Meta(max_length=200)]
_Mark = Annotated[str, msgspec.Meta(max_length=100)] | int | float


class Presence(msgspec.Struct, frozen=True, omit_defaults=False):
    """Who looks at a record, or edits it. `device` is written by the server."""

    person: _Name
    entity: _Name
    id: _Name
    is_editing: bool
    device: _Name = ""


class Said(msgspec.Struct, frozen=True):
    """One message of a desk; keys of newer versions are passed over."""

    push: msgspec.Raw = msgspec.Raw()
    """A batch as it came, empty where there is none."""
    ref: _Mark | None = None
    presence: Presence | None = None
    time: _Mark | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """One or more whole messages as they go over the wire: as they are, and deflated where that is shorter."""

    plain: bytes
    packed: bytes


_SAID = msgspec.json.Decoder(Said)
_DEFLATE = PerMessageDeflate(
    remote_no_context_takeover=True,
    local_no_context_takeover=True,
    remote_max_window_bits=_WINDOW_BITS,
    local_max_window_bits=_WINDOW_BITS,
)
PACKING = ServerPerMessageDeflateFactory(server_no_context_takeover=True, client_max_window_bits=_WINDOW_BITS)
"""Every message of the server stands alone, so that all clients get the same bytes; a desk's may build on the last."""

PING = Frame(Opcode.PING, b"").serialize(mask=False)


def can_unpack(extensions: Iterable[object]) -> bool:
    """Whether a client that agreed on these extensions understands `Prepared.packed`."""
    return any(isinstance(one, PerMessageDeflate) and one.local_max_window_bits >= _WINDOW_BITS for one in extensions)


def heard(message: bytes) -> Said:
    """Read a message.

    Raises:
        ValueError: it is not of the form.
    """
    try:
        return _SAID.decode(message)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def prepared(message: bytes) -> Prepared:
    """Make a message ready for the wire."""
    frame = Frame(Opcode.TEXT, message)
    plain = frame.serialize(mask=False)
    if len(message) < _PACK_FROM:
        return Prepared(plain, plain)
    return Prepared(plain, min(plain, frame.serialize(mask=False, extensions=[_DEFLATE]), key=len))


def joined(messages: Iterable[bytes]) -> Prepared:
    """Make several messages ready to be written at once."""
    all_ready = [prepared(message) for message in messages]
    return Prepared(b"".join(one.plain for one in all_ready), b"".join(one.packed for one in all_ready))


def news(commits: Sequence[Committed]) -> Iterator[bytes]:
    """The messages for commits that follow each other: as few as their limit of size allows."""
    gathered: list[bytes] = []
    after = reached = size = 0
    before = mark = ""
    for commit in commits:
        length = sum(map(len, commit.changes)) + len(commit.changes) if commit.changes is not None else 0
        is_next = (commit.after, commit.before) == (reached, mark)
        if gathered and (commit.changes is None or size + length > MAX_NEWS_BYTES - _HEAD or not is_next):
            yield _news(after, before, reached, mark, gathered)
            gathered, size = [], 0
        if commit.changes is None or length > MAX_NEWS_BYTES - _HEAD:
            yield b'{"news":{"after":%d,"sequence":%d}}' % (commit.after, commit.sequence)
            continue
        if not gathered:
            after, before = commit.after, commit.before
        gathered += commit.changes
        reached, mark, size = commit.sequence, commit.mark, size + length
    if gathered:
        yield _news(after, before, reached, mark, gathered)


_HEAD = 150
"""More than a message of news has around its changes."""


def _news(after: int, before: str, sequence: int, mark: str, changes: Sequence[bytes]) -> bytes:
    head = f'{{"news":{{"after":{after},"before":"{before}","sequence":{sequence},"mark":"{mark}","changes":['
    return head.encode() + b",".join(changes) + b"]}}"


def verdicts(answer: dict[str, Any], ref: object) -> bytes:
    """The answer to a push."""
    return msgspec.json.encode({**answer, "ref": ref})


def refusal(error: ServerError, ref: object) -> bytes:
    """The answer to a push that failed as a whole."""
    told: dict[str, object] = {"title": error.title, "detail": error.detail, "code": error.code, "status": error.status}
    if error.retry_after is not None:
        told["retry_after"] = error.retry_after
    return msgspec.json.encode({"error": told, "ref": ref})


def presence(told: Presence, device: str) -> bytes:
    """A presence as it is passed on."""
    return msgspec.json.encode({"presence": msgspec.structs.replace(told, device=device)})


def time(at: str, sent: object) -> bytes:
    """The answer to a question for the time."""
    return msgspec.json.encode({"time": at, "sent": sent})
