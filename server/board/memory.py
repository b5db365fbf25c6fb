"""The figures of all provinces in memory, kept up by the news of what was committed. Lives on one event loop."""

import asyncio
import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from server.board.figures import Figure, read
from server.board.province import Published
from server.board.reading import ENTITY, Source, Values
from server.errors import ServerError
from server.news import Committed

_LOG = logging.getLogger(__name__)
_QUIET = 0.25
"""Seconds between two looks at the database: a province that sends a hundred figures is read once."""
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
    """What every province published. `version` grows with each change that a page could show."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._figures: dict[str, dict[str, Figure]] = {}
        self._dirty = _Dirty()
        self._wake = asyncio.Event()
        self._changed = asyncio.Event()
        self.provinces: Mapping[str, Published] = {}
        self.version = 0

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
        names = await self._names()
        for province in names:
            self._dirty.add(province, None)
        self._wake.set()
        while True:
            await self._wake.wait()
            self._wake.clear()
            dirty, self._dirty = self._dirty, _Dirty()
            if dirty.whole - names.keys():
                names = await self._names()
            for province in sorted((dirty.whole | dirty.records.keys()) & names.keys()):
                ids = None if province in dirty.whole else dirty.records[province]
                await self._refresh(province, names[province], ids)
            await asyncio.sleep(_QUIET)

    async def follow(self, version: int, *, seconds: float) -> int:
        """The version as soon as it is another than this one, at the latest after so many seconds."""
        if self.version == version:
            try:
                await asyncio.wait_for(self._changed.wait(), seconds)
            except TimeoutError:
                return version
        return self.version

    async def _names(self) -> Mapping[str, str]:
        while True:
            try:
                return await asyncio.to_thread(self._source.provinces)
            except ServerError as error:
                _LOG.warning("board_waits", extra={"code": error.code})
                await asyncio.sleep(_AGAIN)

    async def _refresh(self, province: str, name: str, ids: Collection[str] | None) -> None:
        try:
            values = await asyncio.to_thread(self._source.figures, province, ids)
        except ServerError as error:
            _LOG.warning("board_waits", extra={"code": error.code, "province": province})
            self._dirty.add(province, ids)
            await asyncio.sleep(_AGAIN)
            self._wake.set()
            return
        self._show(province, name, values, is_whole=ids is None)

    def _show(self, province: str, name: str, values: Values, *, is_whole: bool) -> None:
        kept = {} if is_whole else self._figures.get(province, {})
        fresh = {key: read(fields) for key, fields in values.items() if not fields.get("deleted")}
        found = {
            **{key: one for key, one in kept.items() if key not in values},
            **{key: one for key, one in fresh.items() if one is not None},
        }
        self._figures[province] = found
        self.provinces = {**self.provinces, province: Published(province, name, tuple(found.values()))}
        self.version += 1
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
