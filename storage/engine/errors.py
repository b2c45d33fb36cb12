"""What storage can refuse, as data. The words for people live in templates/."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path


class DatabaseError(Exception):
    """The root of everything that storage itself raises."""


class DatabaseUrlRefused(DatabaseError):
    """The URL names no kind of database that this program supports."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class Unreadable(StrEnum):
    """Why a file could not be used as a database."""

    MISSING = "missing"
    NO_FOLDER = "no_folder"
    NO_PERMISSION = "no_permission"
    NOT_A_DATABASE = "not_a_database"
    DAMAGED = "damaged"
    FAILED = "failed"


class DatabaseUnreadable(DatabaseError):
    """The file at `path` cannot serve as a database; `detail` is the system's own word for it."""

    def __init__(self, path: Path, reason: Unreadable, detail: str = "") -> None:
        super().__init__(path, reason, detail)
        self.path = path
        self.reason = reason
        self.detail = detail


class DatabaseBusy(DatabaseError):
    """Another process holds the database; `process` is its id if it could be read."""

    def __init__(self, path: Path, process: int | None) -> None:
        super().__init__(path, process)
        self.path = path
        self.process = process


class DatabaseOutdated(DatabaseError):
    """The schema is older than this program: `current` (None: no schema yet) must become `head`."""

    def __init__(self, current: str | None, head: str) -> None:
        super().__init__(current, head)
        self.current = current
        self.head = head


class DatabaseNewer(DatabaseError):
    """The schema is one that this program does not know: a newer release made it."""

    def __init__(self, current: str, head: str | None) -> None:
        super().__init__(current, head)
        self.current = current
        self.head = head


class DatabaseClosed(DatabaseError):
    """The database was closed before this could be done: nothing of it is stored."""


class DatabaseGone(DatabaseError):
    """The file at `path` was removed or replaced while this process held it; nothing more is
    stored. `rescued` is where what it held was copied, once that is done."""

    def __init__(self, path: Path, rescued: Path | None = None) -> None:
        super().__init__(path, rescued)
        self.path = path
        self.rescued = rescued


class DatabaseFailed(DatabaseError):
    """The database did not do something; `code` is its own name for why (SQLITE_FULL, …)."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class StatementFailed(DatabaseFailed):
    """The database refused one statement."""


class ConstraintFailed(StatementFailed):
    """A UNIQUE, CHECK, NOT NULL or foreign key rule of the schema refused the statement."""


class TransactionFailed(DatabaseFailed):
    """The transaction could not begin or commit: nothing of it is stored.

    Only when the disk itself failed (SQLITE_IOERR…) is that unknown until the next start.
    """


class TransactionOver(DatabaseError):
    """A statement came after its transaction: leaked by a turn, or after an error that ended it."""


class BackupExists(DatabaseError):
    """The target of a backup is there already and was not to be overwritten."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


class BackupIncomplete(DatabaseError):
    """The copy lacks rows of the original; each difference is (table, rows there, rows here)."""

    def __init__(self, path: Path, differences: tuple[tuple[str, int, int], ...]) -> None:
        super().__init__(path, differences)
        self.path = path
        self.differences = differences


class NotOurDatabase(DatabaseError):
    """A sound database, but not one that this program made: it records no revision."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


class KeyFile(StrEnum):
    """Why a key file cannot be used."""

    MISSING = "missing"
    EXISTS = "exists"
    UNREADABLE = "unreadable"
    MALFORMED = "malformed"
    OPEN_TO_OTHERS = "open_to_others"


class KeyFileRefused(DatabaseError):
    """The file at `path` does not give the keys."""

    def __init__(self, path: Path, reason: KeyFile) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason


class WrongKey(DatabaseError):
    """What is kept at `about` does not open: another key, or it was changed or moved there."""

    def __init__(self, about: str, key: str) -> None:
        super().__init__(about, key)
        self.about = about
        self.key = key


_IN_WORDS = {
    "SQLITE_FULL": "the disk is full",
    "SQLITE_IOERR": "the disk fails",
    "SQLITE_CORRUPT": "the database is damaged",
    "SQLITE_NOTADB": "the database is damaged",
    "SQLITE_READONLY": "the database may not be written",
    "SQLITE_CANTOPEN": "the database cannot be opened",
    "SQLITE_BUSY": "another program holds the database",
    "SQLITE_LOCKED": "another program holds the database",
    "SQLITE_NOMEM": "there is no memory left",
}


def cause(error: BaseException) -> str:
    """The kind of an error for the log, with the database's own name for why: these name nobody,
    as the error's text may."""
    kind = type(error).__name__
    if isinstance(error, DatabaseUnreadable):
        return f"{kind} ({error.reason})"
    code = error.code if isinstance(error, DatabaseFailed) else ""
    if not code:
        return kind
    words = next((said for name, said in _IN_WORDS.items() if code.startswith(name)), "")
    return f"{kind} ({code}: {words})" if words else f"{kind} ({code})"
