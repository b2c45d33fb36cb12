"""Questions with rows: a level for each, and what became of last time's items."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.interview.questionnaire import Option
from bot.domain.interview.tallies import Counts
from bot.domain.messages import text
from tests.domain.builders import LEVELS, question, rows
from tests.domain.kind_case import Case

_MATRIX = question("matrix", rows=rows(9), options=LEVELS)
PROGRESS = tuple(
    Option(code, {"vi": label})
    for code, label in (("gone", "đã hết"), ("better", "đỡ"), ("still", "còn"))
)
_FOLLOW_UP = question("follow_up", rows=rows(3), options=PROGRESS, rows_from="carried")

ROWS: Mapping[str, Case] = {
    "matrix": Case(
        question=_MATRIX,
        buttons=[
            (["0"], {}),
            (["4.2", "."], {"r4": "rare"}),
            (["7.4", "4.2", "4.3", "."], {"r4": "sometimes", "r7": "often"}),
            (["4.2", "4.1", "."], {}),
            (["4.2", "0"], {}),
        ],
        typed={
            "4 hiếm khi, 7 thường xuyên": {"r4": "rare", "r7": "often"},
            "7 thuong xuyen 4 hiem khi": {"r4": "rare", "r7": "often"},
            "4b 7d": {"r4": "rare", "r7": "often"},
            "4B;7Đ": {"r4": "rare", "r7": "often"},
            "4: hiếm, 7 - thường": {"r4": "rare", "r7": "often"},
            "4.b\n7.d": {"r4": "rare", "r7": "often"},
            "4b 4c": {"r4": "sometimes"},
            "4a": {},
            "0": {},
            "không": {},
            "chua thay": {},
            "Chưa thấy ở bản thân": {},
        },
        refused={
            "4": "kinds.not_levels",
            "4, 7 hiếm khi": "kinds.not_levels",
            "10b": "kinds.no_such_row",
            "0b": "kinds.no_such_row",
            "4b 12c": "kinds.no_such_row",
            "4e": "kinds.not_levels",
            "4 đôi khi": "kinds.not_levels",
            "hiếm khi": "kinds.not_levels",
            "mục 4 hiếm khi": "kinds.not_levels",
            "4b nhé 7": "kinds.not_levels",
            "4 .": "kinds.not_levels",
            "4t": "kinds.not_levels",
            "": "kinds.not_levels",
        },
        value={"r4": "rare", "r7": "often"},
        shown=text(
            "kinds.marks",
            marks=(
                text("kinds.mark", short="I.4", level=LEVELS[1].label),
                text("kinds.mark", short="I.7", level=LEVELS[3].label),
            ),
        ),
        contents=frozenset({"r4", "r7"}),
        tally=(
            [{}, {"r4": "rare", "r7": "often"}, {"r1": "rare"}],
            Counts(3, tuple(zip(LEVELS, (1, 1, 0, 1), strict=True))),
        ),
        forged=("", "1", "0.1", "10.1", "1.0", "1.5", "1.", ".1", "=1", "1.1.1", "\u00b2.1"),
    ),
    "follow_up": Case(
        question=_FOLLOW_UP,
        buttons=[
            (["0"], {"r1": "gone", "r2": "gone", "r3": "gone"}),
            (["2.3", "0"], {"r1": "gone", "r2": "still", "r3": "gone"}),
            (["3.2", "1.1", "2.3", "2.1", "."], {"r1": "gone", "r2": "gone", "r3": "better"}),
        ],
        typed={
            "0": {"r1": "gone", "r2": "gone", "r3": "gone"},
            "đã hết": {"r1": "gone", "r2": "gone", "r3": "gone"},
            "con": {"r1": "still", "r2": "still", "r3": "still"},
            "1 còn, 2 đỡ, 3 đã hết": {"r1": "still", "r2": "better", "r3": "gone"},
            "1c 2b 3a": {"r1": "still", "r2": "better", "r3": "gone"},
            "3: đã hết; 1 con; 2 do": {"r1": "still", "r2": "better", "r3": "gone"},
        },
        refused={
            "1": "kinds.not_follow_up",
            "1, 2 đỡ": "kinds.not_follow_up",
            "4 đỡ": "kinds.no_such_row",
            "1 khá": "kinds.not_follow_up",
            "không": "kinds.not_follow_up",
            "": "kinds.not_follow_up",
        },
        value={"r1": "gone", "r2": "gone", "r3": "still"},
        shown=text(
            "kinds.follow_marks",
            marks=tuple(
                text("kinds.follow_mark", label={"vi": label}, level={"vi": level})
                for label, level in (
                    ("Biểu hiện 1", "đã hết"),
                    ("Biểu hiện 2", "đã hết"),
                    ("Biểu hiện 3", "còn"),
                )
            ),
        ),
        contents=frozenset({"r3"}),
        tally=(
            [{"r1": "gone", "r2": "gone"}, {"r1": "still"}, {}],
            Counts(3, tuple(zip(PROGRESS, (2, 0, 1), strict=True))),
        ),
    ),
}
