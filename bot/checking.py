"""What the command `check` does: finds every fault of the templates, or of Word forms, at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.content.own_form.check import check_form
from bot.content.questionnaires.files import questionnaire_files
from bot.content.questionnaires.lint import lint
from bot.content.words.catalogue import TEMPLATES, Catalogue, CatalogueError
from bot.content.yaml_files import BadYaml
from bot.domain.messages import text
from bot.faults import language


def check_forms(files: Sequence[Path], *, as_json: bool) -> int:
    """Prints what is wrong with a committee's own Word forms, with its place; returns the exit
    status: 0 if all can be used."""
    ours = Catalogue.load(TEMPLATES)
    say = language()
    found = []
    forbids = False
    for file in files:
        try:
            findings = check_form(file.read_bytes())
        except OSError as error:
            print(f"{file}: {error.strerror}")  # noqa: T201 -- the command's output
            return 2
        for each in findings:
            forbids = forbids or each.forbids
            told = text(f"forms.problem_{each.problem}", what=each.what, place=each.place)
            problem = ours.render(told, say)
            found.append({"file": str(file), "path": each.place, "problem": problem})
    _tell(found, ours, say, as_json=as_json)
    return 2 if forbids else 0


def check(folder: Path, *, as_json: bool) -> int:
    """Prints the faults; returns the exit status: 0 for none, 2 for any."""
    ours = Catalogue.load(TEMPLATES)
    say = language()
    if not questionnaire_files(folder):
        print(ours.render(text("check.nothing", folder=str(folder)), say))  # noqa: T201 -- the same
        return 2
    try:
        catalogue = Catalogue.load(folder) if (folder / "messages").is_dir() else ours
    except (CatalogueError, BadYaml) as error:
        print(error)  # noqa: T201 -- the command's output
        return 2
    found = [
        {"file": fault.file, "path": fault.path, "problem": ours.render(fault.problem, say)}
        for fault in lint(folder, catalogue.lexicon)
    ]
    found += [
        {"file": f"messages/{fault.language}", "path": fault.key, "problem": fault.problem}
        for fault in catalogue.faults()
    ]
    _tell(found, ours, say, as_json=as_json)
    return 2 if found else 0


def _tell(found: Sequence[Mapping[str, str]], ours: Catalogue, say: str, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(found, ensure_ascii=False))  # noqa: T201 -- the command's output
        return
    for each in found:
        print(f"{each['file']}: {each['path']}: {each['problem']}")  # noqa: T201 -- the same
    print(ours.render(text("check.result", count=len(found)), say))  # noqa: T201 -- the same
