"""How commands reach the databases: one transaction each, audited when it changes something."""

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from server import store_people
from server.errors import ServerError
from server.instants import iso, now
from server.routing import Databases, named
from server.store import Store, Transaction

Result = TypeVar("Result")


@contextmanager
def opened(asked: Any) -> Iterator[Databases]:
    """The databases that a command names, with their tables made."""
    databases = named(asked.database, asked.routes)
    try:
        databases.create()
        yield databases
    finally:
        databases.close()


def act(asked: Any, *, act: str, about: str, work: Callable[[Transaction], Result]) -> Result:
    """Change something of `asked.province` and audit it, in one transaction.

    Raises:
        ServerError: there is no such province, or whatever `work` raises.
    """

    def audited(transaction: Transaction) -> Result:
        store_people.require_province(transaction, asked.province)
        result = work(transaction)
        audit(transaction, province=asked.province, act=act, about=about)
        return result

    with opened(asked) as databases:
        return databases.of_province(asked.province).write(audited)


def look(asked: Any, work: Callable[[Transaction], Result]) -> Result:
    """Read something of `asked.province`."""
    with opened(asked) as databases:
        return databases.of_province(asked.province).read(work)


@contextmanager
def only_store(asked: Any) -> Iterator[Store]:
    """The one database of a command that takes no table of routes.

    Raises:
        ServerError: a table was given.
    """
    if asked.routes:
        raise ServerError(500, "routes", "Lệnh này làm từng cơ sở dữ liệu một.", "Dùng --database thay cho --routes.")
    with opened(asked) as databases:
        yield databases.main


def audit(transaction: Transaction, *, province: str, act: str, about: str) -> None:
    """Record who did what."""
    who = getpass.getuser()
    store_people.write_audit(transaction, at=iso(now()), who=who, act=act, province=province, about=about)
