"""What is wrong with a committee's own Word form, found before it is kept."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.content.own_form.form import Unsafe, environment, example, filled
from bot.content.own_form.parts import MOST_BYTES, Finding, Problem, unsafe

_ENDS = {"{{": "}}", "{%": "%}"}
_SIGN = re.compile(r"{{|}}|{%|%}")
_PLACED = re.compile(r"^({{|{%)(?:r|p|tr|tc)\s")
_OF_A_CELL = re.compile(r"^{%\s{0,9}(?:colspan|cellbg)\s|^{%\s{0,9}[vh]m\s{0,9}%}$")
"""docxtpl's own marks: what repeats a mark, and what makes a table cell wide or coloured."""


def check_form(body: bytes) -> tuple[Finding, ...]:
    """All that is wrong with a form, and which names it does not use; it is filled in once as a
    trial. The file is opened only after its size and its parts have passed."""
    found = Finding(Problem.TOO_LARGE) if len(body) > MOST_BYTES else unsafe(body)
    if found:
        return (found,)
    values = example()
    try:
        wrong = tuple(dict.fromkeys(_marks_wrong(list(_marks(body)), values)))
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


def _marks(body: bytes) -> Iterator[tuple[str, str]]:
    """Every mark, as plain Jinja, with the text of its paragraph: in the body, in tables and text
    boxes, at the head and foot of pages."""
    from docx import Document
    from docx.opc.part import XmlPart
    from docx.oxml.ns import qn

    for part in Document(io.BytesIO(body)).part.package.iter_parts():
        if not isinstance(part, XmlPart):
            continue
        for paragraph in part.element.iter(qn("w:p")):
            text = "".join(run.text or "" for run in paragraph.iter(qn("w:t")))
            for found in marks_in(text):
                mark = _PLACED.sub(r"\1 ", found)
                if of_a_cell := _OF_A_CELL.match(mark):
                    value = mark[of_a_cell.end() : -len("%}")]
                    mark = f"{{{{ {value} }}}}" if value else ""
                yield mark, " ".join(text[:1000].split())[:120]


def marks_in(text: str) -> Iterator[str]:
    """The marks in a text; one that is not closed is none."""
    last = {sign: text.rfind(ending) for sign, ending in _ENDS.items()}
    opened: re.Match[str] | None = None
    for sign in _SIGN.finditer(text):
        if opened is None:
            opened = sign if last.get(sign[0], -1) > sign.start() else None
        elif sign[0] == _ENDS[opened[0]]:
            yield text[opened.start() : sign.end()]
            opened = None


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
