"""Every act that the audit knows has words for the person concerned."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from bot.content.words.catalogue import TEMPLATES, Catalogue

ROOT = TEMPLATES.parent


def _acts() -> Iterator[str]:
    """First arguments of `visit.record(...)`, what is named `act`, and names assigned before."""
    for path in sorted((ROOT / "bot" / "services").rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.AsyncFunctionDef | ast.FunctionDef):
                yield from _recorded(function)


def _recorded(function: ast.AST) -> Iterator[str]:
    given = {
        target.id: node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(attr="record"), args=args, keywords=keywords):
                named = [keyword.value for keyword in keywords if keyword.arg == "act"]
                for said in named or args[:1]:
                    value = given.get(said.id, said) if isinstance(said, ast.Name) else said
                    yield from _texts(value)


def _texts(value: ast.AST) -> Iterator[str]:
    if isinstance(value, ast.IfExp):
        yield from _texts(value.body)
        yield from _texts(value.orelse)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value


def test_every_act_has_words() -> None:
    acts = set(_acts())
    assert {"consented", "consent_refused", "member_exempted", "cycle_purged"} <= acts
    keys = Catalogue.load(TEMPLATES).keys()
    assert sorted(act for act in acts if f"acts.{act}" not in keys) == []
