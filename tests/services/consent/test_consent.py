"""Consent: what was shown is kept, a new version asks again, and no answer comes before it."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.messages import Incoming
from bot.domain.people.member import Role, Span
from bot.services.consent import consent, readers
from bot.services.office import millis, new_id
from bot.services.turns import Refused, Visit, take
from storage import consents, members
from storage.consents import Way
from storage.engine.database import Transaction
from tests.services.doors import enters
from tests.services.scene import (
    BINH,
    HOA,
    STRENGTH,
    Cell,
    answers,
    contents,
    every,
    founded,
    hands_in,
    one,
    payloads,
    phrase,
    said,
)
from tests.shelf import made_once
from tests.world import World

YES, NO, FULL = (f"c:.+:{act}" for act in "ynf")


@made_once
async def cell(running: World) -> Cell:
    """A cycle until 18 September; Hoa has come and has not answered the consent screen."""
    made = await founded(running)
    await made.opens()
    await made.joins(HOA, "hoa", agreed=False)
    return made


async def acting(world: World, address: str, work: Callable[[Visit], Awaitable[Any]]) -> Any:
    """A service called as the person at this address."""

    async def play(visit: Visit, _fresh: bool) -> Any:  # noqa: FBT001 -- as turns gives it
        return await work(visit)

    return await take(world.office, Incoming("telegram", address, new_id()), play)


async def test_the_text_that_was_shown_is_kept_with_its_hash(cell: Cell) -> None:
    world = cell.world
    screen = await world.says("hoa", "/resume")
    whole = await world.taps("hoa", payloads(screen, FULL)[0])
    await world.taps("hoa", payloads(whole, YES)[0])

    [(version, agreed, way, channel, kept)] = every(
        world, "SELECT version, agreed, way, channel, text_hash FROM consents"
    )
    assert (version, agreed, way, channel) == (2, 1, "screen", "telegram")
    body = one(world, "SELECT body FROM consent_texts WHERE hash = ?", kept)
    assert hashlib.sha256(body.encode()).hexdigest() == kept
    assert said(screen).strip() in body
    assert said(whole).strip() in body
    assert HOA not in body


async def test_a_text_that_changed_meanwhile_is_shown_again(cell: Cell) -> None:
    world = cell.world
    (yes,) = payloads(await world.says("hoa", "/resume"), YES)
    await world.says("hoa", "/language en")

    reply = await world.taps("hoa", yes)

    assert phrase(world, "consent.changed", "en") in said(reply)
    assert every(world, "SELECT * FROM consents") == []
    (yes,) = payloads(reply, YES)
    assert payloads(await world.taps("hoa", yes), "i:.+")


async def test_a_new_version_asks_again_before_the_next_answer(
    cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = cell.world
    (yes,) = payloads(await world.says("hoa", "/resume"), YES)
    await world.taps("hoa", yes)
    monkeypatch.setattr(consent, "VERSION", consent.VERSION + 1)

    reply = await world.says("hoa", STRENGTH)

    assert reply.refused
    assert phrase(world, "consent.first") in said(reply)
    assert STRENGTH not in str(contents(world))
    await world.taps("hoa", payloads(reply, YES)[0])
    await answers(world, "hoa", [STRENGTH])
    assert STRENGTH in str(contents(world))


async def test_buttons_of_old_screens_record_nothing_after_withdrawing(cell: Cell) -> None:
    world = cell.world
    (yes,) = payloads(await world.says("hoa", "/resume"), YES)
    await world.taps("hoa", yes)
    await hands_in(world, "hoa")
    (back,) = payloads(await world.says("hoa", "/resume"), "v:.+:back")
    reply = await world.taps("hoa", f"{back}:yes")
    taps = payloads(reply, "i:.+")
    await world.taps("hoa", f"d:{cell.member(HOA)}:stop:yes")
    before = every(world, "SELECT answers, revision, state FROM interviews WHERE cycle_id <> ''")

    for payload in taps:
        refused = await world.taps("hoa", payload)
        assert refused.refused
        assert payloads(refused, YES)
    await world.says("hoa", "nộp")

    after = every(world, "SELECT answers, revision, state FROM interviews WHERE cycle_id <> ''")
    assert after == before
    assert before != []


@pytest.mark.parametrize("way", [Way.SCREEN, Way.PAPER])
async def test_a_consent_that_was_withdrawn_is_none(cell: Cell, way: Way) -> None:
    """Neither to the author's own chat nor to somebody who types the paper."""
    world, hoa = cell.world, cell.member(HOA)
    typist = "hoa" if way is Way.SCREEN else "lan"

    async def given(tx: Transaction) -> None:
        agreed = consent.sample(hoa, "telegram", millis(world.clock()))
        await consents.add(tx, replace(agreed, way=way))

    async def needs_it(visit: Visit) -> None:
        await consent.require(visit, hoa)

    await world.office.db.write(given)
    await acting(world, typist, needs_it)
    world.clock.forward(minutes=1)
    await world.taps("hoa", f"d:{hoa}:stop:yes")
    with pytest.raises(Refused):
        await acting(world, typist, needs_it)


