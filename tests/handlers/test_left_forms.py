"""H24: a form that is left by whatever command is kept, and offered again.

Forms and commands are enumerated from the code. Each form is begun and answered once, then each
command is played; all of that is undone before the next.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from itertools import product

import pytest

from bot.domain.messages import Incoming, Refusal
from bot.services.interview import conversation
from bot.services.office import new_id
from bot.services.turns import Visit
from handlers.contract import Reply, Said
from handlers.menu import FORMS, ROUTES
from storage import interviews, members
from storage.engine.database import Transaction
from storage.interviews import Stored
from tests.handlers.busy_cell import busy
from tests.services.scene import HOA, every, founded, payloads, said
from tests.world import World

TYPED = ("Bùi Thị Yến", "12/10/2026", "7", "2", "1", "xong", "bỏ qua")
"""One of these answers the first question of any form."""


class _Undone(Exception):
    """Ends a transaction that is only looked at."""


class Chat:
    """The secretary's acts within one transaction."""

    def __init__(self, running: World, tx: Transaction) -> None:
        self.running, self.tx = running, tx

    async def visit(self, **act: str) -> Visit:
        """The next act."""
        incoming = Incoming("telegram", "secretary", new_id(), **act)  # type: ignore[arg-type] # its own fields
        visit = Visit(self.tx, self.running.office, incoming, self.running.clock(), None, ())
        await visit.refresh()
        return visit

    async def plays(self, **act: str) -> Said:
        """One act, with all that the router adds to it."""
        visit = await self.visit(**act)
        answer, _, _ = await self.running.router._play(None, visit, fresh=True)
        await visit.close(fresh=True)
        return answer

    async def begins(self, form: str) -> Stored:
        """Begins a form, and answers the first question of it that can be."""
        visit = await self.visit(text="")
        roster = await members.roster(self.tx, visit.member.cell_id)
        shown = await conversation.begin(visit, form, subject=roster[-1].id)
        visit.move(offered="", screen=f"{visit.account.interview_id}:{shown.screen}")  # type: ignore[union-attr] # it is there
        await visit.close(fresh=True)
        form_id = visit.account.interview_id  # type: ignore[union-attr] # it is there
        for typed in TYPED:
            stored = await interviews.get(self.tx, form_id)
            assert stored
            if stored.revision:
                return stored
            await self.plays(text=typed)
        raise AssertionError(form)


async def tried(running: World, work: Callable[[Chat], Awaitable[None]]) -> None:
    """Does this in a transaction that is undone."""

    async def undone(tx: Transaction) -> None:
        await work(Chat(running, tx))
        raise _Undone

    with pytest.raises(_Undone):
        await running.office.db.write(undone)


def buttons(answer: Said) -> Sequence[str]:
    """The payloads of all buttons."""
    return [b.payload for each in answer.outgoing for row in each.buttons for b in row]


def says(answer: Said, key: str) -> bool:
    """Whether this sentence is somewhere in the answer."""
    return any(key in repr(each.text) for each in answer.outgoing)


async def test_h24_whatever_command_a_form_is_left_by_it_is_kept_and_offered(
    running: World,
) -> None:
    await busy(running)
    several = [form for form in FORMS if running.office.forms[form].confirm]
    assert len(several) > 10

    async def leaves(form: str, command: str, chat: Chat) -> None:
        kept = await chat.begins(form)
        try:
            left = await chat.plays(text=command)
        except Refusal:
            return  # the turn is undone, and the form is still on the screen
        there = await interviews.get(chat.tx, kept.id)
        assert there, (form, command)
        assert there.answers == kept.answers, (form, command)
        at_it = any(f"i:{kept.id}:" in payload for payload in buttons(left))
        offered = f"f:{kept.id}" in buttons(left) or says(left, "interview.kept_aside")
        assert at_it or offered or left.refused, (form, command)
        again = await chat.plays(text="/menu")
        assert f"f:{kept.id}" in buttons(again), (form, command)
        back = await chat.plays(payload=f"f:{kept.id}")
        assert any(f"i:{kept.id}:" in payload for payload in buttons(back)), (form, command)

    for form, command in product(several, ROUTES.commands):
        await tried(running, lambda chat, f=form, c=f"/{command}": leaves(f, c, chat))  # type: ignore[misc] # bound now


