"""What everybody reads before the meeting: added, sent, opened, confirmed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import urlsplit

from bot.domain.messages import (
    Button,
    FileIn,
    FileOut,
    Outgoing,
    Refusal,
    WrongState,
    text,
)
from bot.domain.people.member import Action, Member
from bot.domain.preparation.items import Item, must_read, percent
from bot.domain.secrecy import stamped
from bot.services.office import Office, new_id
from bot.services.parcels import Job, Maker, Part
from bot.services.turns import Visit
from storage import cycles, materials, members, preparation
from storage.cycles import Cycle
from storage.engine.database import Transaction
from storage.materials import Material

LONGEST_TITLE = 120
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TYPES = {
    ".pdf": ("application/pdf", b"%PDF-"),
    ".docx": (_WORD, b"PK\x03\x04"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
}
"""By the name's ending: the media type, and the first bytes of such a file."""
_ENDINGS = {media_type: ending for ending, (media_type, _) in reversed(_TYPES.items())}


@dataclass(frozen=True, slots=True)
class Receipts:
    """A material with those who have to read it. `away`: those who have not come to the assistant
    yet."""

    material: Material
    read: Sequence[Member]
    opened: Sequence[Member]
    unopened: Sequence[Member]
    away: Sequence[Member]

    @property
    def everybody(self) -> int:
        """How many have to read it."""
        return len(self.read) + len(self.opened) + len(self.unopened) + len(self.away)

    @property
    def percent(self) -> int:
        """How many of a hundred have confirmed, rounded down."""
        return percent(len(self.read), self.everybody)


async def add_file(visit: Visit, file: FileIn) -> Material:
    """Adds a file that was sent in the chat, of a kind that phones can show. Raises Refusal."""
    suffix = PurePath(file.name).suffix.lower()
    media_type, begins = _TYPES.get(suffix, ("", b""))
    if not media_type or not file.body.startswith(begins):
        raise Refusal("preparation.not_a_document")
    title = PurePath(file.name).stem
    if stamped(title):
        raise Refusal("kinds.stamped")
    return await _add(visit, title, media_type=media_type, body=file.body)


async def add_link(visit: Visit, title: str, url: str) -> Material:
    """Adds a page to read. Raises Refusal for anything but one web address."""
    link = url.strip()
    if not _is_link(link):
        raise Refusal("preparation.not_a_link")
    return await _add(visit, title, url=link)


async def _add(
    visit: Visit, title: str, *, url: str = "", media_type: str = "", body: bytes | None = None
) -> Material:
    cycle = await _open_cycle(visit)
    named = title.strip()[:LONGEST_TITLE]
    new = Material(new_id(), cycle.cell_id, cycle.id, named, url, media_type, visit.at)
    await materials.add(visit.tx, new, body)
    await visit.record("material_added", new.id, cycle.cell_id)
    return new


async def _open_cycle(visit: Visit) -> Cycle:
    cycle = await cycles.open_cycle(visit.tx, visit.acting(Action.PREPARE).cell_id)
    if cycle is None:
        raise WrongState("cycle.none_open")
    return cycle


async def all_receipts(visit: Visit) -> Sequence[Receipts]:
    """All materials of the open cycle with their receipts, for those who prepare."""
    cycle = await _open_cycle(visit)
    roster = must_read(await members.roster(visit.tx, cycle.cell_id), visit.at)
    found = {
        (each.material_id, each.member_id): each
        for each in await materials.receipts(visit.tx, cycle.id)
    }
    result = []
    for material in await materials.of_cycle(visit.tx, cycle.id):
        places: dict[str, list[Member]] = {"read": [], "opened": [], "unopened": [], "away": []}
        for member in roster:
            receipt = found.get((material.id, member.id))
            if receipt:
                place = "read" if receipt.read_at is not None else "opened"
            else:
                place = "unopened" if member.person_id else "away"
            places[place].append(member)
        result.append(Receipts(material, **places))
    return result


async def receipts_of(visit: Visit, material_id: str) -> Receipts:
    """One material with its receipts; raises WrongState if it was removed meanwhile."""
    found = next((r for r in await all_receipts(visit) if r.material.id == material_id), None)
    if found is None:
        raise WrongState("preparation.gone")
    return found


