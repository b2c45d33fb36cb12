"""Answers a second through a real process, beside stock bots against the same server."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks import samples
from benchmarks.crowd import Act, Plan
from benchmarks.measuring import Broken, Row, interleaved, row
from benchmarks.processes import Program, running, tusoi
from bot.domain.messages import Incoming
from handlers.channels.base import strip_bold
from handlers.router import Router

FIRST_ID, SIZE = 1001, 17
WARM = 4
ECHO = "python-telegram-bot's echo bot, run_polling, 0 ms"
STOCK_TAPS = "a stock bot that answers and edits, nothing kept"
FAULTS = ("missing", "extra", "misplaced", "refused")


@dataclass(frozen=True, slots=True)
class Script:
    """What each person does, and what they must see; `plan.people` are still to be named."""

    database: Path
    plan: Plan

    @property
    def changes(self) -> int:
        """Of each interview at the end."""
        return len(self.plan.opening) + len(self.plan.acts) - 1


@dataclass
class Session:
    """Our program and a stock bot, both running, and one process that is the server of both."""

    crowd: Program
    script: Script
    next_id: int = FIRST_ID
    stock_id: int = FIRST_ID
    compared: int = 0

    async def ours(self, people: int, at_once: int, latency: float = 0.0) -> float:
        """Steps a second of people who have not talked yet."""
        plan = replace(self.script.plan, people=people, at_once=at_once, latency=latency)
        plan = replace(plan, first_id=self.next_id)
        self.next_id += people
        self.compared += people * len(plan.expected)
        return await self._play("ours", plan)

    async def stock(self, people: int, at_once: int) -> float:
        """The same of the stock bot, whose people do the same."""
        plan = stock_plan(self.script.plan)
        plan = replace(plan, people=people, at_once=at_once, first_id=self.stock_id)
        self.stock_id += people
        return await self._play("stock", plan)

    async def _play(self, name: str, plan: Plan) -> float:
        await self.crowd.tell({"play": name, "plan": asdict(plan)})
        result = await self.crowd.told("result")
        if faults := {each: result[each] for each in FAULTS if result[each]}:
            raise Broken(f"{name}: people were not answered as they should be: {faults}")
        return float(result["steps"] / result["seconds"])

    @property
    def checked(self) -> str:
        """What held in all of it."""
        return f"{self.compared} answers compared: none missing, doubled or out of order"


def stock_plan(plan: Plan) -> Plan:
    """The same texts and taps, and what a stock bot says to them."""
    if plan.acts[0].taps is None:
        texts = [act.says for act in plan.acts]
        return replace(plan, opening=(), expected=texts, acts=[Act(each) for each in texts])
    counts = [str(number) for number in range(1, len(plan.acts) + 1)]
    return replace(plan, opening=(Act("0"),), expected=["0", *counts])


@asynccontextmanager
async def session(
    people: int, *, taps: int = 0, steps: int | None = None
) -> AsyncIterator[Session]:
    """`people`: in all rounds together. Our program is killed at the end, and what it answered
    must be on the disk. `steps`: how many answers each gives, all if not said."""
    with tempfile.TemporaryDirectory() as folder:
        script = await prepared(Path(folder), people + WARM, taps=taps, steps=steps)
        async with running("-m", "benchmarks.crowd") as crowd:
            ours, stock = await _opened(crowd, "ours"), await _opened(crowd, "stock")
            kind = "taps" if taps else "echo"
            async with (
                running("-m", "bot", "run", env=tusoi(script.database, *ours)) as program,
                running("-m", "benchmarks.stock_bot", kind, *stock),
            ):
                for _ in (program, stock):
                    await crowd.told("polled")
                made = Session(crowd, script)
                await made.ours(WARM, WARM)
                await made.stock(WARM, WARM)
                yield made
                program.kill()
        _all_kept(script, made.next_id - FIRST_ID)


async def _opened(crowd: Program, name: str) -> tuple[str, str]:
    await crowd.tell({"open": name})
    opened: Mapping[str, str] = await crowd.told("opened")
    return opened["url"], opened["token"]


def _all_kept(script: Script, people: int) -> None:
    """Raises Broken unless everybody's answers are on the disk."""
    with closing(sqlite3.connect(script.database)) as connection:
        query = "SELECT COUNT(*) FROM interviews WHERE revision = ?"
        (kept,) = connection.execute(query, (script.changes,)).fetchone()
    if kept != people:
        raise Broken(f"{kept} of {people} interviews are complete on the disk")


