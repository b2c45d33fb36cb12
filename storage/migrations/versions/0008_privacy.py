"""Privacy: what was consented to, how long things are kept, and what people ask for."""

from __future__ import annotations

from alembic import op

revision = "0008_privacy"
down_revision = "0007_reviewing"

STATEMENTS = (
    "ALTER TABLE consents ADD COLUMN way TEXT NOT NULL DEFAULT 'screen'",
    "ALTER TABLE consents ADD COLUMN text_hash TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE consents ADD COLUMN recorded_by TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE consent_texts (
        hash TEXT PRIMARY KEY,
        language TEXT NOT NULL,
        body TEXT NOT NULL
    )""",
    "ALTER TABLE cells ADD COLUMN keep_years INTEGER NOT NULL DEFAULT 5",
    "ALTER TABLE cycles ADD COLUMN keep_until TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE cycles ADD COLUMN purged_at BIGINT",
    "UPDATE cycles SET keep_until = CAST(year + 5 AS TEXT) || '-12-31'",
    "CREATE INDEX cycles_by_keeping ON cycles (keep_until)",
    """CREATE TABLE tombstones (
        cycle_id TEXT PRIMARY KEY REFERENCES cycles (id),
        counts TEXT NOT NULL,
        purged_at BIGINT NOT NULL
    )""",
    """CREATE TABLE erasures (
        interview_id TEXT PRIMARY KEY,
        cell_id TEXT NOT NULL,
        cycle_id TEXT NOT NULL,
        member_id TEXT NOT NULL REFERENCES members (id),
        form TEXT NOT NULL,
        version INTEGER NOT NULL,
        erased_at BIGINT NOT NULL
    )""",
    "CREATE INDEX erasures_by_member ON erasures (member_id)",
    """CREATE TABLE data_requests (
        id TEXT PRIMARY KEY,
        cell_id TEXT NOT NULL REFERENCES cells (id),
        member_id TEXT NOT NULL REFERENCES members (id),
        kind TEXT NOT NULL,
        wish TEXT NOT NULL,
        asked_at BIGINT NOT NULL,
        answer_on TEXT NOT NULL,
        done_on TEXT NOT NULL,
        state TEXT NOT NULL,
        reply TEXT NOT NULL DEFAULT '',
        settled_at BIGINT,
        settled_by TEXT NOT NULL DEFAULT ''
    )""",
    "CREATE INDEX data_requests_by_cell ON data_requests (cell_id, state)",
    "CREATE INDEX data_requests_by_member ON data_requests (member_id)",
    "CREATE INDEX audit_by_object ON audit (object, at)",
    "CREATE INDEX audit_by_person ON audit (person_id, at)",
    """CREATE TABLE breaches (
        id TEXT PRIMARY KEY,
        noticed_at BIGINT NOT NULL,
        what TEXT NOT NULL,
        persons INTEGER,
        reported_at BIGINT,
        told_at BIGINT,
        closed_at BIGINT,
        outcome TEXT NOT NULL DEFAULT ''
    )""",
)


def upgrade() -> None:
    """Cycles that are there already are kept as their consent text said: five years more."""
    for statement in STATEMENTS:
        op.execute(statement)
