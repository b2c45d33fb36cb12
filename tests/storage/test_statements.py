"""Every statement of storage/ is known beforehand, fits the schema and is of no engine alone."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.storage.portable import faults, schema_of
from tests.storage.statements import Statement, Uncollected, collected, statements_of

EVERY = collected()
NAME = re.compile(r":(\w+)")


@pytest.fixture(scope="module")
def database(migrated: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{migrated}?mode=ro", uri=True)) as opened:
        yield opened


def test_every_statement_fits_the_schema(database: sqlite3.Connection) -> None:
    wrong = {}
    for each in EVERY:
        try:
            database.execute(f"EXPLAIN {each.sql}", dict.fromkeys(NAME.findall(each.sql)))
        except sqlite3.Error as error:
            wrong[each] = str(error)
    assert wrong == {}
    assert len(EVERY) > 250


def test_no_statement_is_of_one_engine_alone(database: sqlite3.Connection) -> None:
    schema = schema_of(database)
    wrong = {each: found for each in EVERY if (found := faults(each.sql, schema))}
    assert wrong == {}


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("SELECT rowid FROM cells WHERE id = :id", "number of a row"),
        ("INSERT OR IGNORE INTO inbox VALUES (:a, :b, :c)", "ON CONFLICT"),
        ("SELECT MAX(year, 3) FROM cycles", "GREATEST"),
        ("SELECT IFNULL(closed_at, 0) FROM cycles", "others lack"),
        ("SELECT id FROM cells WHERE name LIKE :name", "case"),
        ("SELECT id FROM cells WHERE merged_into IS :id", "NULL alone"),
        ('SELECT id FROM cells WHERE name = "x"', "quoted"),
        ("SELECT id FROM cells WHERE id = ?", ":name"),
        ("SELECT id FROM sessions WHERE locked = 1", "no number"),
        ("SELECT id FROM cells LIMIT 1", "which rows"),
        ("SELECT id FROM (SELECT id FROM cells)", "needs a name"),
        ("SELECT id FROM members ORDER BY created_at > 5, id", "condition"),
        ("SELECT id FROM members ORDER BY removed_at, id", "NULL comes first"),
        ("SELECT id FROM cells ORDER BY name, id", "letters"),
        ("SELECT id FROM cells ORDER BY created_at", "same place"),
        ("SELECT (SELECT id FROM cells ORDER BY created_at LIMIT 1) AS first", "same place"),
        ("SELECT id FROM versions WHERE interview_id <> :id ORDER BY version", "same place"),
        ("UPDATE cells SET term = CASE WHEN :a THEN :b END", "which type"),
    ],
)
def test_what_is_of_one_engine_is_seen(database: sqlite3.Connection, sql: str, why: str) -> None:
    found = faults(sql, schema_of(database))
    assert len(found) == 1
    assert why in found[0]


READ = {
    'await tx.run("A")': ["A"],
    'await tx.one(f"A {MORE}")': ["A b"],
    'await tx.all("A" if given else "B")': ["A", "B"],
    'sql = "A"\nif given:\n    sql = "B"\nawait tx.run(sql)': ["B", "A"],
    'for each in BOTH:\n    await tx.run_many(f"A {each}", [])': ["A x", "A y"],
    'for each, _ in PAIRS:\n    await tx.run(each)': ["x"],
    'if given:\n    for each in given:\n        await tx.run("A", id=each)': ["A"],
    'return {row["id"]: row for row in await tx.all(MORE)}': ["b"],
}  # fmt: skip
UNREAD = (
    "await tx.run(given)",
    'await tx.run(f"A {given}")',
    "await tx.run(make())",
    'await tx.run("A" + given)',
    'sql = "A"\nsql += given\nawait tx.run(sql)',
    "for each in given:\n    await tx.run(each)",
    "await gather(*(tx.run(each) for each in given))",
    'ask = tx.one\nawait ask("A")',
)


def of_function(body: str) -> list[Statement]:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    known = {"MORE": "b", "BOTH": ("x", "y"), "PAIRS": {"x": 1}.items()}
    return statements_of(f"async def act(tx, given):\n{lines}", known, "it.py")


@pytest.mark.parametrize("body", READ)
def test_a_statement_is_collected(body: str) -> None:
    assert [each.sql for each in of_function(body)] == READ[body]


@pytest.mark.parametrize("body", UNREAD)
def test_a_statement_that_cannot_be_collected_is_no_secret(body: str) -> None:
    with pytest.raises(Uncollected, match=r"it\.py"):
        of_function(body)