async def send(visit: Visit, material_id: str) -> int:
    """Sends everybody a notice that there is something to read; returns how many have it to
    read."""
    found = await receipts_of(visit, material_id)
    material = found.material
    if not await materials.send(visit.tx, material.id, now=visit.at):
        raise WrongState("preparation.already_sent")
    told = [*found.read, *found.opened, *found.unopened]
    button = Button(text("preparation.open_own"), f"pm:own:{material.cell_id}")
    notice = Outgoing(text("preparation.sent_notice"), ((button,),))
    for member in told:
        if member.person_id != visit.person_id:
            visit.tell(
                notice,
                to=member.person_id,
                cell_id=material.cell_id,
                rule="to_read",
                about=(material.id, member.id),
            )
    await visit.record("material_sent", material.id, material.cell_id)
    await cycles.look_by(visit.tx, (await _open_cycle(visit)).id, visit.at)
    return len(told)


async def _is_to_read(tx: Transaction, material_id: str, member_id: str) -> bool:
    """By this member, who has not, in a cycle that is open."""
    found = await materials.get(tx, material_id)
    cycle = await cycles.cycle(tx, found.cycle_id) if found else None
    if cycle is None or cycle.closed_at is not None:
        return False
    receipts = await materials.receipts(tx, cycle.id)
    read = {(each.material_id, each.member_id) for each in receipts if each.read_at is not None}
    return (material_id, member_id) not in read


RULES = {"to_read": _is_to_read}


async def remove(visit: Visit, material_id: str) -> None:
    """Removes a material, with what is known about its reading."""
    found = await receipts_of(visit, material_id)
    await materials.remove(visit.tx, found.material.id)
    await visit.record("material_removed", found.material.id, found.material.cell_id)


# -- for those who read


@dataclass(frozen=True, slots=True)
class ToRead:
    """A material as one member sees it."""

    material: Material
    opened: bool
    read: bool


async def own(visit: Visit) -> tuple[Sequence[ToRead], Sequence[Item]]:
    """What this member has to read, and their own items of the plan."""
    member = visit.acting(Action.SEE_MATERIALS)
    cycle = await cycles.newest_cycle(visit.tx, member.cell_id)
    if cycle is None:
        return (), ()
    receipts = {
        each.material_id: each
        for each in await materials.receipts(visit.tx, cycle.id)
        if each.member_id == member.id
    }
    to_read = [
        ToRead(
            each,
            each.id in receipts,
            each.id in receipts and receipts[each.id].read_at is not None,
        )
        for each in await materials.of_cycle(visit.tx, cycle.id)
        if each.sent_at is not None
    ]
    plan = await preparation.items(visit.tx, cycle.id)
    return to_read, [item for item in plan if item.member_id == member.id]


async def open_(visit: Visit, material_id: str) -> Material:
    """Opens a material: a file is sent by the post, a link is for the caller to show. Those who
    prepare may look before it is sent."""
    member = visit.acting(Action.SEE_MATERIALS)
    material = await materials.get(visit.tx, material_id)
    if material is None or (material.sent_at is None and not visit.may(Action.PREPARE)):
        raise WrongState("preparation.gone")
    if material.sent_at is not None:
        await materials.opened(visit.tx, material.id, member.id, now=visit.at)
    if not material.url:
        visit.post(MaterialJob(material.id), cell_id=material.cell_id)
    return material


async def confirm(visit: Visit, material_id: str) -> None:
    """Records "I have read it" of a material that was opened. Raises WrongState."""
    member = visit.acting(Action.SEE_MATERIALS)
    material = await materials.get(visit.tx, material_id)
    if material is None or material.sent_at is None:
        raise WrongState("preparation.gone")
    mine, _ = await own(visit)
    if not any(each.material.id == material_id and each.opened for each in mine):
        raise WrongState("preparation.open_first")
    if await materials.confirmed(visit.tx, material_id, member.id, now=visit.at):
        await visit.record("material_read", material_id, material.cell_id)


@dataclass(frozen=True, slots=True)
class MaterialJob(Job):
    """Sends the file of a material."""

    material_id: str


async def _parts(office: Office, job: MaterialJob, _language: str) -> AsyncIterator[Part]:
    """The file; nothing if the material was removed meanwhile."""
    found = await office.db.read(lambda tx: materials.get(tx, job.material_id))
    body = await office.db.read(lambda tx: materials.body(tx, job.material_id))
    if found and body is not None:
        name = found.title + _ENDINGS[found.media_type]
        yield FileOut(name, found.media_type, body, found.title, material=found.id)


MAKERS: Mapping[type[Job], Maker] = {MaterialJob: _parts}


def _is_link(typed: str) -> bool:
    """Whether a browser can open it: scheme and host, and nothing around it."""
    try:
        parts = urlsplit(typed)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and len(typed.split()) == 1
