"""A typed text belongs to the screen that its writer saw; what is in doubt is asked."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest

from bot.domain.messages import FileIn, Manner
from handlers.contract import Reply
from tests.services.scene import HOA, STRENGTH, Cell, founded, one, payloads, phrase, said
from tests.shelf import made_once
from tests.world import World

LATE = "phần của tôi là chưa gương mẫu"
THIRD = "và tôi hay về sớm"


@made_once
async def cell(running: World) -> Cell:
    """Lan is the secretary; Hoa has come in to an open cycle, and stands at its first question."""
    made = await founded(running)
    await made.opens()
    await made.joins(HOA, "hoa")
    await running.says("hoa", "/resume")
    return made


def kept(cell: Cell) -> dict[str, Any]:
    """What is recorded for Hoa, by question."""
    found = one(cell.world, "SELECT answers FROM interviews WHERE member_id = ?", cell.member(HOA))
    return {key: value for key, (value, *_) in json.loads(found).items()} if found else {}


def screen(reply: Reply) -> str:
    """The mark of what was shown last."""
    return reply.messages[-1].screen


async def resumed(cell: Cell) -> str:
    return screen(await cell.world.says("hoa", "/resume"))


async def chosen(cell: Cell, asked: Reply, act: str) -> Reply:
    """One of the buttons of the question where a text belongs."""
    return await cell.world.taps("hoa", payloads(asked, f"h:.+:{act}")[0])


async def test_one_thought_in_three_messages_stays_with_its_question(cell: Cell) -> None:
    """U1: what was written before the next question could be seen is asked about."""
    first = await resumed(cell)
    await cell.world.says("hoa", STRENGTH, seen=first)
    before = kept(cell)
    await cell.world.says("hoa", LATE, seen=first)
    asked = await cell.world.says("hoa", THIRD, seen=first)
    assert kept(cell) == before == {"strengths": STRENGTH}
    assert LATE in said(asked)
    assert THIRD in said(asked)
    shown = await chosen(cell, asked, "add")
    assert kept(cell) == {"strengths": f"{STRENGTH}\n{LATE}\n{THIRD}"}
    assert payloads(shown, "i:.+")  # the present question comes back


async def test_a_late_text_can_take_the_place_or_be_left_out(cell: Cell) -> None:
    """U1: every choice does what it says; an old question about a text is no choice any more."""
    first = await resumed(cell)
    await cell.world.says("hoa", STRENGTH, seen=first)
    asked = await cell.world.says("hoa", LATE, seen=first)
    await chosen(cell, asked, "drop")
    assert kept(cell) == {"strengths": STRENGTH}
    assert (await chosen(cell, asked, "add")).refused
    asked = await cell.world.says("hoa", LATE, seen=first)
    await chosen(cell, asked, "there")
    assert kept(cell) == {"strengths": LATE}


@pytest.mark.parametrize("seen", ["", "elsewhere:9"])
async def test_a_text_for_a_screen_that_is_not_known_is_asked_about(cell: Cell, seen: str) -> None:
    """U1, T1: also where the earlier question cannot be named."""
    await cell.world.says("hoa", STRENGTH)
    asked = await cell.world.says("hoa", LATE, seen=seen)
    assert payloads(asked, "h:.+:drop")
    assert kept(cell) == {"strengths": STRENGTH}


async def test_a_stale_tab_gets_its_text_back(cell: Cell) -> None:
    """B4: not recorded, given back, and the current question is shown with one sentence."""
    stale = await resumed(cell)
    await cell.world.says("hoa", STRENGTH, seen=stale, gives_back=True)
    reply = await cell.world.says("hoa", LATE, seen=stale, gives_back=True)
    assert reply.refused
    assert phrase(cell.world, "interview.stale_text") in said(reply)
    assert screen(reply) == await resumed(cell) != stale
    assert kept(cell) == {"strengths": STRENGTH}


async def test_a_stale_tab_of_something_that_is_over(cell: Cell) -> None:
    """B4: also when nothing is asked any more on the current screen."""
    stale = await resumed(cell)
    await cell.world.says("hoa", "tạm dừng", seen=stale, gives_back=True)
    reply = await cell.world.says("hoa", STRENGTH, seen=stale, gives_back=True)
    assert reply.refused
    assert kept(cell) == {}


async def test_the_same_text_twice_is_one_answer(cell: Cell) -> None:
    """U1: a double send, on a page and in a chat, is neither recorded twice nor given back."""
    first = await resumed(cell)
    await cell.world.says("hoa", STRENGTH, seen=first)
    for gives_back in (True, False):
        again = await cell.world.says("hoa", STRENGTH, seen=first, gives_back=gives_back)
        assert not again.refused
        assert phrase(cell.world, "typed.once") in said(again)
        assert kept(cell) == {"strengths": STRENGTH}


async def test_a_number_counts_for_the_menu_that_was_seen(cell: Cell) -> None:
    """U1: numbers typed at menus are of the same kind."""
    menu = await cell.world.says("lan", "/menu")
    people = str(payloads(menu).index("mn:people") + 1)
    group = await cell.world.says("lan", people, seen=screen(menu))
    late = await cell.world.says("lan", "1", seen=screen(menu))
    assert late.refused
    assert phrase(cell.world, "typed.other_menu") in said(late)
    assert not (await cell.world.says("lan", "1", seen=screen(group))).refused


async def test_a_reply_to_an_earlier_question_is_for_that_one(cell: Cell) -> None:
    """U6, T1."""
    first = await resumed(cell)
    for words in (STRENGTH, "0", "0"):
        await cell.world.says("hoa", words)
    before = kept(cell)
    asked = await cell.world.says("hoa", "Sửa: mười một kỳ", seen=first)
    assert kept(cell) == before
    await chosen(cell, asked, "there")
    assert kept(cell) == {**before, "strengths": "Sửa: mười một kỳ"}


async def test_a_forwarded_text_is_nobody_s_answer(cell: Cell) -> None:
    """T2: until its sender says so."""
    asked = await cell.world.says("hoa", "Họp lúc 8h", manner=Manner.FORWARDED)
    assert kept(cell) == {}
    await chosen(cell, asked, "here")
    assert kept(cell) == {"strengths": "Họp lúc 8h"}


async def test_a_text_is_recorded_only_at_the_question_that_was_asked_about(cell: Cell) -> None:
    """T2: the button of an old question about a text records nothing at the next one."""
    asked = await cell.world.says("hoa", "Họp lúc 8h", manner=Manner.FORWARDED)
    await cell.world.says("hoa", STRENGTH)
    assert (await chosen(cell, asked, "here")).refused
    assert kept(cell) == {"strengths": STRENGTH}


async def test_an_edited_message_is_answered(cell: Cell) -> None:
    """U23, T3: one line on what to do, with a button where the question is known."""
    first = await resumed(cell)
    await cell.world.says("hoa", STRENGTH, seen=first)
    reply = await cell.world.says("hoa", LATE, seen=first, manner=Manner.EDITED)
    assert kept(cell) == {"strengths": STRENGTH}
    opened = await cell.world.taps("hoa", payloads(reply, "hc:.+")[0])
    assert STRENGTH in said(opened)
    unknown = await cell.world.says("hoa", LATE, seen="", manner=Manner.EDITED)
    assert not payloads(unknown)
    assert "quay lại" in said(unknown)


async def test_a_caption_is_not_dropped(cell: Cell) -> None:
    """T2 and TH14: words beside a picture that no question takes."""
    picture = FileIn("photo.jpg", "image/jpeg", b"x")
    asked = await cell.world.says("hoa", "Tôi vắng hai buổi", file=picture)
    assert "Tôi vắng hai buổi" in said(asked)
    await chosen(cell, asked, "here")
    assert kept(cell) == {"strengths": "Tôi vắng hai buổi"}


HELP = ["trợ giúp", "Trợ giúp!", "TRO GIUP", "trowj giups", "tro75 giup1", "help", "giúp tôi với"]
UNCLEAR = ["không hiểu", "khong hieu", "khoong hieeur", "câu này là sao?", "em không hiểu ạ"]
PAUSE = ["để mai làm", "tạm dừng", "tamj duwngf", "de mai lam"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", [*HELP, *UNCLEAR, *PAUSE])
async def test_words_that_ask_for_something_are_no_answer(
    cell: Cell, typed: str, form: Any
) -> None:
    """U18: at a question for words of one's own."""
    reply = await cell.world.says("hoa", unicodedata.normalize(form, typed))
    assert kept(cell) == {}
    expected = "/trogiup" if typed not in PAUSE else phrase(cell.world, "interview.paused")
    assert expected in said(reply)


