"""One entry for each kind of question: how it is answered in every way, shown and counted."""

from __future__ import annotations

from collections.abc import Mapping

from tests.domain.choice_cases import CHOICES
from tests.domain.kind_case import Case
from tests.domain.row_cases import ROWS
from tests.domain.writing_cases import WRITING

CASES: Mapping[str, Case] = {**CHOICES, **ROWS, **WRITING}
