"""The cell of the thing whose id is on a button."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from bot.domain.messages import Refusal
from bot.services.turns import Visit
from storage import (
    cycles,
    data_requests,
    departed,
    imports,
    interviews,
    invitations,
    materials,
    members,
    preparation,
    register,
)
from storage.engine.database import Transaction

_CellOf: TypeAlias = Callable[[Transaction, str], Awaitable[str | None]]


async def _itself(_tx: Transaction, cell_id: str) -> str | None:
    return cell_id


async def _of_member(tx: Transaction, member_id: str) -> str | None:
    found = await members.member(tx, member_id)
    return found.cell_id if found else None


async def _of_cycle(tx: Transaction, cycle_id: str) -> str | None:
    found = await cycles.cycle(tx, cycle_id)
    return found.cell_id if found else None


async def _of_review(tx: Transaction, interview_id: str) -> str | None:
    found = await interviews.get(tx, interview_id)
    return found.cell_id if found and found.cycle_id else None


async def _of_basis(tx: Transaction, basis_id: str) -> str | None:
    found = await preparation.one_basis(tx, basis_id)
    return found.cell_id if found else None


async def _of_material(tx: Transaction, material_id: str) -> str | None:
    found = await materials.get(tx, material_id)
    return found.cell_id if found else None


async def _of_data_request(tx: Transaction, request_id: str) -> str | None:
    found = await data_requests.get(tx, request_id)
    return found.cell_id if found else None


async def _of_task(tx: Transaction, item_id: str) -> str | None:
    found = await preparation.item(tx, item_id)
    return found.cell_id if found else None


async def _of_paper(tx: Transaction, paper_id: str) -> str | None:
    found = await register.paper(tx, paper_id)
    return found.cell_id if found else None


KINDS: Mapping[str, _CellOf] = {
    "basis": _of_basis,
    "cell": _itself,
    "cycle": _of_cycle,
    "former": departed.cell_of,
    "import": imports.cell_of_import,
    "material": _of_material,
    "member": _of_member,
    "own_task": _of_task,
    "paper": _of_paper,
    "request": invitations.cell_of_request,
    "review": _of_review,
    "data_request": _of_data_request,
    "task": _of_task,
}
"""How to find the cell of a thing, by the name of the placeholder in a route's pattern."""


async def enter(visit: Visit, kind: str, target: str) -> None:
    """Makes the chat be about the cell of this thing. Raises Refusal, for another person's thing
    just as for one that never was."""
    cell_id = await KINDS[kind](visit.tx, target)
    if cell_id is None or all(own.cell_id != cell_id for own in visit.memberships):
        raise Refusal("access.unknown")
    visit.enter(cell_id)
