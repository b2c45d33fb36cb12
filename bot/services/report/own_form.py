"""The committee's own Word form of the report: sent in, checked, kept, removed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from bot.content.documents import DOCX
from bot.content.own_form.form import starting_point
from bot.content.own_form.parts import MOST_BYTES, Finding, Problem
from bot.content.rendering import RenderingFailed
from bot.domain.messages import FileIn, FileOut, Outgoing, Refusal, Text, text
from bot.domain.people.member import Action
from bot.domain.report.summary import Summary
from bot.services.office import Office
from bot.services.parcels import Job, Maker, Part, captioned
from bot.services.turns import Visit
from storage import cycles, own_forms
from storage.engine.database import Transaction
from storage.own_forms import OwnForm

__all__ = ["OwnForm"]

MOST_TOLD = 12

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Looked:
    """The result of checking a form: `kept` if it can be used."""

    name: str
    kept: bool
    findings: Sequence[Finding]


async def current(visit: Visit) -> OwnForm | None:
    """The Word form of the secretary's cell, if it has one."""
    return await own_forms.of_cell(visit.tx, visit.acting(Action.MANAGE_CYCLE).cell_id)


async def receive(visit: Visit, file: FileIn) -> None:
    """Takes a form that was sent. The post checks it, outside of this turn, and keeps it if it can
    be used. Raises Refusal for a file that cannot be one."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    if not file.name.lower().endswith(".docx"):
        raise Refusal("forms.not_word")
    if len(file.body) > MOST_BYTES:
        raise Refusal("forms.problem_too_large")
    waiting = OwnForm(secretary.cell_id, file.name[:80], file.body, visit.at)
    await own_forms.keep_waiting(visit.tx, waiting)
    visit.post(FormCheckJob(secretary.cell_id), cell_id=secretary.cell_id)
    await visit.record("form_sent", secretary.cell_id, secretary.cell_id)


async def looked(office: Office, job: FormCheckJob) -> Looked | None:
    """Checks the form that waits, and keeps it in place of the present one if it can be used;
    `None` if none waits any more."""
    waiting = await office.db.read(lambda tx: own_forms.waiting(tx, job.cell_id))
    if waiting is None:
        return None
    findings = await _findings(office, waiting.body)
    usable = not any(finding.forbids for finding in findings)
    await office.db.write(lambda tx: own_forms.settle(tx, waiting, usable=usable))
    return Looked(waiting.name, usable, findings)


async def _findings(office: Office, body: bytes) -> Sequence[Finding]:
    try:
        return await office.renderer.form_findings(body)
    except RenderingFailed as failed:
        log.warning("own form: %s", failed)
        return (Finding(Problem.TOO_SLOW),)


async def drop(visit: Visit) -> None:
    """Removes the form: only the standard report is left."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    await own_forms.drop(visit.tx, secretary.cell_id)
    await visit.record("form_dropped", secretary.cell_id, secretary.cell_id)


def lines(findings: Sequence[Finding]) -> tuple[Text, ...]:
    """The problems that forbid a form, as lines for its sender."""
    graver = sorted(findings, key=lambda finding: not finding.forbids)
    return tuple(
        text(f"forms.problem_{each.problem}", what=each.what, place=each.place)
        for each in graver[:MOST_TOLD]
        if each.forbids
    )


@dataclass(frozen=True, slots=True)
class FormCheckJob(Job):
    """Checks the form that waits for this cell, and reports the result."""

    cell_id: str


@dataclass(frozen=True, slots=True)
class FormExampleJob(Job):
    """Sends a form to begin with."""

    cell_id: str


async def filled(
    office: Office, cycle_id: str, found: Summary, language: str
) -> AsyncIterator[Part]:
    """The report in the committee's own form, if the cell has one. A form that fails ends in a
    message saying so, and stops nothing else."""

    async def kept(tx: Transaction) -> OwnForm | None:
        cycle = await cycles.cycle(tx, cycle_id)
        return await own_forms.of_cell(tx, cycle.cell_id) if cycle else None

    form = await office.db.read(kept)
    if form is None:
        return
    try:
        made = await office.renderer.own_form(form.body, found, language)
    except RenderingFailed as failed:
        log.warning("own form: %s", failed)
        yield Outgoing(text("forms.failed", name=form.name))
        return
    yield captioned(office, made, text("forms.caption"), language)


async def _looked_at(office: Office, job: FormCheckJob, _language: str) -> AsyncIterator[Part]:
    """The result of checking a form that was sent."""
    found = await looked(office, job)
    if found is None:
        return
    key = "forms.kept" if found.kept else "forms.refused"
    unused = sum(not each.forbids for each in found.findings)
    yield Outgoing(text(key, name=found.name, lines=lines(found.findings), unused=unused))


async def _example(office: Office, _job: FormExampleJob, language: str) -> AsyncIterator[Part]:
    """A form that uses every name, to begin with."""
    file = FileOut("mau-vi-du.docx", DOCX, await asyncio.to_thread(starting_point))
    yield captioned(office, file, text("forms.example_caption"), language)


MAKERS: Mapping[type[Job], Maker] = {FormCheckJob: _looked_at, FormExampleJob: _example}
