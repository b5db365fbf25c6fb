"""Runs the migrations on an open connection. Importing this module imports Alembic, which is slow."""

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_HERE = Path(__file__).parent


def upgrade(connection: Connection) -> None:
    """Bring the database to the newest version, in the caller's transaction.

    Raises:
        alembic.util.CommandError: the file's version is not in our line.
    """
    script = ScriptDirectory(str(_HERE))
    context = MigrationContext.configure(
        connection,
        opts={"fn": lambda revision, _: script._upgrade_revs("head", revision), "transactional_ddl": True},  # noqa: SLF001
    )
    with Operations.context(context):
        context.run_migrations()
