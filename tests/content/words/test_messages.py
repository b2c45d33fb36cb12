"""The shipped messages: the code and the two languages agree, and the screens are well spaced."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import product

import pytest

from bot.content.papers import chat_report
from bot.content.papers.circulated_chat import circulated_parts
from bot.content.questionnaires.files import load_questionnaires, with_options
from bot.content.words.catalogue import TEMPLATES, Catalogue
from bot.domain.interview.carried import kept_items
from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer, Value
from bot.domain.interview.questionnaire import Option, Question, Row
from bot.domain.interview.screens import screen
from bot.domain.messages import Param, Text, text
from bot.domain.people.member import Category
from bot.domain.people.table_check import RowFault
from bot.domain.report.masking import (
    Circulated,
    CirculatedReport,
    ShownGroup,
    ShownOption,
    ShownRow,
)
from bot.domain.report.summary import Edition, Summary
from bot.domain.words import LANGUAGES
from tests.content import samples

ROOT = TEMPLATES.parent
SAYING = {"text", "Text", "_say", "Refusal", "BadAnswer", "NotAllowed", "WrongState"}
"""Calls whose first argument is a message's key."""

SOURCES = [
    path.read_text("utf-8")
    for package in ("bot", "handlers")
    for path in sorted((ROOT / package).rglob("*.py"))
]
TREES = [
    ast.parse(source) for source in SOURCES if "bot.content.words.phrases import" not in source
]
"""All modules but those of the printed papers, which have words of their own."""

CATALOGUE = Catalogue.load(TEMPLATES)
MEMBERS = {"members": (Option("m1", {"vi": "Nguyễn Thị Hoa"}), Option("m2", {"vi": "Vũ Mây"}))}
FORMS = {name: with_options(form, MEMBERS) for name, form in load_questionnaires(TEMPLATES).items()}
ITEMS = (
    Row("I.3", {"vi": "I.3 Ngại học nghị quyết (hiếm khi)"}, "I.3"),
    Row("other_text.1", {"vi": "Trả bài chậm một tuần"}, ""),
)
"""Last time's items of whoever answers."""
DAY = date(2026, 12, 17)
NAMES = ("Nguyễn Thị Hoa", "Trần Văn Bình")


