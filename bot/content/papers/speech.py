"""Answers as sentences that are read aloud.

A questionnaire of the cell's own may call anything anything, and its options may be nouns or whole
clauses. So "X is Y", which holds for both, is the rule, and a livelier sentence is taken only where
the words are known to fit it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from bot.content.words.phrases import Phrases
from bot.domain.papers.own import Became, Noted, Said, Told
from bot.domain.words import lowered

_ENDS = ".!?…:;"
_OF_ONE_WORD = ("yes_no", "number", "scale")
_BULLETS = "-–•*+ \t"


class Speech:
    """The sentences of one speaker, who says `who` ("I", "we") of those for whom they speak."""

    def __init__(self, say: Phrases, who: str) -> None:
        self._say, self._who = say, who

    def answered(self, answer: Told) -> str:
        """An answer that stands for itself."""
        if _is_fact(answer) or answer.day or answer.chosen:
            return self.said(answer)
        first, more = _first_and_more(answer)
        about = lowered(_name(answer.called))
        return _joined(self._say("speech.about", about=about, who=self._who, what=first), more)

    def noted(self, noted: Noted, number: int = 0) -> str:
        """Something recognised, with all that was said of it; `number` is its place among several
        that have none of their own."""
        said = noted.said
        if noted.label:
            key = "level" if noted.level else "item"
            begins = self._say(
                f"speech.{key}", item=noted, about=_label(noted.label), who=self._who
            )
        else:
            begins, said = self._about(said)
        text = " ".join(filter(None, (begins, *map(self.said, said))))
        return self._nth(number, text)

    def _about(self, said: Said) -> tuple[str, Said]:
        """What it is about, and the first thing that is said of it, in one sentence."""
        first, *more = said
        if first.kind != "single_choice" or not more or _is_fact(more[0]):
            return "", said
        what = self.said(replace(more[0], mends=False))
        about = lowered(_ended_without(first))
        return self._say("speech.of_area", about=about, what=lowered(what)), tuple(more[1:])

    def promised(self, said: Said, number: int = 0) -> str:
        """A promise as one sentence: the task, then day and product."""
        first, *more = said
        what = lowered(_ended_without(first))
        called = _name(first.called)
        does = self._begins("does", what)
        parts = [self._say("speech.promise", called=called, what=what, who=self._who, does=does)]
        parts += [lowered(self.said(each)).removesuffix(".") for each in more]
        return self._nth(number, ended("; ".join(parts)))

    def became(self, item: Became) -> str:
        """An item of the cycle before, and what became of it."""
        return self._say("speech.became", item=item, about=_label(item.label), who=self._who)

    def said(self, answer: Told) -> str:
        """One answer as a sentence, or as several where the person wrote several."""
        called = _name(answer.called)
        if answer.day:
            return self._say(
                "speech.is", called=called, what=self._say("speech.day", day=answer.day)
            )
        if _is_fact(answer):
            what = _ended_without(answer)
            return self._say("speech.answer", called=called, what=lowered(what), who=self._who)
        chosen = [lowered(each) for each in answer.chosen]
        first, more = _first_and_more(answer)
        if chosen:
            own = [first] if first and not more else []
            more = [] if own or not first else lines_of(answer.words)
            what = self._listed([*chosen, *own])
        else:
            what = first
        mends = answer.mends and all(self._begins("does", each) for each in chosen or [first])
        if mends and (not chosen or not first or self._begins("does", first)):
            return _joined(self._say("speech.will", who=self._who, what=what), more)
        who = self._who if chosen and self._begins("is_so", chosen[0]) else ""
        return _joined(self._say("speech.is", called=called, what=f"{who} {what}".strip()), more)

    def _nth(self, number: int, text: str) -> str:
        return self._say("speech.nth", number=number, what=lowered(text)) if number else text

    def _listed(self, items: Sequence[str]) -> str:
        *before, last = items
        if not before:
            return last
        if any(self._say("speech.joined") in item for item in items):
            return self._say("format.join").join(items)
        return self._say("speech.and", before=before, last=last)

    def _begins(self, kind: str, text: str) -> bool:
        """Whether the text begins with words of this kind, and with none that only look so."""
        small = f"{text.lower()} "
        return small.startswith(self._words(kind)) and not small.startswith(
            self._words("not_" + kind)
        )

    def _words(self, kind: str) -> tuple[str, ...]:
        return tuple(f"{word} " for word in self._say(f"speech.{kind}").split("|"))


def _is_fact(answer: Told) -> bool:
    """Whether it is no text: "X is Y" would not be said of it, nor of what is called by its whole
    question."""
    return answer.kind in _OF_ONE_WORD or answer.called.rstrip().endswith("?")


def _first_and_more(answer: Told) -> tuple[str, list[str]]:
    """The first sentence of the person's own words, to go on with, and the others as they are."""
    lines = [line.lstrip(_BULLETS) for line in lines_of(answer.words)]
    first, *more = lines or [""]
    begins, stop, rest = first.partition(". ")
    return lowered(_unended(begins)), [*([rest] if stop and rest else []), *more]


def _joined(sentence: str, more: Sequence[str]) -> str:
    return " ".join([ended(sentence), *map(ended, more)])


def _ended_without(answer: Told) -> str:
    """The answer on one line without its full stop, since something follows."""
    words = " ".join(line.lstrip(_BULLETS) for line in lines_of(answer.words))
    return _unended("; ".join(filter(None, [*_going_on(answer.chosen), words])))


def _going_on(chosen: Sequence[str]) -> Iterator[str]:
    for number, each in enumerate(chosen):
        yield lowered(each) if number else each


def worded(answer: Told, say: Phrases) -> str:
    """The answer without what it is called, on one line and without a full stop."""
    return say("format.day", value=answer.day) if answer.day else _ended_without(answer)


def lines_of(value: str) -> list[str]:
    """The lines in which something is written."""
    return [line.strip() for line in value.splitlines() if line.strip()]


def ended(text: str) -> str:
    """The text with a full stop, unless it ends with a sign already."""
    return text if text.endswith(tuple(_ENDS)) else f"{text}."


def ended_lines(value: str) -> list[str]:
    """The lines of a text, each sentence with its full stop; a line that goes on in the next, with
    a small letter, has none."""
    lines = lines_of(value)
    following = [line.lstrip(_BULLETS)[:1] for line in lines[1:]]
    return [
        line if after.islower() else ended(line)
        for line, after in zip_longest(lines, following, fillvalue="")
    ]


def _unended(text: str) -> str:
    return text.rstrip(" .;")


def _label(row: str) -> str:
    """A row's words within a sentence, of which they are only a part."""
    return lowered(row).replace("; ", ", ")


def _name(called: str) -> str:
    return called.rstrip(" :")
