"""What comes out as documents and as the report's chat text; never inside a turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from bot.content import chat_report
from bot.content.documents import Rendered
from bot.domain.messages import Button, Outgoing, text
from bot.services import reviews, status, summaries
from bot.services.office import Office
from bot.services.parcels import BlankJob, Contents, SheetJob, StandingJob, SummaryJob


@dataclass(frozen=True, slots=True)
class Printed:
    """A rendered document with the line that goes with it."""

    name: str
    media_type: str
    body: bytes
    caption: str


async def papers(office: Office, job: Contents, language: str) -> AsyncIterator[Outgoing | Printed]:
    """What this job makes, each part as soon as it is ready."""
    match job:
        case SummaryJob():
            async for part in summary(office, job, language):
                yield part
        case BlankJob():
            async for printed in blanks(office, job, language):
                yield printed
        case SheetJob():
            for printed in await sheet(office, job, language):
                yield printed
        case StandingJob():
            for printed in await standing(office, job, language):
                yield printed
        case _:
            raise TypeError(f"{type(job).__name__} is no paper")


async def sheet(office: Office, job: SheetJob, language: str) -> Sequence[Printed]:
    """The author's own review as PDF; nothing if that version was taken back meanwhile."""
    found = await office.db.read(lambda tx: reviews.sheet(office, tx, job, language))
    if found is None:
        return ()
    rendered = await office.renderer.sheet(found, language)
    key = "sheet.caption" if job.version else "sheet.draft_caption"
    said = text(key, version=job.version)
    if found.entered_by and job.version:
        said = text("sheet.typed_caption", name=found.writer, version=job.version)
    caption = office.catalogue.render(said, language)
    return (Printed(rendered.name, rendered.media_type, rendered.body, caption),)


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


async def standing(office: Office, job: StandingJob, language: str) -> Sequence[Printed]:
    """Who stands where as a picture, without names; nothing for an unknown cycle."""
    found = await office.db.read(lambda tx: status.picture(office, tx, job))
    if found is None:
        return ()
    rendered = await office.renderer.standing(found, language)
    caption = office.catalogue.render(text("status.picture"), language)
    return (Printed(rendered.name, rendered.media_type, rendered.body, caption),)


async def blanks(office: Office, job: BlankJob, language: str) -> AsyncIterator[Printed]:
    """The paper form as PDF and Word: blank, or one for each of the members."""
    for blank in await office.db.read(lambda tx: reviews.blanks(office, tx, job)):
        caption = office.catalogue.render(text("blank.caption", name=blank.name), language)
        for each in await office.renderer.blank(blank, language):
            yield Printed(each.name, each.media_type, each.body, caption)
