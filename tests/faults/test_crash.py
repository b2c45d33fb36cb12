"""kill -9 at seeded moments, while 17 people answer at the same time.

Real process, real HTTP. An answer is acknowledged when the server has the next screen.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
import sqlite3
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.botapi import BotApi, Json, Phase, Seen, User
from tests.faults import crash_cell
from tests.faults.answering import answer_to, asked, asks_for_strength
from tests.storage.scanning import keys_of, opened

SEEDS = range(8)
KILLS, MOST_KILLS = 7, 25
"""With each seed so many that fell while an update was open, and in every place."""
BEFORE_COMMIT, BEFORE_SEND, BEFORE_OFFSET = (
    "before the commit",
    "before the send",
    "before the offset",
)
PLACES = (BEFORE_COMMIT, BEFORE_SEND, BEFORE_OFFSET)
PATIENCE, ALL_THE_KILLS = 60.0, 600.0
"""Seconds until one thing has come about, and for which a player may be left without an answer."""


@dataclass
class Player:
    """Answers every new screen, each time with a strength never given before."""

    user: User
    acknowledged: int = 0
    recorded: int = 0
    strength: str = ""
    seen: str = ""
    stopping: bool = False
    chat: list[str] = field(default_factory=list)

    async def play(self) -> None:
        """Until told to stop: wait for the next screen, then answer it."""
        self.user.start()
        answered = await self._next_screen("")
        while not self.stopping:
            strength = f"Ưu điểm thứ {self.acknowledged} của {self.user.id}"
            words, records = answer_to(answered.text, strength)
            self.user.types(words)
            following = await self._next_screen(answered.text)
            self.acknowledged += 1
            self.recorded += records
            if asks_for_strength(answered.text):
                self.strength = words
            answered = following

    async def _next_screen(self, last: str) -> Seen:
        """The next screen that differs from the last: the same one again is a redelivery's, which
        no longer repeats what was recorded."""
        return await self.user.receives(
            lambda seen: asked(seen.text) != asked(last), timeout=ALL_THE_KILLS
        )


class Process:
    """`tusoi run`, started again after every kill."""

    def __init__(self, database: Path, api: BotApi) -> None:
        self._environment = {
            **os.environ,
            "TUSOI_DATABASE_URL": f"sqlite:///{database}",
            "TUSOI_TELEGRAM_TOKEN": api.token,
            "TUSOI_TELEGRAM_API_URL": api.url,
            "TUSOI_WEB": "false",
        }
        self._folder = database.parent
        self._running: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it; it polls as soon as it can."""
        with (self._folder / "log").open("ab") as log:
            self._running = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=self._environment, stdout=log, stderr=log
            )

    async def end(self, how: signal.Signals) -> None:
        """Kill it (SIGKILL) or ask it to end (SIGTERM), and wait until it is gone."""
        if self._running and self._running.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._running.send_signal(how)
            await self._running.wait()


class Trigger:
    """Sets off at a seeded moment: so long after updates were handed out, or at a send."""

    def __init__(self, api: BotApi, chance: random.Random) -> None:
        self._api = api
        self._chance = chance
        self._loop = asyncio.get_running_loop()
        self.given: list[int] = []
        self.armed = False
        self.now = asyncio.Event()

    def arm(self) -> None:
        """From the next hand-out on, wait for the moment."""
        self.now.clear()
        self.given.clear()
        self._at_send = self._chance.random() < 0.3
        self._delay = self._chance.uniform(0.0, 0.03)
        self._passed = self._chance.randrange(3)
        self.armed = True

    def __call__(self, method: str, _params: Json, phase: Phase) -> None:
        call = self._api.current_call
        if method.lower() == "getupdates" and phase == "answered" and call and call.given:
            self.given += call.given
            if self.armed and not self._at_send:
                self._set_off(self._delay)
        if method.lower() == "sendmessage" and phase == "applied" and self.armed and self._at_send:
            self._set_off(0.0)

    def _set_off(self, delay: float) -> None:
        if self._passed:
            self._passed -= 1
            return
        self.armed = False
        self._loop.call_later(delay, self.now.set)


