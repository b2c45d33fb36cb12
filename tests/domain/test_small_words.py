"""Short words that mean something where they are typed."""

from __future__ import annotations

from datetime import date

from bot.content.words.catalogue import TEMPLATES, Catalogue
from bot.domain.interview.kinds import Answer, Typing, kind_of
from bot.domain.interview.questionnaire import Option, Question
from bot.domain.lexicon import Lexicon

READING = Typing(date(2026, 9, 1), Lexicon(Catalogue.load(TEMPLATES).lexicon))
SEVERAL = Question(
    "cause",
    "multi_choice",
    {"vi": "Vì sao?"},
    options=(Option("time", {"vi": "Thiếu thời gian"}), Option("skill", {"vi": "Kỹ năng"})),
    other=True,
)


def test_own_words_can_be_dropped_by_typing() -> None:
    before = Answer({"chosen": ["time"], "other": "tôi ngại"}, done=False)
    after = kind_of(SEVERAL).parse(SEVERAL, before, "bo phan tu viet", READING)
    assert after == Answer({"chosen": ["time"]}, done=False)


def test_no_where_nothing_need_be_said_is_no_contribution() -> None:
    for kind in ("short_text", "long_text"):
        asked = Question("proposals", kind, {"vi": "Có đề xuất gì không?"}, required=False)
        for typed in ("không", "ko", "Không có."):
            assert kind_of(asked).parse(asked, None, typed, READING) == Answer(None)
        needed = Question("deed", kind, {"vi": "Việc gì?"})
        assert kind_of(needed).parse(needed, None, "không", READING) == Answer("không")
