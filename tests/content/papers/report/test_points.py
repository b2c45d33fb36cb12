"""Each limit that the collective names stands in one paragraph with its own cause and measure."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.content.papers import paper_of
from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer, Value
from bot.domain.interview.questionnaire import Option, Questionnaire
from bot.domain.report.summary import Responses, form_summary
from tests.content import samples
from tests.domain.builders import form, group, options, question, shipped

_CODES = [option.code for option in shipped()["collective"].question("area").options]
_CAUSES = list(shipped()["collective"].question("cause").options)
_POINT = st.tuples(st.sampled_from(_CODES), st.sampled_from(_CAUSES), st.booleans())


def printed(asked: Questionnaire, *authors: dict[str, Value]) -> list[str]:
    """The texts of the report of a cell whose only answers are these."""
    reviews = tuple(
        Interview(f"r{n}", asked, {key: Answer(value) for key, value in each.items()})
        for n, each in enumerate(authors)
    )
    found = replace(samples.small(), forms=(form_summary(Responses(asked, reviews)),))
    return [block.text for block in paper_of(found, "vi").blocks]


@given(st.lists(_POINT, min_size=1, max_size=6))
def test_a_limit_stands_with_its_own_cause_and_measure(
    points: list[tuple[str, Option, bool]],
) -> None:
    """A measure that was not given leaves no gap, and no other limit's takes its place."""
    answers: dict[str, Value] = {}
    for n, (area, cause, has_measure) in enumerate(points, 1):
        answers |= {f"area/{n}": area, f"text/{n}": f"Limit {n}x", f"more/{n}": n < len(points)}
        answers[f"cause/{n}"] = {"chosen": [cause.code], "other": ""}
        if has_measure:
            answers[f"measure/{n}"] = f"measure {n}x."
    texts = printed(shipped()["collective"], answers)
    for n, (_, cause, has_measure) in enumerate(points, 1):
        (own,) = [text for text in texts if f"limit {n}x" in text]
        assert own.count("limit") == 1
        assert cause.label["vi"].lower() in own.lower()
        assert (f"measure {n}x." in own) is has_measure
        assert own.count("measure") == has_measure
        assert own.startswith(f"({n}) ") is (len(points) > 1)


def test_a_cells_own_questionnaire_keeps_its_points_whole() -> None:
    """Other questions under other names, from two authors: nobody's point takes another's."""
    asked = form(
        [
            group(
                question("long_text", "fault", printed=True),
                question("multi_choice", "why", options=options("Một", "Hai"), other=True),
                question("number", "times"),
                question("long_text", "secret"),
                question("yes_no", "again"),
                id="faults",
                repeat_while="again",
            )
        ],
        audience="named",
    )
    first: dict[str, Value] = {
        "fault/1": "Đầu\n\ncuối",
        "why/1": {"chosen": ["a", "b"], "other": "riêng"},
        "times/1": "3",
        "secret/1": "kín",
        "again/1": True,
        "fault/2": "Sau!",
    }
    texts = printed(asked, first, {"fault/1": "Khác"})
    assert [text for text in texts if text.startswith("(")] == [
        "(1) Đầu cuối. Câu why: một; hai; có nêu nội dung khác. Câu times: 3.",
        "(2) Sau!",
        "(3) Khác.",
    ]


def test_members_points_are_never_put_together() -> None:
    """What one member said of one thing is counted apart from everything else they said."""
    words = question("long_text", "fault", printed=True)
    asked = form([group(words, question("yes_no", "again"), id="f", repeat_while="again")])
    found = form_summary(Responses(asked, (Interview("r", asked, {"fault/1": Answer("Lời")}),)))
    assert found.sections[0].points == ()
