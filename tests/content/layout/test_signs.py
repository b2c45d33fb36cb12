"""H18: what people paste from Word and phones is printed without empty boxes, in PDF and Word."""

from __future__ import annotations

import pytest

from bot.content.documents import docx, pdf
from bot.content.layout.signs import printable
from bot.domain.words import clean
from tests.content import samples
from tests.content.written import docx_text, pdf_text

PASTED = [
    ("\uf0b7\tGiúp đỡ đồng nghiệp", "– Giúp đỡ đồng nghiệp"),
    ("\uf0b7Giúp đỡ đồng nghiệp", "– Giúp đỡ đồng nghiệp"),
    ("\uf0a7 Dự giờ\n\uf0a7 Soạn bài", "– Dự giờ\n– Soạn bài"),
    ("Việc đã làm:\n  \uf0d8\tDự giờ", "Việc đã làm:\n  – Dự giờ"),
    ("\uf06c Soạn bài", "– Soạn bài"),
    ("năm 2025 \uf02d 2026", "năm 2025 – 2026"),
    ("tăng \uf0b3 5 tiết", "tăng ≥ 5 tiết"),
    ("từ yếu \uf0ae khá", "từ yếu → khá"),
    ("Tân\ue123 Hòa\U000f0001 và \U0010fffdxã", "Tân Hòa và xã"),
]
DRAWN = [
    ("Cảm ơn 🎉", "Cảm ơn"),
    ("🎉 Cảm ơn các đồng chí 👍🏽 nhiều", "Cảm ơn các đồng chí nhiều"),
    ("gia đình 👨‍👩‍👧 tôi, ❤️ quê hương 🇻🇳", "gia đình tôi, quê hương"),
    ("✅ Đã làm\n❌ Chưa làm", "✓ Đã làm\n✗ Chưa làm"),
    ("1️⃣ Việc đầu", "1 Việc đầu"),
    ("𝐓𝐨́𝐦 tắt ＫＨ", "Tóm tắt KH"),
    ("•\tGiúp đỡ", "• Giúp đỡ"),
    ("★ ☑ ✔ → ≥ 20°C № 5 ½", "★ ☑ ✔ → ≥ 20°C № 5 ½"),
    ("Plơi Dơ̆ng, Êđê, ꪼꪕ, مرحبا", "Plơi Dơ̆ng, Êđê, ꪼꪕ, مرحبا"),
]


@pytest.mark.parametrize(("typed", "kept"), PASTED)
def test_h18_marks_of_word_s_lists_are_dashes_from_the_first_moment(typed: str, kept: str) -> None:
    assert clean(typed) == kept
    assert printable(kept) == kept


@pytest.mark.parametrize(("kept", "printed"), DRAWN)
def test_h18_pictures_are_not_printed_and_what_means_something_is(kept: str, printed: str) -> None:
    """What a person wrote stays as it is in the chat."""
    assert clean(printable(clean(kept))) == printed


def test_h18_pdf_and_word_file_have_the_same_signs() -> None:
    sheet = samples.sheet("\uf0b7\tDự giờ 🎉\n\uf076 Soạn bài\ue456 📚")
    for text in (pdf_text(pdf(sheet, "vi").body), docx_text(docx(sheet, "vi").body)):
        assert "– Dự giờ. – Soạn bài." in text
        assert not {"\ufffd", "🎉", "📚", "\uf0b7", "\uf076", "\ue456"} & set(text)
