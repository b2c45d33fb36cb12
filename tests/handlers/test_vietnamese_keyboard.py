"""Commands typed on a Vietnamese keyboard that makes letters of them. U13."""

from __future__ import annotations

import unicodedata

from handlers.menu import ROUTES
from handlers.router import command_name
from tests.services.scene import Cell, gathered, said
from tests.shelf import made_once
from tests.world import World

TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}


@made_once
async def cell(running: World) -> Cell:
    """Hoa has come in."""
    return await gathered(running, "hoa")


def telex(keys: str) -> str:
    """What a simple engine without spelling makes of these keys."""
    typed: list[str] = []
    for key in keys:
        bare = [each[0] for each in typed]
        if key in "aeod" and key in bare and len(typed[_last(bare, key)]) == 1:
            place = _last(bare, key)
            typed[place] = "đ" if key == "d" else key + "\u0302"
        elif key == "w":
            place = max((n for n, base in enumerate(bare) if base in "aou"), default=-1)
            if place >= 0:
                typed[place] += "\u0306" if bare[place] == "a" else "\u031b"
            else:
                typed.append("u\u031b")
        elif key in TONES and any(base in "aeiouy" for base in bare):
            place = max(n for n, base in enumerate(bare) if base in "aeiouy")
            typed = [each.translate(dict.fromkeys(map(ord, TONES.values()))) for each in typed]
            typed[place] += TONES[key]
        else:
            typed.append(key)
    return unicodedata.normalize("NFC", "".join(typed))


def _last(letters: list[str], wanted: str) -> int:
    return max(n for n, letter in enumerate(letters) if letter == wanted)


async def test_every_name_of_every_command_survives_telex(cell: Cell) -> None:
    office = cell.world.office
    assert telex("web") == "ưeb"
    lost = {}
    for command in ROUTES.commands:
        for name in (*office.lexicon.words.get(f"command_{command}", ()), command):
            if command_name(office, telex(name)) != command:
                lost[name] = telex(name)
    assert lost == {}


async def test_the_mangled_command_does_what_it_is_for(cell: Cell) -> None:
    link = cell.world.office.links.page("i/")
    for typed in ("/ưeb", "/Ưeb"):
        assert link in said(await cell.world.says("hoa", typed))
