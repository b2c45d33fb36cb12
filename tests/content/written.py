"""What stands in a file that was made, read back from it."""

from __future__ import annotations

import io
import re

from docx import Document
from pypdf import PdfReader


def squeezed(text: str) -> str:
    """One space wherever there is any white space: a PDF breaks lines where it likes."""
    return re.sub(r"\s+", " ", text)


def pdf_text(body: bytes) -> str:
    return squeezed(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages))


def docx_lines(body: bytes) -> list[str]:
    """Every paragraph outside the tables of figures, in order."""
    document = Document(io.BytesIO(body))
    cells = [c for t in document.tables if t.style.name != "Table Grid" for c in t._cells]
    return [p.text for place in (*cells, document) for p in place.paragraphs]


def docx_text(body: bytes) -> str:
    return squeezed(" ".join(docx_lines(body)))


def docx_tables(body: bytes) -> list[list[list[str]]]:
    """The tables of figures as rows of cells."""
    tables = [t for t in Document(io.BytesIO(body)).tables if t.style.name == "Table Grid"]
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]
