"""Reviewing: what was decided on each version, what is being collected to be sent back."""

from __future__ import annotations

from alembic import op

revision = "0007_reviewing"
down_revision = "0006_figures"

STATEMENTS = (
    "ALTER TABLE interviews ADD COLUMN approved_version INTEGER NOT NULL DEFAULT 0",
    """CREATE TABLE decisions (
        id TEXT PRIMARY KEY,
        interview_id TEXT NOT NULL REFERENCES interviews (id) ON DELETE CASCADE,
        version INTEGER NOT NULL,
        act TEXT NOT NULL,
        member_id TEXT NOT NULL REFERENCES members (id),
        decided_at BIGINT NOT NULL,
        body TEXT NOT NULL
    )""",
    "CREATE INDEX decisions_by_interview ON decisions (interview_id, decided_at)",
    """CREATE TABLE collected_returns (
        id TEXT PRIMARY KEY,
        interview_id TEXT NOT NULL REFERENCES interviews (id) ON DELETE CASCADE,
        version INTEGER NOT NULL,
        body TEXT NOT NULL
    )""",
    "CREATE INDEX collected_returns_by_interview ON collected_returns (interview_id)",
)


def upgrade() -> None:
    """Reviews that were handed in wait for a decision, as before."""
    for statement in STATEMENTS:
        op.execute(statement)
