"""The report that may leave the committee, as a paper: the figures issued, and how they were
masked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from bot.content.layout.paper import Block, Head, Paper, Table
from bot.content.papers.heading import heading, signed
from bot.content.words.phrases import Phrases
from bot.domain.interview.questionnaire import Question
from bot.domain.papers.register import REPORT
from bot.domain.report.masking import LEAST, ROWS_FROM, CirculatedReport, ShownGroup, ShownOption
from bot.domain.words import Words, in_language


def circulated_paper(report: CirculatedReport, say: Phrases) -> Paper:
    """The issued report, with its figures alone; whatever is hidden looks the same."""
    parts = [
        (say("situation.title"), list(_general(report, say))),
        (say("circulated.results"), list(_results(report, say))),
        (say("circulated.rules_title"), list(_rules(report, say))),
    ]
    return Paper(
        language=say.language,
        file=say("circulated.file", year=report.year),
        head=_head(report, say),
        blocks=(
            *(
                block
                for number, (title, blocks) in enumerate(parts, 1)
                for block in (Block("part", f"{number}. {title}"), *blocks)
            ),
        ),
        signature=signed(
            say,
            report.issuer,
            say("signature.recipients"),
            tuple(say("circulated.copies", parent=report.issuer.parent).splitlines()),
        ),
    )


def _head(report: CirculatedReport, say: Phrases) -> Head:
    edition = say(f"edition.from_{report.figures.edition}", counted=report.figures.counted)
    return heading(
        say,
        report.issuer,
        report.issued_at.date(),
        number=say("head.number", type=REPORT, number=""),
        type=say("summary.type"),
        subject=say("circulated.subject", year=report.year),
        edition=say("circulated.edition", issued_at=report.issued_at, edition=edition),
    )


def _general(report: CirculatedReport, say: Phrases) -> Iterator[Block]:
    figures = report.figures
    yield Block(
        "text",
        say(
            "general.roster",
            roster=figures.roster,
            exempt=figures.exempt,
            kinds=(),
            beside=(),
            also=(),
        ),
    )
    if report.theme:
        yield Block("text", say("general.theme", theme=report.theme))
    key = f"circulated.counted_{figures.edition}"
    yield Block("text", say(key, counted=figures.counted))
    yield Block("text", say("general.method", rows=0))


def _results(report: CirculatedReport, say: Phrases) -> Iterator[Block]:
    figures = report.figures
    tables = count(1)
    if figures.is_empty:
        yield Block("text", say("circulated.nothing", counted=figures.counted))
        return
    if figures.people is not None:
        share = say("results.cell", count=figures.people, counted=figures.counted)
        yield Block("text", say("circulated.people", share=share))
    else:
        yield Block("text", say("circulated.people_hidden"))
    if figures.groups:
        yield Block("table", table=_groups(report, say, next(tables)))
    for group in figures.groups:
        yield from _rows(report, group, say)
    if figures.options:
        yield Block("section", say("circulated.options"))
        yield from _chosen(report, figures.options, figures.counted, say)


def _groups(report: CirculatedReport, say: Phrases, number: int) -> Table:
    """Each group with the number of people; with levels if all of them may be shown."""
    counted, hidden = report.figures.counted, say("circulated.hidden")
    first = report.form.question(report.figures.groups[0].question)
    with_levels = any(group.levels for group in report.figures.groups)
    levels = first.options[1:] if with_levels else ()

    def cell(people: int | None) -> str:
        return hidden if people is None else say("results.cell", count=people, counted=counted)

    return Table(
        say("circulated.groups_caption", number=number, counted=counted, levels=with_levels),
        (
            say("results.group"),
            say("circulated.people_head"),
            *(_words(level.label, say) for level in levels),
        ),
        tuple(
            (
                _words(report.form.question(group.question).called, say),
                cell(group.people),
                *(
                    cell(group.levels[n] if group.levels else None)
                    for n in range(1, len(levels) + 1)
                ),
            )
            for group in report.figures.groups
        ),
    )


def _rows(report: CirculatedReport, group: ShownGroup, say: Phrases) -> Iterator[Block]:
    question = report.form.question(group.question)
    if group.rows:
        yield Block("section", _words(question.called, say))
    for shown in group.rows:
        row = next(row for row in question.rows if row.code == shown.row)
        share = say("results.cell", count=shown.people, counted=report.figures.counted)
        label = say("results.row_name", short=row.short, label=_words(row.label, say))
        yield Block("item", say("circulated.row", label=label, share=share))
        for asked, options in _by_question(report, shown.options):
            lead = say("results.lead", label=_words(asked.called, say).rstrip(" ?.:!…"))
            listed = [_option(asked, option, say) for option in options]
            yield Block("line", say("format.join").join(listed) + ".", lead=lead)


def _chosen(
    report: CirculatedReport, options: tuple[ShownOption, ...], counted: int, say: Phrases
) -> Iterator[Block]:
    for asked, found in _by_question(report, options):
        for option in found:
            label = _label(asked, option, say)
            share = say("results.cell", count=option.people, counted=counted)
            yield Block("bullet", say("circulated.row", label=label, share=share))


def _by_question(
    report: CirculatedReport, options: tuple[ShownOption, ...]
) -> Iterator[tuple[Question, list[ShownOption]]]:
    for name in dict.fromkeys(option.question for option in options):
        yield report.form.question(name), [each for each in options if each.question == name]


def _option(asked: Question, shown: ShownOption, say: Phrases) -> str:
    return say("results.option", label=_label(asked, shown, say), count=shown.people)


def _label(asked: Question, shown: ShownOption, say: Phrases) -> str:
    option = next((each for each in asked.options if each.code == shown.option), None)
    return _words(option.label if option else asked.called, say).rstrip(" ?.:!…")


def _words(words: Words, say: Phrases) -> str:
    return in_language(words, say.language)


def _rules(report: CirculatedReport, say: Phrases) -> Iterator[Block]:
    rows = report.figures.rows_shown
    yield Block("bullet", say("circulated.rule_least", least=LEAST))
    yield Block("bullet", say("circulated.rule_rows", rows_from=ROWS_FROM, shown=rows))
    yield Block("bullet", say("circulated.rule_words"))
    yield Block("bullet", say("circulated.rule_once"))
