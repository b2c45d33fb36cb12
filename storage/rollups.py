"""How far the cells of an organisation are, in two queries however many there are."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.people.member import OBLIGED, OUTSIDERS
from bot.domain.report.rollup import CellLine
from bot.domain.review.workflow import HANDED_IN, State
from storage.engine.database import Transaction

_NEWEST = "SELECT id FROM cycles n WHERE n.cell_id = c.id ORDER BY n.opened_at DESC, n.id LIMIT 1"
_OBLIGED = ", ".join(f"'{category}'" for category in sorted(OBLIGED))
_OUTSIDE = ", ".join(f"'{role}'" for role in sorted(OUTSIDERS))
_HANDED_IN = ", ".join(f"'{state}'" for state in sorted(HANDED_IN))

_PEOPLE = (
    "SELECT c.id, c.name, y.year, COUNT(m.id) AS roster,"  # noqa: S608 -- names of our own enums
    f" COUNT(CASE WHEN m.category IN ({_OBLIGED}) AND m.exempt_reason = '' THEN 1 END) AS required"
    " FROM cells c"
    f" LEFT JOIN cycles y ON y.id = ({_NEWEST})"
    " LEFT JOIN members m ON m.cell_id = c.id AND m.removed_at IS NULL"
    f" AND m.role NOT IN ({_OUTSIDE})"
    " WHERE c.parent = :parent AND c.merged_into IS NULL GROUP BY c.id, c.name, y.year"
    " ORDER BY c.id"
)
_REVIEWS = (
    "SELECT c.id, COUNT(*) AS submitted,"  # noqa: S608 -- names of our own enums
    f" COUNT(CASE WHEN i.state <> '{State.SUBMITTED}' THEN 1 END) AS approved FROM cells c"
    f" JOIN cycles y ON y.id = ({_NEWEST})"
    " JOIN cycle_forms f ON f.cycle_id = y.id AND f.purpose = 'review'"
    " AND COALESCE(f.member_id, '') = ''"
    " JOIN interviews i ON i.cell_id = c.id AND i.cycle_id = y.id AND i.form = f.form"
    f" AND i.state IN ({_HANDED_IN})"
    " JOIN members m ON m.id = i.member_id AND m.cell_id = c.id AND m.removed_at IS NULL"
    " WHERE c.parent = :parent AND c.merged_into IS NULL GROUP BY c.id"
)


async def lines(tx: Transaction, parent: str) -> Sequence[CellLine]:
    """Every cell under the organisation of this name, by name; members who left are not counted."""
    reviews = {row["id"]: row for row in await tx.all(_REVIEWS, parent=parent)}
    found = [
        CellLine(
            name=row["name"],
            year=row["year"] or 0,
            roster=row["roster"],
            required=row["required"] or 0,
            submitted=reviews[row["id"]]["submitted"] if row["id"] in reviews else 0,
            approved=reviews[row["id"]]["approved"] if row["id"] in reviews else 0,
        )
        for row in await tx.all(_PEOPLE, parent=parent)
    ]
    return sorted(found, key=lambda line: line.name)  # servers order letters in their own ways
