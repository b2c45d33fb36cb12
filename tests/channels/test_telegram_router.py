"""The real router behind the Telegram channel, over a real database."""

from __future__ import annotations

from pathlib import Path

from bot.domain.messages import Incoming
from bot.services import delivery
from bot.services.people import roster
from handlers.contract import Reply
from tests.botapi import BotApi
from tests.channels.telegram_rig import Script, running
from tests.world import World, world


class Routed(Script):
    """The router of a world; it, too, can be made to wait before it answers."""

    def __init__(self, made: World) -> None:
        super().__init__()
        self.world = made

    async def handle(self, incoming: Incoming) -> Reply:
        await super().handle(incoming)
        return await self.world.router.handle(incoming)


async def test_a_secretary_begins(tmp_path: Path, migrated: Path) -> None:
    async with world(tmp_path, migrated) as made, BotApi() as api:
        _, code = await roster.found_cell(made.office, "Chi bộ 1", "Đảng ủy", "Trần Thị Hoa")
        async with running(api, Routed(made)) as rig:
            hoa = rig.person(1001)
            update = hoa.start(code)
            welcome = await hoa.receives()
            assert "Chi bộ 1" in welcome.text
            await api.until(lambda: bool(api.menu(1001)))

            await rig.caught_up()
            api.redeliver(update)  # as after a crash before it was confirmed
            assert (await hoa.receives()).labels == welcome.labels  # not: the code is used up

            hoa.taps(welcome.labels[0])
            assert (await hoa.receives()).buttons
            assert (await hoa.notified()).text == ""
            await rig.caught_up()


async def test_who_blocked_the_bot_is_not_written_to(tmp_path: Path, migrated: Path) -> None:
    async with world(tmp_path, migrated) as made, BotApi() as api:
        _, code = await roster.found_cell(made.office, "Chi bộ 1", "Đảng ủy", "Trần Thị Hoa")
        async with running(api, Routed(made)) as rig:
            hoa = rig.person(1001)
            hoa.start(code)
            await hoa.receives()
            hoa.blocks_bot()
            await api.until(lambda: rig.blocked == ["1001"])
            await delivery.blocked(made.office, "telegram", "1001")
            hoa.start()
            assert (await hoa.receives()).text
            await rig.caught_up()