async def prepared(folder: Path, people: int, *, taps: int, steps: int | None) -> Script:
    """Cells of seventeen with an open cycle; the last person only rehearses."""
    database = samples.empty(folder)
    now = datetime.now(UTC)
    async with samples.office_of(database) as office:
        for first in range(FIRST_ID, FIRST_ID + people + 1, SIZE):
            add = partial(samples.add_cell, office, size=SIZE, now=now, first_id=first)
            await office.db.write(add)
        said = samples.typed_review(office, office.calendar.local(now).date())
    opening, acts = [Act("/resume")], [Act(each) for each in said[:steps]]
    if taps:
        opening, acts = [*opening, acts[0]], [Act(taps=number % 9) for number in range(taps)]
    copy = samples.copied(database, folder / "rehearsal.sqlite3")
    return Script(database, await _rehearsed(copy, str(FIRST_ID + people), opening, acts))


async def _rehearsed(
    database: Path, address: str, opening: Sequence[Act], acts: Sequence[Act]
) -> Plan:
    """What the program says to one person, in this process."""
    counted: list[Act] = []
    expected: list[str] = []
    payloads: list[str] = []
    async with samples.office_of(database) as office:
        router = Router(office)
        for number, act in enumerate([*opening, *acts]):
            payload = None if act.taps is None else payloads[act.taps]
            words = act.says if payload is None else None
            reply = await router.handle(
                Incoming("telegram", address, f"r{number}", text=words, payload=payload)
            )
            shown = reply.messages[-1].buttons
            payloads = [button.payload for buttons in shown for button in buttons]
            expected += [strip_bold(message.text) for message in reply.messages]
            counted.append(replace(act, answers=len(reply.messages) + (payload is not None)))
    return Plan(0, 0, counted[len(opening) :], expected, counted[: len(opening)])


async def typed() -> list[Row]:
    """Many people, each waiting for the next screen."""
    people, rounds = 100, 7
    async with session(people * rounds) as made:
        turns = await interleaved(
            lambda: made.ours(people, people), lambda: made.stock(people, people), rounds
        )
    name = "durable typed step, 100 waiting"
    return [row(name, turns, ECHO, "answers/s", target="≥ 0.8", note=made.checked)]


async def sequential() -> list[Row]:
    """One person at a time, one step after the other."""
    people, rounds = 10, 9
    async with session(people * rounds) as made:
        turns = await interleaved(
            lambda: made.ours(people, 1), lambda: made.stock(people, 1), rounds
        )
    name = "durable typed step, one person alone"
    return [row(name, turns, ECHO, "answers/s", target="≥ 0.5", note=made.checked)]


async def latency() -> list[Row]:
    """A far server: 50 ms for each call, and many people in flight."""
    people, rounds = 256, 5
    async with session(people * rounds, steps=6) as made:
        turns = await interleaved(
            lambda: made.ours(people, people, 0.05), lambda: made.stock(100, 100), rounds
        )
    name = "durable typed step, 50 ms away, 256 in flight"
    return [row(name, turns, ECHO, "answers/s", note=made.checked)]


async def taps() -> list[Row]:
    """Taps on the 27: each answered, and the message changed in place."""
    people, rounds = 100, 5
    async with session(people * rounds, taps=9) as made:
        turns = await interleaved(
            lambda: made.ours(people, people), lambda: made.stock(people, people), rounds
        )
    return [
        row(
            "durable tap, edited in place, 100 waiting",
            turns,
            STOCK_TAPS,
            "taps/s",
            note=made.checked,
        )
    ]
