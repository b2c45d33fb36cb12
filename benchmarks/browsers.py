"""People who answer on the page, as its script does, in a process of their own.

Told what to do on standard input. Everybody's connection and stream of notices stay open.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable, Sequence

from tests.faults.hostile import Answerer
from tests.faults.page import Page, Wire

Asks = Callable[[], Awaitable[float]]
"""One request and its whole answer; the seconds it took."""


async def coming(port: int, tokens: Sequence[str]) -> list[Answerer]:
    """Everybody opens the page and comes to a question."""
    people = []
    for number, token in enumerate(tokens):
        page = Page(port, token=token)
        await page.listens()
        person = Answerer(str(number), page.says)
        await person.comes()
        people.append(person)
    return people


def plain(port: int) -> Asks:
    """Somebody asks for the page for strangers again and again: templates, and no database."""
    wire = Wire(port)

    async def asks() -> float:
        began = time.monotonic()
        assert (await wire.ask("GET /")).status == 200
        return time.monotonic() - began

    return asks


async def played(askers: Sequence[Asks], seconds: float, every: float) -> list[float]:
    """What each answer took: everybody asks again at once, or each `every` so many seconds."""
    began = time.monotonic()
    took: list[float] = []

    async def goes_on(number: int, asks: Asks) -> None:
        due = began + every * number / len(askers)
        while max(due, time.monotonic()) < began + seconds:
            await asyncio.sleep(max(due - time.monotonic(), 0))
            took.append(await asks())
            due += every

    await asyncio.gather(*(goes_on(*each) for each in enumerate(askers)))
    return took


async def main() -> None:
    """Does what standard input says, line by line."""
    gc.disable()  # its pauses would fall on the one or the other
    loop = asyncio.get_running_loop()
    people: list[Asks] = []
    others: list[Asks] = []
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        said = json.loads(line)
        if "come" in said:
            people = [each.answers for each in await coming(said["port"], said["come"])]
            others = [plain(said["port"]) for _ in people]
            print(json.dumps({"came": len(people)}), flush=True)
            continue
        gc.collect()
        askers = (people if said["play"] == "answers" else others)[: said["people"]]
        took = await played(askers, said["seconds"], said["every"])
        print(json.dumps({"took": took}), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
