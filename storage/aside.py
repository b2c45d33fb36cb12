"""Acts that were taken from a platform and wait for their turn, so that nobody waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.engine.database import Transaction


@dataclass(frozen=True, slots=True)
class Act:
    """`id` is the platform's; `contents` what it sent, whole."""

    id: str
    address: str
    contents: str


def _about(channel: str, act_id: str) -> str:
    return f"put_aside.contents:{channel}.{act_id}"


async def put(tx: Transaction, channel: str, acts: Sequence[Act], *, now: int) -> None:
    """Puts these aside in their order, behind those that wait; one that is there stays as it is."""
    row = await tx.one("SELECT MAX(seq) AS last FROM put_aside WHERE channel = :c", c=channel)
    first = (row["last"] or 0) + 1 if row else 1
    await tx.run_many(
        "INSERT INTO put_aside (channel, act_id, seq, address, contents, kept_at)"
        " VALUES (:channel, :id, :seq, :address, :contents, :now) ON CONFLICT DO NOTHING",
        [
            {
                "channel": channel,
                "id": act.id,
                "seq": seq,
                "address": act.address,
                "contents": tx.seal(act.contents, _about(channel, act.id)),
                "now": now,
            }
            for seq, act in enumerate(acts, first)
        ],
    )


async def addresses(tx: Transaction, channel: str) -> Sequence[str]:
    """Those of whom something waits."""
    rows = await tx.all(
        "SELECT DISTINCT address FROM put_aside WHERE channel = :channel", channel=channel
    )
    return sorted(row["address"] for row in rows)


async def first(tx: Transaction, channel: str, address: str) -> Act | None:
    """What has waited longest here."""
    row = await tx.one(
        "SELECT act_id, contents FROM put_aside WHERE channel = :channel AND address = :address"
        " ORDER BY seq, act_id LIMIT 1",
        channel=channel,
        address=address,
    )
    if row is None:
        return None
    act_id = row["act_id"]
    return Act(act_id, address, tx.unseal(row["contents"], _about(channel, act_id)))


async def done(tx: Transaction, channel: str, act_id: str) -> None:
    """Lets go of an act that had its turn."""
    await tx.run(
        "DELETE FROM put_aside WHERE channel = :channel AND act_id = :id",
        channel=channel,
        id=act_id,
    )


async def forget(tx: Transaction, *, before: int) -> None:
    """Forgets what nobody has come for: the channel is no longer served."""
    await tx.run("DELETE FROM put_aside WHERE kept_at < :before", before=before)
