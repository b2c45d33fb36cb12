"""Which columns are sealed, and bringing a whole database under the current key."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from storage.engine import migrate, sqlite, vault
from storage.engine.errors import KeyFile, KeyFileRefused, Unsealed, WrongKey
from storage.engine.vault import Vault

BATCH = 200
"""Rows that share one commit."""

_CHECK = "vault.word:1"
_WORD = "the key fits"


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A sealed column; `row` names the columns that name the row in `about`."""

    table: str
    name: str
    row: tuple[str, ...]

    def about(self, values: tuple[object, ...]) -> str:
        """What a value of this row is bound to."""
        return f"{self.table}.{self.name}:{'.'.join(map(str, values))}"


SEALED = (
    SealedColumn("interviews", "answers", ("id",)),
    SealedColumn("interviews", "body", ("id",)),
    SealedColumn("versions", "answers", ("interview_id", "version")),
    SealedColumn("cycle_forms", "body", ("cycle_id", "form")),
    SealedColumn("accounts", "editing", ("channel", "person_id")),
    SealedColumn("accounts", "shown", ("channel", "person_id")),
    SealedColumn("accounts", "offered", ("channel", "person_id")),
    SealedColumn("members", "exempt_reason", ("id",)),
    SealedColumn("members", "left_note", ("id",)),
    SealedColumn("persons", "pin", ("id",)),
    SealedColumn("outbox", "contents", ("id",)),
    SealedColumn("mailbox", "contents", ("person_id", "seq")),
    SealedColumn("files", "caption", ("id",)),
    SealedColumn("files", "body", ("id",)),
    SealedColumn("materials", "body", ("id",)),
    SealedColumn("decisions", "body", ("id",)),
    SealedColumn("collected_returns", "body", ("id",)),
    SealedColumn("data_requests", "wish", ("id",)),
    SealedColumn("data_requests", "reply", ("id",)),
    SealedColumn("breaches", "what", ("id",)),
    SealedColumn("breaches", "outcome", ("id",)),
    SealedColumn("pending_imports", "contents", ("id",)),
    SealedColumn("edits", "proposed", ("cycle_id", "sentence")),
    SealedColumn("edits", "words", ("cycle_id", "sentence")),
    SealedColumn("register", "body", ("paper_id",)),
)
"""Everything that people wrote, chose or were told about it. The storage modules seal it with the
same `about`; a test compares."""


def key_file(path: Path) -> Path:
    """Where the keys lie unless the operator says otherwise."""
    return path.with_name(f"{path.name}.key")


def opened(path: Path, keys: Path) -> Vault:
    """The vault of a database that is about to be served; a new one gets its key here.

    Raises KeyFileRefused, WrongKey; Unsealed for what an earlier release left in clear.
    """
    with sqlite.opened(path) as connection:
        if not _has_vault(connection):
            return vault.load(keys) if keys.exists() else vault.create(keys)
        word = _word(connection)
        if word is not None:
            held = vault.load(keys)
            held.unseal(word, _CHECK)
            return held
        if any(_rows_of(connection, column) for column in SEALED):
            raise Unsealed
        return _new_vault(connection, keys)


def _new_vault(connection: sqlite3.Connection, keys: Path) -> Vault:
    """Nothing is sealed yet, so this key or a new one is as good as any."""
    held = vault.load(keys) if keys.exists() else vault.create(keys)
    _keep_word(connection, held)
    return held


def bring_up(url: str, keys: Path | None = None) -> int:
    """Makes the database, or brings it to this release; the values sealed that were in clear.

    Raises what `migrate.migrate` and `reseal` raise.
    """
    migrate.migrate(url)
    path = sqlite.path_of(url)
    with sqlite.opened(path) as connection:
        if _word(connection) is not None:
            return 0
    return reseal(path, keys or key_file(path), new_key=False)


def _has_vault(connection: sqlite3.Connection) -> bool:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'vault'")
    return found.fetchone() is not None


