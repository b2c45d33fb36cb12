"""Backup while the program runs, and restore while it does not; both trust only a verified copy."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from storage.engine import migrate, sealing, sqlite_file
from storage.engine.errors import (
    BackupExists,
    BackupIncomplete,
    DatabaseError,
    DatabaseNewer,
    DatabaseUnreadable,
    NotOurDatabase,
    Unreadable,
)


@dataclass(frozen=True, slots=True)
class Lost:
    """What the replaced database held and the backup does not: `carried` rows were brought over,
    what was `found` was not."""

    carried: int
    found: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a verified copy holds. After a restore, `kept` is where the replaced database is, and
    `lost` what it held besides; `None` if it could not be read."""

    path: Path
    size: int
    revision: str
    rows: Mapping[str, int]
    kept: Path | None = None
    lost: Lost | None = None


def backup(url: str, target: Path, *, overwrite: bool = False) -> BackupReport:
    """Writes one self-contained file with the database as it is at this moment.

    Needs no lock and stops no writer. Raises BackupExists, DatabaseUnreadable, NotOurDatabase,
    BackupIncomplete; on any of them `target` is as it was.
    """
    if target.exists() and not overwrite:
        raise BackupExists(target)
    with _draft_beside(target) as draft:
        revision, rows = _copy(sqlite_file.path_of(url), draft)
        size = draft.stat().st_size
        with sqlite_file.readable(target):
            draft.replace(target)
            _sync(target.absolute().parent)
    _note(sqlite_file.path_of(url), target.absolute())
    return BackupReport(target, size, revision, rows)


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The newest copy that was verified, and when that was."""

    path: Path
    at: datetime


def last(url: str) -> LastBackup | None:
    """The last good backup of this database; `None` if there was none."""
    try:
        said = _noted(sqlite_file.path_of(url)).read_text("utf-8")
        at, path = said.rstrip("\n").split(" ", 1)
        return LastBackup(Path(path), datetime.fromisoformat(at))
    except (OSError, ValueError):
        return None


def _note(path: Path, target: Path) -> None:
    """Keeps beside the database that a copy of it was verified. That it cannot be kept does not
    undo the copy."""
    with suppress(OSError):
        _noted(path).write_text(f"{datetime.now(UTC).isoformat()} {target}\n", "utf-8")


def _noted(path: Path) -> Path:
    return path.with_name(f"{path.name}.last-backup")


def restore(
    url: str,
    source: Path,
    *,
    versions: Path = migrate.VERSIONS,
    keys: Path | None = None,
    carry: Mapping[str, str] = MappingProxyType({}),
    tell: Mapping[str, str] = MappingProxyType({}),
) -> BackupReport:
    """Puts a backup in place of the database, and the former database beside it.

    Of the tables `carry`, each with the column that names a row, what the backup lacks is brought
    over from the former database. `tell` are queries over the schemas `main` (the backup) and
    `former`, whose first column is reported. Neither is done where the former database cannot be
    read with these keys.

    An older schema is accepted: migrate afterwards. Raises DatabaseBusy while another process has
    the database, DatabaseNewer for a schema of a newer release, KeyFileRefused and WrongKey if the
    keys do not open the backup, and what `backup` raises for a source that is not sound; after any
    of them nothing has changed.
    """
    path = sqlite_file.path_of(url)
    keys = keys or sealing.key_file(path)
    with sqlite_file.locked(path), _draft_beside(path) as draft:
        revision, rows = _copy(source, draft)
        known = migrate.chain(versions)
        if revision not in known:
            raise DatabaseNewer(revision, known[-1] if known else None)
        sealing.check_copy(draft, keys)
        size = draft.stat().st_size
        with sqlite_file.readable(path):
            kept = _keep(path.resolve())
            lost = _compared(kept, draft, keys, carry, tell) if kept else Lost(0, {})
            _remove_log(path.resolve())
            draft.replace(path.resolve())
            _sync(path.resolve().parent)
    return BackupReport(path, size, revision, rows, kept, lost)


def _compared(
    former: Path, draft: Path, keys: Path, carry: Mapping[str, str], tell: Mapping[str, str]
) -> Lost | None:
    """Looks at a copy of the former database, since SQLite throws away a log that it cannot read,
    and brings over what is to be carried."""
    with tempfile.TemporaryDirectory(dir=draft.parent) as folder:
        copy = Path(folder) / former.name
        for end in "", "-wal":
            if (each := Path(f"{former}{end}")).exists():
                shutil.copyfile(each, f"{copy}{end}")
        try:
            sealing.check_copy(copy, keys)
            with closing(sqlite3.connect(draft, isolation_level=None)) as ours:
                ours.execute("ATTACH :former AS former", {"former": str(copy)})
                ours.execute("BEGIN IMMEDIATE")
                carried = sum(_carried(ours, table, name) for table, name in carry.items())
                found = {
                    name: [str(row[0]) for row in ours.execute(sql)] for name, sql in tell.items()
                }
                ours.execute("COMMIT")
        except (sqlite3.DatabaseError, DatabaseError):
            return None
    _sync(draft)
    return Lost(carried, found)


def _carried(ours: sqlite3.Connection, table: str, name: str) -> int:
    """Brings over the rows that the backup lacks, or of which it knows less; returns how many."""
    both = ours.execute(
        "SELECT name FROM pragma_table_info(:table, 'main')"
        " INTERSECT SELECT name FROM pragma_table_info(:table, 'former') ORDER BY 1",
        {"table": table},
    ).fetchall()
    columns = [column for (column,) in both]
    if not columns:
        return 0
    known = " + ".join(f"({{0}}.{column} IS NOT NULL)" for column in columns)
    return ours.execute(
        f"INSERT OR REPLACE INTO main.{table} ({', '.join(columns)})"  # noqa: S608 -- names from the schema
        f" SELECT {', '.join(columns)} FROM former.{table} AS theirs WHERE NOT EXISTS (SELECT 1"
        f" FROM main.{table} AS ours WHERE ours.{name} = theirs.{name}"
        f" AND {known.format('ours')} >= {known.format('theirs')})"
    ).rowcount


@contextmanager
def _draft_beside(target: Path) -> Iterator[Path]:
    """An empty file in the target's folder, for the owner alone; gone at the end unless moved."""
    with sqlite_file.readable(target):
        folder = target.resolve().parent
        descriptor, name = tempfile.mkstemp(dir=folder, prefix=f".{target.name}.", suffix=".part")
        os.close(descriptor)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
        Path(f"{name}-journal").unlink(missing_ok=True)


