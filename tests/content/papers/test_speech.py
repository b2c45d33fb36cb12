"""Answers as spoken sentences: the same grammar for nouns and clauses, for "I" and for "we"."""

from __future__ import annotations

from datetime import date

import pytest

from bot.content.papers.speech import Speech, ended_lines
from bot.content.words.phrases import phrases
from bot.domain.papers.own import Noted, Told
from bot.domain.words import lowered


def speech(who: str = "tôi") -> Speech:
    return Speech(phrases("vi"), who)


@pytest.mark.parametrize(
    ("chosen", "words", "sentence"),
    [
        (("Chưa chủ động học tập",), "", "Nguyên nhân là tôi chưa chủ động học tập."),
        (("Công việc nhiều, thời gian gấp",), "", "Nguyên nhân là công việc nhiều, thời gian gấp."),
        (
            ("Chậm đổi mới", "Nhân sự thay đổi"),
            "",
            "Nguyên nhân là tôi chậm đổi mới và nhân sự thay đổi.",
        ),
        (
            ("Chưa học và làm theo", "Bận", "Ốm"),
            "",
            "Nguyên nhân là tôi chưa học và làm theo; bận; ốm.",
        ),
        (("Bận", "Ốm", "Xa nhà"), "", "Nguyên nhân là bận; ốm và xa nhà."),
        (("Chưa ai hướng dẫn",), "", "Nguyên nhân là chưa ai hướng dẫn."),
        (("Bận",), "Con nhỏ hay ốm.", "Nguyên nhân là bận và con nhỏ hay ốm."),
        (("Bận",), "Con ốm. Nhà xa.", "Nguyên nhân là bận. Con ốm. Nhà xa."),
        ((), "Tôi ngại. Nhà xa", "Nguyên nhân là tôi ngại. Nhà xa."),
        ((), "- Nhà xa\n- Con nhỏ", "Nguyên nhân là nhà xa. Con nhỏ."),
        ((), "Đảng bộ giao nhiều việc", "Nguyên nhân là đảng bộ giao nhiều việc."),
        ((), "CNTT còn yếu", "Nguyên nhân là CNTT còn yếu."),
        ((), "Lê Thị Hoa không dự", "Nguyên nhân là Lê Thị Hoa không dự."),
    ],
)
def test_a_cause_is_said_whether_it_is_a_noun_or_a_clause(
    chosen: tuple[str, ...], words: str, sentence: str
) -> None:
    told = Told("Nguyên nhân:", words, "multi_choice", chosen)
    assert speech().said(told) == sentence


@pytest.mark.parametrize(
    ("chosen", "words", "sentence"),
    [
        (("Đọc nghị quyết",), "", "Tôi sẽ đọc nghị quyết."),
        (("Đọc nghị quyết", "Sổ tay"), "", "Cách sửa là đọc nghị quyết và sổ tay."),
        (("Sổ tay hằng tuần",), "", "Cách sửa là sổ tay hằng tuần."),
        (("Học sinh yếu được kèm",), "", "Cách sửa là học sinh yếu được kèm."),
        (("Nhận thức lại vấn đề",), "", "Cách sửa là nhận thức lại vấn đề."),
        (
            (),
            "Vào điểm ngay trong ngày. Cuối tuần rà lại",
            "Tôi sẽ vào điểm ngay trong ngày. Cuối tuần rà lại.",
        ),
        ((), "Tôi sẽ dậy sớm hơn", "Cách sửa là tôi sẽ dậy sớm hơn."),
    ],
)
def test_a_remedy_is_promised_only_where_it_begins_with_a_deed(
    chosen: tuple[str, ...], words: str, sentence: str
) -> None:
    told = Told("Cách sửa", words, "multi_choice", chosen, mends=True)
    assert speech().said(told) == sentence


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (
            Told("Giúp đỡ đồng nghiệp", "có", "yes_no"),
            "Về nội dung “Giúp đỡ đồng nghiệp”, tôi trả lời là: có.",
        ),
        (
            Told("Ai giúp đồng chí?", "Đồng chí Nam"),
            "Về câu hỏi “Ai giúp đồng chí?”, tôi trả lời là: đồng chí Nam.",
        ),
        (Told("Thời hạn", kind="date", day=date(2027, 2, 5)), "Thời hạn là ngày 05/02/2027."),
        (Told("Thời hạn", kind="date", day=date(2027, 6, 30)), "Thời hạn là ngày 30/6/2027."),
    ],
)
def test_what_is_no_text_is_an_answer_and_a_day_follows_the_layout(
    told: Told, sentence: str
) -> None:
    assert speech().said(told) == sentence


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("Tôi dự đủ\nmười hai kỳ", ["Tôi dự đủ", "mười hai kỳ."]),
        ("Dự đủ\nGiúp bạn!", ["Dự đủ.", "Giúp bạn!"]),
        ("- dự đủ\n- giúp bạn", ["- dự đủ", "- giúp bạn."]),
        (" \n ", []),
    ],
)
def test_a_sentence_that_goes_on_in_the_next_line_has_no_full_stop_inside(
    typed: str, lines: list[str]
) -> None:
    assert ended_lines(typed) == lines


def test_a_promise_that_is_no_deed_and_is_called_otherwise_is_no_pledge() -> None:
    said = (Told("Sản phẩm", "Ba bài viết", "short_text"), Told("Số lượng", "3", "number"))
    assert speech().promised(said) == (
        "Sản phẩm là ba bài viết; về nội dung “Số lượng”, tôi trả lời là: 3."
    )
    assert speech("tập thể").promised((Told("Việc cam kết", "Đọc sách"),), 11) == (
        "Thứ 11, tập thể cam kết đọc sách."
    )


def test_rows_of_a_list_of_its_own_are_called_by_their_number() -> None:
    noted = Noted((), "2", "Chuẩn bị và điều hành sinh hoạt; đôn đốc", "hiếm khi")
    assert speech().noted(noted) == (
        "Về mục 2, chuẩn bị và điều hành sinh hoạt, đôn đốc, tôi tự thấy ở mức hiếm khi."
    )
    chosen = Noted((Told("Kết quả", "Đạt"),), label="Bồi dưỡng mũi nhọn")
    assert speech().noted(chosen) == (
        "Về nội dung “Bồi dưỡng mũi nhọn”, tôi xin trình bày như sau. Kết quả là đạt."
    )


KEPT = (
    *("II.7 là", "CNTT yếu", "Đảng giao", "Bác dạy", "Trung ương giao", "Nguyễn Văn An giúp"),
    *("PowerPoint chậm", "30/6 xong", "Nhà nước hỗ trợ", "I try", "Ban Bí thư nêu"),
)
LOWERED = (
    *("Ý thức chưa cao", "Đọc Nghị quyết", "Đảng viên trẻ", "Hồ sơ muộn", "Cao hơn"),
    *("Ở xa", "Nhà xa", "Mai làm"),
)


@pytest.mark.parametrize("kept", KEPT)
def test_names_signs_and_numbers_keep_their_capital(kept: str) -> None:
    assert lowered(kept) == kept


@pytest.mark.parametrize("text", LOWERED)
def test_other_words_go_on_with_a_small_letter(text: str) -> None:
    assert lowered(text) == text[0].lower() + text[1:]
