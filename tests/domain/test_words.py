"""Cleaning what people type, and comparing it without regard to accents."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.words import BOLD_END, BOLD_START, REPLACEMENT, clean, fold, in_language, in_order

ANY_TEXT = st.text(st.characters(codec=None))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Đã làm xong \n", "Đã làm xong"),
        ("dòng một\r\ndòng hai\rdòng ba", "dòng một\ndòng hai\ndòng ba"),
        (unicodedata.normalize("NFD", "Tự soi, tự sửa"), "Tự soi, tự sửa"),
        ("cột\tmột", "cột\tmột"),
        ("a\x00b\x1bc\x7fd\x85e", f"a{REPLACEMENT}b{REPLACEMENT}c{REPLACEMENT}d{REPLACEMENT}e"),
        ("nửa \ud83d đôi \udc4d", f"nửa {REPLACEMENT} đôi {REPLACEMENT}"),
        ("đủ 👍 đôi", "đủ 👍 đôi"),
        (f"{BOLD_START}đậm{BOLD_END}", "đậm"),
        ("riêng\uf8ff", "riêng"),
        ("lật\u202e\u2066\u2069", "lật"),
        ("\ufeffđầu", "đầu"),
        ("gạch\u2028dòng", f"gạch{REPLACEMENT}dòng"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("שלום", "שלום"),
        ("", ""),
    ],
)
def test_a_text_is_kept_without_what_breaks_documents(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_and_the_text_can_be_stored(typed: str) -> None:
    once = clean(typed)

    assert clean(once) == once
    assert json.loads(json.dumps(once).encode()) == once
    assert once.encode().decode() == once
    assert BOLD_START not in once
    assert BOLD_END not in once


@pytest.mark.parametrize(
    "typed",
    [
        "Đồng ý",
        "đồng ý",
        "ĐỒNG Ý",
        "dong y",
        "Dong  y",
        "  đồng\ný. ",
        "đồng ý!",
        "đồng ý !",
        "đồng ý ...",
        unicodedata.normalize("NFD", "Đồng ý"),
        unicodedata.normalize("NFKD", "đồng ý"),
    ],
)
def test_a_word_means_the_same_however_it_is_typed(typed: str) -> None:
    assert fold(typed) == "dong y"


def test_every_vietnamese_letter_is_compared_by_its_base() -> None:
    marks = "àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵăâđêôơư"

    assert {fold(letter) for letter in marks + marks.upper()} == set("aeioudy")


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(typed: str) -> None:
    once = fold(typed)

    assert fold(once) == once


@given(st.text(st.sampled_from("aăâđêôơư ạảãáàeéo.!,;\n")))
def test_composed_and_decomposed_text_is_the_same(typed: str) -> None:
    assert fold(unicodedata.normalize("NFD", typed)) == fold(unicodedata.normalize("NFC", typed))


def test_words_missing_in_a_language_are_vietnamese() -> None:
    assert in_language({"vi": "xong", "en": "done"}, "en") == "done"
    assert in_language({"vi": "xong"}, "en") == "xong"
    assert in_language({"vi": "xong", "en": ""}, "en") == "xong"


def test_marks_beyond_those_of_any_language_are_one_visible_sign() -> None:
    """A1: Unicode's own bound; a letter with all its marks stays as it is."""
    assert clean("a" + "\u0316" * 30) == "a" + "\u0316" * 30
    zalgo = "a" + "\u0301\u0316" * 15_000 + "b"
    assert clean(zalgo).endswith(REPLACEMENT + "b")
    assert len(clean(zalgo)) < 40
    assert fold("Nguye\u0302\u0303n") == "nguyen"


CELLS = (
    ("An Bình", "Ân Phú", "Ấp 2", "Ấp 10", "Đoàn Kết", "Y tế", "Zơ Nưm"),
    ("Chi bộ 1", "Chi bộ 2", "Chi bộ 2A", "Chi bộ 10", "Chi bộ Cơ quan", "chi bộ Dân quân"),
    ("Dân vận", "Điện", "Đồng Nai", "Êa Kiết", "Hòa Bình", "Lộc", "Ninh", "Ơn", "Út", "Ư Minh"),
    ("Hoa", "Hòa", "Hỏa", "Hõa", "Hóa", "Họa", "Hoa Sen", "Hòa Sen"),
    ("Ea Kar", "Êa Nuôl", "Kŏn Tum", "Krông Ana", "Tổ 3", "Tổ 3 - Khu B", "Tổ 20"),
    ("Trường Mầm non", "Trường THCS", "Trường Tiểu học", "UBND", "Ủy ban"),
)


@pytest.mark.parametrize("listed", CELLS)
def test_u26_names_are_in_the_order_of_the_vietnamese_alphabet(listed: tuple[str, ...]) -> None:
    for form in ("NFC", "NFD"):
        names = [unicodedata.normalize(form, name) for name in listed]
        assert sorted(sorted(names), key=in_order) == names


@given(st.lists(ANY_TEXT))
def test_u26_any_names_have_an_order(names: list[str]) -> None:
    again = names[::-1]
    assert sorted(names, key=in_order) == sorted(again, key=in_order)
