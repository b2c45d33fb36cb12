"""The paper form: everything that is asked, boxes to tick, lines to write on, two signatures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.documents import docx, pdf, standing_picture
from bot.content.papers.blank import BOX, blank_paper
from bot.content.papers.standing import standing_chart
from bot.content.questionnaires.files import load_questionnaires
from bot.content.words.catalogue import TEMPLATES
from bot.content.words.phrases import phrases
from bot.domain.cycle.place import Picture, Place
from bot.domain.interview.questionnaire import Group
from bot.domain.review.sheet import Blank
from bot.domain.words import LANGUAGES
from tests.content.layout.test_documents import docx_tables, docx_text, pdf_text
from tests.content.samples import issuer

FORM = load_questionnaires(TEMPLATES)["member"]
CELL = issuer("Chi bộ Hoa Sen", "Đảng bộ xã Tân Hòa", "Tân Hòa")
BLANK = Blank(CELL, "Đảng ủy xã Tân Hòa", FORM)


def named(name: str) -> Blank:
    return replace(BLANK, name=name)


def test_every_item_has_a_box_for_each_level() -> None:
    tables = [block.table for block in blank_paper(BLANK, phrases("vi")).blocks if block.table]
    rows = [row for table in tables for row in table.rows]
    assert len(rows) == sum(len(q.rows) for q in FORM.questions) == 27
    assert all(row[1:] == (BOX,) * 4 for row in rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_is_asked_is_missing(language: str) -> None:
    blocks = blank_paper(BLANK, phrases(language)).blocks
    words = " ".join(" ".join((b.text, b.lead, b.table.caption if b.table else "")) for b in blocks)
    groups = [i for section in FORM.sections for i in section.items if isinstance(i, Group)]
    loops = {group.repeat_while for group in groups}
    grouped = {question.id for group in groups for question in group.questions}
    for question in FORM.questions:
        if question.id not in loops:
            label = question.called if question.id in grouped else question.label
            assert label[language] in words, question.id
    assert FORM.readers[language] in words


@pytest.mark.parametrize("render", [pdf, docx])
def test_both_layouts_have_the_same_content(render: object) -> None:
    file = render(named("Phạm Văn <Nam> & con"), "vi")  # type: ignore[operator] # one of the two
    text = pdf_text(file.body) if render is pdf else docx_text(file.body)
    assert "Họ và tên: Phạm Văn <Nam> & con" in text
    assert "Người đọc: Bí thư hoặc người được ủy quyền" in text
    assert "Chữ ký đồng ý, ngày ký:" in text
    assert "NGƯỜI VIẾT" in text
    assert file.name.startswith("phieu-tu-soi.")


def test_the_word_form_has_the_tables() -> None:
    tables = docx_tables(docx(BLANK, "vi").body)
    assert sum(row[0].startswith(("I.", "II.", "III.")) for table in tables for row in table) == 27


def test_the_picture_has_figures_and_words_and_leaves_out_what_is_empty() -> None:
    counts = ((Place.APPROVED, 9), (Place.SUBMITTED, 0), (Place.EXEMPT, 1))
    chart = standing_chart(Picture("Tự soi 2026", 0, closed=False, counts=counts), "vi")
    assert [(s.label, s.count) for s in chart.stands] == [("Đã duyệt", 9), ("Được miễn", 1)]
    assert chart.subtitle == "hôm nay là ngày cuối · đã nộp 9/9 đồng chí phải nộp"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_can_be_drawn(language: str) -> None:
    counts = tuple((place, n % 3) for n, place in enumerate(Place))
    for closed in (False, True):
        body = standing_picture(Picture("Tự soi", -2, closed, counts), language).body
        assert body.startswith(b"\x89PNG")
    assert standing_picture(Picture("Tự soi", 3, closed=False, counts=()), language).body
