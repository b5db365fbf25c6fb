"""Reads the shown values of published figures from the databases. Nothing here writes or looks at other records."""

import json
import logging
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Protocol

from sqlalchemy import text

from app.journal.merge import RecordState
from server.errors import ServerError
from server.routing import Databases
from server.store import Store, Transaction, many, members

_LOG = logging.getLogger(__name__)
ENTITY = "board_figure"
_CHUNK = 500

Values = Mapping[str, Mapping[str, Any]]
"""Record id -> its shown values by field."""


class Source(Protocol):
    """Where figures come from."""

    def provinces(self) -> Mapping[str, str]:
        """Code -> name of every province."""

    def figures(self, province: str, ids: Collection[str] | None) -> Values:
        """The shown values of these records of a province; of all its figures where `ids` is None."""


class DatabaseSource:
    """The figures in the databases of this server."""

    def __init__(self, databases: Databases) -> None:
        self._databases = databases

    def provinces(self) -> Mapping[str, str]:
        """Code -> name of every province, by each database those that are routed to it."""
        found: dict[str, str] = {}
        for store in self._databases.stores.values():
            rows = store.read(lambda transaction: transaction.execute(text("SELECT code, name FROM province")).all())
            found |= {row.code: row.name for row in rows if self._is_routed(row.code, store)}
        return found

    def _is_routed(self, code: str, store: Store) -> bool:
        """Whether this is the province's database. A province that the table forgot hides none of the others."""
        try:
            return self._databases.of_province(code) is store
        except ServerError as error:
            _LOG.warning("board_skips", extra={"code": error.code, "province": code})
            return False

    def figures(self, province: str, ids: Collection[str] | None) -> Values:
        """The shown values of these records; those that were deleted are left out."""
        store = self._databases.of_province(province)
        return store.read(lambda transaction: dict(_figures(transaction, province, ids)))


def _figures(
    transaction: Transaction, province: str, ids: Collection[str] | None
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if ids is None:
        every = text("SELECT entity_id, state FROM record WHERE province = :province AND entity = :entity")
        rows = transaction.execute(every, {"province": province, "entity": ENTITY}).all()
    else:
        wanted = members(transaction, "entity_id", "ids")
        some = text(f"SELECT entity_id, state FROM record WHERE province = :province AND entity = :entity AND {wanted}")  # noqa: S608 our own names
        given = {"province": province, "entity": ENTITY, "ids": many(transaction, ids)}
        rows = transaction.execute(some, given).all()
    for first in range(0, len(rows), _CHUNK):
        yield from _shown(transaction, province, [(row[0], row[1]) for row in rows[first : first + _CHUNK]])


def _shown(
    transaction: Transaction, province: str, rows: list[tuple[str, str]]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    heads = {
        entity_id: {
            name: field.shown.change_id
            for name, field in RecordState.from_json(json.loads(state)).fields.items()
            if field.shown is not None
        }
        for entity_id, state in rows
    }
    ids = {change_id for named in heads.values() for change_id in named.values()}
    query = f"SELECT id, body FROM change WHERE province = :province AND {members(transaction, 'id', 'ids')}"  # noqa: S608 our own names
    found = transaction.execute(text(query), {"province": province, "ids": many(transaction, ids)})
    fields = {change_id: json.loads(body).get("fields", {}) for change_id, body in found}
    for entity_id, named in heads.items():
        yield entity_id, {name: fields.get(change_id, {}).get(name) for name, change_id in named.items()}
