"""Roles and moves: the post on offer, why somebody left, dated names of cells, merges."""

from __future__ import annotations

from alembic import op

revision = "0009_roles"
down_revision = "0008_privacy"

STATEMENTS = (
    """CREATE TABLE handovers (
        cell_id TEXT PRIMARY KEY REFERENCES cells (id),
        from_id TEXT NOT NULL REFERENCES members (id),
        to_id TEXT NOT NULL REFERENCES members (id),
        becomes TEXT NOT NULL,
        offered_at BIGINT NOT NULL
    )""",
    "ALTER TABLE accounts ADD COLUMN menu TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE codes ADD COLUMN revokes BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE members ADD COLUMN organisation TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE members ADD COLUMN left_on TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE members ADD COLUMN left_how TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE members ADD COLUMN left_note TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE cell_names (
        cell_id TEXT NOT NULL REFERENCES cells (id),
        since TEXT NOT NULL,
        name TEXT NOT NULL,
        parent TEXT NOT NULL,
        place TEXT NOT NULL,
        PRIMARY KEY (cell_id, since)
    )""",
    """INSERT INTO cell_names (cell_id, since, name, parent, place)
        SELECT id, '0001-01-01', name, parent, place FROM cells""",
    "ALTER TABLE cells ADD COLUMN merged_into TEXT REFERENCES cells (id)",
    """CREATE TABLE merged_members (
        cell_id TEXT NOT NULL REFERENCES cells (id),
        member_id TEXT NOT NULL REFERENCES members (id),
        PRIMARY KEY (cell_id, member_id)
    )""",
)


def upgrade() -> None:
    """Every cell has had its present names from the beginning."""
    for statement in STATEMENTS:
        op.execute(statement)