def _word(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("SELECT word FROM vault").fetchone()
    return str(row[0]) if row else None


def _keep_word(connection: sqlite3.Connection, held: Vault) -> None:
    connection.execute(
        "INSERT INTO vault (id, word) VALUES (1, :word)"
        " ON CONFLICT (id) DO UPDATE SET word = excluded.word",
        {"word": held.seal(_WORD, _CHECK)},
    )


def reseal(path: Path, keys: Path, *, new_key: bool) -> int:
    """Brings every sealed column under the current key, a fresh one if `new_key`; the rows changed.

    Also seals what an earlier release left in clear. May be stopped at any moment and run again:
    every value lies under a key that is in the file. Nothing of the former state stays in free
    pages or in the log. Raises DatabaseBusy, KeyFileRefused, WrongKey.
    """
    with sqlite.locked(path), sqlite.opened(path) as connection:
        word = _word(connection)
        if word is not None:
            vault.load(keys).unseal(word, _CHECK)  # before any key is made: the file must be ours
        elif not keys.exists():
            vault.create(keys)
        held = vault.add_key(keys) if new_key else vault.load(keys)
        connection.execute("PRAGMA secure_delete=ON")
        clear = word is None
        changed = sum(_reseal(connection, column, held, clear=clear) for column in SEALED)
        _keep_word(connection, held)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return changed


def _reseal(
    connection: sqlite3.Connection, column: SealedColumn, held: Vault, *, clear: bool
) -> int:
    """One column, `BATCH` rows a commit. `clear`: what bears no mark is in clear, not foreign."""
    changed = 0
    for batch in _batches(connection, column):
        connection.execute("BEGIN IMMEDIATE")
        for rowid, value, about in batch:
            new = _resealed(held, value, about, clear=clear)
            if new is not None:
                connection.execute(
                    f"UPDATE {column.table} SET {column.name} = :new WHERE rowid = :row",  # noqa: S608 -- names from SEALED
                    {"new": new, "row": rowid},
                )
                changed += 1
        connection.execute("COMMIT")
    return changed


def _resealed(held: Vault, value: str | bytes, about: str, *, clear: bool) -> str | bytes | None:
    if held.is_current(value):
        return None
    if isinstance(value, bytes):
        is_clear = clear and not value.startswith(vault.MARK.encode())
        return held.seal_bytes(value if is_clear else held.unseal_bytes(value, about), about)
    is_clear = clear and not value.startswith(vault.MARK)
    return held.seal(value if is_clear else held.unseal(value, about), about)


def _batches(
    connection: sqlite3.Connection, column: SealedColumn
) -> Iterator[list[tuple[int, str | bytes, str]]]:
    last = -1
    while True:
        rows = connection.execute(
            f"SELECT rowid, {column.name}, {', '.join(column.row)} FROM {column.table}"  # noqa: S608 -- names from SEALED
            f" WHERE rowid > :last AND {column.name} <> '' ORDER BY rowid LIMIT :most",
            {"last": last, "most": BATCH},
        ).fetchall()
        if not rows:
            return
        yield [(rowid, value, column.about(tuple(row))) for rowid, value, *row in rows]
        last = rows[-1][0]


def _rows_of(connection: sqlite3.Connection, column: SealedColumn) -> bool:
    found = connection.execute(
        f"SELECT 1 FROM {column.table} WHERE {column.name} <> '' LIMIT 1"  # noqa: S608 -- names from SEALED
    )
    return found.fetchone() is not None


def check_copy(path: Path, keys: Path) -> None:
    """Whether a backup opens with these keys. Raises KeyFileRefused, WrongKey."""
    with sqlite.opened(path) as connection:
        word = _word(connection) if _has_vault(connection) else None
    if word is not None:
        if not keys.exists():
            raise KeyFileRefused(keys, KeyFile.MISSING)
        vault.load(keys).unseal(word, _CHECK)


__all__ = ["SEALED", "SealedColumn", "WrongKey", "check_copy", "key_file", "opened", "reseal"]
