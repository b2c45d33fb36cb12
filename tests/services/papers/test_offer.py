"""The offer: what the report would be without, each with a button; its look, its number; and a
second question where the figures of a cycle would be spent on little."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from bot.domain.messages import FileOut, Incoming
from bot.sample import Sample
from bot.services.office import new_id
from handlers.contract import Reply
from storage.engine.database import Transaction
from tests.scenarios.papers import text_of
from tests.services.scene import every, one, payloads, said, sample_cell
from tests.shelf import made_once
from tests.world import World, payload_of


@dataclass
class Desk:
    """The secretary of the invented cell of seventeen."""

    world: World
    made: Sample

    async def taps(self, payload: str) -> Reply:
        return await self._acts(payload=payload)

    async def types(self, *words: str) -> Reply:
        for each in words:
            reply = await self._acts(text=each)
        return reply

    async def _acts(self, text: str = "", payload: str = "") -> Reply:
        to = self.made.members[0].person_id
        came = Incoming("web", to, new_id(), text=text or None, payload=payload or None)
        return await self.world.router.handle(came)

    async def offered(self) -> Reply:
        return await self.taps(f"rg:offer:{self.made.cycle.id}:BC")

    async def runs(self, sql: str, **params: str) -> None:
        async def work(tx: Transaction) -> None:
            await tx.run(sql, cycle=self.made.cycle.id, **params)

        await self.world.office.db.write(work)


@made_once
async def desk(running: World) -> Desk:
    """Eleven of sixteen have handed in, seven are approved; the collective's and the head's are
    not."""
    return Desk(running, await sample_cell(running))


def lacking(reply: Reply) -> list[str]:
    return [line[2:] for line in said(reply).splitlines() if line.startswith("– ")]


async def test_it_names_everything_that_is_missing_with_a_button_for_each(desk: Desk) -> None:
    reply = await desk.offered()
    assert lacking(reply) == [
        "Bản tự soi của tập thể chi ủy, chi bộ: chưa được duyệt",
        "Bản tự soi của người đứng đầu: chưa được duyệt",
        "4 đồng chí có bản chờ duyệt",
        "phần “Biện pháp khắc phục”",
        "phần “Nhiệm vụ thời gian tới”",
        "bản của Ngô Thị Thu Trang, Cao Xuân Sơn, Phan Thị Diệu, Hồ Thị Bích Liên",
        "hạn nộp chưa hết (đến hết ngày 01/09/2026)",
        "hội nghị chưa họp (ngày 03/09/2026)",
    ]
    for mends in ("q:list:.+", "e:.+:write:.+", "s:status:.+", "y:move:.+"):
        for payload in payloads(reply, mends):
            assert not (await desk.taps(payload)).refused, payload
    assert len(payloads(reply)) == len(set(payloads(reply))) + 1  # "not yet" is the status too


async def test_what_is_mended_is_missing_no_more(desk: Desk) -> None:
    for _ in range(2):
        (first, *_others) = payloads(await desk.offered(), "e:.+:write:.+")
        await desk.taps(first)
        await desk.types("Chi bộ làm tốt.")
    assert "phần" not in {line.partition(" ")[0] for line in lacking(await desk.offered())}
    await desk.runs(
        "UPDATE interviews SET state = 'approved', approved_version = version"
        " WHERE cycle_id = :cycle AND version > 0"
    )
    left = lacking(await desk.offered())
    assert [line.partition(" ")[0] for line in left] == ["bản", "hạn", "hội"]
    await desk.runs("UPDATE cycles SET closed_at = opened_at WHERE id = :cycle")
    assert lacking(await desk.offered()) == []


@pytest.mark.parametrize(
    ("column", "line", "command"),
    [("place", "địa danh trước ngày tháng", "settings"), ("parent", "tên cấp trên", "rename")],
)
async def test_a_head_without_place_or_superior_is_missing(
    desk: Desk, column: str, line: str, command: str
) -> None:
    for table in ("cells", "cell_names"):
        columns = {row[1] for row in every(desk.world, f"PRAGMA table_info({table})")}
        if column in columns:
            where = "(SELECT cell_id FROM cycles WHERE id = :cycle)"
            key = "id" if table == "cells" else "cell_id"
            await desk.runs(f"UPDATE {table} SET {column} = '' WHERE {key} = {where}")
    reply = await desk.offered()
    assert line in lacking(reply)
    (mend,) = payloads(reply, f"mn:go:{command}")
    assert not (await desk.taps(mend)).refused


async def test_a_sentence_whose_figures_have_changed_is_missing(desk: Desk) -> None:
    situation = await desk.taps(f"e:{desk.made.cycle.id}:official:2:1")
    (number,) = re.findall(r"(\d+)\. Đến nay", said(situation))
    await desk.taps(payload_of(situation, number).replace(":see:", ":write:"))
    await desk.types("Mười một đồng chí đã nộp.")
    await desk.runs(
        "UPDATE interviews SET state = 'approved', approved_version = version"
        " WHERE cycle_id = :cycle AND version > 0"
    )
    reply = await desk.offered()
    assert "1 câu đồng chí đã viết không còn khớp số liệu nên không được in" in lacking(reply)
    assert payload_of(reply, "Sửa câu chữ…") == f"e:{desk.made.cycle.id}:official"


async def test_the_preview_is_the_paper_but_for_number_and_mark(desk: Desk) -> None:
    await desk.taps(payload_of(await desk.offered(), "Xem trước"))
    await desk.world.deliver()
    (preview,) = [item for _, item in desk.world.web.sent if isinstance(item, FileOut)]
    assert preview.name == "du-thao-bao-cao-tu-soi-2026.pdf"
    assert every(desk.world, "SELECT * FROM circulated") == []
    desk.world.web.sent = []
    sure = await desk.taps(payload_of(await desk.offered(), "Ban hành"))
    await desk.taps(payload_of(sure, "Vẫn ban hành"))
    await desk.world.deliver()
    _, issued = [item for _, item in desk.world.web.sent if isinstance(item, FileOut)][:2]
    body = text_of(issued).partition("BÁO CÁO")[2]
    assert body == text_of(preview).replace("DỰ THẢO ", "").partition("BÁO CÁO")[2]


async def test_another_number_is_taken_from_the_offer(desk: Desk) -> None:
    await desk.taps(payload_of(await desk.offered(), "Đổi số"))
    reply = await desk.types("9", "nộp")
    assert "mang số 09-BC/CB" in said(reply)
    await desk.taps(payload_of(reply, "Đổi số"))
    refused = await desk.types("8", "nộp")
    assert refused.refused
    assert "Sổ đã có đến số 8" in said(refused)


CLOSED = "UPDATE cycles SET closed_at = opened_at WHERE id = :cycle"
ONE_APPROVED = """UPDATE interviews SET approved_version = 0, state = 'submitted'
    WHERE form = 'member' AND cycle_id = :cycle AND state = 'approved' AND id > (SELECT MIN(id)
    FROM interviews WHERE cycle_id = :cycle AND form = 'member' AND state = 'approved')"""


@pytest.mark.parametrize(
    ("changes", "asks"), [((), 1), ((CLOSED,), 0), ((CLOSED, ONE_APPROVED), 1)]
)
async def test_little_is_frozen_only_after_a_second_question(
    desk: Desk, changes: tuple[str, ...], asks: int
) -> None:
    """Somebody is awaited; or there is one review alone, even if the cycle is closed."""
    for change in changes:
        await desk.runs(change)
    reply = await desk.offered()
    assert len(payloads(reply, "rg:early:.+")) == asks
    assert len(payloads(reply, "rg:issue:.+")) == 1 - asks
    await desk.taps(payload_of(reply, "Ban hành"))
    await desk.world.deliver()
    assert one(desk.world, "SELECT COUNT(*) FROM circulated") == 1 - asks
