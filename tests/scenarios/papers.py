"""Papers in transcripts: laid out only where somebody looks at them, and read back."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from bot.content.blank import blank_paper
from bot.content.documents import DOCX, PDF, PNG, Rendered
from bot.content.phrases import phrases
from bot.content.rendering import Renderer
from bot.content.report import chat_chart, sheet_paper, summary_paper
from bot.content.standing import standing_chart
from bot.domain.dossier import Dossier
from bot.domain.sheet import Blank, Sheet
from bot.domain.standing import Picture
from bot.domain.summary import Summary
from handlers.contract import File


class Printer(Renderer):
    """Writes every paper's sentences; lays them out only where somebody looks at the file."""

    def __init__(self) -> None:
        super().__init__()
        self.lays_out = False

    async def summary(self, summary: Summary, language: str) -> tuple[Rendered, Rendered]:
        if self.lays_out:
            return await super().summary(summary, language)
        file = summary_paper(summary, language).file
        return Rendered(f"{file}.pdf", PDF, b""), Rendered(f"{file}.docx", DOCX, b"")

    async def chart(self, summary: Summary, language: str) -> Rendered:
        if self.lays_out:
            return await super().chart(summary, language)
        chat_chart(summary, language, 12)
        return Rendered(
            f"{phrases(language)('chart.file', year=summary.year, edition=summary.edition)}.png",
            PNG,
            b"",
        )

    async def sheet(self, sheet: Sheet, language: str) -> Rendered:
        if self.lays_out:
            return await super().sheet(sheet, language)
        return Rendered(f"{sheet_paper(sheet, language).file}.pdf", PDF, b"")

    async def own_data(self, dossier: Dossier, language: str) -> Rendered:
        if self.lays_out:
            return await super().own_data(dossier, language)
        return Rendered(f"{dossier.file}.docx", DOCX, b"")

    async def standing(self, picture: Picture, language: str) -> Rendered:
        if self.lays_out:
            return await super().standing(picture, language)
        return Rendered(f"{standing_chart(picture, language).file}.png", PNG, b"")

    async def blank(self, blank: Blank, language: str) -> tuple[Rendered, Rendered]:
        if self.lays_out:
            return await super().blank(blank, language)
        file = blank_paper(blank, language).file
        return Rendered(f"{file}.pdf", PDF, b""), Rendered(f"{file}.docx", DOCX, b"")


def text_of(file: File) -> str:
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
