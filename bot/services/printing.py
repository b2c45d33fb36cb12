"""What comes out as documents and as the report's chat text; never inside a turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from bot.content import chat_report
from bot.content.documents import Rendered
from bot.domain.messages import Button, Outgoing, text
from bot.services import exporting, reviews, summaries
from bot.services.office import Office
from bot.services.parcels import DataExport, SheetJob, SummaryJob


@dataclass(frozen=True, slots=True)
class Printed:
    """A rendered document with the line that goes with it."""

    name: str
    media_type: str
    body: bytes
    caption: str


async def sheet(office: Office, job: SheetJob, language: str) -> Sequence[Printed]:
    """The author's own review as PDF; nothing if that version was taken back meanwhile."""
    found = await office.db.read(lambda tx: reviews.sheet(office, tx, job, language))
    if found is None:
        return ()
    rendered = await office.renderer.sheet(found, language)
    key = "sheet.caption" if job.version else "sheet.draft_caption"
    caption = office.catalogue.render(text(key, version=job.version), language)
    return (Printed(rendered.name, rendered.media_type, rendered.body, caption),)


async def papers(office: Office, job: SheetJob | DataExport, language: str) -> Sequence[Printed]:
    """What one member asked for about the own things."""
    if isinstance(job, SheetJob):
        return await sheet(office, job, language)
    return await own_data(office, job, language)


async def own_data(office: Office, job: DataExport, language: str) -> Sequence[Printed]:
    """Everything that lies about a member: for a machine, and to be read."""
    found = await office.db.read(lambda tx: exporting.gather(office, tx, job.member_id, language))
    if found is None:
        return ()
    rendered = await office.renderer.own_data(found.paper, language)
    say = office.catalogue.render
    caption, machine = (say(text(f"export.{key}"), language) for key in ("caption", "machine"))
    return (
        Printed(rendered.name, rendered.media_type, rendered.body, caption),
        Printed(f"{found.paper.file}.json", "application/json", found.machine, machine),
    )


async def summary(
    office: Office, job: SummaryJob, language: str
) -> AsyncIterator[Outgoing | Printed]:
    """The consolidated report as it stands now, each part as soon as it is ready.

    The figures come first, then the picture, then the documents; nothing for an unknown cycle.
    """
    found = await summaries.summary(office, job.cycle_id)
    if found is None:
        return
    papers = asyncio.create_task(office.renderer.summary(found, language))
    try:
        for part in chat_report.parts(found):
            yield Outgoing(part)
        yield _printed(office, await office.renderer.chart(found, language), "chart", language)
        pdf, docx = await papers
    finally:
        papers.cancel()
    yield _printed(office, docx, "docx", language)
    yield _printed(office, pdf, "pdf", language)
    again = Button(text("summary.again"), f"s:summary:{job.cycle_id}")
    yield Outgoing(text("summary.done"), ((again,),))


def _printed(office: Office, rendered: Rendered, kind: str, language: str) -> Printed:
    caption = office.catalogue.render(text(f"summary.{kind}"), language)
    return Printed(rendered.name, rendered.media_type, rendered.body, caption)
