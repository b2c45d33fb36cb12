"""A seeded cell over a real database, seen from outside: acts, replies and what is stored."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Awaitable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from bot.content.questionnaires.files import thaw
from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer
from bot.domain.interview.questionnaire import Questionnaire
from bot.services.people import roster
from handlers.contract import Reply
from tests.storage.scanning import keys_of, opened
from tests.world import World

T = TypeVar("T")
SECRETARY, ANNA, BINH, STRANGER = "lan", "an", "binh", "khach"
PEOPLE = (SECRETARY, ANNA, BINH)
"""Addresses. The stranger is the secretary of another cell."""

WHOLE = (
    *("Dự đủ mười hai kỳ", "4b, 8c", "Quên ghi sổ", "1, 3", "2", "Chọn việc dễ", "vì nhà xa"),
    *("2", "1", "0", "0", "không", "Ít phát biểu", "bỏ qua", "Ghi chép", "Đọc tài liệu", "30/6"),
    *("Sổ ghi chép", "khong"),
)
"""A member's whole review, typed."""

MIDDLE = 3

Answers = dict[str, list[Any]]
"""Key of a slot -> value and whether it is finished, as JSON holds it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One interview as the database has it."""

    id: str
    owner: str
    cycle: str
    form: str
    state: str
    revision: int
    answers: Answers = field(compare=True)


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a person did, which may be delivered again."""

    address: str
    number: str
    text: str | None
    payload: str | None
    partial: bool


class _Trouble(logging.Handler):
    """Keeps the error behind an apology."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.errors: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Only the record that carries the error itself."""
        if record.exc_info and record.exc_info[1]:
            self.errors.append(record.exc_info[1])


class Stage:
    """One copy of the seeded cell. Synchronous: the loop runs while an act is played."""

    def __init__(self, folder: Path, seed: Path) -> None:
        self._path = folder / "cell.sqlite3"
        shutil.copy(seed, self._path)
        shutil.copy(keys_of(seed), keys_of(self._path))
        self._runner = asyncio.Runner()
        self._trouble = _Trouble()
        self._log = logging.getLogger("handlers.router")
        self._level = self._log.level
        self._log.addHandler(self._trouble)
        self._log.setLevel(logging.DEBUG)
        self._forms: dict[tuple[str, str], Questionnaire] = {}
        self._numbers = 0
        self.world = World(folder, seed)
        self.run(self.world.start())
        self.payloads: defaultdict[str, list[str]] = defaultdict(list)
        self.acts: list[Act] = []

    def run(self, work: Awaitable[T]) -> T:
        """Until it is done."""

        async def wait() -> T:
            return await work

        return self._runner.run(wait())

    def close(self) -> None:
        """Everything, so that nothing warns."""
        self.run(self.world.stop())
        self._runner.close()
        self._log.removeHandler(self._trouble)
        self._log.setLevel(self._level)

    # -- acts

    def act(
        self,
        address: str,
        text: str | None = None,
        *,
        payload: str | None = None,
        partial: bool = False,
    ) -> Reply:
        """Something new that a person does."""
        self._numbers += 1
        act = Act(address, f"act {self._numbers}", text, payload, partial)
        reply = self.deliver(act)
        self.acts.append(act)
        return reply

    def deliver(self, act: Act) -> Reply:
        """Bring an act to the router, for the first time or again. An error of ours is raised."""
        reply = self.run(
            self.world.says(
                act.address,
                act.text,
                payload=act.payload,
                partial=act.partial,
                external_id=act.number,
            )
        )
        if self._trouble.errors:
            raise self._trouble.errors[0]
        for message in reply.messages:
            for row in message.buttons:
                self.payloads[act.address] += [b.payload for b in row if b.payload]
        return reply

    # -- what is stored

    def _all(self, sql: str, **params: str) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(self._path)) as connection:
            connection.row_factory = sqlite3.Row
            keys = keys_of(self._path)
            return [
                {name: opened(value, keys) for name, value in dict(row).items()}
                for row in connection.execute(sql, params)
            ]

    def was_received(self, act: Act) -> bool:
        """Whether the act is on disk: a refused one leaves nothing, not even its number."""
        found = self._all("SELECT 1 FROM inbox WHERE external_id = :number", number=act.number)
        return bool(found)

    def interviews(self) -> dict[str, Kept]:
        """Every interview."""
        rows = self._all(
            "SELECT i.*, COALESCE(m.person_id, '') AS person FROM interviews i"
            " JOIN members m ON m.id = i.member_id"
        )
        owners = self.persons()
        return {
            row["id"]: Kept(
                row["id"],
                owners.get(row["person"], ""),
                row["cycle_id"],
                row["form"],
                row["state"],
                row["revision"],
                json.loads(row["answers"]),
            )
            for row in rows
        }

    def handed_in(self) -> list[dict[str, Any]]:
        """Every version that was handed in."""
        return self._all("SELECT * FROM versions ORDER BY interview_id, version")

    def persons(self) -> Mapping[str, str]:
        """Person -> address."""
        rows = self._all("SELECT person_id, address FROM accounts")
        return {row["person_id"]: row["address"] for row in rows}

    def place(self, address: str) -> dict[str, Any]:
        """Where the conversation at this address stands."""
        return self._all("SELECT * FROM accounts WHERE address = :address", address=address)[0]

    def interview(self, kept: Kept) -> Interview:
        """With its frozen questionnaire."""
        key = (kept.cycle, kept.form) if kept.cycle else (kept.id, "")
        if key not in self._forms:
            sql = "SELECT body FROM interviews WHERE id = :id"
            if kept.cycle:
                sql = "SELECT body FROM cycle_forms WHERE cycle_id = :cycle AND form = :form"
            rows = self._all(sql, id=kept.id, cycle=kept.cycle, form=kept.form)
            self._forms[key] = thaw(rows[0]["body"])
        answers = {key: Answer(*each) for key, each in kept.answers.items()}
        return Interview(kept.id, self._forms[key], answers, kept.revision)


