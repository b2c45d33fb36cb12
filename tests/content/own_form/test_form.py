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
    assert "Chi bộ có 17 đảng viên, trong đó 1 đồng chí được miễn nộp bản tự soi." in text


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
        ("😀 مرحبا ế",) * 2,
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
