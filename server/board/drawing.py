"""Pages drawn once for all who look at the same figures; only a few words of them are each viewer's own.

What is drawn is kept in pieces, plain and packed, between which a viewer's own words are put: a change that three
hundred people watch is drawn and packed once.
"""

import asyncio
import re
import struct
import zlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import anyio.to_thread
from markupsafe import escape

from server.codes import new_token

OWN = ("name", "form", "now")
"""What is a viewer's own: the name, the token of the forms, the time of the answer."""
_KEPT = timedelta(seconds=5)
"""How long a drawing stands for the same figures: what grows stale is marked by so much later."""
_MOST = 64
"""Drawings kept; a viewer who searches for this and that shall not fill the memory."""
_LEVEL = 5
_GZIP = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_TOKEN = new_token()
"""Nobody can type a mark: it is another one in each process."""
_MARK = re.compile(f"{re.escape(_TOKEN)}:({'|'.join(OWN)});")


def marks() -> Mapping[str, str]:
    """For a template: what stands in the place of each word of `OWN`."""
    return {name: f"{_TOKEN}:{name};" for name in OWN}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part that is the same for everybody, and the name of the own word behind it, or nothing at the end."""

    plain: bytes
    packed: bytes
    own: str


class Drawn:
    """A page for everybody. Frozen: threads and viewers share it."""

    def __init__(self, page: str) -> None:
        found = _MARK.split(page)
        self._pieces = tuple(
            _Piece(text.encode(), _packed(text.encode(), is_last=not own), own)
            for text, own in zip(found[::2], [*found[1::2], ""], strict=True)
        )

    def plain(self, own: Mapping[str, str]) -> bytes:
        """The page with a viewer's own words."""
        words = _words(own)
        return b"".join(part for piece in self._pieces for part in (piece.plain, words[piece.own]))

    def gzip(self, own: Mapping[str, str]) -> bytes:
        """The same, packed."""
        words = _words(own)
        parts, check, length = [_GZIP], 0, 0
        for piece in self._pieces:
            word = words[piece.own]
            parts += (piece.packed, _stored(word)) if word else (piece.packed,)
            check = zlib.crc32(word, zlib.crc32(piece.plain, check))
            length += len(piece.plain) + len(word)
        return b"".join((*parts, struct.pack("<II", check, length & 0xFFFFFFFF)))


class Drawings:
    """The drawings of this moment. Lives on one event loop."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[datetime, asyncio.Future[Drawn]]] = {}

    async def get(self, key: Hashable, *, now: datetime, draw: Callable[[], str]) -> Drawn:
        """What was drawn under this key a moment ago and in the same minute, or is being drawn; else what `draw` gives.

        `draw` runs on a thread. What it raises, everybody hears who waits for it.
        """
        place = (key, now.replace(second=0, microsecond=0))
        known = self._kept.get(place)
        if known is None or not _is_fresh(known[0], now):
            known = now, asyncio.ensure_future(anyio.to_thread.run_sync(lambda: Drawn(draw())))
            fresh = {at: one for at, one in self._kept.items() if _is_fresh(one[0], now) and at != place}
            self._kept = {**dict(list(fresh.items())[1 - _MOST :]), place: known}
        return await asyncio.shield(known[1])


def _is_fresh(drawn_at: datetime, now: datetime) -> bool:
    return timedelta() <= now - drawn_at < _KEPT


def _words(own: Mapping[str, str]) -> Mapping[str, bytes]:
    return {"": b"", **{name: str(escape(own[name])).encode() for name in OWN}}


def _packed(plain: bytes, *, is_last: bool) -> bytes:
    """A run of deflate blocks that look at nothing before them and end with a byte."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(plain) + packer.flush(zlib.Z_FINISH if is_last else zlib.Z_FULL_FLUSH)


def _stored(plain: bytes) -> bytes:
    """A deflate block as it is; own words are far shorter than the 65,535 bytes that one holds."""
    return struct.pack("<BHH", 0, len(plain), len(plain) ^ 0xFFFF) + plain
