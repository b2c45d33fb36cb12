"""Printed papers from plain data: each as PDF and as Word file, and the pictures for the chat.

These calls take tens of milliseconds and load heavy libraries on first use; a running program
goes through `rendering.Renderer`, which keeps both in processes of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.dossier import Dossier
from bot.domain.standing import Picture
from bot.domain.style import STANDARD
from bot.domain.summary import Summary

if TYPE_CHECKING:
    from bot.content.papers import Printable

PDF, PNG = "application/pdf", "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

MOST_BARS = 12
"""Rows of the chat's picture: with more, a phone shows it too small to read."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One finished file; the name is ASCII, so that every channel can send it."""

    name: str
    media_type: str
    body: bytes


def pdf(content: Printable, language: str) -> Rendered:
    """A paper as PDF."""
    from bot.content.papers import paper_of  # loads Jinja
    from bot.content.phrases import measures  # loads Jinja
    from bot.content.typst_layout import pdf_file  # loads typst, 40 MB

    paper = paper_of(content, language)
    body = pdf_file(paper, measures(paper.style.profile))
    return Rendered(f"{paper.file}.pdf", PDF, body)


def docx(content: Printable, language: str) -> Rendered:
    """A paper as a Word file."""
    from bot.content.papers import paper_of  # loads Jinja
    from bot.content.phrases import measures  # loads Jinja
    from bot.content.word_layout import word_file  # loads docxtpl and lxml

    paper = paper_of(content, language)
    body = word_file(paper, measures(paper.style.profile))
    return Rendered(f"{paper.file}.docx", DOCX, body)


def summary_chart(summary: Summary, language: str) -> Rendered:
    """The picture for the chat: items that members recognised, by frequency; no names."""
    from bot.content.papers.report import chat_chart  # loads Jinja
    from bot.content.phrases import measures, phrases  # loads Jinja
    from bot.content.typst_layout import png_file  # loads typst

    say = phrases(language, summary.style.profile)
    chart = chat_chart(summary, say, MOST_BARS)
    name = say("chart.file", year=summary.year, edition=summary.edition)
    return Rendered(f"{name}.png", PNG, png_file(chart, language, measures(summary.style.profile)))


def own_data_docx(dossier: Dossier, language: str) -> Rendered:  # noqa: ARG001 -- as the others; the words are there already
    """Everything that lies about a person, as a Word file for that person."""
    from bot.content.dossier import dossier_file  # loads python-docx

    return Rendered(f"{dossier.file}.docx", DOCX, dossier_file(dossier))


def standing_picture(picture: Picture, language: str) -> Rendered:
    """Who stands where as a picture: a bar and figures, no names."""
    from bot.content.phrases import measures  # loads Jinja
    from bot.content.standing import standing_chart  # loads Jinja
    from bot.content.typst_layout import picture_file  # loads typst

    chart = standing_chart(picture, language)
    body = picture_file("standing.typ", chart, measures(STANDARD.profile))
    return Rendered(f"{chart.file}.png", PNG, body)
