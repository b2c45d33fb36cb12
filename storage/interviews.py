"""Interviews: drafts, overwritten in place, and the versions that were submitted.

Answers are one opaque document per interview: nothing in SQL looks inside, and no key of the table
shows what was marked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.interview.kinds import Answer
from bot.domain.review.workflow import State
from storage.engine.database import Row, Transaction


@dataclass(frozen=True, slots=True)
class Stored:
    """One interview as it is kept. Of a dialogue `cycle_id` is empty, `body` is its frozen
    questionnaire, and `subject` what it is about. `entered_by`: the member who typed it from a
    paper for the author."""

    id: str
    cell_id: str
    cycle_id: str
    member_id: str
    form: str
    state: State
    revision: int
    answers: Mapping[str, Answer]
    version: int = 0
    submitted_at: int | None = None
    subject: str = ""
    body: str = ""
    approved_version: int = 0
    entered_by: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """What was handed in, as the author wrote it then, or as `entered_by` typed it from a paper."""

    interview_id: str
    version: int
    answers: Mapping[str, Answer]
    submitted_at: int
    entered_by: str = ""


def _pack(answers: Mapping[str, Answer]) -> str:
    return json.dumps(
        {
            key: [each.value, each.done, *([True] if each.piece else [])]
            for key, each in answers.items()
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _unpack(packed: str) -> dict[str, Answer]:
    return {key: Answer(*kept) for key, kept in json.loads(packed).items()}


def _sealed(tx: Transaction, answers: Mapping[str, Answer], about: str) -> str:
    return tx.seal(_pack(answers), about)


def _about(interview_id: str) -> str:
    return f"interviews.answers:{interview_id}"


def _about_body(interview_id: str) -> str:
    return f"interviews.body:{interview_id}"


def _about_version(interview_id: str, version: int) -> str:
    return f"versions.answers:{interview_id}.{version}"


def _stored(tx: Transaction, row: Row) -> Stored:
    return Stored(
        row["id"],
        row["cell_id"],
        row["cycle_id"],
        row["member_id"],
        row["form"],
        State(row["state"]),
        row["revision"],
        _unpack(tx.unseal(row["answers"], _about(row["id"]))),
        row["version"],
        row["submitted_at"],
        row["subject"],
        tx.unseal(row["body"] or "", _about_body(row["id"])),
        row["approved_version"],
        row["entered_by"],
    )


async def add(tx: Transaction, new: Stored, *, now: int) -> None:
    """Adds an interview."""
    await tx.run(
        "INSERT INTO interviews (id, cell_id, cycle_id, member_id, form, subject, body, state,"
        " revision, answers, version, submitted_at, updated_at) VALUES (:id, :cell, :cycle,"
        " :member, :form, :subject, :body, :state, :revision, :answers, :version, :submitted,"
        " :now)",
        id=new.id,
        cell=new.cell_id,
        cycle=new.cycle_id,
        member=new.member_id,
        form=new.form,
        subject=new.subject,
        body=tx.seal(new.body, _about_body(new.id)) or None,
        state=new.state.value,
        revision=new.revision,
        answers=_sealed(tx, new.answers, _about(new.id)),
        version=new.version,
        submitted=new.submitted_at,
        now=now,
    )


async def get(tx: Transaction, interview_id: str) -> Stored | None:
    """The interview with its answers, if there is one of this id."""
    row = await tx.one("SELECT * FROM interviews WHERE id = :id", id=interview_id)
    return _stored(tx, row) if row else None


async def find(
    tx: Transaction, cell_id: str, cycle_id: str, member_id: str, form: str, subject: str = ""
) -> Stored | None:
    """A member's interview on one questionnaire of a cycle, if begun; of a dialogue, that on this
    subject."""
    row = await tx.one(
        "SELECT * FROM interviews WHERE cell_id = :cell AND cycle_id = :cycle"
        " AND member_id = :member AND form = :form AND subject = :subject",
        subject=subject,
        cell=cell_id,
        cycle=cycle_id,
        member=member_id,
        form=form,
    )
    return _stored(tx, row) if row else None


async def dialogues(tx: Transaction, member_id: str) -> Sequence[Stored]:
    """The member's dialogues in which something was answered, the newest first."""
    rows = await tx.all(
        "SELECT * FROM interviews WHERE member_id = :member AND cycle_id = '' AND revision > 0"
        " ORDER BY updated_at DESC, id",
        member=member_id,
    )
    return [_stored(tx, row) for row in rows]


