"""Plain data (YAML, JSON) to the questionnaire's dataclasses and back. The type hints are the
schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from bot.domain.interview import conditions
from bot.domain.interview.conditions import All, Condition, Has, Is, Not
from bot.domain.interview.questionnaire import Group, Item, Question
from bot.domain.messages import Param, Text
from bot.domain.words import LANGUAGES, Words


@dataclass
class Decoder:
    """Collects every problem with its path (`sections[1].items[0].label.en`) and goes on.

    A stand-in takes the place of what is wrong, so that the rest can still be checked; what was
    decoded is of use only if there are no problems. Already decoded tuples pass unchanged.
    """

    languages: Sequence[str] = LANGUAGES
    problems: list[tuple[str, Text]] = field(default_factory=list)

    def problem(self, path: str, kind: str, /, **params: Param) -> None:
        """Notes a problem; its sentence is the message `lint.<kind>`."""
        self.problems.append((path, Text(f"lint.{kind}", params)))

    def decode(self, hint: Any, value: Any, path: str) -> Any:
        """`value` in the type that `hint` asks for, or a stand-in."""
        if hint == Words:
            return self._words(value, path, self.languages)
        if hint == Condition:
            return self._condition(value, path)
        if hint == Item:
            repeated = isinstance(value, Mapping) and "questions" in value
            return self._object(Group if repeated else Question, value, path)
        if NoneType in get_args(hint):
            return self._optional(hint, value, path)
        if get_origin(hint) is tuple:
            return self._tuple(get_args(hint)[0], value, path)
        if is_dataclass(hint) and isinstance(hint, type):
            return self._object(hint, value, path)
        return self._plain(hint, value, path)

    def _plain(self, hint: type, value: Any, path: str) -> Any:
        if type(value) is not hint:
            self.problem(path, "wrong_type", expected=Text(f"lint.type.{hint.__name__}"))
            return hint()
        return value

    def _optional(self, hint: Any, value: Any, path: str) -> Any:
        inner = next(each for each in get_args(hint) if each is not NoneType)
        if value is None:
            return None
        if inner == Words and path.endswith("official_text"):
            given = isinstance(value, Mapping) and any(value.values())
            return self._words(value, path, LANGUAGES[:1]) if given else None
        whole = Condition if inner in get_args(Condition) else inner
        return self.decode(whole, value, path)

    def _tuple(self, inner: Any, value: Any, path: str) -> tuple[Any, ...]:
        if isinstance(value, tuple):
            return value
        if not isinstance(value, list):
            self.problem(path, "wrong_type", expected=Text("lint.type.list"))
            return ()
        return tuple(self.decode(inner, each, f"{path}[{i}]") for i, each in enumerate(value))

    def _words(self, value: Any, path: str, languages: Sequence[str]) -> Words:
        if not isinstance(value, Mapping):
            self.problem(path, "wrong_type", expected=Text("lint.type.words"))
            return {"vi": ""}
        for language, words in value.items():
            if language not in LANGUAGES:
                self.problem(f"{path}.{language}", "unknown_field", name=str(language))
            elif words is not None and not isinstance(words, str):
                self.problem(f"{path}.{language}", "wrong_type", expected=Text("lint.type.str"))
        for language in languages:
            if value.get(language) is None or value[language] == "":
                self.problem(f"{path}.{language}", "missing_language", language=language)
        return {"vi": ""} | {k: w.strip() for k, w in value.items() if isinstance(w, str)}

    def _object(self, cls: type[Any], value: Any, path: str) -> Any:
        if not isinstance(value, Mapping):
            self.problem(path, "wrong_type", expected=Text("lint.type.map"))
            value = {}
        hints, known = _schema(cls)
        for name in value:
            if name not in known:
                self.problem(_join(path, str(name)), "unknown_field", name=str(name))
        given: dict[str, Any] = {}
        for name, spec in known.items():
            where = _join(path, name)
            if name in value:
                given[name] = self.decode(hints[name], value[name], where)
            elif spec.default is MISSING:
                self.problem(where, "missing_field", name=name)
                given[name] = Decoder().decode(hints[name], None, where)
        return cls(**given)

    def _condition(self, value: Any, path: str) -> Condition:
        match value:
            case {"is": [str(question), str() | bool() as wanted], **rest} if not rest:
                return Is(question, wanted)
            case {"has": [str(question), str(wanted)], **rest} if not rest:
                return Has(question, wanted)
            case {"not": inner, **rest} if not rest:
                return Not(self._condition(inner, f"{path}.not"))
            case {"all": list(several), **rest} if not rest:
                return All(self._conditions(several, f"{path}.all"))
            case {"any": list(several), **rest} if not rest:
                return conditions.Any(self._conditions(several, f"{path}.any"))
        self.problem(path, "bad_condition")
        return All(())

    def _conditions(self, several: Sequence[Any], path: str) -> tuple[Condition, ...]:
        return tuple(self._condition(each, f"{path}[{i}]") for i, each in enumerate(several))


_SCHEMAS: dict[type[Any], tuple[dict[str, Any], dict[str, Field[Any]]]] = {}


def _schema(cls: type[Any]) -> tuple[dict[str, Any], dict[str, Field[Any]]]:
    """Type hint and field by name, cached: resolving hints takes longer than decoding."""
    if cls not in _SCHEMAS:
        _SCHEMAS[cls] = get_type_hints(cls), {spec.name: spec for spec in fields(cls)}
    return _SCHEMAS[cls]


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def encode(value: Any) -> Any:
    """The value as plain data. Empty defaults are left out; all others are written, since they may
    change."""
    match value:
        case Is(question, wanted):
            return {"is": [question, wanted]}
        case Has(question, wanted):
            return {"has": [question, wanted]}
        case Not(inner):
            return {"not": encode(inner)}
        case All(several):
            return {"all": encode(several)}
        case conditions.Any(several):
            return {"any": encode(several)}
        case Mapping():
            return dict(value)
        case tuple():
            return [encode(each) for each in value]
    return _encode_fields(value) if is_dataclass(value) else value


def _encode_fields(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for spec in fields(value):
        given = getattr(value, spec.name)
        plain = encode(given)
        if given != spec.default or plain not in (None, "", [], {}, False, 0):
            found[spec.name] = plain
    return found
