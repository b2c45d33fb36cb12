"""The mistakes that `tusoi check` finds in questionnaires: all at once, each with file and path."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bot.content.questionnaires.files import (
    LIVE_LISTS,
    PERSONAL_ROWS,
    TemplateFault,
    questionnaire_files,
    read_catalogues,
    read_questionnaire,
)
from bot.content.questionnaires.lint_choices import (
    Problem,
    choice_problems,
    payload_problems,
    problem,
)
from bot.domain.interview.conditions import All, Any, Condition, Has, Is, Not
from bot.domain.interview.kinds import KINDS
from bot.domain.interview.questionnaire import (
    PURPOSES,
    REPORT_PARTS,
    Constraint,
    Group,
    Question,
    Questionnaire,
)

AUDIENCES = ("member", "named", "secretary")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_CHOICES = ("single_choice", "multi_choice", "scale")
_SCALED = ("matrix", "follow_up")
_TEXTS = ("short_text", "long_text")
_FITTING_FIELDS: Mapping[str, tuple[str, ...]] = {
    "options": (*_CHOICES, *_SCALED),
    "options_from": ("single_choice", "multi_choice"),
    "groups": _CHOICES,
    "rows": ("matrix",),
    "rows_from": ("follow_up",),
    "carried": _TEXTS,
    "dated": (*_TEXTS, "multi_choice"),
    "other": ("multi_choice",),
    "printed": _TEXTS,
    "report_part": _TEXTS,
}
_NAMED: Mapping[str, Collection[str]] = {
    "options_from": LIVE_LISTS,
    "rows_from": PERSONAL_ROWS,
    "report_part": REPORT_PARTS,
}
"""Fields that hold one of the words known."""
_FITTING_CONSTRAINTS: Mapping[str, tuple[str, ...]] = {
    "min": ("number",),
    "max": ("number",),
    "decimals": ("number",),
    "min_length": _TEXTS,
    "max_length": _TEXTS,
    "min_chosen": ("multi_choice",),
    "max_chosen": ("multi_choice",),
    "not_past": ("date",),
    "not_before": ("date",),
    "periods": ("date",),
}
Lexicon: TypeAlias = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a question is: its path, and the group around it."""

    path: str
    question: Question
    group: Group | None


def lint(folder: Path, lexicon: Lexicon) -> list[TemplateFault]:
    """All faults of the questionnaires, dialogues and catalogues under `folder`, if any.

    `lexicon`: the catalogue's words that are commands wherever they are typed.
    """
    faults: list[TemplateFault] = []
    catalogues = read_catalogues(folder, faults)
    for path in questionnaire_files(folder):
        form = read_questionnaire(path, catalogues, faults)
        if form is None:
            continue
        known = {each.path for each in faults if each.file == path.name}
        if form.id != path.stem:
            faults += _new(path, known, [problem("id", "bad_file_name", id=form.id)])
        faults += _new(path, known, _problems(form, lexicon))
    return faults


def _new(path: Path, known: set[str], problems: Iterable[Problem]) -> list[TemplateFault]:
    """The problems, except those that only follow from a wrong shape at the same place or around
    it."""
    return [
        TemplateFault(path.name, where, what)
        for where, what in problems
        if not any(where == each or where.startswith((f"{each}.", f"{each}[")) for each in known)
    ]


def _problems(form: Questionnaire, lexicon: Lexicon) -> Iterator[Problem]:
    if form.audience not in AUDIENCES:
        yield problem("audience", "unknown_word", name=form.audience, allowed=", ".join(AUDIENCES))
    if form.purpose not in PURPOSES:
        yield problem("purpose", "unknown_word", name=form.purpose, allowed=", ".join(PURPOSES))
    if not form.questions:
        yield problem("sections", "no_questions")
    yield from _identities(form)
    earlier: dict[str, _Place] = {}
    for s, section in enumerate(form.sections):
        for i, item in enumerate(section.items):
            path = f"sections[{s}].items[{i}]"
            if isinstance(item, Group):
                yield from _group(form, item, path, earlier)
                inside = [(f"{path}.questions[{q}]", q_) for q, q_ in enumerate(item.questions)]
            else:
                inside = [(path, item)]
            for where, question in inside:
                place = _Place(where, question, item if isinstance(item, Group) else None)
                yield from _question(form, place, earlier, lexicon)
                earlier.setdefault(question.id, place)
    yield from payload_problems(form)


def _identities(form: Questionnaire) -> Iterator[Problem]:
    """Each id must be unique: among sections, and among groups and questions together."""
    sections: set[str] = set()
    others: set[str] = set()
    for s, section in enumerate(form.sections):
        yield from _identity(section.id, f"sections[{s}]", sections)
        for i, item in enumerate(section.items):
            path = f"sections[{s}].items[{i}]"
            yield from _identity(item.id, path, others)
            for q, question in enumerate(item.questions if isinstance(item, Group) else ()):
                yield from _identity(question.id, f"{path}.questions[{q}]", others)


