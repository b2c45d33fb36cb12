"""The shipped questionnaires, and what checking needs of the shipped words."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

import pytest

from bot.content.questionnaires.files import load_questionnaires
from bot.content.words.catalogue import TEMPLATES, Catalogue
from bot.domain.interview.questionnaire import Questionnaire
from bot.domain.words import LANGUAGES


@pytest.fixture(scope="module")
def shipped() -> Mapping[str, Questionnaire]:
    return load_questionnaires(TEMPLATES)


@pytest.fixture(scope="module")
def member(shipped: Mapping[str, Questionnaire]) -> Questionnaire:
    return shipped["member"]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Only the shipped words and sentences that checking needs."""
    folder = tmp_path_factory.mktemp("templates")
    for language in LANGUAGES:
        there = folder / "messages" / language
        there.mkdir(parents=True)
        for name in ("lexicon.yaml", "lint.yaml"):
            shutil.copy(TEMPLATES / "messages" / language / name, there / name)
    return Catalogue.load(folder)
