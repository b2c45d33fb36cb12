"""Why, and what is done about it: common causes, measures, tasks ahead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.content.layout.paper import Block, Column, Table
from bot.content.papers.report.results import printed_lines
from bot.content.words.phrases import Phrases
from bot.domain.interview.questionnaire import MEASURES, TASKS
from bot.domain.interview.tallies import Days, Quotes
from bot.domain.report.measures import Measure, measure
from bot.domain.report.summary import Detail, SectionSummary, Summary
from bot.domain.words import in_language, lowered

SEVERAL = 3
"""People from whom on there is something common in what they name."""
MOST_CAUSES = 3
_COLUMNS = {
    "order": Column(9, centred=True),
    "task": Column(),
    "who": Column(30),
    "due": Column(28),
    "product": Column(34),
}


def common_causes(summary: Summary, say: Phrases) -> Iterator[Block]:
    """Of which kind the members' causes are, and which were named most. Nothing of one person
    alone: what they named stands with what they marked."""
    found = summary.causes
    if found.people < SEVERAL or summary.is_official:
        return
    kinds = [
        (lowered(in_language(kind.label, say.language)), people) for kind, people in found.kinds
    ]
    most = [
        (lowered(in_language(option.label, say.language)), people)
        for option, people in found.options[:MOST_CAUSES]
    ]
    words = say("causes.sentence", people=found.people, kinds=kinds, most=most)
    yield Block("text", words, key="causes.sentence")


def measures(summary: Summary, say: Phrases, tables: Iterator[int]) -> Iterator[Block]:
    """The collective's as a table of tasks; the members' commitments by quarter."""
    planned = _planned(summary)
    promised = [] if summary.is_official else list(_commitments(summary, say))
    both = bool(planned and promised)
    if planned:
        if both:
            yield Block("form", say("measures.collective", number=1))
        yield _table(planned, say, next(tables))
    if promised:
        if both:
            yield Block("form", say("measures.members", number=2))
        yield from promised


def _planned(summary: Summary) -> list[Measure]:
    """Every measure that the collective wrote, in its order, each once. One that stands with its
    shortcoming is a task too only if it says who, or by when."""
    found: dict[str, Measure] = {}
    for form in summary.forms:
        if form.audience != "member":
            for section in form.sections:
                for told, detail in _details(section):
                    for line in _written(detail):
                        each = measure(line)
                        if each.who or each.due or not told:
                            found.setdefault(line, each)
    return list(found.values())


def _details(section: SectionSummary) -> Iterator[tuple[bool, Detail]]:
    """Each answer, and whether it stands with a shortcoming."""
    yield from ((True, detail) for point in section.points for detail in point)
    within = {detail.question.id for point in section.points for detail in point}
    for finding in section.findings:
        if isinstance(finding, Detail) and finding.question.id not in within:
            yield False, finding


def _written(detail: Detail) -> Iterator[str]:
    """The lines of a measure in words that are printed."""
    if detail.question.report_part == MEASURES and isinstance(detail.tally, Quotes):
        lines = (line.strip() for text in detail.tally.texts for line in text.splitlines())
        yield from filter(None, lines)


def _table(planned: list[Measure], say: Phrases, number: int) -> Block:
    """Columns in which nothing stands are left out."""
    cells = [
        {
            "order": str(place),
            "task": each.task,
            "who": each.who,
            "due": each.due,
            "product": each.product,
        }
        for place, each in enumerate(planned, 1)
    ]
    used = [name for name in _COLUMNS if any(row[name] for row in cells)]
    table = Table(
        say("measures.caption", number=number),
        tuple(say(f"measures.head_{name}") for name in used),
        tuple(tuple(row[name] for name in used) for row in cells),
        tuple(_COLUMNS[name] for name in used),
    )
    return Block("table", table=table, key="measures.caption")


def _commitments(summary: Summary, say: Phrases) -> Iterator[Block]:
    """How many tasks members set themselves a date for, by the quarter of that date."""
    found = (
        (form.id, detail)
        for form in summary.forms
        if form.audience == "member"
        for section in form.sections
        for detail in section.findings
        if detail.question.id in section.repeated and isinstance(detail, Detail)
    )
    for form, detail in found:
        match detail.tally:
            case Days(counted, quarters) if counted:
                words = say("measures.commitments", tasks=counted, quarters=quarters)
                yield Block("text", words, key=f"{form}.{detail.question.id}")


def tasks(summary: Summary) -> Iterator[Block]:
    """What the collective wrote about the way ahead."""
    for form in summary.forms:
        if form.audience != "member":
            for block in printed_lines(form, TASKS):
                yield replace(block, key=f"{form.id}.{block.key}")
