"""A11: what a committee's form may be made of, however it is written, and what it may make."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from bot.content.own_form.check import check_form
from bot.content.own_form.form import Unsafe, example, filled
from bot.content.own_form.parts import Problem, unsafe
from tests.content.own_form.test_form import changed, form

RELS = "word/_rels/document.xml.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def related(relationship: str, *, encoding: str = "utf-8") -> bytes:
    """A form whose text refers to one more thing."""

    def added(part: bytes) -> bytes:
        words = part.decode().replace("</Relationships>", f"{relationship}</Relationships>")
        return (
            words.replace("encoding='UTF-8'", f"encoding='{encoding}'")
            .replace('encoding="UTF-8"', f'encoding="{encoding}"')
            .encode(encoding)
        )

    return changed(form("x"), RELS, added)


def relationship(kind: str, target: str = "http://a.example/x", mode: str = "") -> str:
    return f'<Relationship Id="rIdX" Type="{_OFFICE}/{kind}" Target="{target}"{mode}/>'


def written(xml: str) -> bytes:
    """A form with this in its first paragraph."""
    return changed(
        form("x"),
        "word/document.xml",
        lambda part: part.replace(b"</w:p>", xml.encode() + b"</w:p>", 1),
    )


def code(*pieces: str) -> str:
    """A field whose code is in these runs."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def typed(body: bytes, kind: str, name: str, contents: bytes = b"x") -> bytes:
    """The form with one more part of this type."""
    override = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'.encode()
    said = changed(body, "[Content_Types].xml", lambda part: part.replace(b"</Types>", override))
    return changed(said, name, lambda _: contents)


def in_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    return changed(form("x", header="y"), name, change)


