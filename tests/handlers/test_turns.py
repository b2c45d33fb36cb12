"""What every act costs the one writer: its statements and the rows they read, route by route.

The routes are enumerated from the code and played in the sample cell by people who are at different
places with the own review; the dearest act that gets through counts, and each is undone. The
numbers stand in `tests/golden/turns.tsv`, so that a rise is seen by whoever reads the change:
`pytest tests/handlers/test_turns.py --update-golden` writes them anew. That no turn waits for
anything but its statements is watched in every test (tests/turns.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.messages import FileIn, Incoming, Refusal
from bot.services.office import new_id
from bot.services.turns import Visit, take
from handlers.menu import ROUTES
from handlers.routes import Route
from tests.handlers.busy_cell import PEOPLE, Busy, busy
from tests.handlers.matrix_targets import TARGETS, Place
from tests.handlers.test_matrix import ACCESS
from tests.handlers.things import placeholders, taps
from tests.services.scene import one
from tests.turns import WatchedDatabase
from tests.world import World

GOLDEN = Path(__file__).parents[1] / "golden" / "turns.tsv"
WHO = ("secretary", "approved", "member", "returned", "revises")
LATE = ("/missing", "ns:")
"""After the last reminder of all."""
CYCLE = "SELECT id FROM cycles ORDER BY opened_at DESC"
HEAD = "act\tstatements\trows\twho\trefused\n"


@dataclass(frozen=True, order=True)
class Played:
    """One act. What gets through is more than what is refused; then it goes by the cost."""

    through: bool
    statements: int
    rows: int
    who: str
    refused: str

    def line(self, act: str) -> str:
        """As it stands in the file."""
        return f"{act}\t{self.statements}\t{self.rows}\t{self.who}\t{self.refused}\n"


class _Undone(Exception):
    """Ends the turn of a try."""


async def played(running: World, who: str, **act: object) -> Played:
    """The whole turn of this act, undone at its end."""
    incoming = Incoming("telegram", who, new_id(), **act)  # type: ignore[arg-type] # its own fields
    refused = ""
    file = await running.router._read(incoming)

    async def play(visit: Visit, fresh: bool) -> None:  # noqa: FBT001 -- as `take` calls it
        nonlocal refused
        try:
            said, _, _ = await running.router._play(file, visit, fresh)
            await visit.close(fresh=fresh)
            refused = said.outgoing[0].text.key if said.refused else ""
        except Refusal as refusal:
            refused = refusal.text.key
        raise _Undone

    with pytest.raises(_Undone):
        await take(running.office, incoming, play)
    assert isinstance(running.office.db, WatchedDatabase)
    cost = running.office.db.last
    return Played(not refused, cost.statements, cost.rows, who, refused)


def tries(running: World, at: Busy, route: Route) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Who plays this route, and how: the secretary on everybody's things, others on their own."""
    if route.command:
        yield from ((who, {"text": route.pattern}) for who in WHO)
        return
    played = {("secretary", whose) for whose in PEOPLE} | {(who, who) for who in WHO}
    found = set()
    for who, whose in sorted(played):
        values = {
            name: TARGETS[name](running, whose, Place.OWN, "nobody") for name in placeholders(route)
        }
        known = {name: value for name, value in values.items() if value is not None}
        if len(known) == len(values):
            found.add((who, taps(route, {**known, **at.values})))
    yield from ((who, {"payload": payload}) for who, payload in sorted(found))


async def costs(running: World, at: Busy) -> Mapping[str, Played]:
    """Every route, and the acts that are none: the dearest of each."""
    found = {}
    soon, late = running.clock.now, running.clock.now + timedelta(days=28)
    for route in ROUTES.all:
        running.clock.now = late if route.pattern.startswith(LATE) else soon
        acts = [await played(running, who, **act) for who, act in tries(running, at, route)]
        found[route.pattern] = max(act for act in acts if act.refused not in ACCESS)
    running.clock.now = soon
    table = FileIn("ds.csv", "text/csv", "Họ và tên\nCao Thị Mới".encode())
    offer = f"rg:offer:{one(running, CYCLE)}:BC"
    return {
        **found,
        "the report offered for issue": await played(running, "secretary", payload=offer),
        "an answer tapped": await played(running, "answers", payload=at.button),
        "an answer typed": await played(running, "answers", text="0"),
        "the review handed in": await played(running, "hands_in", text="nộp"),
        "a roster": await played(running, "secretary", file=table),
        "a member's code": await played(running, "new", text=f"/start {at.code}"),
        "the group's code": await played(running, "new", text=f"/start {at.group_code}"),
        "words out of place": await played(running, "approved", text="chào"),
    }


async def test_what_every_act_costs(running: World, request: pytest.FixtureRequest) -> None:
    found = await costs(running, await busy(running))
    written = HEAD + "".join(each.line(act) for act, each in found.items())
    if request.config.getoption("--update-golden"):
        GOLDEN.write_text(written, "utf-8")
    assert written.splitlines() == GOLDEN.read_text("utf-8").splitlines()


async def test_no_act_asks_more_of_a_larger_cell(running: World) -> None:
    """Rows may be more, statements not."""
    found = await costs(running, await busy(running, more=24))
    lines = GOLDEN.read_text("utf-8").splitlines()[1:]
    before = {act: int(statements) for act, statements, *_ in (line.split("\t") for line in lines)}
    more = {
        act: (before[act], each.statements)
        for act, each in found.items()
        if each.statements > before[act]
    }
    assert more == {}
