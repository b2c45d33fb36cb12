"""People: what somebody is in a cell, and for how long."""

from __future__ import annotations

from alembic import op

revision = "0004_people"
down_revision = "0003_pin"

STATEMENTS = (
    "ALTER TABLE members ADD COLUMN category TEXT NOT NULL DEFAULT 'official'",
    "ALTER TABLE members ADD COLUMN party_group TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE members ADD COLUMN party_post TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE members ADD COLUMN government_post TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE members ADD COLUMN strengths TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE members ADD COLUMN born_on TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE members ADD COLUMN role_since BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE members ADD COLUMN acting_from BIGINT",
    "ALTER TABLE members ADD COLUMN acting_until BIGINT",
    "ALTER TABLE members ADD COLUMN records BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE members ADD COLUMN heads_group BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE members ADD COLUMN until BIGINT",
)


def upgrade() -> None:
    """Adds the columns; whoever is there already is an official member."""
    for statement in STATEMENTS:
        op.execute(statement)
