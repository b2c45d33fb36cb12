"""What the program stands on: its file, the pages in it, the disk. All of it is told in the log,
to the operator."""

from __future__ import annotations

import logging

from bot.services.office import Office, cause_of
from storage.engine.errors import DatabaseGone

log = logging.getLogger(__name__)

LOW = 500_000_000
"""Bytes free under which the operator should clear up: some weeks of files, or one bad day."""


async def stand(office: Office) -> None:
    """Look whether the database is where it was opened. Raises DatabaseGone: what would be accepted
    from now on, nobody could find again."""
    try:
        await office.db.check_place()
    except DatabaseGone as gone:
        kept = f"what it held is kept as {gone.rescued}" if gone.rescued else "it could not be kept"
        log.critical(
            "the database %s was removed or replaced; nothing more is accepted, and %s",
            gone.path,
            kept,
        )
        raise


async def examine(office: Office) -> None:
    """Once a day: the pages of the database, and the room on its disk."""
    warn_of_disk(office)
    if found := await office.db.damage():
        log.error(
            "the database is damaged (%s): stop the service, and put the last good backup in its"
            " place with `tusoi restore FILE`",
            found,
        )


def warn_of_disk(office: Office) -> None:
    """Said before the disk is full, while there is time."""
    try:
        free = office.db.free_bytes()
    except OSError as error:
        log.error("the disk of the database cannot be asked: %s", cause_of(error))
        return
    if free < LOW:
        log.warning(
            "the disk is nearly full: %d MB are left; old backups, and `journalctl"
            " --vacuum-size=100M`",
            free // 1_000_000,
        )
