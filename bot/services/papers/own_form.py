"""The committee's own form of the report: given, looked at, kept, taken away."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.own_form.check import MOST_BYTES, Finding, Problem
from bot.content.rendering import RenderingFailed
from bot.domain.messages import FileIn, Refusal, Text, text
from bot.domain.people.member import Action
from bot.services.office import Office
from bot.services.parcels import FormCheckJob
from bot.services.turns import Visit
from storage import own_forms
from storage.own_forms import OwnForm

__all__ = ["OwnForm"]

MOST_TOLD = 12

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking at a form: `kept` if it can be used."""

    name: str
    kept: bool
    findings: Sequence[Finding]


async def current(visit: Visit) -> OwnForm | None:
    """The form of the secretary's cell."""
    return await own_forms.of_cell(visit.tx, visit.acting(Action.MANAGE_CYCLE).cell_id)


async def receive(visit: Visit, file: FileIn) -> None:
    """A form was sent. It is looked at by the post, outside of this turn, and kept if it can be
    used."""
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
    """Look at the form that waits, and keep it in the place of the present one if it can be used;
    None if none waits any more."""
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
    """The standard report alone again."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    await own_forms.drop(visit.tx, secretary.cell_id)
    await visit.record("form_dropped", secretary.cell_id, secretary.cell_id)


def lines(findings: Sequence[Finding]) -> tuple[Text, ...]:
    """What to tell, the grave ones first."""
    graver = sorted(findings, key=lambda finding: not finding.forbids)
    return tuple(
        text(f"forms.problem_{each.problem}", what=each.what, place=each.place)
        for each in graver[:MOST_TOLD]
        if each.forbids
    )
