"""`lint`: each kind of fault is found at its place, all of them at once, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.questionnaires.files import TemplateFault, load_questionnaires
from bot.content.questionnaires.lint import lint
from bot.content.questionnaires.lint_choices import longest_payload
from bot.content.words.catalogue import TEMPLATES, Catalogue
from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer, Value
from bot.domain.interview.screens import screen
from bot.domain.words import LANGUAGES

Form = dict[str, Any]
Change = Callable[[Form], object]


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


def both(words: str) -> dict[str, str]:
    return {"vi": words, "en": words}


def option(code: str) -> dict[str, object]:
    return {"code": code, "label": both(f"Lựa chọn {code}")}


def row(code: str) -> dict[str, object]:
    return {"code": code, "short": code, "label": both(f"Dòng {code}")}


def question(name: str, kind: str, **more: object) -> Form:
    return {"id": name, "kind": kind, "label": both(f"Câu {name}?"), **more}


def good() -> Form:
    """A form without faults: items 0–5 are questions, 6 is for_each, 7 is repeat_while."""
    items = [
        question("single", "single_choice", options="letters"),
        question("multi", "multi_choice", options=[option("x"), option("y")], other=True),
        question("table", "matrix", options="levels", rows="seen.A"),
        question("sure", "yes_no", relevant={"has": ["multi", "other"]}),
        question("start", "date"),
        question("free", "long_text", relevant={"not": {"is": ["single", "a"]}}),
        {
            "id": "details",
            "for_each": "table",
            "questions": [question("deed", "long_text"), question("count", "number")],
        },
        {
            "id": "tasks",
            "repeat_while": "more",
            "questions": [
                question("due", "date", constraint={"not_before": "start"}),
                question("more", "yes_no", relevant={"is": ["sure", True]}),
            ],
        },
    ]
    return {
        "id": "form",
        "version": 1,
        "audience": "member",
        "title": both("Tên"),
        "intro": both("Mở đầu"),
        "readers": both("Người đọc"),
        "submit": both("Nộp"),
        "choices": {"letters": [option("a"), option("b")]},
        "scales": {"levels": [option("none"), option("some")]},
        "sections": [{"id": "one", "title": both("Phần"), "items": items}],
    }


def seen() -> Form:
    return {
        "version": 1,
        "title": both("Danh mục"),
        "source": both("Nguồn"),
        "groups": {"A": {"title": both("Nhóm"), "rows": [row("A.1"), row("A.2")]}},
    }


def written(folder: Path, form: Form, rows: Form | None = None) -> Path:
    for name, content in (("questionnaires/form", form), ("catalogues/seen", rows or seen())):
        path = folder / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


def found(folder: Path, catalogue: Catalogue) -> set[tuple[str, str]]:
    """Path and kind of each fault; each has its sentence in both languages."""
    faults = lint(folder, catalogue.lexicon)
    for fault in faults:
        assert catalogue.render(fault.problem, "vi") != catalogue.render(fault.problem, "en")
    return {(fault.path, fault.problem.key.removeprefix("lint.")) for fault in faults}


def item(form: Form, number: int) -> Form:
    chosen: Form = form["sections"][0]["items"][number]
    return chosen


I0 = "sections[0].items[0]"
I1 = "sections[0].items[1]"
I2 = "sections[0].items[2]"
I3 = "sections[0].items[3]"
I4 = "sections[0].items[4]"
I5 = "sections[0].items[5]"
I6 = "sections[0].items[6]"
I7 = "sections[0].items[7]"

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


def test_the_good_form_has_no_faults(tmp_path: Path, catalogue: Catalogue) -> None:
    assert found(written(tmp_path, good()), catalogue) == set()


@pytest.mark.parametrize("name", CASES)
def test_each_fault_is_found_at_its_place(tmp_path: Path, catalogue: Catalogue, name: str) -> None:
    change, path, kind = CASES[name]
    form = good()
    change(form)
    assert (path, kind) in found(written(tmp_path, form), catalogue)


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
