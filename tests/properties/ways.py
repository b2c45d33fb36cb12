"""Three ways of giving the same answer.

`buttons` taps wherever there is a button. `numbers` types what stands before the choices.
`labels` types words: composed or decomposed, with or without accents, with đ or d. What can only
be written is written in three forms.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from bot.domain.interview.kinds import DONE, SKIP, Value
from bot.domain.interview.questionnaire import Option, Question
from tests.domain.builders import TODAY
from tests.properties.answerable import NORMAL_FORMS, WRITTEN

BUTTONS, NUMBERS, LABELS = "buttons", "numbers", "labels"
WAYS = (BUTTONS, NUMBERS, LABELS)


@dataclass(frozen=True, slots=True)
class Tap:
    """A button of the current screen."""

    act: str


@dataclass(frozen=True, slots=True)
class Say:
    """A typed text."""

    words: str


@dataclass(frozen=True, slots=True)
class Reopen:
    """Go back to the question that was just finished."""


Step: TypeAlias = Tap | Say | Reopen
Steps: TypeAlias = SearchStrategy[list[Step]]


def label(option: Option) -> SearchStrategy[str]:
    """The option's label in some language, as somebody would type it."""
    return st.builds(
        lambda words, form: form(words), st.sampled_from(sorted(option.label.values())), WRITTEN
    )


def _sequence(*parts: SearchStrategy[str]) -> SearchStrategy[list[str]]:
    return st.tuples(*parts).map(list)


def _option(asked: Question, code: object) -> tuple[int, Option]:
    return next((n, option) for n, option in enumerate(asked.options, 1) if option.code == code)


def _give_one(asked: Question, value: Value, way: str) -> Steps:
    number, option = _option(asked, value)
    if way == BUTTONS:
        return st.just([Tap(f"={number}")])
    if way == NUMBERS:
        return st.sampled_from((f"{number}", f" {number}.", f"{number} ")).map(lambda w: [Say(w)])
    return label(option).map(lambda words: [Say(words)])


def _give_yes_no(asked: Question, value: Value, way: str) -> Steps:
    if way == BUTTONS:
        return st.just([Tap("=1" if value else "=0")])
    numbers, words = (("1",), ("Có", "Đúng")) if value else (("0", "2"), ("Không", "Chưa"))
    if way == NUMBERS:
        return st.sampled_from(numbers).map(lambda typed: [Say(typed)])
    return st.builds(lambda word, form: [Say(form(word))], st.sampled_from(words), WRITTEN)


def _ticked(asked: Question, numbers: list[int], last: SearchStrategy[Step]) -> Steps:
    """In any order; some slip is taken back, and a choice is made twice."""
    return st.builds(
        lambda wrong, right, end: [
            *(Tap(f"{sign}{n}") for n in wrong for sign in "++-"),
            *(Tap(f"+{n}") for n in right),
            end,
        ],
        st.lists(st.integers(1, len(asked.options)), max_size=3),
        st.permutations(numbers),
        last,
    )


def _give_several(asked: Question, value: Value, way: str) -> Steps:
    assert isinstance(value, dict)
    codes, other = value["chosen"], value.get("other", "")
    assert isinstance(codes, list)
    assert isinstance(other, str)
    chosen = [_option(asked, code) for code in codes]
    own: SearchStrategy[Step] = NORMAL_FORMS.map(lambda form: Say(form(other)))
    if way == BUTTONS:
        return _ticked(
            asked, [number for number, _ in chosen], own if other else st.just(Tap(DONE))
        )
    if not chosen:
        return own.map(lambda step: [step])
    if way == NUMBERS:
        signs = st.sampled_from((", ", " ", ",", "; ", ". "))
        numbers = st.permutations([str(number) for number, _ in chosen])
        typed = st.builds(lambda sign, parts: sign.join(parts), signs, numbers)
    else:
        parts = _sequence(*(label(option) for _, option in chosen)).flatmap(st.permutations)
        typed = st.builds(
            lambda sign, parts: sign.join(parts), st.sampled_from((", ", "; ", "\n")), parts
        )
    if not other:
        return typed.map(lambda words: [Say(words)])
    return st.builds(lambda words, step: [Say(words), Reopen(), step], typed, own)


def _give_levels(asked: Question, value: Value, way: str) -> Steps:
    assert isinstance(value, dict)
    codes = [option.code for option in asked.options]
    marked = [
        (number, codes.index(str(value[row.code])))
        for number, row in enumerate(asked.rows, 1)
        if row.code in value
    ]
    if way == BUTTONS:
        # Each tap goes one level up, as the buttons do; some go round once more.
        rounds = st.sampled_from((0, len(codes)))
        return st.builds(
            lambda order, more: [
                *(
                    Tap(f"{number}.{step % len(codes) + 1}")
                    for number, level in order
                    for step in range(1, level + 1 + more)
                ),
                Tap(DONE if order else "0"),
            ],
            st.permutations(marked),
            rounds,
        )
    if not marked:
        none = ("0",) if way == NUMBERS else ("không", "CHƯA THẤY", "khong co")
        return st.sampled_from(none).map(lambda words: [Say(words)])
    return _typed_levels(asked, marked, way)


