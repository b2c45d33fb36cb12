"""What a worker knows of the program, and what the program takes from a worker."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.content import answers
from bot.content.own_form.parts import Finding, Problem
from bot.domain.messages import FileOut, Refusal


class _Runs:
    """What a worker that was taken over would send."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("taken-over",)


@pytest.mark.parametrize(
    "answer",
    [
        pickle.dumps(_Runs()),
        b"cbot.content.rendering\nos.mkdir\n(S'taken-over'\ntR.",
        b"\x80\x04\x8c\x15bot.content.rendering\x8c\x08os.mkdir\x93\x8c\x0ataken-over\x85R.",
        b"cbot.content.rendering\nRenderer\n)R.",
        b"cbot.content.documents\npdf\n(S'x'\nS'y'\ntR.",
        b"\x80\x04\x8c\x15bot.content.rendering\x8c\x0esignal.Signals\x93.",
        b"cbuiltins\neval\n(S'1'\ntR.",
        b"",
        b"\x80\x04no pickle",
    ],
)
def test_an_answer_is_data_and_calls_nothing(
    answer: bytes, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A17: a worker that opened a foreign file may have been taken over by it."""
    monkeypatch.chdir(str(tmp_path))
    with pytest.raises(answers.Tampered):
        answers.opened(answer)
    assert os.listdir() == []  # noqa: PTH208 -- the folder is the working folder


@pytest.mark.parametrize(
    "answer",
    [
        FileOut("a.pdf", "application/pdf", b"x", ""),
        (Finding(Problem.NOT_A_FORM, "x"), date(2026, 11, 30)),
        "ValueError at x.py:3",
        {"a", "b"},
    ],
)
def test_what_our_jobs_answer_is_taken(answer: object) -> None:
    assert answers.opened(pickle.dumps(answer)) == answer


def test_a_refusal_is_taken() -> None:
    answer = answers.opened(pickle.dumps(Refusal("purge.none")))
    assert isinstance(answer, Refusal)


def test_a_worker_inherits_no_secret() -> None:
    """A17: by what is let in, not by what is kept out."""
    given = {"TUSOI_TELEGRAM_TOKEN": "4711:x", "AWS_SECRET": "x", "PATH": "/bin", "LANG": "vi"}
    assert answers.bare(given) == {"PATH": "/bin", "LANG": "vi"}


def test_a_worker_whose_program_was_killed_ends_without_a_word(tmp_path: Path) -> None:
    """A21: a traceback for each worker stood in the log."""
    job = pickle.dumps(("pdf", None, "vi"))
    worker = subprocess.Popen(
        [sys.executable, "-m", "bot.content.rendering", "60"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert worker.stdin
    assert worker.stdout
    assert worker.stderr
    worker.stdout.close()
    worker.stdin.write(job)
    worker.stdin.close()
    said = worker.stderr.read()
    assert worker.wait(timeout=60) == 0
    worker.stderr.close()
    assert said == b""
