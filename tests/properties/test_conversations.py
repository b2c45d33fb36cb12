"""Three people act as they like, and the post delivers as it likes: nothing is lost or mixed up."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from hypothesis.strategies import DataObject

from bot.domain.interview.advance import current_slot, screen_key
from bot.domain.interview.interview import Interview, Slot
from bot.domain.interview.kinds import Answer, Value
from bot.domain.interview.questionnaire import Question
from handlers.contract import Reply
from tests.properties.answerable import WILD, answers
from tests.properties.stage import (
    PEOPLE,
    SECRETARY,
    STRANGER,
    Act,
    Answers,
    Kept,
    Stage,
    come,
)
from tests.properties.ways import BUTTONS, WAYS, Reopen, Say, Step, Tap, steps

ANYBODY = st.sampled_from(PEOPLE)
COMMANDS = st.sampled_from(
    [
        *("/resume", "/help", "/status", "/members", "/summary", "/cycle", "/settings", "/remind"),
        *("/web", "/cells", "/language", "/start", "/invite", "/không có", "/"),
    ]
)
CONTROL = st.sampled_from(
    ["xong", "quay lại", "tạm dừng", "bỏ qua", "giữ nguyên", "nộp", "xem trước", "bắt đầu", "có"]
)
NUMBERS = st.sampled_from(["0", "1", "2", "3, 1", "4b 7d", "18/12", "27/8/2027", "2020", "3,5"])
SIMPLE = {
    "matrix": "1b",
    "multi_choice": "1",
    "single_choice": "1",
    "scale": "1",
    "yes_no": "có",
    "number": "20",
    "date": "31/12",
    "short_text": "Việc nhỏ",
    "long_text": "Việc lớn",
    "note": "xong",
}
PARTS = st.sampled_from(
    ["i", "v", "c", "r", "k", "s", "y", "m", "j", "l", "", "0", "1", "u", "=1", "p"]
)


class Conversations(RuleBasedStateMachine):
    """`model` is what should be stored: per interview, what was accepted under each key."""

    seed: Path

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.stage = Stage(Path(self._folder.name), self.seed)
        self.model: dict[str, Answers] = {}
        for address in (*PEOPLE, STRANGER):
            self._noted(self.stage.act(address, "/resume"), address, ())
        self.before = self.stage.interviews()

    def teardown(self) -> None:
        """Whatever happened, everybody can go on; then nothing is left open."""
        try:
            for address in PEOPLE:
                self._goes_on(address)
        finally:
            self.stage.close()
            self._folder.cleanup()

    # -- what people do

    @rule(data=st.data(), address=ANYBODY, way=st.sampled_from(WAYS), times=st.integers(1, 5))
    def answer(self, data: DataObject, address: str, way: str, times: int) -> None:
        """The current question, in a valid way: it is accepted, and stored exactly."""
        found = self._current(address)
        if found is None:
            return
        interview, slot = found
        if slot is None:
            self._in_a_list(data, address, interview)
            return
        held = interview.answers.get(slot.key)
        if held and not held.done and slot.question.kind == "long_text":
            self._do(address, interview, slot, Tap("."))
            return
        value = data.draw(answers(slot.question), label=slot.key)
        taken = data.draw(steps(slot.question, value, way))
        if Reopen() in taken:
            taken = data.draw(steps(slot.question, value, BUTTONS))
        cleared = clearing(slot.question, held)
        for step in (*cleared, *taken):
            reply = self._do(address, interview, slot, step)
            assert not reply.refused, (slot.key, step, reply)
        self._again(self.stage.acts[-1], times)
        self._stored_exactly(interview, slot, value)

    def _stored_exactly(self, interview: Interview, slot: Slot, value: Value) -> None:
        kept = self.before.get(interview.id)
        if kept is None:  # a form of the secretary's own that has done its work
            assert interview.questionnaire.audience == "secretary"
            return
        assert kept.answers[slot.key] == [value, True]

    def _in_a_list(self, data: DataObject, address: str, interview: Interview) -> None:
        """The check list or a part's list: hand in, look into a part, open an answer."""
        shown = self.stage.place(address)["shown"]
        opened = [slot for slot in interview.slots if shown.startswith(f"s{slot.part}r")]
        parts = sorted({slot.part for slot in interview.slots})
        acts = [f"g{slot.place}" for slot in opened] or ["u", *(f"e{part}" for part in parts)]
        act = data.draw(st.sampled_from(acts))
        self._act(address, payload=f"i:{interview.id}:{shown}:{act}")
        if act == "u" and interview.questionnaire.audience != "secretary":
            assert self.before[interview.id].state == "submitted"

    @rule(address=ANYBODY)
    def hand_in(self, address: str) -> None:
        """From the check list; from anywhere else it is a word like any other."""
        found = self._current(address)
        if found and found[1] is None:
            self._act(address, "nộp")

    @rule(address=ANYBODY)
    def take_back(self, address: str) -> None:
        """What was handed in is the author's again, with every word."""
        own = [k for k in self.before.values() if k.owner == address and k.state == "submitted"]
        for kept in own[:1]:
            self._act(address, payload=f"v:{kept.id}:back:yes")
            assert self.before[kept.id].state == "draft"

    @rule(data=st.data(), address=ANYBODY)
    def tap_something_shown(self, data: DataObject, address: str) -> None:
        """Any button that this person was ever shown, however old."""
        harmful = ("remove", "close", "exempt", "code", "rename")
        payloads = [p for p in self.stage.payloads[address] if not p.endswith(harmful)]
        self._act(address, payload=data.draw(st.sampled_from(payloads)))

    @rule(data=st.data(), address=ANYBODY, other=st.sampled_from((*PEOPLE, STRANGER)))
    def tap_what_another_was_shown(self, data: DataObject, address: str, other: str) -> None:
        """A payload with another's interview, membership or cell in it: refused."""
        foreign = "ivcrk" if address == SECRETARY else "ivcrksymj"
        shown = self.stage.payloads[other]
        payloads = [p for p in shown if p[0] in foreign and p != "r:"]  # "r:" is one's own place
        if other == address or not payloads:
            return
        versions = self.stage.handed_in()
        kept = self.before
        reply = self._act(address, payload=data.draw(st.sampled_from(payloads)))

        assert reply.refused
        assert self.before == kept
        assert self.stage.handed_in() == versions

    @rule(data=st.data(), address=ANYBODY)
    def tap_a_forgery(self, data: DataObject, address: str) -> None:
        """Payloads that this program never made, with true ids in them."""
        ids = st.sampled_from(sorted(self.before) + [each.owner for each in self.before.values()])
        made = st.lists(PARTS | ids, max_size=5).map(":".join) | WILD.map(lambda w: w[:64])
        self._act(address, payload=data.draw(made))

    @rule(
        address=ANYBODY,
        words=COMMANDS | CONTROL | NUMBERS | WILD,
        partial=st.booleans(),
    )
    def type_something(self, address: str, words: str, *, partial: bool) -> None:
        """Any text. The secretary's numbers could choose from a menu that removes people."""
        if address == SECRETARY and self.stage.place(address)["offered"]:
            words = f"lời {words}"
        self._act(address, words, partial=partial)

    @rule(address=ANYBODY)
    def send_a_picture(self, address: str) -> None:
        """Neither text nor payload."""
        assert self._act(address).refused

    # -- what the world does

    @precondition(lambda self: bool(self.stage.acts))
    @rule(data=st.data(), times=st.integers(1, 5))
    def deliver_again(self, data: DataObject, times: int) -> None:
        """An act from any time before, which is on disk, comes once more."""
        received = [act for act in self.stage.acts if self.stage.was_received(act)]
        self._again(data.draw(st.sampled_from(received[-30:])), times)

    @rule()
    def restart(self) -> None:
        """Nothing but the database file remains."""
        self.stage.run(self.stage.world.restart())

    # -- the means

    def _again(self, act: Act, times: int) -> None:
        """Deliver it up to five times: nothing changes, and there is an answer."""
        kept, versions = self.stage.interviews(), self.stage.handed_in()
        for _ in range(times - 1):
            assert self.stage.deliver(act).messages
        assert self.stage.handed_in() == versions
        after = self.stage.interviews()
        assert {i: after[i] for i in kept} == kept
        assert all(not after[i].answers for i in after.keys() - kept.keys())
        self.before = after

    def _current(self, address: str) -> tuple[Interview, Slot | None] | None:
        """The interview whose screen this person was shown last; gone to if need be."""
        place = self.stage.place(address)
        if place["offered"] or not place["shown"] or not place["interview_id"]:
            self._noted(self.stage.run(come(self.stage.world, address)), address, ())
            place = self.stage.place(address)
        kept = self.before.get(place["interview_id"])
        if kept is None or place["offered"]:
            return None
        interview = self.stage.interview(kept)
        assert place["shown"] == screen_key(interview, place["editing"])
        return interview, current_slot(interview, place["editing"])

    def _do(self, address: str, interview: Interview, slot: Slot, step: Step) -> Reply:
        match step:
            case Tap(act):
                return self._act(address, payload=f"i:{interview.id}:{slot.place}:{act}")
            case Say(words):
                return self._act(address, words)
            case Reopen():
                raise AssertionError("not here")

    def _act(
        self,
        address: str,
        text: str | None = None,
        *,
        payload: str | None = None,
        partial: bool = False,
    ) -> Reply:
        """One act; whatever it is, at most the current answer of the own interview changes."""
        place = self.stage.place(address)
        kept = self.before.get(place["interview_id"])
        allowed: tuple[tuple[str, str], ...] = ()
        if kept:
            slot = current_slot(self.stage.interview(kept), place["editing"])
            allowed = ((kept.id, slot.key),) if slot else ()
        if payload and payload.startswith("i:"):
            allowed += self._tapped(address, payload)
        reply = self.stage.act(address, text, payload=payload, partial=partial)
        self._noted(reply, address, allowed)
        return reply

    def _tapped(self, address: str, payload: str) -> tuple[tuple[str, str], ...]:
        """The own interview that a payload names, and its first question: it may be the other."""
        kept = self.before.get(payload.split(":")[1])
        if kept is None or kept.owner != address:
            return ()
        slot = current_slot(self.stage.interview(kept), "")
        return ((kept.id, slot.key),) if slot else ()

    def _noted(self, reply: Reply, address: str, allowed: tuple[tuple[str, str], ...]) -> None:
        """Compare what is stored with the model, which learns what may have changed."""
        after = self.stage.interviews()
        for kept in after.values():
            expected = self.model.setdefault(kept.id, kept.answers)
            if kept.answers == expected:
                continue
            changed = {key for key in kept.answers if kept.answers[key] != expected.get(key)}
            assert kept.owner == address
            assert not expected.keys() - kept.answers.keys()
            assert {(kept.id, key) for key in changed} <= set(allowed)
            assert not reply.refused
            self.model[kept.id] = kept.answers
        self._only_own_states(after, address)
        self.before = after

    def _only_own_states(self, after: dict[str, Kept], address: str) -> None:
        before: dict[str, Kept] = getattr(self, "before", after)
        for kept in before.values():
            if kept.owner != address:
                assert after.get(kept.id) == kept

    def _goes_on(self, address: str) -> None:
        found = self._current(address)
        if found is None or found[1] is None:
            return
        reply = self._act(address, SIMPLE[found[1].question.kind])
        assert not reply.refused, (found[1].key, reply)


def clearing(asked: Question, held: Answer | None) -> list[Step]:
    """Taps that take back what is chosen on this screen, so that an answer starts anew."""
    if held is None or not isinstance(held.value, dict):
        return []
    if asked.rows:
        return [Tap(f"{n}.1") for n, row in enumerate(asked.rows, 1) if row.code in held.value]
    chosen = held.value["chosen"]
    assert isinstance(chosen, list)
    off: list[Step] = [Tap(f"-{n}") for n, o in enumerate(asked.options, 1) if o.code in chosen]
    return [*off, Tap("w")] if held.value.get("other") else off


def test_nothing_is_lost_or_mixed_up(seeded: Path) -> None:
    class Seeded(Conversations):
        seed = seeded

    run_state_machine_as_test(
        Seeded,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            # Shrinking replays whole conversations for minutes, and 25 steps can be read.
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
