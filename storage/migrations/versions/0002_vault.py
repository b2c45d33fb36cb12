"""The vault: a word by which the right key is known. What is there already is sealed afterwards, by
the program: the migration has no keys."""

from __future__ import annotations

from alembic import op

revision = "0002_vault"
down_revision = "0001"


def upgrade() -> None:
    """One row at most."""
    op.execute("CREATE TABLE vault (id INTEGER PRIMARY KEY CHECK (id = 1), word TEXT NOT NULL)")
