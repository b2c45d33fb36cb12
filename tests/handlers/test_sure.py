"""H23: every act that cannot be undone asks first.

The routes are enumerated from the code and played, each undone, in a cell that has something of
everything. An act that takes a row away, or changes what a review counts as, is one that has been
asked about; those that need no question stand in `UNASKED` with the act that makes them good.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from bot.domain.messages import Incoming, Refusal
from bot.services.office import new_id
from bot.services.turns import Visit
from handlers.menu import ROUTES
from storage.engine.database import Transaction
from tests.handlers.busy_cell import busy
from tests.handlers.test_turns import tries
from tests.world import World

PASSING = frozenset({"outbox", "inbox", "audit", "held", "sqlite_sequence", "alembic_version"})
"""Tables that nobody looks up anything in."""

ASKED: Mapping[str, str] = {
    "v:{interview}:back:yes": "v:{interview}:back",
    "w:{interview}:give_up:yes": "w:{interview}:give_up",
    "pb:{basis}:remove:yes": "pb:{basis}:remove",
    "pi:{task}:remove:yes": "pi:{task}:remove",
    "pm:{material}:remove:yes": "pm:{material}:remove",
    "rg:form:{cell}:drop:yes": "rg:form:{cell}:drop",
    "d:{own}:erase:yes": "d:{own}:erase:sure",
    "d:{own}:stop:yes": "d:{own}:stop",
    "y:close:{cycle}:yes": "y:close:{cycle}",
    "y:withdraw:{cycle}:yes": "y:withdraw:{cycle}",
    "m:{member}:remove:{how}": "m:{member}:remove",
    "o:{member}:drop:yes": "o:{member}:drop",
    "m:{member}:code:{what}:anew": "m:{member}:code:{what}:ask",
}
"""What loses something, and the act that asks about it."""

UNASKED: Mapping[str, str] = {
    "w:{interview}:revise": "w:{interview}:give_up",
    "q:{review}:approve:{round}": "w:{interview}:revise",
    "q:{review}:send:{round}": "v:{interview}:back",
    "q:{review}:drop:{round}:{number}": "q:{review}:take:{round}:{number}",
    "ma:{dialogue}:{which}": "ma:{dialogue}:{which}",
    "f:{dialogue}:drop": "f:{dialogue}",
}
"""What takes something away after which the act beside it can still make it good; of names that
were asked about, the form has done its work; a form is dropped by a word, which asks."""


async def _kept(tx: Transaction) -> dict[str, dict[int, tuple[object, ...]]]:
    """Every row by its place, with what a review counts as."""
    tables = await tx.all("SELECT name FROM sqlite_master WHERE type = 'table'")
    found: dict[str, dict[int, tuple[object, ...]]] = {}
    for name in sorted({row["name"] for row in tables} - PASSING):
        state = "state" if name == "interviews" else "1"
        rows = await tx.all(f"SELECT rowid AS place, {state} AS state FROM {name}")
        found[name] = {row["place"]: (row["state"],) for row in rows}
    return found


class _Undone(Exception):
    """Ends the turn of a try."""


async def _lost(running: World, who: str, act: Mapping[str, str]) -> tuple[set[str], Sequence[str]]:
    """The tables in which this act takes something away, and the buttons it shows; it is undone."""
    incoming = Incoming("telegram", who, new_id(), **act)  # type: ignore[arg-type] # its own fields
    lost: set[str] = set()
    buttons: list[str] = []

    async def work(tx: Transaction) -> None:
        visit = Visit(tx, running.office, incoming, running.clock(), None, ())
        await visit.refresh()
        before = await _kept(tx)
        try:
            said = await running.router._act(visit)
        except Refusal:
            raise _Undone from None
        after = await _kept(tx)
        lost.update(t for t, rows in before.items() if rows.items() - after[t].items())
        buttons.extend(b.payload for o in said.outgoing for row in o.buttons for b in row)
        raise _Undone

    with pytest.raises(_Undone):
        await running.office.db.write(work)
    return lost, buttons


def _has_shape(pattern: str, payload: str) -> bool:
    parts = payload.split(":")
    route = next(each for each in ROUTES.all if each.pattern == pattern)
    return len(parts) == len(route.segments) and route.values(tuple(parts)) is not None


async def test_h23_what_cannot_be_undone_is_asked_about_first(running: World) -> None:
    at = await busy(running)
    losing: dict[str, set[str]] = {}
    asking = set()
    for route in ROUTES.all:
        for who, act in tries(running, at, route):
            lost, buttons = await _lost(running, who, act)
            if lost:
                losing.setdefault(route.pattern, set()).update(lost)
            asking |= {
                (route.pattern, sure)
                for sure, asked in ASKED.items()
                if asked == route.pattern and any(_has_shape(sure, each) for each in buttons)
            }

    assert {p: t for p, t in losing.items() if p not in {*ASKED, *UNASKED}} == {}
    assert asking >= {(ASKED[sure], sure) for sure in losing if sure in ASKED}
