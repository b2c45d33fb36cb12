"""The members' part of the official report: those of their figures that may leave the committee.

Everything here follows from the masked figures and the words of the questionnaire, so that nothing
can be read from it that the figures do not tell. What is hidden may be nobody, a few or nearly all,
so nothing is said of it, unless what is shown beside it proves that there was somebody.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.layout.paper import Block
from bot.content.words.phrases import Phrases
from bot.domain.interview.questionnaire import Question, Row
from bot.domain.report.shown import Circulated, ShownGroup, ShownOption
from bot.domain.report.summary import FormSummary, MatrixCounts, Summary
from bot.domain.words import Words, in_language


def is_withheld(summary: Summary, form: FormSummary) -> bool:
    """Whether the official edition says nothing of this questionnaire: one that members answer and
    whose figures were not masked."""
    figures = summary.shown
    known = figures is not None and figures.form == form.id
    return summary.is_official and form.audience == "member" and not known


def masked_members(summary: Summary, form: FormSummary, say: Phrases) -> tuple[Block, ...]:
    """How many recognised something in themselves, group by group and row by row, as far as shown;
    then the rule, in one sentence that is always printed. Nothing of a questionnaire that is not
    masked: the cell's own, or any in the edition for the meeting."""
    figures = summary.shown
    if figures is None or form.audience != "member":
        return ()
    return tuple(_Masked(form, figures, say).blocks())


def since(summary: Summary, say: Phrases) -> str:
    """Which manifestations both this year's and last year's report name: told by the two papers
    alone, so that it adds nothing to them. Empty if there are none."""
    now, before = summary.shown, summary.shown_before
    if now is None or before is None or summary.comparison is None:
        return ""
    named = {row.row for group in before.groups for row in group.rows}
    still = {row.row for group in now.groups for row in group.rows} & named
    rows = [
        say("results.row_name", short=row.row.short, label=in_language(row.row.label, say.language))
        for form in summary.forms
        if form.id == now.form == before.form
        for matrix in form.matrices
        for row in matrix.rows
        if row.row.code in still
    ]
    return say("masked.since", year=summary.comparison.year, rows=rows) if rows else ""


class _Masked:
    def __init__(self, form: FormSummary, figures: Circulated, say: Phrases) -> None:
        self._figures, self._say = figures, say
        self._asked = dict(_questions(form))

    def blocks(self) -> Iterator[Block]:
        yield Block("text", self._people(), key="masked.people")
        groups = [words for group in self._figures.groups if (words := self._group(group))]
        if groups:
            yield Block("text", self._say("masked.groups", groups=groups), key="masked.groups")
        for group in self._figures.groups:
            for shown in group.rows:
                row = next(r for r in self._asked[group.question].rows if r.code == shown.row)
                words = self._row(row, shown.people, shown.options)
                yield Block("bullet", words, key=f"masked.{row.code}")
        for name, chosen in self._by_question(self._figures.options):
            words = self._say("masked.asked", label=self._label(name), options=chosen)
            yield Block("text", words, key=f"masked.{name}")
        yield Block("text", self._say("masked.rule"))

    def _people(self) -> str:
        figures = self._figures
        proven = any(self._somebody(group) for group in figures.groups)
        return self._say(
            "masked.people", counted=figures.counted, people=figures.people, some=proven
        )

    @staticmethod
    def _somebody(group: ShownGroup) -> bool:
        """Whether the shown figures prove that somebody marked a row of the group."""
        return bool(group.people or group.levels or group.rows)

    def _group(self, group: ShownGroup) -> str:
        """Empty where nothing of the group is shown."""
        if not self._somebody(group):
            return ""
        asked = self._asked[group.question]
        levels = [
            self._say("masked.level", label=self._words(level.label), count=people)
            for level, people in zip(asked.options[1:], (group.levels or ())[1:], strict=False)
        ]
        return self._say(
            "masked.group",
            label=self._label(group.question),
            people=group.people,
            counted=self._figures.counted,
            levels=levels,
        )

    def _row(self, row: Row, people: int, options: tuple[ShownOption, ...]) -> str:
        details = [
            self._say("masked.detail", label=self._label(name), options=chosen)
            for name, chosen in self._by_question(options)
        ]
        return self._say(
            "masked.row",
            short=row.short,
            label=self._words(row.label),
            people=people,
            counted=self._figures.counted,
            details=details,
        )

    def _by_question(self, options: tuple[ShownOption, ...]) -> Iterator[tuple[str, list[str]]]:
        for name in dict.fromkeys(option.question for option in options):
            yield name, [self._option(each) for each in options if each.question == name]

    def _option(self, shown: ShownOption) -> str:
        asked = self._asked[shown.question]
        labels = [self._words(o.label) for o in asked.options if o.code == shown.option]
        label = labels[0] if labels else ""  # a yes needs no words
        return self._say("masked.option", label=label, people=shown.people)

    def _label(self, question: str) -> str:
        return self._words(self._asked[question].called)

    def _words(self, words: Words) -> str:
        return in_language(words, self._say.language).rstrip(" ?.:!…")


def _questions(form: FormSummary) -> Iterator[tuple[str, Question]]:
    for section in form.sections:
        for finding in section.findings:
            yield finding.question.id, finding.question
            if isinstance(finding, MatrixCounts):
                details = (detail for row in finding.rows for detail in row.details)
                yield from ((each.question.id, each.question) for each in details)
