"""Every paper of a cell obeys its layout and spelling, and is signed by who leads it just then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, get_args

from bot.content.layout.paper import Paper, Signature
from bot.content.papers import Printable, paper_of
from bot.domain.meeting.meeting import Minutes, Programme
from bot.domain.remediation.plan import Remediation
from bot.domain.report.full import full_figures
from bot.domain.report.rollup import Rollup
from bot.domain.report.summary import Edition
from bot.domain.style import Style, ToneOn
from bot.services.interview.proxy import BlankJob
from bot.services.papers import cell_plan, own_papers
from bot.services.papers.own_papers import FactsJob, SpokenJob
from bot.services.report import summaries
from bot.services.review import sheets
from bot.services.review.sheets import SheetJob
from storage.engine.database import Transaction
from tests.services.scene import (
    BINH,
    HOA,
    Cell,
    answers,
    founded,
    hands_in,
    one,
    payloads,
    said,
)
from tests.shelf import made_once
from tests.world import World

NOT_OF_ONE_CELL = {Rollup, Paper}
NOT_MADE_YET = {Programme, Minutes, Remediation}
UY = Style("hd36", ToneOn.Y)
Made = TypeVar("Made")


@made_once
async def cell(running: World) -> Cell:
    """Hoa has handed in and registered; the cell chose a layout, and its deputy Bình acts."""
    made = await founded(running)
    await made.opens(forms="1, 5")
    await made.joins(HOA, "hoa")
    await made.joins(BINH, "binh")
    await hands_in(running, "hoa")
    (tap,) = payloads(await running.says("hoa", "/resume"), "v:.*:write")
    await running.taps("hoa", tap)
    registered = ("Phong cách nêu gương", "Giúp một học sinh", "30/6", "Ba em đạt", "không", "nộp")
    await answers(running, "hoa", registered)
    await styled(made, "2", "2")
    binh = made.member(BINH)
    await running.taps("lan", f"o:{binh}:give:deputy")
    await running.taps("lan", f"o:{binh}:act")
    for typed in ("hôm nay", "30/9", "nộp"):
        reply = await running.says("lan", typed)
        assert not reply.refused, said(reply)
    return made


async def styled(cell: Cell, profile: str, spelling: str) -> None:
    """The secretary chooses a layout and a spelling."""
    await cell.world.taps("lan", f"rg:style:{cell.id}")
    for typed in (profile, spelling, "2025–2027", "nộp"):
        reply = await cell.world.says("lan", typed)
        assert not reply.refused, said(reply)


async def read(cell: Cell, work: Callable[[Transaction], Awaitable[Made]]) -> Made:
    return await cell.world.office.db.read(work)


def cycle(cell: Cell) -> str:
    return str(one(cell.world, "SELECT id FROM cycles"))


def of(cell: Cell, form: str) -> str:
    return str(one(cell.world, "SELECT id FROM interviews WHERE form = ?", form))


async def everything(cell: Cell) -> list[Any]:
    """One paper of every kind that the program makes of a cell."""
    office, own = cell.world.office, of(cell, "member")
    registered = SheetJob(of(cell, "registration"), 1)
    blanks = await read(cell, lambda tx: sheets.blanks(office, tx, BlankJob(cycle(cell))))
    official = await summaries.summary(office, cycle(cell), Edition.OFFICIAL)
    assert official
    return [
        await summaries.summary(office, cycle(cell)),
        official,
        full_figures(official, "Số 01-BC/CB", official.made_at.date()),
        await read(cell, lambda tx: cell_plan.cell_plan(office, tx, cycle(cell))),
        await read(cell, lambda tx: own_papers.spoken(office, tx, SpokenJob(own, 1), "vi")),
        await read(cell, lambda tx: own_papers.facts(office, tx, FactsJob(own, 1), "vi")),
        await read(cell, lambda tx: sheets.paper(office, tx, SheetJob(own, 1), "vi")),
        await read(cell, lambda tx: sheets.paper(office, tx, registered, "vi")),
        *blanks,
    ]


def for_the_cell(signature: Signature | None) -> list[tuple[str, str]]:
    """Post and name of whoever signs for the cell."""
    if signature is None:
        return []
    found = [(signature.post, signature.name)] if signature.body == "T/M CHI BỘ" else []
    return [*found, *for_the_cell(signature.left)]


async def test_every_paper_has_the_cells_style_and_is_signed_by_the_deputy_who_acts(
    cell: Cell,
) -> None:
    made = await everything(cell)
    kinds = set(get_args(Printable)) - NOT_OF_ONE_CELL - NOT_MADE_YET
    assert {type(each) for each in made} == kinds
    papers = {type(each).__name__: paper_of(each, "vi") for each in made}
    assert {name: paper.style for name, paper in papers.items()} == dict.fromkeys(papers, UY)
    signed = {name: for_the_cell(paper.signature) for name, paper in papers.items()}
    deputy = ("PHÓ BÍ THƯ", BINH)
    assert {name: by for name, by in signed.items() if by} == {
        name: [deputy] for name in ("Summary", "CellPlan", "Registration", "Sheet")
    }
