"""The worker processes: lazy, replaced when they die, and never in the program's way."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.content.documents import pdf
from bot.content.rendering import Renderer, RenderingFailed
from tests.content import samples
from tests.content.written import docx_text, pdf_text

ROOT = Path(__file__).parents[3]


@pytest.fixture
async def renderer() -> AsyncIterator[Renderer]:
    """A renderer that is closed whatever happens."""
    made = Renderer()
    yield made
    await made.close()


async def until(condition: Callable[[], bool]) -> None:
    """Waits for something outside this loop, for five seconds at most."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 -- a process, not a task, brings it about
            await asyncio.sleep(0.01)


async def test_papers_are_those_of_the_plain_calls(renderer: Renderer) -> None:
    """PDF first, then Word, each with its name and words."""
    made, word = await renderer.both(samples.school(), "vi")
    assert (made.name, word.name) == (
        "du-thao-trinh-hoi-nghi-bao-cao-tu-soi-2026.pdf",
        "du-thao-trinh-hoi-nghi-bao-cao-tu-soi-2026.docx",
    )
    assert pdf_text(made.body) == pdf_text(pdf(samples.school(), "vi").body)
    assert "12/16 đồng chí phải viết đã nộp bản tự soi (75%)" in docx_text(word.body)
    picture = await renderer.chart(samples.school(), "vi")
    review = await renderer.pdf(samples.sheet(), "vi")
    assert (picture.media_type, review.media_type) == ("image/png", "application/pdf")


async def test_no_process_is_started_before_there_is_work(renderer: Renderer) -> None:
    """And never more than two, however much there is."""
    assert renderer._waiting == []
    await asyncio.gather(*(renderer.pdf(samples.sheet(str(n)), "vi") for n in range(6)))
    assert len(renderer._waiting) == 2


async def test_a_worker_that_died_while_waiting_is_replaced(renderer: Renderer) -> None:
    """The next paper is made by a fresh one."""
    await renderer.pdf(samples.sheet(), "vi")
    first = renderer._waiting[0]
    first.kill()
    assert (await renderer.pdf(samples.sheet(), "vi")).body.startswith(b"%PDF")
    assert first not in renderer._waiting


async def test_a_worker_killed_in_the_middle_is_replaced(renderer: Renderer) -> None:
    """The job is done once more, and the caller does not notice."""
    job = asyncio.create_task(renderer.both(samples.large(), "vi"))
    await until(lambda: bool(renderer._working))
    killed = next(iter(renderer._working))
    killed.kill()
    made, word = await job
    assert made.body.startswith(b"%PDF")
    assert word.body.startswith(b"PK")
    assert killed not in renderer._waiting


async def test_an_error_says_where_and_not_what(renderer: Renderer) -> None:
    """No word of a review gets into a log; the worker lives on."""
    parts: Any = ("a secret word",)
    broken = replace(samples.sheet(), parts=parts)
    with pytest.raises(RenderingFailed, match=r"AttributeError at sheet\.py") as caught:
        await renderer.pdf(broken, "vi")
    assert "secret" not in str(caught.value)
    assert (await renderer.pdf(samples.sheet(), "vi")).body.startswith(b"%PDF")
    assert len(renderer._waiting) == 1


async def test_a_cancelled_job_leaves_nothing_behind(renderer: Renderer) -> None:
    """Its answer must not be taken for the next job's."""
    job = asyncio.create_task(renderer.pdf(samples.sheet("Lần một"), "vi"))
    await until(lambda: bool(renderer._working))
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    assert (renderer._working, renderer._waiting) == (set(), [])
    assert "Lần hai" in pdf_text((await renderer.pdf(samples.sheet("Lần hai"), "vi")).body)


async def test_an_idle_worker_gives_its_memory_back() -> None:
    """It ends by itself; the next paper starts another."""
    renderer = Renderer(idle_seconds=0.2)
    await renderer.pdf(samples.sheet(), "vi")
    worker = renderer._waiting[0]
    await until(lambda: not worker.alive)
    assert (await renderer.pdf(samples.sheet(), "vi")).body.startswith(b"%PDF")
    await renderer.close()


async def test_closing_does_not_wait_for_a_paper() -> None:
    """What was being made fails with an error that says so."""
    renderer = Renderer()
    job = asyncio.create_task(renderer.pdf(samples.sheet(), "vi"))
    await until(lambda: bool(renderer._working))
    await renderer.close()
    with pytest.raises(RenderingFailed):
        await job
    assert renderer._working == set()


async def test_of_two_that_wait_for_a_worker_one_may_be_cancelled(renderer: Renderer) -> None:
    """A job that is cancelled must not take the closing of the renderer with it."""
    await renderer.pdf(samples.sheet(), "vi")
    worker = renderer._waiting[0]
    job, closing = (asyncio.create_task(worker.ended()) for _ in range(2))
    await asyncio.sleep(0)
    job.cancel()
    worker.kill()
    await closing
    assert (job.cancelled(), worker.alive) == (True, False)


def run(program: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-c", program]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )


def test_the_program_itself_loads_nothing_heavy() -> None:
    """Neither typst nor lxml nor Jinja: they cost a quarter of a second and 60 MB."""
    done = run(
        "import sys, bot.content.rendering\n"
        "print(sorted({'typst', 'docx', 'docxtpl', 'lxml', 'jinja2', 'yaml'} & set(sys.modules)))"
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="whether a process is left is looked up in /proc"
)
@pytest.mark.parametrize("ending", ["pass", "import os; os._exit(0)"])
def test_workers_end_with_the_program(ending: str) -> None:
    """However it ends, closed or not; nothing hangs and no process is left."""
    done = run(
        "import asyncio\n"
        "from bot.content.rendering import Renderer\n"
        "from tests.content import samples\n"
        "async def main():\n"
        "    renderer = Renderer()\n"
        "    await renderer.pdf(samples.sheet(), 'vi')\n"
        "    print(renderer._waiting[0]._process.pid, flush=True)\n"
        f"    {ending}\n"
        "asyncio.run(main())\n"
    )
    worker = Path(f"/proc/{done.stdout.strip()}")
    asyncio.run(until(lambda: not worker.exists()))


async def test_the_event_loop_goes_on_while_papers_are_made(renderer: Renderer) -> None:
    """The longest pause is far below the time that a paper takes; `make bench` has the figure."""
    await renderer.both(samples.large(), "vi")
    pauses: list[float] = []
    loop = asyncio.get_running_loop()

    async def watch() -> None:
        while True:
            before = loop.time()
            await asyncio.sleep(0)
            pauses.append(loop.time() - before)

    watching = asyncio.create_task(watch())
    for _ in range(3):
        await renderer.both(samples.large(), "vi")
    watching.cancel()
    assert sorted(pauses)[-3] < 0.05


async def test_workers_made_ready_do_the_first_paper() -> None:
    """Both are there before anybody asks, with the library that each of them needs."""
    renderer = Renderer()
    try:
        await renderer.warm()
        ready = processes(renderer)
        assert len(ready) == 2
        await renderer.both(samples.school(), "vi")
        assert processes(renderer) == ready
    finally:
        await renderer.close()


def processes(renderer: Renderer) -> set[int]:
    """The workers that wait for a job."""
    return {worker._process.pid for worker in renderer._waiting}
