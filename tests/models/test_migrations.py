import json
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from app.models import schema, versions
from app.models.migrations import newest
from app.models.migrations import upgrade as module
from app.models.migrations.upgrade import upgrade
from app.models.resources import path_of
from tests.models.newest_database import migrated

SEARCH = "search_fts"


def of_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out the search index, which is no table of the models."""
    return not (kind == "table" and (name or "").startswith((SEARCH, "alembic")))


def test_the_migrations_make_what_the_models_say() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        upgrade(connection)
        context = MigrationContext.configure(
            connection, opts={"include_name": of_ours, "compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, schema.METADATA) == []


def test_the_last_migration_is_the_known_head() -> None:
    script = ScriptDirectory(str(Path(module.__file__).parent))
    assert script.get_heads() == [versions.HEAD]
    assert [one.revision for one in script.walk_revisions()][::-1] == list(versions.KNOWN_VERSIONS)


def test_migrating_twice_changes_nothing() -> None:
    with create_engine("sqlite://").connect() as connection:
        upgrade(connection)
        before = connection.execute(text("SELECT sql FROM sqlite_master ORDER BY name")).all()
        upgrade(connection)
        assert connection.execute(text("SELECT sql FROM sqlite_master ORDER BY name")).all() == before


def test_a_new_file_is_what_the_migrations_make() -> None:
    written = json.loads(path_of(newest.PLACE).read_text(encoding="utf-8"))
    assert written == migrated(), "run python -m tests.models.newest_database"
    everything = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    with create_engine("sqlite://").connect() as connection, create_engine("sqlite://").connect() as other:
        upgrade(connection)
        newest.make(other)
        assert other.execute(text(everything)).all() == connection.execute(text(everything)).all()
        upgrade(other)
        assert other.scalars(text("SELECT version_num FROM alembic_version")).all() == [versions.HEAD]


def test_the_search_index_follows_its_table() -> None:
    with create_engine("sqlite://").connect() as connection:
        upgrade(connection)
        connection.execute(text("INSERT INTO search_entry VALUES (1, 'task', 't', 'Đường', '', 'đường', 'duong')"))
        connection.execute(text("UPDATE search_entry SET folded = 'truyen'"))
        hits = {
            word: connection.scalar(text("SELECT count(*) FROM search_fts WHERE search_fts MATCH :w"), {"w": word})
            for word in ("duong", "truyen")
        }
        assert hits == {"duong": 0, "truyen": 1}


def test_every_synced_table_can_be_kept_for_a_newer_version() -> None:
    with create_engine("sqlite://").connect() as connection:
        upgrade(connection)
        tables = inspect(connection)
        for name in ("task", "plan", "unit", "person", "issue", "setting"):
            assert {"id", "deleted", "revived", "extra"} <= {column["name"] for column in tables.get_columns(name)}
