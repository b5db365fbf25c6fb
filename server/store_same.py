"""One person under several ids: a desk made its people before it joined, and what they wrote bears those ids.

The id that administration gave is the person's own; the others say in `same_as` whose they are and hold its roles.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, update

from server import store_people as people
from server import store_tables as tables
from server.errors import ServerError
from server.people import Person
from server.rights import Holding
from server.store import Lock, alone
from server.store_asking import ask


def ids_on(connection: Connection, province: str, enrolled: Iterable[str], own: Mapping[str, str]) -> list[str]:
    """The enrolled under the ids that a desk has for people of the same names; `own` maps its ids to names."""
    by_name = {people.folded(name): person_id for person_id, name in own.items() if name}
    found = []
    for person, holdings in ask(connection, people.holdings_of(connection, province, list(enrolled))).items():
        name = people.name_of(connection, province, person)
        local = by_name.get(people.folded(name), person)
        is_theirs = local == person or _take_id(connection, province, local, person, holdings)
        found.append(local if is_theirs else person)
    return found


def merge(connection: Connection, *, province: str, person: str, into: str) -> None:
    """Say that two persons are one, known by the second's id and with the second's roles; nothing written changes.

    Raises:
        ServerError: they are one already.
    """
    alone(connection, Lock.PEOPLE)
    target = people.ids_of(connection, province, into)[0]
    ids = people.ids_of(connection, province, person)
    if target in ids:
        raise ServerError(409, "exists", "Hai mã này đã là một người.", f"Mã chính: {target}")
    row = tables.person
    chosen = (row.c.province == province, row.c.id.in_(ids))
    connection.execute(update(row).where(*chosen).values(same_as=target))
    holdings = ask(connection, people.holdings_of(connection, province, {target}))[target]
    people.set_roles(connection, province=province, person=target, holdings=holdings)


def doubles(persons: Iterable[Person]) -> frozenset[str]:
    """Ids of those that have somebody else's name and are not said to be the same person."""
    by_name: dict[str, set[str]] = {}
    listed = tuple(persons)
    for one in listed:
        by_name.setdefault(people.folded(one.name), set()).add(one.same_as or one.id)
    return frozenset(one.id for one in listed if len(by_name[people.folded(one.name)]) > 1)


def _take_id(connection: Connection, province: str, local: str, person: str, holdings: tuple[Holding, ...]) -> bool:
    """Make the desk's id one of this person; not where it is somebody else's, or would bring other rights."""
    name = people.name_of(connection, province, person)
    known = people.name_of(connection, province, local)
    if known:
        held = ask(connection, people.holdings_of(connection, province, {local}))[local]
        return people.folded(known) == people.folded(name) and set(held) == set(holdings)
    own = people.ids_of(connection, province, person)[0]
    people.add_person(connection, province=province, name=name, person_id=local, same_as=own)
    people.set_roles(connection, province=province, person=own, holdings=holdings)
    return True
