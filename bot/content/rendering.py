"""Rendering, and reading files from outside, in processes of their own: no paper and no file ever
delays a chat.

A worker is this module run as a program: it reads pickled jobs from its standard input and writes
pickled results to its standard output. It ends by itself when nobody needs it for a while, and when
the program that started it is gone, however that ended. Two workers, so that PDF and Word are made
in parallel; each is started by the first job that needs it, or ahead of it by `warm`.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.content import documents
from bot.content.answers import Tampered, bare, opened
from bot.content.tables import roster
from bot.domain.cycle.place import Picture
from bot.domain.lexicon import Lexicon
from bot.domain.messages import FileOut, Refusal
from bot.domain.people.issuer import Issuer, Signer
from bot.domain.people.table_check import RosterState
from bot.domain.privacy.dossier import Dossier
from bot.domain.report.rollup import Rollup
from bot.domain.report.summary import Summary
from bot.domain.style import STANDARD

if TYPE_CHECKING:
    from bot.content.own_form.parts import Finding
    from bot.content.papers import Printable

IDLE_SECONDS = 1800.0
"""After this time without work a worker gives its memory back: some 40 MB of its own."""

LONGEST_JOB = 120.0
"""Seconds after which a job is given up; the slowest known one takes less than one."""

LONGEST_FOREIGN_JOB = 15.0
MOST_MEMORY = 400 * 1024**2
"""The same for a job on a file from outside, and the bytes it may take: the machine has 512 MB, and
the program itself is not the one to be ended."""

Content: TypeAlias = "Printable | Dossier | Picture | documents.FormJob | roster.RosterFile | None"
"""What a file is made of, a file to be read, or nothing."""

_HEADER = 8
_JOBS: dict[str, Callable[[Any, str], object]] = {
    "pdf": documents.pdf,
    "docx": documents.docx,
    "summary_chart": documents.summary_chart,
    "own_data_docx": documents.own_data_docx,
    "own_form_docx": documents.own_form_docx,
    "own_form_check": documents.own_form_check,
    "standing_picture": documents.standing_picture,
    "roster_checked": roster.roster_checked,
    "paper_fonts": documents.paper_fonts,
}
_FOREIGN = frozenset({"own_form_docx", "own_form_check", "roster_checked"})
"""Jobs on a file from outside: they get less time and memory, and a process of their own."""

_WITHOUT_TYPST = frozenset({"docx", "own_data_docx"}) | _FOREIGN
"""Jobs that another library does: a worker loads only what its own jobs need."""


TRIAL = Rollup(
    Issuer("Chi bộ", "", "", STANDARD, Signer.SECRETARY, ""), datetime(2026, 1, 1, tzinfo=UTC), ()
)
"""A paper that says nothing."""


class RenderingFailed(Exception):
    """A paper could not be made, or a file not be read. Says what went wrong and where, never what
    stood in it."""


class _WorkerGone(Exception):
    """The process ended before it answered."""


class Renderer:
    """Makes papers and reads files without blocking the event loop; belongs to one loop, and is
    closed in it."""

    def __init__(self, *, workers: int = 2, idle_seconds: float = IDLE_SECONDS) -> None:
        self._idle_seconds = idle_seconds
        self._free = asyncio.Semaphore(workers)
        self._foreign = asyncio.Semaphore(1)  # of those that may take much memory one at a time
        self._waiting: list[_Worker] = []
        self._working: set[_Worker] = set()
        self._closed = False

    async def warm(self) -> None:
        """Has both workers load their libraries and fonts, so that the first paper takes no longer
        than the next."""
        await self.both(TRIAL, "vi")

    async def both(self, content: Printable, language: str) -> tuple[FileOut, FileOut]:
        """A paper as PDF and Word file, made in parallel."""
        pdf, docx = await asyncio.gather(self.pdf(content, language), self.docx(content, language))
        return pdf, docx

    async def pdf(self, content: Printable, language: str) -> FileOut:
        """A paper as PDF alone."""
        return await self._run("pdf", content, language)

    async def docx(self, content: Printable, language: str) -> FileOut:
        """A paper as Word file alone."""
        return await self._run("docx", content, language)

    async def chart(self, summary: Summary, language: str) -> FileOut:
        """The picture for the chat."""
        return await self._run("summary_chart", summary, language)

    async def own_data(self, dossier: Dossier, language: str) -> FileOut:
        """Everything kept about a person, as a Word file."""
        return await self._run("own_data_docx", dossier, language)

    async def standing(self, picture: Picture, language: str) -> FileOut:
        """How far everybody is, as a picture without names."""
        return await self._run("standing_picture", picture, language)

    async def fonts(self) -> list[str]:
        """The fonts that papers are set in, in their order."""
        names: list[str] = await self._answer("paper_fonts", None, "vi")
        return names

    async def own_form(self, form: bytes, summary: Summary, language: str) -> FileOut:
        """The report in the committee's own Word form. Raises RenderingFailed for what the form
        does."""
        return await self._run("own_form_docx", documents.FormJob(form, summary), language)

    async def form_findings(self, form: bytes) -> Sequence[Finding]:
        """All that is to be said of a form."""
        job = documents.FormJob(form)
        found: Sequence[Finding] = await self._answer("own_form_check", job, "vi")
        return found

    async def roster(
        self, file: bytes, lexicon: Lexicon, state: RosterState
    ) -> roster.RosterChecked:
        """What a file would do to this roster. Raises Refusal where it is none."""
        job = roster.RosterFile(file, lexicon, state)
        checked: roster.RosterChecked = await self._answer("roster_checked", job, "vi")
        return checked

    async def close(self) -> None:
        """Ends all workers; what they were doing fails with RenderingFailed."""
        self._closed = True
        workers = [*self._waiting, *self._working]
        self._waiting.clear()
        for worker in workers:
            worker.kill()
        await asyncio.gather(*(worker.ended() for worker in workers))

    async def _run(self, job: str, content: Content, language: str) -> FileOut:
        made: FileOut = await self._answer(job, content, language)
        return made

    async def _answer(self, job: str, content: Content, language: str) -> Any:
        """What a job comes to; if its worker dies, once more with a fresh one."""
        message = pickle.dumps((job, content, language))
        turn = self._foreign if job in _FOREIGN else nullcontext()
        async with turn, self._free:
            try:
                result = await self._once(job, message)
            except _WorkerGone:
                try:
                    result = await self._once(job, message)
                except _WorkerGone:
                    raise RenderingFailed(f"{job}: the process ended twice") from None
            except TimeoutError:
                raise RenderingFailed(f"{job}: took too long") from None
        if isinstance(result, Refusal):
            raise result
        if isinstance(result, str):
            raise RenderingFailed(f"{job}: {result}")
        return result

    async def _once(self, job: str, message: bytes) -> object:
        """The answer of one worker, which waits for the next job unless it was interrupted."""
        if self._closed:
            raise RenderingFailed(f"{job}: closed")
        foreign = job in _FOREIGN
        idle = None if foreign else self._idle_worker(job)
        worker = idle or await _Worker.start(self._idle_seconds)
        self._working.add(worker)
        try:
            async with asyncio.timeout(LONGEST_FOREIGN_JOB if foreign else LONGEST_JOB):
                return await worker.answer(job, message)
        finally:
            self._working.discard(worker)
            if worker.in_step and not self._closed and not foreign:
                self._waiting.append(worker)
            else:
                worker.kill()
                await worker.ended()

    def _idle_worker(self, job: str) -> _Worker | None:
        """A waiting worker, one that has loaded this job's libraries if possible."""
        self._waiting = [worker for worker in self._waiting if worker.alive]
        if not self._waiting:
            return None
        return self._waiting.pop(
            max(range(len(self._waiting)), key=lambda i: self._waiting[i].is_ready_for(job))
        )


