"""The paper form: everything that is asked, boxes to tick, lines to write on, two signatures."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from bot.content.documents import docx, pdf, standing_picture
from bot.content.layout.paper import BOX, Table
from bot.content.layout.pdf import pdf_file
from bot.content.papers.blank import blank_paper
from bot.content.papers.standing import standing_chart
from bot.content.questionnaires.files import load_questionnaires
from bot.content.words.catalogue import TEMPLATES
from bot.content.words.phrases import measures, phrases, profile_names
from bot.domain.cycle.place import Picture, Place
from bot.domain.interview.carried import kept_items, with_items
from bot.domain.interview.questionnaire import Group, Row, Section
from bot.domain.review.sheet import Blank
from bot.domain.style import Style
from bot.domain.words import LANGUAGES
from tests.content import samples
from tests.content.layout.test_profiles import drawn
from tests.content.samples import issuer
from tests.content.written import docx_tables, docx_text, pdf_text

FORM = load_questionnaires(TEMPLATES)["member"]
CELL = issuer("Chi bộ Hoa Sen", "Đảng bộ xã Tân Hòa", "Tân Hòa")
BLANK = Blank(CELL, "Đảng ủy xã Tân Hòa", FORM.without_carried, 2026)
ROWS = [row for question in FORM.questions for row in question.rows]
OWN = Row("own", {"vi": "Ba bài kiểm tra tôi trả cho học sinh chậm một tuần, có bài còn sót"}, "")


def named(name: str, *items: Row) -> Blank:
    form = with_items(FORM, kept_items(FORM, items))
    return replace(BLANK, name=name, born_on="01/02/1960", posts="Đảng viên", form=form)


def tables(blank: Blank, kind: str = "table") -> list[Table]:
    blocks = blank_paper(blank, phrases("vi")).blocks
    return [block.table for block in blocks if block.kind == kind and block.table]


def test_every_item_has_a_box_for_each_level() -> None:
    rows = [row for table in tables(BLANK) for row in table.rows]
    assert len(rows) == len(ROWS) == 27
    assert all(row[1:] == (BOX,) * 4 for row in rows)


def test_own_items_of_last_time_have_three_boxes_each() -> None:
    """P8: the part stands only where there are items, and names each of them."""
    first, *_ = tables(named("Phạm Văn Nam", ROWS[2], OWN))
    assert first.head[1:] == ("đã hết", "đỡ", "còn")
    assert [row[0] for row in first.rows] == [
        "I.3. Coi nhẹ lý luận, ngại học nghị quyết, chính sách, pháp luật",
        OWN.label["vi"],
    ]
    assert {row[1:] for row in first.rows} == {(BOX,) * 3}
    for without in (BLANK, named("Phạm Văn Nam")):
        assert len(tables(without)) == 3
        words = pdf_text(pdf(without, "vi").body)
        assert "Kỳ trước" not in words
        assert "đã hết" not in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_is_asked_is_missing(language: str) -> None:
    blocks = blank_paper(BLANK, phrases(language)).blocks
    words = " ".join(" ".join((b.text, b.lead, b.table.caption if b.table else "")) for b in blocks)
    chosen = {cell for b in blocks if b.table for row in b.table.rows for cell in row}
    groups = [i for section in BLANK.form.sections for i in section.items if isinstance(i, Group)]
    loops = {group.repeat_while for group in groups}
    grouped = {question.id for group in groups for question in group.questions}
    for question in BLANK.form.questions:
        if question.id not in loops:
            short = question.id in grouped and not question.relevant
            label = question.called if short else question.label
            assert label[language] in words, question.id
            if not question.rows:
                assert {option.label[language] for option in question.options} <= chosen
    assert FORM.readers[language] in words


def test_what_is_asked_alike_stands_once_and_by_no_inner_name() -> None:
    """P8: causes and measures were printed four times; "Loại nguyên nhân tự ghi" says nothing."""
    blocks = blank_paper(BLANK, phrases("vi")).blocks
    captions = [table.caption for table in tables(BLANK, "boxes")]
    assert captions.count("Nguyên nhân:") == captions.count("Biện pháp:") == 1
    (about,) = [block.text for block in blocks if block.kind == "section"]
    assert about.startswith("Nhóm I: tư tưởng chính trị; Nhóm II: đạo đức, lối sống: với mỗi mục")
    assert "Nguyên nhân đồng chí vừa ghi là chủ quan hay khách quan?" in captions
    assert "tự ghi" not in repr(blocks)


def test_choices_stand_in_two_columns_and_few_short_ones_on_a_line() -> None:
    across = {table.caption: len(table.head) for table in tables(BLANK, "boxes")}
    assert across["Nguyên nhân:"] == across["Biện pháp:"] == across["Lĩnh vực:"] == 2
    (causes,) = (t for t in tables(BLANK, "boxes") if t.caption == "Nguyên nhân:")
    assert [row[0] for row in causes.rows][:2] == [
        "Chưa chủ động học tập, nghiên cứu",
        "Chưa sắp xếp thời gian hợp lý",
    ]
    (areas,) = (t for t in tables(BLANK, "boxes") if t.caption == "Lĩnh vực:")
    assert areas.rows[-1] == ("Bồi dưỡng mũi nhọn", "")


@pytest.mark.parametrize("profile", profile_names())
@pytest.mark.parametrize("items", [0, 1, 3, 5])
def test_the_standard_questionnaire_takes_four_pages(profile: str, items: int) -> None:
    """P8: two sheets, printed on both sides; also with the longest items and a long name."""
    own = sorted(ROWS, key=lambda row: len(row.label["vi"]))[-items:] if items else []
    blank = named("Nguyễn Hoàng Thị Phương Khánh", *own)
    blank = replace(blank, issuer=replace(CELL, style=Style(profile)), code="ABC-DEF")
    pages = PdfReader(io.BytesIO(pdf(blank, "vi").body)).pages
    assert len(pages) <= 4
    assert "NGƯỜI VIẾT" in pages[-1].extract_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_group_is_on_one_page(language: str) -> None:
    own = [replace(row, label={"vi": row.label["vi"], "en": row.label["en"]}) for row in ROWS[:5]]
    pages = [
        page.extract_text()
        for page in PdfReader(io.BytesIO(pdf(named("Nam", *own), language).body)).pages
    ]
    for group in ("I.", "II.", "III."):
        whole = [{f"{group}{n}. " in page for n in range(1, 10)} for page in pages[1:]]
        assert all(len(found) == 1 for found in whole), group


def test_a_group_that_no_page_holds_goes_on_over_the_page() -> None:
    """A questionnaire of one's own may have long ones: nothing falls off the foot of the page."""
    many = tuple(replace(row, short=f"{n}/{row.short}") for n in (1, 2, 3) for row in ROWS)
    matrix = replace(FORM.question("I"), rows=many)
    section = Section("s", {"vi": "Soi", "en": "Look"}, (matrix,))
    body = pdf(replace(BLANK, form=replace(FORM, sections=(section,))), "vi").body
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]
    assert all(any(row.short in page for page in pages) for row in many)
    # What falls off a page is still in its text, so it counts how far the page goes.
    assert max(sum(row.short in page for row in many) for page in pages) < 27


