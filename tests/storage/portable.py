"""What a statement may not hold, so that another server understands it as SQLite does."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

WORDS = {
    r"\b(_?rowid_?|oid)\b": "the number of a row is SQLite's",
    r"\bPRAGMA\b|\bsqlite_|\bVACUUM\b|\bATTACH\b": "about SQLite itself",
    r"\b(INSERT|UPDATE) OR\b|\bREPLACE INTO\b": "SQLite's; ON CONFLICT says it",
    r"\b(MAX|MIN)\([^()]*,": "of several values; elsewhere GREATEST and LEAST",
    r"\b(IFNULL|IIF|TOTAL|GROUP_CONCAT|INSTR|PRINTF|FORMAT|HEX|QUOTE|TYPEOF|CHANGES|RANDOM)\(": (
        "a function that others lack or mean otherwise"
    ),
    r"\b(STRFTIME|JULIANDAY|UNIXEPOCH|DATE|TIME|DATETIME|JSON\w*)\(": "each engine has its own",
    r"\b(LIKE|GLOB|REGEXP|MATCH)\b": "whether case matters is different everywhere",
    r"\b(UPPER|LOWER)\(": "SQLite knows ASCII alone",
    r"\bCOLLATE\b": "the names are each engine's own",
    r"==|!=": "= and <> are understood everywhere",
    r"\bIS (?!NULL\b|NOT NULL\b|(NOT )?DISTINCT FROM\b)": "elsewhere IS compares with NULL alone",
    r"[\"`\[\]]": "names are quoted in another way everywhere",
    r"\?|[@$]\w|::": "values are given as :name",
    r"\bLIMIT \S+,": "elsewhere LIMIT … OFFSET",
    r"\bTHEN :\w+( ELSE :\w+)? END": "of which type such a value is, a server cannot tell",
}
"""Patterns, in capitals or not, each with its reason."""

_ORDER = re.compile(r"\bORDER BY (.+?)(?= LIMIT\b|$)")
_TABLE = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO) (\w+)(?: AS)?(?: (\w+))?")
_CASE = re.compile(r"\bCASE\b.*?\bEND\b")
_FREE_TEXT = frozenset({"name", "parent", "place", "theme", "title", "subject", "caption"})


@dataclass(frozen=True, slots=True)
class Table:
    """What its rows are told apart by, which columns may be NULL, and which hold booleans."""

    keys: Sequence[frozenset[str]]
    nullable: frozenset[str]
    booleans: frozenset[str]


Schema = Mapping[str, Table]


def schema_of(database: sqlite3.Connection) -> Schema:
    """Every table of an open database."""
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name: _table(database, name) for (name,) in names}


def _table(database: sqlite3.Connection, name: str) -> Table:
    columns = database.execute(f"PRAGMA table_info({name})").fetchall()
    indexes = database.execute(f"PRAGMA index_list({name})").fetchall()
    return Table(
        [
            frozenset(row[2] for row in database.execute(f"PRAGMA index_info({index})"))
            for _, index, unique, *_ in indexes
            if unique
        ],
        frozenset(column for _, column, _, not_null, _, key in columns if not (not_null or key)),
        frozenset(column for _, column, type_, *_ in columns if type_ == "BOOLEAN"),
    )


def faults(sql: str, schema: Schema) -> list[str]:
    """Why this statement would not do elsewhere what it does here."""
    booleans = {column for table in schema.values() for column in table.booleans}
    number = rf"\b({'|'.join(booleans)}) *(=|<>) *\d"
    words = {**WORDS, number: "a boolean is no number"}
    seen = ((re.search(word, sql, re.IGNORECASE), why) for word, why in words.items())
    found = [f"{match[0]}: {why}" for match, why in seen if match]
    for query in _queries(sql):
        found += _faults_of_query(query, schema)
    return found


def _queries(sql: str) -> Iterator[str]:
    """The statement and each query within it, everything in brackets left out."""
    while inner := re.search(r"\(([^()]*)\)", sql):
        if inner[1].startswith("SELECT "):
            yield inner[1]
        sql = f"{sql[: inner.start()]}<>{sql[inner.end() :]}"
    yield sql


def _faults_of_query(query: str, schema: Schema) -> Iterator[str]:
    if re.search(r"\b(FROM|JOIN) <>(?! (AS )?[a-z])", query):
        yield "a query in the place of a table needs a name"
    order = _ORDER.search(query)
    if order is None:
        if re.search(r"\bLIMIT\b", query):
            yield "LIMIT without ORDER BY: which rows?"
        return
    terms = [_CASE.sub("", term).strip() for term in order[1].split(",")]
    if any(re.search(r"[=<>]|\b(IS|IN|NOT|AND|OR)\b", term) for term in terms):
        yield f"{order[0]}: a condition is a number here and no value elsewhere"
    columns = [term.split()[0] for term in terms if term]
    if columns and _bare(columns[0]) in _FREE_TEXT:
        yield f"{order[0]}: each server puts letters in its own order"
    if any(_may_be_null(column, query, schema) for column in columns):
        yield f"{order[0]}: whether NULL comes first or last"
    if not _tells_apart(query, {_bare(column) for column in columns}, schema):
        yield f"{order[0]}: two rows may stand in the same place"


def _bare(column: str) -> str:
    return column.rpartition(".")[2]


def _may_be_null(column: str, query: str, schema: Schema) -> bool:
    alias, _, name = column.rpartition(".")
    excluded = re.search(rf"\b{name} (IS NOT NULL|[<>=])|\bNULLS (FIRST|LAST)\b", query)
    tables = (table for table, short in _TABLE.findall(query) if alias in {"", table, short})
    return not excluded and any(name in schema[t].nullable for t in tables if t in schema)


def _tells_apart(query: str, ordered: set[str], schema: Schema) -> bool:
    """Whether the order names a key of one of the tables, but for what is given; or all that is
    asked for, so that rows in the same place are alike."""
    given = set(re.findall(r"(\w+) = :", query))
    keys = [
        key for table, _ in _TABLE.findall(query) if table in schema for key in schema[table].keys
    ]
    if grouped := re.search(r"\bGROUP BY (.+?) ORDER\b", query):
        keys.append(frozenset(map(_bare, grouped[1].split(", "))))
    if asked := re.match(r"SELECT ([\w, ]+) FROM <>", query):
        keys.append(frozenset(asked[1].split(", ")))
    return any(key <= ordered | given for key in keys)
