"""Rosters that were sent as a file and wait for the secretary's yes."""

from __future__ import annotations

from alembic import op

revision = "0005_import"
down_revision = "0006_figures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One row for each member who sent one; a later file takes the place of an earlier one."""
    op.execute(
        """CREATE TABLE pending_imports (
            id TEXT PRIMARY KEY,
            cell_id TEXT NOT NULL REFERENCES cells (id),
            member_id TEXT NOT NULL UNIQUE REFERENCES members (id) ON DELETE CASCADE,
            contents TEXT NOT NULL,
            sent_at BIGINT NOT NULL
        )"""
    )
    op.execute("CREATE INDEX pending_imports_by_cell ON pending_imports (cell_id)")


def downgrade() -> None:
    """Restore the backup that was made before."""
    raise NotImplementedError("go back with a backup")
