"""All tables, imported once so that the registry is whole; and which database versions this program knows."""

import app.models.people.entities
import app.models.plan.entities
import app.models.purging
import app.models.runbook.entities
import app.models.units.entities  # noqa: F401 registers the tables
from app.models.base import Base

METADATA = Base.metadata

KNOWN_VERSIONS = ("0001",)
"""Alembic revisions in order; the last is the one this program writes. See docs/database-versions.md."""
HEAD = KNOWN_VERSIONS[-1]
