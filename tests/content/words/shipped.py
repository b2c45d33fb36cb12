"""The shipped messages and forms, and how whatever is shown is spaced."""

from __future__ import annotations

import re

from bot.content.questionnaires.files import load_questionnaires, with_options
from bot.content.words.catalogue import TEMPLATES, Catalogue
from bot.domain.interview.questionnaire import Option
from bot.domain.messages import Text

CATALOGUE = Catalogue.load(TEMPLATES)
MEMBERS = {"members": (Option("m1", {"vi": "Nguyễn Thị Hoa"}), Option("m2", {"vi": "Vũ Mây"}))}
FORMS = {name: with_options(form, MEMBERS) for name, form in load_questionnaires(TEMPLATES).items()}


def check_layout(message: Text, language: str) -> None:
    shown = CATALOGUE.render(message, language)
    assert shown == shown.strip()
    assert "\n\n\n" not in shown
    assert not re.search(r" $|(?<=\S)  +|\?:|::|\.\.(?!\.)", shown, re.MULTILINE)
