"""The basis documents that the cell refers to, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.messages import Refusal, WrongState
from bot.domain.people.member import Action
from bot.domain.preparation.basis import Document, read
from bot.services.office import new_id
from bot.services.turns import Visit
from storage import preparation
from storage.preparation import Basis

MOST_LINES = 30


async def documents(visit: Visit) -> Sequence[Basis]:
    """The basis documents of the cell, in their order."""
    return await preparation.basis(visit.tx, visit.acting(Action.PREPARE).cell_id)


async def one(visit: Visit, basis_id: str) -> Basis:
    """One of the documents; raises WrongState if it was removed meanwhile."""
    found = next((each for each in await documents(visit) if each.id == basis_id), None)
    if found is None:
        raise WrongState("preparation.gone")
    return found


async def add(visit: Visit, pasted: str) -> Sequence[Basis]:
    """Adds each pasted line as one document, taken apart and put at the end."""
    secretary = visit.acting(Action.PREPARE)
    last = max((each.position for each in await documents(visit)), default=0)
    lines = [line for line in pasted.splitlines() if line.strip()]
    if not lines or len(lines) > MOST_LINES:
        raise Refusal("preparation.too_many_lines", most=MOST_LINES)
    added = [
        Basis(new_id(), secretary.cell_id, last + number, read(line, visit.office.usual.marks))
        for number, line in enumerate(lines, 1)
    ]
    for each in added:
        await preparation.keep_basis(visit.tx, each)
        await visit.record("basis_added", each.id, each.cell_id)
    return added


async def change(visit: Visit, basis_id: str, document: Document) -> Basis:
    """Gives one document another wording."""
    changed = replace(await one(visit, basis_id), document=document)
    await preparation.keep_basis(visit.tx, changed)
    await visit.record("basis_changed", changed.id, changed.cell_id)
    return changed


async def move(visit: Visit, basis_id: str, by: int) -> None:
    """Moves one document up (-1) or down (1); at the end of the list nothing changes."""
    listed = list(await documents(visit))
    place = next((n for n, each in enumerate(listed) if each.id == basis_id), None)
    if place is None:
        raise WrongState("preparation.gone")
    other = min(max(place + by, 0), len(listed) - 1)
    listed.insert(other, listed.pop(place))
    for position, each in enumerate(listed, 1):
        await preparation.keep_basis(visit.tx, replace(each, position=position))


async def remove(visit: Visit, basis_id: str) -> None:
    """Removes one document, which is no longer cited."""
    found = await one(visit, basis_id)
    await preparation.remove_basis(visit.tx, found.id)
    await visit.record("basis_removed", found.id, found.cell_id)
