"""All tables, imported once so that the registry is whole."""

import app.models.people.entities
import app.models.plan.entities
import app.models.purging
import app.models.runbook.entities
import app.models.units.entities  # noqa: F401 registers the tables
from app.models.base import Base

METADATA = Base.metadata
