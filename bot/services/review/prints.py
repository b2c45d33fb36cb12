"""Reviews on paper: for the author, for the reviewer, and blank to be filled in by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from bot.domain.messages import Text, text
from bot.domain.papers.own import Registration
from bot.domain.review.sheet import Sheet
from bot.services.interview.proxy import BlankJob
from bot.services.office import Office
from bot.services.parcels import Job, Maker, Part, captioned
from bot.services.review import sheets
from bot.services.review.sheets import SheetJob


async def _sheet(office: Office, job: SheetJob, language: str) -> AsyncIterator[Part]:
    """A review or a registration: for its author as PDF and Word; as PDF for anybody else, or as
    long as it is only a draft. Nothing if that version was taken back meanwhile."""
    found = await office.db.read(lambda tx: sheets.paper(office, tx, job, language))
    if found is None:
        return
    caption = _caption(found, job)
    typed = isinstance(found, Sheet) and found.entered_by
    if job.for_reviewer or typed or not job.version:
        # A registration is to be printed and signed, so it is not kept from being saved.
        kept = job.for_reviewer and isinstance(found, Sheet)
        pdf = await office.renderer.pdf(found, language)
        yield captioned(office, pdf, caption, language, protected=kept)
        return
    pdf, docx = await office.renderer.both(found, language)
    yield captioned(office, pdf, caption, language)
    yield captioned(office, docx, text("sheet.docx_caption"), language)


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


async def _blanks(office: Office, job: BlankJob, language: str) -> AsyncIterator[Part]:
    """The paper form as PDF and Word: blank, or one for each of the members."""
    for blank in await office.db.read(lambda tx: sheets.blanks(office, tx, job)):
        caption = text("blank.caption", name=blank.name, items=blank.form.carries)
        for each in await office.renderer.both(blank, language):
            yield captioned(office, each, caption, language)


MAKERS: Mapping[type[Job], Maker] = {SheetJob: _sheet, BlankJob: _blanks}
