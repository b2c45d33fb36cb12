"""An author and two reviewers act as they like, also at the same time: no version that was decided
on is lost or changed, nobody approves what was not read, and of two acts at once one wins."""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bot.domain.people.member import Role
from bot.domain.review.workflow import State
from handlers.contract import Reply
from storage import members
from storage.engine.database import Transaction
from tests.properties.stage import ANNA, BINH, SECRETARY, WHOLE, Stage, seed
from tests.world import world

AUTHOR = SECRETARY
"""The secretary's own review, on which the deputy and the committee decide."""
REVIEWERS = st.sampled_from([ANNA, BINH])
REASON, WORDS = "Xin ghi rõ việc làm", "Tôi bổ sung lần"


@pytest.fixture
async def reviewed(tmp_path: Path, migrated: Path) -> Path:
    """The secretary has answered everything; the two others are deputy and committee member."""
    async with world(tmp_path, migrated) as made:
        await seed(made)
        for words in WHOLE:
            reply = await made.says(AUTHOR, words)
            assert not reply.refused, reply

        async def work(tx: Transaction) -> None:
            for name, role in (("Lê Thị An", Role.COMMITTEE), ("Nguyễn Văn Bình", Role.DEPUTY)):
                row = await tx.one("SELECT id FROM members WHERE name = :name", name=name)
                assert row
                found = await members.member(tx, row["id"])
                assert found
                await members.change_member(tx, replace(found, role=role))

        await made.office.db.write(work)
    return tmp_path / "cell.sqlite3"


