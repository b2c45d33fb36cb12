"""What a member gets of the own words as documents: the review, what is read out at the meeting,
what is copied into the yearly form."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.messages import FileOut, Outgoing, Text, text
from bot.domain.papers.own import Registration
from bot.domain.review.sheet import Sheet
from bot.services.office import Office
from bot.services.papers import own_papers
from bot.services.parcels import FactsJob, SheetJob, SpokenJob
from bot.services.review import sheets


async def sheet(office: Office, job: SheetJob, language: str) -> Sequence[FileOut]:
    """A review or a registration: for its author as PDF and Word, for anybody else, or while it is
    no more than a draft, as PDF. Nothing if that version was taken back meanwhile."""
    found = await office.db.read(lambda tx: sheets.paper(office, tx, job, language))
    if found is None:
        return ()
    caption = _caption(found, job)
    typed = isinstance(found, Sheet) and found.entered_by
    if job.for_reviewer or typed or not job.version:
        rendered = await office.renderer.pdf(found, language)
        # A registration is to be printed and signed, so it is not kept from being saved.
        kept = job.for_reviewer and isinstance(found, Sheet)
        return (_printed(office, rendered, caption, language, protected=kept),)
    pdf, docx = await office.renderer.both(found, language)
    return (
        _printed(office, pdf, caption, language),
        _printed(office, docx, text("sheet.docx_caption"), language),
    )


def _caption(found: Sheet | Registration, job: SheetJob) -> Text:
    if isinstance(found, Registration):
        key = "own.registration_read" if job.for_reviewer else "own.registration"
        return text(key, name=found.writer, version=job.version)
    if job.for_reviewer:
        return text("sheet.reviewer_caption", version=job.version)
    if found.entered_by and job.version:
        return text("sheet.typed_caption", name=found.writer, version=job.version)
    key = "sheet.caption" if job.version else "sheet.draft_caption"
    return text(key, version=job.version)


async def spoken(office: Office, job: SpokenJob, language: str) -> Sequence[FileOut]:
    """What is read out at the meeting; for the reviewer, who prints it for an author without a
    phone, as PDF alone. It is not kept from being saved: it is there to be printed."""
    found = await office.db.read(lambda tx: own_papers.spoken(office, tx, job, language))
    if found is None:
        return ()
    pdf, docx = await office.renderer.both(found, language)
    if job.for_reviewer:
        return (_printed(office, pdf, text("own.spoken_for", name=found.writer), language),)
    caption = text("own.spoken", version=found.version, talked_over=found.talked_over)
    return (
        _printed(office, pdf, caption, language),
        _printed(office, docx, text("own.spoken_docx"), language),
    )


async def facts(office: Office, job: FactsJob, language: str) -> Sequence[FileOut | Outgoing]:
    """What is copied into the yearly form, or that there is nothing to copy."""
    found = await office.db.read(lambda tx: own_papers.facts(office, tx, job, language))
    if found is None:
        return ()
    if found.is_empty:
        return (Outgoing(text("own.no_facts")),)
    pdf, docx = await office.renderer.both(found, language)
    return (
        _printed(office, docx, text("own.facts_docx"), language),
        _printed(office, pdf, text("own.facts"), language),
    )


def _printed(
    office: Office, rendered: FileOut, caption: Text, language: str, *, protected: bool = False
) -> FileOut:
    said = office.catalogue.render(caption, language)
    return FileOut(rendered.name, rendered.media_type, rendered.body, said, protected=protected)
