"""What somebody types who has no buttons: the equivalent of every tap, without accents."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.domain.words import fold
from handlers.contract import MessageButton

LEVELS = ("chua thay", "hiem khi", "thinh thoang", "thuong xuyen")
_ROW = re.compile(r"(\d+)( ●+)?")
_OPTION = re.compile(r"(\d+)\. .+")
_CHOSEN = " ✓"
_CONTROLS = {"<": "quay lai", "z": "tam dung", "x": "bo qua", "u": "nop", "p": "xem", "0": "0"}
_COMMANDS = {
    "r": "/tieptuc",
    "d": "/dulieu",
    "dq": "/yeucau",
    "o:mine": "/nhiemvu",
    "s:status": "/tinhhinh",
    "s:remind": "/nhac",
    "s:summary": "/tonghop",
    "px:list": "/nhapthay",
}


def untypable(button: MessageButton, *, current: bool) -> bool:
    """A button of an earlier screen has no typed equivalent: nobody can type into the past."""
    return button.payload.startswith("i:") and not current


def typed(button: MessageButton, *, current: bool) -> str:
    """The text that does what this button does.

    `current`: it stands on the last reply, so that a menu's label itself can be typed. Buttons of
    notices stand for commands.
    """
    kind, *parts = button.payload.split(":")
    if kind == "i":
        return _in_interview(button.label, parts[2])
    if current:
        return re.sub(r"^\W+|\W+$", "", fold(button.label))
    return _COMMANDS.get(":".join([kind, *parts[:1]])) or _COMMANDS[kind]


def _in_interview(label: str, act: str) -> str:
    plain = label.removesuffix(_CHOSEN)
    if act in _CONTROLS:
        return _CONTROLS[act]
    if act == ".":
        return fold(plain)
    if act.startswith("e"):
        return act[1:]
    option = _OPTION.fullmatch(plain)
    return option[1] if option else fold(plain)


@dataclass
class Pending:
    """Taps that belong to one screen and are typed in one line once it is finished."""

    levels: dict[int, str] = field(default_factory=dict)
    chosen: set[int] = field(default_factory=set)
    begun: bool = False

    def take(self, label: str, screen: list[MessageButton]) -> bool:
        """Whether the tap was one of several on a matrix or a list to choose from."""
        acts = {_bare(b.label): b.payload.rpartition(":")[2] for b in screen}
        act = acts.get(_bare(label), "")
        if re.fullmatch(r"\d+\.\d+", act) and (row := _ROW.fullmatch(label)):
            level = (len((row[2] or "").strip()) + 1) % len(LEVELS)
            self.levels[int(row[1])] = LEVELS[level]
        elif re.fullmatch(r"[+-]\d+", act):
            if not self.begun:
                self.chosen = {_number(b.label) for b in screen if b.label.endswith(_CHOSEN)}
            self.chosen ^= {_number(label)}
        else:
            return False
        self.begun = True
        return True

    def line(self) -> str:
        """All of it: `3 hiem khi, 4 thinh thoang` or `1, 7`."""
        if self.levels:
            return ", ".join(f"{row} {level}" for row, level in sorted(self.levels.items()))
        return ", ".join(str(number) for number in sorted(self.chosen))


def _bare(label: str) -> str:
    return label.removesuffix(_CHOSEN).rstrip(" ●")


def _number(label: str) -> int:
    option = _OPTION.fullmatch(label)
    assert option
    return int(option[1])
