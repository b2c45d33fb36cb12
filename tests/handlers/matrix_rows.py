"""The rows of the access matrix: who may do it with the own thing, and who with another's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    """Everybody there can be; the value is also the address in the test."""

    SECRETARY = "secretary"
    ACTING = "acting"
    DEPUTY = "deputy"
    COMMITTEE = "committee"
    RECORDER = "recorder"
    GROUP_HEAD = "group_head"
    MEMBER = "member"
    SUSPENDED = "suspended"
    GUEST = "guest"
    GONE_GUEST = "gone_guest"
    SUPERIOR = "superior"
    STRANGER = "stranger"


LEADERS = "secretary acting"
COMMITTEE = f"{LEADERS} deputy committee"
MEMBERS = f"{COMMITTEE} recorder group_head member"
KNOWN = f"{MEMBERS} suspended guest gone_guest superior"
ANYBODY = f"{KNOWN} stranger"
NOBODY = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`own` and `other`: who gets through. `anywhere`: it belongs to no cell (a language)."""

    own: str
    other: str = NOBODY
    anywhere: bool = False


def people_of(words: str) -> frozenset[Who]:
    """The people named in a row."""
    return frozenset(Who(word) for word in words.split())


def cells(who: str) -> Row:
    """A thing of the cell: whose it is does not matter."""
    return Row(who, who)


ROWS = {
    # what everybody may
    "/start": Row(ANYBODY),
    "/resume": Row(KNOWN),
    "/help": Row(ANYBODY),
    "/web": Row(KNOWN),
    "/language": Row(ANYBODY),
    "/menu": Row(ANYBODY),
    "mn:all": Row(ANYBODY),
    "mn:{group}": Row(ANYBODY, ANYBODY, anywhere=True),
    "mn:go:{command}": Row(ANYBODY, ANYBODY, anywhere=True),
    "/cells": Row(KNOWN),
    "l:{language}": Row(KNOWN, KNOWN, anywhere=True),
    # the own review
    "i:{interview}:{screen}:{act}": Row(MEMBERS),
    "c:{own}:{version}:y": Row(KNOWN),
    "c:{own}:{version}:n": Row(KNOWN),
    "c:{own}:{version}:f": Row(KNOWN),
    "r:{own}": Row(KNOWN),
    "v:{interview}:copy": Row(MEMBERS),
    "v:{interview}:back": Row(MEMBERS),
    "k:{own}": Row(KNOWN),
    # the cycle
    "/cycle": Row(LEADERS),
    "/status": Row(COMMITTEE),
    "/group": Row("group_head"),
    "/remind": Row(LEADERS),
    "/ledger": Row(LEADERS),
    "/missing": Row(LEADERS),
    "/summary": Row(COMMITTEE),
    "/settings": Row(LEADERS),
    "y:open": Row(LEADERS),
    "y:move": Row(LEADERS),
    "y:move:{cycle}": cells(LEADERS),
    "y:close:{cycle}": cells(LEADERS),
    "y:close:{cycle}:yes": cells(LEADERS),
    "s:status": Row(COMMITTEE),
    "s:status:{cycle}": cells(COMMITTEE),
    "s:remind:{cycle}": cells(LEADERS),
    "s:summary:{cycle}": cells(COMMITTEE),
    # the reminder ledger, and who did not submit
    "lg:{cycle}": cells(LEADERS),
    "lg:{cycle}:p:{page}": cells(LEADERS),
    "lg:{member}:one": cells(LEADERS),
    "lg:{member}:called": cells(LEADERS),
    "ns:{cycle}": cells(LEADERS),
    "ns:{member}:ask": cells(LEADERS),
    "ns:{member}:yes": cells(LEADERS),
    "ns:{member}:undo": cells(LEADERS),
    # papers: another's, never the own one; a helper who was named is not among these people
    "/proxy": Row(MEMBERS),
    "/blank": Row(LEADERS),
    "px:list:{cell}": cells(MEMBERS),
    "px:{member}": Row(NOBODY, LEADERS),
    "px:{member}:go": Row(NOBODY, LEADERS),
    "px:{member}:signed": Row(NOBODY, LEADERS),
    "px:{member}:who": Row(NOBODY, LEADERS),
    "px:{member}:by:{helper}": Row(NOBODY, LEADERS),
    "px:{member}:alone": Row(NOBODY, LEADERS),
    "px:{member}:print": Row(NOBODY, LEADERS),
    "bl:ask": Row(LEADERS),
    "bl:one": Row(LEADERS),
    "bl:all": Row(LEADERS),
    # the roster
    "/members": Row(LEADERS),
    "/invite": Row(LEADERS),
    "m:list:{cell}": cells(LEADERS),
    "m:add": Row(LEADERS),
    "m:add:{cell}": cells(LEADERS),
    "m:group:{cell}": cells(LEADERS),
    "m:requests:{cell}": cells(LEADERS),
    "m:{member}": cells(LEADERS),
    "m:{member}:code": cells(LEADERS),
    "m:{member}:rename": cells(LEADERS),
    "m:{member}:exempt": cells(LEADERS),
    "m:{member}:unexempt": cells(LEADERS),
    "m:{member}:remove": cells(LEADERS),
    "m:{member}:remove:yes": cells(LEADERS),
    "j:{request}:y": cells(LEADERS),
    "j:{request}:n": cells(LEADERS),
}
"""Whoever is not named is told that it is not theirs, or that there is no such thing."""
