"""The wall between the program and its workers: what they know of it, and what they may answer."""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping
from dataclasses import is_dataclass
from enum import Enum
from typing import Any

from bot.domain.messages import Refusal

_KEPT = frozenset({"PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "SYSTEMROOT"})


def bare(environment: Mapping[str, str]) -> dict[str, str]:
    """What a worker needs of it. No token is in it, nor whatever else the operator has set."""
    return {
        name: value
        for name, value in environment.items()
        if name in _KEPT or (name.startswith("PYTHON") and name != "PYTHONPATH")
    }


class Tampered(Exception):
    """An answer that none of our jobs gives: its worker cannot be relied on any more."""


class _Data(pickle.Unpickler):
    """An answer as data: a worker that opened a foreign file may have been taken over by it. Only
    our own plain classes, dates and sets are made of it, and nothing is called."""

    def find_class(self, module: str, name: str) -> Any:
        """The class of this name, if it is one of those."""
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if "." not in name and module.startswith(("bot.domain.", "bot.content.")):
            found = super().find_class(module, name)
            if isinstance(found, type) and (
                is_dataclass(found) or issubclass(found, Enum | Refusal)
            ):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")


_PLAIN = frozenset(
    {("datetime", "date"), ("builtins", "set"), ("builtins", "frozenset"), ("decimal", "Decimal")}
)


def opened(answer: bytes) -> object:
    """What a worker answered. Raises Tampered for anything but plain data."""
    try:
        result: object = _Data(io.BytesIO(answer)).load()
    except Exception as error:
        raise Tampered from error
    return result
