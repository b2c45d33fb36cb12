"""A1: ten times the text takes about ten times as long, in everything that looks at a text.

Both times are of the same run, of the processor alone, and the least of several, so that a busy
machine does not matter.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from time import thread_time
from typing import TypeAlias

import pytest

from bot.content.own_form.check import marks_in
from bot.content.tables import old_fonts, spreadsheets
from bot.content.tables.roster import RosterFile, roster_lines
from bot.content.usual import load_usual
from bot.domain import keyboard, lexicon, messages, secrecy, words
from bot.domain.interview.kinds import kind_of
from bot.domain.messages import Incoming, Refusal
from bot.domain.people import finding, names, table
from bot.domain.people.member import Member, Role
from bot.domain.people.roster_rows import NamedTable, roster_of
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

SMALL, LARGE = 1_000, 10_000
IN_A_WORKER = 100, 1_000
"""The same for whole tables, which nobody waits for but their sender."""
MOST_TIMES = 15
"""A text of ten times the length takes so many times as long at most; a square takes a hundred."""
QUICK = 0.002
"""Seconds: whatever takes less is not worth measuring."""

TODAY = date(2026, 11, 30)
TYPING = typing_now()
LEXICON = TYPING.lexicon
MARKS = load_usual(Path("none")).marks
ROSTER = [
    Member(str(n), "c", f"Nguyễn Thị {name}", Role.MEMBER) for n, name in enumerate("ABCDEFGH")
]
MENU = '[["Đang làm dở", "r:"], ["✓ Xong", "d:"], ["Xem lại", "v:"]]'
HEADING = ["Họ và tên", "Ngày sinh", "Chức vụ"]

READERS: Mapping[str, Reads] = {
    "clean": words.clean,
    "fold": words.fold,
    "seen": words.seen,
    "spoken": words.spoken,
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
    "category_of": lambda typed: table.category_of(typed, LEXICON),
    "roles_of": lambda typed: table.roles_of(typed, LEXICON),
    "column_of": lambda typed: table.column_of(typed, LEXICON),
    "roster_of": lambda typed: roster_of(
        [NamedTable(typed, [HEADING, [typed, typed, typed], ["1", typed, ""]])], LEXICON
    ),
    "roster_lines": lambda typed: roster_lines(RosterFile(typed.encode(), LEXICON), "vi"),
    "readings": lambda typed: spreadsheets.readings(typed.encode()),
    "failed_formulas": lambda typed: spreadsheets._readable(typed.encode()),
    "in_unicode": lambda typed: old_fonts.in_unicode([[typed], [typed]]),
    "old_font": lambda typed: old_fonts.decoded(typed.encode("utf-16")),
    "basis": lambda typed: basis.read(typed, MARKS),
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
ENDS = ("", "~a")
"""What makes a pattern fail that has come so far."""


@pytest.mark.parametrize("reader", READERS)
def test_ten_times_the_text_takes_about_ten_times_as_long(reader: str) -> None:
    """A1"""
    read = READERS[reader]
    lengths = IN_A_WORKER if reader.startswith("roster") else (SMALL, LARGE)
    ends = ENDS if lengths[1] == LARGE else ENDS[1:]
    slow = (
        (unit, end, times)
        for unit in UNITS
        for end in ends
        if (times := _times(read, unit, end, lengths)) > MOST_TIMES
    )
    assert next(slow, None) is None


def _times(read: Reads, unit: str, end: str, lengths: tuple[int, int]) -> float:
    """How many times as long the large text takes; of a busy machine the best of several tries."""
    small, large = (f"1{unit * (length // len(unit))}{end}" for length in lengths)
    best = float("inf")
    for tries in (1, 3, 8):
        longer = _seconds(read, large, tries)
        if longer < QUICK:
            return 1
        best = min(best, longer / _seconds(read, small, tries))
        if best <= MOST_TIMES or best > 3 * MOST_TIMES:
            return best
    return best


def _seconds(read: Reads, typed: str, tries: int) -> float:
    def once() -> float:
        start = thread_time()
        with suppress(Refusal):
            read(typed)
        return thread_time() - start

    gc.disable()
    try:
        return min(once() for _ in range(tries))
    finally:
        gc.enable()
