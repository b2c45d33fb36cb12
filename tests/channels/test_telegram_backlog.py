"""What people have typed while the program was away: all of it is answered, in its order."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from random import Random

from bot.domain.messages import Incoming
from handlers.contract import Message, Reply
from tests.botapi import BotApi
from tests.channels.telegram_rig import Script, running

PEOPLE, EACH = 100, 100


class Last(Script):
    """Answers what each said last; for the rest there is nothing to say."""

    async def handle(self, incoming: Incoming) -> Reply:
        await super().handle(incoming)
        is_last = incoming.text == f"{EACH - 1}" or incoming.address == "999"
        return Reply((Message(f"echo {incoming.text}"),) if is_last else ())


async def test_ten_thousand_updates_of_an_outage() -> None:
    """Nothing is lost, nothing comes twice, everybody's words keep their order, and whoever comes
    to it while it is worked off is served as well."""
    script = Last()
    async with BotApi(keep_calls=1000) as api:
        people = [api.user(number, first_name=f"P{number}") for number in range(1, PEOPLE + 1)]
        said = [person for person in people[5:] for _ in range(EACH)]
        Random(13).shuffle(said)
        for place, person in enumerate(people[:5]):  # all at once, in two batches of updates
            at = place * 1000 + EACH // 2
            said[at:at] = [person] * EACH
        for person in people:
            api.world.people[person.id].started = True
        words: defaultdict[int, int] = defaultdict(int)
        for person in said:
            person.types(str(words[person.id]))
            words[person.id] += 1
        before = len(asyncio.all_tasks())
        async with running(api, script) as rig:
            await script.until(script.began, str(EACH // 2))
            newcomer = rig.person(999)
            newcomer.types("mới")
            assert (await newcomer.receives()).text == "echo mới"
            for person in people:
                assert (await person.receives()).text == f"echo {EACH - 1}"
            await rig.caught_up()
            await rig.settled()
        assert len(asyncio.all_tasks()) == before
    came: defaultdict[str, list[str | None]] = defaultdict(list)
    for each in script.came:
        came[each.address].append(each.text)
    assert came.pop("999") == ["mới"]
    assert len(came) == PEOPLE
    assert all(texts == [str(number) for number in range(EACH)] for texts in came.values())
    assert script.shelf.acts == {}
