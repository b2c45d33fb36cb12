"""Everything that the outbox can hold, and what makes it; each wing knows its own. Never inside a
turn: documents take tens of milliseconds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from bot.domain.messages import Outgoing
from bot.services import unsent
from bot.services.cycle import notices, status
from bot.services.office import Office
from bot.services.papers import cell_plan, issue, own_prints
from bot.services.parcels import Contents, Job, Maker, Part, unpack
from bot.services.people import roster_file, secretary
from bot.services.preparation import materials
from bot.services.privacy import export
from bot.services.reminders import sources
from bot.services.report import circulated, own_form, papers
from bot.services.review import prints, queue

_MESSAGES: Mapping[type[Job], Maker] = {
    **notices.MAKERS,
    **sources.MAKERS,
    **queue.MAKERS,
    **secretary.MAKERS,
    **unsent.MAKERS,
}
"""What is one message, worded when it is sent."""

_PAPERS: Mapping[type[Job], Maker] = {
    **status.MAKERS,
    **materials.MAKERS,
    **papers.MAKERS,
    **circulated.MAKERS,
    **own_form.MAKERS,
    **prints.MAKERS,
    **own_prints.MAKERS,
    **cell_plan.MAKERS,
    **issue.MAKERS,
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
