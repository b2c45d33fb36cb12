"""The shipped messages: the code, the pages and the two languages agree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from bot.content.words.catalogue import TEMPLATES
from bot.domain.messages import Text
from bot.domain.words import LANGUAGES
from tests.content.words.shipped import CATALOGUE

ROOT = TEMPLATES.parent
SAYING = {
    "text",
    "Text",
    "for_operator",
    "_say",
    "Refusal",
    "BadAnswer",
    "NotAllowed",
    "WrongState",
}
"""Calls whose first argument is a message's key."""

SOURCES = [
    path.read_text("utf-8")
    for package in ("bot", "handlers")
    for path in sorted((ROOT / package).rglob("*.py"))
]
TREES = [
    ast.parse(source) for source in SOURCES if "bot.content.words.phrases import" not in source
]
"""All modules but those of the printed papers, which have words of their own."""


def _said(tree: ast.AST) -> Iterator[ast.expr]:
    """The expressions that are used as keys: first arguments, and what is named `key`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[first, *_]) if (
                name in SAYING
            ):
                yield first
            case ast.Assign(targets=[ast.Name(id="key")], value=value):
                yield value
            case ast.keyword(arg="key", value=value):
                yield value


def _branches(expression: ast.expr) -> Iterator[ast.expr]:
    if isinstance(expression, ast.IfExp):
        yield from _branches(expression.body)
        yield from _branches(expression.orelse)
    else:
        yield expression


USED = [branch for tree in TREES for said in _said(tree) for branch in _branches(said)]
KEYS = sorted(
    {
        used.value
        for used in USED
        if isinstance(used, ast.Constant) and isinstance(used.value, str) and "." in used.value
    }
)
BEGINNINGS = sorted(
    {
        str(used.values[0].value)
        for used in USED
        if isinstance(used, ast.JoinedStr) and isinstance(used.values[0], ast.Constant)
    }
)
"""What stands before the first brace of keys that are put together."""


def test_keys_were_found() -> None:
    assert len(KEYS) > 150
    assert {"commands.", "language.", "lint.", "workflow.not_while_"} <= set(BEGINNINGS)


@pytest.mark.parametrize("key", KEYS)
def test_every_key_in_the_code_has_a_message(key: str) -> None:
    assert CATALOGUE.has(key)


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_every_key_put_together_in_the_code_has_messages(beginning: str) -> None:
    assert [key for key in sorted(CATALOGUE.keys()) if key.startswith(beginning)]


def test_no_message_is_unused() -> None:
    literals = {
        node.value
        for tree in TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert not [
        key for key in sorted(CATALOGUE.keys() - literals) if not key.startswith(tuple(BEGINNINGS))
    ]


def test_the_languages_agree() -> None:
    assert not CATALOGUE.faults()


def test_no_typed_command_means_two_things() -> None:
    meanings = [name for name in CATALOGUE.lexicon if name.startswith("command_")]
    assert meanings
    words = [word for name in meanings for word in CATALOGUE.lexicon[name]]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_can_be_typed_as_it_is_shown(language: str) -> None:
    for meaning in (name for name in CATALOGUE.lexicon if name.startswith("command_")):
        canonical = meaning.removeprefix("command_")
        name = CATALOGUE.render(Text(f"commands.{canonical}_name"), language)
        assert name in CATALOGUE.lexicon[meaning]
        assert re.fullmatch("[a-z0-9_]{1,32}", name)
        if CATALOGUE.has(f"commands.{canonical}"):
            line = CATALOGUE.render(Text(f"commands.{canonical}"), language)
            assert line.startswith(f"/{name} ")


def test_every_message_that_a_web_page_names_exists() -> None:
    pages = [path.read_text("utf-8") for path in sorted((TEMPLATES / "web").glob("*.html"))]
    named = {name for page in pages for name in re.findall(r"""\bt\(["'](\w+)["'][,)]""", page)}
    assert named
    assert not [name for name in sorted(named) if not CATALOGUE.has(f"web.{name}")]
