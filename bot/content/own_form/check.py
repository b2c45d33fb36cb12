"""What is wrong with a committee's own Word form, found before it is kept."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.content.own_form.form import Unsafe, environment, example, filled
from bot.content.own_form.links import without_links
from bot.content.own_form.parts import MOST_BYTES, Finding, Problem, unsafe

_ENDS = {"{{": "}}", "{%": "%}"}
_SIGN = re.compile(r"{{|}}|{%|%}")
_PLACED = re.compile(r"^({{|{%)(?:r|p|tr|tc)\s")
_OF_A_CELL = re.compile(r"^{%\s{0,9}(?:colspan|cellbg)\s|^{%\s{0,9}[vh]m\s{0,9}%}$")
"""docxtpl's own marks: what repeats a mark, and what makes a table cell wide or coloured."""
_MEANT = re.compile(
    r"(?:[{｛]{1,2}|\[{1,2}|<{1,2}|«|\$\{|＜{1,2})\s{0,9}(?P<name>[A-Za-z_][\w.]{0,60})\s{0,9}"
    r"(?:[}｝]{1,2}|\]{1,2}|>{1,2}|»|＞{1,2})"
)
"""A name in brackets that are none of ours: one brace, wide ones, those of other programs."""
_MERGED = re.compile(r"MERGEFIELD\s{1,9}\S+")
_HALF = re.compile(r"\{\{|\}\}|\{%|%\}|[｛｝]{2}|｛%|%｝")


def check_form(body: bytes) -> tuple[Finding, ...]:
    """All that is wrong with a form, and which names it does not use; it is filled in once as a
    trial. The file is opened only after its size and its parts have passed; links to touch are
    dropped first."""
    if len(body) > MOST_BYTES:
        return (Finding(Problem.TOO_LARGE),)
    body = without_links(body)
    if found := unsafe(body):
        return (found,)
    values = example()
    try:
        lines = list(_paragraphs(body))
        marks = [mark for line in lines for mark in _marks(line.text)]
        wrong = tuple(dict.fromkeys((*_never_working(lines, values), *_marks_wrong(marks, values))))
    except Exception as error:  # noqa: BLE001 -- a file that only looks like a Word file
        return (Finding(Problem.NOT_A_FORM, type(error).__name__),)
    if any(finding.forbids for finding in wrong):
        return wrong
    try:
        filled(body, values)
    except Unsafe as made:
        return (made.finding, *wrong)
    except Exception as error:  # noqa: BLE001 -- whatever a foreign file does, its sender is told
        return (Finding(Problem.FAILED, f"{type(error).__name__}: {error}"[:200]), *wrong)
    return wrong


@dataclass(frozen=True, slots=True)
class _Line:
    """The text of a paragraph, the same with what tracked changes have deleted, and its fields."""

    text: str
    before: str
    fields: str


def _paragraphs(body: bytes) -> Iterator[_Line]:
    """Every paragraph: in the body, in tables and text boxes, at the head and foot of pages."""
    from docx import Document
    from docx.opc.part import XmlPart
    from docx.oxml.ns import qn

    now, gone = qn("w:t"), qn("w:delText")
    for part in Document(io.BytesIO(body)).part.package.iter_parts():
        if not isinstance(part, XmlPart):
            continue
        for paragraph in part.element.iter(qn("w:p")):
            runs = [(run.tag, run.text or "") for run in paragraph.iter(now, gone)]
            simple = [each.get(qn("w:instr")) or "" for each in paragraph.iter(qn("w:fldSimple"))]
            fields = [each.text or "" for each in paragraph.iter(qn("w:instrText"))]
            yield _Line(
                "".join(text for tag, text in runs if tag == now),
                "".join(text for _, text in runs),
                "".join(fields) + " ".join(simple),
            )


def _marks(text: str) -> Iterator[tuple[str, str]]:
    """Every mark in the text of a paragraph, as plain Jinja, with that text."""
    for span in marks_in(text):
        mark = _PLACED.sub(r"\1 ", text[span])
        if of_a_cell := _OF_A_CELL.match(mark):
            value = mark[of_a_cell.end() : -len("%}")]
            mark = f"{{{{ {value} }}}}" if value else ""
        yield mark, _place(text)


