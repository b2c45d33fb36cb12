"""Seventeen on Telegram, ready to answer, made without playing through the set-up. Their secretary,
who sees other words than they, does not talk."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import app
from bot.content.questionnaires import files
from bot.domain.cycle.schedule import Dates
from bot.domain.people.member import Member, Role
from bot.services.consent import consent
from bot.services.office import Office, hashed, millis, new_code, new_id
from bot.settings import Settings
from storage import accounts, cells, consents, cycles, members, sessions
from storage.cells import Cell
from storage.cycles import Cycle, CycleForm
from storage.engine import migrate
from storage.engine.database import Database, Transaction

PEOPLE = 17


async def make(path: Path) -> Sequence[int]:
    """A migrated database with an open cycle; the Telegram ids of those who talk."""
    url = f"sqlite:///{path}"
    migrate.migrate(url)
    database = await Database.open(url)
    try:
        office = app.open_office(Settings(_env_file=None, database_url=url), database, app.utc_now)
        return await database.write(lambda tx: _fill(office, tx))
    finally:
        await database.close()


async def browsers(path: Path, addresses: Sequence[str]) -> Sequence[str]:
    """The tokens of new sessions: those of Telegram have the page open as well."""
    database = await Database.open(f"sqlite:///{path}")
    tokens = [secrets.token_urlsafe(32) for _ in addresses]

    async def enter(tx: Transaction) -> None:
        now = millis(datetime.now(UTC))
        for address, token in zip(addresses, tokens, strict=True):
            account = await accounts.account(tx, "telegram", address)
            assert account
            await accounts.bind(tx, "web", account.person_id, account.person_id, now=now)
            await sessions.add(tx, hashed(token), account.person_id, now=now)

    try:
        await database.write(enter)
    finally:
        await database.close()
    return tokens


async def _fill(office: Office, tx: Transaction) -> Sequence[int]:
    now = datetime.now(UTC)
    cell = Cell(
        new_id(), "Chi bộ Trường Tiểu học Suối Hoa", "Đảng bộ xã Tân Hòa", "", 17, new_code()
    )
    await cells.add_cell(tx, cell, now=millis(now))
    last_day = now.date() + timedelta(days=60)
    cycle = Cycle(
        new_id(), cell.id, "Tự soi", now.year, Dates(last_day, inclusive=True), millis(now)
    )
    body = files.freeze(office.forms["member"])
    await cycles.add_cycle(tx, cycle, {CycleForm(cycle.id, "member", 0, ""): body})
    ids = [1001 + number for number in range(PEOPLE)]
    addresses = [("web", "secretary"), *(("telegram", str(each)) for each in ids)]
    for number, (channel, address) in enumerate(addresses):
        person = new_id()
        await accounts.add_person(tx, person, language="vi", now=millis(now))
        await accounts.bind(tx, channel, address, person, now=millis(now))
        role = Role.MEMBER if number else Role.SECRETARY
        member = Member(new_id(), cell.id, f"Nguyễn Thị Số {number}", role, person_id=person)
        await members.add_member(tx, member, now=millis(now) + number)
        await consents.add(tx, consent.sample(member.id, channel, millis(now)))
    return ids