@pytest.mark.parametrize("typed", ["hủy", "huyr", "ok", "Vâng ạ", "cảm ơn"])
async def test_what_could_be_either_is_asked(cell: Cell, typed: str) -> None:
    """U18."""
    asked = await cell.world.says("hoa", typed)
    assert kept(cell) == {}
    await chosen(cell, asked, "here")
    assert kept(cell) == {"strengths": typed}


@pytest.mark.parametrize("typed", ["/huy", "/hủy", "/cancel", "/Huỷ"])
async def test_a_command_leaves_what_is_asked(cell: Cell, typed: str) -> None:
    """U18: a review stays as it is, a form is dropped."""
    await cell.world.says("hoa", STRENGTH)
    assert phrase(cell.world, "interview.paused") in said(await cell.world.says("hoa", typed))
    assert kept(cell) == {"strengths": STRENGTH}
    form = await cell.world.taps("lan", "m:add")
    assert payloads(form, "i:.+")
    assert phrase(cell.world, "typed.cancelled", form=True) in said(
        await cell.world.says("lan", typed)
    )
    assert not one(cell.world, "SELECT COUNT(*) FROM interviews WHERE cycle_id = ''")


@pytest.mark.parametrize(
    "typed", ["/moi\nLê Thị Mới", "/moi\u00a0Lê Thị Mới", "/moi: Lê Thị Mới", "/ moi Lê Thị Mới"]
)
async def test_any_white_space_or_colon_ends_a_command(cell: Cell, typed: str) -> None:
    """U30."""
    plain = await cell.world.says("lan", "/moi Lê Thị Mới")
    assert said(await cell.world.says("lan", typed))[:20] == said(plain)[:20]


