"""Second version: the choice of systems, inspections, papers and signatures, working time."""


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the new tables."""
    pass
