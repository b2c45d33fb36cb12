"""A form without faults, to be spoilt, and what `lint` finds in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from bot.content.questionnaires.lint import lint
from bot.content.words.catalogue import Catalogue

Form = dict[str, Any]
Change = Callable[[Form], object]


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
