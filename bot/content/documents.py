"""Printed papers from plain data: each as PDF and as Word file, and the pictures for the chat.

These calls take tens of milliseconds and load heavy libraries on first use; a running program goes
through `rendering.Renderer`, which runs both in processes of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.content.layout.paper import Paper, file_of
from bot.domain.cycle.place import Picture
from bot.domain.messages import FileOut
from bot.domain.privacy.dossier import Dossier
from bot.domain.report.summary import Summary
from bot.domain.style import STANDARD

if TYPE_CHECKING:
    from bot.content.own_form.parts import Finding
    from bot.content.papers import Printable

PDF, PNG = "application/pdf", "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

MOST_BARS = 12
"""The most rows of the chat's picture: with more, a phone shows it too small to read."""


def pdf(content: Printable, language: str) -> FileOut:
    """A paper as PDF."""
    from bot.content.layout.pdf import pdf_file  # loads typst, 40 MB
    from bot.content.words.phrases import measures  # loads Jinja

    paper = _paper(content, language)
    body = pdf_file(paper, measures(paper.style.profile))
    return FileOut(f"{file_of(paper)}.pdf", PDF, body)


def docx(content: Printable, language: str) -> FileOut:
    """A paper as a Word file."""
    from bot.content.layout.word import word_file  # loads docxtpl and lxml
    from bot.content.words.phrases import measures  # loads Jinja

    paper = _paper(content, language)
    body = word_file(paper, measures(paper.style.profile))
    return FileOut(f"{file_of(paper)}.docx", DOCX, body)


def _paper(content: Printable, language: str) -> Paper:
    from bot.content.papers import paper_of  # loads Jinja
    from bot.content.words.phrases import phrases  # loads Jinja

    if isinstance(content, Paper):
        return content
    phrases(language, content.issuer.style.profile).compile_all()
    return paper_of(content, language)


def summary_chart(summary: Summary, language: str) -> FileOut:
    """The picture for the chat: items that members recognised, by frequency; no names."""
    from bot.content.layout.pdf import png_file  # loads typst
    from bot.content.papers.report.charts import chat_chart  # loads Jinja
    from bot.content.words.phrases import measures, phrases  # loads Jinja

    profile = summary.issuer.style.profile
    say = phrases(language, profile)
    chart = chat_chart(summary, say, MOST_BARS)
    name = say("chart.file", year=summary.year, edition=summary.edition)
    return FileOut(f"{name}.png", PNG, png_file(chart, language, measures(profile)))


@dataclass(frozen=True, slots=True)
class FormJob:
    """A committee's own Word form, to be filled with a report, or only to be checked (no
    `summary`)."""

    form: bytes
    summary: Summary | None = None


def own_form_docx(job: FormJob, language: str) -> FileOut:
    """The report in the committee's own Word form. Raises whatever the form makes go wrong."""
    from bot.content.own_form.form import context_of, filled  # loads Jinja and docxtpl
    from bot.content.words.phrases import phrases  # loads Jinja

    if job.summary is None:
        raise ValueError("a form is filled with a report")
    summary = job.summary
    say = phrases(language, summary.issuer.style.profile)
    name = say("summary.own_file", year=summary.year, edition=summary.edition)
    return FileOut(f"{name}.docx", DOCX, filled(job.form, context_of(summary, language)))


def own_form_check(job: FormJob, language: str) -> Sequence[Finding]:  # noqa: ARG001 -- as the others
    """What is to be said of a form."""
    from bot.content.own_form.check import check_form  # loads Jinja and docxtpl

    return check_form(job.form)


def own_data_docx(dossier: Dossier, language: str) -> FileOut:  # noqa: ARG001 -- as the others; the words are there already
    """Everything kept about a person, as a Word file for that person."""
    from bot.content.papers.dossier import dossier_file  # loads python-docx

    return FileOut(f"{dossier.file}.docx", DOCX, dossier_file(dossier))


def standing_picture(picture: Picture, language: str) -> FileOut:
    """How far everybody is, as a picture: a bar and figures, no names."""
    from bot.content.layout.pdf import picture_file  # loads typst
    from bot.content.papers.standing import standing_chart  # loads Jinja
    from bot.content.words.phrases import measures  # loads Jinja

    chart = standing_chart(picture, language)
    body = picture_file("standing.typ", chart, measures(STANDARD.profile))
    return FileOut(f"{chart.file}.png", PNG, body)


def paper_fonts(content: None, language: str) -> list[str]:  # noqa: ARG001 -- as the others
    """The fonts that papers are set in on this machine, in their order."""
    from bot.content.layout.fonts import usable  # loads typst
    from bot.content.words.phrases import measures  # loads Jinja

    return usable(measures(STANDARD.profile)["fonts"]["pdf"])
