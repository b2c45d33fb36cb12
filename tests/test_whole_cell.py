"""A school's cell of 17, from the spreadsheet with its roster to 17 approved reviews.

Fifteen members, the collective and the head hand in; one member is exempt and one is excused. Two
wordings are sent back, the deputy acts for a week, somebody blocks the bot, somebody goes on in the
browser, and a helper types somebody's paper. The program is started anew after every step.
"""

# ruff: noqa: ASYNC240 - nothing else runs in this loop while the test looks at its files

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.domain.messages import FileOut
from bot.domain.report.summary import Edition
from bot.services.report.summaries import summary
from handlers.contract import Reply
from storage.engine import vault
from storage.engine.backup import backup
from storage.engine.database import Database
from storage.engine.errors import WrongKey
from storage.engine.sealing import key_file
from tests.scenarios.sending import file_of
from tests.services.doors import Browser, goes_on_in_browser
from tests.services.scene import SHORTEST, Cell, answers, clock_to, every, one, payloads, said
from tests.storage.scanning import clear_text_in
from tests.world import World, world

CELL = "Chi bộ Trường Tiểu học Hoa Phượng"
SECRETARY, DEPUTY, EXCUSED, EXEMPT = (
    "Trần Thị Mai Lan",
    "Nguyễn Văn Bình",
    "Mai Thị Xuân",
    "Cao Văn Định",
)
ON_PAPER, BLOCKS, MOVES, HELPER = (
    "Lý Văn Phúc",
    "Đặng Minh Tuấn",
    "Lê Thị Thanh Hoa",
    "Phan Thị Hạnh",
)
DEED = "Quý hai tôi bỏ qua hai lần góp ý cho đồng nghiệp"
MEASURE = "Từ nay sẽ cố gắng hơn"
BETTER = "Mỗi kỳ họp tổ góp ý thẳng một lần, xong trong tháng mười"
REASON = "Xin nêu rõ việc làm và thời hạn"
EXCUSE = "đang nghỉ thai sản"
MARKED = (
    *("Tôi dạy đủ chương trình", "5 thỉnh thoảng", DEED, "3", MEASURE, "0", "0", "không"),
    *SHORTEST[5:],
)
SECRETS = (
    *(DEED, MEASURE, BETTER, REASON, EXCUSE, *SHORTEST[5:9]),
    *("Tự phê bình không thật", "Coi nhẹ lý luận", "thỉnh thoảng"),
)
"""What people wrote and chose, names of manifestations, why somebody is excused or asked again."""


class Play:
    """The cell of this test; addresses are the members' last words, without accents."""

    def __init__(self, running: World) -> None:
        self.world = running
        self.cell: Cell
        self.at: dict[str, str] = {}

    async def says(self, who: str, *words: str) -> Reply:
        """One after the other, each of which is taken."""
        for typed in words:
            reply = await self.world.says(self.at[who], typed)
            assert not reply.refused, (who, typed, said(reply))
        return reply

    async def taps(self, who: str, payload: str) -> Reply:
        """A tap that is taken."""
        reply = await self.world.taps(self.at[who], payload)
        assert not reply.refused, (who, payload, said(reply))
        return reply

    async def again(self) -> None:
        """What is to be sent is sent, and the program starts anew."""
        await self.world.deliver()
        await self.world.restart()

    async def hands_in(self, who: str, words: Sequence[str] = SHORTEST) -> None:
        """Consents if asked, answers and hands in."""
        reply = await self.says(who, "/resume")
        if yes := payloads(reply, r"c:\w+:[\w.]+:y"):
            await self.taps(who, yes[0])
        await self.says(who, *words, "nộp")

    def member(self, name: str) -> str:
        return self.cell.member(name)

    def review(self, name: str, form: str = "member") -> str:
        found = one(
            self.world,
            "SELECT id FROM interviews WHERE form = ? AND member_id = ?",
            form,
            self.member(name),
        )
        assert isinstance(found, str), (name, form)
        return found

    def states(self) -> dict[str, int]:
        rows = every(
            self.world,
            "SELECT state, COUNT(*) FROM interviews WHERE cycle_id <> '' GROUP BY state",
        )
        return dict(rows)


@pytest.fixture
async def play(tmp_path: Path, migrated: Path) -> AsyncIterator[Play]:
    async with world(tmp_path, migrated) as running:
        yield Play(running)


