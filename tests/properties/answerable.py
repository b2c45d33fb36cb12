"""What a question can be answered with, and how people write it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from bot.domain.interview.kinds import Value
from bot.domain.interview.questionnaire import Question
from bot.domain.words import clean
from tests.domain.builders import TODAY

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
