"""A committee's own Word form of the consolidated report, filled by docxtpl.

The file comes from outside. So it is checked before it is kept (`check.check_form`), its marks are
evaluated in a sandbox, and it is filled in a worker process with a time limit. Its names are those
of docs/forms.md; all values come from the same report as the standard paper.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from bot.content.layout.paper import Block, plain
from bot.content.own_form.links import without_links
from bot.content.own_form.parts import Finding, Problem, unsafe
from bot.content.papers import paper_of, report_parts
from bot.content.words.phrases import REPORTS, Phrases, phrases
from bot.content.yaml_files import read_yaml
from bot.domain.interview.questionnaire import Option
from bot.domain.interview.tallies import Counts
from bot.domain.report.summary import Detail, MatrixCounts, RowCounts, Summary
from bot.domain.words import in_language


def context_of(summary: Summary, language: str) -> dict[str, Any]:
    """What the marks of a form stand for. The words are those of the standard paper, with the
    secretary's own sentences."""
    values: dict[str, Any] = plain(_values(summary, language), summary.issuer.style.tone_on)
    return values


def _values(summary: Summary, language: str) -> dict[str, Any]:
    say = phrases(language, summary.issuer.style.profile)
    paper = paper_of(summary, language)
    head, sign, there = paper.head, paper.signature, summary.participation
    items = [_item(row, matrix, say) for matrix in summary.member_matrices for row in matrix.rows]
    return {
        "parent": head.parent,
        "cell": head.cell,
        "party": head.party,
        "number": head.number,
        "place_date": head.place_date,
        "type": head.type,
        "subject": head.subject,
        "signer_body": sign.body,
        "signer_post": sign.post,
        "signer_name": sign.name,
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
            {"title": title, "lines": lines}
            for title, blocks in report_parts(summary, language)
            if (lines := _lines(blocks))
        ],
        "groups": [_group(matrix, say) for matrix in summary.member_matrices],
        "items": items,
        "marked_items": [item for item in items if item["people"]],
        **_compared(summary),
    }


def _lines(blocks: Iterable[Block]) -> list[str]:
    return [f"{block.lead} {block.text}".strip() for block in blocks if block.text]


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
    """One example value for each name that a form may use, as `context_of` has them."""
    found: Mapping[str, Any] = read_yaml(REPORTS / "own" / "example.yaml")
    return found


class Unsafe(Exception):
    """What the form made may not go to anybody."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.problem)
        self.finding = finding


def environment() -> Any:
    """The sandbox in which marks are evaluated: it changes nothing and lets no unknown name
    pass."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def filled(body: bytes, context: Mapping[str, Any]) -> bytes:
    """The form filled with these values, without links to elsewhere. Raises Unsafe, and whatever
    the form makes go wrong."""
    from docxtpl import DocxTemplate

    template = DocxTemplate(io.BytesIO(without_links(body)))
    template.render(dict(context), environment())
    out = io.BytesIO()
    template.save(out)
    made = out.getvalue()
    if found := unsafe(made):
        raise Unsafe(Finding(Problem.TOO_SLOW) if found.problem is Problem.TOO_LARGE else found)
    return made


def starting_point() -> bytes:
    """A form that uses every name, for a committee to change in Word."""
    from docx import Document
    from docx.shared import Mm, Pt

    from bot.content.layout.word_form import row_flag
    from bot.content.layout.word_setup import set_up

    words: Mapping[str, Any] = read_yaml(REPORTS / "own" / "form.yaml")
    document = Document()
    set_up(document)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = words["font"], Pt(words["size"])
    normal.paragraph_format.space_after = Pt(4)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(20), Mm(20)
    page.left_margin, page.right_margin = Mm(30), Mm(15)
    for line in words["lines"]:
        document.add_paragraph(line)
    table = document.add_table(4, len(words["columns"]), style="Table Grid")
    table.autofit = False
    rows = (_words_of(words, "title"), ["{%tr for item in items %}"], _words_of(words, "mark"))
    for row, texts in zip(table.rows, (*rows, ["{%tr endfor %}"]), strict=True):
        row_flag(row, "w:cantSplit")
        for cell, text in zip(row.cells, texts, strict=False):  # the rest of the row stays empty
            cell.text = text
    for column, told in zip(table.columns, words["columns"], strict=True):
        column.width = Mm(told["width"])
        for cell in column.cells:
            cell.width = Mm(told["width"])
    for line in words["ending"]:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _words_of(words: Mapping[str, Any], name: str) -> list[str]:
    return [column[name] for column in words["columns"]]
