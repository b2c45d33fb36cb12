"""Telegram's HTML: strict where Telegram is strict, lenient where it is lenient.

Follows `parse_html` of TDLib, which the Bot API server uses: offsets of complaints are bytes of
the UTF-8 text, offsets of entities are UTF-16 code units.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from tests.botapi.refusals import Json, bad

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
_CANONICAL = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "blockquote": "blockquote",
}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,7})|#([0-9]{1,7})|(lt|gt|amp|quot)(?![a-zA-Z]));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_PLAIN = re.compile(r"[^<&]+")
_END_TAG = re.compile(r"</([^\s>]*)\s*(>?)")
_TAG_NAME = re.compile(r"<([^\s>]*)")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[A-Za-z0-9.-]+(?=[\s>])))?""")
_LINK = re.compile(r"(?:(https?|tg|tonsite)://)?([^/?#\s]+)(.*)", re.DOTALL | re.IGNORECASE)
_SPACE = re.compile(r"\s*")
_COMMAND = re.compile(r"(?:(?<=^)|(?<=\s))/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?=\W|$)")


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, start: int, end: int) -> str:
    """The part between two UTF-16 offsets."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")


def commands_in(text: str) -> list[Json]:
    """The `bot_command` entities that Telegram finds in what a person typed."""
    return [
        {
            "type": "bot_command",
            "offset": units(text[: found.start()]),
            "length": units(found.group()),
        }
        for found in _COMMAND.finditer(text)
    ]


def checked_link(url: str) -> str | None:
    """The link as Telegram keeps it; None if it is no link (a host needs a dot)."""
    found = _LINK.fullmatch(url.strip())
    if found is None:
        return None
    scheme, host, rest = found.groups()
    if scheme and scheme.lower() == "tg":
        return url
    name = host.rpartition("@")[2].split(":")[0]
    if "." not in name.strip(".") or re.search(r"[^\w.-]", name):
        return None
    return f"{(scheme or 'http').lower()}://{host}{rest or '/'}"


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    position: int


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.parts: list[str] = []
        self.length = 0
        self.entities: list[Json] = []
        self.stack: list[_Open] = []

    def run(self) -> tuple[str, list[Json]]:
        while self.at < len(self.source):
            sign = self.source[self.at]
            if sign == "&":
                self._reference()
            elif sign != "<":
                plain = _PLAIN.match(self.source, self.at)
                self._write(plain.group() if plain else sign)
                self.at = plain.end() if plain else self.at + 1
            elif self.source.startswith("</", self.at):
                self._close()
            else:
                self._open()
        if self.stack:
            raise _wrong(
                f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"', None
            )
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.parts), self.entities

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self.length += units(text)

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode("utf-8", "surrogatepass"))

    def _reference(self) -> None:
        found = _REFERENCE.match(self.source, self.at)
        decoded = _decode(found) if found else None
        self._write(decoded or "&")
        self.at = found.end() if found and decoded else self.at + 1

    def _open(self) -> None:
        begin = self._byte(self.at)
        found = _TAG_NAME.match(self.source, self.at)
        end = found.end() if found else self.at + 1
        if end >= len(self.source):
            raise _wrong("Unclosed start tag", begin)
        tag = found.group(1).lower() if found else ""
        if tag not in TAGS:
            raise _wrong(f'Unsupported start tag "{tag}"', begin)
        argument = self._attributes(tag, begin, end)
        if tag == "span" and argument != "spoiler":
            raise _wrong('Tag "span" must have class "tg-spoiler"', begin)
        self.stack.append(_Open(tag, argument, self.length, len(self.parts)))

    def _attributes(self, tag: str, begin: int, at: int) -> str:
        """Reads on to the `>`; returns what the tag needs to know."""
        argument = ""
        while True:
            space = _SPACE.match(self.source, at)
            at = space.end() if space else at
            if at >= len(self.source):
                raise _wrong("Unclosed start tag", begin)
            if self.source[at] == ">":
                self.at = at + 1
                return argument
            found = _ATTRIBUTE.match(self.source, at)
            if found is None:
                raise _wrong(f'Empty attribute name in the tag "{tag}"', begin)
            name, value = found.group(1), found.group(2)
            if value is None and (tag, name) != ("blockquote", "expandable"):
                raise _wrong(
                    f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin
                )
            argument = _argument(tag, name, value or "") or argument
            at = found.end()

    def _close(self) -> None:
        begin = self._byte(self.at)
        if not self.stack:
            raise _wrong("Unexpected end tag", begin)
        found = _END_TAG.match(self.source, self.at)
        if found is None or not found.group(2):
            raise _wrong("Unclosed end tag", begin)
        opened, name = self.stack[-1], found.group(1).lower()
        if name and name != opened.tag:
            raise _wrong(
                f"Unmatched end tag at byte offset {begin}, "
                f'expected "</{opened.tag}>", found "</{name}>"',
                None,
            )
        self.stack.pop()
        self.at = found.end()
        if self.length > opened.offset:
            self._add(opened)

    def _add(self, opened: _Open) -> None:
        kind = TAGS[opened.tag]
        entity: Json = {
            "type": kind,
            "offset": opened.offset,
            "length": self.length - opened.offset,
        }
        if kind == "text_link":
            link = checked_link(opened.argument or "".join(self.parts[opened.position :]))
            if link is None:
                return
            entity["url"] = link
        elif kind == "custom_emoji":
            if not opened.argument.isdigit():
                raise _wrong("Invalid custom emoji identifier specified", None)
            entity["custom_emoji_id"] = opened.argument
        elif kind == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        self.entities.append(entity)


def _decode(found: re.Match[str]) -> str | None:
    hexadecimal, decimal, named = found.groups()
    if named:
        return _NAMED[named]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF else None


def _argument(tag: str, name: str, value: str) -> str:
    value = html.unescape(value[1:-1]) if value[:1] in "\"'" else value.lower()
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case ("span", "class"):
            return value.removeprefix("tg-")
        case ("blockquote", "expandable"):
            return "expandable"
        case _:
            return ""


def _wrong(sentence: str, at: int | None) -> Exception:
    where = "" if at is None else f" at byte offset {at}"
    return bad(f"can't parse entities: {sentence}{where}")


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Plain text and entities. Raises Refusal as Telegram does."""
    if "<" not in source and "&" not in source:
        return source, []
    return _Parser(source).run()


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without the white space around it; entities follow, those that lie outside go."""
    kept = text.strip()
    if kept == text:
        return text, entities
    skipped = units(text[: len(text) - len(text.lstrip())])
    length = units(kept)
    moved = []
    for entity in entities:
        start = max(entity["offset"] - skipped, 0)
        end = min(entity["offset"] + entity["length"] - skipped, length)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return kept, moved


def to_html(text: str, entities: list[Json]) -> str:
    """The text with its entities as tags: what `parse_html` would read back."""
    marks: dict[int, tuple[list[str], list[str]]] = {}
    for entity in entities:
        opening, closing = _tags(entity)
        if opening:
            marks.setdefault(entity["offset"], ([], []))[1].append(opening)
            marks.setdefault(entity["offset"] + entity["length"], ([], []))[0].insert(0, closing)
    written, done = [], 0
    for offset in sorted(marks):
        closings, openings = marks[offset]
        written += [html.escape(cut(text, done, offset), quote=False), *closings, *openings]
        done = offset
    written.append(html.escape(cut(text, done, units(text)), quote=False))
    return "".join(written)


def _tags(entity: Json) -> tuple[str, str]:
    match entity["type"]:
        case "text_link":
            return f'<a href="{html.escape(entity["url"])}">', "</a>"
        case "pre":
            return "<pre>", "</pre>"
        case "custom_emoji":
            return f'<tg-emoji emoji-id="{entity["custom_emoji_id"]}">', "</tg-emoji>"
        case "expandable_blockquote":
            return "<blockquote expandable>", "</blockquote>"
        case kind:
            tag = _CANONICAL.get(kind)
            return (f"<{tag}>", f"</{tag}>") if tag else ("", "")
