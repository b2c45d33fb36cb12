"""The consolidated report as papers: chat text, picture, documents, figures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from bot.content.papers.report import chat
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
    """Compiles the report for the meeting and sends it: text, picture, DOCX and PDF."""

    cycle_id: str


@dataclass(frozen=True, slots=True)
class FiguresJob(Job):
    """Sends the figures of the report for the meeting as a spreadsheet."""

    cycle_id: str


async def summary(office: Office, job: SummaryJob, language: str) -> AsyncIterator[Part]:
    """The report for the meeting as of now, for those who read the reviews.

    The figures come first, then the picture, then the documents; nothing for an unknown cycle.
    """
    found = await summaries.summary(office, job.cycle_id, Edition.MEETING)
    if found is None:
        return
    papers = asyncio.create_task(office.renderer.both(found, language))
    try:
        for part in chat.parts(found):
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
    yield _done(job.cycle_id)


def _done(cycle_id: str) -> Outgoing:
    """What is offered after a report: again, its wording, the figures and where they come from, the
    official edition for all others."""
    again = Button(text("summary.again"), f"s:summary:{cycle_id}")
    words = Button(text("wording.begin"), f"e:{cycle_id}:{Edition.MEETING}")
    sheet = Button(text("figures.sheet"), f"s:figures:{cycle_id}")
    trace = Button(text("tracing.begin"), f"t:{cycle_id}:{Edition.MEETING}")
    official = Button(text("figures.official"), f"rg:offer:{cycle_id}:{REPORT}")
    return Outgoing(text("figures.done"), ((again, words), (sheet, trace), (official,)))


async def _figures(office: Office, job: FiguresJob, language: str) -> AsyncIterator[Part]:
    """Everything countable as a spreadsheet; nothing for an unknown cycle."""
    found = await summaries.summary(office, job.cycle_id, Edition.MEETING)
    if found is None:
        return
    name, body = await asyncio.to_thread(figures_file, found, language)
    file = FileOut(f"{name}.xlsx", spreadsheets.XLSX, body)
    yield captioned(office, file, text("figures.sheet_caption"), language)


MAKERS: Mapping[type[Job], Maker] = {SummaryJob: summary, FiguresJob: _figures}
