"""Papers for a member's own use: what is read out at the meeting, and what is copied into the
yearly form. Nobody signs them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.content.layout.paper import UNSIGNED, Block, Head, Paper
from bot.content.papers.heading import heading
from bot.content.papers.parts import numbered
from bot.content.papers.speech import Speech, ended, ended_lines, worded
from bot.content.words.phrases import Phrases
from bot.domain.papers.own import Became, Facts, Noted, Said, Spoken, SpokenPart, Told
from bot.domain.words import slug


def spoken_paper(spoken: Spoken, say: Phrases) -> Paper:
    """What is read out at the meeting, in whole sentences and large letters. It is no document of
    the cell's: it has no head."""
    about = {
        "voice": spoken.voice,
        "name": spoken.writer,
        "year": spoken.year,
        "cell": spoken.issuer.cell,
        "committee": spoken.issuer.has_committee,
    }
    speech = Speech(say, say("speech.who", voice=spoken.voice))
    parts = [
        (spoken.before_title, [Block("text", speech.became(each)) for each in spoken.before]),
        *((part.title, list(_spoken_part(part, speech, say, spoken))) for part in spoken.parts),
    ]
    head = heading(
        say,
        spoken.issuer,
        None,
        type=say("spoken.type"),
        subject=say("spoken.subject", title=spoken.title, year=spoken.year),
        edition=say("spoken.edition", version=spoken.version, at=spoken.submitted_at),
    )
    return Paper(
        language=say.language,
        file=say("spoken.file", **{**about, "name": slug(spoken.writer)}),
        head=_without_block(head),
        blocks=(
            *(Block("text", line) for line in say("spoken.opening", **about).splitlines()),
            *numbered(parts),
            *(Block("text", line) for line in say("spoken.closing", **about).splitlines()),
        ),
        signature=UNSIGNED,
        aloud=True,
    )


def _without_block(head: Head) -> Head:
    return replace(head, parent="", cell="", star="", party="", place_date="")


def _spoken_part(part: SpokenPart, speech: Speech, say: Phrases, spoken: Spoken) -> Iterator[Block]:
    for answer in part.answers:
        if len(part.answers) > 1 or answer.kind not in ("long_text", "short_text"):
            yield Block("text", speech.answered(answer))
        else:
            yield from (Block("text", line) for line in ended_lines(answer.words))
    if part.none_marked:
        yield Block("text", say("spoken.none_marked", voice=spoken.voice))
    alike = [noted for noted in part.noted if not noted.label]
    for noted in part.noted:
        number = alike.index(noted) + 1 if noted in alike and len(alike) > 1 else 0
        yield Block("text", speech.noted(noted, number))
    for number, promise in enumerate(part.promised, 1):
        yield Block("text", speech.promised(promise, number if len(part.promised) > 1 else 0))


def facts_paper(facts: Facts, say: Phrases) -> Paper:
    """Short lines to copy from. It says that it replaces no form, and looks like none: it has no
    head."""
    head = heading(
        say,
        facts.issuer,
        None,
        type=say("facts.type"),
        subject=say("facts.subject", year=facts.year),
        edition=say("facts.edition", name=facts.writer, at=facts.made_at),
    )
    parts = (
        (say("facts.before"), list(_before(facts.before, say))),
        (say("facts.promised_before"), list(_promised_before(facts, say))),
        (say("facts.measures"), [Block("bullet", _measure(each, say)) for each in facts.measures]),
        (say("facts.promised"), [Block("bullet", _promise(each, say)) for each in facts.promised]),
        *(
            (title, [Block("bullet", _together(each, say)) for each in entries])
            for title, entries in facts.beside
        ),
    )
    return Paper(
        language=say.language,
        file=say("facts.file", year=facts.year, name=slug(facts.writer)),
        head=_without_block(head),
        blocks=(
            *(Block("text", line) for line in say("facts.note").splitlines()),
            *numbered(parts),
        ),
        signature=UNSIGNED,
    )


def _before(items: tuple[Became, ...], say: Phrases) -> Iterator[Block]:
    if items:
        words = Counter(each.word for each in items)
        yield Block("text", say("facts.counted", items=len(items), words=tuple(words.items())))
    for each in items:
        yield Block("bullet", say("facts.became", item=each))


def _promised_before(facts: Facts, say: Phrases) -> Iterator[Block]:
    """Each earlier promise, with a line for its outcome, which the program does not know."""
    for promise in facts.promised_before:
        yield Block("bullet", _promise(promise, say))
        yield Block("rule", lead=say("facts.outcome"))


def _measure(noted: Noted, say: Phrases) -> str:
    told = _together(noted.said, say)
    return say("facts.measure", item=noted, told=told) if noted.label else told


def _promise(said: Said, say: Phrases) -> str:
    """A promise as one sentence: the task without its label, then day and product with theirs."""
    first, *more = said
    return ended("; ".join([worded(first, say), *_following(more, say)]))


def _together(said: Said, say: Phrases) -> str:
    first, *more = said
    told = say("facts.told", label=_name(first), value=worded(first, say))
    return ended("; ".join([told, *_following(more, say)]))


def _following(said: Sequence[Told], say: Phrases) -> list[str]:
    return [say("facts.more", label=_name(each), value=worded(each, say)) for each in said]


def _name(answer: Told) -> str:
    return answer.called.rstrip(" :")
