"""What people send by mistake: a clear sentence in their language, and nothing is lost."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest

from bot.domain.messages import Manner, Param
from bot.domain.words import Longest
from handlers.contract import Reply
from handlers.menu import ROUTES
from tests.services.scene import (
    HOA,
    SHORTEST,
    STRENGTH,
    Cell,
    answers,
    every,
    founded,
    one,
    payloads,
    phrase,
    said,
)
from tests.world import World


@pytest.fixture
async def cell(running: World) -> Cell:
    """Hoa speaks Vietnamese, Ann English; both have answered the first question."""
    made = await founded(running)
    await made.opens()
    await made.joins(HOA, "hoa")
    await made.joins("Ann", "ann", language="en")
    for address in ("hoa", "ann"):
        await running.says(address, "/resume")
        await answers(running, address, [STRENGTH])
    return made


BOTH = pytest.mark.parametrize(
    ("who", "name", "language"), [("hoa", HOA, "vi"), ("ann", "Ann", "en")]
)


def kept(cell: Cell, name: str) -> dict[str, Any]:
    """The answers of a member so far."""
    sql = "SELECT answers FROM interviews WHERE member_id = ? AND cycle_id <> ''"
    found: dict[str, Any] = json.loads(one(cell.world, sql, cell.member(name)))
    return found


async def complains(
    cell: Cell, who: str, words: str, key: str, language: str, /, **params: Param
) -> Reply:
    """The text is refused with this sentence, nothing changes, and the question still waits."""
    world = cell.world
    interviews = "SELECT id, answers, revision FROM interviews ORDER BY id"
    before = every(world, interviews)
    reply = await world.says(who, words, language="vi")
    assert reply.refused
    assert phrase(world, key, language, **params) == said(reply).strip().splitlines()[0]
    assert every(world, interviews) == before
    return reply


@BOTH
@pytest.mark.parametrize(
    ("typed", "key", "params"),
    [
        ("bình thường thôi", "kinds.not_levels", {"typed": "bình thường thôi"}),
        ("3", "kinds.not_levels", {"typed": "3"}),
        ("10 hiếm khi", "kinds.no_such_row", {"number": 10, "count": 9}),
        ("0 hiếm khi", "kinds.no_such_row", {"number": 0, "count": 9}),
        ("3 hiếm khi và 99 thường xuyên", "kinds.not_levels", None),
        ("3 hiếm khi, 99 thường xuyên", "kinds.no_such_row", {"number": 99, "count": 9}),
        ("bỏ qua", "interview.required", {}),
    ],
)
async def test_not_the_kind_of_answer_that_is_asked(
    cell: Cell, who: str, name: str, language: str, typed: str, key: str, params: dict[str, Param]
) -> None:
    params = {"typed": typed} if params is None else params
    await complains(cell, who, typed, key, language, **params)
    await answers(cell.world, who, ["3 hiếm khi"])
    assert kept(cell, name)["I"] == [{"I.3": "rare"}, True]


@BOTH
async def test_dates_and_yes_or_no(cell: Cell, who: str, name: str, language: str) -> None:
    world = cell.world
    await answers(world, who, SHORTEST[1:4])
    await complains(cell, who, "có thể", "kinds.not_yes_no", language, typed="có thể")
    await answers(world, who, SHORTEST[4:9])
    await complains(cell, who, "hôm nào đó", "kinds.not_a_date", language, typed="hôm nào đó")
    await complains(cell, who, "31/2", "kinds.not_a_date", language, typed="31/2")
    today = world.office.calendar.local(world.clock()).date()
    yesterday = today.replace(day=today.day - 1)
    past = f"{yesterday:%d/%m/%Y}"
    await complains(cell, who, past, "kinds.past_date", language, day=yesterday, today=today)
    assert not (await world.says(who, "hôm nay")).refused


@BOTH
@pytest.mark.parametrize("typed", ["…", "???", "👍", "\u200b", "...."])
async def test_signs_without_words(
    cell: Cell, who: str, name: str, language: str, typed: str
) -> None:
    await cell.world.says(who, "quay lại")
    assert (await cell.world.says(who, typed)).refused
    assert kept(cell, name)["strengths"] == [STRENGTH, True]


@BOTH
async def test_fifty_thousand_characters(cell: Cell, who: str, name: str, language: str) -> None:
    await cell.world.says(who, "quay lại")
    long = "Đồng chí " * 5_556
    length = len(long.strip())
    await complains(cell, who, long, "kinds.too_long", language, length=length, most=Longest.LONG)
    assert kept(cell, name)["strengths"] == [STRENGTH, True]
    just_fits = ("ế" * Longest.LONG)[: Longest.LONG]
    assert not (await cell.world.says(who, just_fits)).refused
    assert kept(cell, name)["strengths"] == [just_fits, True]


@BOTH
async def test_a_file_or_sticker_where_text_is_asked(
    cell: Cell, who: str, name: str, language: str
) -> None:
    before = kept(cell, name)
    reply = await cell.world.says(who)
    assert reply.refused
    expected = phrase(cell.world, "error.only_text", language, in_question=True)
    assert expected in said(reply)
    assert kept(cell, name) == before
    await answers(cell.world, who, ["3 hiếm khi"])


async def test_a_sticker_of_a_stranger_and_one_outside_of_any_question(cell: Cell) -> None:
    world = cell.world
    for who in ("nobody", "lan"):
        reply = await world.says(who)
        assert phrase(world, "error.only_text", in_question=False) in said(reply)


@BOTH
@pytest.mark.parametrize(
    "command", ["/help", "/status", "/language", "/web", "/cells", "/invite X"]
)
async def test_a_command_in_the_middle_of_a_question_loses_nothing(
    cell: Cell, who: str, name: str, language: str, command: str
) -> None:
    world = cell.world
    before = await world.says(who, "/resume")
    answered = kept(cell, name)
    await world.says(who, command)
    assert kept(cell, name) == answered
    after = await world.says(who, "/resume")
    assert after.messages == before.messages
    await answers(world, who, ["3 hiếm khi"])


@BOTH
async def test_a_command_that_there_is_not(cell: Cell, who: str, name: str, language: str) -> None:
    typed = "/không_có_lệnh_này"
    await complains(cell, who, typed, "error.no_such_command", language, typed=typed[1:])
    for odd in ("/", "//", "/ x", "/@tusoi_bot", "/" + "x" * 5_000):
        reply = await cell.world.says(who, odd)
        assert reply.refused
        assert len(said(reply)) < 400
    await answers(cell.world, who, ["3 hiếm khi"])


@BOTH
async def test_stale_and_forged_buttons_of_the_own_review(
    cell: Cell, who: str, name: str, language: str
) -> None:
    world = cell.world
    shown = await world.says(who, "/resume")
    interview = payloads(shown, "i:.+")[0].split(":")[1]
    before = kept(cell, name)
    stale = await world.taps(who, f"i:{interview}:0:.")
    assert phrase(world, "interview.stale_tap", language) in said(stale)
    assert stale.messages[-1].screen == shown.messages[-1].screen
    screen = shown.messages[-1].screen
    for act in ("", "=1", "99.1", "1.9", "-1.1", "1.1.1", "x" * 40, "+1", "e1", "g0", "u", "p"):
        reply = await world.taps(who, f"i:{interview}:{screen}:{act}")
        assert reply.refused or reply.notice, act
        assert kept(cell, name) == before, act
    await answers(world, who, ["3 hiếm khi"])


@pytest.mark.parametrize("typed", ["0", "99", "²", "٢", "9" * 5_000])
async def test_a_number_that_is_not_in_the_list_of_answers(cell: Cell, typed: str) -> None:
    world = cell.world
    await answers(world, "hoa", SHORTEST[1:])
    for number in ("", "2"):  # the list of the parts, and that of one part
        if number:
            await answers(world, "hoa", [number])
        await complains(cell, "hoa", typed, "interview.list_only", "vi")


async def test_the_number_of_the_form_and_the_hour_of_the_digest(cell: Cell) -> None:
    world = cell.world
    await world.says("lan", "/settings")
    for typed, key, params in (
        ("hai mươi", "kinds.not_a_number", {"typed": "hai mươi"}),
        ("6", "kinds.out_of_range", {"least": 7, "most": 20}),
        ("999999999999999999999999", "kinds.not_a_number", {"typed": "9" * 24}),
        ("17,5", "kinds.too_many_decimals", {"decimals": 0}),
        ("-17", "kinds.out_of_range", {"least": 7, "most": 20}),
        ("１７", "kinds.not_a_number", {"typed": "１７"}),
        ("NaN", "kinds.not_a_number", {"typed": "NaN"}),
    ):
        await complains(cell, "lan", typed, key, "vi", **params)
    assert one(world, "SELECT digest_hour FROM cells") == 17


async def test_a_date_before_the_opening_day_is_refused_at_the_end_too(cell: Cell) -> None:
    world = cell.world
    today = world.office.calendar.local(world.clock()).date()
    reply = await cell.moves(f"{today:%d/%m/%Y}", "Trước ngày này")
    assert reply.refused
    assert one(world, "SELECT submit_on FROM cycles") == "2026-09-18"


@BOTH
@pytest.mark.parametrize(
    "typed", ["<b>_*[x](y)&amp;", "a\x00b\ud800c", "\ue000in đậm\ue001", "' OR 1=1 --", "{{ 7*7 }}"]
)
async def test_odd_characters_come_back_as_they_were(
    cell: Cell, who: str, name: str, language: str, typed: str
) -> None:
    world = cell.world
    await world.says(who, "quay lại")
    assert not (await world.says(who, typed)).refused
    shown = said(await world.says(who, "quay lại"))
    stored = kept(cell, name)["strengths"][0]
    assert stored in shown
    if typed.isprintable():
        assert stored == typed


async def test_the_language_of_the_account_not_of_the_program(cell: Cell) -> None:
    world = cell.world
    await world.says("hoa", "/language")
    await world.taps("hoa", "l:en")
    reply = await world.says("hoa", "ba bốn năm", language="vi")
    assert said(reply).strip() == phrase(world, "kinds.not_levels", "en", typed="ba bốn năm")


async def test_an_error_of_ours_is_said_in_the_persons_language_under_a_number(
    cell: Cell, caplog: pytest.LogCaptureFixture
) -> None:
    world = cell.world
    await world.office.db.write(lambda tx: tx.run("DROP TABLE audit"))
    with caplog.at_level(logging.ERROR):
        for who, name, language in (("hoa", HOA, "vi"), ("ann", "Ann", "en")):
            before = kept(cell, name)
            reply = await world.says(who, "3 hiếm khi")
            assert reply.refused
            assert reply.language == language
            (code,) = {r.getMessage().split()[1] for r in caplog.records}
            assert said(reply).startswith(phrase(world, "error.ours", language, code=code))
            assert kept(cell, name) == before
            assert "hiếm khi" not in caplog.text
            caplog.clear()


async def test_u29_the_log_says_why_nothing_can_be_stored(
    cell: Cell, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is acknowledged that was not kept; what the member wrote is not in the log."""
    world = cell.world
    await world.says("hoa", "quay lại")
    before = kept(cell, HOA)
    await world.office.db.write(lambda tx: tx.all("PRAGMA max_page_count = 1"))
    with caplog.at_level(logging.ERROR):
        reply = await world.says("hoa", "Giúp hai giáo viên mới " * 400)
    await world.office.db.write(lambda tx: tx.all("PRAGMA max_page_count = 1000000"))
    assert reply.refused
    assert kept(cell, HOA) == before
    assert "the disk is full" in caplog.text
    assert "giáo viên" not in caplog.text


