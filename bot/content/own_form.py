"""A committee's own Word form of the consolidated report, filled by docxtpl.

The file comes from outside. So it is looked at before it is kept, its marks are evaluated in a
sandbox, and it is filled in a worker process with a time limit. Its names are those of
docs/forms.md; all values come from the same report as the standard paper.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.content.paper import Block, plain
from bot.content.papers import paper_of, report_parts
from bot.content.phrases import REPORTS, Phrases, phrases
from bot.content.yaml_files import read_yaml
from bot.domain.questionnaire import Option
from bot.domain.summary import Detail, MatrixCounts, RowCounts, Summary
from bot.domain.tallies import Counts
from bot.domain.words import in_language

MOST_BYTES = 2_000_000
MOST_UNPACKED = 20_000_000
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MARK = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)
_DOCXTPL = re.compile(r"^({{|{%)(?:r|p|tr|tc)\s")


class Problem(StrEnum):
    """Why a form cannot be used, or what else there is to say of it."""

    NOT_A_FORM = "not_a_form"
    TOO_LARGE = "too_large"
    MACROS = "macros"
    EXTERNAL = "external"
    SYNTAX = "syntax"
    UNKNOWN = "unknown"
    FAILED = "failed"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` is the name or mark concerned, `place` the text in which it stands, as a person sees
    it in the document."""

    problem: Problem
    what: str = ""
    place: str = ""

    @property
    def forbids(self) -> bool:
        """Whether the form cannot be used because of this."""
        return self.problem is not Problem.UNUSED


def context_of(summary: Summary, language: str) -> dict[str, Any]:
    """What the marks of a form stand for. The words are those of the standard paper, with the
    secretary's own sentences."""
    say = phrases(language, summary.style.profile)
    paper = plain(paper_of(summary, language), summary.style.tone_on)
    head, sign, there = paper["head"], paper["signature"], summary.participation
    items = [_item(row, matrix, say) for matrix in _matrices(summary) for row in matrix.rows]
    return {
        **{name: head[name] for name in ("parent", "cell", "number", "party", "place_date")},
        **{name: head[name] for name in ("type", "subject")},
        "signer_body": sign["body"],
        "signer_post": sign["post"],
        "signer_name": sign["name"],
        "year": summary.year,
        "theme": summary.theme,
        "roster": there.roster,
        "required": there.required,
        "submitted": there.submitted,
        "submitted_share": say("format.share", part=there.submitted, whole=there.required),
        **dict(there.places),
        "counted": summary.totals.counted,
        "people_with_marks": summary.totals.with_marks,
        "marks": summary.totals.marks,
        "parts": [
            {"title": title, "lines": _lines(blocks)}
            for title, blocks in report_parts(summary, language)
        ],
        "groups": [_group(matrix, say) for matrix in _matrices(summary)],
        "items": items,
        "marked_items": [item for item in items if item["people"]],
        **_compared(summary),
    }


def _lines(blocks: Iterable[Block]) -> list[str]:
    return [f"{block.lead} {block.text}".strip() for block in blocks if block.text]


def _matrices(summary: Summary) -> list[MatrixCounts]:
    return [
        finding
        for form in summary.forms
        if form.audience == "member"
        for section in form.sections
        for finding in section.findings
        if isinstance(finding, MatrixCounts)
    ]


def _group(matrix: MatrixCounts, say: Phrases) -> dict[str, Any]:
    people = sum(matrix.people[1:])
    return {
        "name": in_language(matrix.question.called, say.language),
        "people": people,
        "share": say("format.share", part=people, whole=matrix.counted),
        "levels": list(matrix.people),
    }


def _item(row: RowCounts, matrix: MatrixCounts, say: Phrases) -> dict[str, Any]:
    return {
        "code": row.row.short,
        "name": in_language(row.row.label, say.language),
        "people": row.marked,
        "share": say("format.share", part=row.marked, whole=matrix.counted),
        "levels": list(row.levels),
        "answers": [
            {"question": in_language(detail.question.called, say.language), "chosen": chosen}
            for detail in row.details
            if (chosen := _chosen(detail, say.language))
        ],
    }


def _chosen(detail: Detail, language: str) -> list[dict[str, Any]]:
    def named(option: Option, people: int) -> dict[str, Any]:
        return {"label": in_language(option.label, language), "count": people}

    if not isinstance(detail.tally, Counts):
        return []
    return [named(option, people) for option, people in detail.tally.options if people]


def _compared(summary: Summary) -> dict[str, Any]:
    found = summary.comparison
    total = found.total if found else None
    return {
        "year_before": found.year if found else "",
        "people_in_both": found.people if found else 0,
        "resolved": total.resolved if total else 0,
        "remaining": total.remaining if total else 0,
        "new": total.new if total else 0,
    }


def example() -> Mapping[str, Any]:
    """One value for each name that a form may use, as `context_of` has them."""
    found: Mapping[str, Any] = read_yaml(REPORTS / "own" / "example.yaml")
    return found


# -- looking at a form before it is kept


