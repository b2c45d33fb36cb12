"""U29: an error is named with its cause, and without a word that a person wrote."""

from __future__ import annotations

import errno

import pytest

from bot.services.office import cause_of
from storage.engine.errors import ConstraintFailed, StatementFailed, TransactionFailed

FULL = ("SQLITE_FULL", "database or disk is full")


def raised(error: Exception, cause: Exception | None) -> Exception:
    try:
        raise error from cause
    except Exception as caught:  # noqa: BLE001 -- to have its cause
        return caught


@pytest.mark.parametrize(
    ("error", "cause", "said"),
    [
        (
            TransactionFailed(*FULL),
            None,
            "TransactionFailed (SQLITE_FULL: the disk is full)",
        ),
        (
            RuntimeError("Hoa viết gì đó"),
            StatementFailed("SQLITE_IOERR_WRITE", "disk I/O error"),
            "RuntimeError, from StatementFailed (SQLITE_IOERR_WRITE: the disk fails)",
        ),
        (
            ValueError("Hoa viết gì đó"),
            OSError(errno.ENOSPC, "No space left on device", "Hoa.pdf"),
            "ValueError, from OSError (No space left on device)",
        ),
        (
            ConstraintFailed("SQLITE_CONSTRAINT_UNIQUE", "Hoa viết gì đó"),
            None,
            "ConstraintFailed (SQLITE_CONSTRAINT_UNIQUE)",
        ),
        (TransactionFailed("", ""), None, "TransactionFailed"),
    ],
)
def test_u29_a_cause_is_told(error: Exception, cause: Exception | None, said: str) -> None:
    assert cause_of(raised(error, cause)) == said


def test_u29_an_error_while_another_was_dealt_with_names_it_too() -> None:
    def stumbles() -> None:
        try:
            raise StatementFailed(*FULL)
        except StatementFailed:
            dict[str, str]()["Hoa"]

    with pytest.raises(KeyError) as caught:
        stumbles()
    said = cause_of(caught.value)
    assert said == "KeyError, from StatementFailed (SQLITE_FULL: the disk is full)"