def _said(tree: ast.AST) -> Iterator[ast.expr]:
    """The expressions that are used as keys: first arguments, and what is named `key`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[first, *_]) if (
                name in SAYING
            ):
                yield first
            case ast.Assign(targets=[ast.Name(id="key")], value=value):
                yield value
            case ast.keyword(arg="key", value=value):
                yield value


def _branches(expression: ast.expr) -> Iterator[ast.expr]:
    if isinstance(expression, ast.IfExp):
        yield from _branches(expression.body)
        yield from _branches(expression.orelse)
    else:
        yield expression


USED = [branch for tree in TREES for said in _said(tree) for branch in _branches(said)]
KEYS = sorted(
    {
        used.value
        for used in USED
        if isinstance(used, ast.Constant) and isinstance(used.value, str) and "." in used.value
    }
)
BEGINNINGS = sorted(
    {
        str(used.values[0].value)
        for used in USED
        if isinstance(used, ast.JoinedStr) and isinstance(used.values[0], ast.Constant)
    }
)
"""What stands before the first brace of keys that are put together."""


def test_keys_were_found() -> None:
    assert len(KEYS) > 150
    assert {"commands.", "language.", "lint.", "workflow.not_while_"} <= set(BEGINNINGS)


@pytest.mark.parametrize("key", KEYS)
def test_every_key_in_the_code_has_a_message(key: str) -> None:
    assert CATALOGUE.has(key)


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_every_key_put_together_in_the_code_has_messages(beginning: str) -> None:
    assert [key for key in sorted(CATALOGUE.keys()) if key.startswith(beginning)]


def test_no_message_is_unused() -> None:
    literals = {
        node.value
        for tree in TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert not [
        key for key in sorted(CATALOGUE.keys() - literals) if not key.startswith(tuple(BEGINNINGS))
    ]


def test_the_languages_agree() -> None:
    assert not CATALOGUE.faults()


def test_no_typed_command_means_two_things() -> None:
    meanings = [name for name in CATALOGUE.lexicon if name.startswith("command_")]
    assert meanings
    words = [word for name in meanings for word in CATALOGUE.lexicon[name]]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_can_be_typed_as_it_is_shown(language: str) -> None:
    for meaning in (name for name in CATALOGUE.lexicon if name.startswith("command_")):
        canonical = meaning.removeprefix("command_")
        name = CATALOGUE.render(Text(f"commands.{canonical}_name"), language)
        assert name in CATALOGUE.lexicon[meaning]
        assert re.fullmatch("[a-z0-9_]{1,32}", name)
        if CATALOGUE.has(f"commands.{canonical}"):
            line = CATALOGUE.render(Text(f"commands.{canonical}"), language)
            assert line.startswith(f"/{name} ")


def _given(question: Question) -> Value:
    """Some valid answer."""
    codes: list[Value] = [option.code for option in question.options]
    chosen: dict[str, Value] = {"chosen": codes[:2], "other": "việc nhà\nđột xuất"}
    simple: dict[str, Value] = {
        "number": "12",
        "date": "2027-06-30",
        "yes_no": False,
        "note": None,
        "short_text": "Giấy chứng nhận",
        "long_text": "Vắng hai buổi.\nĐã đọc bù.",
        "multi_choice": chosen,
    }
    if question.kind == "follow_up":
        return {row.code: question.options[-1].code for row in question.rows}
    if question.kind == "matrix":
        return {row.code: question.options[-1].code for row in question.rows[:2]}
    return simple.get(question.kind, codes[0] if codes else "x")


def _interviews(form: str) -> Iterator[tuple[Interview, str]]:
    """Every screen of a form: each question new, begun and kept; the lists."""
    answers: dict[str, Answer] = {}
    answers.update(kept_items(FORMS[form], ITEMS))
    while slot := (now := Interview("x", FORMS[form], dict(answers))).unfinished:
        yield now, ""
        begun = {**answers, slot.key: Answer(_given(slot.question), done=False)}
        yield Interview("x", FORMS[form], begun), ""
        answers[slot.key] = Answer(_given(slot.question))
    done = Interview("x", FORMS[form], answers)
    yield done, ""
    yield from ((done, f"s{number}") for number in range(1, len(FORMS[form].sections) + 1))
    skipped = kept_items(FORMS[form], ITEMS) | {
        slot.key: Answer({} if slot.question.rows else None) for slot in done.slots
    }
    yield from ((Interview("x", FORMS[form], skipped), editing) for editing in ("", "s1"))


def _line(name: str, **changed: Param) -> Text:
    plain: dict[str, Param] = {"exempt": "", "joined": True, "roles": ()}
    return text("members.line", number=1, name=name, **{**plain, **changed})


def _others() -> Iterator[Text]:
    """Messages with optional blocks, with and without each."""
    yield from _rosters()
    yield from _imports()
    yield from _standings()
    for late, steps, meeting in product((True, False), ((7, 3, 1, 0), (1,), (0,)), (None, DAY)):
        for approved in (False, True):
            yield text("review.all_handed_in", last_day=DAY, late=late, approved=approved)
        yield text("error.only_text", in_question=late)
        yield text(
            "cycle.card",
            theme="Tự soi",
            submit_on=DAY,
            inclusive=late,
            last_day=DAY,
            meeting_on=meeting,
            steps=steps,
        )
    consents = ("consent.screen", "consent.full_text")
    roles = ((), (text("privacy.role_secretary"), text("privacy.role_acting")))
    for key, channel, readers in product(consents, ("telegram", "web"), roles):
        yield text(
            key, cell="Chi bộ A", operator="Đảng ủy B", channel=channel, until=DAY, roles=readers
        )
    yield from _own_data()
    for least, most in ((3, 5), (None, 5), (3, None)):
        yield text("kinds.out_of_range", least=least, most=most)


def _own_data() -> Iterator[Text]:
    for yes, some, posts in product((True, False), ((), NAMES), ((), ("Tổ trưởng",))):
        yield text(
            "mydata.screen",
            name="Hoa",
            cell="Chi bộ A",
            born_on="12/5/1984" if yes else "",
            phone="0912 345 678" if yes else "",
            posts=posts,
            reviews=some,
            erased=int(yes),
            consent="Đã đồng ý.",
            channels=("telegram", "web"),
            readings=3,
            requests=some,
        )
        yield text("mydata.readings", lines=some)
        yield text("mydata.stopped", drafts=int(yes))
        yield text("requests.list", lines=NAMES, late=int(yes))
        yield text(
            "requests.card",
            name="Hoa",
            right="Sửa",
            wish="Tên",
            asked_on=DAY,
            answer_on=DAY,
            done_on=DAY,
            days=2 if yes else -1,
            state="đã làm",
            open=yes,
            reply="" if some else "Đã sửa",
        )


def _rosters() -> Iterator[Text]:
    lines = (
        text("members.group", name="", count=2),
        _line("Phạm Thị Lan", roles=("Bí thư",)),
        _line("Hoa", exempt="ốm", joined=False),
    )
    for waiting in (0, 1, 3):
        for categories in ((), tuple(text(f"import.count_{c}", count=1) for c in Category)):
            yield text("members.list", lines=lines, waiting=waiting, count=2, categories=categories)
    bots, pages = ("", "https://t.me/x?start=abc"), ("", "https://example.org/i/abc")
    for yes, bot, page in product((True, False), bots, pages):
        ways: dict[str, Param] = {"telegram": bot, "web": page, "code": "abc"}
        yield text("members.invitation", name="Hoa", **ways)
        yield text("members.group_text", cell="Chi bộ A", only_here=yes, **ways)
    for yes, page in product((True, False), pages):
        yield text("members.invited", came=yes, only_here=page)
    for yes, exempt in product((True, False), ("", "nghỉ thai sản")):
        for fields in ((), (text("import.value", column="Tổ đảng", value="Tổ 1"),)):
            yield text(
                "members.card",
                name="Hoa",
                exempt=exempt,
                joined=yes,
                roles=("Bí thư",) if yes else (),
                fields=fields,
            )
        yield text("start.exempt", reason=exempt)


def _imports() -> Iterator[Text]:
    """What a file would do: nothing, something, only faults."""
    yield text("import.how")
    for added, changed, faults, columns in product((0, 2), (0, 1), (0, 3), ((), ("Tổ đảng",))):
        yield text(
            "import.preview",
            added=added,
            changed=changed,
            unchanged=1,
            faults=faults,
            columns=columns,
        )
    lines = [
        text("import.fault_line", number=3, name=name, why=text(f"import.fault_{fault}", given="x"))
        for name, fault in product(("", "Hoa"), RowFault)
    ]
    lines += [
        text("import.added_line", number=3, name="Hoa", values=values)
        for values in ((), (text("import.difference", column="Tổ", before="", after="Tổ 1"),))
    ]
    yield text("import.part", title=text("import.added"), lines=tuple(lines))


def _named(names: tuple[str, ...]) -> Text:
    return text("status.people_not_begun", names=names)


def _standings() -> Iterator[Text]:
    groups = product((True, False), ((), NAMES), ((), NAMES[:1]), ((), NAMES[1:]))
    for yes, some, others, lost in groups:
        yield text(
            "reminder.sent_now",
            names=some,
            already=others,
            unreachable=lost,
            at=datetime(2026, 12, 17, 7, 0),  # noqa: DTZ001 -- a local time
            at_once=yes,
        )
        for key, days in product(("status.screen", "status.digest"), (3, 1, 0, -2)):
            yield text(
                key,
                theme="Tự soi",
                last_day=DAY,
                days=days,
                closed=yes,
                roster=9,
                handed_in=4,
                complete=False,
                counts=(text("status.count_submitted", count=4), "chưa bắt đầu 5"),
                people=tuple(_named(each) for each in (some, others) if each),
                unreachable=lost,
                lost=len(others),
                silent=others,
                beside=tuple(
                    text("status.beside_submitted", title="Bản của tập thể", name=each)
                    for each in some
                ),
                unseen=2,
            )
    for days, name, page in product((3, 1, 0, -2), ("", "Hoa"), ("", "https://example.org/")):
        to: dict[str, Param] = {"telegram": "", "web": page}
        yield text("ledger.passed", cell="Chi bộ A", last_day=DAY, days=days, name=name, **to)


def _check_layout(message: Text, language: str) -> None:
    shown = CATALOGUE.render(message, language)
    assert shown == shown.strip()
    assert "\n\n\n" not in shown
    assert not re.search(r" $|(?<=\S)  +|\?:|::|\.\.(?!\.)", shown, re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_screens_of_questionnaires_are_well_spaced(form: str, language: str) -> None:
    for interview, editing in _interviews(form):
        shown = screen(interview, editing)
        _check_layout(shown.text, language)
        for label in (button.label for row in shown.buttons for button in row):
            assert CATALOGUE.render(label, language).strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_messages_are_well_spaced(language: str) -> None:
    for message in _others():
        _check_layout(message, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [samples.small, samples.school, samples.large])
def test_the_report_in_the_chat_is_well_spaced(make: Callable[[], Summary], language: str) -> None:
    for part in chat_report.parts(make()):
        _check_layout(part, language)


def _figures() -> Iterator[Text]:
    """The circulated report with few, some and many figures; the two questions around it."""
    form = FORMS["member"]
    group = ShownGroup(
        "I", 5, (7, 3, 4, 3), (ShownRow("I.3", 5, (ShownOption("I_cause", "study", 3),)),)
    )
    hidden = ShownGroup("II", None, None, ())
    base = Circulated("member", Edition.OFFICIAL, 20, 1, 17, 8, (group, hidden), ())
    told = replace(base, options=(ShownOption("others", "yes", 5),), edition=Edition.MEETING)
    empty = replace(base, counted=3, people=None, groups=(hidden,))
    for figures in (base, told, empty):
        made = samples.school().made_at
        report = CirculatedReport(samples.HOA_SEN, "", 2026, made, form, figures)
        yield from circulated_parts(report)
    for waiting, nothing, whole in product((0, 1, 4), (True, False), (True, False)):
        yield text(
            "figures.issue_sure",
            edition=text("figures.edition_official"),
            counted=9,
            waiting=waiting,
            nothing=nothing,
            rows=whole,
            rows_from=10,
        )
    for waiting, nothing in ((0, True), (4, True), (4, False)):
        yield text("figures.issue_early", counted=3, waiting=waiting, nothing=nothing)
    row = (text("figures.own_row", short="I.3", label="Ngại học nghị quyết"),)
    word = (text("figures.own_word", label="I.3 Ngại học", level="đỡ"),)
    for resolved, remaining, said in product(((), row), ((), row), ((), word)):
        yield text(
            "figures.own", year=2025, resolved=resolved, remaining=remaining, new=row, word=said
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_well_spaced(language: str) -> None:
    for message in _figures():
        _check_layout(message, language)


def test_a_question_that_counts_only_yes_names_itself_once() -> None:
    said = [CATALOGUE.render(part, "vi") for part in chat_report.parts(samples.school())]
    assert "– Nhận phần trách nhiệm với hạn chế của tập thể: 7" in "\n".join(said).splitlines()


def test_blocks_of_a_question_stand_apart() -> None:
    first = Interview("x", FORMS["member"])
    blocks = CATALOGUE.render(screen(first, "").text, "vi").split("\n\n")
    question = first.questionnaire.questions[0]
    assert blocks[0] == FORMS["member"].intro["vi"]
    assert blocks[2].startswith(question.label["vi"])
    assert blocks[3] == FORMS["member"].readers["vi"]
    assert len(blocks) == 4


def test_what_was_typed_stays_on_one_line_of_a_list() -> None:
    entry = text("interview.entry", heading=None, label="Việc cụ thể", value="Một.\nHai.")
    assert CATALOGUE.render(entry, "vi") == "Việc cụ thể: Một. Hai."


def test_a_matrix_with_nothing_marked_can_be_listed() -> None:
    matrix = next(question for question in FORMS["member"].questions if question.rows)
    value = Interview("x", FORMS["member"], {matrix.id: Answer({})})
    listed = CATALOGUE.render(screen(value, "s2").text, "en")
    assert "nothing marked" in listed


def test_every_message_that_a_web_page_names_exists() -> None:
    pages = [path.read_text("utf-8") for path in sorted((TEMPLATES / "web").glob("*.html"))]
    named = {name for page in pages for name in re.findall(r"""\bt\(["'](\w+)["'][,)]""", page)}
    assert named
    assert not [name for name in sorted(named) if not CATALOGUE.has(f"web.{name}")]
