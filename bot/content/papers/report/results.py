"""The results of a report: the collective's review, the head's, then the members'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.content.layout.paper import Block
from bot.content.papers.report.manifestations import Manifestations, most_first
from bot.content.papers.report.masked import is_withheld, masked_members
from bot.content.papers.report.points import Points
from bot.content.words.phrases import Phrases
from bot.domain.interview.questionnaire import STRENGTHS
from bot.domain.interview.tallies import Counts, Quotes, Stats
from bot.domain.report.summary import Detail, FormSummary, MatrixCounts, Summary
from bot.domain.review.voice import Voice
from bot.domain.words import in_language, lowered

_ORDER = (Voice.COLLECTIVE, Voice.HEAD, Voice.MEMBER)


def results(summary: Summary, say: Phrases, tables: Iterator[int]) -> Iterator[Block]:
    """All questionnaires that somebody answered, each under a heading of its own."""
    forms = sorted(
        (form for form in summary.forms if form.counted and not is_withheld(summary, form)),
        key=lambda form: _ORDER.index(form.voice),
    )
    voices = [form.voice for form in forms]
    for number, form in enumerate(forms, 1):
        alone = voices.count(form.voice) == 1
        title = (
            say(f"results.title_{form.voice}", committee=summary.issuer.has_committee)
            if alone
            else in_language(form.title, say.language)
        )
        if len(forms) > 1:
            yield Block("form", say("results.form", number=number, title=title))
        for block in _blocks(form, summary, say, tables):
            yield replace(block, key=f"{form.id}.{block.key}") if block.key else block


def _blocks(
    form: FormSummary, summary: Summary, say: Phrases, tables: Iterator[int]
) -> Iterator[Block]:
    if form.voice is Voice.MEMBER:
        masked = masked_members(summary, form, say)
        return iter(masked) if masked else Manifestations(say, tables).of(form, summary.totals)
    if form.voice is Voice.COLLECTIVE:
        return _collective(form, say)
    return _head(form, say)


def _collective(form: FormSummary, say: Phrases) -> Iterator[Block]:
    """Its strengths, then each shortcoming as one item with its own cause and measure."""
    strengths = list(printed_lines(form, STRENGTHS))
    shortcomings = list(_shortcomings(form, say))
    both = bool(strengths and shortcomings)
    if strengths:
        yield Block("section", say("results.strengths", letter="a" if both else ""))
        yield from strengths
    if shortcomings:
        yield Block("section", say("results.shortcomings", letter="b" if both else ""))
        yield from shortcomings


def printed_lines(form: FormSummary, part: str) -> Iterator[Block]:
    """The words printed in this part of the report, line by line, except those within a point."""
    for section in form.sections:
        told = {detail.question.id for point in section.points for detail in point}
        for finding in section.findings:
            question = finding.question
            if (
                isinstance(finding, Detail)
                and isinstance(finding.tally, Quotes)
                and question.report_part == part
                and question.id not in told
            ):
                lines = (line for text in finding.tally.texts for line in text.splitlines())
                for number, line in enumerate(filter(str.strip, lines), 1):
                    yield Block("text", line, key=f"{question.id}.{number}")


def _shortcomings(form: FormSummary, say: Phrases) -> Iterator[Block]:
    points = Points(say)
    found = [point for section in form.sections for point in section.points]
    sentences = [words for point in found if (words := points.sentence(point))]
    for number, words in enumerate(sentences, 1):
        told = say("points.numbered", number=number, words=words) if len(sentences) > 1 else words
        yield Block("text", told, key=f"point.{number}")
    yield from (replace(block, kind="bullet") for block in printed_lines(form, ""))
    yield from _answers(form, say)


def _head(form: FormSummary, say: Phrases) -> Iterator[Block]:
    """In which areas the head sees shortcomings, in a sentence."""
    for matrix in form.matrices:
        yield Block("text", _areas(matrix, say), key=matrix.question.id)
    yield from _answers(form, say)


def _areas(matrix: MatrixCounts, say: Phrases) -> str:
    """Each area that was marked, with its level: the highest, if several people answered."""
    marked = []
    for row in matrix.rows:
        if row.marked:
            highest = max(n for n, people in enumerate(row.levels) if people)
            level = in_language(matrix.scale[highest].label, say.language)
            marked.append((lowered(in_language(row.row.label, say.language)), lowered(level)))
    return say("results.areas", marked=marked, of=len(matrix.rows))


def _answers(form: FormSummary, say: Phrases) -> Iterator[Block]:
    """What was chosen or counted apart from points and matrices; for a count of one says nothing
    more than that it was chosen."""
    for section in form.sections:
        told = {detail.question.id for point in section.points for detail in point}
        for finding in section.findings:
            if finding.question.id in told or not isinstance(finding, Detail):
                continue
            label = in_language(finding.question.called, say.language).rstrip(" ?.:!…")
            match finding.tally:
                case Counts() as tally if most_first(tally) or tally.other:
                    chosen = [
                        lowered(in_language(option.label, say.language))
                        for option, _ in most_first(tally)
                        if len(tally.options) > 1
                    ]
                    own = say("results.single_other") if tally.other else ""
                    parts = [*chosen, *filter(None, (own,))]
                    words = say("results.single", label=label, parts=parts)
                    yield Block("text", words, key=finding.question.id)
                case Stats(mean=mean) if mean is not None:
                    words = say("results.single", label=label, parts=[say.number(mean)])
                    yield Block("text", words, key=finding.question.id)
