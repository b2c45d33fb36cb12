"""The member's review as a paper form: who will read it, the consent with a signature of its own,
and the frozen questionnaire with boxes to tick and lines to write on.

The standard questionnaire takes two sheets printed on both sides, with up to five items of last
time, so what is asked alike stands once, and the screens' examples are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from bot.content.layout.paper import BOX, Block, Column, Paper, Signature, Table
from bot.content.papers.heading import heading
from bot.content.words.phrases import Phrases
from bot.domain.interview.kinds import kind_of
from bot.domain.interview.questionnaire import Group, Question, Section
from bot.domain.review.sheet import Blank
from bot.domain.words import Words, in_language

TIMES = 2
"""How often repeated questions are on the form, those with boxes only once; more may be written on
another sheet."""

SECONDS_A_LINE = 30
MOST_LINES = 3

TICKED = 13.5
"""Width in mm of a column to tick."""

ONE_LINE = 45
"""So many letters of choices stand on one line; of more, two on each."""


def blank_paper(blank: Blank, say: Phrases) -> Paper:
    """The form for one member, or with a line for the name."""
    form = blank.form
    parts = [
        block
        for number, section in enumerate(form.sections, 1)
        for block in (
            Block("part", say("sheet.part", number=number, title=_in(section.headed, say))),
            *_section(section, say),
        )
    ]
    return Paper(
        language=say.language,
        file=say("blank.file"),
        head=heading(
            say,
            blank.issuer,
            None,
            type=say("blank.type", title=_in(form.title, say), year=blank.year),
            edition=say("blank.edition", code=blank.code),
        ),
        blocks=(*_writer(blank, say), *_consent(blank, say), *parts),
        signature=Signature(body=say("sheet.writer"), post=say("blank.sign_post"), name=blank.name),
        by_hand=True,
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
    yield Block("text", f"{_in(blank.form.intro, say)} {_in(blank.form.readers, say)}")


def _consent(blank: Blank, say: Phrases) -> Iterator[Block]:
    yield Block("part", say("blank.consent_title"))
    operator = blank.operator or blank.issuer.cell
    for line in say("blank.consent", cell=blank.issuer.cell, operator=operator).splitlines():
        yield Block("text", line)
    yield Block("rule", lead=say("blank.consent_sign"))


def _section(section: Section, say: Phrases) -> Iterator[Block]:
    """The questions in their order; those that are asked alike about the rows of several matrices
    stand once, after the last of these."""
    alike: dict[str, list[str]] = {}
    for item in section.items:
        if isinstance(item, Group) and item.for_each:
            alike.setdefault(_asks(item), []).append(item.for_each)
    for item in section.items:
        if isinstance(item, Question):
            yield from _question(item, say)
        elif not item.for_each:
            yield from _repeated(item, say)
        elif alike[_asks(item)][-1] == item.for_each:
            about = [_called(section, each, say) for each in alike[_asks(item)]]
            yield Block("section", say("blank.for_each", about=about))
            yield from _repeated(item, say)


def _asks(group: Group) -> str:
    """What its questions ask, to be compared; examples do not matter."""
    return repr([replace(each, id="", hint=None, relevant=None) for each in group.questions])


def _called(section: Section, id_: str, say: Phrases) -> str:
    about = (each for each in section.items if isinstance(each, Question) and each.id == id_)
    return next((_in(each.called, say) for each in about), "")


def _repeated(group: Group, say: Phrases) -> Iterator[Block]:
    questions = [each for each in group.questions if each.id != group.repeat_while]
    times = 1 if any(question.options for question in questions) else TIMES
    for number in range(1, times + 1):
        if group.for_each:
            yield Block("rule", lead=say("blank.instance"))
        for question in questions:
            first = times > 1 and question is questions[0]
            yield from _asked(question, say, number=number if first else 0)


def _question(question: Question, say: Phrases) -> Iterator[Block]:
    label = _in(question.label, say)
    if question.rows:
        yield _rows(question, label, say)
        if question.hint:
            yield Block("text", _in(question.hint, say))
        return
    yield Block("item", label)
    yield from _answer(question, say)


def _asked(question: Question, say: Phrases, number: int) -> Iterator[Block]:
    """A question of a group: its short name comes before the boxes or the lines. One that is asked
    only after a certain answer is asked in full: its name would say nothing here."""
    lead = say("sheet.line", label=_in(question.called, say))
    if question.relevant:
        lead = _in(question.label, say)
    yield from _answer(question, say, say("blank.item", short=number or "", label=lead))


def _answer(question: Question, say: Phrases, lead: str = "") -> Iterator[Block]:
    labels = [_in(option.label, say) for option in question.options]
    if not labels and _is_yes_no(question):
        labels = say("blank.yes_no").split("|")
    if labels:
        yield _boxes(labels, lead)
        if question.other:
            yield Block("rule", lead=say("blank.other"))
        return
    yield Block("rule", lead=lead)
    for _ in range(_lines(question) - 1):
        yield Block("rule")


def _boxes(labels: Sequence[str], lead: str) -> Block:
    """A box for each: few short ones on a line, others in two columns that are read from above."""
    if sum(map(len, labels)) <= ONE_LINE:
        return Block("boxes", table=Table(lead, ("",) * len(labels), (tuple(labels),)))
    half = -(-len(labels) // 2)
    rows = tuple(zip_longest(labels[:half], labels[half:], fillvalue=""))
    return Block("boxes", table=Table(lead, ("", ""), rows))


def _rows(question: Question, label: str, say: Phrases) -> Block:
    """The rows of a matrix or last time's items, with a column to tick for each level."""
    levels = question.options
    return Block(
        "table",
        table=Table(
            label,
            (say("blank.row"), *(_in(level.label, say) for level in levels)),
            tuple(
                (
                    say("blank.item", short=row.short, label=_in(row.label, say)),
                    *([BOX] * len(levels)),
                )
                for row in question.rows
            ),
            columns=(Column(), *([Column(TICKED, centred=True)] * len(levels))),
            by_hand=True,
        ),
    )


def _is_yes_no(question: Question) -> bool:
    """Whether it is answered by two taps that are no options of its own."""
    taps = [tap for row in kind_of(question).prompt(question, None).taps for tap in row]
    return not question.options and len(taps) == 2


def _lines(question: Question) -> int:
    return max(1, min(MOST_LINES, question.seconds // SECONDS_A_LINE))
