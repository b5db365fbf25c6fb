"""All tables, imported once so that the registry is whole."""

import app.models.board.entities
import app.models.inspection.entities
import app.models.outbox
import app.models.papers.entities
import app.models.people.entities
import app.models.plan.entities
import app.models.purging
import app.models.runbook.entities
import app.models.selection.aftermath_entities
import app.models.selection.entities
import app.models.signing.entities
import app.models.units.entities
import app.models.working_time.entities  # noqa: F401 registers the tables
from app.models.base import Base

METADATA = Base.metadata
