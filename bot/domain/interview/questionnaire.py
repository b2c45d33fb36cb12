"""Questionnaires as frozen data, in XLSForm's terms: `relevant`, `constraint`, `for_each`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from bot.domain.interview.conditions import Condition
from bot.domain.words import Words

FORMAT = 1
"""Version of the frozen questionnaire's shape; older ones stay loadable, each with a test
fixture."""

REVIEW, PLAN, REGISTRATION = "review", "plan", "registration"
PURPOSES = (REVIEW, PLAN, REGISTRATION)
"""What a questionnaire is for. Only reviews are counted, reminded of and reported."""

STRENGTHS, MEASURES, TASKS = "strengths", "measures", "tasks"
REPORT_PARTS = (STRENGTHS, MEASURES, TASKS)
"""Parts of the report for printed words that are not a result: what went well, what is done about a
shortcoming, what comes next."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice, or one level of a scale. `group` gathers options under one word in reports."""

    code: str
    label: Words
    group: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a matrix. `in_person`: no free text is asked about it; it is talked over.

    `short` is on the row's button and in lists (`I.4`); `official_text` is the resolution's
    wording, filled in by the cell's officer, printed in the report's annex.
    """

    code: str
    label: Words
    short: str
    in_person: bool = False
    official_text: Words | None = None


@dataclass(frozen=True, slots=True)
class Constraint:
    """What an answer must keep to. Numbers and lengths are inclusive; `None` sets no limit.

    `not_past`, `not_before` and `periods` are for dates: the second names an earlier date question;
    with the third a month, quarter or year may be said, which is its last day.
    `decimals` is how many digits may follow the comma.
    """

    min: int | None = None
    max: int | None = None
    decimals: int = 0
    min_length: int | None = None
    max_length: int | None = None
    min_chosen: int | None = None
    max_chosen: int | None = None
    not_past: bool = False
    not_before: str = ""
    periods: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One screen. `tusoi check` says which fields a kind needs.

    `options` serve the choices and the scale; `rows` with `options` as levels serve the matrix,
    whose first level means "not seen". `other`: people may add words of their own to the options.
    `options_from` names a live list (`members`) that fills `options` when the interview is opened.
    `groups` names the groups of options. `printed`: the words go into the cell's report, and the
    screen says so; without it reports only count. `report_part`: the one of REPORT_PARTS they go
    into, the results if empty. `seconds` estimates how long it takes. `title` is what the answer is
    called in lists, on paper and in reports, where a question would be odd. `rows_from` names what
    fills `rows` for each person (`carried`: their items of the cycle before). `carried`: the words
    are such an item in the next cycle. `dated`: the words should name a date or a number; if they
    do not, advice before submitting says so.
    """

    id: str
    kind: str
    label: Words
    hint: Words | None = None
    required: bool = True
    relevant: Condition | None = None
    constraint: Constraint = Constraint()
    options: tuple[Option, ...] = ()
    options_from: str = ""
    groups: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    other: bool = False
    printed: bool = False
    report_part: str = ""
    seconds: int = 30
    title: Words | None = None
    rows_from: str = ""
    carried: bool = False
    dated: bool = False

    @property
    def called(self) -> Words:
        """What the answer is called outside its own screen: its title, or else the label."""
        return self.title or self.label


@dataclass(frozen=True, slots=True)
class Group:
    """Questions repeated together.

    With `for_each`, once for each row of that matrix whose level is above the first, or for each
    option chosen in that multi_choice. Rows flagged `in_person` are left out. With `repeat_while`,
    at least once, and again as long as that yes_no question of the group was answered yes; at most
    `most` times.
    """

    id: str
    questions: tuple[Question, ...]
    for_each: str = ""
    repeat_while: str = ""
    relevant: Condition | None = None
    most: int = 20


Item: TypeAlias = Question | Group


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the questionnaire, counted in the progress line. `on_paper`: its heading on paper,
    where there is more room than on a phone."""

    id: str
    title: Words
    items: tuple[Item, ...]
    on_paper: Words | None = None

    @property
    def headed(self) -> Words:
        """The part's heading on paper."""
        return self.on_paper or self.title


@dataclass(frozen=True)
class Questionnaire:
    """A whole questionnaire. `audience`: who answers it: `member` (each), `named` (one whom the
    secretary names) or `secretary` (a dialogue of the secretary's, such as opening a cycle).
    `purpose`: what it is for, one of PURPOSES.

    `readers` is the line that says who will read the answers; `intro` is shown with the first
    screen; `submit` is the label of the last button.
    """

    id: str
    version: int
    audience: str
    title: Words
    intro: Words
    readers: Words
    submit: Words
    sections: tuple[Section, ...]
    confirm: bool = True
    purpose: str = REVIEW

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions in order; an index into this is a question's ordinal in payloads."""
        return tuple(
            question
            for section in self.sections
            for item in section.items
            for question in (item.questions if isinstance(item, Group) else (item,))
        )

    @cached_property
    def carries(self) -> bool:
        """Whether it asks about a person's items of the cycle before."""
        return any(question.rows_from for question in self.questions)

    @cached_property
    def without_carried(self) -> Questionnaire:
        """The questionnaire as somebody without such items is asked it."""
        sections = (
            replace(
                section,
                items=tuple(
                    item for item in section.items if isinstance(item, Group) or not item.rows_from
                ),
            )
            for section in self.sections
        )
        return replace(self, sections=tuple(each for each in sections if each.items))

    @cached_property
    def ordinals(self) -> dict[str, int]:
        """Question id -> ordinal."""
        return {question.id: ordinal for ordinal, question in enumerate(self.questions)}

    def question(self, question_id: str) -> Question:
        """The question with this id; KeyError if there is none."""
        return self.questions[self.ordinals[question_id]]
