"""How each rung of the ladder searches for a segment's target."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from dragoman_models.candidate import FAILURES
from dragoman_models.tuning import Tuning
from dragoman_models.types import DecodingOptions, Flag, SequenceModel, TranslationOptions

__all__ = ["attentive", "first_search", "second_search"]

# The second search takes no run of three tokens twice, and makes each repeated token dearer.
_REPEATED_TOKENS = 3
_REPETITION_PENALTY = 1.2


def first_search(
    model: SequenceModel,
    options: TranslationOptions,
    tuning: Tuning,
    language: str,
    *,
    with_alignment: bool,
) -> DecodingOptions:
    """Say how `model` searches at first for a target in `language`."""
    beams = options.num_beams or max(model.num_beams, options.num_hypotheses)
    return DecodingOptions(
        num_beams=beams,
        # Every beam's hypothesis is at hand when the search ends: the first rung is free.
        num_hypotheses=beams,
        max_new_tokens=options.max_new_tokens,
        repetition_penalty=tuning.repetition_penalty(language),
        coverage_penalty=tuning.coverage_penalty(language),
        return_alignment=with_alignment,
    )


def second_search(
    first: DecodingOptions, flags: Collection[Flag], *, protects: bool
) -> DecodingOptions:
    """Search as before where nothing but protected names was lost, else without repetition.

    Either way with the attention, which puts right what is searched for again. `flags` are those
    of the best target so far; `protects` says whether what was lost is protected now.
    """
    again = replace(first, return_alignment=True)
    if protects and FAILURES.intersection(flags) == {Flag.NAME_MISSING}:
        return again
    return replace(
        again, no_repeat_ngram_size=_REPEATED_TOKENS, repetition_penalty=_REPETITION_PENALTY
    )


def attentive(decoding: DecodingOptions, *, wanted: bool) -> DecodingOptions:
    """Ask for the attention only where it is `wanted`: the bundled ones take 15% longer."""
    return replace(decoding, return_alignment=True) if wanted else decoding
