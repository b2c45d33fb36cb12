"""How far the cells of one organisation are, for the one who runs the server for it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.messages import FileOut
from bot.domain.people.issuer import Issuer, Signer
from bot.domain.report.rollup import Rollup
from bot.domain.style import STANDARD
from bot.services.office import Office
from storage import rollups


async def rollup(office: Office, parent: str) -> Rollup | None:
    """The figures as of now; `None` if no cell belongs to an organisation of this name."""
    lines = await office.db.read(lambda tx: rollups.lines(tx, parent))
    made_at = office.calendar.local(office.clock())
    issuer = Issuer(parent, "", "", STANDARD, Signer.SECRETARY, "")
    return Rollup(issuer, made_at, tuple(lines)) if lines else None


async def papers(office: Office, found: Rollup, language: str) -> Sequence[FileOut]:
    """The rollup as PDF and as Word file."""
    return await office.renderer.both(found, language)
