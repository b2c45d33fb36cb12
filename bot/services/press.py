"""Everything that the outbox can hold, and what makes it; each wing knows its own. Never inside a
turn: documents take tens of milliseconds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from bot.domain.messages import Outgoing
from bot.services import unsent
from bot.services.cycle import changes, notices, status
from bot.services.interview import proxy
from bot.services.office import Office
from bot.services.papers import cell_plan, full_figures, issue, own_prints, reading
from bot.services.parcels import ALWAYS, Contents, Job, Maker, Part, Rule, Told, unpack, worded
from bot.services.people import joining, roles, roster_file, secretary
from bot.services.preparation import checklist, materials
from bot.services.privacy import export, requests
from bot.services.reminders import sources
from bot.services.report import own_form, papers
from bot.services.review import inquiry, prints, queue, reviewer
from storage.engine.database import Transaction


async def _always(_tx: Transaction) -> bool:
    return True


RULES: Mapping[str, Rule] = {
    ALWAYS: _always,
    **changes.RULES,
    **checklist.RULES,
    **materials.RULES,
    **proxy.RULES,
    **roles.RULES,
    **joining.RULES,
    **inquiry.RULES,
    **reviewer.RULES,
    **requests.RULES,
}
"""When a message to somebody who did not ask for it still holds."""


async def _told(_office: Office, tx: Transaction, job: Told) -> Outgoing | None:
    message = unpack(job.message, {})
    holds = await RULES[job.rule](tx, *job.about)
    return message if holds and isinstance(message, Outgoing) else None


_MESSAGES: Mapping[type[Job], Maker] = {
    **notices.MAKERS,
    **sources.MAKERS,
    **queue.MAKERS,
    **secretary.MAKERS,
    **reading.NOTICES,
    **unsent.MAKERS,
    Told: worded(_told),
}
"""What is one message, worded when it is sent."""

_PAPERS: Mapping[type[Job], Maker] = {
    **status.MAKERS,
    **materials.MAKERS,
    **papers.MAKERS,
    **own_form.MAKERS,
    **prints.MAKERS,
    **own_prints.MAKERS,
    **cell_plan.MAKERS,
    **issue.MAKERS,
    **reading.MAKERS,
    **full_figures.MAKERS,
    **roster_file.MAKERS,
    **export.MAKERS,
}
"""Jobs that may be several parts."""

MAKERS = {**_MESSAGES, **_PAPERS}
_KINDS = {kind.__name__: kind for kind in MAKERS}


def opened(packed: str) -> Contents:
    """The contents of a parcel."""
    return unpack(packed, _KINDS)


def comes_in_parts(contents: Contents) -> bool:
    """Whether these contents may be more than one message."""
    return type(contents) in _PAPERS


async def made(office: Office, contents: Contents, language: str) -> AsyncIterator[Part]:
    """The parts of a parcel, each as soon as it is ready; none if it has lost its reason."""
    if isinstance(contents, Outgoing):
        yield contents
        return
    async for part in MAKERS[type(contents)](office, contents, language):
        yield part
