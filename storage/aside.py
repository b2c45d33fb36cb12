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


async def put(
    tx: Transaction, channel: str, address: str, acts: Sequence[Act], *, most: int, now: int
) -> Sequence[Act]:
    """Puts these of one address aside in their order, behind those of it that wait; one that is
    there stays as it is. Returns those that are not kept, since `most` of this address wait."""
    waiting = await tx.all(
        "SELECT act_id, seq FROM put_aside WHERE channel = :channel AND address = :address",
        channel=channel,
        address=address,
    )
    known = {row["act_id"] for row in waiting}
    new = [act for act in acts if act.id not in known]
    room = max(most - len(known), 0)
    last = max((row["seq"] for row in waiting), default=0)
    await tx.run_many(
        "INSERT INTO put_aside (channel, act_id, seq, address, contents, kept_at)"
        " VALUES (:channel, :id, :seq, :address, :contents, :now)",
        [
            {
                "channel": channel,
                "id": act.id,
                "seq": seq,
                "address": address,
                "contents": tx.seal(act.contents, _about(channel, act.id)),
                "now": now,
            }
            for seq, act in enumerate(new[:room], last + 1)
        ],
    )
    return new[room:]


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
