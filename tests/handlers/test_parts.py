"""An answer in several parts: whatever happens between two of them, the rest comes, the first parts
do not come again, and who waits is told once if a part will not come."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.content.rendering import Renderer, RenderingFailed
from bot.domain.messages import FileOut
from bot.services import delivery
from handlers.contract import Message, TryLater
from tests.services.scene import Cell, gathered, hands_in
from tests.shelf import Shelf
from tests.world import Outlet, World

APOLOGY = "chưa gửi được"
MOMENT = re.compile(r"\d\d:\d\d ngày \d\d/\d\d/\d{4}")
Trouble = Callable[[], BaseException]


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Picky(Outlet):
    """A channel that fails for some of what it is given. `trouble`: by what is sent, counted from
    one over all tries, what is raised instead. `heard`: the part arrives, and then it is raised."""

    trouble: dict[int, Trouble] = field(default_factory=dict)
    heard: bool = False
    tries: int = 0
    always: Callable[[Message | FileOut], bool] = field(default=lambda _: False)

    async def send(self, address: str, message: Message) -> None:
        await self._take(address, message)

    async def send_file(self, address: str, file: FileOut) -> None:
        await self._take(address, file)

    async def _take(self, address: str, part: Message | FileOut) -> None:
        self.tries += 1
        if self.always(part):
            raise ValueError("refused for good")
        failing = self.trouble.get(self.tries)
        if failing is None or self.heard:
            self.sent.append((address, part))
        if failing:
            raise failing()


def name(part: Message | FileOut) -> str:
    """A file's name; a message's words, whatever time it is."""
    return part.name if isinstance(part, FileOut) else MOMENT.sub("…", part.text)


def parts(channel: Picky) -> list[str]:
    """What the secretary got, apologies apart."""
    return [name(part) for to, part in channel.sent if to == "lan" and APOLOGY not in name(part)]


def apologies(channel: Picky) -> list[str]:
    return [name(part) for _, part in channel.sent if APOLOGY in name(part)]


async def _reported(world: World) -> Cell:
    """A cell in which one review is handed in."""
    cell = await gathered(world, "hoa")
    await cell.opens()
    await hands_in(world, "hoa")
    await world.deliver()
    return cell


@pytest.fixture
async def world(tmp_path: Path, shelf: Shelf) -> AsyncIterator[World]:
    async with shelf.copy(_reported, tmp_path) as cell:
        cell.world.outlet.sent.clear()
        yield cell.world


async def asks(world: World, channel: Picky) -> None:
    """The secretary asks for the report over this channel."""
    use(world, channel)
    await world.says("lan", "/summary")
    await until_quiet(world)


def use(world: World, channel: Picky) -> None:
    world.post.channels["telegram"] = channel  # type: ignore[index] # the world's own dict


async def until_quiet(world: World) -> None:
    """The post goes on until nothing waits, however long it has to wait in between."""
    for _ in range(24):
        await world.deliver()
        if await delivery.next_at(world.office) is None:
            return
        world.clock.forward(minutes=16)
    pytest.fail("something waits for ever")


async def whole(world: World) -> list[str]:
    """The parts of the report, from an undisturbed sending."""
    channel = Picky()
    await asks(world, channel)
    found = parts(channel)
    assert len(found) > 6
    assert apologies(channel) == []
    return found


FAILURES: dict[str, Trouble] = {
    "the way": lambda: TryLater("bad gateway"),
    "the platform asks to wait": lambda: TryLater("flood", 3.0),
    "a defect": lambda: ValueError("a defect of ours"),
}


@pytest.mark.parametrize("failure", FAILURES)
async def test_after_a_failure_at_any_part_the_rest_comes_and_nothing_twice(
    world: World, failure: str
) -> None:
    expected = await whole(world)
    for place in range(1, len(expected) + 1):
        channel = Picky(trouble={place: FAILURES[failure]})
        await asks(world, channel)
        assert Counter(parts(channel)) == Counter(expected), place
        assert apologies(channel) == [], place


async def test_failing_at_several_parts_one_after_the_other(world: World) -> None:
    expected = await whole(world)
    channel = Picky(trouble=dict.fromkeys((2, 4, 5, 7), FAILURES["the way"]))
    await asks(world, channel)
    assert parts(channel) == expected


@pytest.mark.parametrize("when", ["before", "after"])
async def test_killed_between_any_two_parts_each_comes_once_or_twice(
    world: World, when: str
) -> None:
    """Before or after the platform has taken the part, which the program cannot know."""
    heard = when == "after"
    expected = await whole(world)
    for place in range(1, len(expected) + 1):
        channel = Picky(trouble={place: Killed}, heard=heard)
        with pytest.raises(Killed):
            await asks(world, channel)
        await world.restart()
        use(world, channel)
        await delivery.recover(world.office)
        await until_quiet(world)
        got = Counter(parts(channel))
        assert got.keys() == Counter(expected).keys(), place
        extra = got - Counter(expected)
        assert extra.total() == int(heard), place


@pytest.mark.parametrize("refused", ["documents", "pictures", "the third part"])
async def test_a_part_that_is_refused_for_good_keeps_no_other_back_and_is_told_once(
    world: World, refused: str, caplog: pytest.LogCaptureFixture
) -> None:
    expected = await whole(world)

    def bad(part: Message | FileOut) -> bool:
        match refused:
            case "documents":
                return isinstance(part, FileOut) and not part.is_picture
            case "pictures":
                return isinstance(part, FileOut) and part.is_picture
            case _:
                return name(part) == expected[2]

    channel = Picky(always=bad)
    with caplog.at_level(logging.ERROR, "handlers.post"):
        await asks(world, channel)
    came = [each for each in expected if each in parts(channel)]
    assert Counter(parts(channel)) == Counter(came)
    assert 0 < len(expected) - len(came) < len(expected)
    (told,) = apologies(channel)
    code = re.search(r"mã ([0-9A-F]{4})", told)
    assert code
    assert f"error {code[1]}" in caplog.text
    assert "báo cáo tổng hợp" in told


async def test_a_report_that_cannot_be_rendered_is_told_once_and_its_text_comes_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = await whole(world)

    async def broken(*_: object) -> None:
        await asyncio.sleep(0)
        raise RenderingFailed("no room")

    monkeypatch.setattr(Renderer, "both", broken)
    channel = Picky()
    await asks(world, channel)
    texts = [each for each in expected if not each.endswith((".docx", ".pdf"))][:-1]
    assert parts(channel) == texts
    assert len(apologies(channel)) == 1


async def test_the_apology_itself_is_not_apologised_for(world: World) -> None:
    channel = Picky(always=lambda _: True)
    await asks(world, channel)
    assert channel.sent == []
    assert await world.deliver() == 0


async def test_what_is_asked_for_again_comes_whole_again(world: World) -> None:
    expected = await whole(world)
    channel = Picky()
    await asks(world, channel)
    assert parts(channel) == expected
