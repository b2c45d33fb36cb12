"""The message catalogue: every sentence of the program, by key, in each language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, TemplateError, meta

from bot.content.yaml_files import read_yaml
from bot.domain.messages import Text
from bot.domain.words import BOLD_END, BOLD_START, LANGUAGES, Words, fold, in_language, lowered

TEMPLATES = Path(__file__).parents[3] / "templates"
"""The shipped templates; every loader here takes such a folder."""


class CatalogueError(Exception):
    """A message is missing or cannot be rendered; names its key and language."""

    def __init__(self, key: str, language: str, problem: str) -> None:
        super().__init__(f"{language}: {key}: {problem}")
        self.key, self.language, self.problem = key, language, problem


@dataclass(frozen=True, slots=True)
class _Formats:
    """How one language writes numbers and dates; `weekdays` begin with Monday."""

    decimal: str
    day: str
    shortday: str
    clock: str
    weekdays: tuple[str, ...]

    def num(self, value: int | float | str | Decimal) -> str:
        """A plain number with this language's decimal sign; thousands are not grouped (years)."""
        return str(value).replace(".", self.decimal)

    def filters(self) -> dict[str, Any]:
        """The filters of the message templates."""
        return {
            "b": lambda value: f"{BOLD_START}{value}{BOLD_END}",
            "day": lambda value: _written(value, self.day),
            "shortday": lambda value: _written(value, self.shortday),
            "clock": lambda value: _written(value, self.clock),
            "weekday": lambda value: self.weekdays[value.weekday()],
            "num": self.num,
            "lowered": lowered,
            "percent": lambda value: f"{self.num(value)}%",
            "plural": lambda count, one, many: f"{self.num(count)} {one if count == 1 else many}",
        }


class Catalogue:
    """Messages of all languages. Compiling one takes 0.25 ms, so it waits for the first use."""

    def __init__(
        self,
        messages: Mapping[str, Mapping[str, str]],
        formats: Mapping[str, _Formats],
        lexicon: Mapping[str, frozenset[str]],
    ) -> None:
        self.languages = tuple(messages)
        self.lexicon = lexicon
        self._messages = messages
        self._environments = {name: _environment(formats[name]) for name in messages}
        self._compiled: dict[tuple[str, str], Template | str] = {}

    @classmethod
    def load(cls, folder: Path) -> Catalogue:
        """Reads `messages/<language>/*.yaml` and `messages/<language>.yaml` under `folder`.

        Raises BadYaml; CatalogueError if a key is there twice, or in one language only.
        """
        read = {name: _read(folder / "messages", name) for name in LANGUAGES}
        messages = {name: _messages(name, content) for name, content in read.items()}
        every = set().union(*messages.values())
        for name, known in messages.items():
            if missing := sorted(every - known.keys()):
                raise CatalogueError(", ".join(missing), name, "missing in this language only")
        formats = {name: _formats(name, content) for name, content in read.items()}
        return cls(messages, formats, _lexicon(read))

    def has(self, key: str) -> bool:
        """Whether there is a message with this key."""
        return key in self._messages[self.languages[0]]

    def keys(self) -> frozenset[str]:
        """The keys of all messages."""
        return frozenset(self._messages[self.languages[0]])

    def render(self, text: Text | Words | str, language: str) -> str:
        """The sentence in this language, or in the first one if we do not speak it.

        Nothing is escaped here: channels do that, once. Raises CatalogueError on a missing key or
        parameter.
        """
        spoken = language if language in self._messages else self.languages[0]
        return str(self._resolved(text, spoken))

    def faults(self) -> list[CatalogueError]:
        """All faults of the templates themselves: syntax, unknown filters, parameters that only one
        language uses."""
        found: list[CatalogueError] = []
        for key in sorted(self.keys()):
            used: dict[str, set[str]] = {}
            for name in self.languages:
                source = self._messages[name][key]
                try:
                    used[name] = meta.find_undeclared_variables(
                        self._environments[name].parse(source)
                    )
                    self._environments[name].compile(source)
                except TemplateError as error:
                    found.append(CatalogueError(key, name, str(error)))
            every = set().union(*used.values())
            found += [
                CatalogueError(key, name, f"unused: {', '.join(sorted(every - names))}")
                for name, names in used.items()
                if every - names
            ]
        return found

    def _resolved(self, value: Any, language: str) -> Any:
        """A parameter as templates see it: texts in the language, tuples as lists."""
        match value:
            case Text(key, params):
                plain = {name: self._resolved(param, language) for name, param in params.items()}
                return self._message(key, language, plain)
            case Mapping():
                return in_language(value, language)
            case tuple() | list():
                return [self._resolved(each, language) for each in value]
        return value

    def _message(self, key: str, language: str, params: Mapping[str, Any]) -> str:
        try:
            template = self._compiled.get((key, language)) or self._compile(key, language)
            whole = template if isinstance(template, str) else template.render(params)
        except (TemplateError, TypeError, ValueError, AttributeError) as error:
            raise CatalogueError(key, language, str(error)) from error
        return whole.strip("\n")

    def _compile(self, key: str, language: str) -> Template | str:
        try:
            source = self._messages[language][key]
        except KeyError:
            raise CatalogueError(key, language, "missing") from None
        template = self._environments[language].from_string(source) if "{" in source else source
        self._compiled[key, language] = template
        return template


