"""Every SQL statement of storage/, read out of its source: one list, for any server to prepare.

What is handed to a transaction has to be known without running it: a text, a text of the module, or
one made of such by f-string, by `x if … else y` or in a loop over a table of the module. Anything
else raises Uncollected.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "storage"
METHODS = frozenset({"run", "run_many", "one", "all"})
"""Those of a Transaction that take a statement."""

Scope = Mapping[str, Any]
"""What the names stand for at one point of a module, in one of the ways to get there."""


class Uncollected(Exception):
    """A statement that nobody knows before the program runs."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; `place` is file and line of the call."""

    place: str
    sql: str


def collected() -> list[Statement]:
    """All of them, file by file."""
    found = []
    for path in sorted(FOLDER.glob("*.py")):
        known = vars(importlib.import_module(f"storage.{path.stem}"))
        found += statements_of(path.read_text("utf-8"), known, path.name)
    return found


def statements_of(source: str, known: Scope, name: str) -> list[Statement]:
    """Those of one module, given what its own names stand for. Raises Uncollected."""
    tree = ast.parse(source)
    reader = _Reader(name)
    reader.body(tree.body, [known])
    uses = {node for node in ast.walk(tree) if _is_method(node)}
    if missed := uses - reader.seen:
        lines = sorted(node.lineno for node in missed if isinstance(node, ast.Attribute))
        raise Uncollected(f"{name}:{lines}: no call that is read here")
    return reader.found


def _is_method(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in METHODS


class _Unknown:
    """In the place of a value of the running program: no text can be made of it."""

    def __format__(self, _: str) -> str:
        raise Uncollected


_UNKNOWN = _Unknown()


class _Reader:
    """Goes through a module in its order and knows at each point what its names stand for."""

    def __init__(self, name: str) -> None:
        self.found: list[Statement] = []
        self.seen: set[ast.AST] = set()
        self._name = name

    def body(self, nodes: Sequence[ast.stmt], scopes: Sequence[Scope]) -> Sequence[Scope]:
        for node in nodes:
            scopes = self._one(node, scopes)
        return scopes

    def _one(self, node: ast.stmt, scopes: Sequence[Scope]) -> Sequence[Scope]:
        """Reads one statement of the module; what the names stand for after it."""
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                names = [each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)]
                self.body(node.body, _without(names, scopes))
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._calls(value, scopes)
                return [{**s, name: text} for s in scopes for text in _values(value, s)]
            case ast.If():
                self._calls(node.test, scopes)
                ways = self.body(node.body, scopes), self.body(node.orelse, scopes)
                if any(way is not scopes for way in ways):
                    return [scope for way in ways for scope in way]
            case ast.For():
                self._calls(node.iter, scopes)
                rounds = [{**s, **n} for s in scopes for n in _rounds(node.target, node.iter, s)]
                self.body(node.body, rounds)
                return _without(_stored(node), scopes)
            case _:
                for child in ast.iter_child_nodes(node):
                    if isinstance(child, ast.stmt):
                        scopes = self._one(child, scopes)
                    else:
                        self._calls(child, scopes)
                        scopes = _without(_stored(child), scopes)
        return scopes

    def _calls(self, node: ast.AST, scopes: Sequence[Scope]) -> None:
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and _is_method(call.func):
                self.seen.add(call.func)
                place = f"{self._name}:{call.lineno}"
                texts = [text for scope in scopes for text in _values(call.args[0], scope)]
                if not all(isinstance(text, str) for text in texts):
                    raise Uncollected(f"{place}: {ast.unparse(call.args[0])}")
                self.found += [Statement(place, text) for text in dict.fromkeys(texts)]


def _stored(node: ast.AST) -> list[str]:
    names = (each for each in ast.walk(node) if isinstance(each, ast.Name))
    return [each.id for each in names if isinstance(each.ctx, ast.Store)]


def _without(names: Sequence[str], scopes: Sequence[Scope]) -> Sequence[Scope]:
    """The names are given by the running program from here on."""
    return [{**scope, **dict.fromkeys(names, _UNKNOWN)} for scope in scopes] if names else scopes


def _values(node: ast.expr, scope: Scope) -> Iterator[Any]:
    """What an expression may stand for; `_UNKNOWN` where only the running program knows."""
    if isinstance(node, ast.IfExp):
        yield from _values(node.body, scope)
        yield from _values(node.orelse, scope)
        return
    try:
        yield eval(compile(ast.Expression(node), "storage", "eval"), dict(scope))
    except Exception:  # whatever it is, the text is not known  # noqa: BLE001
        yield _UNKNOWN


def _rounds(target: ast.expr, over: ast.expr, scope: Scope) -> Iterator[Scope]:
    """What the names of a loop stand for, round by round."""
    names = [each.id for each in ast.walk(target) if isinstance(each, ast.Name)]
    (rows,) = _values(over, scope)
    if isinstance(rows, _Unknown):
        yield dict.fromkeys(names, _UNKNOWN)
        return
    for row in rows:
        yield dict(zip(names, row if isinstance(target, ast.Tuple) else (row,), strict=True))
