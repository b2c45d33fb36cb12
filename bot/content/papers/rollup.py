"""Many cells on one paper: a table that goes on over as many pages as it needs."""

from __future__ import annotations

from bot.content.layout.paper import Block, Column, Paper, Signature, Table
from bot.content.papers.heading import heading
from bot.content.words.phrases import Phrases
from bot.domain.report.rollup import CellLine, Rollup

_COLUMNS = (Column(13, centred=True), Column(), *[Column(25, centred=True)] * 4)


def rollup_paper(found: Rollup, say: Phrases) -> Paper:
    """A sentence with the sums, and a row for each cell."""
    sums = {name: found.total(name) for name in ("roster", "required", "submitted", "approved")}
    return Paper(
        language=say.language,
        file=say("rollup.file"),
        head=heading(
            say,
            found.issuer,
            found.made_at.date(),
            type=say("rollup.type"),
            subject=say("rollup.subject"),
            edition=say("rollup.edition", at=found.made_at),
        ),
        blocks=(
            Block("text", say("rollup.sum", cells=len(found.lines), **sums)),
            Block("table", table=_table(found, say)),
        ),
        signature=Signature("", "", ""),
    )


def _table(found: Rollup, say: Phrases) -> Table:
    names = ("order", "cell", "roster", "required", "submitted", "approved")
    rows = tuple(_row(number, line, say) for number, line in enumerate(found.lines, 1))
    return Table("", tuple(say(f"rollup.head_{name}") for name in names), rows, _COLUMNS)


def _row(number: int, line: CellLine, say: Phrases) -> tuple[str, ...]:
    shares = (
        say("results.cell", count=count, counted=line.required)
        for count in (line.submitted, line.approved)
    )
    return (str(number), line.name, str(line.roster), str(line.required), *shares)
