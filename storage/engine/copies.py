"""The copies that a timer makes: one a day and one a month, and their end.

The rule is in the names, `tusoi-2026-11-30.sqlite3` and `month-2026-11.sqlite3`. The newest of each
stay whatever the date says: with a clock that is years ahead, all would be past their day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from storage.engine import backup, sqlite_file

DAYS, MONTHS = 30, 365
"""For how many days a daily copy and a monthly one are kept."""
BEFORE_RESTORE = 7
"""For how many days a database that was replaced is kept."""
NEWEST = 7
"""How many of each kind stay in any case."""

_DAY = re.compile(r"tusoi-(\d{4}-\d\d-\d\d)\.sqlite3")
_MONTH = re.compile(r"month-(\d{4}-\d\d)\.sqlite3")


@dataclass(frozen=True, slots=True)
class Kept:
    """The copy of today, and how many older ones went."""

    made: Path
    removed: int


def keep(url: str, folder: Path, today: date) -> Kept:
    """Makes today's copy, and this month's if there is none; only then removes what is past its
    day. Raises what `backup` raises; then nothing is removed."""
    made = folder / f"tusoi-{today}.sqlite3"
    backup.backup(url, made, overwrite=True)
    month = folder / f"month-{today:%Y-%m}.sqlite3"
    if not month.exists():
        backup.backup(url, month)
    removed = _thin(folder, _DAY, "", today - timedelta(DAYS))
    removed += _thin(folder, _MONTH, "-01", today - timedelta(MONTHS))
    return Kept(made, removed + _replaced(sqlite_file.path_of(url), today))


def _thin(folder: Path, name: re.Pattern[str], rest: str, before: date) -> int:
    """Removes the copies of this kind from before a day; returns how many."""
    found = sorted(
        (match[1] + rest, each) for each in folder.iterdir() if (match := name.fullmatch(each.name))
    )
    past = [each for day, each in found[:-NEWEST] if day < before.isoformat()]
    for each in past:
        each.unlink()
    return len(past)


def _replaced(path: Path, today: date) -> int:
    """Removes the databases that a restore replaced, but for the newest; returns how many: what was
    erased or purged since is still in them."""
    before = f"{path.name}.before-restore-{today - timedelta(BEFORE_RESTORE):%Y%m%d}"
    found = sorted(path.parent.glob(f"{path.name}.before-restore-*Z"))
    past = [each for each in found[:-1] if each.name < before]
    for each in past:
        each.unlink()
        each.with_name(f"{each.name}-wal").unlink(missing_ok=True)
    return len(past)
