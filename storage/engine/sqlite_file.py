"""The SQLite file: where it is, who may read it, who holds it; connections for blocking work.

What is here is for the engine alone: the driver, migrations, sealing and backups.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from storage.engine.errors import DatabaseBusy, DatabaseUnreadable, DatabaseUrlRefused, Unreadable

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

BUSY_TIMEOUT_MS = 5_000
"""How long a statement waits for another program's lock; our own processes exclude each other."""

_PREFIX = "sqlite:///"
_FAR = 1 << 30


def path_of(url: str) -> Path:
    """The absolute path in `sqlite:///relative` or `sqlite:////absolute`, taken literally.

    Raises DatabaseUrlRefused for any other URL, and for `:memory:`: two connections share a file.
    """
    name = url.removeprefix(_PREFIX)
    if not url.startswith(_PREFIX) or not name or name == ":memory:" or "\0" in name:
        raise DatabaseUrlRefused(url)
    return Path(name).absolute()


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turns what the system and the driver report about a file into DatabaseUnreadable."""
    try:
        yield
    except OSError as error:
        raise DatabaseUnreadable(path, _reason_of(error), str(error)) from error
    except sqlite3.DatabaseError as error:
        raise DatabaseUnreadable(path, _reason_in(code_of(error), path), str(error)) from error


def _reason_of(error: OSError) -> Unreadable:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return Unreadable.NO_FOLDER
        case PermissionError():
            return Unreadable.NO_PERMISSION
        case IsADirectoryError():
            return Unreadable.NOT_A_DATABASE
        case _:
            return Unreadable.FAILED


def _reason_in(code: str, path: Path) -> Unreadable:
    if code.startswith("SQLITE_NOTADB"):
        return Unreadable.NOT_A_DATABASE
    if code.startswith("SQLITE_CORRUPT"):
        return Unreadable.DAMAGED
    if code.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")):
        return Unreadable.NO_PERMISSION
    if code.startswith("SQLITE_CANTOPEN"):
        if path.is_dir():
            return Unreadable.NOT_A_DATABASE
        return Unreadable.NO_PERMISSION if path.exists() else Unreadable.MISSING
    return Unreadable.FAILED


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds the database for this process alone; the system lets go when the process dies.

    The lock is on `<db>.lock`, which stays: removing it would let two processes lock two files.
    Raises DatabaseBusy if it is held, by this process too.
    """
    with readable(path):
        target = path.resolve()  # two names of one file are one lock
        lock = os.open(f"{target}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _lock_file(lock):
            raise DatabaseBusy(path, _holder(lock))
        os.ftruncate(lock, 0)
        os.lseek(lock, 0, os.SEEK_SET)
        os.write(lock, str(os.getpid()).encode())
        yield
    finally:
        os.close(lock)


def _lock_file(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, _FAR, os.SEEK_SET)  # what is locked cannot be read; the id must be
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(descriptor: int) -> int | None:
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        return int(os.read(descriptor, 20))
    except (OSError, ValueError):
        return None


def holder(path: Path) -> int | None:
    """The process that holds the database, by the name it left in the lock; the lock itself is not
    tried, or a service that starts just now would find it taken."""
    try:
        process = int(Path(f"{path.resolve()}.lock").read_text("ascii"))
        words = Path(f"/proc/{process}/cmdline").read_bytes()  # numbers of processes come again
    except (OSError, ValueError):
        return None
    return process if b"tusoi" in words and process != os.getpid() else None


def make_private(path: Path) -> None:
    """Makes sure the file exists, a new one for the owner alone; SQLite gives -wal and -shm its
    mode."""
    with readable(path):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


Identity: TypeAlias = tuple[int, int] | None
"""Device and number of a file; `None` for none."""


def identity(path: Path) -> Identity:
    """Which file is at this place now."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def files_of(path: Path) -> tuple[Path, Path, Path]:
    """The database's file, the log with what is not in it yet, and the log's index, by which
    programs beside each other know what is locked."""
    log, index = (path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm"))
    return path, log, index


def beside(path: Path, why: str) -> Path:
    """A new name beside a database, for a copy that is kept."""
    return path.with_name(f"{path.name}.{why}-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}")


def damage(path: Path) -> str:
    """What SQLite's quick check says first; empty for a sound file."""
    try:
        with opened(path) as connection, readable(path):
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except DatabaseUnreadable as error:
        return f"{error.reason}: {error.detail}"
    return "" if verdict == "ok" else str(verdict)


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A plain connection to an existing file, without a transaction, for blocking work."""
    with readable(path):
        connection = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, isolation_level=None)
        with closing(connection):
            connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
            yield connection


def fold(path: Path) -> None:
    """Writes the log back into the file and empties it; waits for readers and writers."""
    with opened(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def has_table(connection: sqlite3.Connection, name: str) -> bool:
    """Whether an open database has a table of this name."""
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = :name", {"name": name})
    return found.fetchone() is not None


def code_of(error: BaseException | None) -> str:
    """The driver's name for an error; empty if it has none."""
    name: str = getattr(error, "sqlite_errorname", type(error).__name__)  # its own errors have none
    return name
