"""What a member gets printed from a review: what is read out at the meeting, and what is copied
into the yearly form."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from bot.domain.messages import Outgoing, text
from bot.services.office import Office
from bot.services.papers import own_papers
from bot.services.papers.own_papers import FactsJob, SpokenJob
from bot.services.parcels import Job, Maker, Part, captioned


async def _spoken(office: Office, job: SpokenJob, language: str) -> AsyncIterator[Part]:
    """What is read out at the meeting; only as PDF for the reviewer, who prints it for an author
    without a phone. Nothing keeps it from being saved: it is there to be printed."""
    found = await office.db.read(lambda tx: own_papers.spoken(office, tx, job, language))
    if found is None:
        return
    pdf, docx = await office.renderer.both(found, language)
    if job.for_reviewer:
        yield captioned(office, pdf, text("own.spoken_for", name=found.writer), language)
        return
    caption = text("own.spoken", version=found.version, talked_over=found.talked_over)
    yield captioned(office, pdf, caption, language)
    yield captioned(office, docx, text("own.spoken_docx"), language)


async def _facts(office: Office, job: FactsJob, language: str) -> AsyncIterator[Part]:
    """What is copied into the yearly form, or that there is nothing to copy."""
    found = await office.db.read(lambda tx: own_papers.facts(office, tx, job, language))
    if found is None:
        return
    if found.is_empty:
        yield Outgoing(text("own.no_facts"))
        return
    pdf, docx = await office.renderer.both(found, language)
    yield captioned(office, docx, text("own.facts_docx"), language)
    yield captioned(office, pdf, text("own.facts"), language)


MAKERS: Mapping[type[Job], Maker] = {SpokenJob: _spoken, FactsJob: _facts}
