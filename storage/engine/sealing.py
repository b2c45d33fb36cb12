"""The key of a database, and bringing everything that is sealed under a new one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from storage.engine import migrate, sqlite_file, vault
from storage.engine.errors import KeyFile, KeyFileRefused
from storage.engine.vault import Vault

BATCH = 200
"""Rows that share one commit."""

_CHECK = "vault.word:1"
_WORD = "the key fits"


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A sealed column; `row` are the columns that identify the row in `about`."""

    table: str
    name: str
    row: tuple[str, ...]

    def about(self, values: tuple[object, ...]) -> str:
        """The place that a value of this row is bound to."""
        return f"{self.table}.{self.name}:{'.'.join(map(str, values))}"


def key_file(path: Path) -> Path:
    """Where the keys are unless the operator says otherwise."""
    return path.with_name(f"{path.name}.key")


def opened(path: Path, keys: Path) -> Vault:
    """The vault of a database that this process holds; a new database gets its key here.

    Raises KeyFileRefused, WrongKey.
    """
    with sqlite_file.opened(path) as connection:
        return _opened(connection, keys)


def _opened(connection: sqlite3.Connection, keys: Path) -> Vault:
    word = _word(connection)
    if word is not None:
        held = vault.load(keys)
        held.unseal(word, _CHECK)
        return held
    held = vault.load(keys) if keys.exists() else vault.create(keys)  # nothing is sealed yet
    if sqlite_file.has_table(connection, "vault"):
        _keep_word(connection, held)
    return held


def bring_up(url: str, keys: Path | None = None) -> None:
    """Makes the database with its key, or brings it to this release.

    Raises what `migrate.migrate` and `opened` raise.
    """
    migrate.migrate(url)
    path = sqlite_file.path_of(url)
    with sqlite_file.locked(path):
        opened(path, keys or key_file(path))


def _word(connection: sqlite3.Connection) -> str | None:
    """The word that only the right key opens; None as long as the database has none."""
    if not sqlite_file.has_table(connection, "vault"):
        return None
    row = connection.execute("SELECT word FROM vault").fetchone()
    return str(row[0]) if row else None


def _keep_word(connection: sqlite3.Connection, held: Vault) -> None:
    connection.execute(
        "INSERT INTO vault (id, word) VALUES (1, :word)"
        " ON CONFLICT (id) DO UPDATE SET word = excluded.word",
        {"word": held.seal(_WORD, _CHECK)},
    )


def rotate(url: str, columns: Iterable[SealedColumn], keys: Path | None = None) -> int:
    """Makes a new key and brings these columns under it; returns how many values changed.

    May be stopped at any moment and run again: every value is under a key that is in the file.
    Nothing of the former state stays in free pages or in the log. Raises DatabaseBusy,
    DatabaseOutdated, DatabaseNewer, KeyFileRefused, WrongKey.
    """
    path = sqlite_file.path_of(url)
    keys = keys or key_file(path)
    with sqlite_file.locked(path), sqlite_file.opened(path) as connection:
        migrate.check(path)
        _opened(connection, keys)  # before any key is made: the file must be ours
        held = vault.add_key(keys)
        connection.execute("PRAGMA secure_delete=ON")
        changed = sum(_reseal(connection, column, held) for column in columns)
        _keep_word(connection, held)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return changed


def _reseal(connection: sqlite3.Connection, column: SealedColumn, held: Vault) -> int:
    """Brings one column under the key, `BATCH` rows a commit; returns how many values were under
    another."""
    changed = 0
    for batch in _batches(connection, column):
        connection.execute("BEGIN IMMEDIATE")
        for rowid, value, about in batch:
            if not held.is_current(value):
                connection.execute(
                    f"UPDATE {column.table} SET {column.name} = :new WHERE rowid = :row",  # noqa: S608 -- names of our own
                    {"new": _resealed(held, value, about), "row": rowid},
                )
                changed += 1
        connection.execute("COMMIT")
    return changed


def _resealed(held: Vault, value: str | bytes, about: str) -> str | bytes:
    if isinstance(value, bytes):
        return held.seal_bytes(held.unseal_bytes(value, about), about)
    return held.seal(held.unseal(value, about), about)


def _batches(
    connection: sqlite3.Connection, column: SealedColumn
) -> Iterator[list[tuple[int, str | bytes, str]]]:
    last = -1
    while True:
        rows = connection.execute(
            f"SELECT rowid, {column.name}, {', '.join(column.row)} FROM {column.table}"  # noqa: S608 -- names of our own
            f" WHERE rowid > :last AND {column.name} <> '' ORDER BY rowid LIMIT :most",
            {"last": last, "most": BATCH},
        ).fetchall()
        if not rows:
            return
        yield [(rowid, value, column.about(tuple(row))) for rowid, value, *row in rows]
        last = rows[-1][0]


def check_copy(path: Path, keys: Path) -> None:
    """Checks that a backup opens with these keys. Raises KeyFileRefused, WrongKey."""
    with sqlite_file.opened(path) as connection:
        word = _word(connection)
    if word is not None:
        if not keys.exists():
            raise KeyFileRefused(keys, KeyFile.MISSING)
        vault.load(keys).unseal(word, _CHECK)


def check_key(url: str, keys: Path | None = None) -> None:
    """Checks that the keys open the database of `url`, if there is one. Raises KeyFileRefused,
    WrongKey, DatabaseUnreadable."""
    path = sqlite_file.path_of(url)
    if path.exists():
        check_copy(path, keys or key_file(path))
