"""Numbers and dates as people in Vietnam write them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lexicon import Lexicon, read_date, read_number, read_period
from tests.domain.builders import TODAY, typing_now

LEXICON = typing_now().lexicon


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", "12"),
        ("3,5", "3.5"),
        ("3.5", "3.5"),
        ("1.250", "1250"),
        ("12.250", "12250"),
        ("1.250.000", "1250000"),
        ("1.250,75", "1250.75"),
        ("1,250", "1.250"),
        ("12.25", "12.25"),
        ("1 250", "1250"),
        ("1\u00a0250", "1250"),
        ("-5", "-5"),
        ("+5", "5"),
        ("007", "7"),
        ("0", "0"),
        ("999999999999999", "999999999999999"),
    ],
)
def test_a_number_is_read_as_it_is_written_here(typed: str, number: str) -> None:
    assert read_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "mười", "12a", "1e5", "1_000", "NaN", "inf", "0x10", "٣", "²", "1,2,3"),
        *("1.25.3", "1.250.5", "--1", "1-", ",5", "5,", "1/2", "1" * 16, "9" * 5000),
        "1" + ".000" * 30,
    ],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    assert read_number(typed) is None


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=3, allow_nan=False))
def test_every_number_is_read_in_both_ways_of_writing(number: Decimal) -> None:
    plain = f"{number:.3f}"
    whole, decimals = f"{number:,.3f}".split(".")
    grouped = f"{whole.replace(',', '.')},{decimals}"

    assert read_number(plain.replace(".", ",")) == number
    assert read_number(grouped) == number


@pytest.mark.parametrize(
    "typed",
    [
        "18/12/2026",
        "18-12-2026",
        "18.12.2026",
        "18.12.2026.",
        "18 12 2026",
        "18/12/26",
        "18-12-26",
        "18/12",
        "18 / 12",
        "18.12",
        "2026-12-18",
        "ngày 18/12",
        "ngày 18 tháng 12",
        "Ngày 18 tháng 12 năm 2026",
        "ngay 18 thang 12 nam 2026",
        "18 tháng 12, năm 2026",
        "thứ sáu, 18/12",
        "Thứ Sáu ngày 18/12/2026",
        "Friday 18/12",
        "NGÀY 18/12",
        "  18/12  ",
    ],
)
def test_a_date_is_read_in_every_usual_form(typed: str) -> None:
    assert read_date(typed, TODAY, LEXICON) == date(2026, 12, 18)


def test_today_and_tomorrow_are_dates() -> None:
    assert read_date("Hôm nay", TODAY, LEXICON) == TODAY
    assert read_date("hom nay", TODAY, LEXICON) == TODAY
    assert read_date("ngày mai", date(2026, 12, 31), LEXICON) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("24/8", date(2026, 8, 24)),
        ("23/8", date(2027, 8, 23)),
        ("1/1", date(2027, 1, 1)),
        ("31/12", date(2026, 12, 31)),
        ("23/8/2026", date(2026, 8, 23)),
        ("1/1/20", date(2020, 1, 1)),
    ],
)
def test_without_a_year_the_next_such_day_is_meant(typed: str, day: date) -> None:
    assert read_date(typed, TODAY, LEXICON) == day


@pytest.mark.parametrize(
    ("typed", "today", "day"),
    [
        ("29/2", date(2028, 1, 5), date(2028, 2, 29)),
        ("29/2", date(2028, 2, 29), date(2028, 2, 29)),
        ("29/2", date(2027, 6, 1), date(2028, 2, 29)),
        # Not two years ahead: nobody means that, so it is asked again.
        ("29/2", date(2026, 6, 1), None),
        ("29/2", date(2028, 3, 1), None),
        ("29/2/2028", date(2026, 6, 1), date(2028, 2, 29)),
        ("29/2/2027", date(2026, 6, 1), None),
        ("29/2/2100", date(2026, 6, 1), None),
    ],
)
def test_leap_days(typed: str, today: date, day: date | None) -> None:
    assert read_date(typed, today, LEXICON) == day


@pytest.mark.parametrize(
    "typed",
    [
        *("", "mai mốt", "32/1", "31/4", "0/5", "5/0", "12/18", "18/13", "18", "1812"),
        *("18/12/2026/1", "18/12/202", "18/12/0000", "2026-13-01", "2026/12/18", "-1/2"),
        *("ngày tháng năm", "/", "1/", "18/12 lúc 5 giờ", "9" * 4000, "giữa tháng 12"),
        "18\u00bd/12",
    ],
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    assert read_date(typed, TODAY, LEXICON) is None


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from("/.- "))
def test_every_day_is_read_back(day: date, sign: str) -> None:
    for form in (
        f"%d{sign}%m{sign}%Y",
        f"%d{sign}%m{sign}%y",
        "ngày %d tháng %m năm %Y",
        "%Y-%m-%d",
    ):
        assert read_date(day.strftime(form), TODAY, LEXICON) == day


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(0, 364))
def test_a_day_without_its_year_is_never_past(today: date, ahead: int) -> None:
    wanted = today + timedelta(days=ahead)

    read = read_date(f"{wanted.day}/{wanted.month}", today, LEXICON)

    assert read == wanted


@given(st.text())
def test_no_text_breaks_the_readers(typed: str) -> None:
    read_number(typed)
    read_date(typed, TODAY, LEXICON)


def test_a_word_means_something_only_when_it_stands_alone() -> None:
    lexicon = Lexicon({"done": frozenset({"xong", "da xong"})})

    assert lexicon.means("done", "Đã  xong.")
    assert not lexicon.means("done", "đã xong việc")
    assert not lexicon.means("skip", "xong")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("tháng 5/2027", "2027-05-31"),
        ("tháng 5 năm 2027", "2027-05-31"),
        ("thang 5 nam sau", "2027-05-31"),
        ("cuối tháng 2", "2027-02-28"),
        ("tháng 8", "2026-08-31"),
        ("5/2027", "2027-05-31"),
        ("quý I/2027", "2027-03-31"),
        ("Quý 4", "2026-12-31"),
        ("quý II", "2027-06-30"),
        ("trong quý iii năm tới", "2027-09-30"),
        ("cuối năm", "2026-12-31"),
        ("hết năm nay", "2026-12-31"),
        ("đến hết năm 2027", "2027-12-31"),
        ("cuối năm sau", "2027-12-31"),
        ("sang năm", "2027-12-31"),
        ("end of next year", "2027-12-31"),
        ("Q1/2027", "2027-03-31"),
        ("năm", None),
        ("tháng", None),
        ("tháng 13", None),
        ("quý 5", None),
        ("quý IX", None),
        ("18/12", None),
        ("tháng 5 tôi đi học", None),
        ("", None),
    ],
)
def test_a_month_quarter_or_year_is_its_last_day(typed: str, day: str | None) -> None:  # H11
    found = read_period(typed, TODAY, LEXICON)
    assert (found.isoformat() if found else None) == day


@given(st.dates(date(2000, 1, 1), date(2098, 12, 31)), st.integers(1, 12), st.booleans())
def test_a_period_ends_on_the_last_day_of_a_month_still_to_come(  # H11
    today: date,
    month: int,
    quarters: bool,  # noqa: FBT001 -- a plain fact
) -> None:
    typed = f"quý {(month - 1) // 3 + 1}" if quarters else f"tháng {month}"
    found = read_period(typed, today, LEXICON)
    assert found
    assert found >= today
    assert (found + timedelta(days=1)).day == 1
    assert (found - today).days <= 366
