"""SQLite: the file, its lock, its connections, and which statements go to their thread."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import aiosqlite

from storage.engine.errors import (
    ConstraintFailed,
    DatabaseBusy,
    DatabaseUnreadable,
    DatabaseUrlRefused,
    StatementFailed,
    TransactionOver,
    Unreadable,
)
from storage.engine.vault import Vault

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

Value: TypeAlias = str | int | float | bytes | bool | None
Row: TypeAlias = Mapping[str, Any]
T = TypeVar("T")

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
    """Turns what the system and the driver say about a file into DatabaseUnreadable."""
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


def make_private(path: Path) -> None:
    """Makes sure of a file, new ones for the owner alone; SQLite gives -wal and -shm its mode."""
    with readable(path):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A plain connection to an existing file, without a transaction, for blocking work."""
    with readable(path):
        connection = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, isolation_level=None)
        with closing(connection):
            connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
            yield connection


def fold(path: Path) -> None:
    """Writes the log back into the file and cuts it to nothing; waits for who reads or writes."""
    with opened(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise ConstraintFailed(code_of(error), str(error)) from error
    except sqlite3.Error as error:
        raise StatementFailed(code_of(error), str(error)) from error


class Connection(aiosqlite.Connection):
    """An aiosqlite connection that does a whole function in one hop to its thread.

    aiosqlite's execute, fetch and close are three hops; a turn's time is mostly hops.
    """

    async def call(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """The result of `function(connection)`, run in the connection's thread, with our errors."""
        with _in_our_words():
            result: T = await self._execute(function, self._conn)  # type: ignore[no-untyped-call]  # published untyped
        return result

    def now(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """The same run here, while the thread has nothing to do: a hop there and back takes longer
        than a statement that finds its row by an index."""
        with _in_our_words():
            return function(self._conn)

    async def control(self, *statements: str) -> None:
        """Runs statements of transaction control in order, in one hop."""

        def work(connection: sqlite3.Connection) -> None:
            for statement in statements:
                connection.execute(statement)

        await self.call(work)

    def abandon(self) -> None:
        """Closes without awaiting, for a loop about to end; what was not committed is undone."""
        self.stop()
        self.join()

    def join(self) -> None:
        """Waits for the thread that was told to stop: its last word needs a loop still open."""
        self._thread.join(timeout=BUSY_TIMEOUT_MS / 1000)

    async def end(self) -> None:
        """Rolls back what is open, if anything is."""

        def work(connection: sqlite3.Connection) -> None:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

        await self.call(work)


def code_of(error: BaseException | None) -> str:
    """The driver's name for an error."""
    name: str = getattr(error, "sqlite_errorname", type(error).__name__)  # its own errors have none
    return name


async def connect(path: Path, *, read_only: bool = False) -> Connection:
    """A connection with our pragmas. What is committed is on the disk (synchronous=FULL)."""

    def connector() -> sqlite3.Connection:
        uri = f"{path.as_uri()}?mode={'ro' if read_only else 'rw'}"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        try:
            for pragma in _READER if read_only else _WRITER:
                connection.execute(pragma)
            (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
            if mode != "wal":  # some network file systems cannot; readers would stop the writer
                raise DatabaseUnreadable(path, Unreadable.FAILED, f"journal_mode={mode}")
        except BaseException:
            connection.close()
            raise
        return connection

    connection = Connection(connector, 64)
    with readable(path):
        try:
            await connection
        except BaseException:
            connection.join()
            raise
    return connection


_COMMON = (f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}", "PRAGMA foreign_keys=ON")
_WRITER = (
    *_COMMON,
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",  # what is erased or purged does not stay in free pages
)
_READER = (*_COMMON, "PRAGMA query_only=ON")


class Statements:
    """The statements of one turn: the Transaction that work receives.

    Each refuses to run outside the transaction: after an error that ended the transaction
    (SQLITE_FULL, …) the next one would otherwise commit by itself.
    """

    def __init__(self, connection: Connection, vault: Vault, *, brief: bool = False) -> None:
        """`brief`: none takes long, so they run at once instead of in the connection's thread."""
        self._connection: Connection | None = connection
        self.seal, self.unseal = vault.seal, vault.unseal
        self.seal_bytes, self.unseal_bytes = vault.seal_bytes, vault.unseal_bytes
        self._brief = brief

    def expire(self) -> None:
        """From now on every statement raises TransactionOver: the turn is done."""
        self._connection = None

    async def run(self, sql: str, /, **params: Value) -> int:
        """Runs one statement; the number of rows it changed."""
        return await self._call(lambda c: max(0, c.execute(sql, params).rowcount))

    async def run_many(self, sql: str, rows: Iterable[Mapping[str, Value]]) -> None:
        """Runs one statement for each row, in one hop."""
        ready = list(rows)  # a generator of the caller's must not run in another thread

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany(sql, ready)

        await self._call(work)

    async def one(self, sql: str, /, **params: Value) -> Row | None:
        """The first row, or None."""

        def work(connection: sqlite3.Connection) -> Row | None:
            cursor = connection.execute(sql, params)
            first = cursor.fetchone()
            return None if first is None else dict(zip(_names(cursor), first, strict=True))

        return await self._call(work)

    async def all(self, sql: str, /, **params: Value) -> list[Row]:
        """Every row."""

        def work(connection: sqlite3.Connection) -> list[Row]:
            cursor = connection.execute(sql, params)
            names = _names(cursor)
            return [dict(zip(names, row, strict=True)) for row in cursor]

        return await self._call(work)

    async def _call(self, work: Callable[[sqlite3.Connection], T]) -> T:
        def inside(connection: sqlite3.Connection) -> T:
            if not connection.in_transaction:
                raise TransactionOver
            return work(connection)

        if self._connection is None:
            raise TransactionOver
        if self._brief:
            return self._connection.now(inside)
        return await self._connection.call(inside)


def _names(cursor: sqlite3.Cursor) -> list[str]:
    return [column[0] for column in cursor.description or ()]