def _place(text: str) -> str:
    return " ".join(text[:1000].split())[:120]


def marks_in(text: str) -> Iterator[slice]:
    """Where the marks are in a text; one that is not closed is none."""
    last = {sign: text.rfind(ending) for sign, ending in _ENDS.items()}
    opened: re.Match[str] | None = None
    for sign in _SIGN.finditer(text):
        if opened is None:
            opened = sign if last.get(sign[0], -1) > sign.start() else None
        elif sign[0] == _ENDS[opened[0]]:
            yield slice(opened.start(), sign.end())
            opened = None


def _outside_marks(text: str) -> str:
    """The text with a blank for each mark."""
    spans = list(marks_in(text))
    starts = [0, *(span.stop for span in spans)]
    ends = [*(span.start for span in spans), len(text)]
    return " ".join(text[start:end] for start, end in zip(starts, ends, strict=True))


def _never_working(lines: Iterable[_Line], known: Mapping[str, Any]) -> Iterator[Finding]:
    """What is meant as a mark and would be printed as it is, and marks in deleted text."""
    for line in lines:
        for field in _MERGED.finditer(line.fields):
            yield Finding(Problem.LITERAL, " ".join(field[0].split()), _place(line.text))
        rest = _outside_marks(line.text)
        for found in _MEANT.finditer(rest):
            braces = found[0][0] in "{｛"
            if braces or found["name"] in known:
                yield Finding(Problem.LITERAL, found[0].strip(), _place(line.text))
        if _HALF.search(_MEANT.sub(" ", rest)):
            yield Finding(Problem.SYNTAX, _place(rest), _place(line.text))
        before, now = line.before, line.text
        if [before[span] for span in marks_in(before)] != [now[span] for span in marks_in(now)]:
            yield Finding(Problem.DELETED, "", _place(before))


def _marks_wrong(marks: Iterable[tuple[str, str]], known: Mapping[str, Any]) -> Iterator[Finding]:
    """Marks that are none, names that mean nothing, and names that are not used."""
    from jinja2 import TemplateSyntaxError, nodes

    parser = environment()
    trees: list[tuple[nodes.Template, str]] = []
    for mark, place in marks:
        try:
            trees.append((parser.parse(_whole(mark)), place))
        except TemplateSyntaxError as error:
            yield Finding(Problem.SYNTAX, f"{mark} ({error.message})", place)
    names = [(name, place) for tree, place in trees for name in tree.find_all(nodes.Name)]
    made_here = {name.name for name, _ in names if name.ctx == "store"}
    for name, place in names:
        if name.name not in known.keys() | made_here | {"loop", "range"}:
            yield Finding(Problem.UNKNOWN, name.name, place)
    inner = frozenset(_inner(known.values()))
    for tree, place in trees:
        for each in tree.find_all(nodes.Getattr):
            of = each.node.name if isinstance(each.node, nodes.Name) else ""
            if of in made_here and each.attr not in inner:
                yield Finding(Problem.UNKNOWN, f"{of}.{each.attr}", place)
    used = {name.name for name, _ in names}
    for left in sorted(known.keys() - used):
        yield Finding(Problem.UNUSED, left)


def _inner(values: Iterable[Any]) -> Iterator[str]:
    """The names that the entries of lists have, at any depth."""
    for value in values:
        if isinstance(value, list):
            yield from _inner(value)
        elif isinstance(value, dict):
            yield from value
            yield from _inner(value.values())


def _whole(mark: str) -> str:
    """A single mark as a template by itself: an opening one is closed, a closing one opened."""
    word = re.match(r"{%-?\s{0,9}(\w+)", mark)
    match word[1] if word else "":
        case "for":
            return mark + "{% endfor %}"
        case "if":
            return mark + "{% endif %}"
        case "elif" | "else":
            return "{% if true %}" + mark + "{% endif %}"
        case "endfor":
            return "{% for _ in [] %}" + mark
        case "endif":
            return "{% if true %}" + mark
        case _:
            return mark
