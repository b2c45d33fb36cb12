"""The report's figures, in both files as in the summary, and what it does not say."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.content.documents import docx, pdf
from bot.content.papers.report import paper as report
from bot.content.words.phrases import phrases
from bot.domain import messages
from bot.domain.interview.tallies import Quotes
from bot.domain.report.summary import Detail, Summary, percent
from bot.domain.review.voice import Voice
from tests.content import answered, samples
from tests.content.written import docx_tables, docx_text, pdf_text

CELLS = (samples.small, samples.school, samples.large)
SECRET = "Quý III tôi vắng hai buổi"


def vietnamese(count: int, counted: int) -> str:
    share = str(percent(count, counted)).removesuffix(".0").replace(".", ",")
    return f"{count} ({share}%)" if count and counted >= 10 else str(count)


def expected_rows(summary: Summary) -> list[list[str]]:
    """The rows that somebody marked, as they have to stand on paper, written down without the
    program's help."""
    return [
        [
            f"{row.row.short}. {row.row.label['vi']}",
            *(vietnamese(n, matrix.counted) for n in row.levels),
        ]
        for matrix in summary.member_matrices
        for row in matrix.rows
        if row.marked
    ]


def numbers(cells: list[str]) -> list[int]:
    return [int(cell.split()[0]) for cell in cells]


@pytest.mark.parametrize("make", CELLS)
def test_every_row_of_the_word_file_has_the_summary_s_figures(make: Callable[[], Summary]) -> None:
    """Each sums to the people counted; the others stand in one line, with how many they are."""
    summary = make()
    body = docx(summary, "vi").body
    rows = [row for table in docx_tables(body) for row in table if re.match(r"[IV]+\.\d\.", row[0])]
    assert rows == expected_rows(summary)
    free = 27 - len(rows)
    told = f"{free} biểu hiện còn lại: không đồng chí nào tự nhận thấy."
    assert (told in docx_text(body)) == bool(rows)
    assert all(sum(numbers(row[1:])) == summary.totals.counted for row in rows)


@pytest.mark.parametrize("make", CELLS)
def test_every_row_of_the_pdf_has_the_summary_s_figures(make: Callable[[], Summary]) -> None:
    """The label is followed by its own four figures."""
    summary = make()
    text = pdf_text(pdf(summary, "vi").body)
    missing = [row for row in expected_rows(summary) if " ".join(row) not in text]
    assert missing == []


def test_groups_count_each_person_once() -> None:
    """The overview has the people of each group, and sums to those counted."""
    tables = docx_tables(docx(samples.school(), "vi").body)
    assert [numbers(row[1:]) for row in tables[0][1:]] == [
        [5, 4, 3, 0],
        [9, 2, 0, 1],
        [12, 0, 0, 0],
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Chi bộ có 17 đảng viên; 01 đồng chí được miễn, không phải viết bản tự soi.",
        "12/16 đồng chí phải viết đã nộp bản tự soi (75%)",
        "; 04 đồng chí chưa nộp.",
        "8/12 đồng chí (66,7%) tự nhận thấy ít nhất một biểu hiện, cộng 11 lượt,",
        "chính sách, pháp luật: 04 đồng chí (hiếm khi 3, thỉnh thoảng 1)",
        "Nguyên nhân chủ quan: chưa sắp xếp được thời gian (2 đồng chí);",
        "Nguyên nhân khách quan: công việc chuyên môn quá tải (2 đồng chí);",
        "Biện pháp: đăng ký học tập và có sản phẩm cụ thể (2 đồng chí);",
        "; 02 đồng chí nêu biện pháp khác.",
        "Hạn chế khác theo lĩnh vực: chuyên môn (5); nền nếp, kỷ luật lao động (2);",
        "trung bình 10,3, thấp nhất 7, cao nhất 12",
        "05 đồng chí có góp ý, đề xuất với chi ủy, chi bộ.",
        "Phê bình còn nể nang.",
        "nay 5 lượt không còn, 3 lượt vẫn còn; phát sinh 6 lượt mới.",
        "Trong 10 nội dung đã nêu năm 2025, các đồng chí tự đánh giá: đã hết 5, đỡ 2, còn 3.",
        "Dự thảo trình hội nghị, số liệu đến ngày 15/12/2026",
        "(kèm theo Báo cáo số",
        "Sông Trăng, ngày 15 tháng 12 năm 2026",
    ],
)
def test_both_layouts_say_the_same(sentence: str) -> None:
    """Each sentence stands in the PDF and in the Word file."""
    assert sentence in pdf_text(pdf(samples.school(), "vi").body)
    assert sentence in docx_text(docx(samples.school(), "vi").body)


