"""Revisions: all or nothing, read cheaply, and never guessed."""

from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from storage.engine.database import Database
from storage.engine.errors import (
    DatabaseBusy,
    DatabaseNewer,
    DatabaseOutdated,
    DatabaseUnreadable,
    StatementFailed,
)
from storage.engine.migrate import chain, check, current, head, migrate


def revision(folder: Path, name: str, follows: str | None, *statements: str) -> None:
    """Writes one revision file."""
    body = "".join(f"    op.execute({statement!r})\n" for statement in statements)
    (folder / f"{name}_x.py").write_text(
        f"from alembic import op\n\nrevision = {name!r}\ndown_revision = {follows!r}\n\n\n"
        f"def upgrade() -> None:\n{body or '    return'}\n"
    )


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    folder = tmp_path / "versions, 100% : new"
    folder.mkdir()
    revision(folder, "0001", None, "CREATE TABLE a (id INTEGER)", "INSERT INTO a VALUES (1)")
    return folder


def tables(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()
    return names


def test_a_new_database_is_made_for_its_owner_and_brought_to_head(
    url: str, path: Path, versions: Path
) -> None:
    assert current(url) is None
    assert not path.exists()
    migrate(url, versions=versions)
    assert current(url) == head(versions) == "0001"
    assert path.stat().st_mode & 0o777 == 0o600
    migrate(url, versions=versions)
    assert tables(path) >= {"a", "alembic_version"}


def test_pending_revisions_follow_in_order(url: str, path: Path, versions: Path) -> None:
    migrate(url, versions=versions)
    revision(versions, "0003", "0002", "CREATE TABLE c AS SELECT * FROM b")
    revision(versions, "0002", "0001", "CREATE TABLE b AS SELECT * FROM a")
    assert chain(versions) == ("0001", "0002", "0003")
    migrate(url, versions=versions)
    assert current(url) == "0003"
    assert tables(path) >= {"a", "b", "c"}


def test_a_revision_that_fails_leaves_the_database_as_it_was(
    url: str, path: Path, versions: Path
) -> None:
    migrate(url, versions=versions)
    revision(versions, "0002", "0001", "CREATE TABLE b (id INTEGER)", "DROP TABLE a")
    revision(versions, "0003", "0002", "CREATE TABLE c (id INTEGER)", "DROP TABLE no_such")
    with pytest.raises(StatementFailed) as failed:
        migrate(url, versions=versions)
    assert failed.value.code == "SQLITE_ERROR"
    assert current(url) == "0001"
    assert tables(path) == {"a", "alembic_version", "sqlite_autoindex_alembic_version_1"}


async def test_open_accepts_the_revision_it_needs_and_no_other(
    url: str, path: Path, versions: Path, no_versions: Path
) -> None:
    with pytest.raises(DatabaseOutdated) as outdated:
        await Database.open(url, versions=versions)
    assert (outdated.value.current, outdated.value.head) == (None, "0001")
    assert not list(path.parent.glob(path.name))
    migrate(url, versions=versions)
    database = await Database.open(url, versions=versions)
    await database.close()
    revision(versions, "0002", "0001")
    with pytest.raises(DatabaseOutdated) as outdated:
        await Database.open(url, versions=versions)
    assert (outdated.value.current, outdated.value.head) == ("0001", "0002")
    with pytest.raises(DatabaseNewer) as newer:
        await Database.open(url, versions=no_versions)
    assert (newer.value.current, newer.value.head) == ("0001", None)


def test_a_newer_database_is_not_migrated(url: str, versions: Path, no_versions: Path) -> None:
    migrate(url, versions=versions)
    with pytest.raises(DatabaseNewer):
        migrate(url, versions=no_versions)


async def test_a_running_database_is_not_migrated(bare: Database, url: str, versions: Path) -> None:
    with pytest.raises(DatabaseBusy):
        migrate(url, versions=versions)


async def test_migrating_inside_a_running_loop_works(url: str, versions: Path) -> None:
    migrate(url, versions=versions)
    assert current(url) == "0001"


def test_another_kind_of_file_is_not_migrated(url: str, path: Path, versions: Path) -> None:
    path.write_bytes(b"PK\3\4 a document" * 500)
    with pytest.raises(DatabaseUnreadable):
        migrate(url, versions=versions)


def test_migrating_leaves_logging_and_the_terminal_alone(
    url: str, versions: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    before = root.level, list(root.handlers), logging.getLogger("alembic").level
    migrate(url, versions=versions)
    assert (root.level, list(root.handlers), logging.getLogger("alembic").level) == before
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "text",
    [
        "revision = '0002'\ndown_revision = '0009'\n",
        "revision = '0002'\ndown_revision = None\n",
        "revision = '0002'\ndown_revision = ('0001', '0000')\n",
        "revision = make()\ndown_revision = '0001'\n",
        "",
    ],
)
def test_revisions_that_are_not_one_chain_are_refused(versions: Path, text: str) -> None:
    (versions / "0002_x.py").write_text(text)
    with pytest.raises(ValueError, match=r"chain|0002_x\.py"):
        chain(versions)


def test_annotated_and_commented_revisions_are_read(versions: Path) -> None:
    (versions / "0001_x.py").write_text(
        'revision: str = "0001"  # first\ndown_revision: str | None = None  # the beginning\n'
    )
    assert chain(versions) == ("0001",)


def test_the_shipped_revisions_make_a_database_that_opens(url: str, path: Path) -> None:
    migrate(url)
    check(path)
    assert current(url) == head()


def test_opening_imports_no_migration_tool() -> None:
    """They take longer to import than a start may."""
    code = (
        "import sys, storage.engine.database, storage.engine.backup\n"
        "sys.exit(bool({'alembic', 'sqlalchemy'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
