"""A PIN for web sessions on shared phones: the person's, and the lock of each session."""

from __future__ import annotations

from alembic import op

revision = "0003_pin"
down_revision = "0002_vault"

STATEMENTS = (
    "ALTER TABLE persons ADD COLUMN pin TEXT",
    "ALTER TABLE persons ADD COLUMN lock_minutes INTEGER NOT NULL DEFAULT 5",
    "ALTER TABLE sessions ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE sessions ADD COLUMN locked BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE sessions ADD COLUMN wrong_pins INTEGER NOT NULL DEFAULT 0",
    "UPDATE sessions SET used_at = created_at",
    "CREATE INDEX sessions_by_person ON sessions (person_id)",
)


def upgrade() -> None:
    """Sessions that are open stay so: nobody has a PIN yet."""
    for statement in STATEMENTS:
        op.execute(statement)
