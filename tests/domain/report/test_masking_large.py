"""Large cells through the real questionnaire: whatever all others share could be otherwise.

They are drawn at random; for each row that all others share a world that fits and differs is shown.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import pytest

from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer
from bot.domain.interview.questionnaire import Question
from bot.domain.report.comparison import compare
from bot.domain.report.masking import mask
from bot.domain.report.participation import Participation
from bot.domain.report.shown import Circulated
from bot.domain.report.summary import Edition, Responses, form_summary, totals
from tests.content import samples
from tests.domain.builders import shipped


def answered(rng: random.Random, shares: Mapping[str, float]) -> dict[str, Answer]:
    """A random review: each row with its own likelihood, causes and measures of those marked."""
    form = shipped()["member"]
    answers: dict[str, Answer] = {}
    for asked in form.questions:
        if asked.rows:
            levels = [option.code for option in asked.options[1:]]
            marked = [row for row in asked.rows if rng.random() < shares[row.code]]
            answers[asked.id] = Answer({row.code: rng.choice(levels) for row in marked})
            for row in marked:
                for detail in ("cause", "measure"):
                    name = f"{asked.id}_{detail}"
                    if name in form.ordinals and not row.in_person:
                        codes = [o.code for o in form.question(name).options[:3]]
                        chosen = [code for code in codes if rng.random() < 0.5] or codes[:1]
                        answers[f"{name}/{row.code}"] = Answer({"chosen": list(chosen)})
    return {**answers, "others": Answer(rng.random() < 0.4)}


def cell(rng: random.Random, members: int) -> list[Interview]:
    """Rows that nobody marks, that everybody does, and all between."""
    form = shipped()["member"]
    codes = [row.code for asked in form.questions for row in asked.rows]
    shares = {code: rng.choice((0.0, 0.0, 0.05, 0.2, 0.5, 0.95, 1.0)) for code in codes}
    return [Interview(f"m{n}", form, answered(rng, shares)) for n in range(members)]


def published(reviews: Sequence[Interview]) -> Circulated | None:
    """The real way from reviews to what is circulated."""
    collected = Responses(reviews[0].questionnaire, tuple(reviews))
    there = Participation(len(reviews), 0, len(reviews))
    return mask(
        replace(
            samples.small(),
            edition=Edition.OFFICIAL,
            participation=there,
            totals=totals([collected]),
            forms=(form_summary(collected),),
        )
    )


def toggled(given: Interview, asked: Question, row: str) -> Interview:
    """The same review with this row marked (at the lowest level) or not."""
    value = given.answers[asked.id].value
    marks = dict(value) if isinstance(value, dict) else {}
    if marks.pop(row, None) is None:
        marks[row] = asked.options[1].code
    return Interview(given.id, given.questionnaire, {**given.answers, asked.id: Answer(marks)})


@pytest.mark.parametrize("members", [6, 9, 10, 13, 17, 32])
def test_whatever_all_others_share_in_a_large_cell_could_be_otherwise(members: int) -> None:
    """For each row and every attacker: exchange two who differ, or show a world that fits."""
    rng = random.Random(members)
    reviews = cell(rng, members)
    seen = published(reviews)
    form = reviews[0].questionnaire
    shared = 0
    for asked in form.questions:
        for row in asked.rows:
            marked = {r.id for r in reviews if row.code in values(r, asked)}
            if 2 <= len(marked) <= members - 2:
                continue  # whoever the attacker is, two of the others differ
            shared += 1
            fitting = {
                changed.id
                for changed in reviews
                if published([toggled(r, asked, row.code) if r is changed else r for r in reviews])
                == seen
            }
            assert len(fitting) >= 2, row.code  # one of them is not the attacker
    assert shared > 0


def values(given: Interview, asked: Question) -> Mapping[str, Any]:
    value = given.answers[asked.id].value
    return value if isinstance(value, dict) else {}


def test_numbers_of_the_circulated_figures_agree_with_each_other() -> None:
    """A shown level is among those shown as marked; no shown number is beyond the limits."""
    for members, seed in product((12, 17, 50), range(5)):
        found = published(cell(random.Random(seed), members))
        assert found is not None
        assert found.counted == members
        numbers = [group.people for group in found.groups] + [found.people]
        numbers += [row.people for group in found.groups for row in group.rows]
        numbers += [option.people for option in found.options]
        numbers += [n for group in found.groups for n in group.levels or ()]
        assert all(3 <= n <= members - 3 for n in numbers if n is not None)
        for group in found.groups:
            if group.levels:
                assert sum(group.levels) == members
                assert group.people == sum(group.levels[1:])
            for row in group.rows:
                assert all(3 <= o.people <= row.people - 3 for o in row.options)


def test_every_pair_of_members_is_exchangeable() -> None:
    """On which all of the above rests: the order of the reviews says nothing."""
    reviews = cell(random.Random(1), 10)
    seen = published(reviews)
    for one, other in list(combinations(range(10), 2))[:12]:
        swapped = list(reviews)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        assert published(swapped) == seen


def test_only_what_everybody_was_asked_is_shown() -> None:
    """An optional, a conditional and a repeated question count some people only."""
    reviews = cell(random.Random(3), 17)
    found = published(reviews)
    assert found is not None
    form = reviews[0].questionnaire
    assert {option.question for option in found.options} <= {"others"}
    assert all(form.question(group.question).rows for group in found.groups)
    assert compare("", 2025, form, before=reviews, now=reviews) is not None
