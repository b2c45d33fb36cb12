"""The revision of a database: which it has, which it needs, and the step between.

Alembic and SQLAlchemy take longer to import than a start may, so only `migrate` imports them;
the chain of revisions is read from the text of the files.
"""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from storage.engine import sqlite_file
from storage.engine.errors import DatabaseNewer, DatabaseOutdated, StatementFailed

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

VERSIONS = Path(__file__).parents[1] / "migrations" / "versions"

_ASSIGNED = re.compile(
    r"^(?P<name>revision|down_revision)\b[^=\n]{0,60}=\s?(?:[\"'](?P<id>[^\"'\n]{1,60})[\"']|None\b)",
    re.MULTILINE,
)


def chain(versions: Path = VERSIONS) -> tuple[str, ...]:
    """All revisions, oldest first. Raises ValueError unless they follow one another in one line."""
    follower: dict[str | None, str] = {}
    files = sorted(file for file in versions.glob("*.py") if file.name != "__init__.py")
    for file in files:
        said = {found["name"]: found["id"] for found in _ASSIGNED.finditer(file.read_text("utf-8"))}
        if not said.get("revision") or "down_revision" not in said:
            raise ValueError(f"{file.name}: revision and down_revision must be plain strings")
        follower[said["down_revision"]] = said["revision"]
    revisions: list[str] = []
    last: str | None = None
    while (last := follower.get(last)) and len(revisions) < len(files):
        revisions.append(last)
    if len(revisions) != len(files):
        raise ValueError(f"the revisions in {versions} are not one chain")
    return tuple(revisions)


def head(versions: Path = VERSIONS) -> str | None:
    """The revision that this program needs; None as long as there is none at all."""
    revisions = chain(versions)
    return revisions[-1] if revisions else None


def current(url: str) -> str | None:
    """The revision that the database records; None without a schema, or without a file."""
    return revision_of(sqlite_file.path_of(url))


def revision_of(path: Path) -> str | None:
    """The revision that a database file records; None without a schema, or without a file."""
    if not path.exists():
        return None
    with sqlite_file.opened(path) as connection:
        return recorded(connection)


def recorded(connection: sqlite3.Connection) -> str | None:
    """The revision that an open database records."""
    if not sqlite_file.has_table(connection, "alembic_version"):
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def check(path: Path, versions: Path = VERSIONS) -> None:
    """Raises DatabaseOutdated or DatabaseNewer unless the file has the revision that we need."""
    known = chain(versions)
    found = revision_of(path)
    if found is not None and found not in known:
        raise DatabaseNewer(found, known[-1] if known else None)
    if known and found != known[-1]:
        raise DatabaseOutdated(found, known[-1])


def migrate(url: str, *, versions: Path = VERSIONS) -> None:
    """Brings the database to `head()`, all pending revisions or none; makes the file if need be.

    Raises DatabaseBusy while another process has it, DatabaseNewer if a newer release made it.
    """
    from alembic import command  # late: only a migration pays for this import
    from alembic.config import Config  # late: same
    from sqlalchemy.exc import DBAPIError  # late: same

    path = sqlite_file.path_of(url)
    with sqlite_file.locked(path):
        sqlite_file.make_private(path)
        found = revision_of(path)
        if found is not None and found not in chain(versions):
            raise DatabaseNewer(found, head(versions))
        config = Config()
        config.set_main_option("path_separator", "newline")  # the others may be part of a path
        config.set_main_option("script_location", _escaped(VERSIONS.parent))
        config.set_main_option("version_locations", _escaped(versions))
        engine = _engine(path)
        try:
            with engine.connect() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except DBAPIError as error:
            raise StatementFailed(sqlite_file.code_of(error.orig), str(error.orig)) from error
        finally:
            engine.dispose()


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")  # the configuration interpolates


def _engine(path: Path) -> Engine:
    """An engine whose transactions hold DDL too: the driver's own begin only before an INSERT."""
    from sqlalchemy import URL, NullPool, create_engine, event  # late: as in migrate()

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=NullPool,
        connect_args={"isolation_level": None},
    )
    event.listen(engine, "begin", begin)
    return engine
