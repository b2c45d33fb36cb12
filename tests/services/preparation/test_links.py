"""Which links to a page are taken as materials."""

from __future__ import annotations

import pytest

from bot.domain.messages import Refusal
from bot.services.preparation import materials


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [
        ("https://tulieuvankien.dangcongsan.vn/a?b=c#d", True),
        ("http://example.vn", True),
        ("HTTPS://EXAMPLE.VN/", True),
        ("http://", False),
        ("https:///a", False),
        ("http://[::1", False),
        ("https://a b", False),
        ("javascript://example.vn/%0aalert(1)", False),
        ("example.vn", False),
    ],
)
async def test_a_link_has_a_host(typed: str, *, is_one: bool) -> None:
    """A21: what no browser opens is no material."""
    if is_one:
        assert materials._is_link(typed)
        return
    with pytest.raises(Refusal):
        await materials.add_link(None, "Một trang", typed)  # type: ignore[arg-type]
