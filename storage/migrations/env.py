"""Alembic's entry: all pending revisions in one transaction, on the connection it is given."""

from __future__ import annotations

from alembic import context

# Alembic holds SQLite's DDL for non-transactional, which is the driver's doing and not SQLite's:
# our connection begins its transactions itself, so a revision that fails leaves nothing behind.
context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
