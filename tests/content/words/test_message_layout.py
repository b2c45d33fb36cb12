"""Messages are well spaced, with and without each of their optional blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import product

import pytest

from bot.content.papers.report import chat
from bot.domain.messages import Param, Text, text
from bot.domain.people.member import MemberKind, MemberStanding
from bot.domain.people.table_plan import RowFault
from bot.domain.report.summary import Summary
from bot.domain.words import LANGUAGES
from tests.content import samples
from tests.content.words.shipped import CATALOGUE, check_layout

DAY = date(2026, 12, 17)
NAMES = ("Nguyễn Thị Hoa", "Trần Văn Bình")


def _line(name: str, **changed: Param) -> Text:
    plain: dict[str, Param] = {"standing": None, "joined": True, "roles": ()}
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
        _line("Hoa", standing=text("members.excused"), joined=False),
    )
    for waiting in (0, 1, 3):
        for kinds, standings in product(((), tuple(MemberKind)), ((), tuple(MemberStanding)[1:])):
            yield text(
                "members.list",
                lines=lines,
                waiting=waiting,
                count=2,
                kinds=tuple(text(f"import.count_{each}", count=1) for each in kinds),
                standings=tuple(text(f"import.count_{each}", count=1) for each in standings),
            )
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_messages_are_well_spaced(language: str) -> None:
    for message in _others():
        check_layout(message, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [samples.small, samples.school, samples.large])
def test_the_report_in_the_chat_is_well_spaced(make: Callable[[], Summary], language: str) -> None:
    for part in chat.parts(make()):
        check_layout(part, language)


def _figures() -> Iterator[Text]:
    """The questions around issuing; a member's own comparison."""
    gap = (text("issuing.gap_place"), text("issuing.gap_missing", names=("An", "Ba")))
    for gaps, before, kept in product(((), gap), ("", "Số 05-BC/CB"), (True, False)):
        yield text(
            "issuing.offer",
            number="Số 06-BC/CB",
            counted=9,
            required=12,
            before=before,
            kept=kept,
            gaps=gaps,
        )
    for waiting, nothing in ((0, True), (4, True), (4, False)):
        yield text("issuing.early", counted=3, waiting=waiting, nothing=nothing)
    for names, moved in product(((), ("An", "Ba")), (True, False)):
        yield text("issuing.full_sure", names=names, counted=9, moved=moved, reported=8)
    row = (text("figures.own_row", short="I.3", label="Ngại học nghị quyết"),)
    word = (text("figures.own_word", label="I.3 Ngại học", level="đỡ"),)
    for resolved, remaining, said in product(((), row), ((), row), ((), word)):
        yield text(
            "figures.own", year=2025, resolved=resolved, remaining=remaining, new=row, word=said
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_well_spaced(language: str) -> None:
    for message in _figures():
        check_layout(message, language)


def test_a_question_that_counts_only_yes_names_itself_once() -> None:
    said = [CATALOGUE.render(part, "vi") for part in chat.parts(samples.school())]
    assert "– Nhận phần trách nhiệm với hạn chế của tập thể: 7" in "\n".join(said).splitlines()
