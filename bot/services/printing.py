"""What comes out as documents and as the report's chat text; never inside a turn."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.content import chat_report
from bot.domain.messages import Button, Outgoing, text
from bot.services import reviews, summaries
from bot.services.office import Office
from bot.services.parcels import SheetJob, SummaryJob


@dataclass(frozen=True, slots=True)
class Printed:
    """A rendered document with the line that goes with it."""

    name: str
    media_type: str
    body: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class Report:
    """All that `/summary` sends: the text for the chat, then picture and documents."""

    messages: Sequence[Outgoing]
    files: Sequence[Printed]


async def sheet(office: Office, job: SheetJob, language: str) -> Sequence[Printed]:
    """The author's own review as PDF; nothing if that version was taken back meanwhile."""
    found = await office.db.read(lambda tx: reviews.sheet(office, tx, job, language))
    if found is None:
        return ()
    rendered = await office.renderer.sheet(found, language)
    key = "sheet.caption" if job.version else "sheet.draft_caption"
    caption = office.catalogue.render(text(key, version=job.version), language)
    return (Printed(rendered.name, rendered.media_type, rendered.body, caption),)


async def summary(office: Office, job: SummaryJob, language: str) -> Report | None:
    """The consolidated report as it stands now; None if there is no such cycle."""
    found = await summaries.summary(office, job.cycle_id)
    if found is None:
        return None
    chart, (pdf, docx) = await asyncio.gather(
        office.renderer.chart(found, language), office.renderer.summary(found, language)
    )
    captions = ((chart, "summary.chart"), (docx, "summary.docx"), (pdf, "summary.pdf"))
    files = tuple(
        Printed(
            rendered.name,
            rendered.media_type,
            rendered.body,
            office.catalogue.render(text(key), language),
        )
        for rendered, key in captions
    )
    again = Button(text("summary.again"), "s:summary")
    parts = [Outgoing(part) for part in chat_report.parts(found)]
    parts[-1] = Outgoing(parts[-1].text, ((again,),))
    return Report(parts, files)