def test_the_comparison_says_of_each_item_what_became_of_it() -> None:
    """Every item that moved stands in one sentence, and the people behind it are the moves'."""
    summary = answered.school()
    assert summary.comparison
    text = pdf_text(pdf(summary, "vi").body)
    moved = {r.short: m for group in summary.comparison.groups for r, m in group.rows}
    assert set(moved) == {"I.1", "I.3", "I.4", "I.5", "I.8", "II.6"}
    sentences = re.findall(r"(?:Không còn|Vẫn còn|Mới nêu)[^:]*: [^.]*(?:\.\d [^.]*)+\.", text)
    told = {
        found[1]: int(found[2])
        for sentence in sentences
        for found in re.finditer(r"([IV]+\.\d) [^()]*\((?:năm 2025 có )?(\d+) đồng chí", sentence)
    }
    assert told == {short: m.remaining or m.new or m.resolved for short, m in moved.items()}


def test_tables_are_numbered_in_the_order_in_which_they_stand() -> None:
    """Both layouts take the numbers from the content."""
    paper = report.summary_paper(samples.school(), phrases("vi"))
    captions = [block.table.caption for block in (*paper.blocks, *paper.annex) if block.table]
    assert [caption.split(".")[0] for caption in captions] == [f"Bảng {n}" for n in range(1, 4)]


@pytest.mark.parametrize("render", [pdf, docx])
def test_what_there_is_nothing_to_say_about_is_not_printed(
    render: Callable[[Summary, str], messages.FileOut],
) -> None:
    """Nobody missing or exempt, nothing marked, no last time, no place: none of it appears."""
    body = render(samples.small(), "vi").body
    text = pdf_text(body) if render is pdf else docx_text(body)
    unsaid = (
        "Chưa nộp",
        "miễn",
        "So với lần trước",
        "Biểu đồ",
        "chuyên đề",
        "hội nghị:",
        "Chi ủy;",
    )
    assert [words for words in unsaid if words in text] == []
    assert re.findall(r"None|Undefined|\{\{|\{%|: \.|\(\)|, ngày 05 tháng", text) == []
    assert "Ngày 05 tháng 02 năm 2026" in text
    assert "03 đồng chí đã tự soi; chưa đồng chí nào tự nhận thấy" in text


def test_a_cell_in_which_nobody_has_submitted_gets_a_short_report() -> None:
    """No results, no percentages of nothing."""
    base = samples.school()
    nothing = replace(base.totals, counted=0, with_marks=0, marks=0)
    there = replace(base.participation, submitted=0)
    empty = replace(base, totals=nothing, participation=there, forms=())
    titles = [b.text for b in report.summary_paper(empty, phrases("vi")).blocks if b.kind == "part"]
    assert titles == ["I- Tình hình và việc tổ chức thực hiện"]
    words = docx_text(docx(empty, "vi").body)
    assert "chưa đồng chí nào trong 16 đồng chí phải viết nộp bản tự soi." in words
    assert "0%" not in words


