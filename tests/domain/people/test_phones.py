"""Telephone numbers as people and spreadsheets write them."""

from __future__ import annotations

import pytest

from bot.domain.people.phones import phone_in, shown_phone

MOBILE, LANDLINE, PROVINCE = "0912345678", "02438251234", "02363822123"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *((each, MOBILE) for each in ("0912345678", "0912 345 678", "0912.345.678")),
        *((each, MOBILE) for each in ("0912-345-678", "0912 345 678 ")),
        *((each, MOBILE) for each in ("+84 912 345 678", "84912345678", "0084912345678")),
        *((each, MOBILE) for each in ("+84(0)912345678", "912345678", "912345678.0")),
        *((each, MOBILE) for each in ("ĐT: 0912345678", "Zalo 0912 345 678", " 0912345678\n")),
        *((each, LANDLINE) for each in ("(024) 3825 1234", "024.38251234", "84 24 3825 1234")),
        *((each, PROVINCE) for each in ("0236 3822 123", "84236 3822123", "2363822123")),
    ],
)
def test_a_number_is_read_however_it_is_written(typed: str, number: str) -> None:
    assert phone_in(typed) == (number, "")


@pytest.mark.parametrize(
    ("typed", "beside"),
    [
        ("0912345678 / 0987654321", "0987654321"),
        ("0912345678; 0987654321", "0987654321"),
        ("0912 345 678 - 0987 654 321", "0987 654 321"),
        ("0912345678 hoặc 0987654321", "0987654321"),
        ("0912345678 (vợ)", "vợ"),
        ("nhà 0912345678", "nhà"),
    ],
)
def test_of_several_the_first_counts_and_the_rest_is_told(typed: str, beside: str) -> None:
    number, rest = phone_in(typed)
    assert number == MOBILE
    assert beside in rest


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        "không có",
        "091234567",
        "09123456789",
        "01234567890",
        "01/02/1985",
        "9" * 5000,
    ],
)
def test_what_is_no_number_stays_as_it_was(typed: str) -> None:
    assert phone_in(typed) == ("", typed)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (MOBILE, "0912 345 678"),
        (LANDLINE, "024 3825 1234"),
        (PROVINCE, "0236 382 2123"),
        ("", ""),
    ],
)
def test_a_number_as_it_is_shown_is_read_again(number: str, shown: str) -> None:
    assert shown_phone(number) == shown
    assert phone_in(shown) == (number, "")