async def seed(world: World) -> None:
    """Two cells with a secretary each; in the first two members, and an open cycle."""
    for address, cell, name in (
        (SECRETARY, "Chi bộ Trường Mầm non Hoa Sen", "Trần Thị Mai Lan"),
        (STRANGER, "Chi bộ Trường Tiểu học Kim Đồng", "Đỗ Thị Khách"),
    ):
        _, code = await roster.found_cell(world.office, cell, "Đảng bộ xã Tân Hòa", name)
        await world.says(address, f"/start {code}")
    for address, name in ((ANNA, "Lê Thị An"), (BINH, "Nguyễn Văn Bình")):
        asked = await world.says(SECRETARY, f"/invite {name}")
        reply = await world.taps(SECRETARY, asked.messages[0].buttons[0][0].payload)
        found = re.search(r"\?start=(\w+)", "\n".join(each.text for each in reply.messages))
        assert found
        await world.says(address, f"/start {found[1]}")
    for address in (SECRETARY, STRANGER):
        await world.says(address, "/cycle")
        for words in (
            "giữ nguyên",
            "giữ nguyên",
            "1, 3",
            "1",
            "18/9",
            "2",
            "bỏ qua",
            "xong",
            "nộp",
        ):
            reply = await world.says(address, words)
            assert not reply.refused, reply
    for address in (*PEOPLE, STRANGER):
        await come(world, address)
    for words in WHOLE:  # one has answered everything, one is in the middle
        for address in (BINH, ANNA):
            if address == BINH or WHOLE.index(words) < MIDDLE:
                reply = await world.says(address, words)
                assert not reply.refused, reply


async def come(world: World, address: str) -> Reply:
    """Where this person stands; consents if asked."""
    reply = await world.says(address, "/resume")
    for message in reply.messages:
        for row in message.buttons:
            for button in row:
                if re.fullmatch(r"c:\w+:[\w.]+:y", button.payload):
                    return await world.taps(address, button.payload)
    return reply
