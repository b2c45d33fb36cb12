"""A member's own papers: what they say, in which order, and what they leave out."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from bot.content.documents import docx, pdf
from bot.content.papers import Printable, paper_of
from bot.domain.papers.own import Facts, SpokenPart
from bot.domain.style import Style
from tests.content import own_samples, paper_samples, samples
from tests.content.written import docx_text, pdf_text

OWN: dict[str, Callable[[], Any]] = {
    "read out": own_samples.spoken,
    "facts": own_samples.facts,
    "registration": own_samples.registration,
}
TOP, FOOT = (297 - 20) / 25.4 * 72, 20 / 25.4 * 72
"""Where the text begins and ends on a page that stands upright, in points."""
EVERY_OWN = pytest.mark.parametrize("make", OWN.values(), ids=OWN.keys())


def lines(paper: Printable, language: str = "vi") -> list[str]:
    """Each block as one line, with what leads it."""
    blocks = paper_of(paper, language).blocks
    return [f"{block.lead} {block.text}".strip() for block in blocks]


def headings(paper: Printable) -> list[str]:
    return [block.text for block in paper_of(paper, "vi").blocks if block.kind == "part"]


def test_what_is_read_out_is_said_in_sentences() -> None:
    said = lines(own_samples.spoken())
    assert said[:2] == [
        "Kính thưa các đồng chí!",
        "Tôi là Trần Thị Hoa, xin trình bày phần tự soi, tự sửa của bản thân năm 2026.",
    ]
    assert said[-1] == "Xin trân trọng cảm ơn!"
    assert (
        "Về biểu hiện coi nhẹ lý luận, ngại học nghị quyết, chính sách, tôi tự thấy ở mức"
        " thỉnh thoảng. Cụ thể, quý III tôi vắng 2 buổi học nghị quyết, chỉ đọc lướt tài liệu."
        " Nguyên nhân là tôi chưa chủ động học tập, nghiên cứu và chưa sắp xếp thời gian hợp lý."
        " Tôi sẽ lập lịch tuần, dành giờ cố định; đọc và ghi chép nghị quyết hằng tháng."
    ) in said
    assert (
        "Thứ nhất, tôi cam kết học xong lớp bồi dưỡng lý luận chính trị; thời hạn là ngày"
        " 30/6/2027; sản phẩm là giấy chứng nhận và một bài viết vận dụng vào giờ dạy."
    ) in said
    assert (
        "Kỳ trước tôi nêu biểu hiện coi nhẹ lý luận, ngại học nghị quyết; nay tôi tự đánh giá là"
        " đỡ."
    ) in said


def test_the_only_answer_of_a_part_is_said_without_its_name() -> None:
    said = lines(own_samples.spoken())
    assert "Dự đủ 12 kỳ sinh hoạt." in said
    assert not any("ưu điểm cần phát huy" in line.lower() for line in said)
    assert "Về góp ý, đề xuất, tôi xin trình bày: mỗi quý nên có một chuyên đề về nghề." in said


def test_who_marked_nothing_says_so() -> None:
    nothing = replace(
        own_samples.spoken(), before=(), parts=(SpokenPart("Soi 27 biểu hiện", none_marked=True),)
    )
    assert headings(nothing) == ["1. Soi 27 biểu hiện"]
    assert "Qua soi từng mục, tôi chưa thấy biểu hiện nào ở bản thân." in lines(nothing)


def test_the_facts_come_in_short_lines_without_any_level() -> None:
    facts = own_samples.facts()
    levelled = replace(facts, measures=(own_samples.row("I.3", "Coi nhẹ lý luận"),))
    for paper in (facts, levelled):
        said = lines(paper)
        assert "không thay cho mẫu chính thức" in said[0]
        assert not any("thỉnh thoảng" in line for line in said)
    said = lines(facts)
    assert "Trong 3 mục: đỡ 2, đã hết 1." in said
    assert said.count("Kết quả:") == 2
    assert (
        "Phong cách: Phong cách nêu gương; việc cụ thể: Mỗi tháng giúp một học sinh yếu;"
        " thời gian: 30/6/2027; sản phẩm: Ba học sinh đạt yêu cầu."
    ) in said


def test_parts_without_anything_are_left_out_and_the_others_numbered_on() -> None:
    whole = own_samples.facts()
    assert [title[:2] for title in headings(whole)] == ["1.", "2.", "3.", "4.", "5."]
    some = replace(whole, before=(), measures=())
    assert headings(some) == [
        "1. Cam kết kỳ trước",
        "2. Cam kết kỳ này",
        "3. Đăng ký nội dung học tập và làm theo Bác",
    ]
    first_year = replace(own_samples.spoken(), before=())
    assert headings(first_year)[0] == "1. Ưu điểm"


def test_facts_say_whether_there_are_any() -> None:
    whole = own_samples.facts()
    empty = Facts(whole.issuer, 2026, whole.writer, whole.made_at)
    assert empty.is_empty
    assert not whole.is_empty


@pytest.mark.parametrize("profile", ["hd05", "hd36"])
def test_the_facts_look_like_no_form_and_nobody_signs_them(profile: str) -> None:
    """No name of the Party, no head, no room for a signature."""
    paper = samples.issued(own_samples.facts(), style=Style(profile))
    for text in (docx_text(docx(paper, "vi").body), pdf_text(pdf(paper, "vi").body)):
        assert "ĐẢNG" not in text
        assert text.startswith("TƯ LIỆU")
    assert not Document(io.BytesIO(docx(paper, "vi").body)).tables


def heights(body: bytes) -> list[tuple[int, str, float]]:
    """Page, words and height of every text, in points from the foot of the page."""
    found: list[tuple[int, str, float]] = []
    for number, page in enumerate(PdfReader(io.BytesIO(body)).pages, 1):

        def visit(
            text: str, cm: list[float], tm: list[float], *_: object, number: int = number
        ) -> None:
            if text.strip():
                found.append((number, text.strip(), round(tm[5] + cm[5], 1)))

        page.extract_text(visitor_text=visit)
    return found


def test_without_a_head_the_title_stands_at_the_top() -> None:
    _, title, height = heights(pdf(own_samples.facts(), "vi").body)[0]
    assert title == "TƯ LIỆU"
    assert height > TOP - 20


@pytest.mark.parametrize("profile", ["hd05", "hd36"])
def test_what_is_read_out_is_a_private_sheet_that_nobody_signs(profile: str) -> None:
    """No name of the Party over it, and no table for a head or for signatures."""
    paper = samples.issued(own_samples.spoken(), style=Style(profile))
    assert "ĐẢNG CỘNG SẢN" not in pdf_text(pdf(paper, "vi").body)
    assert not Document(io.BytesIO(docx(paper, "vi").body)).tables


def test_member_and_cell_sign_a_registration_on_one_level() -> None:
    paper = own_samples.registration()
    table = Document(io.BytesIO(docx(paper, "vi").body)).tables[-1]
    left, right = (cell.text.split("\n") for cell in table.rows[0].cells)
    assert (left[0], left[1], left[-1]) == ("T/M CHI BỘ", "BÍ THƯ", "Phạm Thị Lan")
    assert (right[0], right[-1]) == ("NGƯỜI ĐĂNG KÝ", "Trần Thị Hoa")
    found = heights(pdf(paper, "vi").body)
    level = {text: height for page, text, height in found if page == found[-1][0]}
    assert level["Phạm Thị Lan"] == level["Trần Thị Hoa"]


def test_nobody_confirms_the_own_registration() -> None:
    """The secretary's: the line for the cell is left to be signed by somebody else."""
    paper = paper_of(replace(own_samples.registration(), confirms=False), "vi")
    assert paper.signature.left is not None
    assert (paper.signature.left.post, paper.signature.left.name) == ("", "")


