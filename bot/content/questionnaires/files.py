"""Questionnaires: read from YAML, frozen into JSON when a cycle opens, thawed from it after.

In YAML a list that several questions share is written once, under `choices` or `scales`, and named
in `options`; rows that several questionnaires share are in `catalogues/` and are named as
`manifestations.I` in `rows`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.content.questionnaires.shape import Decoder, encode
from bot.content.yaml_files import BadYaml, read_yaml
from bot.domain.interview.questionnaire import (
    FORMAT,
    Group,
    Item,
    Option,
    Question,
    Questionnaire,
    Row,
)
from bot.domain.messages import Text
from bot.domain.words import LANGUAGES, Words

LIVE_LISTS = frozenset({"members"})
"""What `options_from` may name; `with_options` fills it in."""

PERSONAL_ROWS = frozenset({"carried"})
"""What `rows_from` may name; `bot.domain.interview.carried` fills it in for each person."""


@dataclass(frozen=True, slots=True)
class TemplateFault:
    """One mistake in a file of templates/: where it is, and the sentence that says what is
    wrong."""

    file: str
    path: str
    problem: Text


class BrokenQuestionnaire(Exception):
    """The file cannot be used. `faults` has all that is wrong with its shape."""

    def __init__(self, faults: list[TemplateFault]) -> None:
        lines = [f"{each.file}: {each.path}: {each.problem.key}" for each in faults]
        super().__init__("\n".join(lines))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows of a catalogue that make up one matrix."""

    title: Words
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RowCatalogue:
    """A versioned list of rows. `source`: where the list comes from."""

    version: int
    title: Words
    source: Words
    groups: Mapping[str, RowGroup]


Catalogues = Mapping[str, RowCatalogue]


def questionnaire_files(folder: Path) -> list[Path]:
    """The questionnaires of a cycle, then the secretary's dialogues."""
    found = folder / "questionnaires"
    return sorted(found.glob("*.yaml")) + sorted((found / "forms").glob("*.yaml"))


def load_questionnaires(folder: Path) -> dict[str, Questionnaire]:
    """All questionnaires and dialogues under `folder`, by id. Raises BrokenQuestionnaire.

    Only their shape is checked; `lint` finds out whether they make sense.
    """
    faults: list[TemplateFault] = []
    catalogues = read_catalogues(folder, faults)
    found = [read_questionnaire(path, catalogues, faults) for path in questionnaire_files(folder)]
    if faults:
        raise BrokenQuestionnaire(faults)
    return {each.id: each for each in found if each}


def read_catalogues(folder: Path, faults: list[TemplateFault]) -> dict[str, RowCatalogue]:
    """The lists of rows under `catalogues/`, by file name."""
    found: dict[str, RowCatalogue] = {}
    for path in sorted((folder / "catalogues").glob("*.yaml")):
        raw = _read(path, faults)
        if raw is None:
            continue
        decoder = Decoder()
        given = raw.pop("groups", None)
        groups = {
            str(name): decoder.decode(RowGroup, group, f"groups.{name}")
            for name, group in (given if isinstance(given, dict) else {}).items()
        }
        if not groups:
            decoder.problem("groups", "missing_field", name="groups")
        found[path.stem] = _decoded_catalogue(decoder, raw, groups)
        faults += [TemplateFault(path.name, *problem) for problem in decoder.problems]
    return found


def _decoded_catalogue(
    decoder: Decoder, raw: Mapping[str, Any], groups: Mapping[str, RowGroup]
) -> RowCatalogue:
    for name in raw.keys() - {"version", "title", "source"}:
        decoder.problem(str(name), "unknown_field", name=str(name))
    return RowCatalogue(
        version=decoder.decode(int, raw.get("version"), "version"),
        title=decoder.decode(Words, raw.get("title"), "title"),
        source=decoder.decode(Words, raw.get("source"), "source"),
        groups=groups,
    )


