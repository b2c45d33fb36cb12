"""The message catalogue: what it renders, and what it refuses to load."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.content.words.catalogue import TEMPLATES, Catalogue, CatalogueError
from bot.content.yaml_files import BadYaml
from bot.domain.lexicon import Lexicon, read_date
from bot.domain.messages import text
from bot.domain.words import BOLD_END, BOLD_START

FORMATS = """
formats: {decimal: "DECIMAL", day: "%d/%m/%Y", shortday: "%d/%m", clock: "%H:%M",
  weekdays: [DAYS]}
lexicon: {yes: [YES], no: [no]}
"""
BASE = {
    "vi": FORMATS.replace("DECIMAL", ",")
    .replace("DAYS", "thứ Hai, thứ Ba, thứ Tư, thứ Năm, thứ Sáu, thứ Bảy, Chủ nhật")
    .replace("YES", "Có, Đúng."),
    "en": FORMATS.replace("DECIMAL", ".")
    .replace("DAYS", "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday")
    .replace("YES", "yes"),
}
Make = Callable[..., Catalogue]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A catalogue of these messages: the same in both languages unless `en` differs."""

    def build(vi: str, en: str | None = None, **more: str) -> Catalogue:
        for language, messages in (("vi", vi), ("en", vi if en is None else en)):
            folder = tmp_path / "messages" / language
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "base.yaml").write_text(BASE[language], "utf-8")
            (folder / "some.yaml").write_text(messages, "utf-8")
            for name, content in more.items():
                (folder / f"{name}.yaml").write_text(content, "utf-8")
        return Catalogue.load(tmp_path)

    return build


def test_nested_maps_become_dotted_keys(make: Make) -> None:
    catalogue = make("a: {b: {c: 'Chào {{ name }}'}}", "a: {b: {c: 'Hello {{ name }}'}}")
    assert catalogue.render(text("a.b.c", name="Lan"), "vi") == "Chào Lan"
    assert catalogue.render(text("a.b.c", name="Lan"), "en") == "Hello Lan"
    assert catalogue.has("a.b.c")
    assert not catalogue.has("a.b")
    assert catalogue.keys() == {"a.b.c"}


def test_params_are_put_into_the_readers_language(make: Make) -> None:
    catalogue = make(
        "list: \"{{ items | join(', ') }}\"\ninner: vi {{ n }}",
        "list: \"{{ items | join(', ') }}\"\ninner: en {{ n }}",
    )
    items = (text("inner", n={"vi": "một", "en": "one"}), {"vi": "hai"}, "3", (4, 5))
    assert catalogue.render(text("list", items=items), "en") == "en one, hai, 3, [4, 5]"
    assert catalogue.render(text("list", items=items), "vi") == "vi một, hai, 3, [4, 5]"


def test_what_people_typed_is_never_a_template_nor_escaped(make: Make) -> None:
    catalogue = make("echo: '{{ words }}'")
    typed = "{{ 7 * 7 }} <b>&</b> {% x"
    assert catalogue.render(text("echo", words=typed), "vi") == typed


def test_words_and_plain_strings_render_as_they_are(make: Make) -> None:
    catalogue = make("a: b")
    assert catalogue.render({"vi": "một", "en": "one"}, "en") == "one"
    assert catalogue.render("{{ untouched }}", "en") == "{{ untouched }}"


def test_a_language_that_we_do_not_speak_is_answered_in_the_first_one(make: Make) -> None:
    assert make("a: xin chào", "a: hello").render(text("a"), "de") == "xin chào"


@pytest.mark.parametrize(
    ("template", "value", "vi", "en"),
    [
        ("{{ v | b }}", "x", f"{BOLD_START}x{BOLD_END}", f"{BOLD_START}x{BOLD_END}"),
        ("{{ v | day }}", date(2026, 12, 8), "08/12/2026", "08/12/2026"),
        ("{{ v | shortday }}", date(2026, 12, 8), "08/12", "08/12"),
        ("{{ v | weekday }}", date(2026, 12, 18), "thứ Sáu", "Friday"),
        ("{{ v | weekday }}", date(2026, 12, 20), "Chủ nhật", "Sunday"),
        # A wall-clock time of the cell, as templates get it.
        ("{{ v | clock }}", datetime(2026, 12, 8, 7, 30), "07:30", "07:30"),  # noqa: DTZ001
        ("{{ v | num }}", Decimal("66.7"), "66,7", "66.7"),
        ("{{ v | num }}", "2026", "2026", "2026"),
        ("{{ v | percent }}", Decimal("66.7"), "66,7%", "66.7%"),
        ("{{ v | plural('day', 'days') }}", 1, "1 day", "1 day"),
        ("{{ v | plural('day', 'days') }}", 0, "0 days", "0 days"),
    ],
)
def test_filters(make: Make, template: str, value: date | str, vi: str, en: str) -> None:
    catalogue = make(f'a: "{template}"')
    assert catalogue.render(text("a", v=value), "vi") == vi
    assert catalogue.render(text("a", v=value), "en") == en


def test_blocks_leave_no_empty_lines(make: Make) -> None:
    catalogue = make("a: |\n  {% if intro %}\n  {{ intro }}\n  {% endif %}\n  câu\n")
    assert catalogue.render(text("a", intro=""), "vi") == "câu"
    assert catalogue.render(text("a", intro="đầu"), "vi") == "đầu\ncâu"


