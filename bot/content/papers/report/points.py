"""A point of the collective's or the head's review as one paragraph: the limit, and with it its own
cause and measure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.words.phrases import Phrases
from bot.domain.interview.questionnaire import MEASURES, Question
from bot.domain.interview.tallies import Counts, Quotes, Stats
from bot.domain.report.measures import measure
from bot.domain.report.summary import Detail, Point
from bot.domain.words import in_language, lowered, raised

_ENDS = ".!?…"


class Points:
    """Writes points in one language, whatever the cell's questionnaire asks about each.

    The first words that are printed are the point itself; what was chosen before them leads it in,
    and all that follows stands behind it under its question's title.
    """

    def __init__(self, phrases: Phrases) -> None:
        self._say = phrases

    def sentence(self, point: Point) -> str:
        """The paragraph; empty if nothing of it is printed."""
        said = [(d, words) for d in point if (words := "; ".join(self._answers(d)))]
        first = next((n for n, (d, _) in enumerate(said) if isinstance(d.tally, Quotes)), 0)
        before, after = said[: first + 1], said[first + 1 :]
        if not before:
            return ""
        parts = [
            _ended(": ".join([*(words for _, words in before[:-1]), _after(before)])),
            *(
                _ended(self._say("points.part", label=self._label(d.question), words=words))
                for d, words in after
            ),
        ]
        words = " ".join(parts)
        return raised(words)

    def _answers(self, detail: Detail) -> Iterator[str]:
        """What was chosen, or the words that are printed."""
        match detail.tally:
            case Counts(_, options, other):
                for option, people in options:
                    if people:
                        yield lowered(in_language(option.label, self._say.language))
                if other:
                    yield self._say("results.single_other")
            case Stats(_, _, _, number) if number is not None:
                yield self._say("points.number", number=number)
            case Quotes(_, texts) if detail.question.report_part == MEASURES:
                lines = (line for text in texts for line in text.splitlines() if line.strip())
                yield from (lowered(measure(line).task.rstrip(" .")) for line in lines)
            case Quotes(_, texts) if detail.question.printed:
                yield from (" ".join(text.split()) for text in texts if text.strip())

    def _label(self, question: Question) -> str:
        return in_language(question.called, self._say.language).rstrip(" ?.:!…")


def _after(before: list[tuple[Detail, str]]) -> str:
    """The point itself, as it goes on after what leads it in."""
    words = before[-1][1]
    return lowered(words) if len(before) > 1 else words


def _ended(words: str) -> str:
    """With a full stop, if no sign ends it yet."""
    return words if words.endswith(tuple(_ENDS)) else f"{words}."
