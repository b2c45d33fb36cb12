"""What the words of the program are does not change between tests: they are read once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from bot import app
from bot.content.catalogue import Catalogue
from bot.content.questionnaires import load_questionnaires


@pytest.fixture(scope="package", autouse=True)
def words_read_once() -> Iterator[None]:
    """Reading and compiling all templates takes longer than most of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Catalogue, "load", cache(Catalogue.load))
        patch.setattr(app, "load_questionnaires", cache(load_questionnaires))
        yield
