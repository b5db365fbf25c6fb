"""The figures of all provinces in memory, kept up by the news of what was committed. Lives on one event loop."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from server.board import official
from server.board.figures import Figure, plain, read
from server.board.province import Published
from server.board.reading import ENTITY, Source, Values
from server.errors import ServerError
from server.news import Committed

_LOG = logging.getLogger(__name__)
_QUIET = 0.25
"""Seconds between two looks at the database: a province that sends a hundred figures is read once."""
_NAMES_SECONDS = 30.0
"""How often it is asked which provinces there are: who joined by another process's command brings no news."""
_AGAIN = 2.0
"""Seconds until a database that was away is asked again."""
_MARK = f'"{ENTITY}"'.encode()


@dataclass
class _Dirty:
    """What has to be read again."""

    whole: set[str] = field(default_factory=set)
    records: dict[str, set[str]] = field(default_factory=dict)

    def add(self, province: str, ids: Collection[str] | None) -> None:
        """One province more; None: all of its figures."""
        if ids is None:
            self.whole.add(province)
        elif ids:
            self.records.setdefault(province, set()).update(ids)


class Memory:
    """What every province published.

    `version` is another text with each change that a page could show, and the same in every process that saw the same:
    a browser that comes back to another process, or to one that was started anew, draws nothing without need.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._figures: dict[str, dict[str, Figure]] = {}
        self._seen: dict[str, dict[str, str]] = {}
        self._digests: dict[str, str] = {}
        self._names: Mapping[str, str] = {}
        self._dirty = _Dirty()
        self._wake = asyncio.Event()
        self._changed = asyncio.Event()
        self.provinces: Mapping[str, Published] = {}
        self.version = ""

    def take(self, news: Committed) -> None:
        """Note which figures a commit touched."""
        if news.changes is None or news.province not in self.provinces:
            self._dirty.add(news.province, None)
        else:
            bodies = (json.loads(body) for body in news.changes if _MARK in body)
            self._dirty.add(news.province, {body["entity_id"] for body in bodies if body["entity"] == ENTITY})
        self._wake.set()

    async def run(self) -> None:
        """Read everything, then whatever the news touch, until cancelled."""
        await self._learn_names()
        while True:
            await self._until_news()
            dirty, self._dirty = self._dirty, _Dirty()
            if dirty.whole - self._names.keys():
                await self._learn_names()
            for province in sorted((dirty.whole | dirty.records.keys()) & self._names.keys()):
                await self._refresh(province, None if province in dirty.whole else dirty.records[province])
            await asyncio.sleep(_QUIET)

    async def _until_news(self) -> None:
        """Wait for something that has to be read again."""
        while not self._wake.is_set():
            try:
                await asyncio.wait_for(self._wake.wait(), _NAMES_SECONDS)
            except TimeoutError:
                await self._learn_names()
        self._wake.clear()

    async def follow(self, version: str, *, seconds: float) -> str:
        """The version as soon as it is another than this one, at the latest after so many seconds."""
        if self.version == version:
            try:
                await asyncio.wait_for(self._changed.wait(), seconds)
            except TimeoutError:
                return version
        return self.version

    async def _learn_names(self) -> None:
        """Which provinces there are; those that came in anew, or under another name, have to be read."""
        while True:
            try:
                found = await asyncio.to_thread(self._source.provinces)
                break
            except ServerError as error:
                _LOG.warning("board_waits", extra={"code": error.code})
                await asyncio.sleep(_AGAIN)
        known = official.provinces()
        names = {code: known[code].name if code in known else plain(name) for code, name in found.items()}
        for code, name in names.items():
            if code not in self.provinces or self.provinces[code].name != name:
                self._dirty.add(code, None)
                self._wake.set()
        self._names = names

    async def _refresh(self, province: str, ids: Collection[str] | None) -> None:
        try:
            values = await asyncio.to_thread(self._source.figures, province, ids)
        except ServerError as error:
            _LOG.warning("board_waits", extra={"code": error.code, "province": province})
            self._dirty.add(province, ids)
            await asyncio.sleep(_AGAIN)
            self._wake.set()
            return
        self._show(province, values, is_whole=ids is None)

    def _show(self, province: str, values: Values, *, is_whole: bool) -> None:
        kept = {} if is_whole else self._figures.get(province, {})
        fresh = {key: read(fields) for key, fields in values.items() if not fields.get("deleted")}
        found = {
            **{key: one for key, one in kept.items() if key not in values},
            **{key: one for key, one in fresh.items() if one is not None},
        }
        seen = {} if is_whole else self._seen.get(province, {})
        self._seen[province] = {**seen, **{key: _digest(fields) for key, fields in values.items()}}
        self._figures[province] = found
        name = self._names[province]
        self.provinces = {**self.provinces, province: Published(province, name, tuple(found.values()))}
        self._digests[province] = _digest([name, sorted(self._seen[province].items())])
        self.version = _digest(sorted(self._digests.items()))
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


def _digest(value: object) -> str:
    return hashlib.blake2b(json.dumps(value, sort_keys=True).encode(), digest_size=8).hexdigest()
