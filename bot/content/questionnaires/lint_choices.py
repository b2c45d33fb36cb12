"""The part of `lint` about options, rows and the length of payloads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from bot.domain.interview.questionnaire import Group, Option, Question, Questionnaire, Row
from bot.domain.messages import Param, Text
from bot.domain.words import fold

LONGEST_OPTION = 60
LONGEST_ROW = 90
LONGEST_SHORT = 8
MOST_OPTIONS = 100
LONGEST_PAYLOAD = 64
"""The most bytes of `callback_data` (Bot API)."""
INTERVIEW_ID = "x" * 12
MANY_REVISIONS = 99_999
"""Far more changes than one review ever has; part of the check list's key."""

_LEVELS_AT_LEAST = 2
_COMMANDS = ("done", "keep", "skip", "back", "pause")
Problem: TypeAlias = tuple[str, Text]


def problem(path: str, kind: str, /, **params: Param) -> Problem:
    """A problem at this path, with the sentence `lint.<kind>`."""
    return path, Text(f"lint.{kind}", params)


def choice_problems(
    question: Question, path: str, lexicon: Mapping[str, frozenset[str]]
) -> Iterator[Problem]:
    """What is wrong with options, levels, groups and rows."""
    where = f"{path}.options"
    if (
        question.kind in ("matrix", "follow_up", "scale")
        and len(question.options) < _LEVELS_AT_LEAST
    ):
        yield problem(where, "no_levels", least=_LEVELS_AT_LEAST)
    elif not question.options and not question.options_from:
        yield problem(where, "no_options")
    if question.kind == "matrix" and not question.rows:
        yield problem(f"{path}.rows", "no_rows")
    if question.kind == "follow_up" and not question.rows_from:
        yield problem(f"{path}.rows_from", "missing_field", name="rows_from")
    for name, several in (("options", question.options), ("rows", question.rows)):
        if len(several) > MOST_OPTIONS:
            yield problem(f"{path}.{name}", "too_many", count=len(several), most=MOST_OPTIONS)
        yield from _codes(several, f"{path}.{name}", reserved="other" if question.other else "")
    yield from _labels(question.options, where, lexicon)
    yield from _groups(question, path)
    for number, row in enumerate(question.rows):
        here = f"{path}.rows[{number}]"
        yield from _lengths(row.label, f"{here}.label", LONGEST_ROW)
        yield from _lengths({"vi": row.short}, f"{here}.short", LONGEST_SHORT)
    most = question.constraint.min_chosen or 0
    if question.options and most > len(question.options) + question.other:
        where = f"{path}.constraint.min_chosen"
        yield problem(where, "min_over_max", least=most, most=len(question.options))


def _codes(several: Sequence[Option | Row], path: str, reserved: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, each in enumerate(several):
        if not each.code or "/" in each.code or each.code == reserved:
            yield problem(f"{path}[{number}].code", "bad_id", id=each.code)
        elif each.code in seen:
            yield problem(f"{path}[{number}].code", "duplicate_id", id=each.code)
        seen.add(each.code)


def _labels(
    options: Sequence[Option], path: str, lexicon: Mapping[str, frozenset[str]]
) -> Iterator[Problem]:
    """A typed label, in any language and without accents, must mean one option only."""
    commands = frozenset().union(*(lexicon.get(each, frozenset()) for each in _COMMANDS))
    owner: dict[str, int] = {}
    for number, option in enumerate(options):
        for language, label in option.label.items():
            here, folded = f"{path}[{number}].label.{language}", fold(label)
            if not folded:
                continue
            if owner.setdefault(folded, number) != number:
                yield problem(here, "same_label", label=label)
            if folded.isdecimal() and folded != str(number + 1):
                yield problem(here, "bare_number", label=label, number=number + 1)
            if folded in commands:
                yield problem(here, "control_word", label=label)
        yield from _lengths(option.label, f"{path}[{number}].label", LONGEST_OPTION)


def _lengths(label: Mapping[str, str], path: str, most: int) -> Iterator[Problem]:
    for language, words in label.items():
        if len(words) > most:
            yield problem(f"{path}.{language}", "too_long", length=len(words), most=most)


def _groups(question: Question, path: str) -> Iterator[Problem]:
    known = {group.code for group in question.groups}
    for number, option in enumerate(question.options):
        if (option.group or question.groups) and option.group not in known:
            allowed = ", ".join(sorted(known))
            where = f"{path}.options[{number}].group"
            yield problem(where, "unknown_word", name=option.group, allowed=allowed)


def payload_problems(form: Questionnaire) -> Iterator[Problem]:
    """Each button's payload must fit: `i:<interview>:<screen>:<act>`."""
    longest = longest_payload(form)
    if len(longest.encode()) > LONGEST_PAYLOAD:
        yield problem("", "payload", length=len(longest.encode()), most=LONGEST_PAYLOAD)


def longest_payload(form: Questionnaire) -> str:
    """The longest payload that any screen of the questionnaire can send."""
    part = len(form.sections)
    found = [f"i:{INTERVIEW_ID}:c{MANY_REVISIONS}:e{part}"]
    for section in form.sections:
        for item in section.items:
            instance = f".{_instances(form, item)}" if isinstance(item, Group) else ""
            for question in item.questions if isinstance(item, Group) else (item,):
                place = f"{form.ordinals[question.id]}{instance}"
                found.append(f"i:{INTERVIEW_ID}:s{part}r{MANY_REVISIONS}:g{place}")
                found.append(f"i:{INTERVIEW_ID}:{place}:{_longest_act(question)}")
    return max(found, key=len)


def _instances(form: Questionnaire, group: Group) -> int:
    """The highest number that a repetition of this group can have."""
    if group.for_each not in form.ordinals:
        return group.most
    named = form.question(group.for_each)
    return len(named.rows or named.options)


def _longest_act(question: Question) -> str:
    count = max(len(question.options), MOST_OPTIONS if question.options_from else 1)
    rows = MOST_OPTIONS if question.rows_from else len(question.rows)
    return f"{rows}.{count}" if rows else f"+{count}"
