"""What the Bot API answers when it refuses, in its own words."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

REASONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


class Refusal(Exception):
    """An answer with `ok: false`."""

    def __init__(self, code: int, sentence: str = "", parameters: Json | None = None) -> None:
        reason = REASONS.get(code, "Error")
        self.code = code
        self.description = f"{reason}: {sentence}" if sentence else reason
        self.parameters = parameters
        super().__init__(self.description)

    def to_json(self) -> Json:
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad(sentence: str) -> Refusal:
    return Refusal(400, sentence)


def flood(retry_after: int) -> Refusal:
    return Refusal(429, f"retry after {retry_after}", {"retry_after": retry_after})


def migrated(chat_id: int) -> Refusal:
    sentence = "group chat was upgraded to a supergroup chat"
    return Refusal(400, sentence, {"migrate_to_chat_id": chat_id})


CONFLICT = "terminated by other getUpdates request; make sure that only one bot instance is running"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