def test_a_registration_follows_its_form_and_leaves_room_for_results_and_the_remark() -> None:
    paper = own_samples.registration()
    assert headings(paper) == [
        "1. Người đăng ký",
        "2. Nội dung đăng ký",
        "3. Kết quả từng quý",
        "4. Chi bộ nhận xét",
    ]
    said = lines(paper)
    order = ["Phong cách:", "Việc cụ thể:", "Thời gian:", "Sản phẩm:"]
    places = [next(n for n, line in enumerate(said) if line.startswith(lead)) for lead in order]
    assert all(before < after for before, after in pairwise(places))


def test_an_answer_called_as_its_part_is_printed_without_its_name() -> None:
    sheet = samples.sheet()
    strengths = replace(sheet.parts[0], title="Ưu điểm cần phát huy")
    said = lines(replace(sheet, parts=(strengths,)))
    at = said.index("2. Ưu điểm cần phát huy")
    assert said[at + 1] == "Hoàn thành tốt nhiệm vụ."
    assert said[at + 2 :] == ["3. Nhận xét của chi bộ", "", "", ""]


def test_before_and_now_stand_side_by_side_in_word_too() -> None:
    tables = Document(io.BytesIO(docx(own_samples.compared(), "vi").body)).tables
    pairs = [table for table in tables if table.rows[0].cells[0].text == "Trước"]
    assert [[cell.text for cell in pair.rows[1].cells] for pair in pairs] == [
        ["Vắng hai buổi.", "Vắng hai buổi học nghị quyết của Đảng bộ trong quý III."],
        ["Đọc tài liệu.", "Đọc tài liệu trước khi họp."],
    ]
    for pair in pairs:
        first, second = (int(c.get(qn("w:w"))) for c in pair._tbl.tblGrid)
        assert abs(first - second) <= 1


def test_a_long_row_goes_on_over_the_page() -> None:
    """Ten thousand characters in one cell: every word is on some page, in both files."""
    words = " ".join(f"từ{number}" for number in range(1500))
    paper = own_samples.compared(words)
    text = pdf_text(pdf(paper, "vi").body)
    assert "từ0 " in text
    assert "từ1499" in text
    pair = Document(io.BytesIO(docx(paper, "vi").body)).tables[2]
    assert pair.rows[1].cells[1].text == words
    assert not list(pair.rows[1]._tr.iter(qn("w:cantSplit")))


def test_no_long_cell_of_a_table_runs_off_its_page() -> None:
    body = pdf(paper_samples.remediation("Đọc nghị quyết. " * 400), "vi").body
    assert min(height for _, _, height in heights(body)) > FOOT


@EVERY_OWN
@pytest.mark.parametrize("profile", ["hd05", "hd36"])
def test_no_heading_stands_alone_at_the_foot_of_a_page(
    make: Callable[[], Any], profile: str
) -> None:
    """However long what stands before it is."""
    base = samples.issued(make(), style=Style(profile))
    for length in range(26):
        paper = paper_of(base, "vi")
        filler = tuple(replace(paper.blocks[0], kind="text", text="Thêm.") for _ in range(length))
        paper = replace(paper, blocks=(*filler, *paper.blocks))
        titles = {block.text for block in paper.blocks if block.kind == "part"}
        for page in PdfReader(io.BytesIO(pdf(paper, "vi").body)).pages:
            last = page.extract_text().strip().splitlines()[-1]
            assert last not in titles