def places_of_kill(api: BotApi, given: list[int], database: Path) -> set[str]:
    """Where the updates were that had been handed out and were not yet confirmed."""
    open_now = {each for each in given if each >= api.confirmed_offset}
    with contextlib.closing(sqlite3.connect(database)) as read:
        committed = {int(row[0]) for row in read.execute("SELECT external_id FROM inbox")}
    sent = {each for each in open_now if any(call.applied for call in api.sent_for(each))}
    found = {
        BEFORE_COMMIT: open_now - committed,
        BEFORE_SEND: (open_now & committed) - sent,
        BEFORE_OFFSET: open_now & committed & sent,
    }
    return {place for place, updates in found.items() if updates}


def stored(database: Path) -> dict[str, tuple[dict[str, Any], int]]:
    """Telegram id -> answers and how many changes were recorded."""
    with contextlib.closing(sqlite3.connect(database)) as read:
        rows = read.execute(
            "SELECT a.address, i.answers, i.revision FROM interviews i"
            " JOIN members m ON m.id = i.member_id JOIN accounts a ON a.person_id = m.person_id"
        ).fetchall()
    keys = keys_of(database)
    return {
        address: (json.loads(str(opened(answers, keys))), revision)
        for address, answers, revision in rows
    }


async def kill_often(
    api: BotApi, process: Process, database: Path, seed: int
) -> tuple[int, Counter[str]]:
    """Kill until every place was hit and there were enough kills; how many fell somewhere."""
    trigger = Trigger(api, random.Random(seed))  # moments that come again, not a secret
    remove = api.on_call(trigger)
    places: Counter[str] = Counter()
    fell = 0
    for _ in range(MOST_KILLS):
        await process.start()
        trigger.arm()
        async with asyncio.timeout(PATIENCE):
            await trigger.now.wait()
        await process.end(signal.SIGKILL)
        hit = places_of_kill(api, trigger.given, database)
        places.update(hit)
        fell += bool(hit)
        if fell >= KILLS and len(places) == len(PLACES):
            break
    remove()
    return fell, places


@pytest.mark.parametrize("seed", SEEDS)
async def test_no_acknowledged_answer_is_lost_or_doubled_by_kills(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    database = tmp_path / "cell.sqlite3"
    ids = await crash_cell.make(database)
    async with BotApi() as api:
        process = Process(database, api)
        players = [Player(api.user(each, first_name=f"Số {each}")) for each in ids]
        playing = [asyncio.create_task(player.play()) for player in players]
        try:
            fell, places = await kill_often(api, process, database, seed)
            before = [player.acknowledged for player in players]
            await process.start()
            await api.until(
                lambda: (
                    any(task.done() for task in playing)
                    or all(p.acknowledged > b for p, b in zip(players, before, strict=True))
                ),
                timeout=PATIENCE,
            )
            for player in players:
                player.stopping = True
            await asyncio.gather(*playing)
            await process.end(signal.SIGTERM)
        finally:
            for task in playing:
                task.cancel()
            await asyncio.gather(*playing, return_exceptions=True)
            await process.end(signal.SIGKILL)
    hit = ", ".join(f"{place}: {places[place]}" for place in PLACES)
    answers_in_all = sum(player.acknowledged for player in players)
    with capsys.disabled():
        print(f"\n{fell} kills; {hit}; acknowledged answers: {answers_in_all}")  # noqa: T201 -- wanted
    assert fell >= KILLS
    assert set(places) == set(PLACES)
    kept = stored(database)
    for player in players:
        answers, revision = kept[str(player.user.id)]
        assert answers["strengths"] == [player.strength, True]
        assert revision == player.recorded
