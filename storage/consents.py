"""What people answered to the consent text, and the texts themselves as they were shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from storage.engine.database import Row, Transaction


class Way(StrEnum):
    """How an answer was given. On paper: a helper who enters for the person has recorded it."""

    SCREEN = "screen"
    PAPER = "paper"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Consent:
    """One answer. `text_hash` names the text that was shown; `recorded_by` is a helper's person."""

    member_id: str
    version: int
    agreed: bool
    way: Way
    channel: str
    given_at: int
    text_hash: str = ""
    recorded_by: str = ""


def _consent(row: Row) -> Consent:
    return Consent(
        row["member_id"],
        row["version"],
        bool(row["agreed"]),
        Way(row["way"]),
        row["channel"],
        row["given_at"],
        row["text_hash"],
        row["recorded_by"],
    )


async def add(tx: Transaction, new: Consent) -> None:
    """Keeps an answer; earlier ones stay."""
    await tx.run(
        "INSERT INTO consents (member_id, version, agreed, way, channel, given_at, text_hash,"
        " recorded_by) VALUES (:member, :version, :agreed, :way, :channel, :at, :hash, :by)"
        " ON CONFLICT (member_id, version, given_at) DO UPDATE SET agreed = excluded.agreed,"
        " way = excluded.way, text_hash = excluded.text_hash",
        member=new.member_id,
        version=new.version,
        agreed=new.agreed,
        way=new.way.value,
        channel=new.channel,
        at=new.given_at,
        hash=new.text_hash,
        by=new.recorded_by,
    )


async def last(tx: Transaction, member_id: str, version: int, *ways: Way) -> Consent | None:
    """The last answer to this version that was given in one of these ways, if any."""
    rows = await tx.all(
        "SELECT * FROM consents WHERE member_id = :member AND version = :version"
        " ORDER BY given_at DESC",
        member=member_id,
        version=version,
    )
    return next((each for each in map(_consent, rows) if each.way in ways), None)


async def of_member(tx: Transaction, member_id: str) -> Sequence[Consent]:
    """Every answer that this member ever gave, in order."""
    rows = await tx.all(
        "SELECT * FROM consents WHERE member_id = :member ORDER BY given_at, version",
        member=member_id,
    )
    return [_consent(row) for row in rows]


async def refusals(
    tx: Transaction, cell_id: str, version: int, member_id: str = ""
) -> frozenset[str]:
    """Ids of the cell's members who do not answer here: refused, withdrew, or signed on paper. With
    `member_id`, of this member alone."""
    rows = await tx.all(
        "SELECT c.member_id, c.agreed, c.way FROM consents c JOIN members m ON m.id = c.member_id"
        " WHERE m.cell_id = :cell AND c.version = :version AND :member IN ('', m.id)"
        " ORDER BY c.given_at, c.member_id",
        cell=cell_id,
        member=member_id,
        version=version,
    )
    here = {row["member_id"]: row["agreed"] and row["way"] != Way.PAPER for row in rows}
    return frozenset(member_id for member_id, answers in here.items() if not answers)


async def keep_text(tx: Transaction, hash_: str, *, language: str, body: str) -> None:
    """Keeps the text behind a hash, once."""
    await tx.run(
        "INSERT INTO consent_texts (hash, language, body) VALUES (:hash, :language, :body)"
        " ON CONFLICT (hash) DO NOTHING",
        hash=hash_,
        language=language,
        body=body,
    )


async def text_of(tx: Transaction, hash_: str) -> str:
    """The text that was shown; empty if an earlier release kept none."""
    row = await tx.one("SELECT body FROM consent_texts WHERE hash = :hash", hash=hash_)
    return str(row["body"]) if row else ""
