"""The words of printed papers: Jinja sentences under `templates/reports/<language>/`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from bot.content.yaml_files import read_yaml
from bot.domain.report.summary import percent
from bot.domain.style import STANDARD
from bot.domain.words import LANGUAGES, lowered, raised

REPORTS = Path(__file__).parents[3] / "templates" / "reports"
PROFILES = REPORTS / "profiles"


class Phrases:
    """Sentences of one language by key, `section.name`, by the rules of one profile (`rules` in a
    sentence). Nothing is escaped: a layout does that, once. A missing key is a KeyError, a missing
    parameter Jinja's UndefinedError."""

    def __init__(
        self, language: str, sources: Mapping[str, Mapping[str, str]], rules: Mapping[str, Any]
    ) -> None:
        self.language = language
        self._sources = {
            f"{section}.{name}": text
            for section, texts in sources.items()
            for name, text in texts.items()
        }
        self._compiled: dict[str, Template | str] = {}
        # Sentences are plain text; Word's layout escapes, typst gets JSON.
        self._environment = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701
        self._environment.globals["rules"] = rules
        self._environment.filters.update(
            day=lambda value: self("format.day", value=value),
            time=lambda value: self("format.time", value=value),
            number=self.number,
            zero_below=lambda value, bound: f"{value:02d}" if value < bound else str(value),
            percent_of=lambda part, whole: f"{self.number(percent(part, whole))}%",
            capitalize_first=raised,
            uncapitalize_first=lowered,
        )

    def __call__(self, key: str, **params: Any) -> str:
        template = self._compiled.get(key)
        if template is None:
            template = self._compile(key)
        return template if isinstance(template, str) else template.render(params)

    def compile_all(self) -> None:
        """Compiles every sentence now, which takes some 70 ms: for a process that makes papers, and
        loads its libraries anyway, so that no paper waits for its sentences one by one."""
        for key in self._sources.keys() - self._compiled.keys():
            self._compile(key)

    def _compile(self, key: str) -> Template | str:
        source = self._sources[key]
        template = self._environment.from_string(source) if "{" in source else source
        self._compiled[key] = template
        return template

    def keys(self) -> frozenset[str]:
        """The keys of all sentences."""
        return frozenset(self._sources)

    def number(self, value: Any) -> str:
        """A number with at most one digit after the decimal sign, halves rounded up; a zero is left
        out."""
        rounded = Decimal(value).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
        whole, _, part = f"{rounded:,}".removesuffix(".0").partition(".")
        grouped = whole.replace(",", self._sources["format.thousands"])
        return f"{grouped}{self._sources['format.decimal']}{part}" if part else grouped


@cache
def phrases(language: str, profile: str = STANDARD.profile) -> Phrases:
    """The sentences of this language, or of the first one if we do not speak it; read once."""
    spoken = language if language in LANGUAGES else LANGUAGES[0]
    sources = read_yaml(REPORTS / spoken / "report.yaml")
    return Phrases(spoken, sources, measures(profile)["rules"])


@cache
def measures(profile: str) -> Mapping[str, Any]:
    """Every measure and rule of a layout, with its name as `id`; read once."""
    return {"id": profile, **read_yaml(PROFILES / f"{profile}.yaml")}


def profile_names() -> tuple[str, ...]:
    """The layouts there are, the standard one first."""
    names = sorted(path.stem for path in PROFILES.glob("*.yaml"))
    return tuple(sorted(names, key=lambda name: name != STANDARD.profile))
