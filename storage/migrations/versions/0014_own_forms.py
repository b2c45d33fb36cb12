"""The committee's own form of a cell's report."""

from __future__ import annotations

from alembic import op

revision = "0014_own_forms"
down_revision = "0013_register"


def upgrade() -> None:
    """Makes the table."""
    op.execute(
        """CREATE TABLE own_forms (
            cell_id TEXT NOT NULL REFERENCES cells (id),
            waits BOOLEAN NOT NULL,
            name TEXT NOT NULL,
            body BLOB NOT NULL,
            kept_at BIGINT NOT NULL,
            PRIMARY KEY (cell_id, waits)
        )"""
    )
