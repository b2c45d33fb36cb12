"""Answering the member's questionnaire for ever: what to type at each of its screens."""

from __future__ import annotations

from collections.abc import Mapping

ANSWERS: Mapping[str, str] = {
    "Việc cụ thể là gì": "Tôi vắng một buổi học.",
    "vì sao có việc ấy": "1, 7",
    "sửa bằng cách nào": "2",
    "Nhóm I:": "3 hiếm khi",
    "Nhóm II:": "0",
    "Nhóm III:": "0",
    "còn hạn chế nào khác cần ghi không": "không",
    "đồng chí có phần trách nhiệm": "Tôi ít phát biểu.",
    "góp ý, đề xuất gì": "bỏ qua",
    "tập trung sửa điều gì trước": "Đọc tài liệu trước khi họp.",
    "cam kết làm việc cụ thể nào": "Ghi chép tài liệu",
    "Xong vào ngày nào": "30/6",
    "thấy được hoặc đếm được": "Sổ ghi chép",
    "cam kết thêm việc nào nữa": "không",
    "xem lại trước khi nộp": "1",
    "Phần 1 · Ưu điểm": "1",
}
"""What a screen is known by, and what everybody types there; the last two lead round again."""

_STRENGTHS = "làm tốt những việc gì"
_LISTS = ("xem lại trước khi nộp", "Phần 1 · Ưu điểm")


def asks_for_strength(screen: str) -> bool:
    """Whether this is the question to which everybody says something of their own."""
    return _STRENGTHS in screen and "Phần 1 ·" not in screen


def answer_to(screen: str, strength: str) -> tuple[str, bool]:
    """What to type, and whether that is recorded. Raises AssertionError at an unknown screen."""
    if asks_for_strength(screen):
        return strength, True
    for mark, words in ANSWERS.items():
        if mark in screen:
            return words, mark not in _LISTS
    raise AssertionError(f"an unknown screen:\n{screen}")


def asked(screen: str) -> str:
    """The screen without the line above it that repeats a date."""
    recorded, _, question = screen.partition("\n\n")
    return question if recorded.startswith("✓") else screen
