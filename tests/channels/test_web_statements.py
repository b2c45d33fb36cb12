"""How often the database is asked for what a browser does, and when the menu is worded."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from bot.content.words.catalogue import Catalogue
from bot.domain.messages import FileOut, Text
from bot.services.devices import webchat
from handlers.channels.web import WebChannel
from storage.engine import sqlite
from tests.channels.web_rig import JSON, PATIENT, Desk, hoa_has_come, running
from tests.shelf import Shelf
from tests.world import World

ANSWER = "Tôi dự đủ mười hai kỳ sinh hoạt"


@dataclass
class Asked:
    """The statements that ran, by their first words, and the words of the menu that were made."""

    statements: list[str] = field(default_factory=list)
    menu: list[str] = field(default_factory=list)

    def take(self) -> list[str]:
        """Since it was last asked; statements of transaction control apart."""
        verbs = ("SELECT", "INSERT", "UPDATE", "DELETE")
        found = [each for each in self.statements if each.startswith(verbs)]
        self.statements.clear()
        return found


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What is asked from now on, once `watch` was called."""
    seen = Asked()
    real: Callable[[Catalogue, Text, str], str] = Catalogue.render

    def render(catalogue: Catalogue, message: Text, language: str) -> str:
        if isinstance(message, Text) and message.key.startswith("commands."):
            seen.menu.append(message.key)
        return real(catalogue, message, language)

    monkeypatch.setattr(Catalogue, "render", render)
    return seen


async def watch(world: World, asked: Asked) -> None:
    def trace(connection: sqlite3.Connection) -> None:
        connection.set_trace_callback(asked.statements.append)

    driver = world.office.db._driver
    for connection in (driver.writing, driver.reading):
        assert isinstance(connection, sqlite.Connection)
        await connection.call(trace)


@asynccontextmanager
async def browser(shelf: Shelf, folder: Path, *, pin: bool = False) -> AsyncIterator[Visited]:
    """Hoa's open page, in a cell as it is each time."""
    async with shelf.copy(hoa_has_come, folder) as cell:
        channel = WebChannel(cell.world.office, PATIENT)
        async with running(channel, cell.world.router.handle):
            desk = Desk(cell.world, cell, channel)
            async with desk.enters(pin=pin) as client:
                await client.get("/")
                yield Visited(desk, client)


@dataclass
class Visited:
    desk: Desk
    client: httpx.AsyncClient


@pytest.mark.parametrize("words", [ANSWER, "/resume", "/help"])
async def test_an_act_finds_its_person_once(
    shelf: Shelf,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    asked: Asked,
    words: str,
) -> None:
    """One statement for the session; the rest is what the router asks for the same act."""
    async with browser(shelf, tmp_path_factory.mktemp("router")) as here:
        world, person = here.desk.world, here.desk.person("hoa")
        await watch(world, asked)
        await world.says(person, words, channel="web")
        routed = asked.take()
    async with browser(shelf, tmp_path) as here:
        await watch(here.desk.world, asked)
        asked.menu.clear()
        await here.client.post("/send", data={"text": words}, headers=JSON)
        session, *others = asked.take()
    assert session.startswith("SELECT s.*")
    assert [each.split()[0] for each in others] == [each.split()[0] for each in routed]
    assert (asked.menu == []) == (words != "/help")


async def test_with_a_pin_the_act_is_noted_besides(
    shelf: Shelf, tmp_path: Path, asked: Asked
) -> None:
    async with browser(shelf, tmp_path, pin=True) as here:
        await watch(here.desk.world, asked)
        await here.client.post("/awake")
        session, used = asked.take()
    assert session.startswith("SELECT s.*")
    assert used.startswith("UPDATE sessions SET used_at")


async def test_a_sign_of_life_asks_for_the_session_alone(
    shelf: Shelf, tmp_path: Path, asked: Asked
) -> None:
    async with browser(shelf, tmp_path, pin=True) as here:
        person = here.desk.person("hoa")
        async with here.client.stream("GET", "/events") as stream:
            lines = stream.aiter_lines()
            while await anext(lines) != "event: beat":
                pass  # what the stream begins with
            await watch(here.desk.world, asked)
            asked.menu.clear()
            here.desk.channel.wake(person)  # a round as after each pause
            while await anext(lines) != "event: beat":
                pass  # the end of the beat before
            (session,) = asked.take()
    assert session.startswith("SELECT s.*")
    assert asked.menu == []


async def test_files_and_the_settings_of_a_browser_word_no_menu(
    shelf: Shelf, tmp_path: Path, asked: Asked
) -> None:
    async with browser(shelf, tmp_path) as here:
        world = here.desk.world
        file = FileOut("a.pdf", "application/pdf", b"%")
        file_id = await webchat.keep_file(world.office, here.desk.person("hoa"), file)
        await watch(world, asked)
        asked.menu.clear()
        await here.client.get(f"/files/{file_id}")
        assert len(asked.take()) == 2
        await here.client.get("/device")
        assert len(asked.take()) == 1
    assert asked.menu == []


async def test_a_whole_page_words_the_menu_once(shelf: Shelf, tmp_path: Path, asked: Asked) -> None:
    async with browser(shelf, tmp_path) as here:
        asked.menu.clear()
        await here.client.get("/")
    assert asked.menu
    assert len(asked.menu) == len(set(asked.menu))
