"""A committee's own form: what it may use, what is found before it is kept, and that it is safe."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from docx import Document

from bot.content.own_form import form as own_form
from bot.content.own_form import parts
from bot.content.own_form.check import check_form
from bot.content.own_form.form import context_of, example, filled
from bot.content.own_form.parts import Finding, Problem
from bot.content.words.catalogue import TEMPLATES
from bot.domain.style import Style, ToneOn
from tests.content import samples


def form(*lines: str, cells: tuple[str, ...] = (), header: str = "") -> bytes:
    """A Word file with these paragraphs, a table row, and a header."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if cells:
        for cell, text in zip(document.add_table(1, len(cells)).rows[0].cells, cells, strict=True):
            cell.text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def changed(body: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The file with one part changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.namelist():
            part = old.read(item)
            new.writestr(item, change(part) if item == name else part)
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return out.getvalue()


def damaged(body: bytes) -> bytes:
    """The packed data of the first part begins with what no packing begins with."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        first = archive.infolist()[0]
    assert first.filename == "[Content_Types].xml"
    start = first.header_offset + 30 + len(first.filename)
    return body[:start] + b"\xff" + body[start + 1 :]


def text_of(body: bytes) -> str:
    document = Document(io.BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def shape(value: Any) -> Any:
    """Names and kinds, whatever the values."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "figure" if isinstance(value, int) else "word"


def forbidding(body: bytes) -> list[Finding]:
    return [finding for finding in check_form(body) if finding.forbids]


def test_the_example_has_every_name_that_a_report_has() -> None:
    context = context_of(samples.school(), "vi")
    context["items"] = context["marked_items"]
    assert shape(context) == shape(dict(example()))


def test_each_name_is_documented() -> None:
    words = (TEMPLATES.parent / "docs" / "forms.md").read_text("utf-8")
    assert [name for name in example() if f"`{name}`" not in words] == []


def test_the_starting_point_uses_every_name_and_nothing_else() -> None:
    assert check_form(own_form.starting_point()) == ()


def test_the_filled_form_has_the_report_s_figures() -> None:
    text = text_of(filled(own_form.starting_point(), context_of(samples.school(), "vi")))
    assert "đã nộp 12 (75%)" in text
    assert "I.3. Coi nhẹ lý luận" in text
    assert "Chi bộ có 17 đảng viên; 01 đồng chí được miễn, không phải viết bản tự soi." in text


@pytest.mark.parametrize(
    ("body", "problem", "what", "place"),
    [
        (form("Đã nộp: {{ da_nop }}"), Problem.UNKNOWN, "da_nop", "Đã nộp: {{ da_nop }}"),
        (form("x", cells=("{{ a b }}",)), Problem.SYNTAX, "{{ a b }}", "{{ a b }}"),
        (form("x", header="{{ ten }}"), Problem.UNKNOWN, "ten", "{{ ten }}"),
        (form("{% for x in items %}{{ x.cod }}{% endfor %}"), Problem.UNKNOWN, "x.cod", "{% for x"),
        (form("{{ parts[0].titel }}"), Problem.FAILED, "UndefinedError", ""),
        (form("{% for x in items %}{{ x.code }}"), Problem.FAILED, "TemplateSyntaxError", ""),
        (form("{{ ''.__class__.__mro__ }}"), Problem.FAILED, "SecurityError", ""),
        (form("{% for a in range(999999999) %}{% endfor %}"), Problem.FAILED, "OverflowError", ""),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    body: bytes, problem: Problem, what: str, place: str
) -> None:
    (found,) = forbidding(body)
    assert found.problem is problem
    assert what in found.what
    assert found.place.startswith(place)


def test_names_that_are_not_used_forbid_nothing() -> None:
    found = check_form(form("{{ cell }}"))
    assert {finding.problem for finding in found} == {Problem.UNUSED}
    assert "cell" not in {finding.what for finding in found}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", Problem.NOT_A_FORM),
        (b"PK\x03\x04 broken", Problem.NOT_A_FORM),
        (damaged(form()), Problem.NOT_A_FORM),
        (b"x" * (parts.MOST_BYTES + 1), Problem.TOO_LARGE),
        (
            changed(form(), "big.bin", lambda _: bytes(parts.MOST_UNPACKED)),
            Problem.TOO_LARGE,
        ),
        (changed(form(), "word/vbaProject.bin", lambda _: b"x"), Problem.MACROS),
        (changed(form(), "[Content_Types].xml", lambda _: b"<Types/>"), Problem.NOT_A_FORM),
        (changed(form(), "word/document.xml", lambda _: b"<not xml"), Problem.NOT_A_FORM),
        (
            changed(
                form(),
                "word/_rels/document.xml.rels",
                lambda part: part.replace(
                    b"</Relationships>",
                    b'<Relationship Id="x" Type="t" Target="http://a" TargetMode="External"/>'
                    b"</Relationships>",
                ),
            ),
            Problem.EXTERNAL,
        ),
    ],
    ids=["empty", "broken", "damaged", "huge", "bomb", "macros", "types", "no xml", "external"],
)
def test_a_file_that_is_no_plain_form_is_refused(body: bytes, problem: Problem) -> None:
    assert [finding.problem for finding in forbidding(body)] == [problem]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("<b>&amp; \"x\" 'y' {{ roster }} {% for %} {# #} ]]>",) * 2,
        ("😀 مرحبا ế", "مرحبا ế"),
        ("a\x00\x07\x0c\x1b\u202e\u2066\ud800z", "a" + "\ufffd" * 5 + "z"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("".join(samples.MARKED_LETTERS),) * 2,
    ],
    ids=["marks", "scripts", "control", "apart", "letters"],
)
def test_whatever_a_text_holds_is_printed_or_visibly_replaced(typed: str, printed: str) -> None:
    """What the secretary, the theme or a sentence is cannot become a mark or break the file."""
    strange = replace(samples.issued(samples.school(), leader=typed), theme=typed)
    form_ = form("[{{ signer_name }}]", "[{{ theme }}]")
    text = text_of(filled(form_, context_of(strange, "vi")))
    assert text.count(f"[{printed}]") == 2


