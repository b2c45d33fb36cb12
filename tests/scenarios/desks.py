"""What stands in the chats of a transcript's people, and what one of its lines led to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.domain.messages import FileOut
from handlers.contract import Message, MessageButton
from tests.scenarios.papers import text_of
from tests.scenarios.transcript import IN_FILE, Block, Turn, code_in
from tests.scenarios.typing import Pending

_NO_TEXT = re.compile(r"\((?!tệp|ảnh: )[^()]+\)")


@dataclass
class Desk:
    """One person's side of the chat: all messages so far, and the buttons of the last reply."""

    name: str
    messages: list[Message] = field(default_factory=list)
    screen: list[MessageButton] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    page: str = ""
    """The person's address on the web chat, once that is where the person is."""
    pending: Pending = field(default_factory=Pending)
    acts: int = 0
    new_messages: int = 0

    def button(self, label: str) -> MessageButton:
        """The newest button with this label; `1. Chưa…` stands for the only one beginning so."""
        for message in reversed(self.messages):
            for row in message.buttons:
                for button in row:
                    begins = label.endswith("…") and button.label.startswith(label[:-1])
                    if button.label == label or begins:
                        return button
        there = [button.label for button in self.screen]
        raise LookupError(f"{self.name} has no button [{label}]; the last ones: {there}")

    def noticed(self, message: Message) -> None:
        """The buttons of a notice may be typed, unless a question waits for its answer."""
        buttons = [b for row in message.buttons for b in row]
        if buttons and not any(b.payload.startswith("i:") for b in self.screen):
            self.screen = [*self.screen, *buttons]


@dataclass
class Desks:
    """Everybody's, by the word that the transcript has for the person."""

    of: dict[str, Desk] = field(default_factory=dict)
    group_code: str = ""

    def with_codes(self, desk: Desk, words: str) -> str | None:
        """These words of this person with the codes that they stand for; None for a sticker."""
        if _NO_TEXT.fullmatch(words):
            return None
        for given in re.findall(r"<mã(?: (\w+))?>", words):
            if given == "nhóm":
                words = words.replace("<mã nhóm>", self.group_code)
            elif given == "cũ":
                words = words.replace("<mã cũ>", desk.codes[-2])
            else:
                of = self.of[given] if given else desk
                words = words.replace(f"<mã {given}>" if given else "<mã>", of.codes[-1])
        return words

    def received(self, person: str, message: Message) -> None:
        """A message stands in this chat; codes in it are for whom it names."""
        desk = self.of[person]
        desk.messages.append(message)
        desk.new_messages += not message.replaces
        found = code_in(message.text)
        if found and found[0] in ("Mã nhóm", "Group code"):
            self.group_code = found[1]
        elif found:
            for other in self.of.values():
                if other.name in message.text:
                    other.codes.append(found[1])


@dataclass
class Heard:
    """What one line of the transcript led to."""

    blocks: list[Block] = field(default_factory=list)
    files: list[FileOut] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)

    def unsaid(self, turn: Turn) -> list[str]:
        """Words that the transcript wants in the files and that no file has."""
        wanted = [block.body for block in turn.blocks if block.kind == IN_FILE]
        texts = [text_of(file) for file in self.files] if wanted else []
        return [
            f"not in a file: {words}"
            for words in wanted
            if not any(" ".join(words.split()) in text for text in texts)
        ]