async def refresh(tx: Transaction, dialogue: Stored) -> None:
    """Keeps a dialogue's questionnaire and answers as they are now."""
    await tx.run(
        "UPDATE interviews SET body = :body, answers = :answers WHERE id = :id",
        body=tx.seal(dialogue.body, _about_body(dialogue.id)),
        answers=_sealed(tx, dialogue.answers, _about(dialogue.id)),
        id=dialogue.id,
    )


async def keep_answers(
    tx: Transaction, interview_id: str, answers: Mapping[str, Answer], revision: int, *, now: int
) -> None:
    """Overwrites the draft with these answers."""
    await tx.run(
        "UPDATE interviews SET answers = :answers, revision = :revision, updated_at = :now"
        " WHERE id = :id",
        answers=_sealed(tx, answers, _about(interview_id)),
        revision=revision,
        now=now,
        id=interview_id,
    )


async def enter_for(tx: Transaction, interview_id: str, helper_id: str) -> None:
    """Notes who types it from a paper for the author."""
    await tx.run(
        "UPDATE interviews SET entered_by = :helper WHERE id = :id",
        helper=helper_id,
        id=interview_id,
    )


async def submit(
    tx: Transaction,
    interview_id: str,
    answers: Mapping[str, Answer],
    version: int,
    state: State,
    *,
    now: int,
    entered_by: str = "",
) -> None:
    """Keeps a new version, and the state that follows from handing it in."""
    await tx.run(
        "INSERT INTO versions (interview_id, version, answers, entered_by, submitted_at)"
        " VALUES (:id, :version, :answers, :entered_by, :now)",
        id=interview_id,
        version=version,
        answers=_sealed(tx, answers, _about_version(interview_id, version)),
        entered_by=entered_by,
        now=now,
    )
    await tx.run(
        "UPDATE interviews SET state = :state, version = :version, submitted_at = :now,"
        " updated_at = :now WHERE id = :id",
        state=state.value,
        version=version,
        now=now,
        id=interview_id,
    )


async def decide(
    tx: Transaction, interview: Stored, state: State, *, approved_version: int, now: int
) -> bool:
    """Keeps a reviewer's decision; returns whether the review was still as the reviewer had read
    it."""
    return bool(
        await tx.run(
            "UPDATE interviews SET state = :state, approved_version = :approved,"
            " updated_at = :now WHERE id = :id AND version = :version AND state = :was",
            state=state.value,
            approved=approved_version,
            now=now,
            id=interview.id,
            version=interview.version,
            was=interview.state.value,
        )
    )


async def take_back(tx: Transaction, interview: Stored, state: State, *, now: int) -> None:
    """Gives it back to the author; the version that nobody has decided on is removed, and what was
    decided on before stays. Its number is not reused: an old button must not mean another text."""
    await tx.run(
        "DELETE FROM versions WHERE interview_id = :id AND version = :version",
        id=interview.id,
        version=interview.version,
    )
    await tx.run(
        "UPDATE interviews SET state = :state, updated_at = :now, submitted_at ="
        " (SELECT MAX(submitted_at) FROM versions WHERE interview_id = :id) WHERE id = :id",
        state=state.value,
        now=now,
        id=interview.id,
    )


async def move(tx: Transaction, interview_id: str, state: State, *, now: int) -> None:
    """Sets another state, by an act of the author's."""
    await tx.run(
        "UPDATE interviews SET state = :state, updated_at = :now WHERE id = :id",
        state=state.value,
        now=now,
        id=interview_id,
    )


async def remove(tx: Transaction, interview_id: str) -> None:
    """Removes a dialogue that has done its work, or was given up."""
    await tx.run("DELETE FROM interviews WHERE id = :id", id=interview_id)


async def version(tx: Transaction, interview_id: str, number: int) -> Version | None:
    """One version that was handed in, if there is one of this number."""
    row = await tx.one(
        "SELECT * FROM versions WHERE interview_id = :id AND version = :version",
        id=interview_id,
        version=number,
    )
    return version_of(tx, row) if row else None


async def latest(tx: Transaction, interview_id: str) -> Version | None:
    """The last version that was handed in and not taken back, if any."""
    row = await tx.one(
        "SELECT * FROM versions WHERE interview_id = :id ORDER BY version DESC LIMIT 1",
        id=interview_id,
    )
    return version_of(tx, row) if row else None


def version_of(tx: Transaction, row: Row) -> Version:
    """The version of this row of `versions`."""
    interview, version = row["interview_id"], row["version"]
    answers = _unpack(tx.unseal(row["answers"], _about_version(interview, version)))
    return Version(interview, version, answers, row["submitted_at"], row["entered_by"])