async def test_a_text_cut_by_the_platform_stays_open_until_done(cell: Cell) -> None:
    world = cell.world
    await world.says("hoa", "quay lại")
    await world.says("hoa", "Phần đầu " * 400, partial=True)
    await world.says("hoa", "và phần cuối")
    assert kept(cell, HOA)["strengths"][1] is False
    await world.says("hoa", "xong")
    whole, done = kept(cell, HOA)["strengths"]
    assert done
    assert whole.startswith("Phần đầu")
    assert whole.endswith("và phần cuối")


STRANGE = ("9" * 23, "9" * 5_000, "-1", "\u0661", "")


async def test_a_payload_of_no_button_is_refused(
    cell: Cell, caplog: pytest.LogCaptureFixture
) -> None:
    """A16: whatever stands for an id, a page or a number, with the cell's own id before it too."""
    caplog.set_level(logging.ERROR)
    for route in ROUTES.all:
        names = re.findall(r"{(\w+)}", route.pattern)
        for strange in STRANGE if names else ():
            for own in ({}, {"cell": cell.id}):
                payload = route.pattern.format(**(dict.fromkeys(names, strange) | own))
                reply = await cell.world.taps(cell.secretary, payload)
                assert reply.messages or reply.notice
    assert [record.getMessage() for record in caplog.records] == []


@BOTH
async def test_a_held_text_does_not_grow_without_end(
    cell: Cell, who: str, name: str, language: str
) -> None:
    """A1: what waits for its writer's choice is no longer than an answer may be."""
    world = cell.world
    for _ in range(4):
        reply = await world.says(who, "việc " * 900, manner=Manner.FORWARDED)
    assert reply.refused
    held = str(one(world, "SELECT held FROM accounts WHERE address = ?", who))
    assert len(held) < 2 * Longest.LONG
