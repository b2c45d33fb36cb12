"""Which texts bear a secrecy stamp, and which merely speak of secrets or of honey."""

from __future__ import annotations

import unicodedata

import pytest

from bot.domain.secrecy import stamped

STAMPED = (
    "MẬT",
    "(MẬT)",
    "TỐI MẬT",
    "TUYỆT MẬT",
    "Tài liệu MẬT số 12 của cấp trên",
    "Công văn 45-CV/ĐU, TỐI MẬT, ngày 3/4",
    "Văn bản đóng dấu TUYỆT MẬT",
    "văn bản ĐÓNG DẤU MẬT",
    "ĐÓNG DẤU MẬT",
    "TÀI LIỆU MẬT",
    "ĐẢNG BỘ XÃ TÂN HÒA\nMẬT\nBáo cáo tình hình",
    "SỐ 12/BC - MẬT",
    "ĐỘ MẬT: TỐI MẬT",
    "Độ: MẬT",
    "TÔI ĐÃ CHÉP TÀI LIỆU TUYỆT MẬT",
)
ORDINARY = (
    "",
    "mật",
    "Mật",
    "bí mật",
    "Bí mật",
    "BÍ MẬT",
    "tối mật",
    "Tuyệt mật",
    "Tôi giữ bí mật nhà nước",
    "GIỮ BÍ MẬT",
    "TÔI LUÔN GIỮ BÍ MẬT NHÀ NƯỚC VÀ BẢO MẬT THÔNG TIN",
    "Giữ BÍ MẬT công tác",
    "MẬT ONG",
    "Nuôi ong lấy MẬT ONG",
    "QUAN HỆ MẬT THIẾT VỚI NHÂN DÂN",
    "Quan hệ MẬT THIẾT với nhân dân",
    "ĐỔI MẬT KHẨU ĐỊNH KỲ",
    "MẬT ĐỘ DÂN CƯ",
    "KHÔNG KHÍ THÂN MẬT",
    "LỜI NÓI NGỌT NHƯ MẬT RÓT VÀO TAI",
    "MẶT TRẬN",
    "MẤT ĐOÀN KẾT",
    "mật danh, mật khẩu, MẬT KHẨU",
    "Chưa làm gì đáng kể",
)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("text", STAMPED)
def test_a_stamp_is_found(text: str, form: str) -> None:
    assert stamped(unicodedata.normalize(form, text))  # type: ignore[arg-type] # one of two names


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_word_is_none(text: str, form: str) -> None:
    assert not stamped(unicodedata.normalize(form, text))  # type: ignore[arg-type] # one of two names
