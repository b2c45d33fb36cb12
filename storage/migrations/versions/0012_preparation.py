"""Preparation: basis documents, materials and their receipts, the cell's plan."""

from __future__ import annotations

from alembic import op

revision = "0012_preparation"
down_revision = "0011_status"

STATEMENTS = (
    "ALTER TABLE cycle_forms ADD COLUMN purpose TEXT NOT NULL DEFAULT 'review'",
    """CREATE TABLE basis_documents (
        id TEXT PRIMARY KEY,
        cell_id TEXT NOT NULL REFERENCES cells (id),
        position INTEGER NOT NULL,
        type TEXT NOT NULL,
        symbol TEXT NOT NULL,
        issued_on TEXT,
        issuer TEXT NOT NULL,
        subject TEXT NOT NULL
    )""",
    "CREATE INDEX basis_documents_by_cell ON basis_documents (cell_id, position)",
    """CREATE TABLE materials (
        id TEXT PRIMARY KEY,
        cell_id TEXT NOT NULL REFERENCES cells (id),
        cycle_id TEXT NOT NULL REFERENCES cycles (id),
        title TEXT NOT NULL,
        url TEXT NOT NULL,
        media_type TEXT NOT NULL,
        body BLOB,
        created_at BIGINT NOT NULL,
        sent_at BIGINT
    )""",
    "CREATE INDEX materials_by_cycle ON materials (cycle_id, created_at)",
    """CREATE TABLE receipts (
        material_id TEXT NOT NULL REFERENCES materials (id) ON DELETE CASCADE,
        member_id TEXT NOT NULL REFERENCES members (id),
        opened_at BIGINT NOT NULL,
        read_at BIGINT,
        PRIMARY KEY (material_id, member_id)
    )""",
    """CREATE TABLE plan_items (
        id TEXT PRIMARY KEY,
        cell_id TEXT NOT NULL REFERENCES cells (id),
        cycle_id TEXT NOT NULL REFERENCES cycles (id),
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        member_id TEXT REFERENCES members (id),
        due_on TEXT,
        created_at BIGINT NOT NULL,
        planned_at BIGINT NOT NULL,
        done_at BIGINT
    )""",
    "CREATE INDEX plan_items_by_cycle ON plan_items (cycle_id, kind, created_at)",
    """CREATE TABLE nudges (
        about TEXT NOT NULL,
        member_id TEXT NOT NULL REFERENCES members (id),
        last_day TEXT NOT NULL,
        step INTEGER NOT NULL,
        outbox_id TEXT,
        recorded_at BIGINT NOT NULL,
        PRIMARY KEY (about, member_id, last_day, step)
    )""",
    "CREATE INDEX nudges_by_member ON nudges (member_id, recorded_at)",
)


def upgrade() -> None:
    """Makes the tables."""
    for statement in STATEMENTS:
        op.execute(statement)
