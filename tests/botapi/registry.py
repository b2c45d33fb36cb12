"""The methods the server knows, by Telegram's names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.botapi.params import Files
from tests.botapi.refusals import Json
from tests.botapi.state import World

Method = Callable[[World, Json, Files], Any]
METHODS: dict[str, Method] = {}
"""Keys in lower case: Telegram does not mind the case of a method's name."""


def method(name: str) -> Callable[[Method], Method]:
    def register(function: Method) -> Method:
        METHODS[name.lower()] = function
        return function

    return register
