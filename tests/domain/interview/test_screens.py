"""What the screens show: the question, the way on, and buttons that fit everywhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.domain.interview.conditions import Is
from bot.domain.interview.kinds import Answer, kind_of
from bot.domain.interview.questionnaire import Question
from bot.domain.interview.screens import minutes, own_marks, shown_value
from bot.domain.messages import Outgoing, Text
from tests.domain.builders import (
    LEVELS,
    Talk,
    catalogue,
    form,
    group,
    options,
    question,
    rows,
    shipped,
)

LONGEST_PAYLOAD = 64
"""Bytes of callback_data: Bot API."""

ANSWERS = {
    "number": "20",
    "date": "31/12",
    "short_text": "Việc",
    "long_text": "Việc đã làm",
}


def acts(screen: Outgoing) -> list[str]:
    """The last part of every payload."""
    return [
        button.payload.split(":", 3)[3] if button.payload.count(":") >= 3 else ""
        for row in screen.buttons
        for button in row
    ]


def params(screen: Outgoing) -> dict[str, object]:
    """What the screen's message is given."""
    return dict(screen.text.params)


def walked(talk: Talk, *, most: bool) -> Iterator[Outgoing]:
    """Every screen on the way through a form; with `most`, on the longest way."""
    repeats = 0
    while slot := talk.interview.unfinished:
        yield talk.screen
        repeats += slot.question.kind == "yes_no"
        yield from answered(talk, slot.question, most=most, again=repeats < 60)
    yield talk.screen
    for part in sorted({slot.part for slot in talk.interview.slots}):
        talk.tap(f"e{part}")
        yield talk.screen
        listed = [act for act in acts(talk.screen) if act.startswith("g")]
        for act in listed[:2] + listed[-2:]:
            talk.tap(act)
            yield talk.screen
            talk.tap("<")
            talk.tap(f"e{part}")
        talk.tap("<")


def answered(talk: Talk, asked: Question, *, most: bool, again: bool) -> Iterator[Outgoing]:
    """Answer the current question with as much as it takes, or as little."""
    if kind_of(asked).in_place:
        count = len(asked.rows or asked.options)
        for number in range(1, (count if most else int(not asked.rows)) + 1):
            talk.tap(f"{number}.{len(asked.options)}" if asked.rows else f"+{number}")
            yield talk.screen
        talk.tap("." if most or not asked.rows else "0")
    elif asked.kind == "yes_no":
        talk.tap("=1" if most and again else "=0")
    elif asked.options:
        talk.tap(f"={len(asked.options)}")
    else:
        words = "2026" if asked.id == "year" else ANSWERS[asked.kind]
        assert not talk.say(words).complaint


@pytest.mark.parametrize("most", [False, True], ids=["shortest", "longest"])
@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_button_of_every_shipped_form_fits_and_every_screen_is_said(
    name: str, *, most: bool
) -> None:
    # Three hundred members: the most that a roster may have.
    talk = Talk(shipped(300)[name])
    said = 0
    for screen in walked(talk, most=most):
        for row in screen.buttons:
            for button in row:
                assert len(button.payload.encode()) <= LONGEST_PAYLOAD, button.payload
        assert screen.screen == talk.place
        # Rendering hundreds of screens takes seconds; the first of each kind tell.
        if said < 40:
            assert catalogue().render(screen.text, "vi")
            assert catalogue().render(screen.text, "en")
            said += 1
    assert talk.interview.unfinished is None


def test_the_first_screen_introduces_and_the_progress_counts_parts_and_minutes() -> None:
    talk = Talk(form([question("yes_no", "a", seconds=100)], [question("yes_no", "b", seconds=21)]))
    first = params(talk.screen)
    assert (first["part"], first["parts"], first["minutes"]) == (1, 2, 3)
    assert first["intro"] == talk.form.intro

    talk.say("có")
    second = params(talk.screen)
    assert (second["part"], second["parts"], second["minutes"]) == (2, 2, 1)
    assert second["intro"] is None

    talk.say("có")
    assert minutes(talk.interview) == 1


