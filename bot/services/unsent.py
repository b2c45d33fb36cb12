"""What could not be sent is told, once, where the person can be reached: what it was, and what to
do about it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.messages import Outgoing, Text, text
from bot.services.office import Office, millis, moment
from bot.services.parcels import Job, Maker, Part, is_job, name_of, pack, parcel, unpack
from storage import outbox
from storage.engine.database import Transaction
from storage.outbox import Parcel

PAGE = "web"
"""The channel on which everybody has a mailbox, whether they have come to it or not."""

TOLD_FOR = timedelta(days=30)
"""So long it is tried to tell: as long as what it is about is remembered."""

_NOTICES = {
    "reviewing.returned_notice": "returned",
    "reviewing.approved_notice": "approved",
    "reviewing.question_notice": "question",
    "reviewing.answer_notice": "answer",
    "preparation.sent_notice": "new_material",
    "preparation.given_notice": "task",
    "requests.answered_notice": "data_answer",
}


@dataclass(frozen=True, slots=True)
class Unsent(Job):
    """Tells what was given up. `what`: each thing by its name in the catalogue and the day on which
    it was due; `code`: the number under which a fault of ours is in the log."""

    what: tuple[str, ...]
    code: str = ""


def is_telling(packed: str) -> bool:
    """Whether this parcel tells of others: of that itself nothing is told."""
    return name_of(packed) == Unsent.__name__


def named(packed: str) -> str:
    """The name in the catalogue of what is packed; a message without one of its own is a notice."""
    name = name_of(packed)
    return name if is_job(packed) else _NOTICES.get(name, "notice")


async def tell(
    office: Office,
    tx: Transaction,
    lost: Parcel,
    places: Sequence[tuple[str, str]],
    code: str = "",
) -> None:
    """Queues the telling of a lost parcel for these places (channel and address). What was lost for
    the same reason goes into the one that waits there."""
    now = millis(office.clock())
    item = f"{named(lost.contents)} {office.calendar.local(moment(lost.due_at)).date()}"
    waiting = [
        each
        for each in await outbox.waiting(tx, lost.person_id, now=now)
        if is_telling(each.contents)
    ]
    for place in places:
        there = next((w for w in waiting if (w.channel, w.address) == place), None)
        said = _of(there.contents) if there else None
        if there and said and not said.code and not code:
            await outbox.rewrite(tx, there, pack(Unsent((*said.what, item))))
            continue
        channel, address = place
        new = parcel(
            lost.person_id,
            Unsent((item,), code),
            lane=lost.lane,
            cell_id=lost.cell_id,
            channel=channel,
            address=address,
        )
        await outbox.put(tx, [new], not_before=now, now=now)


def _of(packed: str) -> Unsent:
    found = unpack(packed, {Unsent.__name__: Unsent})
    if not isinstance(found, Unsent):
        raise TypeError("no telling")
    return found


def _item(item: str) -> Text:
    name, day = item.rsplit(" ", 1)
    return text("unsent.item", what=text(f"unsent.{name}"), day=date.fromisoformat(day))


async def _words(_office: Office, job: Unsent, _language: str) -> AsyncIterator[Part]:
    if job.code:
        name = job.what[0].rsplit(" ", 1)[0]
        yield Outgoing(text("error.not_sent", what=text(f"unsent.{name}"), code=job.code))
    else:
        yield Outgoing(text("error.given_up", items=tuple(map(_item, job.what))))


MAKERS: Mapping[type[Job], Maker] = {Unsent: _words}
