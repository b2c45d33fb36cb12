"""The cell's register as its secretary keeps it: what was issued, and numbers for other papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.content.papers import symbol
from bot.domain.messages import Refusal, WrongState
from bot.domain.papers.register import TYPES
from bot.domain.people.member import Action
from bot.domain.style import Style
from bot.services.office import new_id
from bot.services.papers.issue import PaperJob
from bot.services.turns import Visit
from storage import cells, register
from storage.cells import Cell
from storage.register import IssuedPaper

__all__ = ["IssuedPaper", "symbol"]

LONGEST_SUBJECT = 200
HIGHEST = 9999


@dataclass(frozen=True, slots=True)
class Register:
    """The register, newest first, and the next number of each type."""

    cell: Cell
    entries: Sequence[IssuedPaper]
    next: Mapping[str, int]


async def shown(visit: Visit) -> Register:
    """The register of the secretary's cell."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    cell = await cells.cell(visit.tx, secretary.cell_id)
    entries = await register.of_cell(visit.tx, cell.id)
    last = await register.last_numbers(visit.tx, cell.id, cell.term)
    return Register(cell, entries, {type_: n + 1 for type_, n in last.items()})


async def take(visit: Visit, type_: str, subject: str) -> str:
    """Gives a paper made elsewhere the next number of this type, and returns it as it is
    printed."""
    return await _enter(visit, type_, subject, None)


async def begin_after(visit: Visit, type_: str, last: int) -> None:
    """Notes the last number used before the program: the next paper of the type gets the one after
    it."""
    if not 1 <= last <= HIGHEST:
        raise Refusal("register.no_number")
    await _enter(visit, type_, "", last)


async def begin_with(visit: Visit, type_: str, number: int) -> None:
    """Takes all numbers before this one as used, so that the next paper of the type gets it. Raises
    WrongState if it is used already."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    cell = await cells.cell(visit.tx, secretary.cell_id)
    last = await register.last_number(visit.tx, cell.id, cell.term, type_)
    if number <= last:
        raise WrongState("register.taken_already", last=last)
    if number > last + 1:
        await begin_after(visit, type_, number - 1)


async def _enter(visit: Visit, type_: str, subject: str, number: int | None) -> str:
    secretary = visit.acting(Action.MANAGE_CYCLE)
    if type_ not in TYPES:
        raise Refusal("register.not_ours")
    cell = await cells.cell(visit.tx, secretary.cell_id)
    last = await register.last_number(visit.tx, cell.id, cell.term, type_)
    if number is not None and number <= last:
        raise WrongState("register.taken_already", last=last)
    new = IssuedPaper(
        cell_id=cell.id,
        term=cell.term,
        type=type_,
        number=number if number is not None else last + 1,
        paper_id=new_id(),
        cycle_id="",
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        member_id=secretary.id,
        issued_at=visit.at,
    )
    await register.enter(visit.tx, new)
    await visit.record("number_taken", new.paper_id, cell.id)
    return symbol(type_, new.number, cell.style, visit.language)


async def send(visit: Visit, paper_id: str) -> IssuedPaper:
    """Sends an issued paper once more, to this chat."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    entry = await register.paper(visit.tx, paper_id)
    if entry is None or entry.cell_id != secretary.cell_id:
        raise Refusal("access.unknown")
    if not entry.body:
        raise WrongState("register.made_elsewhere")
    visit.post(PaperJob(paper_id), cell_id=entry.cell_id)
    return entry


async def settle(visit: Visit, style: Style, term: str) -> None:
    """Sets the look of the cell's papers, and its committee's term: a new one begins at number 1.
    The first name given is that of the term in which the cell has been so far."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    named = " ".join(term.split())
    cell = await cells.cell(visit.tx, secretary.cell_id)
    if named and not cell.term:
        await register.name_term(visit.tx, cell.id, named)
    await cells.change_papers(visit.tx, cell.id, style, named or cell.term)
    await visit.record("papers_settled", secretary.cell_id, secretary.cell_id)
