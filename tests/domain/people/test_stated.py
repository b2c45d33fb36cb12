"""What people write of a member's kind and standing, wherever they write it."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.words.catalogue import Catalogue
from bot.domain.lexicon import Lexicon
from bot.domain.people.member import MemberKind, MemberStanding
from bot.domain.people.stated import stated
from bot.domain.words import fold
from bot.settings import Settings


@cache
def lexicon() -> Lexicon:
    return Lexicon(Catalogue.load(Settings(_env_file=None).templates).lexicon)


@pytest.mark.parametrize(
    ("words", "said", "rest"),
    [
        ("Dự bị", "probationary", ()),
        ("ĐV dự bị, miễn sinh hoạt", "probationary exempt", ()),
        ("Đảng viên chính thức (được miễn công tác và sinh hoạt Đảng)", "official exempt", ()),
        ("miễn công tác, sinh hoạt", "exempt", ()),
        ("Đ/v CT, được miễn CT, SH", "official exempt", ()),
        ("miễn CT", "", ("miễn CT",)),
        ("đi sinh hoạt tạm thời nơi khác", "away", ()),
        ("đang bị đình chỉ sinh hoạt", "suspended", ()),
        ("sinh hoạt tạm thời/đi làm ăn xa", "temporary away", ()),
        ("DU BI - MIEN SINH HOAT", "probationary exempt", ()),
        ("đảng viên dự bị đang vắng dài ngày", "probationary away", ()),
        ("Chính thức, đang sinh hoạt", "official active", ()),
        ("miễn sinh hoạt từ 3/2026; tuổi cao", "exempt", ("từ 3/2026", "tuổi cao")),
        ("miễn sinh hoạt từ 3/2026 đến nay", "exempt", ("từ 3/2026 đến nay",)),
        ("Official, away", "official away", ()),
        ("probationary; exempt since 2026", "probationary exempt", ("since 2026",)),
        ("miễn sinh hoạt từ 2024 đến 2025", "", ("miễn sinh hoạt từ 2024 đến 2025",)),
        ("miễn sinh hoạt (đã hết từ 2025)", "", ("miễn sinh hoạt", "đã hết từ 2025")),
        ("dự bị, vắng dài ngày, đến 6/2026", "probationary", ("vắng dài ngày", "đến 6/2026")),
        ("miễn sinh hoạt do không đi lại được", "exempt", ("do không đi lại được",)),
        ("hết miễn sinh hoạt", "", ("hết miễn sinh hoạt",)),
        ("chưa chính thức", "", ("chưa chính thức",)),
        ("dự bị, không miễn sinh hoạt", "probationary", ("không miễn sinh hoạt",)),
        ("xin miễn sinh hoạt", "", ("xin miễn sinh hoạt",)),
        ("miễn đảng phí", "", ("miễn đảng phí",)),
        ("danh dự", "", ("danh dự",)),
        ("chính thức, dự bị", "official probationary", ()),
        ("", "", ()),
    ],
)
def test_either_or_both_are_read_and_the_rest_is_left(
    words: str, said: str, rest: tuple[str, ...]
) -> None:
    found = stated(words, lexicon())
    assert {*found.kinds, *found.standings} == set(said.split())
    assert found.rest == rest


@given(
    kind=st.sampled_from(MemberKind),
    standing=st.sampled_from(MemberStanding),
    sign=st.sampled_from([", ", "; ", " / ", " - ", " (", "\n", " và ", " "]),
    data=st.data(),
    swapped=st.booleans(),
    bare=st.booleans(),
)
def test_both_are_read_in_either_order_with_any_sign_between(
    kind: MemberKind,
    standing: MemberStanding,
    sign: str,
    data: st.DataObject,
    *,
    swapped: bool,
    bare: bool,
) -> None:
    both = [
        data.draw(st.sampled_from(sorted(lexicon().words[f"{name}_{each}"])))
        for name, each in (("kind", kind), ("standing", standing))
    ]
    words = sign.join(reversed(both) if swapped else both)
    found = stated(fold(words) if bare else words, lexicon())
    assert (found.only_kind, found.only_standing, found.rest) == (kind, standing, ())


def test_no_phrase_means_two_things() -> None:
    keys = (*(f"kind_{each}" for each in MemberKind), *(f"standing_{e}" for e in MemberStanding))
    beside = ("stated_beside", "stated_tail", "stated_over")
    words = [fold(word) for key in (*keys, *beside) for word in lexicon().words[key]]
    assert len(words) == len(set(words))


@given(st.text(max_size=60))
def test_no_text_trips_it_and_nothing_is_lost(words: str) -> None:
    found = stated(words, lexicon())
    assert bool(found.kind) == bool(found.kinds)
    assert bool(found.standing) == bool(found.standings)
    assert found or found.rest or not any(map(str.isalnum, words))
