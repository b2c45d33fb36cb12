"""Papers in transcripts: laid out only where somebody looks at them, and read back."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from bot.content.documents import DOCX, PDF, PNG
from bot.content.layout.paper import file_of
from bot.content.papers import Printable, paper_of
from bot.content.papers.report.charts import chat_chart
from bot.content.papers.standing import standing_chart
from bot.content.rendering import Renderer
from bot.content.words.phrases import phrases
from bot.domain.cycle.place import Picture
from bot.domain.messages import FileOut
from bot.domain.privacy.dossier import Dossier
from bot.domain.report.summary import Summary


class Printer(Renderer):
    """Writes every paper's sentences; lays them out only where somebody looks at the file."""

    def __init__(self) -> None:
        super().__init__()
        self.lays_out = False

    async def pdf(self, content: Printable, language: str) -> FileOut:
        if self.lays_out:
            return await super().pdf(content, language)
        return FileOut(f"{_file(content, language)}.pdf", PDF, b"")

    async def docx(self, content: Printable, language: str) -> FileOut:
        if self.lays_out:
            return await super().docx(content, language)
        return FileOut(f"{_file(content, language)}.docx", DOCX, b"")

    async def chart(self, summary: Summary, language: str) -> FileOut:
        if self.lays_out:
            return await super().chart(summary, language)
        say = phrases(language)
        chat_chart(summary, say, 12)
        name = say("chart.file", year=summary.year, edition=summary.edition)
        return FileOut(f"{name}.png", PNG, b"")

    async def own_data(self, dossier: Dossier, language: str) -> FileOut:
        if self.lays_out:
            return await super().own_data(dossier, language)
        return FileOut(f"{dossier.file}.docx", DOCX, b"")

    async def standing(self, picture: Picture, language: str) -> FileOut:
        if self.lays_out:
            return await super().standing(picture, language)
        return FileOut(f"{standing_chart(picture, language).file}.png", PNG, b"")


def _file(content: Printable, language: str) -> str:
    return file_of(paper_of(content, language))


def text_of(file: FileOut) -> str:
    """The words of a PDF or Word file, with single spaces."""
    if file.media_type == PDF:
        from pypdf import PdfReader

        pages = PdfReader(BytesIO(file.body)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())
    if file.media_type == DOCX:
        with zipfile.ZipFile(BytesIO(file.body)) as parts:
            xml = parts.read("word/document.xml").decode()
        return " ".join(re.sub(r"<[^>]+>", "", xml.replace("</w:p>", " ")).split())
    return file.body.decode() if file.media_type == "application/json" else ""
