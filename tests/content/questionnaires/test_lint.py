"""`lint`: what is allowed is quiet, all faults come at once, and nothing makes it stumble."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.content.questionnaires.files import TemplateFault, load_questionnaires
from bot.content.questionnaires.lint import lint
from bot.content.questionnaires.lint_choices import longest_payload
from bot.content.words.catalogue import TEMPLATES, Catalogue
from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer, Value
from bot.domain.interview.screens import screen
from tests.content.questionnaires.lint_forms import (
    I0,
    I3,
    I5,
    Change,
    both,
    found,
    good,
    item,
    option,
    seen,
    written,
)


def test_the_good_form_has_no_faults(tmp_path: Path, catalogue: Catalogue) -> None:
    assert found(written(tmp_path, good()), catalogue) == set()


QUIET: dict[str, Change] = {
    "a number that is its own place": lambda f: item(f, 1)["options"][1].update(label=both("2")),
    "one label for both languages": lambda f: item(f, 1)["options"][1].update(label=both("A")),
    "a date that may not be past": lambda f: item(f, 7)["questions"][0].update(
        constraint={"not_past": True}
    ),
    "sixty characters": lambda f: item(f, 1)["options"][0].update(label=both("x" * 60)),
    "a hundred options": lambda f: item(f, 1).update(options=[option(f"n{n}") for n in range(100)]),
    "members": lambda f: (
        item(f, 0).update(options=[], options_from="members", relevant=None)
        or item(f, 5).pop("relevant")
    ),
    "for each option": lambda f: item(f, 6).update(for_each="multi"),
}


@pytest.mark.parametrize("name", QUIET)
def test_what_is_allowed_is_not_a_fault(tmp_path: Path, catalogue: Catalogue, name: str) -> None:
    form = good()
    QUIET[name](form)
    assert found(written(tmp_path, form), catalogue) == set()


def test_all_faults_of_all_files_come_at_once(tmp_path: Path, catalogue: Catalogue) -> None:
    form, rows = good(), seen()
    item(form, 0)["label"].pop("en")
    item(form, 3)["relevant"] = {"has": ["nope", "x"]}
    item(form, 5)["kind"] = "picture"
    rows["groups"]["A"]["rows"][1]["label"].pop("vi")
    rows["colour"] = "red"
    folder = written(tmp_path, form, rows)
    (folder / "questionnaires" / "forms").mkdir()
    (folder / "questionnaires" / "forms" / "torn.yaml").write_text("a: 1\nb: ]x\n", "utf-8")
    faults = {
        (fault.file, fault.path, fault.problem.key) for fault in lint(folder, catalogue.lexicon)
    }
    assert faults == {
        ("seen.yaml", "groups.A.rows[1].label.vi", "lint.missing_language"),
        ("seen.yaml", "colour", "lint.unknown_field"),
        ("form.yaml", f"{I0}.label.en", "lint.missing_language"),
        ("form.yaml", f"{I3}.relevant", "lint.unknown_question"),
        ("form.yaml", f"{I5}.kind", "lint.unknown_word"),
        ("torn.yaml", "2:4", "lint.bad_yaml"),
    }


@pytest.mark.parametrize("content", ["", "- a\n- b\n", "just words"])
def test_a_file_that_is_no_map_is_one_fault(
    tmp_path: Path, catalogue: Catalogue, content: str
) -> None:
    folder = written(tmp_path, good())
    (folder / "questionnaires" / "form.yaml").write_text(content, "utf-8")
    assert found(folder, catalogue) == {("", "wrong_type")}


def test_a_key_twice_is_wrong_yaml_with_its_line(tmp_path: Path, catalogue: Catalogue) -> None:
    folder = written(tmp_path, good())
    (folder / "questionnaires" / "form.yaml").write_text("id: a\nversion: 1\nid: b\n", "utf-8")
    assert found(folder, catalogue) == {("3:1", "bad_yaml")}


@pytest.mark.parametrize("content", ["true", "5", "[x]", "{vi: 5, en: [x]}", "null", '"x"'])
@pytest.mark.parametrize("field", ["id", "version", "title", "sections", "confirm", "choices"])
def test_no_nonsense_makes_it_stumble(
    tmp_path: Path, catalogue: Catalogue, field: str, content: str
) -> None:
    form = good()
    form[field] = yaml.safe_load(content)
    found(written(tmp_path, form), catalogue)
    item_form = good()
    item(item_form, 2)[field] = yaml.safe_load(content)
    item(item_form, 7)["questions"] = yaml.safe_load(content)
    assert found(written(tmp_path, item_form), catalogue)


def test_what_is_shipped_is_without_faults(catalogue: Catalogue) -> None:
    faults: list[TemplateFault] = lint(TEMPLATES, catalogue.lexicon)
    lines = [f"{f.file}: {f.path}: {catalogue.render(f.problem, 'en')}" for f in faults]
    assert lines == []


def test_no_button_of_a_screen_is_longer_than_the_longest_that_was_computed() -> None:
    form = load_questionnaires(TEMPLATES)["member"]
    rows: Value = {row.code: "often" for row in form.question("II").rows}
    interview = Interview("x" * 12, form, {"II": Answer(rows)}, revision=99_999)
    limit = len(longest_payload(form))
    screens = [screen(interview, slot.place) for slot in interview.slots]
    screens += [screen(interview, f"s{part}") for part in range(1, 6)]
    lengths = [len(b.payload) for each in screens for line in each.buttons for b in line]
    assert max(lengths) <= limit <= 64
    assert max(lengths) >= limit - 2
