"""Whole translations are kept within a bound."""

from __future__ import annotations

from dragoman_models.types import (
    ArticleTranslation,
    CheckpointIdentity,
    Flag,
    Role,
    SectionTranslation,
    SegmentTranslation,
)
from dragoman_server.results import ResultCache, recalled_segments


def translation(
    *texts: str, score: float = -0.1, flags: tuple[Flag, ...] = ()
) -> ArticleTranslation:
    """Make a translation of one section, a segment a text."""
    segments = tuple(SegmentTranslation(0, 1, "a", text, score, flags) for text in texts)
    whole = " ".join(texts)
    section = SectionTranslation(Role.BODY, 0, 1, whole, segments)
    return ArticleTranslation("ru", whole, (section,), CheckpointIdentity("words", "1"))


def test_a_translation_is_kept_by_its_key() -> None:
    """Another key has another result, or none."""
    cache = ResultCache(100_000)
    kept = translation("Дорога открыта.")
    cache.put(b"a", kept)
    assert cache.get(b"a") is kept
    assert cache.get(b"b") is None


def test_the_least_recently_used_goes_first() -> None:
    """The bound is kept, and what was asked for lately stays."""
    cache = ResultCache(8_000)
    for number in range(9):
        cache.put(bytes([number]), translation("Дорога открыта."))
        cache.get(b"\x00")
        assert cache.size_bytes <= 8_000
    assert cache.get(b"\x00") is not None
    assert cache.get(b"\x01") is None


def test_a_translation_over_the_bound_is_not_kept() -> None:
    """It would drive all others out."""
    cache = ResultCache(8_000)
    cache.put(b"small", translation("Да."))
    cache.put(b"huge", translation(*["Дорога открыта."] * 100))
    assert cache.get(b"small") is not None
    assert cache.get(b"huge") is None


def test_a_translation_kept_twice_counts_once() -> None:
    """Two calls may make the same at the same time."""
    cache = ResultCache(100_000)
    cache.put(b"a", translation("Да."))
    once = cache.size_bytes
    cache.put(b"a", translation("Да."))
    assert cache.size_bytes == once


def test_what_no_model_saw_is_not_recalled() -> None:
    """Figures, terms and datelines needed none the first time, either."""
    assert recalled_segments(translation("Да.", "Нет.")) == 2
    assert recalled_segments(translation("2026", "ЕРЕВАН", score=0.0)) == 0


def test_what_a_model_failed_at_is_recalled() -> None:
    """It was asked, and gave nothing."""
    assert recalled_segments(translation("Talks", score=0.0, flags=(Flag.UNTRANSLATED,))) == 1