def check(body: bytes) -> tuple[Finding, ...]:
    """All that is wrong with a form, and which names it does not use; it is filled in once as a
    trial. The file is opened only after its size and parts were looked at."""
    unsafe = _unsafe(body)
    if unsafe:
        return (unsafe,)
    values = example()
    try:
        wrong = tuple(_marks_wrong(body, values))
    except Exception as error:  # noqa: BLE001 -- a file that only looks like a Word file
        return (Finding(Problem.NOT_A_FORM, type(error).__name__),)
    if any(finding.forbids for finding in wrong):
        return wrong
    try:
        filled(body, values)
    except Exception as error:  # noqa: BLE001 -- whatever a foreign file does, its sender is told
        return (Finding(Problem.FAILED, f"{type(error).__name__}: {error}"[:200]), *wrong)
    return wrong


def _unsafe(body: bytes) -> Finding | None:
    if len(body) > MOST_BYTES:
        return Finding(Problem.TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            if sum(item.file_size for item in parts.infolist()) > MOST_UNPACKED:
                return Finding(Problem.TOO_LARGE)
            names = parts.namelist()
            types = parts.read("[Content_Types].xml").decode("utf-8", "replace")
            links = "".join(
                parts.read(name).decode("utf-8", "replace")
                for name in names
                if name.endswith(".rels")
            )
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError):
        return Finding(Problem.NOT_A_FORM)
    if any("vbaproject" in name.lower() for name in names):
        return Finding(Problem.MACROS)
    if _MAIN not in types:
        return Finding(Problem.NOT_A_FORM)
    return Finding(Problem.EXTERNAL) if 'TargetMode="External"' in links else None


def _marks_wrong(body: bytes, known: Mapping[str, Any]) -> Iterator[Finding]:
    """Marks that are no marks, names that mean nothing, and names that are not used."""
    from jinja2 import TemplateSyntaxError, meta, nodes

    environment = _environment()
    marks = list(_marks(body))
    made_here: set[str] = set()
    used: set[str] = set()
    for mark, _ in marks:
        made_here |= set(re.findall(r"{%\s*(?:for|set)\s+(\w+)", mark))
    for mark, place in marks:
        try:
            tree = environment.parse(_whole(mark))
        except TemplateSyntaxError as error:
            yield Finding(Problem.SYNTAX, f"{mark} ({error.message})", place)
            continue
        names = meta.find_undeclared_variables(tree)
        names |= {node.name for node in tree.find_all(nodes.Name)} & known.keys()
        used |= names
        for name in sorted(names - known.keys() - made_here - {"loop"}):
            yield Finding(Problem.UNKNOWN, name, place)
    for name in sorted(known.keys() - used):
        yield Finding(Problem.UNUSED, name)


def _whole(mark: str) -> str:
    """A single mark as a template of its own: an opening one is closed, a closing one opened."""
    word = re.match(r"{%-?\s*(\w+)", mark)
    match word[1] if word else "":
        case "for":
            return mark + "{% endfor %}"
        case "if":
            return mark + "{% endif %}"
        case "elif" | "else":
            return "{% if true %}" + mark + "{% endif %}"
        case "endfor":
            return "{% for x in [] %}" + mark
        case "endif":
            return "{% if true %}" + mark
        case _:
            return mark


def _marks(body: bytes) -> Iterator[tuple[str, str]]:
    """Every mark of the document with the text around it, docxtpl's letters taken off."""
    from docx import Document

    document = Document(io.BytesIO(body))
    places: list[Any] = [document]
    for section in document.sections:
        places += [section.header, section.first_page_header, section.footer]
    for place in places:
        for text in _texts(place):
            for found in _MARK.finditer(text):
                yield _DOCXTPL.sub(r"\1 ", found[0]), " ".join(text.split())[:120]


def _texts(place: Any) -> Iterator[str]:
    for paragraph in place.paragraphs:
        yield paragraph.text
    for table in place.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from _texts(cell)


# -- filling it in


def _environment() -> Any:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def filled(body: bytes, context: Mapping[str, Any]) -> bytes:
    """The form with these values. Raises whatever the form makes go wrong."""
    from docxtpl import DocxTemplate

    template = DocxTemplate(io.BytesIO(body))
    template.render(dict(context), _environment())
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def starting_point() -> bytes:
    """A form that uses every name, for a committee to change in Word."""
    from docx import Document

    document = Document()
    words: Mapping[str, Any] = read_yaml(REPORTS / "own" / "form.yaml")
    for line in words["lines"]:
        document.add_paragraph(line)
    table = document.add_table(4, len(words["columns"]), style="Table Grid")
    head, begin, row, end = table.rows
    for cell, title in zip(head.cells, words["columns"], strict=True):
        cell.text = title
    begin.cells[0].text = "{%tr for item in items %}"
    for cell, mark in zip(row.cells, words["cells"], strict=True):
        cell.text = mark
    end.cells[0].text = "{%tr endfor %}"
    for line in words["ending"]:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
