"""What seals cover, as the push asks for it: the writes, and the places where new records would stand outside."""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection

from app.journal.seal import EVERYWHERE, Seal
from server import store_tables as tables
from server.store import add_rows, many, members
from server.store_asking import Question, ask
from server.verdicts import sealed_trees

_MAX_ID = 200


def sealed_among(connection: Connection, province: str, ids: Collection[str]) -> Question[frozenset[str]]:
    """Which of these changes a seal covers."""
    source = f"FROM sealed WHERE province = :province AND {members(connection, 'change_id', 'ids')}"
    given = {"province": province, "ids": many(connection, ids)}
    return Question(("change_id",), source, given, lambda rows: frozenset(row[0] for row in rows))


def trees_over(connection: Connection, province: str, roots: Collection[str]) -> Question[frozenset[tuple[str, str]]]:
    """(root, entity) of what seals are over, for these roots and for all."""
    source = f"FROM sealed_tree WHERE province = :province AND {members(connection, 'root_id', 'roots')}"
    given = {"province": province, "roots": many(connection, {*roots, EVERYWHERE})}
    return Question(
        ("root_id", "entity"), source, given, lambda rows: frozenset((root_id, entity) for root_id, entity in rows)
    )


def keep_seals(connection: Connection, province: str, seals: Iterable[Seal]) -> None:
    """Remember what new seals cover."""
    for seal in seals:
        covered = {head for head in seal.heads if len(head) <= _MAX_ID}
        known = ask(connection, sealed_among(connection, province, covered))
        fresh = covered - known
        add_rows(connection, tables.sealed, [(province, head) for head in sorted(fresh)])
        trees = sealed_trees(seal)
        there = ask(connection, trees_over(connection, province, {root_id for root_id, _ in trees}))
        add_rows(connection, tables.sealed_tree, [(province, *pair) for pair in sorted(trees - there)])
