"""`tusoi purge` and `tusoi breach`."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.conftest import Tusoi, complaint


def _add_old_cycle(database: Path, *, year: int) -> None:
    with closing(sqlite3.connect(database)) as opened, opened:
        opened.execute(
            "INSERT INTO cells (id, name, parent, place, digest_hour, group_code, created_at)"
            " VALUES ('c', 'Chi bộ A', '', '', 17, 'g', 0)"
        )
        opened.execute(
            "INSERT INTO cycles (id, cell_id, theme, year, submit_on, inclusive, steps, opened_at,"
            " closed_at, keep_until) VALUES ('y', 'c', 'Tự soi', :year, '2020-09-18', 1, '[]', 0,"
            " 0, :until)",
            {"year": year, "until": f"{year + 5}-12-31"},
        )


def test_a_dry_run_says_what_would_go_and_removes_nothing(tusoi: Tusoi, database: Path) -> None:
    _add_old_cycle(database, year=2012)
    result = tusoi("purge", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "Tự soi (2012): kept until the end of 31/12/2017" in result.stdout
    assert json.loads(tusoi("purge", "--dry-run", "--json").stdout) == {"purged": [], "past": ["y"]}


def test_a_purge_removes_once_and_names_the_backups(tusoi: Tusoi, database: Path) -> None:
    _add_old_cycle(database, year=2012)
    assert "backups" in tusoi("purge").stdout
    assert json.loads(tusoi("purge", "--json").stdout) == {"purged": [], "past": []}


def test_a_purge_far_from_the_last_use_asks_whether_the_date_is_right(  # U5
    tusoi: Tusoi, database: Path
) -> None:
    _add_old_cycle(database, year=2012)
    with closing(sqlite3.connect(database)) as opened, opened:
        opened.execute("INSERT INTO audit (id, at, act, object) VALUES ('a', 0, 'joined', 'm')")

    assert "--clock-is-right" in complaint(tusoi("purge"))
    assert json.loads(tusoi("purge", "--clock-is-right", "--json").stdout)["purged"] == ["y"]


def test_a_young_cycle_stays(tusoi: Tusoi, database: Path) -> None:
    _add_old_cycle(database, year=2999)
    assert tusoi("purge").stdout == "No cycle is past its time.\n"


def test_the_register_of_breaches(tusoi: Tusoi, database: Path) -> None:
    assert tusoi("breach", "list").stdout == "The register holds no breach.\n"
    added = tusoi("breach", "add", "a laptop was stolen", "--persons", "17")
    assert added.exit_code == 0, added.output
    assert "A05" in added.stdout
    assert "rotate-key" in added.stdout
    breach = added.stdout.split(":")[0]
    assert "72 h left" in tusoi("breach", "list").stdout
    assert b"laptop" not in database.read_bytes()

    assert tusoi("breach", "mark", breach, "--reported", "--told").exit_code == 0
    assert "reported to A05" in tusoi("breach", "list").stdout
    assert tusoi("breach", "close", breach, "key changed, persons told").exit_code == 0
    line = tusoi("breach", "list").stdout
    assert "closed" in line
    assert "key changed" in line
    assert complaint(tusoi("breach", "close", breach, "again")) == (
        f"there is no open breach {breach}"
    )
