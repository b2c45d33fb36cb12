"""Papers for a member's own use: what is read out at the meeting, and what is copied into the
yearly form. Nobody signs them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.content.layout.paper import UNSIGNED, Block, Paper
from bot.content.papers.heading import heading
from bot.content.papers.parts import numbered
from bot.content.words.phrases import Phrases
from bot.domain.papers.own import Became, Facts, Noted, Said, Spoken, SpokenPart

_ENDS = ".!?…:;"


def spoken_paper(spoken: Spoken, say: Phrases) -> Paper:
    """What a member reads out at the meeting, in whole sentences."""
    before = [Block("bullet", say("spoken.became", item=each)) for each in spoken.before]
    parts = [
        (spoken.before_title, before),
        *((part.title, list(_spoken_part(part, say))) for part in spoken.parts),
    ]
    return Paper(
        language=say.language,
        file=say("spoken.file", year=spoken.year),
        head=heading(
            say,
            spoken.issuer,
            spoken.read_on,
            type=say("spoken.type"),
            subject=say("spoken.subject", title=spoken.title),
            edition=say("spoken.edition", version=spoken.version, at=spoken.submitted_at),
        ),
        blocks=(
            Block("text", say("spoken.opening", name=spoken.writer, year=spoken.year)),
            *numbered(parts),
            Block("text", say("spoken.closing")),
        ),
        signature=UNSIGNED,
    )


def _spoken_part(part: SpokenPart, say: Phrases) -> Iterator[Block]:
    alone = len(part.answers) == 1
    for label, value in part.answers:
        if alone:
            yield from (Block("text", _ended(line)) for line in _lines(value))
        else:
            yield Block("line", _sentences(value), lead=say("sheet.line", label=_name(label)))
    if part.none_marked:
        yield Block("text", say("spoken.none_marked"))
    for noted in part.noted:
        text = " ".join(_told(noted.said, say))
        if noted.label:
            yield Block("line", text, lead=say("spoken.item", item=noted))
        else:
            yield Block("bullet", text)
    for promise in part.promised:
        yield Block("bullet", _promise(promise, say))


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
        file=say("facts.file", year=facts.year),
        head=replace(head, parent="", cell="", star="", party="", place_date=""),
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


def _told(said: Said, say: Phrases) -> Iterator[str]:
    for label, value in said:
        yield say("spoken.told", label=_name(label), value=_sentences(value))


def _promise(said: Said, say: Phrases) -> str:
    """A promise as one sentence: the task without its label, then day and product with theirs."""
    (_, first), *more = said
    return _ended("; ".join([_plain(first), *_following(more, say)]))


def _together(said: Said, say: Phrases) -> str:
    (label, value), *more = said
    first = say("spoken.told", label=_name(label), value=_plain(value))
    return _ended("; ".join([first, *_following(more, say)]))


def _following(said: Sequence[tuple[str, str]], say: Phrases) -> list[str]:
    return [say("spoken.more", label=_name(label), value=_plain(value)) for label, value in said]


def _name(label: str) -> str:
    return label.rstrip(" :")


def _lines(value: str) -> list[str]:
    return [line.strip() for line in value.splitlines() if line.strip()]


def _sentences(value: str) -> str:
    return " ".join(_ended(line) for line in _lines(value))


def _plain(value: str) -> str:
    """The value without its full stop, since something follows."""
    return " ".join(_lines(value)).removesuffix(".")


def _ended(text: str) -> str:
    return text if text.endswith(tuple(_ENDS)) else f"{text}."
