"""`lint`: each kind of fault is found at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.words.catalogue import Catalogue
from tests.content.questionnaires.lint_forms import (
    I0,
    I1,
    I2,
    I3,
    I4,
    I5,
    I6,
    I7,
    Change,
    both,
    found,
    good,
    item,
    option,
    row,
    written,
)

CASES: dict[str, tuple[Change, str, str]] = {
    "unknown field": (lambda f: item(f, 0).update(nonsense=1), f"{I0}.nonsense", "unknown_field"),
    "missing field": (lambda f: item(f, 0).pop("label"), f"{I0}.label", "missing_field"),
    "wrong type": (lambda f: item(f, 0).update(seconds="ten"), f"{I0}.seconds", "wrong_type"),
    "missing language": (
        lambda f: item(f, 0)["label"].pop("en"),
        f"{I0}.label.en",
        "missing_language",
    ),
    "unknown language": (
        lambda f: item(f, 0)["label"].update(fr="x"),
        f"{I0}.label.fr",
        "unknown_field",
    ),
    "language missing in a shared list": (
        lambda f: f["choices"]["letters"][1]["label"].pop("en"),
        "choices.letters[1].label.en",
        "missing_language",
    ),
    "unknown list": (lambda f: item(f, 0).update(options="nope"), f"{I0}.options", "unknown_list"),
    "unknown rows": (lambda f: item(f, 2).update(rows="seen.B"), f"{I2}.rows", "unknown_list"),
    "a list twice": (
        lambda f: f["scales"].update(letters=[option("z")]),
        "scales.letters",
        "duplicate_id",
    ),
    "bad condition": (
        lambda f: item(f, 3).update(relevant="multi > 1"),
        f"{I3}.relevant",
        "bad_condition",
    ),
    "file name": (lambda f: f.update(id="another"), "id", "bad_file_name"),
    "audience": (lambda f: f.update(audience="all"), "audience", "unknown_word"),
    "unknown kind": (lambda f: item(f, 4).update(kind="picture"), f"{I4}.kind", "unknown_word"),
    "bad id": (lambda f: item(f, 5).update(id="tự do"), f"{I5}.id", "bad_id"),
    "duplicate id": (lambda f: item(f, 5).update(id="single"), f"{I5}.id", "duplicate_id"),
    "no questions": (lambda f: f["sections"][0].update(items=[]), "sections", "no_questions"),
    "empty group": (
        lambda f: item(f, 6).update(questions=[]),
        f"{I6}.questions",
        "no_questions",
    ),
    "for_each and repeat_while": (
        lambda f: item(f, 7).update(for_each="table"),
        I7,
        "for_each_or_repeat",
    ),
    "neither of them": (lambda f: item(f, 6).pop("for_each"), I6, "for_each_or_repeat"),
    "for_each of a date": (
        lambda f: item(f, 6).update(for_each="start"),
        f"{I6}.for_each",
        "bad_for_each",
    ),
    "for_each of nothing": (
        lambda f: item(f, 6).update(for_each="nope"),
        f"{I6}.for_each",
        "unknown_question",
    ),
    "repeat_while outside": (
        lambda f: item(f, 7).update(repeat_while="sure"),
        f"{I7}.repeat_while",
        "bad_repeat",
    ),
    "unknown question": (
        lambda f: item(f, 3).update(relevant={"has": ["nope", "x"]}),
        f"{I3}.relevant",
        "unknown_question",
    ),
    "later question": (
        lambda f: item(f, 0).update(relevant={"is": ["sure", True]}),
        f"{I0}.relevant",
        "later_question",
    ),
    "a question about itself": (
        lambda f: item(f, 3).update(relevant={"is": ["sure", True]}),
        f"{I3}.relevant",
        "later_question",
    ),
    "question of another group": (
        lambda f: item(f, 7)["questions"][1].update(relevant={"is": ["count", "1"]}),
        f"{I7}.questions[1].relevant",
        "repeated_question",
    ),
    "a value that never is": (
        lambda f: item(f, 5).update(relevant={"all": [{"is": ["single", "z"]}]}),
        f"{I5}.relevant",
        "never_holds",
    ),
    "own words that are not allowed": (
        lambda f: item(f, 1).pop("other"),
        f"{I3}.relevant",
        "never_holds",
    ),
    "not_before no date": (
        lambda f: item(f, 7)["questions"][0].update(constraint={"not_before": "single"}),
        f"{I7}.questions[0].constraint.not_before",
        "not_a_date",
    ),
    "not_before later": (
        lambda f: item(f, 4).update(constraint={"not_before": "due"}),
        f"{I4}.constraint.not_before",
        "later_question",
    ),
    "options of a text": (
        lambda f: item(f, 5).update(options="letters"),
        f"{I5}.options",
        "misplaced",
    ),
    "printed choice": (lambda f: item(f, 0).update(printed=True), f"{I0}.printed", "misplaced"),
    "own words in a single choice": (
        lambda f: item(f, 0).update(other=True),
        f"{I0}.other",
        "misplaced",
    ),
    "constraint of another kind": (
        lambda f: item(f, 5).update(constraint={"min": 3}),
        f"{I5}.constraint.min",
        "misplaced",
    ),
    "min over max": (
        lambda f: item(f, 6)["questions"][1].update(constraint={"min": 3, "max": 2}),
        f"{I6}.questions[1].constraint",
        "min_over_max",
    ),
    "more choices than options": (
        lambda f: item(f, 1).update(constraint={"min_chosen": 4}),
        f"{I1}.constraint.min_chosen",
        "min_over_max",
    ),
    "never repeated": (lambda f: item(f, 7).update(most=0), f"{I7}.most", "min_over_max"),
    "no options": (lambda f: item(f, 1).update(options=[]), f"{I1}.options", "no_options"),
    "one level": (
        lambda f: f["scales"].update(levels=[option("none")]),
        f"{I2}.options",
        "no_levels",
    ),
    "no rows": (lambda f: item(f, 2).update(rows=[]), f"{I2}.rows", "no_rows"),
    "carried items from nowhere": (
        lambda f: item(f, 2).update(kind="follow_up", rows=[]),
        f"{I2}.rows_from",
        "missing_field",
    ),
    "carried items from elsewhere": (
        lambda f: item(f, 2).update(kind="follow_up", rows=[], rows_from="others"),
        f"{I2}.rows_from",
        "unknown_word",
    ),
    "carried items in a matrix": (
        lambda f: item(f, 2).update(rows_from="carried"),
        f"{I2}.rows_from",
        "misplaced",
    ),
    "an item of the next cycle that is no text": (
        lambda f: item(f, 0).update(carried=True),
        f"{I0}.carried",
        "misplaced",
    ),
    "unknown live list": (
        lambda f: item(f, 0).update(options=[], options_from="pupils"),
        f"{I0}.options_from",
        "unknown_word",
    ),
    "code twice": (
        lambda f: item(f, 1).update(
            options=[option("x"), option("y"), option("x") | {"label": both("z")}]
        ),
        f"{I1}.options[2].code",
        "duplicate_id",
    ),
    "code of own words": (
        lambda f: item(f, 1).update(options=[option("x"), option("other")]),
        f"{I1}.options[1].code",
        "bad_id",
    ),
    "group that is not named": (
        lambda f: item(f, 1)["options"][0].update(group="outside"),
        f"{I1}.options[0].group",
        "unknown_word",
    ),
    "same label but for accents": (
        lambda f: item(f, 1).update(
            options=[{"code": "x", "label": both("Đúng")}, {"code": "y", "label": both("dừng")}]
        ),
        f"{I1}.options[1].label.vi",
        "same_label",
    ),
    "same label in another language": (
        lambda f: item(f, 1).update(
            options=[
                {"code": "x", "label": {"vi": "Ban", "en": "Board"}},
                {"code": "y", "label": {"vi": "Cấm", "en": "Ban"}},
            ]
        ),
        f"{I1}.options[1].label.en",
        "same_label",
    ),
    "number of another place": (
        lambda f: item(f, 1)["options"][1].update(label=both("7")),
        f"{I1}.options[1].label.vi",
        "bare_number",
    ),
    "control word": (
        lambda f: item(f, 1)["options"][0].update(label={"vi": "Bỏ qua", "en": "Leave"}),
        f"{I1}.options[0].label.vi",
        "control_word",
    ),
    "long option": (
        lambda f: item(f, 1)["options"][0].update(label={"vi": "dài " * 16, "en": "short"}),
        f"{I1}.options[0].label.vi",
        "too_long",
    ),
    "long row": (
        lambda f: item(f, 2).update(
            rows=[row("a") | {"label": {"vi": "dài " * 23, "en": "short"}}]
        ),
        f"{I2}.rows[0].label.vi",
        "too_long",
    ),
    "long short name": (
        lambda f: item(f, 2).update(rows=[row("a") | {"short": "123456789"}]),
        f"{I2}.rows[0].short.vi",
        "too_long",
    ),
    "too many options": (
        lambda f: item(f, 1).update(options=[option(f"n{n}") for n in range(101)]),
        f"{I1}.options",
        "too_many",
    ),
    "payload": (lambda f: item(f, 7).update(most=10**45), "", "payload"),
}


@pytest.mark.parametrize("name", CASES)
def test_each_fault_is_found_at_its_place(tmp_path: Path, catalogue: Catalogue, name: str) -> None:
    change, path, kind = CASES[name]
    form = good()
    change(form)
    assert (path, kind) in found(written(tmp_path, form), catalogue)
