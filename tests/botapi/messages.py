"""Messages as the server keeps them, and as a person sees them."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.botapi.entities import to_html
from tests.botapi.refusals import Json


class Button(NamedTuple):
    """A button under a message; the target is its callback data or its link."""

    label: str
    target: str
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file. `size` is width and height of a picture."""

    file_id: str
    name: str
    data: bytes
    path: str
    size: tuple[int, int] = (0, 0)

    def identity(self) -> Json:
        unique = hashlib.sha256(self.file_id.encode()).hexdigest()[:16]
        return {"file_id": self.file_id, "file_unique_id": unique, "file_size": len(self.data)}

    @property
    def mime_type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def as_document(self) -> Json:
        return {**self.identity(), "file_name": self.name, "mime_type": self.mime_type}

    def as_photo(self) -> list[Json]:
        width, height = self.size
        return [{**self.identity(), "width": width, "height": height}]


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as a person's app shows it at one moment."""

    message_id: int
    by_bot: bool
    date: int
    text: str
    entities: Sequence[Json] = ()
    markup: Json | None = None
    kind: str = "text"
    file: File | None = None
    edited: bool = False
    silent: bool = False
    protected: bool = False
    album: str | None = None

    @property
    def html(self) -> str:
        return to_html(self.text, list(self.entities))

    @property
    def buttons(self) -> list[list[Button]]:
        """Rows of buttons under the message."""
        if self.markup is None:
            return []
        return [
            [
                Button(key["text"], key.get("callback_data") or key.get("url", ""), "url" in key)
                for key in row
            ]
            for row in self.markup.get("inline_keyboard", [])
        ]

    @property
    def labels(self) -> list[str]:
        return [button.label for row in self.buttons for button in row]

    @property
    def document(self) -> bytes | None:
        return self.file.data if self.file and self.kind == "document" else None

    @property
    def photo(self) -> bytes | None:
        return self.file.data if self.file and self.kind == "photo" else None

    @property
    def file_name(self) -> str | None:
        return self.file.name if self.file else None

    def __str__(self) -> str:
        """A few lines of a transcript."""
        lines = self.text.splitlines() or [""]
        if self.kind != "text":
            shown = f"({self.kind} {self.file.name})" if self.file else f"({self.kind})"
            lines[0] = f"{shown} {lines[0]}".rstrip()
        if self.edited:
            lines[0] = f"(edited) {lines[0]}"
        lines += [" ".join(f"[{button.label}]" for button in row) for row in self.buttons]
        return "\n".join(lines)


@dataclass(slots=True)
class Message:
    """A message in the one private chat of the bot with a person."""

    message_id: int
    chat_id: int
    by_bot: bool
    date: int
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    markup: Json | None = None
    kind: str = "text"
    file: File | None = None
    extra: Json = field(default_factory=dict)
    edit_date: int | None = None
    silent: bool = False
    protected: bool = False
    album: str | None = None

    def seen(self) -> Seen:
        return Seen(
            message_id=self.message_id,
            by_bot=self.by_bot,
            date=self.date,
            text=self.text,
            entities=self.entities,
            markup=self.markup,
            kind=self.kind,
            file=self.file,
            edited=self.edit_date is not None,
            silent=self.silent,
            protected=self.protected,
            album=self.album,
        )

    def to_json(self, sender: Json, chat: Json) -> Json:
        answer: Json = {
            "message_id": self.message_id,
            "from": sender,
            "chat": chat,
            "date": self.date,
            **self.extra,
        }
        if self.edit_date is not None:
            answer["edit_date"] = self.edit_date
        if self.kind == "document" and self.file:
            answer["document"] = self.file.as_document()
        elif self.kind == "photo" and self.file:
            answer["photo"] = self.file.as_photo()
        if self.text:
            name = "text" if self.kind == "text" else "caption"
            answer[name] = self.text
            if self.entities:
                answer["entities" if name == "text" else "caption_entities"] = self.entities
        if self.markup is not None:
            answer["reply_markup"] = self.markup
        if self.protected:
            answer["has_protected_content"] = True
        if self.album:
            answer["media_group_id"] = self.album
        return answer
