"""The member's review as a paper form: the frozen questionnaire with boxes to tick and lines to
write on, who will read it, and the consent with a signature of its own."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.layout.paper import Block, Paper, Signature, Table
from bot.content.papers.heading import heading
from bot.content.words.phrases import Phrases
from bot.domain.interview.kinds import kind_of
from bot.domain.interview.questionnaire import Group, Question, Questionnaire
from bot.domain.review.sheet import Blank
from bot.domain.words import Words, in_language

BOX = "□"
TIMES = 2
"""How often repeated questions are on the form; more may be written on the back."""

SECONDS_A_LINE = 30
MOST_LINES = 5


def blank_paper(blank: Blank, say: Phrases) -> Paper:
    """The form for one member, or with a line for the name."""
    parts = [
        block
        for number, section in enumerate(blank.form.sections, 1)
        for block in (
            Block("part", say("sheet.part", number=number, title=_in(section.headed, say))),
            *(each for item in section.items for each in _item(blank.form, item, say)),
        )
    ]
    return Paper(
        language=say.language,
        file=say("blank.file"),
        head=heading(
            say,
            blank.issuer,
            None,
            type=_in(blank.form.title, say).upper(),
            edition=say("blank.edition"),
        ),
        blocks=(*_writer(blank, say), *parts, *_consent(blank, say)),
        signature=Signature(body=say("sheet.writer"), post=say("blank.sign_post"), name=blank.name),
    )


def _in(words: Words, say: Phrases) -> str:
    return in_language(words, say.language)


def _writer(blank: Blank, say: Phrases) -> Iterator[Block]:
    for label, value in (
        ("name", blank.name),
        ("born_on", blank.born_on),
        ("posts", blank.posts),
        ("unit", ""),
    ):
        lead = say("sheet.line", label=say(f"blank.{label}"))
        yield Block("line", value, lead=lead) if value else Block("rule", lead=lead)
    yield Block("text", _in(blank.form.intro, say))
    yield Block("text", _in(blank.form.readers, say))


def _consent(blank: Blank, say: Phrases) -> Iterator[Block]:
    yield Block("part", say("blank.consent_title"))
    operator = blank.operator or blank.issuer.cell
    for line in say("blank.consent", cell=blank.issuer.cell, operator=operator).splitlines():
        yield Block("text", line)
    yield Block("rule", lead=say("blank.consent_sign"))


def _item(form: Questionnaire, item: Question | Group, say: Phrases) -> Iterator[Block]:
    if isinstance(item, Question):
        yield from _question(item, say)
        return
    questions = [each for each in item.questions if each.id != item.repeat_while]
    if item.for_each:
        about = _in(form.question(item.for_each).called, say)
        yield Block("section", say("blank.for_each", about=about))
    for number in range(1, TIMES + 1):
        if item.for_each:
            yield Block("rule", lead=say("blank.instance"))
        else:
            yield Block("item", say("blank.repeat", number=number))
        for question in questions:
            yield from _asked(question, say, _in(question.called, say))


def _question(question: Question, say: Phrases) -> Iterator[Block]:
    label = _in(question.label, say)
    if question.rows:
        yield _rows(question, label, say)
        if question.hint:
            yield Block("text", _in(question.hint, say))
        return
    yield Block("item", label)
    if question.hint:
        yield Block("text", _in(question.hint, say))
    yield from _answer(question, say)


def _asked(question: Question, say: Phrases, label: str) -> Iterator[Block]:
    """A question of a group: its short name comes before the boxes or the lines."""
    lead = say("sheet.line", label=label)
    if question.options or _is_yes_no(question):
        yield Block("line", _boxes(question, say), lead=lead)
        if question.other:
            yield Block("rule", lead=say("blank.other"))
        return
    yield Block("rule", lead=lead)
    for _ in range(_lines(question) - 1):
        yield Block("rule")


def _answer(question: Question, say: Phrases) -> Iterator[Block]:
    if question.options or _is_yes_no(question):
        yield Block("text", _boxes(question, say))
        if question.other:
            yield Block("rule", lead=say("blank.other"))
        return
    for _ in range(_lines(question)):
        yield Block("rule")


def _rows(question: Question, label: str, say: Phrases) -> Block:
    """The rows of a matrix, with a column to tick for each level."""
    levels = question.options
    return Block(
        "table",
        table=Table(
            label,
            (say("blank.row"), *(_in(level.label, say) for level in levels)),
            tuple(
                (f"{row.short}. {_in(row.label, say)}", *([BOX] * len(levels)))
                for row in question.rows
            ),
        ),
    )


def _boxes(question: Question, say: Phrases) -> str:
    labels = [_in(option.label, say) for option in question.options]
    return say("blank.boxes", box=BOX, labels=labels or say("blank.yes_no").split("|"))


def _is_yes_no(question: Question) -> bool:
    """Whether it is answered by two taps that are no options of its own."""
    taps = [tap for row in kind_of(question).prompt(question, None).taps for tap in row]
    return not question.options and len(taps) == 2


def _lines(question: Question) -> int:
    return max(1, min(MOST_LINES, question.seconds // SECONDS_A_LINE))
