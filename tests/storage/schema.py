"""The schema for people to read: `docs/schema.sql`, made of a migrated database and these words."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from storage.sealed import SEALED

HEAD = """\
-- The tables of the database, wing by wing. What is marked "sealed" is encrypted, and read by the
-- program alone.
-- Ids are made in Python. Times (_at) are UTC milliseconds, days (_on) texts like 2026-09-18.
--
-- Written from the migrations, not by hand. After a new migration say in tests/storage/schema.py
-- what a new table holds, and write this anew:
--     pytest tests/storage/test_schema.py --update-golden
"""
WINGS = {
    "people": {
        "cells": "Party cells, with their settings and how their papers look.",
        "cell_names": "What a cell was called, from which day on.",
        "persons": "Whoever talks with the program, in whichever cells.",
        "members": "Rosters: who is what in a cell, outsiders and those who left among them.",
        "merged_members": "Who made up the roster of a cell that went into another.",
        "codes": "Hashes of one-time codes: invitations of members, links of persons to a channel.",
        "join_requests": "Who came by a cell's group link and asked to be let in.",
        "handovers": "The secretary's post while it is on offer.",
        "pending_imports": "Rosters that were sent as a file and wait for the secretary's yes.",
    },
    "devices": {
        "accounts": "A person's address on each channel, and where the conversation stands there.",
        "sessions": "Browsers in the web chat, by the hash of their cookie, and their lock.",
    },
    "consent": {
        "consents": "Every answer of a member to a version of the consent text.",
        "consent_texts": "The texts as they were shown.",
    },
    "cycle": {
        "cycles": "Each round of self-review of a cell, with its dates.",
        "cycle_forms": "The questionnaires as they were frozen into a cycle.",
        "exceptions": "Who is excused from a cycle, or does not submit; '' is the coming cycle.",
        "helpers": "Who types whose paper review.",
    },
    "interview": {
        "interviews": "Drafts with their answers, and where each review stands.",
        "versions": "What was handed in, version by version.",
    },
    "review": {
        "decisions": "What reviewers decided and asked on a version, and what was answered.",
        "collected_returns": "Answers that a reviewer has marked to be sent back.",
    },
    "report": {
        "edits": "Sentences that a secretary wrote in the place of proposed ones.",
        "circulated": "Masked figures of a cycle that left the committee, and who issued them.",
    },
    "papers": {
        "register": "Every number given to a paper, and the frozen paper.",
        "own_forms": "The committee's own Word form, and one that waits to be looked at.",
    },
    "preparation": {
        "basis_documents": "The documents that a cell goes by, in their order.",
        "materials": "What there is to read for a cycle: links and files.",
        "receipts": "Who opened a material, and confirmed to have read it.",
        "plan_items": "What a cell plans for a cycle, for whom and until when.",
    },
    "reminders": {
        "reminders": "Every reminder of whatever kind, to whom, and what became of it.",
        "calls": "Whom the secretary has phoned.",
    },
    "privacy": {
        "audit": "Who did what to which thing, never its content.",
        "data_requests": "What people asked about their own data, and the replies.",
        "erasures": "That there was a review which its author erased.",
        "tombstones": "What is left of a purged cycle: counts.",
        "breaches": "The operator's register of breaches.",
    },
    "post": {
        "inbox": "Acts that were received, so that a second delivery is known.",
        "put_aside": "Acts that wait for their turn: a file is fetched, or many came at once.",
        "outbox": "What is to be sent, and what became of it.",
        "mailbox": "Notices for a web page that was closed.",
        "files": "Files to download from the web page.",
    },
    "engine": {
        "clock": "The newest time at which the server's clock was believed.",
        "vault": "A word that only the right key opens.",
        "alembic_version": "The revision of the schema.",
    },
}
"""What each table holds."""

_SEALED = {(column.table, column.name) for column in SEALED}


def readable(database: sqlite3.Connection) -> str:
    """Every table of an open database with its indexes. Raises KeyError for an unknown table."""
    known = "SELECT type, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
    found: dict[str, list[str]] = {}
    for kind, table, sql in database.execute(known):
        lines = _laid_out(table, sql) if kind == "table" else f"{sql};\n"
        found.setdefault(table, []).append(lines)
    parts = [HEAD]
    for wing, tables in WINGS.items():
        parts.append(f"\n\n-- == {wing}\n")
        for table, holds in tables.items():
            parts += [f"\n-- {holds}\n", *found.pop(table)]
    if found:
        raise KeyError(*found)
    return "".join(parts)


def _laid_out(table: str, sql: str) -> str:
    """A column a line, whichever way the migrations wrote it or added to it."""
    bare = re.sub(r"--.*", "", sql)
    lines = list(_parts(bare[bare.index("(") + 1 : bare.rindex(")")]))
    marks = [" -- sealed" if (table, each.split()[0]) in _SEALED else "" for each in lines]
    ends = [*["," for _ in lines[1:]], ""]
    body = "".join(f"    {a}{b}{c}\n" for a, b, c in zip(lines, ends, marks, strict=True))
    return f"CREATE TABLE {table} (\n{body});\n"


def _parts(body: str) -> Iterator[str]:
    """The columns and rules of a table: what commas part that stand in no brackets."""
    depth, part = 0, ""
    for letter in body:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            yield " ".join(part.split())
            part = ""
        else:
            part += letter
    yield " ".join(part.split())