def read_questionnaire(
    path: Path, catalogues: Catalogues, faults: list[TemplateFault]
) -> Questionnaire | None:
    """The questionnaire in this file, with stand-ins where it has faults; `None` if unreadable."""
    raw = _read(path, faults)
    if raw is None:
        return None
    decoder = Decoder()
    lists: dict[str, Any] = {}
    for shelf in ("choices", "scales"):
        given = raw.pop(shelf, {})
        if not isinstance(given, dict):
            decoder.problem(shelf, "wrong_type", expected=Text("lint.type.map"))
            continue
        for name, options in given.items():
            if name in lists:
                decoder.problem(f"{shelf}.{name}", "duplicate_id", id=str(name))
            lists[name] = decoder.decode(tuple[Option, ...], options, f"{shelf}.{name}")
    rows = {f"{n}.{g}": group.rows for n, c in catalogues.items() for g, group in c.groups.items()}
    plain = _resolved(raw, {"options": lists, "groups": lists, "rows": rows}, "", decoder)
    form: Questionnaire = decoder.decode(Questionnaire, plain, "")
    faults += [TemplateFault(path.name, *problem) for problem in decoder.problems]
    return form


def _read(path: Path, faults: list[TemplateFault]) -> dict[str, Any] | None:
    try:
        raw = read_yaml(path)
    except BadYaml as error:
        where = f"{error.line}:{error.column}"
        faults.append(
            TemplateFault(path.name, where, Text("lint.bad_yaml", {"problem": error.problem}))
        )
        return None
    if isinstance(raw, dict):
        return raw
    wrong = Text("lint.wrong_type", {"expected": Text("lint.type.map")})
    faults.append(TemplateFault(path.name, "", wrong))
    return None


def _resolved(value: Any, named: Mapping[str, Mapping[str, Any]], path: str, out: Decoder) -> Any:
    """`value` with the names of shared lists replaced by what they name."""
    if isinstance(value, list):
        return [_resolved(each, named, f"{path}[{i}]", out) for i, each in enumerate(value)]
    if not isinstance(value, dict):
        return value
    found: dict[Any, Any] = {}
    for key, inner in value.items():
        here = f"{path}.{key}" if path else str(key)
        if key in named and isinstance(inner, str):
            if inner not in named[key]:
                out.problem(here, "unknown_list", name=inner)
            found[key] = named[key].get(inner, ())
        else:
            found[key] = _resolved(inner, named, here, out)
    return found


class UnknownFormat(Exception):
    """The frozen questionnaire was written by a later version of this program, or by none."""


def freeze(form: Questionnaire) -> str:
    """The questionnaire as JSON, with all languages, lists and labels, and its format number."""
    whole = {"format": FORMAT, "questionnaire": encode(form)}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def thaw(frozen: str) -> Questionnaire:
    """The inverse of `freeze`. Raises UnknownFormat."""
    whole = json.loads(frozen)
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise UnknownFormat(str(whole.get("format") if isinstance(whole, dict) else None))
    decoder = Decoder(LANGUAGES[:1])
    form: Questionnaire = decoder.decode(Questionnaire, whole.get("questionnaire"), "")
    if decoder.problems:
        raise UnknownFormat("; ".join(f"{path}: {what.key}" for path, what in decoder.problems))
    return form


def with_options(form: Questionnaire, lists: Mapping[str, tuple[Option, ...]]) -> Questionnaire:
    """The questionnaire with its live lists filled in. KeyError if one is not given."""

    def filled(question: Question) -> Question:
        if not question.options_from:
            return question
        return replace(question, options=lists[question.options_from])

    def filled_item(item: Item) -> Item:
        if isinstance(item, Group):
            return replace(item, questions=tuple(filled(each) for each in item.questions))
        return filled(item)

    sections = tuple(
        replace(section, items=tuple(filled_item(item) for item in section.items))
        for section in form.sections
    )
    return replace(form, sections=sections)
