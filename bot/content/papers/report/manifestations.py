"""What members recognised in themselves: a sentence, a table of groups, a paragraph for each row
that somebody marked, and what they said besides. Counts and shares only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.content.layout.paper import Block, Table
from bot.content.papers.report.members import recognised
from bot.content.words.phrases import Phrases
from bot.domain.interview.conditions import Has
from bot.domain.interview.questionnaire import Option
from bot.domain.interview.tallies import Counts, Quotes, Stats, Tally
from bot.domain.report.summary import (
    Detail,
    FormSummary,
    MatrixCounts,
    RowCounts,
    SectionSummary,
    Totals,
)
from bot.domain.words import in_language, lowered, raised

SEVERAL = 3
"""People from whom on a table of them says more than a sentence."""


class Manifestations:
    """Writes them in one language, and numbers the tables of one paper."""

    def __init__(self, say: Phrases, numbers: Iterator[int]) -> None:
        self._say = say
        self._numbers = numbers

    def of(self, form: FormSummary, totals: Totals) -> Iterator[Block]:
        """The members' part of the results."""
        matrices = form.matrices
        if matrices:
            yield Block("text", recognised(totals, matrices, self._say), key="marked")
        if len(matrices) > 1 and totals.marks and totals.counted >= SEVERAL:
            yield self._groups(matrices)
        for matrix in matrices:
            for row in matrix.rows:
                if row.marked:
                    yield self._row(matrix, row)
        for section in form.sections:
            yield from self._section(section)

    # -- tables

    def _groups(self, matrices: Sequence[MatrixCounts]) -> Block:
        rows = ((self._called(m), m.people, m.counted) for m in matrices)
        table = self._table("results.groups_caption", "results.group", matrices[0], rows)
        return replace(table, key="results.groups_caption")

    def figures(self, matrix: MatrixCounts) -> Block:
        """How often each row that somebody marked was marked at each level: for the annex."""
        rows = ((self._name(row), row.levels, matrix.counted) for row in matrix.rows if row.marked)
        label = self._called(matrix)
        made = self._table(
            "results.rows_caption",
            "results.row",
            matrix,
            rows,
            label=label,
            counted=matrix.counted,
        )
        return replace(made, key=f"results.rows_caption.{matrix.question.id}")

    def _table(
        self,
        caption: str,
        first: str,
        matrix: MatrixCounts,
        rows: Iterable[tuple[str, tuple[int, ...], int]],
        **params: object,
    ) -> Block:
        scale = [in_language(level.label, self._say.language) for level in matrix.scale]
        table = Table(
            self._say(caption, number=next(self._numbers), **params),
            (self._say(first), *scale),
            tuple(
                (name, *(self._say("results.cell", count=n, counted=counted) for n in figures))
                for name, figures, counted in rows
            ),
        )
        return Block("table", table=table)

    # -- one row

    def _row(self, matrix: MatrixCounts, row: RowCounts) -> Block:
        levels = [
            (self._words(level), people)
            for level, people in zip(matrix.scale[1:], row.levels[1:], strict=True)
            if people
        ]
        said = [words for words in self._details(row) if words]
        words = self._say("results.item", marked=row.marked, levels=levels, said=said)
        lead = self._say("results.lead", label=self._name(row))
        return Block("line", words, lead=lead, key=row.row.code)

    def _details(self, row: RowCounts) -> Iterator[str]:
        """Each question about the row in a sentence, each kind of its options in one of its own."""
        for detail in row.details:
            if isinstance(detail.tally, Counts) and not _is_kind_of_own(detail):
                own = _own_by_kind(detail, row.details)
                groups = [*detail.question.groups, None] if detail.question.groups else [None]
                for group in groups:
                    yield self._chosen(detail, detail.tally, group, own, alone=row.marked == 1)

    def _chosen(
        self,
        detail: Detail,
        tally: Counts,
        group: Option | None,
        own: dict[str, int],
        *,
        alone: bool,
    ) -> str:
        known = {each.code for each in detail.question.groups}
        chosen = [
            (self._words(option), people)
            for option, people in most_first(tally)
            if (option.group == group.code if group else option.group not in known)
        ]
        other = own.get(group.code, 0) if group else tally.other - sum(own.values())
        if not chosen and other <= 0:
            return ""
        label = self._called(detail)
        return self._say(
            "results.chosen",
            label=label,
            group=in_language(group.label, self._say.language) if group else "",
            chosen=chosen,
            other=max(other, 0),
            alone=alone,
        )

    # -- besides

    def _section(self, section: SectionSummary) -> Iterator[Block]:
        """Questions that are not about a row, as far as their figures tell something. What only
        those were asked who said yes just before stands in the same sentence."""
        said: Block | None = None
        for finding in section.findings:
            if not isinstance(finding, Detail):
                continue
            if finding.question.id in section.repeated:
                chosen = self._listed(finding.tally)
                if said and chosen:
                    words = self._say("results.about", words=said.text.rstrip("."), chosen=chosen)
                    said = replace(said, text=words)
                continue
            if said:
                yield said
            words = self._besides(finding)
            said = Block("text", words, key=finding.question.id) if words else None
        if said:
            yield said

    def _besides(self, detail: Detail) -> str:
        label = lowered(self._called(detail))
        match detail.tally:
            case Counts(counted, ((_, people),)) if people:
                return self._say("results.yes", label=label, people=people, counted=counted)
            case Counts() as tally if len(tally.options) > 1 and self._listed(tally):
                chosen = self._listed(tally)
                return self._say("results.choices", label=raised(label), chosen=chosen)
            case Stats(counted, least, most, mean) if counted and mean is not None:
                return self._say(
                    "results.numbers", label=raised(label), least=least, most=most, mean=mean
                )
            case Quotes(counted) if counted and not detail.question.required:
                return self._say("results.written", label=label, counted=counted)
        return ""

    def _listed(self, tally: Tally) -> list[str]:
        """What was chosen, and how often, most frequent first."""
        if not isinstance(tally, Counts):
            return []
        chosen = [(self._words(option), people) for option, people in most_first(tally)]
        if tally.other:
            chosen.append((self._say("results.other"), tally.other))
        return [self._say("results.option", label=label, count=n) for label, n in chosen]

    # -- words

    def _words(self, option: Option) -> str:
        return lowered(in_language(option.label, self._say.language))

    def _called(self, about: Detail | MatrixCounts) -> str:
        """The question's name without its closing sign."""
        return in_language(about.question.called, self._say.language).rstrip(" ?.:!…")

    def _name(self, row: RowCounts) -> str:
        label = in_language(row.row.label, self._say.language)
        return self._say("results.row_name", short=row.row.short, label=label)


def most_first(tally: Counts) -> list[tuple[Option, int]]:
    """The options that somebody chose, most frequent first, ties in their order."""
    chosen = [(option, people) for option, people in tally.options if people]
    return sorted(chosen, key=lambda each: -each[1])


def _is_kind_of_own(detail: Detail) -> bool:
    """Whether it asks of which kind a cause in own words is."""
    relevant = detail.question.relevant
    return isinstance(relevant, Has) and relevant.value == "other"


def _own_by_kind(detail: Detail, others: Iterable[Detail]) -> dict[str, int]:
    """How many gave words of their own to this question, by the kind they said these are of."""
    for other in others:
        relevant, tally = other.question.relevant, other.tally
        asked = isinstance(relevant, Has) and relevant == Has(detail.question.id, "other")
        if asked and isinstance(tally, Counts):
            return {option.code: people for option, people in tally.options if people}
    return {}
