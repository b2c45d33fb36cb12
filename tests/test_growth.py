"""A1: eight times the text takes about eight times as long, in everything that looks at a text.

Both times are of the same run, of the processor alone, and the least of several, so that a busy
machine does not matter. No two texts are the same, so that nothing is remembered.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from time import thread_time
from typing import TypeAlias

import pytest

from bot.content.layout.signs import printable
from bot.content.own_form.check import _Line, _never_working, marks_in
from bot.content.own_form.form import example
from bot.content.tables import old_fonts, spreadsheets
from bot.content.tables.roster import RosterFile, roster_checked
from bot.content.usual import load_usual
from bot.domain import keyboard, lexicon, messages, secrecy, words
from bot.domain.interview.kinds import kind_of
from bot.domain.messages import Incoming, Refusal
from bot.domain.people import finding, names, phones, table
from bot.domain.people.member import Member, Role
from bot.domain.people.roster_rows import NamedTable, roster_of
from bot.domain.people.stated import stated
from bot.domain.people.table_check import RosterState
from bot.domain.preparation import basis, items
from bot.domain.style import ToneOn
from bot.services import office
from bot.services.interview import advice
from handlers import texts
from handlers.channels.telegram import writing
from handlers.channels.web import door, pages
from tests.domain.builders import typing_now
from tests.domain.kind_cases import CASES

Reads: TypeAlias = Callable[[str], object]

SMALL, LARGE = 500, 4_000
IN_A_WORKER = 100, 800
"""The same for whole tables, which nobody waits for but their sender."""
MOST_TIMES = 14
"""The longer text takes so many times as long at most; a square takes sixty-four."""
QUICK = 0.002
"""Seconds: whatever takes less is not worth measuring."""

TODAY = date(2026, 11, 30)
TYPING = typing_now()
LEXICON = TYPING.lexicon
MARKS = load_usual(Path("none")).marks
ROSTER = [
    Member(str(n), "c", f"Nguyễn Thị {name}", Role.MEMBER) for n, name in enumerate("ABCDEFGH")
]
STATE = RosterState(tuple(ROSTER), TODAY)
MENU = '[["Đang làm dở", "r:"], ["✓ Xong", "d:"], ["Xem lại", "v:"]]'
HEADING = ["Họ và tên", "Ngày sinh", "Chức vụ"]

READERS: Mapping[str, Reads] = {
    "clean": words.clean,
    "fold": words.fold,
    "seen": words.seen,
    "spoken": words.spoken,
    "in_order": words.in_order,
    "printable": printable,
    "never_working": lambda typed: list(_never_working([_Line(typed, typed, typed)], example())),
    "respelled": lambda typed: words.respelled(typed, ToneOn.U),
    "stamped": secrecy.stamped,
    "meant": lambda typed: keyboard.meant(typed, ("menu", "status", "thongke")),
    "means": lambda typed: LEXICON.means("done", typed),
    "asks": lambda typed: LEXICON.asks("help", typed),
    "keyed": lexicon._keyed,
    "courtesies": LEXICON._bare,
    "read_number": lexicon.read_number,
    "read_date": lambda typed: lexicon.read_date(typed, TODAY, LEXICON),
    "read_period": lambda typed: lexicon.read_period(typed, TODAY, LEXICON),
    "read_birth": lambda typed: lexicon.read_birth(typed, TODAY, LEXICON),
    "tidied": names.tidied,
    "names_in": names.names_in,
    "find": lambda typed: finding.find(typed, ROSTER),
    "stated": lambda typed: stated(typed, LEXICON),
    "roles_of": lambda typed: table.roles_of(typed, LEXICON),
    "column_of": lambda typed: table.column_of(typed, LEXICON),
    "roster_of": lambda typed: roster_of(
        [NamedTable(typed, [HEADING, [typed, typed, typed], ["1", typed, ""]])], LEXICON
    ),
    "roster_checked": lambda typed: roster_checked(
        RosterFile(f"{','.join(HEADING)}\n{typed}".encode(), LEXICON, STATE), "vi"
    ),
    "readings": lambda typed: spreadsheets.readings(typed.encode()),
    "failed_formulas": lambda typed: spreadsheets._readable(typed.encode()),
    "in_unicode": lambda typed: old_fonts.in_unicode([[typed], [typed]]),
    "old_font": lambda typed: old_fonts.decoded(typed.encode("utf-16")),
    "basis": lambda typed: basis.read(f"Kế hoạch {typed}", MARKS),
    "basis_issuer": lambda typed: basis.read(f"28-KH/ĐU của {typed}", MARKS),
    "basis_type": lambda typed: basis.read(typed.lstrip("0123456789"), MARKS),
    "phone_in": phones.phone_in,
    "suited": lambda typed: items.suited(ROSTER, typed),
    "code_of": office.code_of,
    "codes_in": office.codes_in,
    "last_part": door._last_part,
    "payload_of": lambda typed: texts.payload_of(MENU, typed),
    "bare": texts.bare,
    "bounded": lambda typed: messages.bounded(
        Incoming("web", "a", "1", typed, payload=typed, seen=typed)
    ),
    "file_name": lambda typed: messages.file_name(typed, "file"),
    "alike": lambda typed: advice.alike(typed, typed[::-1]),
    "rich": pages.rich,
    "in_pieces": writing.in_pieces,
    "marks_in": lambda typed: list(marks_in(typed)),
    **{
        f"kind_{kind}": partial(kind_of(case.question).parse, case.question, None, typing=TYPING)
        for kind, case in CASES.items()
    },
}

UNITS = (
    *("a", "A", "1", " ", "!", ",", ".", "-", "/", "(", ")", "[", "{", "<", ":", '"', "\n", "\t"),
    *("_", "ă", "ư", "\u0301", "\u0301\u0316", "\u200d", "\ue000", "%", "{{", "{%", "{{}}", "a "),
    *("a,", "1 ", "1,", "1.", "1-", "1/", "a-", "aw", "as", "a1", "(a", "()", "i.", "a)", "- "),
    *(" \n", "1\n", "a\n", "1: a,", "dạ ", "ông ", "đ/c ", "sinh năm ", "ngày ", "đt: ", "0 "),
    *("MẬT ", "BÍ MẬT ", "và ", "An, ", "Lê An, ", "Lê An\n", "https://", "https://a. ", "00:00 "),
    *("số 1-", "về ", "của ", "abcd efgh ijkl ", "bcfghjkmnpqr ", "bí thư,", "<c ", "<c t=", "☐ "),
)
NUMBERS = count(1)
ENDS = ("", "~a")
"""What makes a pattern fail that has come so far."""


@pytest.mark.parametrize("reader", READERS)
def test_eight_times_the_text_takes_about_eight_times_as_long(reader: str) -> None:
    """A1"""
    read = READERS[reader]
    lengths = IN_A_WORKER if reader.startswith("roster") else (SMALL, LARGE)
    _seconds(read, "x", 1)  # libraries that are loaded late
    slow = (
        (unit, end, times)
        for unit in UNITS
        for end in ENDS
        if (times := _times(read, unit, end, lengths)) > MOST_TIMES
    )
    assert next(slow, None) is None


def _times(read: Reads, unit: str, end: str, lengths: tuple[int, int]) -> float:
    """How many times as long the longer text takes; of a busy machine the best of several tries."""
    small, large = (f"{unit * (length // len(unit))}{end}" for length in lengths)
    longer = _seconds(read, large, 1)
    if longer < QUICK:
        return 1
    best = longer / _seconds(read, small, 3)
    if best > MOST_TIMES:
        best = _seconds(read, large, 3) / _seconds(read, small, 9)
    return best


def _seconds(read: Reads, typed: str, tries: int) -> float:
    def once() -> float:
        text = f"{next(NUMBERS)}{typed}"
        start = thread_time()
        with suppress(Refusal):
            read(text)
        return thread_time() - start

    gc.disable()
    try:
        return min(once() for _ in range(tries))
    finally:
        gc.enable()
