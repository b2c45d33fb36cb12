"""One entry for each kind of question: how it is answered in every way, shown and counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.domain.interview.kinds import Value
from bot.domain.interview.questionnaire import Constraint, Option, Question
from bot.domain.interview.tallies import Counts, Quotes, Stats, Tally
from bot.domain.messages import Param, text
from tests.domain.builders import LEVELS, options, question, rows


@dataclass(frozen=True, slots=True)
class Case:
    """What one question of a kind does.

    `buttons`: acts, one after the other, and the value they end in. `forged`: acts that no button
    carries. `refused`: typed texts and the complaint. `tally`: values of several people, counted.
    """

    question: Question
    buttons: Sequence[tuple[Sequence[str], Value]]
    typed: Mapping[str, Value]
    refused: Mapping[str, str]
    value: Value
    shown: Param
    contents: frozenset[str | bool]
    tally: tuple[Sequence[Value], Tally]
    forged: Sequence[str] = field(default=("", "=", "=x", "9.9", "~", "+", "-0", "=1=", "\u00b2"))


_BASIC = question("single_choice", options=options("Đúng giờ", "Đôi khi chậm", "Hay chậm, vắng"))
_FREQUENCY = question("scale", options=LEVELS)
_YES_NO = question("yes_no")
_SEVERAL = question(
    "multi_choice",
    other=True,
    options=options("Chưa chủ động học tập, nghiên cứu", "Còn nể nang", "Công việc nhiều"),
)
_MATRIX = question("matrix", rows=rows(9), options=LEVELS)
PROGRESS = tuple(
    Option(code, {"vi": label})
    for code, label in (("gone", "đã hết"), ("better", "đỡ"), ("still", "còn"))
)
_FOLLOW_UP = question("follow_up", rows=rows(3), options=PROGRESS, rows_from="carried")
_NUMBER = question("number", constraint=Constraint(min=0, max=5000, decimals=1))
_DATE = question("date", constraint=Constraint(not_past=True))
_SHORT = question("short_text")
_LONG = question("long_text", printed=True)

_OWN = "vì nhà xa"

CASES: Mapping[str, Case] = {
    "single_choice": Case(
        question=_BASIC,
        buttons=[(["=1"], "a"), (["=3"], "c"), (["=3", "=2"], "b"), (["=2", "."], "b")],
        typed={
            "1": "a",
            "3.": "c",
            " 2 ": "b",
            "Đúng giờ": "a",
            "dung gio": "a",
            "ĐÔI KHI CHẬM": "b",
            "đôi": "b",
            "hay chậm, vắng!": "c",
        },
        refused={
            "0": "kinds.not_an_option",
            "4": "kinds.not_an_option",
            "đ": "kinds.not_an_option",
            "1, 2": "kinds.not_an_option",
            "khác": "kinds.not_an_option",
            "٣": "kinds.not_an_option",
            "": "kinds.not_an_option",
        },
        value="b",
        shown={"vi": "Đôi khi chậm"},
        contents=frozenset({"b"}),
        tally=(
            ["a", "b", "b", "c"],
            Counts(4, tuple(zip(_BASIC.options, (1, 2, 1), strict=True))),
        ),
    ),
    "scale": Case(
        question=_FREQUENCY,
        buttons=[(["=1"], "none"), (["=4"], "often"), (["=4", "=2"], "rare")],
        typed={
            "2": "rare",
            "thường xuyên": "often",
            "THINH THOANG": "sometimes",
            "thuong": "often",
        },
        refused={"5": "kinds.not_an_option", "th": "kinds.not_an_option"},
        value="often",
        shown={"vi": "thường xuyên"},
        contents=frozenset({"often"}),
        tally=(["none", "often"], Counts(2, tuple(zip(LEVELS, (1, 0, 0, 1), strict=True)))),
    ),
    "yes_no": Case(
        question=_YES_NO,
        buttons=[(["=1"], True), (["=0"], False), (["=0", "=1"], True)],
        typed={
            "có": True,
            "Co": True,
            "1": True,
            "đúng": True,
            "dạ có": True,
            "không": False,
            "khong.": False,
            "0": False,
            "2": False,
            "chưa": False,
            "yes": True,
            "no": False,
        },
        refused={"3": "kinds.not_yes_no", "có lẽ": "kinds.not_yes_no", "": "kinds.not_yes_no"},
        value=True,
        shown=text("kinds.yes_word"),
        contents=frozenset({True}),
        tally=(
            [True, False, True],
            Counts(3, ((Option("yes", _YES_NO.label), 2),)),
        ),
    ),
    "multi_choice": Case(
        question=_SEVERAL,
        buttons=[
            (["+1", "."], {"chosen": ["a"]}),
            (["+3", "+1", "+1", "."], {"chosen": ["a", "c"]}),
            (["+1", "+2", "-1", "-1", "."], {"chosen": ["b"]}),
        ],
        typed={
            "1": {"chosen": ["a"]},
            "3, 1": {"chosen": ["a", "c"]},
            "1 3": {"chosen": ["a", "c"]},
            "1;3.": {"chosen": ["a", "c"]},
            "2, 2": {"chosen": ["b"]},
            "con ne nang": {"chosen": ["b"]},
            "Chưa chủ động học tập, nghiên cứu": {"chosen": ["a"]},
            "còn nể nang, chua chu dong hoc tap, nghien cuu": {"chosen": ["a", "b"]},
            "công việc\ncòn nể": {"chosen": ["b", "c"]},
            _OWN: {"chosen": [], "other": _OWN},
            "1 phần vì nhà xa": {"chosen": [], "other": "1 phần vì nhà xa"},
        },
        refused={
            "4": "kinds.not_options",
            "0": "kinds.not_options",
            "2, 4": "kinds.not_options",
            "12 13": "kinds.not_options",
            "...": "kinds.not_options",
            "x" * 10_001: "kinds.too_long",
        },
        value={"chosen": ["a", "c"], "other": _OWN},
        shown=text(
            "kinds.several",
            labels=(_SEVERAL.options[0].label, _SEVERAL.options[2].label),
            other=_OWN,
        ),
        contents=frozenset({"a", "c", "other"}),
        tally=(
            [{"chosen": ["a", "c"], "other": _OWN}, {"chosen": ["a"]}],
            Counts(2, tuple(zip(_SEVERAL.options, (2, 0, 1), strict=True)), other=1, several=True),
        ),
        forged=("", "+", "-", "+0", "+4", "*1", "=1", "+1.", "++1", "+\u00b2"),
    ),
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
    "number": Case(
        question=_NUMBER,
        buttons=[],
        typed={
            "12": "12",
            "3,5": "3.5",
            "3.50": "3.5",
            "1.250": "1250",
            "1 250,0": "1250",
            "007": "7",
            "0": "0",
            "-0": "0",
            "0,0": "0",
            "100": "100",
            "5.000": "5000",
        },
        refused={
            "mười": "kinds.not_a_number",
            "": "kinds.not_a_number",
            "3,55": "kinds.too_many_decimals",
            "-1": "kinds.out_of_range",
            "5001": "kinds.out_of_range",
        },
        value="3.5",
        shown=text("kinds.number", value="3.5"),
        contents=frozenset({"3.5"}),
        tally=(["1", "2.5", "10"], Stats(3, Decimal(1), Decimal(10), Decimal("4.5"))),
    ),
    "date": Case(
        question=_DATE,
        buttons=[],
        typed={
            "24/8": "2026-08-24",
            "18/12/2026": "2026-12-18",
            "ngày 1 tháng 1": "2027-01-01",
            "mai": "2026-08-25",
        },
        refused={
            "sắp tới": "kinds.not_a_date",
            "31/2": "kinds.not_a_date",
            "23/8/2026": "kinds.past_date",
            "18/9/2062": "kinds.far_date",  # U25: a slip in the year
            "18/9/2028": "kinds.far_date",
            "tháng 5/2027": "kinds.not_a_date",  # where no plan is asked for
            "": "kinds.not_a_date",
        },
        value="2026-12-18",
        shown=text("kinds.date", value=date(2026, 12, 18)),
        contents=frozenset({"2026-12-18"}),
        tally=(["2026-12-18", "2026-12-19"], Quotes(2)),
    ),
    "short_text": Case(
        question=_SHORT,
        buttons=[],
        typed={
            "Tân Hòa Đông": "Tân Hòa Đông",
            "hai\ndòng  cách": "hai dòng cách",
            "x" * 200: "x" * 200,
            "7": "7",
        },
        refused={"x" * 201: "kinds.too_long", "...": "kinds.no_words", "👍": "kinds.no_words"},
        value="Tân Hòa Đông",
        shown="Tân Hòa Đông",
        contents=frozenset({"Tân Hòa Đông"}),
        tally=(["một", "hai"], Quotes(2)),
    ),
    "long_text": Case(
        question=_LONG,
        buttons=[],
        typed={
            "Dự đủ 12 kỳ.\n\nGiúp hai đồng nghiệp.": "Dự đủ 12 kỳ.\n\nGiúp hai đồng nghiệp.",
            "a" * 10_000: "a" * 10_000,
            "_*[]<>&{{ x }}": "_*[]<>&{{ x }}",
        },
        refused={"a" * 10_001: "kinds.too_long", "?!": "kinds.no_words", "": "kinds.no_words"},
        value="Dự đủ 12 kỳ.",
        shown="Dự đủ 12 kỳ.",
        contents=frozenset({"Dự đủ 12 kỳ."}),
        tally=(["một", "hai"], Quotes(2, ("một", "hai"))),
    ),
    "note": Case(
        question=question("note"),
        buttons=[(["."], None)],
        typed={},
        refused={"tôi đọc rồi nhé": "kinds.only_seen", "1": "kinds.only_seen"},
        value=None,
        shown="",
        contents=frozenset(),
        tally=([], Quotes(0)),
    ),
}