@pytest.mark.parametrize("make", CELLS)
def test_no_paragraph_is_empty(make: Callable[[], Summary]) -> None:
    """Blocks without words are not made in the first place."""
    paper = report.summary_paper(make(), phrases("vi"))
    assert [b for b in paper.blocks if not (b.text.strip(" .:-") or b.table or b.chart)] == []


def test_no_member_s_own_words_are_printed() -> None:
    """Words of a question that is not printed stay out even if a tally carries them."""
    base = samples.school()
    told = Detail(samples.ADVICE, Quotes(5, (SECRET,)))
    form = base.forms[1]
    section = replace(form.sections[-1], findings=(told,))
    leaky = replace(base, forms=(replace(form, sections=(section,)),))
    assert SECRET not in docx_text(docx(leaky, "vi").body)
    assert SECRET not in pdf_text(pdf(leaky, "vi").body)


def test_one_person_s_form_shows_choices_and_no_counts() -> None:
    """The head's form: areas with their level in a sentence, no table of ones and zeros."""
    base = samples.school()
    head = samples.matrix("I", 1, {3: (0, 1, 0)}, (0, 0, 1, 0))
    section = replace(base.forms[1].sections[0], findings=(head,))
    form = replace(base.forms[0], sections=(section,), voice=Voice.HEAD)
    blocks = report.summary_paper(replace(base, forms=(form,)), phrases("vi")).blocks
    told = (
        "Người đứng đầu tự nhận còn hạn chế ở 1/9 lĩnh vực:"
        " coi nhẹ lý luận, ngại học nghị quyết, chính sách, pháp luật (thỉnh thoảng)."
    )
    assert told in [block.text for block in blocks]
    assert not [block for block in blocks if block.table]


def test_the_report_s_chart_has_every_marked_item() -> None:
    """In both layouts the bars are those of the summary."""
    paper = report.summary_paper(samples.school(), phrases("vi"))
    (chart,) = [block.chart for block in paper.annex if block.chart]
    assert [(bar.label.split()[0], bar.counts) for g in chart.groups for bar in g.bars] == [
        ("I.3", (3, 1, 0)),
        ("I.4", (0, 1, 0)),
        ("I.5", (2, 1, 0)),
        ("II.4", (0, 0, 1)),
        ("II.6", (2, 0, 0)),
    ]


def test_the_resolution_s_wording_is_an_annex_where_it_is_known() -> None:
    """Only filled-in rows, before the figures; annexes are numbered where there are two."""
    base = samples.school()
    first = base.member_matrices[0]
    official = replace(first.rows[2].row, official_text=samples.words("Nguyên văn mục ba."))
    rows = (*first.rows[:2], replace(first.rows[2], row=official), *first.rows[3:])
    section = replace(base.forms[1].sections[1], findings=(replace(first, rows=rows),))
    known = replace(base, forms=(replace(base.forms[1], sections=(section,)),))
    for text in (pdf_text(pdf(known, "vi").body), docx_text(docx(known, "vi").body)):
        assert "PHỤ LỤC 1 Nguyên văn các biểu hiện (kèm theo Báo cáo số" in text
        assert "I.3. Nguyên văn mục ba." in text
    titles = [
        [
            (b.text, b.lead.splitlines()[0])
            for b in report.summary_paper(s, phrases("vi")).annex
            if b.kind == "annex"
        ]
        for s in (known, base, samples.small())
    ]
    figures = "Số liệu theo từng biểu hiện"
    assert titles[0] == [("PHỤ LỤC 1", "Nguyên văn các biểu hiện"), ("PHỤ LỤC 2", figures)]
    assert titles[1:] == [[("PHỤ LỤC", figures)], []]


def test_the_english_report_has_english_words_and_numbers() -> None:
    """Words, decimal sign and dates are the language's own."""
    text = pdf_text(pdf(samples.school(), "en").body)
    assert "12 of the 16 who have to write (75%) have submitted a review" in text
    assert "8 of 12 members (66.7%) recognised at least one manifestation in themselves" in text
    assert "15 December 2026" in text
