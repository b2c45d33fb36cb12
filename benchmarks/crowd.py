"""People who talk to a bot through the fake Bot API server, in a process of their own.

Told what to do on standard input. Each person says the next thing as soon as the whole answer to
the last one has arrived. At the end every chat is compared with what it should be.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import islice
from typing import Any

from tests.botapi import BotApi, Json, Phase, User

ANSWERS = ("sendMessage", "editMessageText", "answerCallbackQuery")


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person does: types, or taps the button with this number; and how many calls of
    the bot answer it."""

    says: str = ""
    taps: int | None = None
    answers: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What people do: `opening` before the clock runs, then `acts`, `at_once` people side by side.

    `expected`: every message and edit that each of them must see, in order. Their ids begin at
    `first_id`. `latency`: of the server, in seconds, while the clock runs.
    """

    people: int
    at_once: int
    acts: Sequence[Act]
    expected: Sequence[str]
    opening: Sequence[Act] = ()
    first_id: int = 1
    latency: float = 0.0

    @classmethod
    def unpacked(cls, data: dict[str, Any]) -> Plan:
        """The inverse of `dataclasses.asdict`, through JSON."""
        acts = {name: [Act(**each) for each in data[name]] for name in ("acts", "opening")}
        return cls(**{**data, **acts})


@dataclass(slots=True)
class Talker:
    """One person, and how far they are."""

    user: User
    over: Callable[[], None] = lambda: None
    left: Iterator[Act] | None = None
    awaited: int = 0
    unasked: int = 0

    def begin(self, acts: Sequence[Act], over: Callable[[], None]) -> None:
        self.left, self.over = iter(acts), over
        self._next()

    def answered(self) -> None:
        """A call of the bot has taken effect here."""
        self.awaited -= 1
        if self.awaited < 0:
            self.unasked += 1
        if self.awaited == 0:
            self._next()

    def _next(self) -> None:
        act = next(self.left, None) if self.left else None
        if act is None:
            self.over()
            return
        self.awaited = act.answers
        if act.taps is None:
            self.user.types(act.says)
            return
        shown = self.user.arrivals[-1]
        buttons = [button for row in shown.buttons for button in row]
        self.user.sends_callback(buttons[act.taps].target, message=shown.message_id)


class Crowd:
    """The people of one bot. One plan after the other, each with people of its own."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._talkers: dict[int, Talker] = {}
        self._refused = 0
        api.on_call(self._called)

    def _called(self, method: str, _params: Json, phase: Phase) -> None:
        call = self._api.current_call
        if phase != "applied" or method not in ANSWERS or call is None:
            return
        self._refused += call.error is not None
        talker = self._talkers.get(call.chat_id or 0)
        if talker and call.error is None:
            talker.answered()

    async def play(self, plan: Plan) -> Json:
        """Everybody talks; only what they do after the opening is on the clock."""
        ids = range(plan.first_id, plan.first_id + plan.people)
        people = [Talker(self._api.user(n, first_name=f"P{n}")) for n in ids]
        self._talkers.update(zip(ids, people, strict=True))
        if plan.opening:
            await self._round(people, plan.opening, plan.at_once)
        await self._quiet()
        self._api.latency(plan.latency)
        began = time.monotonic()
        await self._round(people, plan.acts, plan.at_once)
        seconds = time.monotonic() - began
        self._api.latency(0.0)
        await self._quiet()
        steps = len(plan.acts) * len(people)
        return {"seconds": seconds, "steps": steps, **self._faults(people, plan)}

    async def _round(self, people: Sequence[Talker], acts: Sequence[Act], at_once: int) -> None:
        waiting = iter(people)
        left = len(people)
        over = asyncio.Event()

        def ended() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                over.set()
            elif (follower := next(waiting, None)) is not None:
                follower.begin(acts, ended)

        for each in list(islice(waiting, at_once)):
            each.begin(acts, ended)
        if people:
            await over.wait()

    async def _quiet(self) -> None:
        """Until the bot has nothing left to do, and polls."""
        await self._api.until(lambda: not self._api.pending_updates and self._api.polling)

    def _faults(self, people: Sequence[Talker], plan: Plan) -> Json:
        """How many answers are missing, too many, or not in their place."""
        expected = [each.strip() for each in plan.expected]
        missing = extra = misplaced = 0
        for each in people:
            seen = [seen.text.strip() for seen in each.user.arrivals]
            missing += max(0, len(expected) - len(seen))
            extra += max(0, len(seen) - len(expected)) + each.unasked
            misplaced += sum(a != b for a, b in zip(seen, expected, strict=False))
        return {
            "missing": missing,
            "extra": extra,
            "misplaced": misplaced,
            "refused": self._refused,
        }


class Stage:
    """Several bots' servers in one process; while one bot's people talk, the others' are silent."""

    def __init__(self, servers: AsyncExitStack) -> None:
        self._servers = servers
        self._crowds: dict[str, Crowd] = {}

    async def open(self, name: str) -> Json:
        """A server for a bot of its own; tells at which time the bot first polls."""
        api = await self._servers.enter_async_context(BotApi(keep_calls=1000))
        seen = False

        def polled(method: str, _params: Json, phase: Phase) -> None:
            nonlocal seen
            if method == "getUpdates" and phase == "received" and not seen:
                seen = True
                _tell(polled=time.monotonic())

        api.on_call(polled)
        self._crowds[name] = Crowd(api)
        return {"url": api.url, "token": api.token}

    async def play(self, name: str, plan: Json) -> Json:
        """Carry out a plan."""
        gc.collect()
        return await self._crowds[name].play(Plan.unpacked(plan))


async def main() -> None:
    """Do what standard input says, line by line."""
    gc.disable()  # its pauses would fall on the one or the other
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as servers:
        stage = Stage(servers)
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            said = json.loads(line)
            if "open" in said:
                _tell(opened=await stage.open(said["open"]))
            else:
                _tell(result=await stage.play(said["play"], said["plan"]))


def _tell(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
