"""Whole translations that were made before, for a story that comes again unchanged.

Its segments are remembered, too (`caching`), but cutting it up to look for them
costs more than all the rest of the call. In memory only: after a restart the
segments are on the disk.
"""

from __future__ import annotations

from collections import OrderedDict

from dragoman_models.types import ArticleTranslation, Flag

__all__ = ["RESULTS_SHARE", "ResultCache", "recalled_segments"]

RESULTS_SHARE = 4
"""One byte of so many that are for remembering is for whole results, the rest for segments."""

# What CPython needs for a segment's objects beside its texts, and for a text's code
# point: two bytes in most scripts, and a translation holds each text three times.
_SEGMENT_BYTES = 800
_CODE_POINT_BYTES = 6
# What was copied, or written by rule or glossary, has no score.
_NO_SCORE = 0.0


class ResultCache:
    """Keep translations by key, the least recently used going first; for the event loop only.

    `max_bytes` bounds what they are estimated to take.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._results: OrderedDict[bytes, ArticleTranslation] = OrderedDict()
        self.size_bytes = 0

    def get(self, key: bytes) -> ArticleTranslation | None:
        """Return what was kept under a key, or None."""
        found = self._results.get(key)
        if found is not None:
            self._results.move_to_end(key)
        return found

    def put(self, key: bytes, result: ArticleTranslation) -> None:
        """Keep a translation, unless it alone is over the bound."""
        size = _size(result)
        if size > self._max_bytes or key in self._results:
            return
        self._results[key] = result
        self.size_bytes += size
        while self.size_bytes > self._max_bytes:
            _, gone = self._results.popitem(last=False)
            self.size_bytes -= _size(gone)


def recalled_segments(result: ArticleTranslation) -> int:
    """Count the segments of a translation that a model was needed for."""
    return sum(
        segment.score != _NO_SCORE or Flag.UNTRANSLATED in segment.flags
        for section in result.sections
        for segment in section.segments
    )


def _size(result: ArticleTranslation) -> int:
    segments = [segment for section in result.sections for segment in section.segments]
    texts = sum(len(segment.source_text) + len(segment.target_text) for segment in segments)
    return _SEGMENT_BYTES * (len(segments) + 1) + _CODE_POINT_BYTES * (texts + len(result.text))