class Reviewing(RuleBasedStateMachine):
    """`texts`: what each version that was ever handed in said; `decided`: the decisions so far."""

    source: Path

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.stage = Stage(Path(self._folder.name), self.source)
        (self.id,) = [
            each.id
            for each in self.stage.interviews().values()
            if each.owner == AUTHOR and each.form == "member"
        ]
        self.texts: dict[int, str] = {}
        self.decided: dict[str, dict[str, Any]] = {}
        self.read: dict[str, int] = {}
        self.edits = 0
        self.hands_in()

    def teardown(self) -> None:
        """Close the database."""
        self.stage.close()
        self._folder.cleanup()

    # -- what is stored

    def rows(self, table: str, column: str = "interview_id") -> list[dict[str, Any]]:
        return self.stage._all(f"SELECT * FROM {table} WHERE {column} = :id", id=self.id)

    @property
    def stored(self) -> dict[str, Any]:
        return self.rows("interviews", "id")[0]

    @property
    def state(self) -> State:
        return State(self.stored["state"])

    def payload(self, who: str, act: str) -> str:
        return f"q:{self.id}:{act}:{self.read.get(who, 1)}"

    # -- the author

    @rule()
    def hands_in(self) -> None:
        self.stage.act(AUTHOR, "/resume")
        self.stage.act(AUTHOR, "nộp")

    @rule()
    def takes_back(self) -> None:
        self.stage.act(AUTHOR, payload=f"v:{self.id}:back:yes")

    @rule(act=st.sampled_from(["revise", "give_up", "ask", "answered"]))
    def does(self, act: str) -> None:
        reply = self.stage.act(AUTHOR, payload=f"w:{self.id}:{act}")
        if act == "ask" and not reply.refused:
            self.stage.act(AUTHOR, f"{WORDS} nào ạ?")

    @rule(ready=st.booleans())
    def changes(self, ready: bool) -> None:  # noqa: FBT001 -- Hypothesis gives it
        """Whatever the author may change now: the first wording that is open."""
        self.edits += 1
        before = self.state
        self.stage.act(AUTHOR, "/resume")
        if before is State.REVISING:
            self.stage.act(AUTHOR, payload=f"w:{self.id}:revision")
        for typed in ("1", "1"):  # the first part and its first answer, where a list is shown
            self.stage.act(AUTHOR, typed)
        reply = self.stage.act(AUTHOR, f"{WORDS} {self.edits}")
        if reply.refused and before is State.RETURNED:
            self.stage.act(AUTHOR, "30/6")
        assert self.state is before
        if ready:
            self.hands_in()

    # -- the reviewers

    @rule(who=REVIEWERS, page=st.sampled_from(["1", "2", "99"]))
    def reads(self, who: str, page: str) -> None:
        """Now and then with the eyes on an older version: `read` is what stood on the buttons."""
        reply = self.stage.act(who, payload=f"q:{self.id}:read:{page}")
        for message in reply.messages:
            for row in message.buttons:
                for button in row:
                    if found := re.fullmatch(r"q:\w+:(?:approve|pick):(\d+).*", button.payload):
                        self.read[who] = int(found[1])

    @rule(who=REVIEWERS)
    def approves(self, who: str) -> None:
        before = self.stored
        reply = self.stage.act(who, payload=self.payload(who, "approve"))
        if not reply.refused:
            assert before["state"] == State.SUBMITTED
            assert before["version"] == self.read.get(who, 1) == self.stored["approved_version"]

    @rule(who=REVIEWERS, number=st.integers(1, 9), sends=st.booleans())
    def marks(self, who: str, number: int, sends: bool) -> None:  # noqa: FBT001 -- Hypothesis gives it
        reply = self.stage.act(who, payload=f"{self.payload(who, 'take')}:{number}")
        if not reply.refused:
            self.stage.act(who, REASON)
        if sends:
            self.stage.act(who, payload=self.payload(who, "send"))

    @rule(who=REVIEWERS)
    def replies(self, who: str) -> None:
        reply = self.stage.act(who, payload=f"q:{self.id}:reply")
        if not reply.refused:
            self.stage.act(who, f"{WORDS} này")

    # -- at once

    @rule(
        acts=st.lists(st.sampled_from(["approve", "other", "send", "back"]), min_size=2, max_size=4)
    )
    def at_once(self, acts: list[str]) -> None:
        payloads = {
            "approve": (BINH, self.payload(BINH, "approve")),
            "other": (ANNA, self.payload(ANNA, "approve")),
            "send": (ANNA, self.payload(ANNA, "send")),
            "back": (AUTHOR, f"v:{self.id}:back:yes"),
        }
        before = self.state

        self.edits += 1

        async def tap(act: str) -> Reply:
            who, payload = payloads[act]
            number = f"{act} {self.edits}"
            return await self.stage.world.says(who, payload=payload, external_id=number)

        async def together() -> Sequence[Reply]:
            return await asyncio.gather(*map(tap, dict.fromkeys(acts)))

        replies = self.stage.run(together())
        won = [each for each in replies if not each.refused]
        if before is State.SUBMITTED:
            # Reopening what was approved a moment ago is an act of its own.
            assert len(won) <= 1 or "send" in acts
        assert all(each.messages or each.notice for each in replies), "everybody is told"

    # -- what must hold

    @invariant()
    def no_version_is_lost_or_changed(self) -> None:
        kept = {row["version"]: row["answers"] for row in self.rows("versions")}
        for version, answers in kept.items():
            assert self.texts.setdefault(version, answers) == answers, "a number means one text"
        decisions = {row["id"]: row for row in self.rows("decisions")}
        assert self.decided.items() <= decisions.items(), "a decision stays as it was"
        self.decided = decisions
        for row in decisions.values():
            assert row["version"] in kept, "what was decided on is kept"
        approved = self.stored["approved_version"]
        assert approved in kept or approved == 0
        numbers = {r["version"] for r in decisions.values() if r["act"] == "approved"}
        assert approved == max(numbers, default=0)
        assert not decisions or self.state is not State.DRAFT, "what was settled stays settled"

    @invariant()
    def only_what_was_sent_back_is_changed(self) -> None:
        if self.state is not State.RETURNED:
            return
        acts = [r for r in self.rows("decisions") if r["act"] in ("approved", "returned")]
        last = max(acts, key=lambda row: row["decided_at"])
        assert last["act"] == "returned"
        reasons = json.loads(last["body"])["reasons"]
        before = json.loads(self.texts[last["version"]])
        now = json.loads(self.stored["answers"])
        changed = {key for key in before if now[key][0] != before[key][0]}
        assert changed <= set(reasons)

    @invariant()
    def nothing_is_told_elsewhere(self) -> None:
        told = self.stage._all("SELECT contents FROM outbox")
        told += self.stage._all("SELECT act, object FROM audit")
        assert not any(words in str(row) for row in told for words in (REASON, WORDS, "I_deed"))


def test_whatever_is_decided_stays_and_one_of_two_wins(reviewed: Path) -> None:
    class Seeded(Reviewing):
        source = reviewed

    run_state_machine_as_test(
        Seeded,
        settings=settings(
            max_examples=18,
            stateful_step_count=40,
            # Shrinking replays whole conversations for minutes, and 40 steps can be read.
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
