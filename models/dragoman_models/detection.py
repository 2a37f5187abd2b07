"""What language a text is in: by its script where that decides, else by py3langid.

py3langid is a naive Bayes classifier over byte n-grams (Lui and Baldwin 2012,
"langid.py: An Off-the-shelf Language Identification Tool").
"""

from __future__ import annotations

import threading
import unicodedata
from collections import Counter
from functools import cache
from typing import Any

__all__ = ["CANDIDATES", "detect"]

# Our languages, and those that a desk takes for one of ours: Turkish and Turkmen
# for Azerbaijani, Arabic, Pashto, Urdu and Kurdish for Persian, the Slavic ones
# in Cyrillic for Russian, the larger ones in Latin script for English.
CANDIDATES = [
    "ar",
    "az",
    "be",
    "bg",
    "de",
    "en",
    "es",
    "fa",
    "fr",
    "hy",
    "it",
    "kk",
    "ku",
    "ky",
    "mk",
    "nl",
    "pl",
    "ps",
    "pt",
    "ro",
    "ru",
    "sr",
    "tr",
    "ug",
    "uk",
    "ur",
]
_DECIDING_SCRIPTS = {"ARMENIAN": "hy"}
# More text than this does not change the answer.
_LONGEST = 10_000
_MOST = 3
_lock = threading.Lock()


def detect(text: str) -> tuple[tuple[str, float], ...]:
    """Return at most three (ISO 639-1 code, confidence 0 to 1), likeliest first.

    A text without letters has no language: the answer is empty.
    """
    sample = unicodedata.normalize("NFC", text[:_LONGEST])
    scripts = Counter(_script(character) for character in sample if character.isalpha())
    if not scripts:
        return ()
    script, count = scripts.most_common(1)[0]
    if script in _DECIDING_SCRIPTS:
        return ((_DECIDING_SCRIPTS[script], count / scripts.total()),)
    with _lock:
        ranked = _identifier().rank(sample)
    likely = [(str(code), float(probability)) for code, probability in ranked[:_MOST]]
    return tuple((code, share) for code, share in likely if share >= 0.01)  # noqa: PLR2004 -- 1%


def _script(character: str) -> str:
    """Name a letter's script by the first word of its Unicode name."""
    return unicodedata.name(character, "UNKNOWN").split(" ", 1)[0]


@cache
def _identifier() -> Any:
    """Load the classifier on first use: it costs memory that most servers never need."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(CANDIDATES))
    return identifier
