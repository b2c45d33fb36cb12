"""How a cell's papers look, the sentences its secretary wrote, the register of papers."""

from __future__ import annotations

from alembic import op

revision = "0013_register"
down_revision = "0012_preparation"

STATEMENTS = (
    "ALTER TABLE cells ADD COLUMN profile TEXT NOT NULL DEFAULT 'hd05'",
    "ALTER TABLE cells ADD COLUMN tone_on TEXT NOT NULL DEFAULT 'u'",
    "ALTER TABLE cells ADD COLUMN term TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE edits (
        cycle_id TEXT NOT NULL REFERENCES cycles (id),
        sentence TEXT NOT NULL,
        proposed TEXT NOT NULL,
        words TEXT NOT NULL,
        member_id TEXT NOT NULL REFERENCES members (id),
        edited_at BIGINT NOT NULL,
        PRIMARY KEY (cycle_id, sentence)
    )""",
    """CREATE TABLE register (
        cell_id TEXT NOT NULL REFERENCES cells (id),
        term TEXT NOT NULL,
        type TEXT NOT NULL,
        number INTEGER NOT NULL,
        paper_id TEXT NOT NULL UNIQUE,
        cycle_id TEXT REFERENCES cycles (id),
        subject TEXT NOT NULL,
        member_id TEXT NOT NULL REFERENCES members (id),
        issued_at BIGINT NOT NULL,
        body TEXT NOT NULL,
        digest TEXT NOT NULL,
        PRIMARY KEY (cell_id, term, type, number)
    )""",
    "CREATE INDEX register_by_cycle ON register (cycle_id, issued_at)",
)


def upgrade() -> None:
    """Makes the tables."""
    for statement in STATEMENTS:
        op.execute(statement)
