"""Alembic migrations of the workspace file. See docs/database-versions.md."""
