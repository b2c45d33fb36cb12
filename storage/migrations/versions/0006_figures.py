"""The figures of a cycle that left the committee, issued once."""

from __future__ import annotations

from alembic import op

revision = "0006_figures"
down_revision = "0004_people"


def upgrade() -> None:
    """One row for each cycle whose figures were issued."""
    op.execute(
        """CREATE TABLE circulated (
            cycle_id TEXT PRIMARY KEY REFERENCES cycles (id),
            figures TEXT NOT NULL,
            issued_at BIGINT NOT NULL
        )"""
    )