async def test_h24_a_form_gives_way_to_another_form_and_comes_back_after_it(
    running: World,
) -> None:
    """The finding: a guest's form filled in, then the roster, then names added."""
    cell = await founded(running)
    await running.taps("lan", f"o:guest:{cell.id}")
    for typed in ("Phan Đình Phúc", "Đảng ủy xã"):
        await running.says("lan", typed)
    begun = await running.taps("lan", f"m:add:{cell.id}")
    assert "“Thêm khách” đang ghi dở được giữ lại" in said(begun)
    listed = await running.says("lan", "/dangvien")
    (back,) = payloads(listed, "f:.+")
    assert _label(listed, back) == "Làm tiếp: Thêm khách"
    await running.taps("lan", f"m:add:{cell.id}")
    await running.says("lan", HOA)
    done = await running.says("lan", "/tieptuc")
    assert back in payloads(done)
    await running.taps("lan", back)
    opened = await running.taps("lan", f"o:guest:{cell.id}")
    assert "làm tiếp từ chỗ đã dừng" in said(opened)
    for typed in ("bỏ qua", "30/9", "nộp"):
        reply = await running.says("lan", typed)
        assert not reply.refused, said(reply)
    guest = every(running, "SELECT name, government_post FROM members WHERE role = 'guest'")
    assert guest == [("Phan Đình Phúc", "Đảng ủy xã")]
    assert not payloads(await running.says("lan", "/menu"), "f:.+")


async def test_h24_two_forms_of_one_kind_are_two_forms(running: World) -> None:
    """About one member and about another: neither takes the other's place."""
    cell = await founded(running)
    for name in (HOA, "Vũ Đức Thắng"):
        await cell.code_for(name)
        await running.taps("lan", f"m:{cell.member(name)}:edit")
        await running.says("lan", "1")
    menu = await running.says("lan", "/menu")
    labels = [_label(menu, each) for each in payloads(menu, "f:.+")]
    assert labels == [
        "Làm tiếp: Sửa thông tin đảng viên (Vũ Đức Thắng)",
        f"Làm tiếp: Sửa thông tin đảng viên ({HOA})",
    ]


async def test_h24_who_came_to_the_roster_meanwhile_can_be_chosen(running: World) -> None:
    """Left to add whom the form lacked."""
    cell = await founded(running)
    await running.says("lan", "/cycle")
    for typed in ("Giữ nguyên", "Giữ nguyên", "1,2"):
        await running.says("lan", typed)
    await cell.code_for(HOA)
    (back,) = payloads(await running.says("lan", "/menu"), "f:.+")
    assert HOA in str(await running.taps("lan", back))


@pytest.mark.parametrize("typed", ["/huy", "hủy"])
async def test_h23_a_form_in_which_something_is_written_is_not_dropped_unasked(
    running: World, typed: str
) -> None:
    cell = await founded(running)
    await running.taps("lan", f"m:{cell.member('Trần Thị Mai Lan')}:edit")
    await running.says("lan", "1")
    begun = "SELECT id FROM interviews WHERE revision > 0"
    asked = await running.says("lan", typed)
    assert every(running, begun)
    if not typed.startswith("/"):  # where words are asked for it may be an answer
        return
    (drop,) = payloads(asked, "f:.+:drop")
    assert payloads(asked, r"f:\w+")
    await running.taps("lan", drop)
    assert not every(running, begun)


def _label(reply: Reply, payload: str) -> str:
    buttons = (b for m in reply.messages for row in m.buttons for b in row)
    return next(b.label for b in buttons if b.payload == payload)