async def test_withdrawing_stops_reminders_and_can_be_undone(cell: Cell) -> None:
    world = cell.world
    (yes,) = payloads(await world.says("hoa", "/resume"), YES)
    await world.taps("hoa", yes)
    await answers(world, "hoa", [STRENGTH])
    world.clock.forward(minutes=1)
    await world.taps("hoa", f"d:{cell.member(HOA)}:stop:yes")

    assert STRENGTH not in str(contents(world))
    assert f"nhắc): {HOA}" in said(await world.says("lan", "/status"))
    world.clock.forward(minutes=1)
    (yes,) = payloads(await world.says("hoa", "/resume"), YES)
    assert payloads(await world.taps("hoa", yes), "i:.+")
    assert f"nhắc): {HOA}" not in said(await world.says("lan", "/status"))


async def test_a_helper_records_consent_on_paper_and_needs_it(cell: Cell) -> None:
    world = cell.world
    await cell.code_for(BINH)
    binh = await world.office.db.read(lambda tx: members.member(tx, cell.member(BINH)))
    assert binh

    async def requires(visit: Visit) -> None:
        await consent.require(visit, binh.id)

    with pytest.raises(Refused):
        await acting(world, "lan", requires)
    await acting(world, "lan", lambda visit: consent.on_paper(visit, binh))
    await acting(world, "lan", requires)

    row = every(world, "SELECT member_id, agreed, way, channel, recorded_by FROM consents")
    lan = one(world, "SELECT person_id FROM accounts WHERE address = 'lan'")
    assert row == [(binh.id, 1, "paper", "paper", lan)]
    assert one(world, "SELECT object FROM audit WHERE act = 'consent_on_paper'") == binh.id


async def test_paper_is_no_consent_to_the_own_chat(cell: Cell) -> None:
    """The paper does not name the channel; who comes to the chat is asked there."""
    world = cell.world
    hoa = await world.office.db.read(lambda tx: members.member(tx, cell.member(HOA)))
    assert hoa
    await acting(world, "lan", lambda visit: consent.on_paper(visit, hoa))

    assert payloads(await world.says("hoa", "/resume"), YES)


async def test_another_cells_leader_cannot_record_consent(cell: Cell) -> None:
    world = cell.world
    lan = await world.office.db.read(lambda tx: members.member(tx, cell.member("Trần Thị Mai Lan")))
    assert lan
    other = await founded(world, "Chi bộ Khu phố Bốn", "Đinh Văn Khoa", "khoa")
    with pytest.raises(Refused):
        await acting(world, "khoa", lambda visit: consent.on_paper(visit, lan))
    assert other.id != cell.id
    assert every(world, "SELECT * FROM consents") == []


async def test_the_way_differs_by_channel(cell: Cell) -> None:
    world = cell.world
    code = await cell.code_for(BINH)
    browser = await enters(world, code)
    page = await browser.says("/resume")
    assert "Telegram" not in said(page)
    assert "Telegram" in said(await world.says("hoa", "/resume"))


async def changes(world: World, member_id: str, **what: object) -> None:
    """A role given to a member."""

    async def work(tx: Transaction) -> None:
        found = await members.member(tx, member_id)
        assert found
        await members.change_member(tx, replace(found, **what))  # type: ignore[arg-type] # fields of Member

    await world.office.db.write(work)


async def line_of(world: World, address: str) -> str:
    """Who will read, as this person's first question says it."""
    reply = await world.says(address, "/resume")
    agreed = payloads(reply, YES)
    if agreed:
        reply = await world.taps(address, agreed[0])
    (line,) = [row for row in said(reply).splitlines() if row.startswith("Người đọc")]
    return line


