"""The sentences that a secretary wrote in place of proposed ones; both are sealed."""

from __future__ import annotations

from bot.domain.report.wording import Edit, Edits
from storage.engine.database import Transaction


async def edits(tx: Transaction, cycle_id: str) -> Edits:
    """Every sentence of the cycle's report that was rewritten."""
    rows = await tx.all("SELECT * FROM edits WHERE cycle_id = :cycle", cycle=cycle_id)
    return {
        row["sentence"]: Edit(
            tx.unseal(row["proposed"], _about("proposed", cycle_id, row["sentence"])),
            tx.unseal(row["words"], _about("words", cycle_id, row["sentence"])),
        )
        for row in rows
    }


async def keep(
    tx: Transaction, cycle_id: str, sentence: str, edit: Edit, *, by: str, now: int
) -> None:
    """Keeps these words for the sentence from now on."""
    await tx.run(
        "INSERT INTO edits (cycle_id, sentence, proposed, words, member_id, edited_at)"
        " VALUES (:cycle, :sentence, :proposed, :words, :by, :now)"
        " ON CONFLICT (cycle_id, sentence) DO UPDATE SET proposed = excluded.proposed,"
        " words = excluded.words, member_id = excluded.member_id, edited_at = excluded.edited_at",
        cycle=cycle_id,
        sentence=sentence,
        proposed=tx.seal(edit.proposed, _about("proposed", cycle_id, sentence)),
        words=tx.seal(edit.text, _about("words", cycle_id, sentence)),
        by=by,
        now=now,
    )


async def drop(tx: Transaction, cycle_id: str, sentence: str) -> None:
    """Returns to the proposed sentence."""
    await tx.run(
        "DELETE FROM edits WHERE cycle_id = :cycle AND sentence = :sentence",
        cycle=cycle_id,
        sentence=sentence,
    )


def _about(column: str, cycle_id: str, sentence: str) -> str:
    return f"edits.{column}:{cycle_id}.{sentence}"
