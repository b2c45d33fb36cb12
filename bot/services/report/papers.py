"""The consolidated report as papers: chat text, picture, documents, figures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from bot.content.papers import chat_report
from bot.content.tables import spreadsheets
from bot.content.tables.figures import figures_file
from bot.domain.messages import Button, FileOut, Outgoing, text
from bot.domain.papers.register import REPORT
from bot.domain.report.summary import Edition
from bot.services.office import Office
from bot.services.parcels import Job, Maker, Part, captioned
from bot.services.report import own_form, summaries


@dataclass(frozen=True, slots=True)
class SummaryJob(Job):
    """Compiles an edition of the cell's report and sends it: text, picture, DOCX and PDF."""

    cycle_id: str
    edition: str = Edition.MEETING


@dataclass(frozen=True, slots=True)
class FiguresJob(Job):
    """Sends the figures of an edition as a spreadsheet."""

    cycle_id: str
    edition: str = Edition.MEETING


async def summary(office: Office, job: SummaryJob, language: str) -> AsyncIterator[Part]:
    """An edition of the consolidated report as of now.

    The figures come first, then the picture, then the documents; nothing for an unknown cycle.
    """
    edition = Edition(job.edition)
    found = await summaries.summary(office, job.cycle_id, edition)
    if found is None:
        return
    papers = asyncio.create_task(office.renderer.both(found, language))
    try:
        for part in chat_report.parts(found):
            yield Outgoing(part)
        chart = await office.renderer.chart(found, language)
        yield captioned(office, chart, text("summary.chart"), language)
        pdf, docx = await papers
    finally:
        papers.cancel()
    yield captioned(office, docx, text("summary.docx"), language)
    yield captioned(office, pdf, text("summary.pdf"), language)
    async for made in own_form.filled(office, job.cycle_id, found, language):
        yield made
    yield _done(job.cycle_id, edition)


def _done(cycle_id: str, edition: Edition) -> Outgoing:
    """What is offered after a report: again, the other edition, its wording, its number, the
    figures and where they come from, the report for others to read."""
    again = Button(text("summary.again"), f"s:summary:{cycle_id}:{edition}")
    other = Button(text(f"figures.get_{edition.other}"), f"s:summary:{cycle_id}:{edition.other}")
    words = Button(text("wording.begin"), f"e:{cycle_id}:{edition}")
    number = Button(text("issuing.begin"), f"rg:offer:{cycle_id}:{REPORT}")
    sheet = Button(text("figures.sheet"), f"s:figures:{cycle_id}:{edition}")
    trace = Button(text("tracing.begin"), f"t:{cycle_id}:{edition}")
    leaving = Button(text("figures.get_circulated"), f"s:circulate:{cycle_id}:{edition}")
    paper = (words, number) if edition is Edition.OFFICIAL else (words,)
    done = text("figures.done", edition=text(f"figures.edition_{edition}"))
    return Outgoing(done, ((again, other), paper, (sheet, trace), (leaving,)))


async def _figures(office: Office, job: FiguresJob, language: str) -> AsyncIterator[Part]:
    """Everything countable as a spreadsheet; nothing for an unknown cycle."""
    found = await summaries.summary(office, job.cycle_id, Edition(job.edition))
    if found is None:
        return
    name, body = await asyncio.to_thread(figures_file, found, language)
    file = FileOut(f"{name}.xlsx", spreadsheets.XLSX, body)
    yield captioned(office, file, text("figures.sheet_caption"), language)


MAKERS: Mapping[type[Job], Maker] = {SummaryJob: summary, FiguresJob: _figures}