def _identity(name: str, path: str, seen: set[str]) -> Iterator[Problem]:
    if not _ID.fullmatch(name):
        yield problem(f"{path}.id", "bad_id", id=name)
    elif name in seen:
        yield problem(f"{path}.id", "duplicate_id", id=name)
    seen.add(name)


def _group(
    form: Questionnaire, group: Group, path: str, earlier: Mapping[str, _Place]
) -> Iterator[Problem]:
    if bool(group.for_each) == bool(group.repeat_while):
        yield problem(path, "for_each_or_repeat")
    if group.for_each:
        yield from _for_each(form, group.for_each, f"{path}.for_each", earlier)
    again = [each for each in group.questions if each.id == group.repeat_while]
    if group.repeat_while and not (again and again[0].kind == "yes_no"):
        yield problem(f"{path}.repeat_while", "bad_repeat", id=group.repeat_while)
    if not group.questions:
        yield problem(f"{path}.questions", "no_questions")
    if group.most < 1:
        yield problem(f"{path}.most", "min_over_max", least=1, most=group.most)
    if group.relevant:
        yield from _condition(form, group.relevant, f"{path}.relevant", earlier, None)


def _for_each(
    form: Questionnaire, name: str, path: str, earlier: Mapping[str, _Place]
) -> Iterator[Problem]:
    yield from _reference(form, name, path, earlier, None)
    if name in earlier and earlier[name].question.kind not in ("matrix", "multi_choice"):
        yield problem(path, "bad_for_each", id=name)


def _question(
    form: Questionnaire, place: _Place, earlier: Mapping[str, _Place], lexicon: Lexicon
) -> Iterator[Problem]:
    question, path = place.question, place.path
    if question.kind not in KINDS:
        allowed = ", ".join(KINDS)
        yield problem(f"{path}.kind", "unknown_word", name=question.kind, allowed=allowed)
        return
    for name, kinds in _FITTING_FIELDS.items():
        if getattr(question, name) and question.kind not in kinds:
            yield problem(f"{path}.{name}", "misplaced", name=name, kind=question.kind)
    for name, allowed_here in _NAMED.items():
        given = getattr(question, name)
        if given and given not in allowed_here:
            words = ", ".join(sorted(allowed_here))
            yield problem(f"{path}.{name}", "unknown_word", name=given, allowed=words)
    if question.rows_from and place.group:  # the items are the person's, not an instance's
        yield problem(f"{path}.rows_from", "misplaced", name="rows_from", kind="group")
    if question.kind in (*_CHOICES, *_SCALED):
        yield from choice_problems(question, path, lexicon)
    yield from _constraint(form, place, earlier)
    if question.relevant:
        where = f"{path}.relevant"
        yield from _condition(form, question.relevant, where, earlier, place.group)


def _constraint(
    form: Questionnaire, place: _Place, earlier: Mapping[str, _Place]
) -> Iterator[Problem]:
    limits, path = place.question.constraint, f"{place.path}.constraint"
    for name, kinds in _FITTING_CONSTRAINTS.items():
        set_here = getattr(limits, name) != getattr(Constraint(), name)
        if set_here and place.question.kind not in kinds:
            yield problem(f"{path}.{name}", "misplaced", name=name, kind=place.question.kind)
    for least, most in (
        (limits.min, limits.max),
        (limits.min_length, limits.max_length),
        (limits.min_chosen, limits.max_chosen),
    ):
        if least is not None and most is not None and least > most:
            yield problem(path, "min_over_max", least=least, most=most)
    if limits.not_before:
        where = f"{path}.not_before"
        yield from _reference(form, limits.not_before, where, earlier, place.group)
        named = earlier.get(limits.not_before)
        if named and named.question.kind != "date":
            yield problem(where, "not_a_date", id=limits.not_before)


def _condition(
    form: Questionnaire,
    condition: Condition,
    path: str,
    earlier: Mapping[str, _Place],
    group: Group | None,
) -> Iterator[Problem]:
    match condition:
        case Not(inner):
            yield from _condition(form, inner, path, earlier, group)
        case All(several) | Any(several):
            for each in several:
                yield from _condition(form, each, path, earlier, group)
        case Is(name, value) | Has(name, value):
            yield from _reference(form, name, path, earlier, group)
            if name in earlier and value not in _holdable(earlier[name].question):
                yield problem(path, "never_holds", id=name, value=str(value))


def _holdable(question: Question) -> frozenset[str | bool]:
    """All that an answer to the question could hold."""
    if question.kind == "yes_no":
        return frozenset({True, False})
    codes = question.rows or question.options
    own_words = {"other"} if question.other else set()
    return frozenset({each.code for each in codes} | own_words)


def _reference(
    form: Questionnaire,
    name: str,
    path: str,
    earlier: Mapping[str, _Place],
    group: Group | None,
) -> Iterator[Problem]:
    """A question that is named must come earlier, and not be repeated in another group."""
    if name not in earlier:
        kind = "later_question" if name in form.ordinals else "unknown_question"
        yield problem(path, kind, id=name)
    elif earlier[name].group not in (None, group):
        yield problem(path, "repeated_question", id=name)
