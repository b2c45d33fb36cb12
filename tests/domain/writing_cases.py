"""What is written: numbers, dates, texts; and what is only read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from bot.domain.interview.questionnaire import Constraint
from bot.domain.interview.tallies import Days, Quotes, Stats
from bot.domain.messages import text
from tests.domain.builders import question
from tests.domain.kind_case import Case

_NUMBER = question("number", constraint=Constraint(min=0, max=5000, decimals=1))
_DATE = question("date", constraint=Constraint(not_past=True))
_SHORT = question("short_text")
_LONG = question("long_text", printed=True)

WRITING: Mapping[str, Case] = {
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
            "18/9/2029": "kinds.far_date",
            "tháng 5/2027": "kinds.not_a_date",  # where no plan is asked for
            "": "kinds.not_a_date",
        },
        value="2026-12-18",
        shown=text("kinds.date", value=date(2026, 12, 18)),
        contents=frozenset({"2026-12-18"}),
        tally=(["2026-10-01", "2027-03-31", "2026-12-31"], Days(3, ((2026, 4, 2), (2027, 1, 1)))),
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
