"""What the outbox still knows of earlier reminders goes into the ledger; excuses get a cycle."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from storage.engine.migrate import migrate

HERE = Path(__file__).parents[2] / "storage" / "migrations" / "versions"
BEFORE = (
    *("0001_first.py", "0002_vault.py", "0003_pin.py", "0004_people.py", "0006_figures.py"),
    *("0007_reviewing.py", "0008_privacy.py", "0009_roles.py", "0010_import.py"),
)


def _filled(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.executescript("""
            INSERT INTO cells (id, name, parent, place, digest_hour, group_code, created_at)
                VALUES ('c', 'Chi bộ', 'Đảng bộ', '', 17, 'g', 0);
            INSERT INTO persons (id, language, created_at) VALUES ('p', 'vi', 0);
            INSERT INTO members (id, cell_id, name, role, exempt_reason, created_at) VALUES
                ('m', 'c', 'Hoa', 'member', '', 0), ('e', 'c', 'Tâm', 'member', 'nghỉ', 0);
            INSERT INTO cycles (id, cell_id, theme, year, submit_on, inclusive, meeting_on, steps,
                opened_at, closed_at, next_due_at)
                VALUES ('y', 'c', 'Tự soi', 2026, '2026-09-18', 1, NULL, '[7]',
                5, NULL, NULL);
            INSERT INTO outbox (id, lane, person_id, contents, state, not_before, created_at,
                finished_at, failure) VALUES
                ('sent', 1, 'p', '', 'sent', 1, 1, 20, ''),
                ('failed', 1, 'p', '', 'failed', 1, 1, 30, 'timeout'),
                ('waits', 1, 'p', '', 'queued', 1, 1, NULL, '');
            INSERT INTO reminders VALUES
                ('y', 'm', 'd', '7', NULL, 1), ('y', 'm', 'd', '3', 'sent', 2),
                ('y', 'm', 'd', '1', 'failed', 3), ('y', 'm', 'd', '0', 'waits', 4),
                ('y', 'm', 'd', '-1', 'forgotten', 5);
        """)
        database.commit()


def test_earlier_reminders_and_excuses_are_taken_over(url: str, path: Path, tmp_path: Path) -> None:
    older = tmp_path / "older"
    older.mkdir()
    for name in BEFORE:
        shutil.copy(HERE / name, older)
    migrate(url, versions=older)
    _filled(path)
    migrate(url)
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute(
            "SELECT step, state, reason, ended_at FROM reminders ORDER BY recorded_at"
        ).fetchall()
        excused = database.execute("SELECT cycle_id, member_id, kind FROM exceptions").fetchall()
    assert rows == [
        ("7", "overtaken", "", 1),
        ("3", "sent", "", 20),
        ("1", "failed", "timeout", 30),
        ("0", "planned", "", None),
        ("-1", "sent", "", 5),
    ]
    assert excused == [("y", "e", "excused")]
