"""The annex that goes with an issued report by the secretary's choice: each row's figures."""

from __future__ import annotations

from itertools import count

from bot.content.layout.paper import UNSIGNED, Paper, numbered
from bot.content.papers.heading import heading
from bot.content.papers.report.manifestations import Manifestations
from bot.content.words.phrases import Phrases
from bot.domain.report.full import FullFigures


def full_figures_paper(full: FullFigures, say: Phrases) -> Paper:
    """Tables alone, for the report that they go with; nobody signs them by themselves."""
    writer, cell = Manifestations(say, count(1)), full.issuer.cell
    return Paper(
        language=say.language,
        file=numbered(full.number, say("full.file", year=full.year)),
        head=heading(
            say,
            full.issuer,
            full.made_at.date(),
            type=say("annex.title", number=0),
            subject=say("full.subject", number=full.number, issued_on=full.issued_on, cell=cell),
            edition=say("full.edition", counted=full.counted, made_at=full.made_at),
        ),
        blocks=tuple(writer.figures(matrix) for matrix in full.matrices),
        signature=UNSIGNED,
    )
