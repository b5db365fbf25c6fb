"""Which database holds which province. Beyond one machine the provinces are spread by a table in a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

from app.journal.causes import cause
from server import store_people
from server.errors import ServerError, not_found
from server.people import Device
from server.store import Store, Transaction
from server.store_asking import ask

Found = TypeVar("Found")

_FORM = "Tệp YAML gồm hai phần: databases (tên: địa chỉ cơ sở dữ liệu) và provinces (mã tỉnh: tên)."


@dataclass(frozen=True, slots=True)
class Routes:
    """The table: names of databases and their addresses, and the database of each province."""

    databases: Mapping[str, str]
    provinces: Mapping[str, str]


def read_routes(path: Path) -> Routes:
    """Read `routes.yaml`: `databases: {name: URL}`, `provinces: {code: name}`.

    Raises:
        ServerError: it cannot be read, or names a database that it does not give.
    """
    try:
        read: Any = yaml.safe_load(path.read_text("utf-8"))
        routes = Routes(dict(read["databases"]), {str(code): name for code, name in read["provinces"].items()})
    except OSError as error:
        why = f"Lý do: {cause(error)}."
        raise ServerError(500, "routes", f"Không đọc được bảng phân chia {path.name}.", why) from error
    except (ValueError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise ServerError(500, "routes", f"Không đọc được bảng phân chia {path.name}.", _FORM) from error
    if unknown := sorted(set(routes.provinces.values()) - routes.databases.keys()):
        raise ServerError(500, "routes", f"Bảng phân chia nêu cơ sở dữ liệu chưa khai báo: {', '.join(unknown)}.")
    return routes


class Databases:
    """Every database of this server. The table finds a province; where one database is all, none is needed."""

    def __init__(self, routes: Routes) -> None:
        self._routes = routes
        self.stores: Mapping[str, Store] = {name: Store(url) for name, url in routes.databases.items()}
        self._by_token: dict[str, Store] = {}

    @classmethod
    def single(cls, url: str) -> "Databases":
        """One database for all provinces."""
        return cls(Routes({"": url}, {}))

    def create(self) -> None:
        """Make the tables where they are missing."""
        for store in self.stores.values():
            store.create()

    def close(self) -> None:
        """Let go of all connections."""
        for store in self.stores.values():
            store.close()

    def of_province(self, code: str) -> Store:
        """The database of a province.

        Raises:
            ServerError: no database is given for it.
        """
        if len(self.stores) == 1:
            return next(iter(self.stores.values()))
        if code not in self._routes.provinces:
            raise not_found(f"Bảng phân chia chưa có tỉnh mã {code}.")
        return self.stores[self._routes.provinces[code]]

    def device_of(self, token_hash: str) -> tuple[Store, Device] | None:
        """The device whose token has this hash, and its database; one that the table does not name is not believed."""
        known = self._by_token.get(token_hash)
        for store in [known] if known is not None else self.stores.values():
            device = store.look(lambda connection: ask(connection, store_people.device_of(token_hash)))
            if device is not None and self.of_province(device.province) is store:
                self._by_token[token_hash] = store
                return store, device
        self._by_token.pop(token_hash, None)
        return None

    def first_write_beside(self, work: Callable[[Transaction], Found | None]) -> Found | None:
        """Ask one database after the other, beside the main one, until one has an answer."""
        for store in self.stores.values():
            if store is self.main:
                continue
            found = store.write(work)
            if found is not None:
                return found
        return None

    @property
    def main(self) -> Store:
        """Where the counts stand that belong to no province."""
        return next(iter(self.stores.values()))


def named(database: str, routes: str) -> Databases:
    """The databases that a command names: by a table in a file, or one address for every province.

    Raises:
        ServerError: the table cannot be read, or an address is wrong.
    """
    return Databases(read_routes(Path(routes))) if routes else Databases.single(database)