async def test_who_will_read_is_said_to_each_person_truthfully(cell: Cell) -> None:
    world = cell.world
    await cell.joins(BINH, "binh")
    await changes(world, cell.member(BINH), role=Role.DEPUTY)
    await cell.code_for("Đỗ Thị Ngọc")
    await changes(world, cell.member("Đỗ Thị Ngọc"), role=Role.COMMITTEE)

    assert await line_of(world, "hoa") == "Người đọc: Bí thư; khi họp, đồng chí tự đọc."
    assert await line_of(world, "lan") == (
        "Người đọc: Phó Bí thư và chi ủy; khi họp, đồng chí tự đọc."
    )


async def test_the_acting_secretary_is_named_while_acting(cell: Cell) -> None:
    world = cell.world
    await cell.joins(BINH, "binh")
    now = int(world.clock().timestamp() * 1000)
    await changes(world, cell.member(BINH), role=Role.DEPUTY, acting=Span(now, now + 3_600_000))
    assert "Bí thư và người đang thay Bí thư" in await line_of(world, "hoa")
    world.clock.forward(hours=2)
    assert "thay Bí thư" not in await line_of(world, "hoa")


async def test_a_refusal_of_consent_has_no_answer_and_no_reader(cell: Cell) -> None:
    world = cell.world
    (no,) = payloads(await world.says("hoa", "/resume"), NO)
    assert phrase(world, "consent.paper_way") in said(await world.taps("hoa", no))
    assert every(world, "SELECT agreed, way FROM consents") == [(0, "screen")]


@pytest.mark.parametrize(
    "typed", ["đồng ý", "dong y", "Tôi đồng ý", "dạ tôi đồng ý ạ", "ddoongf ys"]
)
async def test_h27_consent_is_given_in_words(cell: Cell, typed: str) -> None:
    await cell.world.says("hoa", "/resume")
    reply = await cell.world.says("hoa", typed)
    assert payloads(reply, "i:.+"), said(reply)


@pytest.mark.parametrize("typed", ["không đồng ý", "chưa đồng ý", "có", "tôi đồng ý một phần"])
async def test_h27_no_other_words_are_consent(cell: Cell, typed: str) -> None:
    await cell.world.says("hoa", "/resume")
    reply = await cell.world.says("hoa", typed)
    assert not payloads(reply, "i:.+"), said(reply)
    assert one(cell.world, "SELECT COUNT(*) FROM consents WHERE agreed") == 0


async def test_c9_every_part_of_every_kind_of_paper_says_who_reads_it(cell: Cell) -> None:
    """The sentence is made in one place: no questionnaire of a cycle shows one of its own."""
    world, at = cell.world, millis(cell.world.clock())

    async def walk(visit: Visit) -> dict[tuple[str, bool, bool], set[str]]:
        author = await members.member(visit.tx, cell.member(HOA))
        assert author
        found: dict[tuple[str, bool, bool], set[str]] = {}
        for form in world.office.forms.values():
            if form.audience == "secretary":
                continue
            for question in form.questions:
                line = await readers.line(visit.tx, form, question, author, at)
                kind = (form.purpose, bool(question.rows_from), readers.is_personal(form))
                found.setdefault(kind, set()).add(world.office.catalogue.render(line, "vi"))
        return found

    assert await acting(world, "hoa", walk) == {
        ("review", False, True): {"Người đọc: Bí thư; khi họp, đồng chí tự đọc."},
        ("review", True, True): {"Người đọc: chỉ đồng chí; khi họp, đồng chí tự đọc."},
        ("review", False, False): {
            "Người đọc: Bí thư; câu nào in vào báo cáo thì cả chi bộ cùng đọc."
        },
        ("plan", False, True): {
            "Người đọc: Bí thư. Không đọc khi họp, không tính vào báo cáo tổng hợp."
        },
        ("registration", False, True): {
            "Người đọc: Bí thư. Không đọc khi họp, không tính vào báo cáo tổng hợp."
        },
    }


async def test_c9_only_what_the_secretary_alone_may_do_says_that_nobody_else_reads(
    cell: Cell,
) -> None:
    """Whoever acts as secretary does everything but naming people for roles."""
    alone = {
        form.id
        for form in cell.world.office.forms.values()
        if "chỉ Bí thư" in form.readers["vi"] or "secretary only" in form.readers["en"]
    }
    assert alone == {"guest", "superior"}
