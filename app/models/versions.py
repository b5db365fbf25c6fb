"""Which database versions this program knows. Light to import: opening a file asks before any table is needed."""

KNOWN_VERSIONS = ("0001", "0002")
"""Alembic revisions in order; the last is the one this program writes. See docs/database-versions.md."""
HEAD = KNOWN_VERSIONS[-1]
READING = "eb55027627ed"
"""Digest of how others' values are read (`READ_AS`, `fitting`), kept by a test: a new word needs no new table."""