@pytest.mark.parametrize("typed", ["/tổng hợp", "/ tonghop", "/Tong  Hop"])
async def test_a_command_in_several_words(cell: Cell, typed: str) -> None:
    """U30."""
    assert said(await cell.world.says("lan", typed)) == said(
        await cell.world.says("lan", "/tonghop")
    )


@pytest.mark.parametrize(
    "typed",
    [
        "Mời đồng chí vào trợ lý:\nMã: {}\nĐồng chí giữ kín.",
        "https://tusoi.example/i/{}?fbclid=1",
        "/start https://tusoi.example/i/{}",
        "({})",
        "{}/",
    ],
)
async def test_the_code_in_a_pasted_text_is_found(cell: Cell, typed: str) -> None:
    """U30."""
    code = await cell.code_for("Trần Văn Mới")
    reply = await cell.world.says("moi", typed.format(code))
    assert "Mới" in said(reply)
    assert one(cell.world, "SELECT person_id FROM accounts WHERE address = 'moi'")


async def test_files_after_a_file_go_to_the_same_place(cell: Cell) -> None:
    """U22: an album comes as several files."""
    await cell.world.taps("lan", f"pm:file:{cell.id}")
    for number in range(3):
        file = FileIn(f"tai-lieu-{number}.pdf", "application/pdf", b"%PDF-1.4 x")
        assert not (await cell.world.says("lan", file=file)).refused
    assert one(cell.world, "SELECT COUNT(*) FROM materials") == 3
    await cell.world.says("lan", "/status")
    assert (await cell.world.says("lan", file=file)).refused
