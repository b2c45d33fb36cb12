"""HTML from templates/web: the environment, and plain text made readable."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from bot.domain.messages import Param, Text
from bot.domain.words import BOLD_END, BOLD_START, LANGUAGES
from bot.services.devices.webchat import Mail
from handlers.channels.base import Message, MessageButton, Reply, strip_bold
from handlers.channels.web.mail import Attached, unpack
from handlers.channels.web.turns import new_id

Render: TypeAlias = Callable[[Text, str], str]
"""A message key with its parameters, in a language: the message catalogue's `render`."""

TEMPLATES = Path(__file__).parents[3] / "templates" / "web"

_PHONE = r"(?<![\w+.])(?:0|\+84 ?)[1-9](?:[ .-]?\d){8,9}(?![\w.]{0,20}\d)"
_LINK = re.compile(rf"https?://[^\s<>\"]+|{_PHONE}")
_NOT_LAST = ".,;:!?)]"
"""Signs after an address that are part of the sentence around it."""
_ITEM = re.compile(r"\s{0,9}(?:(\d{1,2}[.)])|[•·–-])\s")
_FITTING = {1: 200, 2: 22, 3: 14, 4: 6, 5: 4}
"""Columns -> characters of a label that fit on two lines, on a phone 360 pixels wide."""
_CHOICE = re.compile(r"[☐☑○◉●✓✗]|\d{1,2}[.)] ")
_LONG_LABEL = 30
"""Characters from which a label reads like a sentence."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing in the conversation. `when` is only for notices: replies come at once."""

    kind: Literal["reply", "notice", "mine"]
    message: Message
    file: Attached | None = None
    when: datetime | None = None


def replies(reply: Reply) -> list[Shown]:
    """The messages of a reply as entries."""
    return [Shown("reply", message) for message in reply.messages]


def notice(mail: Mail) -> Shown:
    """A mailbox item as an entry."""
    kept = unpack(mail.contents)
    return Shown("notice", kept.message, kept.file, mail.at)


class Pages:
    """Renders the templates of one folder, in each language."""

    def __init__(self, render: Render, zone: tzinfo, folder: Path = TEMPLATES) -> None:
        self.static = folder / "static"
        self._render = render
        self._zone = zone
        version = _version(self.static)
        self._environments = {
            language: self._environment(folder, language, version) for language in LANGUAGES
        }

    def html(
        self, template: str, path: str, language: str, *, status: int = 200, **values: object
    ) -> HTMLResponse:
        """A whole page at this path; `root` leads from there to the folder above the static
        files."""
        root = "../" * (path.count("/") - 1)
        return HTMLResponse(self.fragment(template, language, root=root, **values), status)

    def fragment(self, template: str, language: str, **values: object) -> str:
        """A part of a page, or a page as text."""
        return self._in(language).get_template(template).render(**values)

    def words(self, reason: Text, language: str) -> str:
        """The sentence of this message in this language."""
        return self._render(reason, self.known(language))

    def known(self, language: str) -> str:
        """This language if there are words in it, otherwise Vietnamese."""
        return language if language in self._environments else LANGUAGES[0]

    def _in(self, language: str) -> Environment:
        return self._environments[self.known(language)]

    def _environment(self, folder: Path, language: str, version: str) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters.update(
            rich=rich,
            plain=strip_bold,
            columns=columns,
            size=size,
            local=partial(_local, zone=self._zone),
        )
        environment.globals.update(
            t=self._speaker(language), language=language, version=version, new_id=new_id
        )
        return environment

    def _speaker(self, language: str) -> Callable[..., str]:
        def t(key: str, **params: Param) -> str:
            return self._render(Text(f"web.{key}", params), language)

        return t


def rich(text: str) -> Markup:
    """Text as HTML: escaped; bold marks, links, lines, and hanging list items."""
    lines = []
    bold = False
    for line in text.split("\n"):
        item = _ITEM.match(line)
        kind = ("item" if item[1] else "point") if item else "line" if line.strip() else "gap"
        body, bold = _inline(line, bold=bold)
        lines.append(Markup('<span class="{}">{}</span>').format(kind, body))
    return Markup("\n").join(lines)


def _inline(line: str, *, bold: bool) -> tuple[Markup, bool]:
    """One line as HTML, and whether bold goes on in the next one."""
    parts = []
    for part in re.split(f"([{BOLD_START}{BOLD_END}])", line):
        if part in (BOLD_START, BOLD_END):
            bold = part == BOLD_START
        elif part:
            parts.append(
                Markup("<strong>{}</strong>").format(_linked(part)) if bold else _linked(part)
            )
    return Markup("").join(parts), bold


def _linked(text: str) -> Markup:
    """Addresses and telephone numbers as links."""
    parts, end = [], 0
    for found in _LINK.finditer(text):
        words = found.group().rstrip(_NOT_LAST)
        link = Markup('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>')
        if not words.startswith("http"):
            link = Markup('<a href="tel:{1}">{0}</a>')
        number = re.sub(r"[^\d+]", "", words)
        parts += [escape(text[end : found.start()]), link.format(words, number)]
        end = found.start() + len(words)
    return Markup("").join([*parts, escape(text[end:])])


def columns(row: tuple[MessageButton, ...]) -> str:
    """The class names of a row of buttons: how many are side by side, and how they are set."""
    count = min(len(row), max(_FITTING))
    longest = max(len(button.label) for button in row)
    names = [f"columns-{count}"]
    if longest > _FITTING[count]:
        names.append("stacked")
    if len(row) == 1 and (longest > _LONG_LABEL or _CHOICE.match(row[0].label)):
        names.append("list")
    return " ".join(names)


def size(length: int) -> str:
    """A file's length in whole kilobytes, or megabytes with one digit."""
    kilobytes = max(round(length / 1024), 1)
    return f"{kilobytes} KB" if kilobytes < 1024 else f"{kilobytes / 1024:.1f} MB"


def _local(when: datetime, zone: tzinfo) -> datetime:
    return when.astimezone(zone)


def _version(static: Path) -> str:
    """A name for the present static files, changed by any change, so that browsers may keep them
    for good."""
    digest = hashlib.sha256()
    for path in sorted(static.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
