"""The first tables.

Ids are made in Python. `answers`, `body` and `contents` are opaque to SQL: JSON that only the
program reads, so that they can be encrypted in one place. `revision` and `state` are not.
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

TABLES = (
    """CREATE TABLE cells (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        parent TEXT NOT NULL,
        place TEXT NOT NULL,
        digest_hour INTEGER NOT NULL CHECK (digest_hour BETWEEN 7 AND 20),
        group_code TEXT NOT NULL UNIQUE,
        created_at BIGINT NOT NULL
    )""",
    "CREATE INDEX cells_by_name ON cells (name, parent)",
    """CREATE TABLE persons (
        id TEXT PRIMARY KEY,
        language TEXT NOT NULL,
        created_at BIGINT NOT NULL
    )""",
    """CREATE TABLE members (
        id TEXT PRIMARY KEY,
        cell_id TEXT NOT NULL REFERENCES cells (id),
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        exempt_reason TEXT NOT NULL DEFAULT '',
        person_id TEXT REFERENCES persons (id),
        created_at BIGINT NOT NULL,
        removed_at BIGINT
    )""",
    "CREATE INDEX members_by_cell ON members (cell_id)",
    "CREATE INDEX members_by_person ON members (person_id)",
    """CREATE TABLE accounts (
        channel TEXT NOT NULL,
        address TEXT NOT NULL,
        person_id TEXT NOT NULL REFERENCES persons (id),
        reachable BOOLEAN NOT NULL,
        used_at BIGINT NOT NULL,
        member_id TEXT NOT NULL DEFAULT '',
        interview_id TEXT NOT NULL DEFAULT '',
        editing TEXT NOT NULL DEFAULT '',
        shown TEXT NOT NULL DEFAULT '',
        offered TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (channel, address)
    )""",
    "CREATE INDEX accounts_by_person ON accounts (person_id)",
    """CREATE TABLE codes (
        code TEXT PRIMARY KEY,
        member_id TEXT REFERENCES members (id),
        person_id TEXT REFERENCES persons (id),
        expires_at BIGINT NOT NULL,
        used_at BIGINT,
        CHECK ((member_id IS NULL) <> (person_id IS NULL))
    )""",
    "CREATE INDEX codes_by_member ON codes (member_id)",
    """CREATE TABLE join_requests (
        id TEXT PRIMARY KEY,
        cell_id TEXT NOT NULL REFERENCES cells (id),
        person_id TEXT NOT NULL REFERENCES persons (id),
        name TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        decided_at BIGINT,
        accepted BOOLEAN
    )""",
    "CREATE INDEX join_requests_by_cell ON join_requests (cell_id)",
    "CREATE INDEX join_requests_by_person ON join_requests (person_id)",
    """CREATE TABLE consents (
        member_id TEXT NOT NULL REFERENCES members (id),
        version INTEGER NOT NULL,
        agreed BOOLEAN NOT NULL,
        channel TEXT NOT NULL,
        given_at BIGINT NOT NULL,
        PRIMARY KEY (member_id, version, given_at)
    )""",
    """CREATE TABLE cycles (
        id TEXT PRIMARY KEY,
        cell_id TEXT NOT NULL REFERENCES cells (id),
        theme TEXT NOT NULL,
        year INTEGER NOT NULL,
        submit_on TEXT NOT NULL,
        inclusive BOOLEAN NOT NULL,
        meeting_on TEXT,
        steps TEXT NOT NULL,
        opened_at BIGINT NOT NULL,
        closed_at BIGINT,
        next_due_at BIGINT
    )""",
    "CREATE INDEX cycles_by_cell ON cycles (cell_id, opened_at)",
    "CREATE INDEX cycles_due ON cycles (next_due_at)",
    """CREATE TABLE cycle_forms (
        cycle_id TEXT NOT NULL REFERENCES cycles (id),
        form TEXT NOT NULL,
        position INTEGER NOT NULL,
        member_id TEXT REFERENCES members (id),
        body TEXT NOT NULL,
        PRIMARY KEY (cycle_id, form)
    )""",
    """CREATE TABLE interviews (
        id TEXT PRIMARY KEY,
        cell_id TEXT NOT NULL REFERENCES cells (id),
        cycle_id TEXT NOT NULL,
        member_id TEXT NOT NULL REFERENCES members (id),
        form TEXT NOT NULL,
        subject TEXT NOT NULL DEFAULT '',
        body TEXT,
        state TEXT NOT NULL,
        revision INTEGER NOT NULL,
        answers TEXT NOT NULL,
        version INTEGER NOT NULL DEFAULT 0,
        submitted_at BIGINT,
        updated_at BIGINT NOT NULL,
        UNIQUE (cell_id, cycle_id, member_id, form)
    )""",
    "CREATE INDEX interviews_by_member ON interviews (member_id)",
    """CREATE TABLE versions (
        interview_id TEXT NOT NULL REFERENCES interviews (id) ON DELETE CASCADE,
        version INTEGER NOT NULL,
        answers TEXT NOT NULL,
        submitted_at BIGINT NOT NULL,
        PRIMARY KEY (interview_id, version)
    )""",
    """CREATE TABLE inbox (
        channel TEXT NOT NULL,
        external_id TEXT NOT NULL,
        received_at BIGINT NOT NULL,
        PRIMARY KEY (channel, external_id)
    )""",
    "CREATE INDEX inbox_by_age ON inbox (received_at)",
    """CREATE TABLE outbox (
        id TEXT PRIMARY KEY,
        lane INTEGER NOT NULL,
        person_id TEXT NOT NULL REFERENCES persons (id),
        cell_id TEXT,
        channel TEXT,
        address TEXT,
        contents TEXT NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        not_before BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        finished_at BIGINT,
        failure TEXT NOT NULL DEFAULT ''
    )""",
    "CREATE INDEX outbox_waiting ON outbox (state, lane, not_before)",
    """CREATE TABLE reminders (
        cycle_id TEXT NOT NULL REFERENCES cycles (id),
        member_id TEXT NOT NULL REFERENCES members (id),
        last_day TEXT NOT NULL,
        step TEXT NOT NULL,
        outbox_id TEXT,
        recorded_at BIGINT NOT NULL,
        PRIMARY KEY (cycle_id, member_id, last_day, step)
    )""",
    """CREATE TABLE audit (
        id TEXT PRIMARY KEY,
        at BIGINT NOT NULL,
        cell_id TEXT,
        person_id TEXT,
        act TEXT NOT NULL,
        object TEXT NOT NULL
    )""",
    "CREATE INDEX audit_by_cell ON audit (cell_id, at)",
    """CREATE TABLE sessions (
        token TEXT PRIMARY KEY,
        person_id TEXT NOT NULL REFERENCES persons (id),
        created_at BIGINT NOT NULL
    )""",
    """CREATE TABLE mailbox (
        person_id TEXT NOT NULL REFERENCES persons (id),
        seq BIGINT NOT NULL,
        contents TEXT NOT NULL,
        kept_at BIGINT NOT NULL,
        PRIMARY KEY (person_id, seq)
    )""",
    """CREATE TABLE files (
        id TEXT PRIMARY KEY,
        person_id TEXT NOT NULL REFERENCES persons (id),
        name TEXT NOT NULL,
        media_type TEXT NOT NULL,
        caption TEXT NOT NULL,
        body BLOB NOT NULL,
        kept_at BIGINT NOT NULL
    )""",
    "CREATE INDEX files_by_age ON files (kept_at)",
)


def upgrade() -> None:
    """Makes every table and index."""
    for statement in TABLES:
        op.execute(statement)