async def _imports(play: Play) -> list[str]:
    """The secretary comes in and sends the spreadsheet; nothing is written before the yes."""
    from bot.services.people import roster

    cell, code = await roster.found_cell(
        play.world.office, CELL, "Đảng bộ xã Tân Hòa Đông", SECRETARY
    )
    play.at[SECRETARY] = "lan"
    await play.says(SECRETARY, f"/start {code}")
    play.cell = Cell(play.world, cell.id, CELL, "lan")
    await play.taps(SECRETARY, f"m:import:{cell.id}")
    preview = await play.world.says("lan", file=file_of("(tệp: danh-sach.xlsx)"))
    assert "Thêm 16" in said(preview)
    assert one(play.world, "SELECT COUNT(*) FROM members") == 1
    await play.again()
    (write,) = payloads(preview, r"mi:\w+:write")
    await play.taps(SECRETARY, write)
    names = [name for (name,) in every(play.world, "SELECT name FROM members ORDER BY created_at")]
    assert len(names) == 17
    return names


async def _prepares(play: Play, names: Sequence[str]) -> None:
    """Roles, the excused, the cycle with its three forms; everybody who has a phone comes in."""
    await play.taps(SECRETARY, f"o:{play.member(DEPUTY)}:give:deputy")
    await play.taps(SECRETARY, f"m:{play.member(EXCUSED)}:exempt")
    await play.says(SECRETARY, EXCUSE)
    await play.says(SECRETARY, "/cycle", "giữ nguyên", "giữ nguyên", "xong")
    order = {name: str(number) for number, name in enumerate(names, 1)}
    await play.says(SECRETARY, order[DEPUTY], order[SECRETARY])
    await play.says(SECRETARY, "18/9", "Đến hết ngày này", "bỏ qua", "xong", "nộp")
    for number, name in enumerate(names):
        if name not in (SECRETARY, ON_PAPER):
            play.at[name] = f"a{number}"
            await play.cell.joins(name, f"a{number}", agreed=False)
    await play.again()


async def _on_paper(play: Play) -> None:
    """The secretary names a helper, who sees the signature and types the paper."""
    paper = play.member(ON_PAPER)
    await play.taps(SECRETARY, f"px:{paper}:by:{play.member(HELPER)}")
    await play.taps(HELPER, f"px:{paper}:signed")
    await play.taps(HELPER, f"px:{paper}:go")
    await play.says(HELPER, *SHORTEST, "nộp")
    kept = every(
        play.world, "SELECT entered_by FROM versions WHERE interview_id = ?", play.review(ON_PAPER)
    )
    assert kept == [(play.member(HELPER),)]


async def _moves_to_the_browser(play: Play) -> None:
    """Half of the review on Telegram, the other half on the page."""
    reply = await play.says(MOVES, "/resume")
    await play.taps(MOVES, payloads(reply, r"c:\w+:[\w.]+:y")[0])
    await play.says(MOVES, *SHORTEST[:5])
    browser: Browser = await goes_on_in_browser(play.world, play.at[MOVES])
    reply = await browser.says("/resume")
    if yes := payloads(reply, r"c:\w+:[\w.]+:y"):
        await browser.says(payload=yes[0])
    for typed in (*SHORTEST[5:], "nộp"):
        reply = await browser.says(typed)
        assert not reply.refused, said(reply)


async def _acts_for_a_week(play: Play) -> None:
    """The deputy acts: approves what is there, sends one wording back; no draft is lost."""
    await play.taps(SECRETARY, f"o:{play.member(DEPUTY)}:act")
    await play.says(SECRETARY, "hôm nay", "7/9", "nộp")
    assert (await play.world.says(play.at[HELPER], "/review")).refused
    queue = await play.says(DEPUTY, "/review")
    waiting = payloads(queue, r"q:\w+:read:1")
    assert waiting
    for payload in waiting:
        review = payload.split(":")[1]
        if review == play.review(BLOCKS):
            await _sends_back(play, DEPUTY, review)
        else:
            await play.taps(DEPUTY, payload)
            await play.taps(DEPUTY, f"q:{review}:approve:1")
    clock_to(play.world, "2026-09-08 09:00")
    assert (await play.world.taps(play.at[DEPUTY], waiting[0])).refused
    assert not (await play.world.taps("lan", waiting[0])).refused


async def _sends_back(play: Play, reviewer: str, review: str) -> None:
    picking = await play.taps(reviewer, f"q:{review}:pick:1")
    lines = [line for line in said(picking).splitlines() if MEASURE in line]
    number = lines[0].partition(".")[0]
    await play.taps(reviewer, f"q:{review}:take:1:{number}")
    await play.says(reviewer, REASON)
    await play.taps(reviewer, f"q:{review}:send:1")


