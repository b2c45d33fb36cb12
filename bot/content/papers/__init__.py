"""What each kind of paper says: data put into sentences in the order of the paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from bot.content.layout.paper import Block, Paper
from bot.content.papers.blank import blank_paper
from bot.content.papers.meeting import minutes_paper, programme_paper
from bot.content.papers.own import facts_paper, spoken_paper
from bot.content.papers.plans import cell_plan_paper, remediation_paper
from bot.content.papers.registration import registration_paper
from bot.content.papers.report.full_figures import full_figures_paper
from bot.content.papers.report.paper import AROUND, ReportPart, proposed, summary_paper, worded
from bot.content.papers.rollup import rollup_paper
from bot.content.papers.sheet import sheet_paper
from bot.content.words.phrases import Phrases, measures, phrases
from bot.domain.meeting.meeting import Minutes, Programme
from bot.domain.papers.own import Facts, Registration, Spoken
from bot.domain.papers.plan import CellPlan
from bot.domain.remediation.plan import Remediation
from bot.domain.report.full import FullFigures
from bot.domain.report.rollup import Rollup
from bot.domain.report.summary import Summary
from bot.domain.review.sheet import Blank, Sheet
from bot.domain.style import Style

Printable: TypeAlias = (
    Summary
    | Sheet
    | FullFigures
    | Blank
    | Programme
    | Minutes
    | CellPlan
    | Remediation
    | Spoken
    | Facts
    | Registration
    | Rollup
    | Paper
)
"""What can be printed: the data of a paper, or a paper already put into sentences."""

_WRITERS: Mapping[type, Callable[[Any, Phrases], Paper]] = {
    Summary: summary_paper,
    Sheet: sheet_paper,
    FullFigures: full_figures_paper,
    Blank: blank_paper,
    Programme: programme_paper,
    Minutes: minutes_paper,
    CellPlan: cell_plan_paper,
    Remediation: remediation_paper,
    Rollup: rollup_paper,
    Spoken: spoken_paper,
    Facts: facts_paper,
    Registration: registration_paper,
}


def paper_of(content: Printable, language: str) -> Paper:
    """The paper in sentences; one that is already a paper stays as it is."""
    if isinstance(content, Paper):
        return content
    style = content.issuer.style
    say = phrases(language, style.profile)
    return replace(_WRITERS[type(content)](content, say), style=style)


def proposals(summary: Summary, language: str) -> tuple[ReportPart, ...]:
    """The consolidated report as the program proposes it, part by part."""
    return proposed(summary, phrases(language, summary.issuer.style.profile))


def symbol(type_: str, number: int, style: Style, language: str) -> str:
    """Number and symbol as they are printed: `Số 05-BC/CB`."""
    digits = measures(style.profile)["rules"]["number_digits"]
    say = phrases(language, style.profile)
    return say("head.number", type=type_, number=f"{number:0{digits}d}")


def report_parts(summary: Summary, language: str) -> tuple[tuple[str, tuple[Block, ...]], ...]:
    """Title and blocks of each numbered part of the consolidated report, in its order."""
    say = phrases(language, summary.issuer.style.profile)
    return tuple(
        (part.title, part.blocks) for part in worded(summary, say) if part.id not in AROUND
    )
