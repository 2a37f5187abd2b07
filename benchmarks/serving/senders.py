"""Ways to send a text to a server, that keep what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.serving.wire import Wire

__all__ = ["ONE_SEARCH", "TextSender", "send_article"]

ONE_SEARCH: dict[str, Any] = {"max_searches": 1}
"""The options under which a server does no more than the bare model: one search a segment."""


class TextSender:
    """Send texts to one target language, and keep their translations in `targets`."""

    def __init__(self, wire: Wire, target: str, **options: Any) -> None:
        self._wire = wire
        self._to = (target,)
        self._options = options
        self.targets: list[str] = []

    async def __call__(self, text: str) -> None:
        """Translate one text."""
        answer = await self._wire.text(text, to=self._to, **self._options)
        self.targets += (one.target_text for one in answer.translations)


async def send_article(
    wire: Wire, text: str, *, to: Sequence[str], together: bool, **options: Any
) -> None:
    """Translate an article into several languages: in one call, or in one after the other."""
    calls = [tuple(to)] if together else [(code,) for code in to]
    for targets in calls:
        await wire.article(text, to=targets, **options)