def test_the_chosen_spelling_is_in_every_text() -> None:
    """As in the standard paper."""
    styled = samples.issued(samples.school(), style=Style("hd05", ToneOn.Y))
    paper = replace(styled, theme="Chi ủy tự soi")
    text = text_of(filled(form("{{ theme }} {{ parts }}"), context_of(paper, "vi")))
    assert "Chi uỷ tự soi" in text
    assert "ủy" not in text


def test_ten_thousand_letters_come_through() -> None:
    long = "Ngày mai " * 1200
    text = text_of(
        filled(form("{{ theme }}"), context_of(replace(samples.school(), theme=long), "vi"))
    )
    assert text == long.strip()


RELS = "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def linked(
    body: bytes, kind: str, target: str, *, part: str = "document", body_xml: str = ""
) -> bytes:
    """The form with one link to outside, and what refers to it (`rId900`) before its end."""
    where = f'Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"'
    link = f'<Relationship Id="rId900" {where}/>'
    empty = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    end = "</Relationships>"

    def rels(old: bytes) -> bytes:
        return (old.decode() or empty + end).replace(end, link + end).encode()

    def refers(old: bytes) -> bytes:
        text = old.decode()
        at = text.rindex("<w:sectPr") if part == "document" else text.rindex("</w:")
        spaced = body_xml.replace("r:id", f'xmlns:r="{OFFICE}" r:id')
        return (text[:at] + spaced + text[at:]).encode()

    return changed(changed(body, f"word/_rels/{part}.xml.rels", rels), f"word/{part}.xml", refers)


TOUCHED = (
    '<w:p><w:hyperlink r:id="rId900"><w:r><w:t>Thư: a@b.vn</w:t></w:r></w:hyperlink>'
    "<w:r><w:t> {{ cell }}</w:t></w:r></w:p>"
)
HARMLESS = {
    "e-mail": linked(form("x"), "hyperlink", "mailto:a@b.vn", body_xml=TOUCHED),
    "page": linked(form("x"), "hyperlink", "https://tanhoa.example/", body_xml=TOUCHED),
    "phone": linked(form("x"), "hyperlink", "tel:0909123456", body_xml=TOUCHED),
    "template": linked(
        form("Thư: a@b.vn {{ cell }}"),
        "attachedTemplate",
        "file:///C:\\Mau\\MauCV.dotx",
        part="settings",
        body_xml='<w:attachedTemplate r:id="rId900"/>',
    ),
    "template on a server": linked(
        form("Thư: a@b.vn {{ cell }}"),
        "attachedTemplate",
        "https://tanhoa.example/m.dotx",
        part="settings",
        body_xml='<w:attachedTemplate r:id="rId900"/>',
    ),
}