OUT = ' TargetMode="External"'
WRITTEN = {
    "double quotes": OUT,
    "single quotes": OUT.replace('"', "'"),
    "blanks": ' TargetMode = "External"',
    "line break": ' TargetMode\n=\n"External"',
    "reference": ' TargetMode="&#69;xternal"',
    "no mode": "",
}
"""One thing in XML, said in many ways."""
DROPPED = {
    **{way: related(relationship("hyperlink", mode=mode)) for way, mode in WRITTEN.items()},
    "UTF-16": related(relationship("hyperlink", mode=OUT), encoding="utf-16"),
    "field": written(code('HYPERLINK "file://a.example"')),
    "field in pieces": written(code("HYPER", 'LINK "file://a.example"')),
    "field in another": written(
        code("TOC ").replace(
            "TOC ",
            f"TOC </w:instrText></w:r>{code('HYPERLINK file://a.example')}<w:r><w:instrText> x",
        )
    ),
    "simple field": written('<w:fldSimple w:instr=" HYPERLINK file://a.example"/>'),
    "template": changed(
        form("x"),
        "word/_rels/settings.xml.rels",
        lambda _: (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            + relationship("attachedTemplate", mode=OUT.replace('"', "'"))
            + "</Relationships>"
        ).encode(),
    ),
    "template within": related(relationship("attachedTemplate", "a.example.dotm")),
}
VARIANTS = {
    **{f"picture, {way}": related(relationship("image", mode=m)) for way, m in WRITTEN.items()},
    "picture, UTF-16": related(relationship("image", mode=OUT), encoding="utf-16"),
    "share": related(relationship("image", "\\\\server\\share\\x.png")),
    "no scheme": related(relationship("image", "//a.example/x.png")),
    "template never dropped": written("<w:attachedTemplate/>"),
    "OLE": related(relationship("oleObject", "embeddings/x.bin")),
    "OLE element": written("<w:r><w:object/></w:r>"),
    "control": related(relationship("control", "activeX/x.xml")),
    "sheet": related(relationship("package", "embeddings/x.xlsx")),
    "chunk": related(relationship("aFChunk", "x.html")),
    "chunk element": written("<w:altChunk/>"),
    "chunk as part": typed(form("x"), "text/html", "word/x.html"),
    "page as XML": typed(form("x"), "application/xhtml+xml", "word/x.xml", b"<html/>"),
    "frame": related(relationship("frame", "x.docx")),
    "sub document": related(relationship("subDocument", "x.docx")),
    "unknown": related(relationship("whatever", "x.xml")),
    "own schema": related(
        '<Relationship Id="y" Type="http://a.example/image" Target="media/x.png"/>'
    ),
    "VBA": changed(form("x"), "word/vbaProject.bin", lambda _: b"x"),
    "VBA renamed": typed(form("x"), "application/vnd.ms-office.vbaProject", "word/a.bin"),
    "VBA as picture": related(
        '<Relationship Id="y" Target="media/x.png" '
        'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"/>'
    ),
    "macro document": changed(
        form("x"),
        "[Content_Types].xml",
        lambda part: part.replace(
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
    ),
    "program": changed(form("x"), "word/run.exe", lambda _: b"MZ"),
    "drawing": typed(form("x"), "image/svg+xml", "word/media/x.svg", b"<svg/>"),
    "DDE": written(code(r"DDEAUTO c:\\windows\\system32\\cmd.exe")),
    "DDE in pieces": written(code("DD", "E cmd")),
    "DDE small": written(code(" dde cmd")),
    "DDE never closed": written(code("DDE cmd").replace('"end"', '"begin"')),
    "DDE in another": written(
        code("PAGE ").replace(
            "PAGE ", f"PAGE </w:instrText></w:r>{code('DDE x')}<w:r><w:instrText> x"
        )
    ),
    "picture by field": written(code('INCLUDEPICTURE "http://a.example/x.png"')),
    "text by field": written(code('INCLUDETEXT "file.docx"')),
    "link by field never closed": written(code("HYPERLINK x").replace('"end"', '"begin"')),
    "simple field": written('<w:fldSimple w:instr=" LINK Excel.Sheet x"/>'),
    "code without a field": written("<w:r><w:instrText>DDE x</w:instrText></w:r>"),
    "header": in_part(
        "word/header1.xml",
        lambda part: part.replace(b"</w:p>", code("DDE x").encode() + b"</w:p>", 1),
    ),
    "old picture": written(
        '<w:r><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="http://a.example/x.png"/></w:pict></w:r>'
    ),
    "mail merge": changed(
        form("x"),
        "word/settings.xml",
        lambda part: part.replace(b"</w:settings>", b"<w:mailMerge/></w:settings>"),
    ),
    "document type": changed(
        form("x"), "word/settings.xml", lambda part: b"<!DOCTYPE x>" + part.partition(b"?>")[2]
    ),
    "two of one name": changed(form("x"), "WORD/document.xml", lambda _: b"<x/>"),
    "no types": changed(form("x"), "[Content_Types].xml", lambda _: b"<Types"),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_reaches_out_runs_or_carries_something_is_refused(variant: str) -> None:
    """A11"""
    found = check_form(VARIANTS[variant])
    assert any(each.forbids for each in found)
    assert unsafe(VARIANTS[variant])


@pytest.mark.parametrize("variant", DROPPED)
def test_a_link_to_touch_is_in_no_report_however_it_is_written(variant: str) -> None:
    """A11, U27: it refuses no form, and nobody gets it."""
    assert unsafe(DROPPED[variant])
    assert not any(each.forbids for each in check_form(DROPPED[variant]))
    with zipfile.ZipFile(io.BytesIO(filled(DROPPED[variant], example()))) as archive:
        parts = b"".join(map(archive.read, archive.namelist()))
    assert b"a.example" not in parts
    assert b"HYPER" not in parts


@pytest.mark.parametrize(
    "wrote",
    [
        '{{ "</w:t></w:r><w:r><w:instrText>DDE x</w:instrText></w:r><w:r><w:t>" | safe }}',
        "{{ '<w:altChunk/>' | safe }}",
        "{{ ('<w:fld' ~ 'Simple w:instr=\"DDE x\"/>') | safe }}",
    ],
)
def test_what_a_form_makes_is_looked_at_too(wrote: str) -> None:
    """A11: a mark writes what the form itself does not have."""
    body = form(wrote)
    assert unsafe(body) is None
    assert any(each.forbids for each in check_form(body))
    with pytest.raises(Unsafe):
        filled(body, example())


@pytest.mark.parametrize(
    "mark", ["{{ 'a' * 30000000 }}", "{% for a in range(90000) %}{{ 'a' * 400 }}{% endfor %}"]
)
def test_a_report_has_an_end(mark: str) -> None:
    """A11: a small form that makes a large report."""
    assert Problem.TOO_SLOW in {each.problem for each in check_form(form(mark))}


def test_fields_of_pages_and_days_are_welcome() -> None:
    for each in (
        " PAGE ",
        "NUMPAGES \\* MERGEFORMAT",
        "page",
        'DATE\\@ "dd/MM/yyyy"',
        " TOC \\o 1-3",
    ):
        assert unsafe(written(code(each))) is None


def test_what_is_packed_otherwise_is_not_unpacked() -> None:
    """A3, A11: packings that unpack in leaps."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("[Content_Types].xml", b"x")
    found = unsafe(out.getvalue())
    assert found
    assert found.problem is Problem.NOT_A_FORM
