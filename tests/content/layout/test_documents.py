"""No text can break a file or picture, and each has its words and names."""

from __future__ import annotations

import io
import re
import struct
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from docx import Document
from jinja2 import UndefinedError

from bot.content import documents
from bot.content.documents import docx, pdf, summary_chart
from bot.content.layout.paper import Block
from bot.content.papers.report import charts
from bot.content.words.phrases import REPORTS, phrases
from bot.domain import messages
from bot.domain.interview.questionnaire import Question
from bot.domain.report.summary import Summary
from bot.domain.words import LANGUAGES
from tests.content import samples
from tests.content.written import docx_tables, docx_text, pdf_text

CELLS = (samples.small, samples.school, samples.large)


SECRET = "Quý III tôi vắng hai buổi"


def nasty_summary() -> Summary:
    """The school with one strange text in every place that a person can fill."""
    base = samples.school()
    words = samples.words(samples.NASTY)

    def strange(question: Question) -> Question:
        options = tuple(replace(option, label=words) for option in question.options)
        rows = tuple(replace(row, label=words, official_text=words) for row in question.rows)
        return replace(question, label=words, options=options, rows=rows)

    first = base.member_matrices[0]
    rows = tuple(
        replace(row, row=replace(row.row, label=words, official_text=words)) for row in first.rows
    )
    nasty = replace(first, question=strange(first.question), rows=rows)
    section = replace(base.forms[1].sections[1], title=words, findings=(nasty,))
    return replace(
        base,
        issuer=samples.issuer(*[samples.NASTY] * 4),
        theme=samples.NASTY,
        forms=(
            samples.collective_form(samples.NASTY),
            replace(base.forms[1], title=words, sections=(section,)),
        ),
    )


SHOWN = "<b>&amp; \"x\" 'y' {{ cell }} {% for %} {# #} #let *_`$\\ ]]"


def test_strange_characters_stand_in_the_word_file_as_they_were_typed() -> None:
    """Escaped once: nothing is lost, nothing is doubled, and every part is well-formed."""
    body = docx(nasty_summary(), "vi").body
    assert f"Chi bộ sinh hoạt chuyên đề “{SHOWN}" in docx_text(body)
    assert SHOWN in docx_tables(body)[-1][1][0]
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        assert parts.testzip() is None
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(parts.read(name))


def test_strange_characters_stand_in_the_pdf_as_they_were_typed() -> None:
    """typst gets JSON: no text is ever markup. Between signs a line may end."""
    text = pdf_text(pdf(nasty_summary(), "vi").body).replace(" ", "")
    assert f"Chi bộ sinh hoạt chuyên đề “{SHOWN}".replace(" ", "") in text


@pytest.mark.parametrize("render", [pdf, docx])
def test_decomposed_letters_are_printed_composed(
    render: Callable[[Summary, str], messages.FileOut],
) -> None:
    """Some phones send letters and accents apart; fonts do not join them well."""
    theme = "Tự soi, sửa ngay những việc nhỏ"
    apart = replace(samples.school(), theme=unicodedata.normalize("NFD", theme))
    body = render(apart, "vi").body
    assert theme in (pdf_text(body) if render is pdf else docx_text(body))


def test_the_picture_takes_strange_characters() -> None:
    """A chart of strange labels is still a picture."""
    assert summary_chart(nasty_summary(), "vi").body.startswith(b"\x89PNG")


def picture_size(body: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", body[16:24])
    return width, height


@pytest.mark.parametrize("make", CELLS)
def test_the_picture_fits_a_phone(make: Callable[[], Summary]) -> None:
    """Two pixels for each of 390 points; never so long that a chat shrinks it to a strip."""
    width, height = picture_size(summary_chart(make(), "vi").body)
    assert width == 780
    assert height <= 2.2 * width


def test_the_picture_adds_up_what_it_leaves_out() -> None:
    """Shown bars and the line below them hold all marks."""
    summary = samples.large()
    chart = charts.chat_chart(summary, phrases("vi"), documents.MOST_BARS)
    shown = [sum(bar.counts) for group in chart.groups for bar in group.bars]
    rest = re.fullmatch(r"(\d+) mục khác: (\d+) lượt\.", chart.note)
    assert rest
    assert len(shown) == documents.MOST_BARS
    assert sum(shown) + int(rest[2]) == summary.totals.marks


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_files_are_ascii(language: str) -> None:
    """Every channel can send them; the ending says what it is."""
    made = (
        documents.pdf(samples.school(), language),
        documents.docx(samples.school(), language),
        summary_chart(samples.school(), language),
        documents.pdf(samples.sheet(), language),
    )
    assert [each.name.rsplit(".", 1)[1] for each in made] == ["pdf", "docx", "png", "pdf"]
    assert all(re.fullmatch(r"[a-z0-9-]+\.[a-z]+", each.name) for each in made)


def test_both_languages_have_the_same_sentences() -> None:
    """A key that only one language has is a hole in the other."""
    assert phrases("vi").keys() == phrases("en").keys()


def test_a_missing_value_is_an_error() -> None:
    """Neither sentences nor the Word form print a hole."""
    with pytest.raises(UndefinedError):
        phrases("vi")("progress.missing")
    with pytest.raises(KeyError):
        phrases("vi")("progress.no_such_sentence")


def test_a_word_form_that_asks_for_something_unknown_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """docxtpl alone would print nothing there."""
    from bot.content.layout import word  # heavy, and patched only here

    form = io.BytesIO()
    document = Document()
    document.add_paragraph("{{ head.no_such_line }}")
    document.save(form)
    monkeypatch.setattr(word, "_form", lambda _: form.getvalue())
    with pytest.raises(UndefinedError):
        docx(samples.school(), "vi")


@pytest.mark.parametrize("language", LANGUAGES)
def test_wording_is_neutral(language: str) -> None:
    """People recognise something in themselves; nobody "has" a manifestation."""
    source = (REPORTS / language / "report.yaml").read_text("utf-8")
    spoken = "\n".join(line for line in source.splitlines() if not line.startswith("#"))
    assert re.findall(r"có biểu hiện|vi phạm|suy thoái|guilty|violat", spoken) == []


def test_the_data_is_plain_for_typst() -> None:
    """What is illegal in XML is replaced once more at this edge, line breaks are kept."""
    from bot.content.layout.paper import plain

    block: Any = plain(Block("text", "a\x00b\x1b\ud800c\nd"))
    assert block["text"] == "a\ufffdb\ufffd\ufffdc\nd"
