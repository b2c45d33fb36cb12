"""The format of `*.chat` files: who writes or taps what, and what the program answers.

    # a comment
    @người hoa = Lê Thị Thanh Hoa
    @giờ 2022-08-25 08:00
    @trang web hoa                 Hoa follows the link sent last, and goes on in the browser
    hoa > Tôi dạy tốt.            what Hoa types; further lines are indented
    hoa > [3] [4] [Xong nhóm này]  taps on one screen, one after the other
    hoa > (nhãn dán)               something that is not text
    lan > (tệp: danh-sach.xlsx)    a file: made of the CSV or text file of this name here
    bot: …                        a whole message, compared exactly, buttons as `[…]` lines
    bot sửa lại: …                the same, in the place of the message that was tapped
    bot chưa ghi: …               the same, and nothing was recorded
    bot báo: …                    the short text at the button; nothing was recorded
    bot có: …                     these words stand somewhere in what was said
    bot nhắn lan: …               what comes to somebody without an act of theirs
    tệp có: …                     these words stand in the file just sent
    (không nhắn ai khác)          nobody beside those named got anything

Spaces at the ends of lines do not count. Codes and links are written `<mã>` and `<liên kết>`.
A line of a person without an answer below it is only checked for not being refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.messages import FileOut
from bot.domain.words import BOLD_END, BOLD_START
from handlers.contract import Message

EXACT = ("", "sửa lại", "chưa ghi", "báo")
PART = "có"
IN_FILE = "tệp có"
NOBODY_ELSE = "(không nhắn ai khác)"
UNWRITTEN = "?"
"""`bot: ?` stands for what `--update-chats` is to write."""

_BOT = re.compile(r"bot(?: nhắn (\w+))?(?: (sửa lại|chưa ghi|báo|có))?:(?: (.*))?")
_PERSON = re.compile(r"(\w+) > (.+)")
_TAPS = re.compile(r"(\[[^\[\]]+\]\s*)+")
_LINK = re.compile(r"https?://\S+")
_CODE = re.compile(r"^((?:Mã|Mã nhóm|Code|Group code): )([a-z2-9]{12})$", re.MULTILINE)
INDENT = "     "


class Unreadable(Exception):
    """A line that is not part of the format; names file and line."""


@dataclass
class Block:
    """What the program says to one person. `to` is empty for whoever acted."""

    kind: str
    to: str
    lines: list[str]

    @property
    def body(self) -> str:
        """For comparison: without the spaces at the ends of lines."""
        return "\n".join(line.strip() for line in self.lines).strip()

    def written(self) -> list[str]:
        """As it stands in the file."""
        if self.kind == IN_FILE:
            return [f"{IN_FILE}: {self.body}"]
        to = f" nhắn {self.to}" if self.to else ""
        kind = f" {self.kind}" if self.kind else ""
        first, *rest = self.lines
        head = f"bot{to}{kind}: {first}".rstrip()
        return [head, *(f"{INDENT}{line}".rstrip() for line in rest)]


@dataclass
class Turn:
    """One act of a person, or a directive, with what is expected after it."""

    line: int
    person: str = ""
    words: list[str] = field(default_factory=list)
    directive: str = ""
    blocks: list[Block] = field(default_factory=list)
    nobody_else: bool = False
    before: list[str] = field(default_factory=list)
    """The file's own lines from the turn before up to this turn's, kept as they are."""

    @property
    def text(self) -> str:
        """What is typed; empty for taps."""
        return "\n".join(self.words)

    @property
    def taps(self) -> tuple[str, ...]:
        """The labels of the buttons that are tapped."""
        return tuple(re.findall(r"\[([^\[\]]+)\]", self.text)) if self._are_taps else ()

    @property
    def _are_taps(self) -> bool:
        return bool(_TAPS.fullmatch(self.text))

    @property
    def refusal_expected(self) -> bool:
        """Whether the transcript itself says that nothing is recorded."""
        return any(block.kind in ("chưa ghi", "báo") for block in self.blocks)

    @property
    def wants_files(self) -> bool:
        """Whether papers have to be made for this turn."""
        words = " ".join(line for block in self.blocks for line in block.lines)
        return "(tệp: " in words or "(ảnh: " in words


@dataclass
class Transcript:
    """One file."""

    path: Path
    turns: list[Turn]
    after: list[str]

    def save(self) -> None:
        """Write the file anew."""
        self.path.write_text(self.written(), "utf-8")

    def written(self) -> str:
        """The whole file, as it is to be kept."""
        lines: list[str] = []
        for turn in self.turns:
            lines += turn.before
            for block in turn.blocks:
                lines += block.written()
            if turn.nobody_else:
                lines.append(NOBODY_ELSE)
        return "\n".join([*lines, *self.after]).rstrip() + "\n"


def read(path: Path) -> Transcript:
    """The transcript in this file. Raises Unreadable."""
    return _Reader(path).read()


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._turns: list[Turn] = []
        self._between: list[str] = []
        self._open: list[str] | None = None
        self._blank = 0

    def read(self) -> Transcript:
        for number, line in enumerate(self._path.read_text("utf-8").splitlines(), 1):
            if not self._line(number, line.rstrip()):
                raise Unreadable(f"{self._path.name}:{number}: {line!r}")
        self._close()
        return Transcript(self._path, self._turns, self._between)

    def _line(self, number: int, line: str) -> bool:
        if not line:
            self._blank += 1
            return True
        if line.startswith(" "):
            return self._continued(line)
        self._close()
        if line.startswith("#"):
            self._between.append(line)
            return True
        return self._act(number, line) or self._said(line)

    def _continued(self, line: str) -> bool:
        """An indented line belongs to the block or the typed text above it."""
        if self._open is None:
            return False
        self._open += [""] * self._blank
        self._blank = 0
        self._open.append(line.removeprefix(INDENT) if line.startswith(INDENT) else line.lstrip())
        if self._turns and self._open is self._turns[-1].words:
            self._open[-1] = line.strip()
            self._turns[-1].before.append(line)
        return True

    def _close(self) -> None:
        self._between += [""] * self._blank
        self._blank = 0
        self._open = None

    def _act(self, number: int, line: str) -> bool:
        person = _PERSON.fullmatch(line)
        if not person and not line.startswith("@"):
            return False
        turn = Turn(number, before=[*self._between, line])
        self._between = []
        if person:
            turn.person, turn.words = person[1], [person[2]]
            self._open = turn.words
        else:
            turn.directive = line[1:]
        self._turns.append(turn)
        return True

    def _said(self, line: str) -> bool:
        if not self._turns:
            return False
        turn = self._turns[-1]
        if line == NOBODY_ELSE:
            turn.nobody_else = True
        elif line.startswith(f"{IN_FILE}: "):
            turn.blocks.append(Block(IN_FILE, "", [line.removeprefix(f"{IN_FILE}: ")]))
        elif found := _BOT.fullmatch(line):
            block = Block(found[2] or "", found[1] or "", [found[3] or ""])
            turn.blocks.append(block)
            self._open = block.lines
        else:
            return False
        turn.before += [each for each in self._between if each]
        self._between = []
        return True


def shown(item: Message | FileOut, kind: str = "", to: str = "") -> Block:
    """A message or file as the transcript writes it."""
    if isinstance(item, FileOut):
        what = "ảnh" if item.is_picture else "tệp"
        return Block(kind, to, [f"({what}: {item.name})", *item.caption.splitlines()])
    rows = [" ".join(f"[{button.label}]" for button in row) for row in item.buttons]
    return Block(kind, to, [*masked(item.text).splitlines(), *rows])


def masked(words: str) -> str:
    """Without what is different every time; bold words stand between asterisks."""
    plain = words.replace(BOLD_START, "*").replace(BOLD_END, "*")
    return _CODE.sub(r"\1<mã>", _LINK.sub("<liên kết>", plain))


def code_in(words: str) -> tuple[str, str] | None:
    """The code that a message hands out, and the words before it."""
    found = _CODE.search(words)
    return (found[1].rstrip(": "), found[2]) if found else None


def differences(turn: Turn, said: Sequence[Block], reached: Iterable[str]) -> list[str]:
    """What in this turn is not as the transcript has it: one text for each."""
    found = []
    for to in dict.fromkeys(block.to for block in turn.blocks if block.kind in EXACT):
        wanted = [(b.kind, b.body) for b in turn.blocks if b.to == to and b.kind in EXACT]
        actual = [(b.kind, b.body) for b in said if b.to == to]
        if wanted != actual:
            found.append(_compared(wanted, actual))
    for block in turn.blocks:
        if block.kind == PART and not any(
            block.to == each.to and block.body in each.body for each in said
        ):
            everything = "\n".join("\n".join(each.written()) for each in said)
            found.append(f"not said: {block.body}\nbut:\n{everything}")
    unnamed = set(reached) - {block.to or turn.person for block in turn.blocks}
    if turn.nobody_else and unnamed:
        found.append(f"also written to: {', '.join(sorted(unnamed))}")
    return found


def _compared(wanted: Sequence[tuple[str, str]], actual: Sequence[tuple[str, str]]) -> str:
    parts = [
        f"{title}:\n" + "\n".join("\n".join(Block(k, "", b.split("\n")).written()) for k, b in said)
        for title, said in (("expected", wanted), ("happened", actual))
    ]
    return "\n".join(parts)


def update(turn: Turn, said: Sequence[Block]) -> None:
    """Put what happened in the place of what was expected exactly; partial checks stay."""
    named = {block.to for block in turn.blocks if block.kind in EXACT}
    written = [block for block in said if block.to in named or turn.nobody_else]
    others = [block for block in turn.blocks if block.kind not in EXACT]
    if named or turn.nobody_else:
        turn.blocks = [*written, *others]