async def _improves(play: Play, name: str) -> None:
    """The author gets only that wording back, changes it and hands in again."""
    reply = await play.says(name, "/resume")
    assert REASON in said(reply)
    await play.says(name, BETTER)
    assert not (await play.world.says(play.at[name], "nộp")).refused


async def test_from_the_spreadsheet_to_seventeen_approved_reviews(
    play: Play, tmp_path: Path
) -> None:
    running = play.world
    names = await _imports(play)
    await _prepares(play, names)
    await play.hands_in(BLOCKS, MARKED)
    await _moves_to_the_browser(play)
    await _on_paper(play)
    await play.again()

    await _acts_for_a_week(play)
    await play.again()

    # Whoever blocks the bot is among those to phone, and nothing else stops.
    running.outlet.blocked.add(play.at[BLOCKS])
    assert BLOCKS in said(await play.says(SECRETARY, "/status"))
    await play.says(SECRETARY, "/remind")
    await play.again()
    assert re.search(rf"gọi điện:.*{BLOCKS}", said(await play.says(SECRETARY, "/status")))
    running.outlet.blocked.discard(play.at[BLOCKS])
    await _improves(play, BLOCKS)

    done = {BLOCKS, MOVES, ON_PAPER, EXEMPT, EXCUSED}
    for name in names:
        if name not in done:
            await play.hands_in(name, MARKED if name == HELPER else SHORTEST)
    await play.again()
    await _sends_back(play, SECRETARY, play.review(HELPER))
    await _improves(play, HELPER)
    await _collective_and_head(play)
    await play.again()

    await _approves_the_rest(play)
    assert play.states() == {"approved": 17}
    cycle = one(running, "SELECT id FROM cycles")
    found = await summary(running.office, cycle, Edition.OFFICIAL)
    assert found
    there = found.participation
    assert (there.roster, there.exempt, there.submitted, there.approved) == (17, 2, 15, 15)
    assert found.totals.with_marks == 2
    rounds = every(
        running, "SELECT version, COUNT(*) FROM interviews WHERE cycle_id <> '' GROUP BY 1"
    )
    assert dict(rounds) == {1: 15, 2: 2}
    await _nothing_stands_in_clear(play, tmp_path)


async def _collective_and_head(play: Play) -> None:
    """The two named authors write the other two reviews of the cycle."""
    for name in (DEPUTY, SECRETARY):
        while "Đồng chí đã nộp đủ" not in said(reply := await play.says(name, "/resume")):
            for typed in _fitting(said(reply)):
                if not (await play.world.says(play.at[name], typed)).refused:
                    break
            else:
                raise AssertionError(said(reply))


def _fitting(screen: str) -> Sequence[str]:
    """Answers of which one fits this screen: the end of the form first."""
    if "xem lại" in screen:
        return ("nộp",)
    return ("0", "không", "1", "Sinh hoạt còn ít ý kiến thảo luận", "30/6/2027", "5")


async def _approves_the_rest(play: Play) -> None:
    """The secretary decides on everybody's but the own ones, which are the deputy's."""
    for reviewer in (SECRETARY, DEPUTY):
        queue = await play.says(reviewer, "/review")
        for payload in payloads(queue, r"q:\w+:read:1"):
            review = payload.split(":")[1]
            version = one(play.world, "SELECT version FROM interviews WHERE id = ?", review)
            await play.taps(reviewer, f"q:{review}:approve:{version}")


async def _nothing_stands_in_clear(play: Play, tmp_path: Path) -> None:
    """Neither in the database, its log, nor a backup; and the wrong key opens nothing."""
    database = Path(play.world.settings.database_url.removeprefix("sqlite:///"))
    await play.says(SECRETARY, "/summary")
    await play.world.deliver()
    files = [item for _, item in play.world.outlet.sent if isinstance(item, FileOut)]
    assert any(item.name.endswith(".docx") for item in files)
    await play.world.stop()
    backup(play.world.settings.database_url, tmp_path / "kept.backup")
    left = [f for f in tmp_path.iterdir() if f.is_file() and f.suffix != ".key"]
    assert clear_text_in(left, SECRETS) == []

    held = key_file(database).read_bytes()
    key_file(database).unlink()
    vault.create(key_file(database))
    with pytest.raises(WrongKey):
        await Database.open(play.world.settings.database_url)
    key_file(database).write_bytes(held)
    await play.world.start()
    await answers(play.world, "lan", ["/status"])
