"""The annex that goes with an issued report by the secretary's choice: each row's figures."""

from __future__ import annotations

from bot.content.layout.paper import UNSIGNED, Paper, numbered
from bot.content.papers.findings import Findings
from bot.content.papers.heading import heading
from bot.content.words.phrases import Phrases
from bot.domain.report.full import FullFigures
from bot.domain.report.summary import MatrixCounts


def full_figures_paper(full: FullFigures, say: Phrases) -> Paper:
    """Tables alone, for the report that they go with; nobody signs them by themselves."""
    summary, findings, cell = full.summary, Findings(say), full.issuer.cell
    matrices = [
        finding
        for form in summary.forms
        if form.audience == "member"
        for section in form.sections
        for finding in section.findings
        if isinstance(finding, MatrixCounts) and finding.counted
    ]
    return Paper(
        language=say.language,
        file=numbered(full.number, say("full.file", year=summary.year)),
        head=heading(
            say,
            summary.issuer,
            summary.made_at.date(),
            type=say("annex.title", number=0),
            subject=say("full.subject", number=full.number, issued_on=full.issued_on, cell=cell),
            edition=say("full.edition", counted=summary.totals.counted, made_at=summary.made_at),
        ),
        blocks=tuple(findings.figures(matrix) for matrix in matrices),
        signature=UNSIGNED,
    )
