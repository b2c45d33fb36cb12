"""How far the cells of an organisation are, in one query however many there are."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.people.member import OUTSIDERS, MemberKind, MemberStanding
from bot.domain.report.rollup import CellLine
from bot.domain.review.workflow import HANDED_IN, State
from bot.domain.words import in_order
from storage.engine.database import Transaction

_NEWEST = "SELECT id FROM cycles n WHERE n.cell_id = c.id ORDER BY n.opened_at DESC, n.id LIMIT 1"
_OBLIGED = (
    f"m.kind <> '{MemberKind.TEMPORARY}' AND m.standing = '{MemberStanding.ACTIVE}'"
    " AND m.exempt_reason = ''"
)
"""As `Member.is_exempt` has it."""
_OUTSIDE = ", ".join(f"'{role}'" for role in sorted(OUTSIDERS))
_HANDED_IN = ", ".join(f"'{state}'" for state in sorted(HANDED_IN))

_LINES = (
    "SELECT c.id, c.name, y.year, COUNT(DISTINCT m.id) AS roster,"  # noqa: S608 -- names of our own enums
    f" COUNT(DISTINCT CASE WHEN {_OBLIGED}"
    " OR i.id IS NOT NULL THEN m.id END) AS required,"
    " COUNT(DISTINCT i.member_id) AS submitted,"
    f" COUNT(DISTINCT CASE WHEN i.state <> '{State.SUBMITTED}' THEN i.member_id END) AS approved"
    " FROM cells c"
    f" LEFT JOIN cycles y ON y.id = ({_NEWEST})"
    " LEFT JOIN members m ON m.cell_id = c.id AND m.removed_at IS NULL"
    f" AND m.role NOT IN ({_OUTSIDE})"
    " LEFT JOIN cycle_forms f ON f.cycle_id = y.id AND f.purpose = 'review'"
    " AND COALESCE(f.member_id, '') = ''"
    " LEFT JOIN interviews i ON i.cell_id = c.id AND i.cycle_id = y.id AND i.form = f.form"
    f" AND i.member_id = m.id AND i.state IN ({_HANDED_IN})"
    " WHERE c.parent = :parent AND c.merged_into IS NULL GROUP BY c.id, c.name, y.year"
    " ORDER BY c.id"
)


async def lines(tx: Transaction, parent: str) -> Sequence[CellLine]:
    """Every cell under the organisation of this name, in the order of the Vietnamese alphabet.
    Whoever left is not counted; an exempt member who handed a review in all the same is, as in the
    cell's own report."""
    found = [
        CellLine(
            name=row["name"],
            year=row["year"] or 0,
            roster=row["roster"],
            required=row["required"],
            submitted=row["submitted"],
            approved=row["approved"],
        )
        for row in await tx.all(_LINES, parent=parent)
    ]
    return sorted(found, key=lambda line: in_order(line.name))
