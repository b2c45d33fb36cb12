"""Which screen a text answers, by what Telegram says of it; what a phone would cut stands whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handlers.channels.telegram import writing
from handlers.channels.telegram.screens import MOST_CHATS, Arrived, Screens, Wrote
from handlers.contract import Message, MessageButton, Reply
from tests.botapi import BotApi
from tests.channels.telegram_rig import Rig, Script, keys, running

QUESTION = "i:abc:7:z"


def asking(payload: str, **more: object) -> Reply:
    """A screen of an interview, whose mark is in its buttons."""
    mark = payload.removeprefix("i:").rpartition(":")[0]
    return Reply((Message("Câu hỏi", keys(payload), screen=mark, **more),))  # type: ignore[arg-type] # the fields of Message


def script() -> Script:
    return Script(answers={"a": asking(QUESTION), "b": asking("i:abc:8:z")})


async def seen(rig: Rig, said: str) -> str | None:
    await rig.script.until(rig.script.ended, said)
    return next(each.seen for each in reversed(rig.script.came) if each.text == said)


async def test_texts_of_one_burst_are_for_the_screen_before_them(api: BotApi) -> None:
    """U1: the second text of a batch has not seen the answer to the first."""
    async with running(api, script()) as rig:
        hoa = rig.person()
        hoa.types("a")
        await hoa.receives()
        with api.world.lock:
            hoa.types("b")
            hoa.types("c")
        assert await seen(rig, "b") == "abc:7"
        assert await seen(rig, "c") == "abc:7"
        await rig.caught_up()
        hoa.types("d")
        assert await seen(rig, "d") == "abc:8"


async def test_before_anything_is_known_the_channel_does_not_say(api: BotApi) -> None:
    """U1: after a new start the first text is taken for the current screen, the next is not."""
    async with running(api, script()) as rig:
        hoa = rig.person()
        with api.world.lock:
            hoa.types("a")
            hoa.types("c")
        assert await seen(rig, "a") is None
        assert await seen(rig, "c") == ""
        an = rig.person(2)
        with api.world.lock:
            an.sends_callback(QUESTION, message=1)
            an.types("d")
        assert await seen(rig, "d") == ""


async def test_a_reply_says_which_question_it_is_for(api: BotApi) -> None:
    """U6, T1: by the buttons of the message, so also after a new start."""
    async with running(api, script()) as rig:
        hoa = rig.person()
        hoa.types("a")
        old = await hoa.receives()
        hoa.types("b")
        await hoa.receives()
        await rig.caught_up()
        hoa.types("c", reply_to=old)
        assert await seen(rig, "c") == "abc:7"
    async with running(api, script()) as rig:
        hoa.types("d", reply_to=old)
        assert await seen(rig, "d") == "abc:7"


async def test_a_reply_to_one_s_own_text_is_for_the_question_of_that_text(api: BotApi) -> None:
    """U6, U23: and so is an edit."""
    async with running(api, script()) as rig:
        hoa = rig.person()
        hoa.types("a")
        await hoa.receives()
        hoa.types("b")
        await hoa.receives()
        mine = next(each for each in hoa.messages if each.text == "b")
        hoa.types("c", reply_to=mine)
        assert await seen(rig, "c") == "abc:7"
        hoa.edits(mine, "e")
        assert await seen(rig, "e") == "abc:7"


async def test_a_topic_is_carried(api: BotApi) -> None:
    """U31: the reply goes into the topic in which was written."""
    async with running(api) as rig:
        hoa = rig.person()
        extra = {"message_thread_id": 777, "is_topic_message": True}
        with api.world.lock:
            hoa._sends(text="x", extra=extra)  # no phone of the tests knows topics
        await hoa.receives()
        assert api.called("sendMessage")[-1].params["message_thread_id"] in (777, "777")


async def test_what_is_protected_is_changed_in_its_place(api: BotApi) -> None:
    """T5: a tick on a protected screen is an edit, which keeps the protection."""
    plain, shut = asking(QUESTION), asking(QUESTION, protected=True)
    again = asking(QUESTION, protected=True, replaces=True)
    async with running(api, Script(answers={"p": plain, "s": shut, QUESTION: again})) as rig:
        hoa = rig.person()
        for said, edits in (("p", 0), ("s", 1)):
            hoa.types(said)
            await hoa.receives()
            hoa.taps(QUESTION)
            await hoa.notified()
            await rig.caught_up()
            assert len(api.called("editMessageText")) == edits


class TestScreens:
    """U1: what could not be read is not answered."""

    def test_a_text_of_the_same_moment_or_long_and_soon(self) -> None:
        screens = Screens(1.0)
        screens.showed("hoa", Arrived(1, 100), "m:1")
        screens.showed("hoa", Arrived(3, 200), "m:3")
        assert screens.seen("hoa", Wrote(2, 300)) == "m:1"  # taken by Telegram before the screen
        assert screens.seen("hoa", Wrote(4, 200)) == "m:1"
        assert screens.seen("hoa", Wrote(4, 201, length=1)) == "m:3"
        assert screens.seen("hoa", Wrote(4, 202, length=200)) == "m:1"
        assert screens.seen("hoa", Wrote(4, 203, length=200)) == "m:3"

    def test_what_is_shown_again_was_seen_before(self) -> None:
        """After a crash: an answer to the screen itself, and the rest of a burst before it."""
        screens = Screens(1.0)
        screens.was_shown("hoa", 100, (Message("Câu", screen="m:1"),))
        screens.showed("hoa", Arrived(9, 300), "m:1")
        assert screens.seen("hoa", Wrote(8, 100)) == ""
        assert screens.seen("hoa", Wrote(8, 120)) == "m:1"

    def test_only_so_much_is_remembered(self) -> None:
        screens = Screens(1.0)
        for number in range(MOST_CHATS + 1):
            screens.showed(str(number), Arrived(1, 100), "m:1")
        assert screens.seen("0", Wrote(2, 200)) is None
        assert screens.seen("1", Wrote(2, 200)) == "m:1"

    @given(
        shown=st.lists(st.integers(0, 30), min_size=1, max_size=8).map(sorted),
        at=st.integers(0, 40),
        length=st.integers(0, 100),
        number=st.integers(1, 20),
    )
    def test_never_a_screen_from_after_the_text(
        self, shown: list[int], at: int, length: int, number: int
    ) -> None:
        screens = Screens(1.0)
        for place, when in enumerate(shown):
            screens.showed("hoa", Arrived(place * 2, when), f"m:{place}")
        found = screens.seen("hoa", Wrote(number, at, length)) or ""
        readable = [n for n, when in enumerate(shown) if n * 2 < number and when < at]
        assert found == "" or int(found[2:]) in readable


REASONS = (
    "1. Đề nghị nêu việc làm cụ thể và thời hạn.",
    "2. Đề nghị nói rõ hơn. ✓",
    "3. Đề nghị viết bằng lời của mình, sát với việc của mình.",
)


def test_choices_that_a_phone_would_cut_stand_in_the_text() -> None:
    """T6: with their numbers on the buttons, ticks and the other buttons kept."""
    rows = [(MessageButton(each, f"={n}"),) for n, each in enumerate(REASONS, 1)]
    last = (MessageButton("Xong", "."), MessageButton("Tạm dừng", "z"))
    made = writing.readable(Message("Lý do?", (*rows, last)))
    assert all(each in made.text for each in REASONS)
    assert [[b.label for b in row] for row in made.buttons] == [
        ["1", "2 ✓", "3"],
        ["Xong", "Tạm dừng"],
    ]
    assert [b.payload for b in made.buttons[0]] == ["=1", "=2", "=3"]


def test_any_label_that_a_phone_would_cut_stands_in_the_text() -> None:
    """T6: also where it is no numbered choice; what fits stays as it is."""
    long = "Dữ liệu của tôi: xem, nhận bản sao, rút, xóa"
    made = writing.readable(Message("Việc", ((MessageButton(long, "a"),),)))
    assert long in made.text
    short = Message("Việc", ((MessageButton("1. Ngắn", "a"),),))
    assert writing.readable(short) == short
