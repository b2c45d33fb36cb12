"""What the command `check` does: every fault of the templates, at once."""

from __future__ import annotations

import json
from pathlib import Path

from bot.content.catalogue import TEMPLATES, Catalogue, CatalogueError
from bot.content.lint import lint
from bot.content.questionnaires import questionnaire_files
from bot.content.yaml_files import BadYaml
from bot.domain.messages import text
from bot.faults import language


def check(folder: Path, *, as_json: bool) -> int:
    """Print the faults; the exit status: 0 for none, 2 for any."""
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
    if as_json:
        print(json.dumps(found, ensure_ascii=False))  # noqa: T201 -- the command's output
    else:
        for each in found:
            print(f"{each['file']}: {each['path']}: {each['problem']}")  # noqa: T201 -- the same
        print(ours.render(text("check.result", count=len(found)), say))  # noqa: T201 -- the same
    return 2 if found else 0