@pytest.mark.parametrize("params", [{}, {"name": None}])
def test_a_missing_parameter_is_an_error_that_names_key_and_language(
    make: Make, params: dict[str, None]
) -> None:
    catalogue = make("a: {b: '{{ name }}'}")
    with pytest.raises(CatalogueError) as caught:
        catalogue.render(text("a.b", **params), "en")
    assert (caught.value.key, caught.value.language) == ("a.b", "en")


def test_an_unknown_key_is_an_error(make: Make) -> None:
    with pytest.raises(CatalogueError, match=r"vi: nope: missing"):
        make("a: b").render(text("nope"), "vi")


@pytest.mark.parametrize(("vi", "en", "missing_in"), [("a: x", "{}", "en"), ("{}", "a: x", "vi")])
def test_a_key_in_one_language_only_is_refused_at_load(
    make: Make, vi: str, en: str, missing_in: str
) -> None:
    with pytest.raises(CatalogueError) as caught:
        make(vi, en)
    assert (caught.value.key, caught.value.language) == ("a", missing_in)


def test_all_missing_keys_are_named_at_once(make: Make) -> None:
    with pytest.raises(CatalogueError, match=r"en: b, c: missing"):
        make("a: x\nb: x\nc: x", "a: x")


def test_a_key_in_two_files_is_refused(make: Make) -> None:
    with pytest.raises(CatalogueError, match=r"vi: a\.b: stands twice"):
        make("a: {b: x}", other="a: {b: y}")


def test_a_key_that_is_text_here_and_a_map_there_is_refused(make: Make) -> None:
    with pytest.raises(CatalogueError, match="stands twice"):
        make("a: x", base2="a: {b: y}")


def test_files_are_merged(make: Make) -> None:
    catalogue = make("a: {b: x}", other="a: {c: y}")
    assert catalogue.keys() == {"a.b", "a.c"}


def test_a_key_twice_in_one_file_names_the_line(make: Make) -> None:
    with pytest.raises(BadYaml) as caught:
        make("a: x\nb: y\na: z")
    assert caught.value.line == 3


def test_broken_yaml_names_file_and_line(make: Make) -> None:
    with pytest.raises(BadYaml) as caught:
        make("a: x\nb: ]y\nc: z")
    assert (caught.value.path.name, caught.value.line) == ("some.yaml", 2)


def test_a_leaf_must_be_text(make: Make) -> None:
    with pytest.raises(CatalogueError, match="vi: a: not a text"):
        make("a: 5")


def test_yes_and_no_are_keys_like_others(make: Make) -> None:
    assert make("yes: x\nno: no").render(text("no"), "vi") == "no"


def test_the_lexicon_joins_the_languages_folded(make: Make) -> None:
    assert make("a: b").lexicon == {"yes": {"co", "dung", "yes"}, "no": {"no"}}


def test_faults_names_bad_syntax_unknown_filters_and_one_sided_parameters(make: Make) -> None:
    catalogue = make(
        "a: '{{ name }}'\nb: '{{ x'\nc: '{{ x | shout }}'\nd: '{{ x }}'",
        "a: '{{ nmae }}'\nb: '{{ x }}'\nc: '{{ x }}'\nd: '{{ x }}'",
    )
    assert {(fault.key, fault.language) for fault in catalogue.faults()} == {
        ("a", "vi"),
        ("a", "en"),
        ("b", "vi"),
        ("c", "vi"),
    }


# What is shipped.


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return Catalogue.load(TEMPLATES)


def test_shipped_messages_are_without_faults(shipped: Catalogue) -> None:
    assert [str(fault) for fault in shipped.faults()] == []


def test_shipped_control_words_mean_one_thing_each(shipped: Catalogue) -> None:
    """All of these are read on the same screens; a shared word would do the wrong thing."""
    meanings = ["back", "pause", "skip", "done", "keep", "submit", "preview", "yes", "no"]
    for first in meanings:
        for second in meanings:
            shared = shipped.lexicon[first] & shipped.lexicon[second]
            assert first == second or not shared


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [
        ("Xong", "done"),
        ("xong nhom nay", "done"),
        ("BỎ QUA", "skip"),
        ("bo qua.", "skip"),
        ("Quay lại", "back"),
        ("Tạm dừng", "pause"),
        ("giữ nguyên", "keep"),
        ("Có", "yes"),
        ("khong", "no"),
        ("Chưa thấy ở bản thân", "none"),
        ("Nộp", "submit"),
        ("yes", "yes"),
        ("no", "no"),
    ],
)
def test_shipped_words_are_understood_with_and_without_accents(
    shipped: Catalogue, typed: str, meaning: str
) -> None:
    assert Lexicon(shipped.lexicon).means(meaning, typed)


@pytest.mark.parametrize(
    "typed", ["18/12", "ngày 18 tháng 12", "thứ Sáu 18/12", "thu sau, ngay 18-12-2026", "mai"]
)
def test_shipped_words_read_dates(shipped: Catalogue, typed: str) -> None:
    read = read_date(typed, date(2026, 12, 17), Lexicon(shipped.lexicon))
    assert read == date(2026, 12, 18)
