"""Any text that a person can send is kept, printed and sent whole, or not accepted at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.content.papers.sheet import sheet_paper
from bot.content.words.phrases import phrases
from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer
from bot.domain.interview.tallies import Quotes
from bot.domain.messages import text
from bot.domain.report.summary import Responses, form_summary
from bot.domain.words import BOLD_END, BOLD_START, Longest, clean
from bot.services.review import sheets
from bot.services.review.sheets import SheetJob
from handlers.channels.base import Message, MessageButton, pieces, strip_bold, to_plain
from tests.domain.builders import catalogue, shipped
from tests.properties.answerable import WILD
from tests.properties.stage import BINH, Stage

TELEGRAM, ZALO = 4096, 2000
"""Characters of one message; Telegram counts UTF-16 units: Bot API."""

NASTY = (
    "_*[]<>&{{ x }} {% if %} {# #} ]]> \\ ` # $ ' \" %s {0}",
    "a\x00b\x1bc\x7f\x85\u2028\ufeff\ufffe",
    "nửa \ud83d đôi \udc4d, đủ 👍🏽 👨\u200d👩\u200d👧",
    "שלום עולם \u202eabc\u202c مرحبا",
    "Tu\u031b\u0323 soi, tu\u031b\u0323 su\u031b\u0309a",
    f"{BOLD_START}giả đậm{BOLD_END}\uf8ff",
    "một\r\nhai\rba\n\n\n\nbốn",
    "ă" * (Longest.LONG - len("Việc ")),  # "Việc " goes before: the longest that is kept
    "👍a" * (Longest.LONG // 2 - 3),
    "từ " * 3_330,
    "quá dài " * 1_300,
)
ANY = WILD | st.text(st.characters(codec=None), max_size=200) | st.sampled_from(NASTY)


def units(part: str) -> int:
    """UTF-16 units."""
    return len(part.encode("utf-16-le")) // 2


@given(ANY, st.integers(2, 64) | st.sampled_from((TELEGRAM, ZALO)))
def test_pieces_fit_and_lose_nothing_but_white_space(typed: str, limit: int) -> None:
    whole = clean(typed)
    parts = pieces(whole, limit)

    assert all(units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(whole.split())
    assert len(parts) == 1 or all(parts)


@given(ANY)
def test_a_text_within_the_limit_is_one_piece_unchanged(typed: str) -> None:
    whole = clean(typed)

    assert pieces(whole, units(whole) + 1) == [whole]


@given(ANY, ANY)
def test_plain_text_for_channels_without_buttons_holds_every_choice(body: str, label: str) -> None:
    shown = Message(clean(body), ((MessageButton(clean(label), "i:x:0:=1"),),))

    assert to_plain(shown) == f"{clean(body)}\n· {clean(label)}"
    assert strip_bold(f"{BOLD_START}{clean(body)}{BOLD_END}") == clean(body)


@given(ANY)
def test_no_text_is_taken_for_a_template_or_for_bold(typed: str) -> None:
    kept = clean(typed)

    for language in ("vi", "en"):
        shown = catalogue().render(text("kinds.current", value=kept), language)
        assert kept.strip("\n") in shown
        assert BOLD_START not in shown


@contextmanager
def stage(folder: Path, seeded: Path) -> Iterator[Stage]:
    """One cell for all examples: opening it anew each time would take longer than the examples."""
    made = Stage(folder, seeded)
    try:
        yield made
    finally:
        made.close()


def test_every_text_reaches_database_sheet_and_report_whole(seeded: Path, tmp_path: Path) -> None:
    folder = tmp_path / "stage"
    folder.mkdir()
    with stage(folder, seeded) as made:
        kept = next(k for k in made.interviews().values() if k.owner == BINH)
        job = SheetJob(kept.id, 0)
        calls = 0

        @settings(max_examples=40, suppress_health_check=list(HealthCheck))
        @given(ANY)
        def check(typed: str) -> None:
            nonlocal calls
            calls += 1
            made.act(BINH, "/resume")
            shown = made.place(BINH)["shown"]
            if shown != "0":  # a refused text leaves its question open
                made.act(BINH, payload=f"i:{kept.id}:{shown}:e1")
                made.act(BINH, "1")
            before = made.interviews()[kept.id].answers["strengths"]
            reply = made.act(BINH, f"Việc {typed}")
            whole = clean(f"Việc {typed}")
            stored = made.interviews()[kept.id].answers["strengths"]
            assert stored == (before if reply.refused else [whole, True])
            assert reply.refused == (len(whole) > Longest.LONG)
            _printed(made, job, str(stored[0]))

        for nasty in NASTY:
            check = example(nasty)(check)
        check()
        assert calls > len(NASTY)


def _printed(made: Stage, job: SheetJob, words: str) -> None:
    """The sheet and its paper hold the words, line by line."""
    office = made.world.office
    for language in ("vi", "en"):
        sheet = made.run(office.db.read(partial(sheets.sheet, office, job=job, language=language)))
        assert sheet is not None
        assert sheet.parts[0].entries[0].value == words.strip("\n")
        printed = "\n".join(block.text for block in sheet_paper(sheet, phrases(language)).blocks)
        for line in words.splitlines():
            assert line.strip() in printed


@given(st.lists(ANY, max_size=4))
def test_printed_words_of_the_collective_are_quoted_as_they_are(texts: list[str]) -> None:
    asked = shipped()["collective"]
    said = tuple(
        Interview(str(n), asked, {"strengths": Answer(clean(typed))})
        for n, typed in enumerate(texts)
    )

    tally = form_summary(Responses(asked, said)).sections[0].findings[0]

    assert getattr(tally, "tally", None) == Quotes(len(texts), tuple(clean(t) for t in texts))
