"""Who stands where: what became of each reminder, calls, exceptions of one cycle, paper reviews."""

from __future__ import annotations

from alembic import op

revision = "0011_status"
down_revision = "0010_import"

STATEMENTS = (
    "ALTER TABLE reminders ADD COLUMN state TEXT NOT NULL DEFAULT 'planned'",
    "ALTER TABLE reminders ADD COLUMN reason TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE reminders ADD COLUMN channel TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE reminders ADD COLUMN ended_at BIGINT",
    # What the outbox has forgotten by now was sent.
    """UPDATE reminders SET
        state = CASE WHEN outbox_id IS NULL THEN 'overtaken' ELSE COALESCE(
            (SELECT CASE o.state WHEN 'failed' THEN 'failed' WHEN 'sent' THEN 'sent'
                ELSE 'planned' END FROM outbox o WHERE o.id = outbox_id), 'sent') END,
        reason = COALESCE((SELECT o.failure FROM outbox o
            WHERE o.id = outbox_id AND o.state = 'failed'), ''),
        ended_at = COALESCE((SELECT o.finished_at FROM outbox o WHERE o.id = outbox_id),
            recorded_at)""",
    "UPDATE reminders SET ended_at = NULL WHERE state = 'planned'",
    "CREATE INDEX reminders_by_parcel ON reminders (outbox_id)",
    """CREATE TABLE calls (
        id TEXT PRIMARY KEY,
        cycle_id TEXT NOT NULL REFERENCES cycles (id),
        member_id TEXT NOT NULL REFERENCES members (id),
        called_by TEXT NOT NULL REFERENCES members (id),
        called_at BIGINT NOT NULL
    )""",
    "CREATE INDEX calls_by_cycle ON calls (cycle_id, called_at)",
    """CREATE TABLE exceptions (
        cycle_id TEXT NOT NULL,
        member_id TEXT NOT NULL REFERENCES members (id),
        kind TEXT NOT NULL,
        made_by TEXT NOT NULL REFERENCES members (id),
        made_at BIGINT NOT NULL,
        PRIMARY KEY (cycle_id, member_id)
    )""",
    "CREATE INDEX exceptions_by_member ON exceptions (member_id)",
    # Whoever is excused now is excused for the cycle that is open.
    """INSERT INTO exceptions (cycle_id, member_id, kind, made_by, made_at)
        SELECT y.id, m.id, 'excused', m.id, y.opened_at FROM members m
        JOIN cycles y ON y.cell_id = m.cell_id AND y.closed_at IS NULL
        WHERE m.exempt_reason <> '' AND m.removed_at IS NULL""",
    "ALTER TABLE cells ADD COLUMN escalate_days INTEGER NOT NULL DEFAULT 3",
    """CREATE TABLE helpers (
        cycle_id TEXT NOT NULL REFERENCES cycles (id),
        member_id TEXT NOT NULL REFERENCES members (id),
        helper_id TEXT NOT NULL REFERENCES members (id),
        named_at BIGINT NOT NULL,
        PRIMARY KEY (cycle_id, member_id)
    )""",
    "CREATE INDEX helpers_by_helper ON helpers (helper_id)",
    "ALTER TABLE interviews ADD COLUMN entered_by TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE versions ADD COLUMN entered_by TEXT NOT NULL DEFAULT ''",
)


def upgrade() -> None:
    """Adds the columns and tables, and takes over what the outbox still knows."""
    for statement in STATEMENTS:
        op.execute(statement)
