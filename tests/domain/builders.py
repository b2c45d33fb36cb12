"""Small forms and a talk with one of them, without any chat, clock or database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from typing import Any

from bot.content.questionnaires.files import load_questionnaires, with_options
from bot.content.words.catalogue import TEMPLATES, Catalogue
from bot.domain.interview import advance
from bot.domain.interview.advance import Advance, Outcome, screen_key
from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer, Typing
from bot.domain.interview.questionnaire import (
    Group,
    Item,
    Option,
    Question,
    Questionnaire,
    Row,
    Section,
)
from bot.domain.interview.screens import screen
from bot.domain.lexicon import Lexicon
from bot.domain.messages import Outgoing
from bot.domain.words import clean

TODAY = date(2026, 8, 24)
"""A Monday."""

LEVELS = tuple(
    Option(code, {"vi": label})
    for code, label in (
        ("none", "chưa thấy"),
        ("rare", "hiếm khi"),
        ("sometimes", "thỉnh thoảng"),
        ("often", "thường xuyên"),
    )
)


@cache
def catalogue() -> Catalogue:
    """The shipped messages."""
    return Catalogue.load(TEMPLATES)


@cache
def typing_now() -> Typing:
    """With the shipped control words, on TODAY."""
    return Typing(TODAY, Lexicon(catalogue().lexicon))


@cache
def shipped(members: int = 3) -> dict[str, Questionnaire]:
    """The shipped questionnaires and forms, their list of members filled in."""
    names = ("Nguyễn Thị Đào", "Đỗ Văn Dũng", "Lê Ánh Dương")
    roster = tuple(
        Option(f"m{n}", {"vi": f"{names[n % 3]} {n}" if n >= 3 else names[n]})
        for n in range(members)
    )
    forms = load_questionnaires(TEMPLATES)
    return {name: with_options(form, {"members": roster}) for name, form in forms.items()}


def options(*labels: str) -> tuple[Option, ...]:
    """Options with the codes a, b, c and so on."""
    return tuple(Option(chr(ord("a") + n), {"vi": label}) for n, label in enumerate(labels))


def rows(count: int, *, in_person: Sequence[int] = ()) -> tuple[Row, ...]:
    """Rows r1, r2 and so on; those in `in_person` (1-based) are talked over."""
    return tuple(
        Row(f"r{n}", {"vi": f"Biểu hiện {n}"}, f"I.{n}", in_person=n in in_person)
        for n in range(1, count + 1)
    )


def question(kind: str, id: str = "q", **more: Any) -> Question:  # noqa: A002 -- the field's name
    """A question of this kind."""
    return replace(Question(id, kind, {"vi": f"Câu {id}?"}), **more)


def form(*parts: Sequence[Item], audience: str = "member") -> Questionnaire:
    """A questionnaire whose parts have these items."""
    words = {"vi": "Bản tự soi", "en": "Self-review"}
    sections = tuple(
        Section(f"s{n}", {"vi": f"Phần {n}"}, tuple(items)) for n, items in enumerate(parts, 1)
    )
    return Questionnaire("test", 1, audience, words, words, words, words, sections)


def group(*questions: Question, id: str = "g", **more: Any) -> Group:  # noqa: A002 -- the field's name
    """Questions repeated together."""
    return replace(Group(id, questions), **more)


@dataclass
class Talk:
    """One person and one form, as the services hold them: the place is kept between acts."""

    form: Questionnaire
    answers: dict[str, Answer] = field(default_factory=dict)
    today: date = TODAY

    def __post_init__(self) -> None:
        self.interview = Interview("a" * 12, self.form, self.answers)
        self.editing = ""
        self.shown = screen_key(self.interview, "")
        self.outcome = Outcome.GO_ON

    @property
    def screen(self) -> Outgoing:
        """What is shown now."""
        return screen(self.interview, self.editing)

    @property
    def place(self) -> str:
        """The key of the screen that is current now."""
        return screen_key(self.interview, self.editing)

    @property
    def values(self) -> dict[str, object]:
        """Everything that was stored, by key."""
        return {key: answer.value for key, answer in self.interview.answers.items()}

    def tap(self, act: str, *, on: str | None = None) -> Advance:
        """A button of the current screen, or of the screen `on`."""
        place = self.place if on is None else on
        return self._played(partial(advance.tap, self.interview, self.editing, place, act))

    def say(self, words: str, *, partial_text: bool = False) -> Advance:
        """A typed text, cleaned as the router does."""
        act = partial(advance.typed, self.interview, self.editing, self.shown, clean(words))
        return self._played(act, partial_text=partial_text)

    def _played(self, act: Callable[[Typing], Advance], *, partial_text: bool = False) -> Advance:
        turn = act(replace(typing_now(), today=self.today, partial=partial_text))
        self.interview, self.outcome = turn.interview, turn.outcome
        if (turn.complaint is None or turn.stale) and turn.outcome is Outcome.GO_ON:
            self.editing = turn.editing
            self.shown = self.place
        return turn


def said(turn: Advance) -> str:
    """The key of the complaint, or nothing."""
    return turn.complaint.key if turn.complaint else ""
