"""The server's tables. Every key begins with the province, so that a province can move to another database whole.

`change` is the log with a number given in commit order; `record` is the merged state. No table knows an entity.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, PrimaryKeyConstraint, Table, Text

SCHEMA = 1
"""The number of this form of the tables."""

metadata = MetaData()
_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
_NUMBER = BigInteger().with_variant(Integer(), "sqlite")


def _text(name: str, *, nullable: bool = False) -> "Column[str]":
    return Column(name, _TEXT, nullable=nullable)


def _number(name: str) -> "Column[int]":
    return Column(name, _NUMBER, nullable=False)


server = Table("server", metadata, _text("key"), _text("value"), PrimaryKeyConstraint("key"))
"""What holds for this database as a whole: the number of its schema."""

province = Table(
    "province",
    metadata,
    _text("code"),
    _text("name"),
    _text("epoch"),
    _number("sequence"),
    _text("key"),
    PrimaryKeyConstraint("code"),
)
"""The head row of a province: pushes lock it, so that numbers are in commit order. `key` (base64) encrypts bundles."""

change = Table(
    "change",
    metadata,
    _text("province"),
    _number("sequence"),
    _text("id"),
    _text("entity"),
    _text("entity_id"),
    _text("root_id"),
    _text("kind"),
    _text("via"),
    _text("body"),
    PrimaryKeyConstraint("province", "sequence"),
    Index("ix_change_id", "province", "id", unique=True),
)
"""`via` is the device that brought it; `body` is the wire form as received, with the `cap` where one was given.

What else a change says is read from its body. Only a purge looks for owners, and reads the log for it.
"""

commit_mark = Table(
    "commit_mark",
    metadata,
    _text("province"),
    _number("sequence"),
    _text("mark"),
    PrimaryKeyConstraint("province", "sequence"),
)
"""A word drawn for each push, under the last number that it gave: it stands for all its numbers.

Numbers given anew after the database was set back to an earlier state have other marks, so that who read them can tell.
"""

record = Table(
    "record",
    metadata,
    _text("province"),
    _text("entity_id"),
    _text("entity"),
    _text("root_id"),
    _text("scope"),
    _text("state"),
    _text("digest", nullable=True),
    PrimaryKeyConstraint("province", "entity_id", "entity"),
)
"""Merged heads (`RecordState.to_json`); `digest` is filled in when somebody asks and emptied by the next write."""

sealed = Table("sealed", metadata, _text("province"), _text("change_id"), PrimaryKeyConstraint("province", "change_id"))
"""The writes that some seal of the province covers."""

sealed_tree = Table(
    "sealed_tree",
    metadata,
    _text("province"),
    _text("root_id"),
    _text("entity"),
    PrimaryKeyConstraint("province", "root_id", "entity"),
)
"""What seals are over, records that are not there yet included; the root `*` stands for every root."""

purged = Table("purged", metadata, _text("province"), _text("record_id"), PrimaryKeyConstraint("province", "record_id"))
"""Records whose content must never be stored again (state secrets taken out)."""

person = Table(
    "person",
    metadata,
    _text("province"),
    _text("id"),
    _text("name"),
    _text("same_as"),
    PrimaryKeyConstraint("province", "id"),
)
"""`same_as` is the id of the same person where this one is a second: what a desk had before it joined; else empty."""

person_role = Table(
    "person_role",
    metadata,
    _text("province"),
    _text("person"),
    _text("role"),
    _text("scope"),
    PrimaryKeyConstraint("province", "person", "role", "scope"),
)
"""`scope` is a unit, or empty for the whole province."""

device = Table(
    "device",
    metadata,
    _text("province"),
    _text("id"),
    _text("name"),
    _text("public_key"),
    _text("token_hash"),
    _text("joined_at"),
    _text("revoked_at", nullable=True),
    PrimaryKeyConstraint("province", "id"),
    Index("ix_device_token", "token_hash"),
)

stranger = Table(
    "stranger",
    metadata,
    _text("province"),
    _text("device"),
    _text("person"),
    _text("name"),
    _text("via"),
    _text("at"),
    PrimaryKeyConstraint("province", "device", "person"),
)
"""Who wrote on a device that is unknown, or is unknown there, by what others brought: they wait to be let in."""

device_person = Table(
    "device_person",
    metadata,
    _text("province"),
    _text("device"),
    _text("person"),
    PrimaryKeyConstraint("province", "device", "person"),
)

enrolment = Table(
    "enrolment",
    metadata,
    _text("province"),
    _text("code_hash"),
    _text("name"),
    _text("persons"),
    _text("replaces"),
    _text("expires_at"),
    _text("used_at", nullable=True),
    PrimaryKeyConstraint("province", "code_hash"),
)
"""One-time codes. `persons` is a JSON list of ids; `replaces` names the device whose token is rotated."""

join_failure = Table("join_failure", metadata, _text("address"), _text("at"), Index("ix_join_failure_at", "at"))
"""Wrong codes of the last minutes; the address is kept as a hash."""

blob = Table(
    "blob",
    metadata,
    _text("province"),
    _text("sha256"),
    _number("total"),
    _number("held"),
    _number("whole"),
    _text("touched_at"),
    PrimaryKeyConstraint("province", "sha256"),
)

blob_chunk = Table(
    "blob_chunk",
    metadata,
    _text("province"),
    _text("sha256"),
    _number("start"),
    Column("content", LargeBinary, nullable=False),
    PrimaryKeyConstraint("province", "sha256", "start"),
)

audit = Table(
    "audit",
    metadata,
    _text("id"),
    _text("at"),
    _text("who"),
    _text("act"),
    _text("province"),
    _text("about"),
    PrimaryKeyConstraint("id"),
)
"""What administration did: who (the operating system's user), what, on which thing."""