@pytest.mark.parametrize("body", HARMLESS.values(), ids=HARMLESS)
def test_u27_harmless_links_are_dropped_and_their_words_stay(body: bytes) -> None:
    assert forbidding(body) == []
    done = filled(body, context_of(samples.school(), "vi"))
    assert "Thư: a@b.vn CHI BỘ TRƯỜNG" in text_of(done)
    with zipfile.ZipFile(io.BytesIO(done)) as parts:
        everything = b"".join(parts.read(name) for name in parts.namelist())
    assert b"External" not in everything
    assert b"rId900" not in everything


@pytest.mark.parametrize("kind", ["image", "oleObject", "frame", "subDocument", "aFChunk"])
def test_u27_contents_from_elsewhere_are_refused_and_named(kind: str) -> None:
    (found,) = forbidding(linked(form("{{ cell }}"), kind, "https://a.example/anh.png"))
    assert (found.problem, found.what) == (Problem.EXTERNAL, "https://a.example/anh.png")


@pytest.mark.parametrize(
    "written",
    [
        *("{ year }", "{year}", "{ ten_dong_chi }", "｛｛ cell ｝｝", "｛ cell ｝", "{｛ cell ｝}"),
        *("«cell»", "[[ cell ]]", "[cell]", "<<cell>>", "${cell}", "＜＜cell＞＞"),
    ],
)
def test_u27_what_is_meant_as_a_mark_and_never_works_is_told_with_its_place(written: str) -> None:
    found = forbidding(form("Đầu", f"Chi bộ {written} báo cáo"))
    assert {each.problem for each in found} == {Problem.LITERAL}
    assert {each.place for each in found} == {f"Chi bộ {written} báo cáo"}


@pytest.mark.parametrize("half", ["{{ cell }", "{ cell }}", "{{ cell", "cell }}", "{% if year }"])
def test_u27_half_a_mark_is_told_with_its_place(half: str) -> None:
    found = forbidding(form(f"Chi bộ {half} báo cáo"))
    assert found
    assert {each.place for each in found} == {f"Chi bộ {half} báo cáo"}


def test_u27_merge_fields_are_told_however_word_keeps_them() -> None:
    simple = (
        '<w:p><w:fldSimple w:instr=" MERGEFIELD ten "><w:r><w:t>Tên</w:t></w:r></w:fldSimple></w:p>'
    )
    begins, ends = (f'<w:r><w:fldChar w:fldCharType="{way}"/></w:r>' for way in ("begin", "end"))
    split = (
        f"<w:p>{begins}<w:r><w:instrText> MERGE</w:instrText></w:r>"
        f"<w:r><w:instrText>FIELD ten </w:instrText></w:r>{ends}<w:r><w:t>Tên</w:t></w:r></w:p>"
    )
    for xml in (simple, split):
        (found,) = forbidding(within(form("x"), xml))
        assert (found.problem, found.what) == (Problem.LITERAL, "MERGEFIELD ten")
    page = '<w:p><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'
    assert forbidding(within(form("x"), page)) == []


@pytest.mark.parametrize(
    ("kept", "gone", "more"),
    [("A ", "{{ ten_cu }}", "{{ cell }} B"), ("A {{ ce", "xx", "ll }}"), ("A", " {{ cell }}", "")],
)
def test_u27_a_mark_in_deleted_text_is_told_with_its_place(kept: str, gone: str, more: str) -> None:
    def run(tag: str, text: str) -> str:
        return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'

    deleted = f'<w:del w:id="1" w:author="x">{run("delText", gone)}</w:del>'
    xml = f"<w:p>{run('t', kept)}{deleted}{run('t', more)}</w:p>"
    (found,) = [
        each for each in forbidding(within(form("x"), xml)) if each.problem is Problem.DELETED
    ]
    assert found.place == f"{kept}{gone}{more}"


@pytest.mark.parametrize(
    "text", ["Các mức {1; 2; 3}", "a < b > c", "[1] Ghi chú", "Điểm «tốt»", "Tập hợp {}", "[x] Có"]
)
def test_u27_other_brackets_are_left_alone(text: str) -> None:
    assert forbidding(form(f"{text} {{{{ cell }}}}")) == []


def within(body: bytes, xml: str) -> bytes:
    """The form with this at its end."""
    return changed(
        body,
        "word/document.xml",
        lambda part: part.replace(b"<w:sectPr", xml.encode() + b"<w:sectPr", 1),
    )
