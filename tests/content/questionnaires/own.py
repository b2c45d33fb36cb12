"""A questionnaire of a cell's own: called by clauses and questions, with nouns as options."""

from __future__ import annotations

from bot.domain.interview.questionnaire import Group, Option, Question, Questionnaire, Row, Section
from bot.domain.words import Words


def _(vi: str) -> Words:
    return {"vi": vi, "en": vi}


OWN = Questionnaire(
    id="own",
    version=1,
    audience="member",
    title=_("Phiếu tự soi của tổ Tự nhiên"),
    intro=_(""),
    readers=_(""),
    submit=_("Nộp"),
    sections=(
        Section(
            "work",
            _("Công việc"),
            (
                Question("helps", "yes_no", _("Có giúp đỡ đồng nghiệp")),
                Question("hours", "number", _("Đồng chí dự giờ bao nhiêu tiết?")),
            ),
        ),
        Section(
            "areas",
            _("Lĩnh vực"),
            (
                Question(
                    "areas",
                    "matrix",
                    _("Lĩnh vực còn yếu"),
                    options=(Option("none", _("chưa thấy")), Option("some", _("một đôi lần"))),
                    rows=(Row("nature", _("Thiết bị dạy học; thí nghiệm"), "4"),),
                ),
                Group(
                    "details",
                    (
                        Question(
                            "why",
                            "multi_choice",
                            _("Lý do"),
                            options=(
                                Option("books", _("Sách, thiết bị thiếu")),
                                Option("nobody", _("Chưa ai hướng dẫn")),
                            ),
                        ),
                        Question(
                            "remedy",
                            "multi_choice",
                            _("Cách sửa"),
                            options=(Option("notebook", _("Sổ theo dõi thiết bị")),),
                            dated=True,
                        ),
                        Question("who", "short_text", _("Ai giúp đồng chí?")),
                    ),
                    for_each="areas",
                ),
                Question("day", "date", _("Ngày kiểm tra lại")),
            ),
        ),
    ),
)
