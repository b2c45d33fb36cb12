"""All that a database holds after a play, without ids and times, to compare two plays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from storage.engine.database import Transaction
from tests.storage.scanning import keys_of, opened
from tests.world import World

_KEPT = {
    "members": "SELECT c.name AS cell, m.name, m.role, m.exempt_reason, m.kind, m.standing,"
    " m.born_on, m.party_group, m.party_post, m.government_post, m.strengths,"
    " m.person_id IS NOT NULL AS joined, m.removed_at IS NOT NULL AS gone, c.place, c.digest_hour"
    " FROM members m JOIN cells c ON c.id = m.cell_id ORDER BY c.name, m.name",
    "cycles": "SELECT c.name AS cell, y.theme, y.year, y.submit_on, y.inclusive, y.meeting_on,"
    " y.steps, y.closed_at IS NOT NULL AS closed FROM cycles y JOIN cells c ON c.id = y.cell_id"
    " ORDER BY c.name, y.opened_at",
    "authors": "SELECT f.form, m.name FROM cycle_forms f LEFT JOIN members m ON m.id = f.member_id"
    " ORDER BY f.form, m.name",
    "answers": "SELECT c.name AS cell, m.name, i.form, i.state, i.version, i.answers"
    " FROM interviews i JOIN members m ON m.id = i.member_id JOIN cells c ON c.id = i.cell_id"
    " WHERE i.cycle_id <> '' ORDER BY c.name, m.name, i.form",
    "handed in": "SELECT c.name AS cell, m.name, i.form, v.version, v.answers FROM versions v"
    " JOIN interviews i ON i.id = v.interview_id JOIN members m ON m.id = i.member_id"
    " JOIN cells c ON c.id = i.cell_id ORDER BY c.name, m.name, i.form, v.version",
    "consents": "SELECT m.name, o.agreed FROM consents o JOIN members m ON m.id = o.member_id"
    " ORDER BY m.name, o.given_at, o.agreed",
}


async def kept(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """What is stored about cells, members, cycles, answers and consents."""

    keys = keys_of(Path(world.settings.database_url.removeprefix("sqlite:///")))

    async def work(tx: Transaction) -> dict[str, list[tuple[Any, ...]]]:
        return {
            title: [
                tuple(opened(value, keys) for value in row.values()) for row in await tx.all(query)
            ]
            for title, query in _KEPT.items()
        }

    return await world.office.db.read(work)
