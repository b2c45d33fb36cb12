"""What cells usually prepare, and how documents are usually written: data under `templates/`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.content.words.catalogue import TEMPLATES
from bot.content.yaml_files import BadYaml, read_yaml
from bot.domain.preparation.basis import KnownDocument, Marks
from bot.domain.preparation.items import PlanList
from bot.domain.words import Words


@dataclass(frozen=True, slots=True)
class UsualItem:
    """An item that most plans have; due this many days before the meeting."""

    subject: Words
    days_before: int


@dataclass(frozen=True, slots=True)
class Usual:
    """What cells usually prepare (`items`, by list of the plan), how documents are written
    (`marks`), and what is heard of those that are `known`."""

    marks: Marks
    items: Mapping[PlanList, Sequence[UsualItem]]
    known: tuple[KnownDocument, ...] = ()


def load_usual(folder: Path) -> Usual:
    """`basis.yaml`, `documents.yaml` and `plan.yaml` of `preparation/` under the folder; if it
    lacks one, the shipped one. Raises BadYaml, naming the file."""
    basis, plan = (_file(folder, name) for name in ("basis.yaml", "plan.yaml"))
    try:
        marks = read_yaml(basis)
        read = Marks(
            number=tuple(marks["number"]),
            day=tuple(marks["day"]),
            of=tuple(marks["of"]),
            about=tuple(marks["about"]),
            types={str(k).upper(): str(v) for k, v in marks["types"].items()},
            cited=tuple(marks.get("cited", ())),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise BadYaml(basis, 1, 1, str(error)) from error
    try:
        items = {
            PlanList(kind): tuple(
                UsualItem(dict(i["subject"]), int(i["days_before"])) for i in listed
            )
            for kind, listed in read_yaml(plan).items()
        }
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadYaml(plan, 1, 1, str(error)) from error
    return Usual(read, items, _known(_file(folder, "documents.yaml")))


def _known(file: Path) -> tuple[KnownDocument, ...]:
    try:
        return tuple(
            KnownDocument(
                str(each["symbol"]),
                date.fromisoformat(str(each["before"])),
                str(each["replaced_by"]),
            )
            for each in read_yaml(file)["known"]
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadYaml(file, 1, 1, str(error)) from error


def _file(folder: Path, name: str) -> Path:
    own = folder / "preparation" / name
    return own if own.exists() else TEMPLATES / "preparation" / name
