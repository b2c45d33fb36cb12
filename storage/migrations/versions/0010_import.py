"""Rosters that were sent as a file and wait for the secretary's yes."""

from __future__ import annotations

from alembic import op

revision = "0010_import"
down_revision = "0009_roles"


def upgrade() -> None:
    """One row for each file; `contents` is empty once it was written, dropped or replaced."""
    op.execute(
        """CREATE TABLE pending_imports (
            id TEXT PRIMARY KEY,
            cell_id TEXT NOT NULL REFERENCES cells (id),
            member_id TEXT NOT NULL REFERENCES members (id) ON DELETE CASCADE,
            contents TEXT NOT NULL,
            sent_at BIGINT NOT NULL
        )"""
    )
    op.execute("CREATE INDEX pending_imports_by_member ON pending_imports (member_id)")