def _written(value: date | datetime | time, pattern: str) -> str:
    return value.strftime(pattern)


def _environment(formats: _Formats) -> Environment:
    environment = Environment(
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 -- escaped once, at the edge: each channel has its own rules
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_no_none,
    )
    environment.filters.update(formats.filters())
    return environment


def _no_none(value: Any) -> Any:
    """Raises TypeError for `None`, which on a screen is always our mistake."""
    if value is None:
        raise TypeError("a parameter that is None was printed")
    return value


def _read(folder: Path, language: str) -> dict[str, Any]:
    """All files of a language in one mapping: top-level key -> list of what the files have
    there."""
    single = folder / f"{language}.yaml"
    files = [single] if single.exists() else []
    content: dict[str, Any] = {}
    for path in files + sorted((folder / language).glob("*.yaml")):
        _merge(content, read_yaml(path) or {}, language, ())
    return content


def _merge(into: dict[str, Any], more: Any, language: str, path: tuple[str, ...]) -> None:
    if not isinstance(more, dict):
        raise CatalogueError(".".join(path), language, "not a map of keys")
    for key, value in more.items():
        here = (*path, str(key))
        if isinstance(value, dict) and isinstance(into.setdefault(str(key), {}), dict):
            _merge(into[str(key)], value, language, here)
        elif str(key) in into:
            raise CatalogueError(".".join(here), language, "stands twice")
        else:
            into[str(key)] = value


_NOT_MESSAGES = ("lexicon", "formats")


def _messages(language: str, content: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in _flat(content, ()):
        if key.split(".")[0] in _NOT_MESSAGES:
            continue
        if not isinstance(value, str):
            raise CatalogueError(key, language, "not a text")
        found[key] = value
    return found


def _flat(content: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for key, value in content.items():
        if isinstance(value, dict):
            yield from _flat(value, (*path, key))
        else:
            yield ".".join((*path, key)), value


def _formats(language: str, content: Mapping[str, Any]) -> _Formats:
    given = dict(content.get("formats") or {})
    try:
        formats = _Formats(weekdays=tuple(given.pop("weekdays")), **given)
    except (KeyError, TypeError) as error:
        raise CatalogueError("formats", language, str(error)) from error
    if len(formats.weekdays) != 7:
        raise CatalogueError("formats.weekdays", language, "seven are needed, Monday first")
    return formats


def _lexicon(read: Mapping[str, Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """Meaning -> folded words of all languages. A meaning must be there in each of them."""
    meanings = set().union(*(content.get("lexicon") or {} for content in read.values()))
    lexicon: dict[str, frozenset[str]] = {}
    for meaning in sorted(meanings):
        words: set[str] = set()
        for language, content in read.items():
            listed = (content.get("lexicon") or {}).get(meaning)
            if not isinstance(listed, list) or not listed:
                raise CatalogueError(f"lexicon.{meaning}", language, "needs a list of words")
            words |= {fold(str(word)) for word in listed}
        lexicon[meaning] = frozenset(words)
    return lexicon