@pytest.mark.parametrize("render", [pdf, docx])
def test_it_bears_code_year_and_room_for_the_day(render: object) -> None:
    file = render(replace(BLANK, code="ABC-DEF"), "vi")  # type: ignore[operator] # one of the two
    text = pdf_text(file.body) if render is pdf else docx_text(file.body)
    assert "Phiếu viết tay, mã số ABC-DEF" in text
    assert "CỦA ĐẢNG VIÊN NĂM 2026" in text
    assert "ngày …… tháng …… năm ………" in text
    assert "nhập nguyên văn phiếu vào phần mềm hỗ trợ của Chi bộ" in text
    assert "trợ lý" not in text


def boxes_in(body: bytes) -> list[tuple[float, float]]:
    """Width and height in mm of each box of a Word file."""
    document = Document(io.BytesIO(body))
    extents = document.element.body.iter(qn("wp:extent"))
    return [(int(each.get("cx")) / 36000, int(each.get("cy")) / 36000) for each in extents]


def test_boxes_are_drawn_as_large_as_a_pen_needs() -> None:
    """P8: in both files 4 to 5 mm; no letter stands for one."""
    blank = named("Nam", ROWS[2])
    choices = sum(bool(cell) for t in tables(blank, "boxes") for row in t.rows for cell in row)
    wanted = choices + 27 * 4 + 3
    word = docx(blank, "vi").body
    assert boxes_in(word) == [(4.5, 4.5)] * wanted
    assert BOX not in docx_text(word)
    body = pdf(blank, "vi").body
    assert BOX not in pdf_text(body)
    side = 4.5 / 25.4 * 72
    contents = b"".join(p.get_contents().get_data() for p in PdfReader(io.BytesIO(body)).pages)  # type: ignore[union-attr] # no page is empty
    lines = re.findall(rb"([\d.]+) 0 l\s+\1 ([\d.]+) l", contents)
    assert len([1 for line in lines if all(abs(float(x) - side) < 0.1 for x in line)]) == wanted


def test_a_box_that_somebody_typed_is_no_box_elsewhere() -> None:
    sheet = samples.sheet()
    typed = replace(sheet, writer="Hộp □")
    assert not boxes_in(docx(typed, "vi").body)
    assert "□" in docx_text(docx(typed, "vi").body)
    assert "Hộp □" in pdf_text(pdf(typed, "vi").body)


@pytest.mark.parametrize("profile", profile_names())
def test_what_is_filled_in_by_hand_is_as_large_as_the_text(profile: str) -> None:
    says = measures(profile)
    body = docx(replace(BLANK, issuer=replace(CELL, style=Style(profile))), "vi").body
    document = Document(io.BytesIO(body))
    grids = [t for t in document.tables if t._tbl.tblPr.style is not None]
    sizes = {
        run.font.size.pt
        for table in grids
        for row in table.rows
        for cell in row.cells
        for run in cell.paragraphs[0].runs
        if run.text.strip()
    }
    assert sizes == {says["body"]["size"], says["form"]["head"]}
    section = document.sections[0]
    assert round(section.left_margin.mm) == round(section.right_margin.mm) == says["form"]["side"]
    assert round(section.top_margin.mm) == round(section.bottom_margin.mm) == says["form"]["foot"]
    style = document.styles["Normal"].paragraph_format
    assert (style.line_spacing.pt, style.space_after.pt) == (
        says["form"]["line"],
        says["form"]["after"],
    )
    assert document.styles["Sign post"].paragraph_format.space_after.pt == says["form"]["sign"]
    (stop,) = document.styles["Rule"].paragraph_format.tab_stops
    assert round(stop.position.mm) == 210 - 2 * says["form"]["side"]


@pytest.mark.parametrize("name", measures("hd05")["form"])
def test_the_pdf_follows_every_measure_of_a_form(name: str) -> None:
    paper, profile = blank_paper(named("Nam"), phrases("vi")), dict(measures("hd05"))
    altered = profile | {"form": {**profile["form"], name: profile["form"][name] + 2}}
    assert drawn(pdf_file(paper, altered)) != drawn(pdf_file(paper, profile))


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
    found = docx_tables(docx(BLANK, "vi").body)
    assert sum(row[0].startswith(("I.", "II.", "III.")) for table in found for row in table) == 27


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
