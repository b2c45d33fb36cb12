"""The findings of a cycle's questionnaires as blocks: tables of figures, and sentences under them.

Counts and shares only. One person's questionnaire (the collective's, the head's) shows what was
chosen, for a count of one says nothing more. What nobody chose, marked or wrote is not printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import count
from typing import TypeAlias

from bot.content.layout.paper import Block, Table
from bot.content.papers.masked import is_withheld, masked_members
from bot.content.papers.members import recognised
from bot.content.papers.points import Points
from bot.content.words.phrases import Phrases
from bot.domain.interview.questionnaire import Option
from bot.domain.interview.tallies import Counts, Quotes, Stats
from bot.domain.report.summary import (
    Detail,
    FormSummary,
    MatrixCounts,
    RowCounts,
    SectionSummary,
    Summary,
)
from bot.domain.words import in_language

_Chosen: TypeAlias = tuple[Option, int]


class Findings:
    """Writes the findings in one language, and numbers the tables of one paper."""

    def __init__(self, phrases: Phrases, table_numbers: Iterator[int] | None = None) -> None:
        self._say = phrases
        self._numbers = table_numbers or count(1)
        self._points = Points(phrases)

    def results(self, summary: Summary) -> Iterator[Block]:
        """All questionnaires that somebody answered, the collective's and the head's first."""
        forms = sorted(
            (form for form in summary.forms if form.counted and not is_withheld(summary, form)),
            key=lambda form: form.audience == "member",
        )
        for letter, form in zip("abcdefghijklmnopqrstuvwxyz", forms, strict=False):
            title = in_language(form.title, self._say.language)
            yield Block("form", self._say("results.form", letter=letter, title=title))
            for block in masked_members(summary, form, self._say) or self._form(summary, form):
                yield replace(block, key=f"{form.id}.{block.key}") if block.key else block

    def _form(self, summary: Summary, form: FormSummary) -> Iterator[Block]:
        single = form.audience != "member" and form.counted == 1
        found = [finding for section in form.sections for finding in section.findings]
        matrices = [each for each in found if isinstance(each, MatrixCounts) and each.counted]
        written: list[str] = []
        # One iterator for all sections: the overview comes once, before the first matrix.
        overview = iter(self._overview(summary, matrices) if form.audience == "member" else ())
        for section in form.sections:
            blocks = self._section(section, overview, written, single=single)
            first = next(blocks, None)
            if first is None:
                continue
            if len(form.sections) > 1:
                yield Block("section", in_language(section.title, self._say.language))
            yield first
            yield from blocks
        if written and not single:
            yield Block("text", self._say("results.written", parts=written), key="written")

    def _overview(self, summary: Summary, matrices: list[MatrixCounts]) -> Iterator[Block]:
        totals = summary.totals
        yield Block("text", recognised(totals, matrices, self._say), key="marked")
        if len(matrices) > 1 and totals.marks:
            yield self._table(
                "results.groups_caption",
                self._say("results.group"),
                matrices[0],
                ((self._label(m), m.people, m.counted) for m in matrices),
            )

    def _section(
        self,
        section: SectionSummary,
        overview: Iterator[Block],
        written: list[str],
        *,
        single: bool,
    ) -> Iterator[Block]:
        points = [words for point in section.points if (words := self._points.sentence(point))]
        told = {detail.question.id for point in section.points for detail in point}
        for number, words in enumerate(points, 1):
            numbered = self._say("points.numbered", number=number, words=words)
            yield Block("text", numbered if len(points) > 1 else words, key=f"point.{number}")
        for finding in section.findings:
            if finding.question.id in told:
                continue
            if isinstance(finding, MatrixCounts):
                yield from overview
                yield from self._matrix(finding, single=single)
            else:
                alone = len(section.findings) == 1
                yield from self._detail(finding, written, single=single, alone=alone)

    # -- matrices

    def _matrix(self, matrix: MatrixCounts, *, single: bool) -> Iterator[Block]:
        if single and any(row.marked for row in matrix.rows):
            yield Block("item", self._say("results.lead", label=self._label(matrix)))
        for row in matrix.rows:
            if row.marked:
                yield from self._item(matrix, row, single=single)

    def figures(self, matrix: MatrixCounts) -> Block:
        """How often each row was marked at each level, the unmarked ones too: for the annex."""
        return self._table(
            "results.rows_caption",
            self._say("results.row"),
            matrix,
            ((self._row_name(row), row.levels, matrix.counted) for row in matrix.rows),
            label=self._label(matrix),
            counted=matrix.counted,
        )

    def _table(
        self,
        caption: str,
        first: str,
        matrix: MatrixCounts,
        rows: Iterable[tuple[str, tuple[int, ...], int]],
        **params: object,
    ) -> Block:
        scale = [in_language(level.label, self._say.language) for level in matrix.scale]
        return Block(
            "table",
            table=Table(
                self._say(caption, number=next(self._numbers), **params),
                (first, *scale),
                tuple(
                    (name, *(self._say("results.cell", count=n, counted=counted) for n in figures))
                    for name, figures, counted in rows
                ),
            ),
        )

    def _item(self, matrix: MatrixCounts, row: RowCounts, *, single: bool) -> Iterator[Block]:
        levels = [
            in_language(level.label, self._say.language)
            if single
            else self._say("results.level", label=self._words(level), count=people)
            for level, people in zip(matrix.scale[1:], row.levels[1:], strict=True)
            if people
        ]
        yield Block(
            "bullet" if single else "item",
            self._say(
                "results.single_item" if single else "results.item",
                short=row.row.short,
                label=in_language(row.row.label, self._say.language),
                marked=row.marked,
                levels=levels,
                only=self._only_level(matrix, row),
            ),
        )
        for detail in row.details:
            if isinstance(detail.tally, Counts):
                for block in self._choices(detail, detail.tally, single=single):
                    yield replace(block, key=f"{row.row.code}.{block.key}")

    def _only_level(self, matrix: MatrixCounts, row: RowCounts) -> str:
        """The level at which all marks of a row are; empty if they are at several."""
        held = [
            level for level, people in zip(matrix.scale[1:], row.levels[1:], strict=True) if people
        ]
        return self._words(held[0]) if len(held) == 1 else ""

    # -- single questions

    def _detail(
        self, detail: Detail, written: list[str], *, single: bool, alone: bool
    ) -> Iterator[Block]:
        """One question's findings. `alone`: the section's heading already says what printed words
        are about."""
        label = self._question(detail)
        match detail.tally:
            case Counts() as tally if single or len(tally.options) > 1:
                yield from (self._choices if single else self._shares)(detail, tally, single=single)
            case Counts(counted, ((_, people),)) if people:
                words = self._share(label, people, counted)
                yield Block("bullet", words, key=detail.question.id)
            case Stats(counted, least, most, mean) if counted and mean is not None:
                yield Block(
                    "bullet",
                    self._say(
                        "results.numbers",
                        label=label,
                        counted=counted,
                        least=least,
                        most=most,
                        mean=mean,
                    ),
                    key=detail.question.id,
                )
            case Quotes(counted, texts) if texts and detail.question.printed:
                if not alone:
                    yield Block("item", self._say("results.lead", label=label))
                lines = (line for text in texts for line in text.splitlines() if line.strip())
                for number, line in enumerate(lines, 1):
                    yield Block("bullet", line, key=f"{detail.question.id}.{number}")
            case Quotes(counted) if counted:
                written.append(self._say("results.written_part", label=label, counted=counted))

    def _choices(self, detail: Detail, tally: Counts, *, single: bool) -> Iterator[Block]:
        """One line for each group of options, most frequent first; people's own words only as a
        count."""
        label = self._question(detail)
        groups = [
            (in_language(g.label, self._say.language), g.code) for g in detail.question.groups
        ]
        known = {code for _, code in groups}
        named = [
            (name, code, _most_first(tally, partial(_in_group, code))) for name, code in groups
        ]
        for group, code, chosen in named:
            if chosen:
                lead = self._say("results.grouped_lead", label=label, group=group)
                parts = [self._option(option, people, single=single) for option, people in chosen]
                key = f"{detail.question.id}.{code}"
                yield Block("line", self._sentence(parts), lead=lead, key=key)
        rest = [
            self._option(option, people, single=single)
            for option, people in _most_first(tally, lambda o: o.group not in known)
        ]
        if rest:
            counted = "results.single_other" if single else "results.other"
            own = [self._say(counted, count=tally.other)] if tally.other else []
            lead = self._say("results.lead", label=label)
            key = detail.question.id
            yield Block("line", self._sentence(rest + own), lead=lead, key=key)
        elif tally.other:
            lead = self._say("results.only_other", label=label)
            words = self._sentence([str(tally.other)])
            yield Block("line", words, lead=lead, key=f"{detail.question.id}.other")

    def _shares(self, detail: Detail, tally: Counts, *, single: bool) -> Iterator[Block]:
        """One line for each option, with its share of those who answered."""
        del single
        lines = [
            self._share(self._words(option), people, tally.counted)
            for option, people in _most_first(tally, lambda _: True)
        ]
        if tally.other:
            lines.append(self._say("results.share_other", count=tally.other))
        if lines:
            label = self._question(detail)
            yield Block("item", self._say("results.counted", label=label, counted=tally.counted))
            for number, line in enumerate(lines, 1):
                yield Block("bullet", line, key=f"{detail.question.id}.{number}")

    def _share(self, label: str, people: int, counted: int) -> str:
        return self._say("results.share", label=label, count=people, counted=counted)

    def _option(self, option: Option, people: int, *, single: bool) -> str:
        key = "results.single_option" if single else "results.option"
        return self._say(key, label=self._words(option), count=people)

    def _sentence(self, parts: list[str]) -> str:
        return self._say("format.join").join(parts) + "."

    def _words(self, option: Option) -> str:
        return in_language(option.label, self._say.language)

    def _label(self, matrix: MatrixCounts) -> str:
        return in_language(matrix.question.called, self._say.language)

    def _question(self, detail: Detail) -> str:
        """The question before its figures: without its closing sign."""
        return in_language(detail.question.called, self._say.language).rstrip(" ?.:!…")

    def _row_name(self, row: RowCounts) -> str:
        label = in_language(row.row.label, self._say.language)
        return self._say("results.row_name", short=row.row.short, label=label)


def _in_group(code: str, option: Option) -> bool:
    return option.group == code


def _most_first(tally: Counts, wanted: Callable[[Option], bool]) -> list[_Chosen]:
    """The wanted options that somebody chose, most frequent first, ties in their order."""
    chosen = [(option, people) for option, people in tally.options if people and wanted(option)]
    return sorted(chosen, key=lambda each: -each[1])