def _copy(source: Path, draft: Path) -> tuple[str, dict[str, int]]:
    """Copies a database into `draft` and verifies the copy; returns its revision and its rows per
    table."""
    if not source.is_file():
        raise DatabaseUnreadable(source, Unreadable.MISSING)
    with sqlite_file.opened(source.absolute()) as original:
        original.execute("BEGIN")  # the counts and the copy are of one moment
        expected = _rows(original)
        with closing(sqlite3.connect(draft, isolation_level=None)) as copy:
            original.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, readable from a locked medium
            rows, revision = _verified(copy, source)
        original.execute("ROLLBACK")
    if rows != expected:
        tables = sorted(rows.keys() | expected.keys())
        counts = ((table, expected.get(table, 0), rows.get(table, 0)) for table in tables)
        raise BackupIncomplete(source, tuple(each for each in counts if each[1] != each[2]))
    if revision is None:
        raise NotOurDatabase(source)
    _sync(draft)
    return revision, rows


def _verified(copy: sqlite3.Connection, source: Path) -> tuple[dict[str, int], str | None]:
    """The rows and the revision of a sound copy. Raises DatabaseUnreadable, naming the source."""
    with sqlite_file.readable(source):
        (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise DatabaseUnreadable(source, Unreadable.DAMAGED, str(verdict))
        return _rows(copy), migrate.recorded(copy)


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    quoted = ((name, name.replace('"', '""')) for (name,) in tables)
    return {
        name: connection.execute(f'SELECT COUNT(*) FROM "{quote}"').fetchone()[0]  # noqa: S608 - a name from the schema, quoted
        for name, quote in quoted
    }


def _keep(path: Path) -> Path | None:
    """Copies the database and its log aside as they are."""
    kept: Path | None = None
    if path.exists():
        kept = sqlite_file.beside(path, "before-restore")
        for end in "", "-wal":
            if (former := Path(f"{path}{end}")).exists():
                copy = Path(f"{kept}{end}")
                sqlite_file.make_private(copy)
                shutil.copyfile(former, copy)
                _sync(copy)
    return kept


def _remove_log(path: Path) -> None:
    """Before the file is replaced, since SQLite would replay the log into the new file."""
    for end in "-wal", "-shm":
        Path(f"{path}{end}").unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows has no such call for folders
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
