"""Every Word file that the program makes: valid, without idle lines, and honest about itself."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from bot.content.documents import docx, own_data_docx
from bot.content.layout.paper import Block
from bot.content.layout.word_form import word_form
from bot.content.own_form.form import context_of, filled, starting_point
from bot.content.papers import paper_of
from bot.content.words.phrases import measures, profile_names
from bot.domain.privacy.dossier import Chapter, Dossier, Line
from tests.content import paper_samples, samples
from tests.content.layout.word_schema import faults, idle_paragraphs
from tests.content.papers.test_papers import PAPERS

DOSSIER = Dossier(
    "du-lieu",
    "vi",
    "Dữ liệu của đồng chí Trần Thị Hoa",
    "Chi bộ giữ những gì sau đây.",
    (
        Chapter(
            "Danh sách", "", (Line("Họ tên", "Trần Thị Hoa"), Line("Bản tự soi", heading=True))
        ),
        Chapter("Nhắc việc", "Không có gì.", ()),
    ),
    "Chi bộ Trường Mầm non Hoa Sen",
    "2026-12-15",
)
BARE = ("parent", "star", "number", "subject", "edition", "place_date")
"""What a head may be without."""


def bare(*missing: str) -> Any:
    """A report whose head lacks these lines, without a signature's post and recipients, and with an
    annex that has no second line."""
    paper = paper_of(samples.small(), "vi")
    head = replace(paper.head, **dict.fromkeys(missing, ""))
    signature = replace(paper.signature, post="", recipients="", copies=())
    annex = (Block("annex", "PHỤ LỤC"), Block("text", "Kèm theo."))
    return replace(paper, head=head, signature=signature, annex=annex)


def unnamed() -> Any:
    paper = bare()
    return replace(paper, signature=replace(paper.signature, name=""))


@cache
def files() -> dict[str, bytes]:
    """One of each kind, and heads that lack something."""
    made = {name: docx(make(), "vi").body for name, make in PAPERS.items()}
    made["English report"] = docx(samples.school(), "en").body
    made |= {f"without {part}": docx(bare(part), "vi").body for part in BARE}
    made["without all"] = docx(bare(*BARE), "vi").body
    made["without name"] = docx(unnamed(), "vi").body
    made["dossier"] = own_data_docx(DOSSIER, "vi").body
    made["own form to begin with"] = starting_point()
    made["own form filled"] = filled(starting_point(), context_of(samples.school(), "vi"))
    made |= {f"form {name}": word_form(measures(name)) for name in profile_names()}
    return made


KINDS = (
    *PAPERS,
    "English report",
    *(f"without {part}" for part in (*BARE, "all", "name")),
    *("dossier", "own form to begin with", "own form filled"),
    *(f"form {name}" for name in profile_names()),
)


@pytest.mark.parametrize("kind", KINDS)
def test_elements_stand_in_the_order_of_the_schema(kind: str) -> None:
    """Word forgives, validators and other programs do not."""
    assert faults(files()[kind]) == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_paragraph_is_empty_without_need(kind: str) -> None:
    if not kind.startswith(("form ", "own form")):
        assert idle_paragraphs(files()[kind]) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_says_which_language_and_which_word_it_is_for(kind: str) -> None:
    """Word underlines Vietnamese in a file that calls itself American."""
    with zipfile.ZipFile(io.BytesIO(files()[kind])) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name).decode() for name in names if name.endswith(".xml")}
    region = "en-GB" if kind.startswith("English") else "vi-VN"
    assert set(re.findall(r'<w:lang w:val="([^"]+)"', parts["word/styles.xml"])) == {region}
    assert f'<w:themeFontLang w:val="{region}"/>' in parts["word/settings.xml"]
    assert f"<dc:language>{region}</dc:language>" in parts["docProps/core.xml"]
    compatible = r'w:name="compatibilityMode"[^>]*w:val="15"'
    assert re.search(compatible, parts["word/settings.xml"])
    assert not [name for name in names if "thumbnail" in name or "customXml" in name]
    everything = " ".join(parts[name] for name in parts if "theme" not in name)
    assert not re.search(r"en-US|ja-JP|2013-12|python-docx|Macintosh", everything)


def test_a_file_says_whose_it_is_and_of_which_day() -> None:
    """The day is the paper's own, not the machine's."""
    told = Document(io.BytesIO(files()["report 17"])).core_properties
    assert told.title == "BÁO CÁO tổng hợp kết quả tự soi, tự sửa năm 2026"
    assert told.subject == "tổng hợp kết quả tự soi, tự sửa năm 2026"
    assert told.comments.startswith("Dự thảo trình hội nghị, số liệu đến ngày 15/12/2026")
    assert told.author == told.last_modified_by == "CHI BỘ TRƯỜNG MẦM NON HOA SEN"
    assert told.created
    assert told.modified
    assert told.created.date() == told.modified.date() == date(2026, 12, 15)
    own = Document(io.BytesIO(files()["dossier"])).core_properties
    assert (own.title, own.author) == (DOSSIER.title, DOSSIER.cell)
    assert own.created
    assert own.created.date() == date(2026, 12, 15)


def test_a_long_title_is_cut_where_there_is_no_room_for_it() -> None:
    paper = paper_of(samples.small(), "vi")
    long = replace(paper, head=replace(paper.head, subject="kế hoạch " * 60))
    told = Document(io.BytesIO(docx(long, "vi").body)).core_properties
    assert told.title.startswith("BÁO CÁO kế hoạch")
    assert len(told.title) == 255


def test_a_paper_without_a_date_claims_none() -> None:
    draft = replace(samples.sheet(), version=0, submitted_at=None)
    with zipfile.ZipFile(io.BytesIO(docx(draft, "vi").body)) as archive:
        core = archive.read("docProps/core.xml").decode()
    assert "dcterms:created" not in core
    assert "dcterms:modified" not in core


def test_the_rule_and_the_names_of_signers_keep_their_places() -> None:
    """What is not there leaves no room, but for the line of a post that the other signer has."""
    document = Document(io.BytesIO(files()["without all"]))
    title = [p.text for p in document.paragraphs[:2]]
    assert title == ["BÁO CÁO", "-----"]
    assert document.paragraphs[1].paragraph_format.space_after.pt == 12
    signed = document.tables[-1].rows[0].cells[1].paragraphs
    assert [p.text for p in signed] == ["T/M CHI BỘ", "Vũ Thị Mây"]
    assert signed[0].paragraph_format.space_after.pt == 56
    paper = paper_of(paper_samples.minutes(3), "vi")
    assert paper.signature.left
    one = replace(paper.signature, post="BÍ THƯ", left=replace(paper.signature.left, post=""))
    cells = Document(io.BytesIO(docx(replace(paper, signature=one), "vi").body)).tables[-1]
    left, right = (cell.paragraphs for cell in cells.rows[0].cells)
    assert len(left) == len(right) == 3
    assert left[1].text == "\N{NO-BREAK SPACE}"


def texts(body: bytes) -> list[str]:
    """Every paragraph with words, those of tables too, in their order."""
    document = Document(io.BytesIO(body))
    every = (
        "".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.iter(qn("w:p"))
    )
    return [" ".join(words.split()) for words in every if words.strip()]


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_libreoffice_keeps_every_text_there_and_back(tmp_path: Path) -> None:
    """From Word to ODT and back: nothing is lost, and nothing comes out elsewhere."""
    kinds = ("report 17", "minutes 17", "remediation", "registration", "without all", "dossier")
    for number, kind in enumerate(kinds):
        (tmp_path / f"{number}.docx").write_bytes(files()[kind])
    convert = partial(_converted, tmp_path)
    convert("odt", sorted(tmp_path.glob("*.docx")))
    convert("docx:MS Word 2007 XML", sorted(tmp_path.glob("*.odt")))
    for number, kind in enumerate(kinds):
        assert texts((tmp_path / "out" / f"{number}.docx").read_bytes()) == texts(files()[kind])


def _converted(folder: Path, to: str, sources: list[Path]) -> None:
    out = folder if to == "odt" else folder / "out"
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"),
            *("--convert-to", to, "--outdir", str(out), *map(str, sources)),
        ],
        capture_output=True,
        timeout=180,
        check=True,
    )
