"""Choices: one, a level, yes or no, several."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.interview.questionnaire import Option
from bot.domain.interview.tallies import Counts
from bot.domain.messages import text
from tests.domain.builders import LEVELS, options, question
from tests.domain.kind_case import Case

_BASIC = question("single_choice", options=options("Đúng giờ", "Đôi khi chậm", "Hay chậm, vắng"))
_FREQUENCY = question("scale", options=LEVELS)
_YES_NO = question("yes_no")
_SEVERAL = question(
    "multi_choice",
    other=True,
    options=options("Chưa chủ động học tập, nghiên cứu", "Còn nể nang", "Công việc nhiều"),
)
_OWN = "vì nhà xa"

CHOICES: Mapping[str, Case] = {
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
}
