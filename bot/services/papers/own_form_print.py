"""What comes out of a committee's own form: the filled one, what was found in it, an example."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence

from bot.content.documents import DOCX
from bot.content.own_form.form import starting_point
from bot.content.rendering import RenderingFailed
from bot.domain.messages import FileOut, Outgoing, text
from bot.domain.report.summary import Summary
from bot.services.office import Office
from bot.services.papers import own_form
from bot.services.papers.own_form import OwnForm
from bot.services.parcels import FormCheckJob, FormExampleJob
from storage import cycles
from storage import own_forms as forms
from storage.engine.database import Transaction

log = logging.getLogger(__name__)


async def filled(
    office: Office, cycle_id: str, found: Summary, language: str
) -> AsyncIterator[Outgoing | FileOut]:
    """The report in the committee's own form, if the cell has one. A form that fails is told, and
    stops nothing else."""

    async def kept(tx: Transaction) -> OwnForm | None:
        cycle = await cycles.cycle(tx, cycle_id)
        return await forms.of_cell(tx, cycle.cell_id) if cycle else None

    form = await office.db.read(kept)
    if form is None:
        return
    try:
        made = await office.renderer.own_form(form.body, found, language)
    except RenderingFailed as failed:
        log.warning("own form: %s", failed)
        yield Outgoing(text("forms.failed", name=form.name))
        return
    caption = office.catalogue.render(text("forms.caption"), language)
    yield FileOut(made.name, made.media_type, made.body, caption)


async def looked_at(office: Office, job: FormCheckJob, _language: str) -> Sequence[Outgoing]:
    """What came of looking at a form that was sent."""
    found = await own_form.looked(office, job)
    if found is None:
        return ()
    key = "forms.kept" if found.kept else "forms.refused"
    unused = sum(not each.forbids for each in found.findings)
    lines = own_form.lines(found.findings)
    return (Outgoing(text(key, name=found.name, lines=lines, unused=unused)),)


async def example(office: Office, job: FormExampleJob, language: str) -> Sequence[FileOut]:
    """A form that uses every name, to begin with."""
    del job
    body = await asyncio.to_thread(starting_point)
    caption = office.catalogue.render(text("forms.example_caption"), language)
    return (FileOut("mau-vi-du.docx", DOCX, body, caption),)