def test_the_buttons_that_lead_on_fit_the_question() -> None:
    talk = Talk(form([question("long_text", "a"), question("long_text", "b", required=False)]))
    assert acts(talk.screen) == ["z"]
    talk.say("một")
    assert acts(talk.screen) == ["<", "x", "z"]
    talk.tap("<")
    assert acts(talk.screen) == [".", "z"]


def test_a_screen_names_its_interview_and_place_in_every_payload() -> None:
    talk = Talk(form([question("single_choice", options=options("A", "B"))]))

    payloads = [button.payload for row in talk.screen.buttons for button in row]

    assert payloads == [f"i:{'a' * 12}:0:=1", f"i:{'a' * 12}:0:=2", f"i:{'a' * 12}:0:z"]


def test_a_repeated_question_says_to_what_it_belongs() -> None:
    matrix = question("matrix", "m", rows=rows(2), options=LEVELS)
    chosen = question("multi_choice", "c", options=options("Tổ"))
    deeds = [question("long_text", name) for name in ("deed", "work", "task")]
    talk = Talk(
        form(
            [
                matrix,
                group(deeds[0], id="g1", for_each="m"),
                chosen,
                group(deeds[1], id="g2", for_each="c"),
                group(deeds[2], question("yes_no", "more"), id="g3", repeat_while="more"),
            ]
        )
    )
    headings = []
    for words in ("2c", "việc", "1", "việc", "việc", "không"):
        found = params(talk.screen)["heading"]
        headings.append(dict(found.params) if isinstance(found, Text) else None)
        talk.say(words)

    assert headings == [
        None,
        {"short": "I.2", "label": {"vi": "Biểu hiện 2"}, "level": {"vi": "thỉnh thoảng"}},
        None,
        {"label": {"vi": "Tổ"}},
        {"number": 1},
        {"number": 1},
    ]


def test_the_check_list_offers_only_parts_that_hold_something() -> None:
    talk = Talk(
        form(
            [question("yes_no", "a")],
            [question("yes_no", "b", relevant=Is("a", value=True))],
            [question("yes_no", "c")],
        )
    )
    talk.say("không")
    talk.say("có")

    assert acts(talk.screen) == ["u", "e1", "e3", "p", "z"]
    for act in acts(talk.screen):
        Talk(talk.form, dict(talk.interview.answers)).tap(act, on="c0")


def test_a_part_lists_what_was_answered_skipped_or_left_out() -> None:
    talk = Talk(
        form(
            [
                question("yes_no", "a"),
                question("long_text", "b", required=False),
                question("note", "c"),
            ]
        )
    )
    for act in ("=1", "x", "."):
        talk.tap(act)
    talk.tap("e1")

    entries = params(talk.screen)["entries"]

    assert isinstance(entries, tuple)
    values = [entry.params["value"] for entry in entries if isinstance(entry, Text)]
    assert values == [Text("kinds.yes_word"), None, None]
    assert acts(talk.screen) == ["g0", "g1", "g2", "<"]


def test_the_secretary_reads_the_values_before_confirming() -> None:
    talk = Talk(form([question("short_text", "a")], audience="secretary"))
    talk.say("Chủ đề")

    values = params(talk.screen)["values"]

    assert isinstance(values, tuple)
    assert [each.params["value"] for each in values if isinstance(each, Text)] == ["Chủ đề"]
    assert acts(talk.screen) == ["u", "e1", "z"]


def test_the_member_reads_the_own_marks_before_submitting() -> None:
    parts = [question("matrix", name, rows=rows(2), options=LEVELS) for name in ("m", "n")]
    talk = Talk(form(parts))
    talk.say("2d")
    talk.tap("0")

    marks = params(talk.screen)["marks"]

    assert marks == (Text("kinds.mark", {"short": "I.2", "level": LEVELS[3].label}),)
    assert own_marks(Talk(form([question("yes_no")])).interview) is None


def test_the_present_answer_is_shown() -> None:
    slot_answers = {"a": Answer("một"), "b": Answer(None)}
    talk = Talk(form([question("long_text", "a"), question("long_text", "b")]), slot_answers)
    first, second = talk.interview.slots

    assert shown_value(talk.interview, first) == "một"
    assert shown_value(talk.interview, second) is None
