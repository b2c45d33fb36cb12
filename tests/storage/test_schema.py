"""docs/schema.sql is the schema that the migrations make.

`pytest tests/storage/test_schema.py --update-golden` writes it anew.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.storage import schema

FILE = Path(__file__).parents[2] / "docs" / "schema.sql"


def test_the_schema_stands_in_the_docs(migrated: Path, request: pytest.FixtureRequest) -> None:
    with closing(sqlite3.connect(f"file:{migrated}?mode=ro", uri=True)) as database:
        made = schema.readable(database)
    if request.config.getoption("--update-golden"):
        FILE.write_text(made, encoding="utf-8")
    assert FILE.read_text("utf-8") == made


def test_what_stands_in_the_docs_makes_a_database() -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(FILE.read_text("utf-8"))
        assert schema.readable(database) == FILE.read_text("utf-8")


def test_a_table_without_a_word_on_what_it_holds_is_refused() -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(FILE.read_text("utf-8"))
        database.execute("CREATE TABLE meetings (id TEXT PRIMARY KEY)")
        with pytest.raises(KeyError, match="meetings"):
            schema.readable(database)


def test_a_column_that_was_added_later_has_its_line() -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(FILE.read_text("utf-8"))
        database.execute("ALTER TABLE vault ADD COLUMN made_at BIGINT NOT NULL DEFAULT 0")
        assert "\n    made_at BIGINT NOT NULL DEFAULT 0\n);" in schema.readable(database)
