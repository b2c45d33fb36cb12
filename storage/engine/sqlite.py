"""SQLite as the database's engine: its two connections, and which statements go to their thread."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import aiosqlite

from storage.engine import migrate, sealing, sqlite_file
from storage.engine.database import Row, Value
from storage.engine.errors import (
    ConstraintFailed,
    DatabaseUnreadable,
    StatementFailed,
    TransactionOver,
    Unreadable,
)
from storage.engine.sqlite_file import BUSY_TIMEOUT_MS, code_of, readable
from storage.engine.vault import Vault

T = TypeVar("T")


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

    def __init__(self, connector: Callable[[], sqlite3.Connection], begin: str) -> None:
        super().__init__(connector, 64)
        self.begin = begin

    def statements(self, vault: Vault, *, brief: bool = False) -> Statements:
        """The statements of a new turn. `brief`: none takes long, so they run at once instead of in
        the connection's thread."""
        return Statements(self, vault, brief=brief)

    async def call(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """The result of `function(connection)`, run in the connection's thread, with our errors."""
        with _in_our_words():
            result: T = await self._execute(function, self._conn)  # type: ignore[no-untyped-call]  # published untyped
        return result

    def now(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """The same, run here while the thread has nothing to do: a hop there and back takes longer
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
        """Waits for the thread that was told to stop: its last call needs a loop still open."""
        self._thread.join(timeout=BUSY_TIMEOUT_MS / 1000)

    async def end(self) -> None:
        """Rolls back the open transaction, if there is one."""

        def work(connection: sqlite3.Connection) -> None:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

        await self.call(work)


@dataclass(frozen=True, slots=True)
class Driver:
    """An open file, locked for this process."""

    path: Path
    vault: Vault
    writing: Connection
    reading: Connection
    lock: ExitStack
    files: Mapping[Path, sqlite_file.Identity]

    def is_in_place(self) -> bool:
        """Whether database, log and index are still the files that were opened."""
        return all(sqlite_file.identity(file) == known for file, known in self.files.items())

    async def rescue(self) -> Path:
        """Copies what the open files hold into a new one beside. The log and its index go if they
        are the ones that were opened: SQLite would play the log into whatever file is there at the
        next start."""
        kept = sqlite_file.beside(self.path, "rescued")

        def copy(connection: sqlite3.Connection) -> None:
            sqlite_file.make_private(kept)
            with closing(sqlite3.connect(kept, isolation_level=None)) as target:
                connection.backup(target)
                target.execute("PRAGMA journal_mode=DELETE")

        with readable(kept):
            await self.reading.call(copy)
        for file, known in self.files.items():
            if file != self.path and sqlite_file.identity(file) == known:
                file.unlink()
        return kept

    async def damage(self) -> str:
        """What SQLite's quick check says first; on a connection of its own, in a thread."""
        return await asyncio.to_thread(sqlite_file.damage, self.path)

    def free_bytes(self) -> int:
        """How much fits onto the disk for this user."""
        return shutil.disk_usage(self.path.parent).free

    async def fold(self) -> None:
        """Folds the log into the file and empties it: what was deleted stays in neither.

        Deleted values are overwritten in the file itself (secure_delete), so that no VACUUM is
        needed: the free pages hold nothing, and are used again.
        """
        await asyncio.to_thread(sqlite_file.fold, self.path)

    def let_go(self) -> None:
        """Lets another process hold the file."""
        self.lock.close()


async def opened(url: str, versions: Path, keys: Path | None, *, beside: bool) -> Driver:
    """Opens the database of `url`; arguments and errors as of `Database.open`."""
    path = sqlite_file.path_of(url)
    with readable(path):
        is_missing = path.parent.is_dir() and not path.exists()
    if is_missing:
        migrate.check(path, versions)  # before the lock, which would leave its file behind
    with ExitStack() as lock:
        if not beside:
            lock.enter_context(sqlite_file.locked(path))
        migrate.check(path, versions)
        sqlite_file.make_private(path)
        vault = sealing.opened(path, keys or sealing.key_file(path))
        writing = await connect(path)
        try:
            reading = await connect(path, read_only=True)
        except BaseException:
            await writing.close()
            raise
        files = {each: sqlite_file.identity(each) for each in sqlite_file.files_of(path)}
        return Driver(path, vault, writing, reading, lock.pop_all(), files)


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

    connection = Connection(connector, "BEGIN DEFERRED" if read_only else "BEGIN IMMEDIATE")
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
    """The statements of one turn: the Transaction that its work receives."""

    def __init__(self, connection: Connection, vault: Vault, *, brief: bool) -> None:
        self._connection: Connection | None = connection
        self.seal, self.unseal = vault.seal, vault.unseal
        self.seal_bytes, self.unseal_bytes = vault.seal_bytes, vault.unseal_bytes
        self._brief = brief

    def expire(self) -> None:
        """Ends the turn: from now on every statement raises TransactionOver."""
        self._connection = None

    async def run(self, sql: str, /, **params: Value) -> int:
        """Runs one statement; returns the number of rows it changed."""
        return await self._call(lambda c: max(0, c.execute(sql, params).rowcount))

    async def run_many(self, sql: str, rows: Iterable[Mapping[str, Value]]) -> None:
        """Runs one statement for each row, in one hop."""
        ready = list(rows)  # a caller's generator must not run in another thread

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
