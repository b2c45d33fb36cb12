"""Late, doubled, replied and stale texts and taps on two channels: each recorded answer is one that
its author gave while that question was on the screen, or was asked about and said so."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from hypothesis.strategies import DataObject

from bot.domain.interview.advance import current_slot, screen_key
from bot.domain.messages import Manner
from handlers.channels.web.person import enter
from handlers.contract import Reply
from storage.accounts import account
from tests.properties.stage import ANNA, Kept, Stage

CHAT, PAGE = "telegram", "web"
CHANNELS = st.sampled_from((CHAT, PAGE))
WORDS = st.sampled_from(
    [
        *("1b", "0", "1", "2", "không", "có", "30/6", "Không có", "xong", "quay lại", "bỏ qua"),
        *("trợ giúp", "không hiểu", "ok", "hủy", "để mai làm", "nộp"),
    ]
)


class Screens(RuleBasedStateMachine):
    """One member, with a chat and pages of a browser; `shown` is every screen each was shown."""

    seed: Path

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.stage = Stage(Path(self._folder.name), self.seed)
        self.addresses = {CHAT: ANNA}
        link = self.stage.act(ANNA, "/web").messages[0].buttons[0][0].url
        entered = self.stage.run(enter(self.stage.world.office, link.rsplit("/", 1)[1]))
        self.addresses[PAGE] = entered.person
        self.shown: dict[str, list[str]] = {CHAT: [], PAGE: []}
        self.taps: dict[str, list[str]] = {CHAT: [], PAGE: []}
        self.asked: dict[str, frozenset[str]] = {}
        self.texts: dict[str, list[tuple[str, str]]] = {CHAT: [], PAGE: []}
        self.count = 0
        for channel in (CHAT, PAGE):
            self._act(channel, "/resume", None, frozenset())

    def teardown(self) -> None:
        self.stage.close()
        self._folder.cleanup()

    @rule(data=st.data(), channel=CHANNELS, words=WORDS | st.none())
    def writes(self, data: DataObject, channel: str, words: str | None) -> None:
        """A text for any screen that was ever shown there: the last, a late one, a reply."""
        self.count += 1
        words = words or f"Lời riêng của tôi, số {self.count}"
        late = data.draw(st.sampled_from([*self.shown[channel][-6:], self.shown[channel][-1]]))
        self._act(channel, words, late, frozenset({late}))
        self.texts[channel].append((words, late))

    @rule(channel=CHANNELS)
    def goes_on(self, channel: str) -> None:
        """A text for what is on the screen now: if it fits, it is recorded."""
        self._act(channel, "/resume", None, frozenset())
        self.count += 1
        words = f"Lời riêng của tôi, số {self.count}"
        mark = self.shown[channel][-1]
        before = self._own(mark)
        reply = self._act(channel, words, mark, frozenset({mark}))
        if before and self._takes_words(before, mark):
            assert not reply.refused
            assert self._own(mark) != before
        self.texts[channel].append((words, mark))

    @rule(data=st.data(), channel=CHANNELS)
    def sends_twice(self, data: DataObject, channel: str) -> None:
        """The same text for the same screen once more."""
        if self.texts[channel]:
            words, seen = data.draw(st.sampled_from(self.texts[channel][-3:]))
            self._act(channel, words, seen, frozenset({seen}))

    @rule(channel=CHANNELS)
    def forwards(self, channel: str) -> None:
        """Somebody else's words."""
        mark = self.shown[channel][-1]
        self._act(channel, "Lời của người khác", mark, frozenset(), manner=Manner.FORWARDED)

    @rule(data=st.data(), channel=CHANNELS)
    def taps_something(self, data: DataObject, channel: str) -> None:
        """Any button that was shown there, however old."""
        if not self.taps[channel]:
            return
        payload = data.draw(st.sampled_from(self.taps[channel][-25:]))
        kind, _, rest = payload.partition(":")
        allowed = self.asked.get(payload, frozenset()) if kind == "h" else {rest.rpartition(":")[0]}
        self._act(channel, None, None, frozenset(allowed), payload=payload)

    # -- the means

    def _act(
        self,
        channel: str,
        text: str | None,
        seen: str | None,
        allowed: frozenset[str],
        *,
        payload: str | None = None,
        manner: Manner = Manner.TYPED,
    ) -> Reply:
        """One act, after which nothing has changed but the answer at one of these screens."""
        before = self.stage.interviews()
        self.count += 1
        reply = self.stage.run(
            self.stage.world.says(
                self.addresses[channel],
                text,
                payload=payload,
                channel=channel,
                external_id=f"act {channel} {self.count}",
                seen=seen,
                manner=manner,
                gives_back=channel == PAGE,
            )
        )
        changed = _changed(before, self.stage.interviews())
        assert changed <= {self._key(before, mark) for mark in allowed}, (text, payload, seen)
        self._learn(channel, reply, seen)
        return reply

    def _key(self, kept: dict[str, Kept], mark: str) -> tuple[str, str]:
        interview_id, _, place = mark.partition(":")
        slot = (
            self.stage.interview(kept[interview_id]).slot(place) if interview_id in kept else None
        )
        return interview_id, slot.key if slot else ""

    def _learn(self, channel: str, reply: Reply, seen: str | None) -> None:
        place = self.stage.run(_place(self.stage, channel, self.addresses[channel]))
        for message in reply.messages:
            if message.screen:
                self.shown[channel].append(message.screen)
            payloads = [b.payload for row in message.buttons for b in row if b.payload]
            self.taps[channel] += [each for each in payloads if each[:2] in ("i:", "h:")]
            for each in payloads:
                if each.startswith("h:"):  # it names the question that was seen, or the present one
                    here = each.endswith(":here")
                    self.asked[each] = frozenset({place} if here else {seen or ""})

    def _own(self, mark: str) -> Kept | None:
        return self.stage.interviews().get(mark.partition(":")[0])

    def _takes_words(self, kept: Kept, mark: str) -> bool:
        interview = self.stage.interview(kept)
        place = mark.partition(":")[2]
        slot = current_slot(interview, place)
        written = slot is not None and slot.question.kind in ("long_text", "short_text")
        return written and screen_key(interview, place) == place and kept.state == "draft"


def _changed(before: dict[str, Kept], after: dict[str, Kept]) -> set[tuple[str, str]]:
    return {
        (id_, key)
        for id_, kept in after.items()
        for key, value in kept.answers.items()
        if id_ in before and before[id_].answers.get(key) != value
    }


async def _place(stage: Stage, channel: str, address: str) -> str:
    found = await stage.world.office.db.read(lambda tx: account(tx, channel, address))
    return f"{found.interview_id}:{found.shown}" if found else ""


def test_each_answer_was_given_while_its_question_was_on_the_screen(seeded: Path) -> None:
    class Seeded(Screens):
        seed = seeded

    run_state_machine_as_test(
        Seeded,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
