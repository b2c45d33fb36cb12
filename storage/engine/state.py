"""How a database stands, looked at from outside while a service may hold it; changes nothing."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from storage.engine import backup, migrate, sealing, sqlite_file
from storage.engine.backup import LastBackup
from storage.engine.errors import DatabaseError, DatabaseUnreadable, Unreadable


@dataclass(frozen=True, slots=True)
class State:
    """`fault` and `key_fault` are what a start would raise; `damage` what SQLite's check says;
    `holder` the process that has it; `free` in bytes, 0 if there is no such disk."""

    path: Path
    fault: DatabaseError | None
    key_fault: DatabaseError | None
    damage: str
    holder: int | None
    free: int
    last_backup: LastBackup | None


def of(url: str, keys: Path | None = None) -> State:
    """The state of the database of `url`. Raises DatabaseUrlRefused."""
    path = sqlite_file.path_of(url)
    fault = _fault(path)
    key_fault = None
    if fault is None:
        try:
            sealing.check_copy(path, keys or sealing.key_file(path))
        except DatabaseError as error:
            key_fault = error
    return State(
        path,
        fault,
        key_fault,
        sqlite_file.damage(path) if fault is None else "",
        sqlite_file.holder(path),
        shutil.disk_usage(path.parent).free if path.parent.is_dir() else 0,
        backup.last(url),
    )


def _fault(path: Path) -> DatabaseError | None:
    try:
        if not path.is_file():
            return DatabaseUnreadable(path, Unreadable.MISSING)
        migrate.check(path)
    except OSError as error:
        return DatabaseUnreadable(path, Unreadable.NO_PERMISSION, str(error))
    except DatabaseError as error:
        return error
    return None
