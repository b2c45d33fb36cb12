"""Printed papers from plain data: the cell's report as PDF and Word, its picture, and the review
of one member.

These calls take tens of milliseconds and load heavy libraries on first use; a running program
goes through `rendering.Renderer`, which keeps both in processes of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.domain.dossier import Dossier
from bot.domain.masking import CirculatedReport
from bot.domain.sheet import Blank, Sheet
from bot.domain.standing import Picture
from bot.domain.summary import Summary

PROFILE = "hd05"
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


def summary_documents(summary: Summary, language: str) -> tuple[Rendered, Rendered]:
    """The consolidated report: PDF and Word."""
    return summary_pdf(summary, language), summary_docx(summary, language)


def summary_pdf(summary: Summary, language: str) -> Rendered:
    """The consolidated report as PDF."""
    from bot.content.report import summary_paper  # loads Jinja
    from bot.content.typst_layout import pdf_file  # loads typst, 40 MB

    paper = summary_paper(summary, language)
    return Rendered(f"{paper.file}.pdf", PDF, pdf_file(paper, _profile()))


def summary_docx(summary: Summary, language: str) -> Rendered:
    """The consolidated report as a Word file."""
    from bot.content.report import summary_paper  # loads Jinja
    from bot.content.word_layout import word_file  # loads docxtpl and lxml

    paper = summary_paper(summary, language)
    return Rendered(f"{paper.file}.docx", DOCX, word_file(paper, PROFILE, _profile()))


def circulated_pdf(report: CirculatedReport, language: str) -> Rendered:
    """The report that may leave the committee, as PDF."""
    from bot.content.circulated import circulated_paper  # loads Jinja
    from bot.content.typst_layout import pdf_file  # loads typst, 40 MB

    paper = circulated_paper(report, language)
    return Rendered(f"{paper.file}.pdf", PDF, pdf_file(paper, _profile()))


def circulated_docx(report: CirculatedReport, language: str) -> Rendered:
    """The report that may leave the committee, as a Word file."""
    from bot.content.circulated import circulated_paper  # loads Jinja
    from bot.content.word_layout import word_file  # loads docxtpl and lxml

    paper = circulated_paper(report, language)
    return Rendered(f"{paper.file}.docx", DOCX, word_file(paper, PROFILE, _profile()))


def summary_chart(summary: Summary, language: str) -> Rendered:
    """The picture for the chat: items that members recognised, by frequency; no names."""
    from bot.content.phrases import phrases  # loads Jinja
    from bot.content.report import chat_chart  # loads Jinja
    from bot.content.typst_layout import png_file  # loads typst

    chart = chat_chart(summary, language, MOST_BARS)
    name = phrases(language)("chart.file", year=summary.year, edition=summary.edition)
    return Rendered(f"{name}.png", PNG, png_file(chart, language, _profile()))


def sheet_pdf(sheet: Sheet, language: str) -> Rendered:
    """A member's own review as PDF, for that member and the secretary."""
    from bot.content.report import sheet_paper  # loads Jinja
    from bot.content.typst_layout import pdf_file  # loads typst

    paper = sheet_paper(sheet, language)
    return Rendered(f"{paper.file}.pdf", PDF, pdf_file(paper, _profile()))


def own_data_docx(dossier: Dossier, language: str) -> Rendered:  # noqa: ARG001 -- as the others; the words are there already
    """Everything that lies about a person, as a Word file for that person."""
    from bot.content.dossier import dossier_file  # loads python-docx

    return Rendered(f"{dossier.file}.docx", DOCX, dossier_file(dossier))


def standing_picture(picture: Picture, language: str) -> Rendered:
    """Who stands where as a picture: a bar and figures, no names."""
    from bot.content.standing import standing_chart  # loads Jinja
    from bot.content.typst_layout import picture_file  # loads typst

    chart = standing_chart(picture, language)
    return Rendered(f"{chart.file}.png", PNG, picture_file("standing.typ", chart, _profile()))


def blank_pdf(blank: Blank, language: str) -> Rendered:
    """The paper form as PDF."""
    from bot.content.blank import blank_paper  # loads Jinja
    from bot.content.typst_layout import pdf_file  # loads typst

    paper = blank_paper(blank, language)
    return Rendered(f"{paper.file}.pdf", PDF, pdf_file(paper, _profile()))


def blank_docx(blank: Blank, language: str) -> Rendered:
    """The paper form as a Word file."""
    from bot.content.blank import blank_paper  # loads Jinja
    from bot.content.word_layout import word_file  # loads docxtpl and lxml

    paper = blank_paper(blank, language)
    return Rendered(f"{paper.file}.docx", DOCX, word_file(paper, PROFILE, _profile()))


@cache
def _profile() -> Mapping[str, Any]:
    """The measures of the layout in use."""
    from bot.content.phrases import REPORTS  # loads Jinja
    from bot.content.yaml_files import read_yaml  # loads PyYAML

    profile: Mapping[str, Any] = read_yaml(REPORTS / "profiles" / f"{PROFILE}.yaml")
    return profile
