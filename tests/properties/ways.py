"""What a question can be answered with, and three ways of giving the same answer.

`buttons` taps wherever there is a button. `numbers` types what stands before the choices.
`labels` types words: composed or decomposed, with or without accents, with đ or d. What can only
be written is written in three forms.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from bot.domain.interview.kinds import DONE, SKIP, Value
from bot.domain.interview.questionnaire import Option, Question
from bot.domain.words import clean
from tests.domain.builders import TODAY

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

# -- texts

LETTERS = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
)
SYLLABLES = st.text(LETTERS + "ĐÁỆỒỮ", min_size=2, max_size=6)
WILD = st.text(st.characters(codec=None) | st.sampled_from("_*[]<>&{}%#\\`'\"\n\u0301\u202eđ👍"))


def of_words(words: str) -> str:
    """The words with a beginning that is no number and no command."""
    return clean(f"Việc {words}")


LINES = WILD.map(lambda words: " ".join(of_words(words[:60]).split()))
TEXTS = WILD.map(of_words)
"""As they are kept."""


def bare(words: str, *, keep_d: bool = False) -> str:
    """Without accents, as people type on an old phone."""
    plain = "".join(c for c in unicodedata.normalize("NFD", words) if not unicodedata.combining(c))
    return plain if keep_d else plain.replace("đ", "d").replace("Đ", "D")


_FORMS: tuple[Callable[[str], str], ...] = (
    str,
    bare,
    lambda words: unicodedata.normalize("NFD", words),
    lambda words: bare(words, keep_d=True),
    lambda words: bare(words).upper(),
    lambda words: f" {words.upper()}. ",
    lambda words: words.replace(" ", "  "),
)
WRITTEN = st.sampled_from(_FORMS)
"""A label, written in one of the ways in which people write."""

NORMAL_FORMS = st.sampled_from(_FORMS[::2][:2])
"""As it is, and decomposed: the same words to a reader."""


def label(option: Option) -> SearchStrategy[str]:
    """The option's label in some language, as somebody would type it."""
    return st.builds(
        lambda words, form: form(words), st.sampled_from(sorted(option.label.values())), WRITTEN
    )


def _sequence(*parts: SearchStrategy[str]) -> SearchStrategy[list[str]]:
    return st.tuples(*parts).map(list)


# -- what may be answered


def _one(asked: Question) -> SearchStrategy[Value]:
    return st.sampled_from([option.code for option in asked.options])


def _several(asked: Question) -> SearchStrategy[Value]:
    limits = asked.constraint
    least = limits.min_chosen or int(asked.required)
    most = min(limits.max_chosen or max(4, least), len(asked.options))
    codes = [option.code for option in asked.options]

    def value(chosen: list[str], other: str) -> Value:
        ordered: list[Value] = [code for code in codes if code in chosen]
        return {"chosen": ordered, "other": other} if other else {"chosen": ordered}

    chosen = st.lists(st.sampled_from(codes), unique=True, min_size=max(least, 1), max_size=most)
    found = st.builds(value, chosen, st.just(""))
    if asked.other:
        room = asked.constraint.max_chosen or most + 1
        found |= st.builds(value, chosen.filter(lambda c: len(c) < room), TEXTS)
        if least <= 1:
            found |= st.builds(value, st.just([]), TEXTS)
    return found


def _levels(asked: Question) -> SearchStrategy[Value]:
    levels = st.sampled_from([option.code for option in asked.options[1:]])
    marked = st.dictionaries(st.sampled_from([row.code for row in asked.rows]), levels, max_size=3)
    return marked.map(lambda found: {r.code: found[r.code] for r in asked.rows if r.code in found})


def _every_level(asked: Question) -> SearchStrategy[Value]:
    levels = st.sampled_from([option.code for option in asked.options])
    return st.fixed_dictionaries({row.code: levels for row in asked.rows})


def _number(asked: Question) -> SearchStrategy[Value]:
    limits = asked.constraint
    low = -5_000_000 if limits.min is None else limits.min
    high = 5_000_000 if limits.max is None else limits.max
    numbers = st.decimals(low, high, places=limits.decimals, allow_nan=False)

    def plain(number: Decimal) -> Value:
        whole = f"{number + 0:f}"
        return whole.rstrip("0").rstrip(".") if "." in whole else whole

    return numbers.map(plain)


def _line(asked: Question) -> SearchStrategy[Value]:
    return LINES.map(lambda line: line[: asked.constraint.max_length or 200].strip())


ANSWERS: Mapping[str, Callable[[Question], SearchStrategy[Value]]] = {
    "single_choice": _one,
    "scale": _one,
    "yes_no": lambda _: st.booleans(),
    "multi_choice": _several,
    "matrix": _levels,
    "follow_up": _every_level,
    "number": _number,
    "date": lambda _: st.dates(TODAY, TODAY + timedelta(days=900)).map(date.isoformat),
    "short_text": _line,
    "long_text": lambda _: TEXTS,
    "note": lambda _: st.none(),
}


def answers(asked: Question) -> SearchStrategy[Value]:
    """Something that this question may be answered with; `None` skips it."""
    found = ANSWERS[asked.kind](asked)
    return found if asked.required else found | st.none()


# -- how it is given


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
