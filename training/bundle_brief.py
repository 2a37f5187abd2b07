"""The bundled summarizer: its name, how it is asked, and what it says unchecked."""

from __future__ import annotations

from dragoman_models.types import DecodingOptions, SequenceModel
from training.stories import BRIEF, HEADLINE

__all__ = ["BRIEF_NAME", "PROMPTS", "write_bare"]

BRIEF_NAME = "dragoman-brief"
PROMPTS = {HEADLINE: "headline: ", BRIEF: "brief: "}
"""What stands before a document to say which summary is wanted."""
_LONGEST_SUMMARY = 90


def write_bare(model: SequenceModel, text: str) -> str:
    """Return the model's best summary of the opening of a text, the prompt included in the text.

    The opening is as many tokens as the model takes, as it was trained on.
    """
    *tokens, end = model.encode(text)
    options = DecodingOptions(
        num_beams=model.num_beams,
        max_new_tokens=_LONGEST_SUMMARY,
        no_repeat_ngram_size=3,
        length_penalty=2.0,
    )
    ((best, *_),) = model.decode([(*tokens[: model.max_source_tokens - 1], end)], options)
    return best.text
