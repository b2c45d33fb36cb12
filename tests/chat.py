"""Plays transcripts through the router, the services, the post and a real database, which is
closed and opened again after every act: whatever lives only in memory fails at once."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.messages import FileIn, FileOut
from bot.services import delivery
from bot.services.office import moment
from bot.services.people import roster
from bot.services.reminders import sweep
from handlers.channels.web.person import enter
from handlers.contract import MessageButton, Reply
from handlers.post import Post
from handlers.router import Router
from storage import cycles
from tests.scenarios.desks import Desk, Desks, Heard
from tests.scenarios.keeping import kept
from tests.scenarios.papers import Printer
from tests.scenarios.sending import file_of
from tests.scenarios.transcript import (
    Block,
    Transcript,
    Turn,
    differences,
    shown,
    update,
)
from tests.scenarios.typing import Pending, typed, untypable
from tests.turns import WatchedDatabase
from tests.world import Bell, World

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_CELL = re.compile(r"chi bộ (.+), thuộc (.+), bí thư (\w+)")
_PERSON = re.compile(r"người (\w+) = (.+)")
_CLOCK = re.compile(r"giờ (\d{4}-\d\d-\d\d \d\d:\d\d)")
_LINK = re.compile(r"/i/(\w+)")
_BLOCKS = re.compile(r"(chặn|bỏ chặn) (\w+)")
_PAGE = re.compile(r"trang web (\w+)")


class Rounds(World):
    """A world whose database is opened anew between turns; only what cannot change is kept."""

    async def start(self) -> None:
        await super().start()
        self.printer = Printer()
        self.office = replace(self.office, renderer=self.printer)
        self._put_together()

    async def restart(self) -> None:
        await self.office.db.close()
        database = await WatchedDatabase.open(self.settings.database_url)
        self.office = replace(self.office, db=database, frozen={}, wake=Bell())
        self._put_together()

    def _put_together(self) -> None:
        self.router = Router(self.office)
        self.post = Post(self.office, {"telegram": self.outlet, "web": self.web})


@dataclass
class Player:
    """Plays one transcript, tapping its buttons or typing instead."""

    world: Rounds
    transcript: Transcript
    types: bool = False
    updates: bool = False
    desks: Desks = field(default_factory=Desks)
    counts: list[tuple[Turn, int, int]] = field(default_factory=list)
    """For each line of a person: the acts it took, and the new messages that person got."""

    async def play(self) -> list[str]:
        """What is not as the transcript has it: one text with the line for each."""
        wrong: list[str] = []
        for turn in self.transcript.turns:
            self.world.printer.lays_out = turn.wants_files and not self.types
            heard = await (self._act(turn) if turn.person else self._direct(turn))
            if self.updates:
                update(turn, heard.blocks)
            place = f"{self.transcript.path.name}:{turn.line}"
            if heard.refused and not turn.refusal_expected:
                wrong.append(f"{place}: refused: {heard.refused}")
            if not self.types:
                found = [*differences(turn, heard.blocks, heard.reached), *heard.unsaid(turn)]
                wrong += [f"{place}: {each}" for each in found]
        return wrong

    async def _direct(self, turn: Turn) -> Heard:
        line = turn.directive
        heard = Heard()
        if found := _PERSON.fullmatch(line):
            self.desks.of[found[1]] = Desk(found[2])
        elif found := _CELL.fullmatch(line):
            desk = self.desks.of[found[3]]
            _, code = await roster.found_cell(self.world.office, found[1], found[2], desk.name)
            desk.codes.append(code)
        elif found := _CLOCK.fullmatch(line):
            at = datetime.strptime(found[1], "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
            await self._clock(at.astimezone(UTC), heard)
        elif found := _BLOCKS.fullmatch(line):
            change = self.world.outlet.blocked.add if found[1] == "chặn" else None
            (change or self.world.outlet.blocked.discard)(found[2])
        elif found := _PAGE.fullmatch(line):
            await self._opens_page(self.desks.of[found[1]])
        else:
            raise ValueError(f"{self.transcript.path.name}:{turn.line}: @{line}")
        return heard

    async def _opens_page(self, desk: Desk) -> None:
        """The person follows the link sent last: from now on the talk goes on in a browser."""
        links = [_LINK.search(message.text) for message in reversed(desk.messages)]
        link = next(found for found in links if found)
        entered = await enter(self.world.office, link[1])
        desk.page = entered.person
        desk.screen = [b for m in entered.reply.messages for row in m.buttons for b in row]
        desk.messages += entered.reply.messages

    async def _clock(self, target: datetime, heard: Heard) -> None:
        """Move on, stopping wherever something is due on the way, as a running program does."""
        clock = self.world.clock
        clock.now = min(clock.now, target)
        await self._sweep(heard)
        while (due := await self._next()) is not None and due <= target:
            clock.now = max(due, clock.now)
            await self._sweep(heard)
        clock.now = target
        await self._sweep(heard)

    async def _next(self) -> datetime | None:
        office = self.world.office
        found = [await office.db.read(cycles.next_due), await delivery.next_at(office)]
        later = [moment(at) for at in found if at is not None]
        return min((at for at in later if at > self.world.clock.now), default=None)

    async def _sweep(self, heard: Heard) -> None:
        await sweep.sweep(self.world.office)
        await self._deliver(heard)
        await self.world.restart()

    async def _act(self, turn: Turn) -> Heard:
        desk = self.desks.of[turn.person]
        before = desk.acts, desk.new_messages
        heard = Heard()
        for label in turn.taps:
            # Only the last of several taps on one screen shows what is compared.
            heard.blocks.clear()
            await self._tap(turn.person, desk, label, heard)
        if not turn.taps:
            await self._type(turn.person, desk, turn.text, heard)
        self.counts.append((turn, desk.acts - before[0], desk.new_messages - before[1]))
        return heard

    async def _tap(self, person: str, desk: Desk, label: str, heard: Heard) -> None:
        if self.types and desk.pending.take(label, desk.screen):
            return
        if self.types and desk.pending.begun and label.startswith("Xong"):
            line, desk.pending = desk.pending.line(), Pending()
            await self._one(person, heard, text=line)
            return
        button = desk.button(label)
        if not self.types:
            await self._one(person, heard, payload=button.payload)
            return
        current = button in desk.screen
        if untypable(button, current=current):
            return
        if button.payload.endswith((":.", ":0")):
            desk.pending = Pending()
        if not current and (way := await self._way_to(person, desk, button, heard)):
            button, current = way, True
        await self._one(person, heard, text=typed(button, current=current))

    async def _way_to(
        self, person: str, desk: Desk, button: MessageButton, heard: Heard
    ) -> MessageButton | None:
        """Type what leads to a button of a notice: the same one, or one that does the same."""
        kind, _, about = button.payload.partition(":")
        if kind == "j":
            await self._one(person, heard, text="/dangvien")
            waiting = next(b for b in desk.screen if b.payload.startswith("m:requests"))
            await self._one(person, heard, text=typed(waiting, current=True))
            return button
        if kind == "r" and about:
            await self._one(person, heard, text="/chibo")
            cells = [b for b in desk.screen if b.payload.startswith("k:")]
            if len(cells) > 1:
                return next(b for b in cells if b.payload == f"k:{about}")
        return None

    async def _type(self, person: str, desk: Desk, words: str, heard: Heard) -> None:
        if file := file_of(words):
            await self._one(person, heard, file=file)
            return
        await self._one(person, heard, text=self.desks.with_codes(desk, words))
        if self.types and desk.pending.chosen and not words.startswith("/"):
            # Own words finish the question, so the numbers are typed after going back to it.
            line, desk.pending = desk.pending.line(), Pending()
            await self._one(person, heard, text="quay lai")
            await self._one(person, heard, text=line)

    async def _one(
        self,
        person: str,
        heard: Heard,
        *,
        text: str | None = None,
        payload: str | None = None,
        file: FileIn | None = None,
    ) -> None:
        """One act, a second after the last, everything that it sets off, and a new start."""
        self.world.clock.forward(seconds=1)
        desk = self.desks.of[person]
        where = {"channel": "web"} if desk.page else {}
        reply = await self.world.says(
            desk.page or person, text, payload=payload, file=file, **where
        )
        desk.acts += 1
        buttons = [b for m in reply.messages for row in m.buttons for b in row]
        desk.screen = buttons or desk.screen
        self._replied(person, reply, heard)
        await self._deliver(heard, person)
        await self.world.restart()

    def _replied(self, person: str, reply: Reply, heard: Heard) -> None:
        for message in reply.messages:
            kind = "chưa ghi" if reply.refused else "sửa lại" if message.replaces else ""
            heard.blocks.append(shown(message, kind))
            self.desks.received(person, message)
        if reply.notice and not reply.messages:
            heard.blocks.append(Block("báo", "", [reply.notice]))
        if reply.refused or (reply.notice and not reply.messages):
            heard.refused.append(reply.notice or reply.messages[0].text)

    async def _deliver(self, heard: Heard, actor: str = "") -> None:
        if await delivery.next_at(self.world.office) is None:
            return
        await self.world.deliver()
        pages = {desk.page: name for name, desk in self.desks.of.items() if desk.page}
        on_web = [(pages[to], item) for to, item in self.world.web.sent if to in pages]
        sent = [*self.world.outlet.sent, *on_web]
        self.world.outlet.sent, self.world.web.sent = [], []
        order = list(self.desks.of)
        for person, item in sorted(sent, key=lambda each: order.index(each[0])):
            heard.blocks.append(shown(item, to="" if person == actor else person))
            heard.reached.add(person)
            if isinstance(item, FileOut):
                heard.files.append(item)
                self.desks.of[person].new_messages += 1
            else:
                self.desks.received(person, item)
                self.desks.of[person].noticed(item)


async def played(
    transcript: Transcript, migrated: Path, *, types: bool, updates: bool = False
) -> tuple[Player, list[str], dict[str, list[tuple[Any, ...]]]]:
    """The transcript played in a fresh database: the player, what was wrong, what is stored."""
    with TemporaryDirectory(prefix="tusoi-chat-", dir=_memory()) as folder:
        world = Rounds(Path(folder), migrated)
        await world.start()
        try:
            player = Player(world, transcript, types, updates)
            wrong = await player.play()
            return player, wrong, await kept(world)
        finally:
            await world.stop()


def _memory() -> Path | None:
    """A folder in memory, if there is one: a busy disk takes long over thousands of flushes."""
    shared = Path("/dev/shm")
    return shared if os.access(shared, os.W_OK) else None


def all_transcripts() -> Sequence[Path]:
    """Every transcript that is shipped."""
    return sorted((Path(__file__).parent / "scenarios").glob("*.chat"))