class _Worker:
    """The parent's end of one process. `in_step`: it is not in the middle of an answer."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._loaded: set[bool] = set()
        self.in_step = True

    @classmethod
    async def start(cls, idle_seconds: float) -> _Worker:
        """A fresh process; it finds the packages where this one has them."""
        root = str(Path(__file__).parents[2])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        return cls(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "bot.content.rendering", str(idle_seconds)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env={**bare(os.environ), "PYTHONPATH": os.pathsep.join(paths)},
            )
        )

    def is_ready_for(self, job: str) -> bool:
        """Whether it has loaded the library that does this job."""
        return (job in _WITHOUT_TYPST) in self._loaded

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def answer(self, job: str, message: bytes) -> object:
        """What the job came to: its result, a Refusal, or what went wrong. Raises _WorkerGone."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise _WorkerGone
        self.in_step = False
        self._loaded.add(job in _WITHOUT_TYPST)
        try:
            stdin.write(message)
            await stdin.drain()
            length = int.from_bytes(await stdout.readexactly(_HEADER))
            body = await stdout.readexactly(length)
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            raise _WorkerGone from error
        try:
            answer = opened(body)
        except Tampered as error:
            raise _WorkerGone from error
        self.in_step = True
        return answer

    def kill(self) -> None:
        """Ends it at once; it holds nothing that could be lost."""
        with suppress(ProcessLookupError):
            self._process.kill()

    async def ended(self) -> None:
        """Waits until it is gone, and its pipes with it."""
        if self._process.stdin:
            self._process.stdin.close()
            with suppress(ConnectionError):
                # Shielded: whoever is cancelled here would cancel what others wait for too.
                await asyncio.shield(self._process.stdin.wait_closed())
        await self._process.wait()


def work(idle_seconds: float) -> None:
    """Runs a worker until its input ends or nothing comes for so many seconds."""
    # Ctrl+C in a terminal reaches the whole group; the parent closes our input when it ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    jobs, results = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get among the results
    while True:
        timer = threading.Timer(idle_seconds, os._exit, (0,))
        timer.daemon = True
        timer.start()
        try:
            job, content, language = pickle.load(jobs)  # noqa: S301 -- from our own parent's pipe
        except EOFError:
            return
        finally:
            timer.cancel()
        body = pickle.dumps(_result(job, content, language))
        try:
            results.write(len(body).to_bytes(_HEADER) + body)
            results.flush()
        except BrokenPipeError:  # whoever asked is gone, however that ended
            os._exit(0)


def _result(job: str, content: Any, language: str) -> object:
    try:
        if job in _FOREIGN:
            _bound_memory()
            _silence()
        return _JOBS[job](content, language)
    except Refusal as refusal:
        return refusal
    except Exception as error:  # noqa: BLE001 -- goes back to the parent, without the paper's words
        trace = error.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
        return f"{type(error).__name__} at {place}"


def _bound_memory() -> None:
    """Limits the memory for the rest of this process, if the system can."""
    if sys.platform != "win32":
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _silence() -> None:
    """For the rest of this process: a library that fails may print what it has just read."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.dup2(nowhere, 1)


if __name__ == "__main__":
    work(float(sys.argv[1]))
