"""For any roster and any name typed in any of the ways there are: nobody is touched without an
exact match or an explicit choice, and the roster's size changes only after a yes (U3, U4)."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.domain.messages import FileIn
from bot.domain.people.member import Member, Role
from bot.domain.people.names import tidied
from bot.domain.words import fold, spoken
from bot.services.office import new_id
from handlers.contract import Reply
from storage import members
from tests.properties.stage import SECRETARY, Stage
from tests.properties.test_names import BIRTHS, NAMES, TYPED
from tests.scenarios.sending import spreadsheet

WAYS = st.sampled_from(("invite", "form", "chat", "link", "file"))
PEOPLE = st.lists(
    st.tuples(NAMES, st.lists(BIRTHS, min_size=1, max_size=2)), min_size=1, max_size=4
)
"""Each name with the birthdays of those who have it."""
WRITTEN = st.sampled_from(
    ("{}", "{}", "đ/c {}", "3. {} (1985)", "{} 1970", "{}n", "{} và {}", "{}; {}")
)
NAMED = st.tuples(st.integers(0, 3), WRITTEN)
"""The name of one of them, as people write names; a letter too many is a slip."""
Rows = dict[str, dict[str, Any]]


class Naming:
    """A secretary who types names, in a cell with these people beside the seeded ones."""

    def __init__(self, folder: Path, seed: Path, people: list[tuple[str, list[str]]]) -> None:
        self.stage = Stage(folder, seed)
        self.cell = next(r["cell_id"] for r in self._members() if r["name"] == "Lê Thị An")
        self.comers = 0
        for name, births in people:
            for born in births:
                self._add(Member(new_id(), self.cell, name, Role.MEMBER, born_on=born))

    def _add(self, new: Member) -> None:
        office = self.stage.world.office
        self.stage.run(office.db.write(lambda tx: members.add_member(tx, new, now=1)))

    def _members(self) -> list[dict[str, Any]]:
        return self.stage._all("SELECT * FROM members ORDER BY id")

    def roster(self) -> Rows:
        """Everybody, with all that is kept of them."""
        return {row["id"]: row for row in self._members()}

    def codes(self) -> set[str]:
        """Whose invitations there are."""
        return {row["member_id"] for row in self.stage._all("SELECT member_id FROM codes")}

    def may_mean(self, row: dict[str, Any], typed: str) -> bool:
        """Whether a row is the only one of the typed name, accents aside."""
        name = tidied(typed)
        rivals = [
            each
            for each in self.roster().values()
            if each["cell_id"] == self.cell and spoken(each["name"]) == spoken(name.name)
        ]
        return fold(row["name"]) == fold(name.name) and (len(rivals) < 2 or bool(name.born))

    def types(self, way: str, typed: str) -> Reply:
        """The name in one of the ways; what comes back asks, or says what was done."""
        if way == "invite":
            return self.stage.act(SECRETARY, f"/invite {typed}")
        if way == "form":
            self.stage.act(SECRETARY, payload=f"m:add:{self.cell}")
        elif way == "file":
            self.stage.act(SECRETARY, payload=f"m:import:{self.cell}")
            body = spreadsheet([["Họ và tên"], [re.sub(r"[^\w ./()]", "", typed)]])
            came = FileIn("ds.xlsx", "", body)
            says = self.stage.world.says
            return self.stage.run(says(SECRETARY, file=came, external_id=f"file {new_id()}"))
        elif way == "link":
            self.comers += 1
            codes = self.stage._all("SELECT group_code FROM cells WHERE id = :id", id=self.cell)
            comer = f"comer {self.comers}"
            self.stage.act(comer, f"/start {codes[0]['group_code']}")
            return self.stage.act(comer, typed)
        return self.stage.act(SECRETARY, typed)


def written(people: list[tuple[str, list[str]]], meant: str | tuple[int, str]) -> str:
    if isinstance(meant, str):
        return meant
    name = people[meant[0] % len(people)][0]
    return meant[1].format(name, people[0][0])


def buttons(reply: Reply, pattern: str) -> list[str]:
    rows = [row for message in reply.messages for row in message.buttons]
    found = [button.payload for row in rows for button in row]
    return [payload for payload in found if re.fullmatch(pattern, payload)]


def play(naming: Naming, way: str, typed: str, *, agrees: bool) -> None:
    before, codes = naming.roster(), naming.codes()
    reply = naming.types(way, typed)
    assert naming.roster() == before, (way, typed)
    for member in naming.codes() - codes:
        assert naming.may_mean(before[member], typed), (way, typed)
    asked = buttons(reply, r"ma:\w+:(new|all)|mi:\w+:write" if agrees else r"ma:\w+:no|mi:\w+:drop")
    if asked:
        naming.stage.act(SECRETARY, payload=asked[0])
    after = naming.roster()
    assert {key: after[key] for key in before} == before, (way, typed)
    assert agrees or len(after) == len(before), (way, typed)
    if way == "link":
        lets_in(naming, typed)


def lets_in(naming: Naming, typed: str) -> None:
    """The secretary says yes to somebody who came by the link: a yes to one member, if at all."""
    before = naming.roster()
    sql = "SELECT id FROM join_requests WHERE decided_at IS NULL"
    for request in naming.stage._all(sql):
        naming.stage.act(SECRETARY, payload=f"j:{request['id']}:y")
        after = naming.roster()
        assert after.keys() == before.keys(), typed
        changed = [before[key] for key in before if before[key] != after[key]]
        assert len(changed) <= 1, typed
        assert all(not row["person_id"] and naming.may_mean(row, typed) for row in changed), typed


def test_a_typed_name_touches_nobody_unasked(seeded: Path) -> None:
    @settings(
        max_examples=25,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(PEOPLE, st.lists(st.tuples(WAYS, NAMED | TYPED, st.booleans()), min_size=2, max_size=6))
    def played(
        people: list[tuple[str, list[str]]], acts: list[tuple[str, str | tuple[int, str], bool]]
    ) -> None:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            naming = Naming(Path(folder), seeded, people)
            try:
                for way, meant, agrees in acts:
                    play(naming, way, written(people, meant), agrees=agrees)
            finally:
                naming.stage.close()

    played()