def _typed_levels(asked: Question, marked: list[tuple[int, int]], way: str) -> Steps:
    """Numbers of rows with their levels, in any order and with any sign between them."""
    if way == NUMBERS:
        entries = [st.just(f"{number}{'abcdefgh'[level]}") for number, level in marked]
    else:
        entries = [
            label(asked.options[level]).map(lambda words, n=number: f"{n} {words}")  # type: ignore[misc] # mypy cannot infer a default
            for number, level in marked
        ]
    return st.builds(
        lambda parts, sign: [Say(sign.join(parts))],
        _sequence(*entries).flatmap(st.permutations),
        st.sampled_from((", ", " ", "; ", "\n")),
    )


def _give_every_level(asked: Question, value: Value, way: str) -> Steps:
    """One tap for one item alone; else each up to its level, those never touched last by one."""
    assert isinstance(value, dict)
    codes = [option.code for option in asked.options]
    marked = [(n, codes.index(str(value[row.code]))) for n, row in enumerate(asked.rows, 1)]
    if way != BUTTONS:
        return _typed_levels(asked, marked, way)
    if len(marked) == 1:
        return st.just([Tap(f"1.{marked[0][1] + 1}")])
    rest_is_gone = st.booleans() if any(not level for _, level in marked) else st.just(value=False)
    return st.builds(
        lambda order, rest: [
            *(
                Tap(f"{number}.{step + 1}")
                for number, level in order
                for step in range(0 if rest and not level else level + 1)
            ),
            Tap("0" if rest else DONE),
        ],
        st.permutations(marked),
        rest_is_gone,
    )


def _give_number(asked: Question, value: Value, way: str) -> Steps:
    number = Decimal(str(value))
    comma = str(value).replace(".", ",")
    whole, _, decimals = f"{number:,f}".partition(".")
    grouped = whole.replace(",", ".") + (f",{decimals}" if decimals else "")
    forms = {BUTTONS: (comma,), NUMBERS: (grouped,), LABELS: (grouped.replace(".", " "), comma)}
    return st.sampled_from(forms[way]).map(lambda words: [Say(words)])


def _give_date(asked: Question, value: Value, way: str) -> Steps:
    day = date.fromisoformat(str(value))
    forms = {
        BUTTONS: ("%d/%m/%Y", "%Y-%m-%d"),
        NUMBERS: ("%d-%m-%y", "%d.%m.%Y", "%d %m %Y"),
        LABELS: ("ngày %d tháng %m năm %Y", "NGAY %d THANG %m, NAM %Y", "thứ hai, %d/%m/%Y"),
    }
    found = st.sampled_from(forms[way]).map(day.strftime)
    if day < TODAY.replace(year=TODAY.year + 1):
        found |= st.just(f"{day.day}/{day.month}")
    return st.builds(lambda words, form: [Say(form(words))], found, NORMAL_FORMS)


def _give_text(asked: Question, value: Value, way: str) -> Steps:
    words = str(value)
    forms = {
        BUTTONS: words,
        NUMBERS: f"  {words}\n".replace("\n", "\r\n"),
        LABELS: unicodedata.normalize("NFD", words),
    }
    return st.just([Say(forms[way])])


def _give_note(asked: Question, value: Value, way: str) -> Steps:
    if way == BUTTONS:
        return st.just([Tap(DONE)])
    return st.builds(
        lambda word, form: [Say(form(word))], st.sampled_from(("Đã đọc", "xong")), WRITTEN
    )


_GIVE: Mapping[str, Callable[[Question, Value, str], Steps]] = {
    "single_choice": _give_one,
    "scale": _give_one,
    "yes_no": _give_yes_no,
    "multi_choice": _give_several,
    "matrix": _give_levels,
    "follow_up": _give_every_level,
    "number": _give_number,
    "date": _give_date,
    "short_text": _give_text,
    "long_text": _give_text,
    "note": _give_note,
}


def steps(asked: Question, value: Value, way: str) -> Steps:
    """How this value is given in this way."""
    if value is None and asked.kind != "note":
        if way == BUTTONS:
            return st.just([Tap(SKIP)])
        return WRITTEN.map(lambda form: [Say(form("Bỏ qua"))])
    return _GIVE[asked.kind](asked, value, way)
