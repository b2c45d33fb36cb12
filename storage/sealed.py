"""Which columns are sealed: everything that people wrote or chose, or got to read about it."""

from __future__ import annotations

from storage.engine.sealing import SealedColumn

SEALED = (
    SealedColumn("interviews", "answers", ("id",)),
    SealedColumn("interviews", "body", ("id",)),
    SealedColumn("versions", "answers", ("interview_id", "version")),
    SealedColumn("cycle_forms", "body", ("cycle_id", "form")),
    SealedColumn("accounts", "editing", ("channel", "person_id")),
    SealedColumn("accounts", "shown", ("channel", "person_id")),
    SealedColumn("accounts", "offered", ("channel", "person_id")),
    SealedColumn("accounts", "screen", ("channel", "person_id")),
    SealedColumn("accounts", "held", ("channel", "person_id")),
    SealedColumn("members", "exempt_reason", ("id",)),
    SealedColumn("members", "left_note", ("id",)),
    SealedColumn("members", "phone", ("id",)),
    SealedColumn("codes", "shown", ("code",)),
    SealedColumn("persons", "pin", ("id",)),
    SealedColumn("outbox", "contents", ("id",)),
    SealedColumn("put_aside", "contents", ("channel", "act_id")),
    SealedColumn("mailbox", "contents", ("person_id", "seq")),
    SealedColumn("files", "caption", ("id",)),
    SealedColumn("files", "body", ("id",)),
    SealedColumn("materials", "body", ("id",)),
    SealedColumn("decisions", "body", ("id",)),
    SealedColumn("collected_returns", "body", ("id",)),
    SealedColumn("data_requests", "wish", ("id",)),
    SealedColumn("data_requests", "reply", ("id",)),
    SealedColumn("breaches", "what", ("id",)),
    SealedColumn("breaches", "outcome", ("id",)),
    SealedColumn("pending_imports", "contents", ("id",)),
    SealedColumn("edits", "proposed", ("cycle_id", "sentence")),
    SealedColumn("edits", "words", ("cycle_id", "sentence")),
    SealedColumn("register", "body", ("paper_id",)),
)
"""Sealed columns; the storage modules seal each value with the same `about`, which a test
compares."""
